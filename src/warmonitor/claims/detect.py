"""Which groups of a sentence came to which harm.

For each group and each harm that a word nearby states, named features describe how the two stand to each other; a
linear model decides. Decisions run from left to right, since a group often shares the harm of the one before it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from warmonitor.claims.groups import People
from warmonitor.claims.harms import Scene, Trigger, frame, path
from warmonitor.claims.linear import Model, probability
from warmonitor.claims.text import Document
from warmonitor.lexicon.words import HARMS, Words
from warmonitor.model import Harm

LEAST = 0.45  # the probability from which a group is held to have come to harm: misses weigh as much as inventions
DOUBT = 0.2  # and from which those right behind a verb of capture are held to have been captured


@dataclass(slots=True)
class Finding:
    """A group that came to a harm, with how sure that is and by which features."""

    scene: Scene
    people: People
    harm: Harm
    probability: float
    features: tuple[str, ...]
    trigger: Trigger | None = None
    lead: Finding | None = None


@dataclass(slots=True)
class Context:
    """What deciding on a sentence may know of the report so far."""

    war: str = "war0"
    before: set[Harm] = field(default_factory=set)
    last: set[Harm] = field(default_factory=set)

    def follow(self, found: Iterable[Finding]) -> None:
        """Go on to the next sentence: what was found in this one is what was said before."""
        self.before = {f.harm for f in found}
        self.last = self.before or self.last


def _bucket(n: int) -> str:
    return str(n) if n < 4 else "4-6" if n < 7 else "7-11" if n < 12 else "12+"


def _nearest(scene: Scene, people: People, harm: Harm) -> tuple[Trigger | None, Trigger | None, Trigger | None]:
    """The trigger of the harm inside the group, nearest left of it, nearest right of it."""
    inside = left = right = None
    for t in scene.by_harm.get(harm, ()):
        if t.end <= people.start:
            left = t
        elif t.start >= people.end:
            right = right or t
        else:
            inside = inside or t
    return inside, left, right


_PLAIN = frozenset(("w", "N", "DET", "9"))


def _trigger_features(
    scene: Scene, index: int, t: Trigger, side: str, kind: str, harm: Harm, words: Words
) -> list[str]:
    people = scene.groups[index]
    lo, hi = (t.end, people.start) if side == "L" else (people.end, t.start)
    form = t.form + ("f" if t.fate else "")
    gap = hi - lo
    head = f"{kind}{side}{form}"
    near = path(scene.symbols, lo, hi, 3)
    out = [
        f"{head} {path(scene.symbols, lo, hi)}",
        f"{head} gap {_bucket(gap)}",
        f"{harm} {side} {t.lemma}",
        f"{harm} {side}{form} {t.lemma}",
    ]
    first, last = scene.lists[index]
    shape = frame(scene.symbols, t.end, first) if side == "L" else frame(scene.symbols, last, t.start)
    out += [f"{head} list {shape}", f"{kind}{side} list {shape}", f"{side}{form} {people.kind} list {shape}"]
    out += [f"{head} has {m}" for m in set(scene.symbols[lo:hi]) - _PLAIN]
    out += [
        f"{head} {people.kind}",
        f"{kind}{side} {near}",
    ]
    groups = len([g for g in scene.groups if g.end <= hi and g.start >= lo])
    out.append(f"{kind}{side} groups between {min(groups, 3)}")
    before = scene.low[max(0, t.start - 4) : t.start]
    if not words.hypothetical.isdisjoint(before):
        out.append(f"{kind} hypothetical {t.form}")
    if not words.negation.isdisjoint(before):
        out.append(f"{kind} negated")
    if t.start:
        out.append(f"{harm}{side}{t.form} after {scene.symbols[t.start - 1]}")
    if t.end < len(scene.symbols):
        out.append(f"{harm}{side}{t.form} before {scene.symbols[t.end]}")
    return out


def _group_features(scene: Scene, p: People, harm: Harm, context: Context, words: Words) -> list[str]:
    kind = "facility" if p.facility else p.kind
    known = "named" if p.explicit else "bare"
    before = scene.low[p.start - 1] if p.start else "^"
    after = scene.symbols[p.end] if p.end < len(scene.symbols) else "$"
    out = [
        f"{harm}",
        f"{harm} {kind}",
        f"{kind} {known} {p.status}",
        f"{harm} head {p.head}",
        f"{kind} before {before}" if before in words.symbols or before == "^" else f"{kind} before word",
        f"{harm} {kind} after {after}",
        f"{context.war}",
        f"{kind} {context.war}",
    ]
    if scene.sentence.title:
        out += ["title", f"{kind} title", f"{harm} title"]
    if p.count.figure is not None and p.count.figure >= 1000:
        out.append(f"{harm} thousands")
    out += [f"{kind} after {after}", f"{harm} before {before}" if before in words.symbols else f"{kind} begins"]
    if "PART" in scene.symbols[max(0, p.start - 4) : p.start]:
        out += ["marked", f"marked {harm}", f"marked {kind}"]
    if "PART" in scene.symbols[p.end : p.end + 2]:
        out.append(f"marked behind {kind}")
    if not scene.triggers:
        out += ["no harm here", f"no harm here {kind}", f"no harm here {known}"]
        if harm in context.before:
            out += [f"carried {kind}", f"carried {'marked' if 'marked' in out else 'plain'} {known}"]
    if p.kind == "zero":
        out.append(f"{harm} zero {'same' if p.harm == harm else 'told' if p.harm is None else 'other'}")
    if not words.apart.isdisjoint(scene.low):
        out += ["apart", f"apart {context.war}"]
    if words.other_causes.among(scene.low):
        out += ["other cause", f"other cause {context.war}"]
    if not words.hypothetical.isdisjoint(scene.low[max(0, p.start - 3) : p.start]):
        out.append(f"{kind} after hypothetical")
    return out


def _neighbour_features(
    scene: Scene, index: int, harm: Harm, found: dict[int, list[Finding]], context: Context
) -> list[str]:
    p = scene.groups[index]
    if index == 0:
        return [f"first {p.kind} {'again' if harm in context.before else 'new'}"]
    q = scene.groups[index - 1]
    between = path(scene.symbols, q.end, p.start, 4)
    said = {f.harm for f in found.get(index - 1, ())}
    mark = "+" if harm in said else "~" if said else "-"
    out = [f"prev{mark} {between}", f"prev{mark} {p.kind}", f"prev{mark} {p.kind} {between}"]
    return out


def features(
    scene: Scene, index: int, harm: Harm, found: dict[int, list[Finding]], context: Context, words: Words
) -> tuple[tuple[str, ...], Trigger | None]:
    """Named features of "this group came to this harm", and the word of harm nearest to it."""
    p = scene.groups[index]
    kind = "people " if harm in ("killed", "injured") else f"{harm} "
    inside, left, right = _nearest(scene, p, harm)
    out = _group_features(scene, p, harm, context, words)
    nearest: Trigger | None = inside
    if inside:
        out += [f"{kind}inside {inside.form}", f"{harm} inside {inside.lemma}", f"{kind}inside {inside.form} {p.kind}"]
    if left:
        out += _trigger_features(scene, index, left, "L", kind, harm, words)
        nearest = nearest or left
    if right:
        out += _trigger_features(scene, index, right, "R", kind, harm, words)
        if nearest is None or (nearest is left and left and right.start - p.end < p.start - left.end):
            nearest = right
    out.append(f"{kind}sides {'i' if inside else ''}{'l' if left else ''}{'r' if right else ''}")
    out += _rival_features(scene, p, harm, left, right, kind)
    out += _order_features(scene, p, harm, kind)
    out += _toll_features(scene, p, harm, context, words)
    out += _neighbour_features(scene, index, harm, found, context)
    return tuple(out), nearest


_PEOPLE_HARMS = frozenset(("killed", "injured", "missing", "detained", "displaced"))


def _order_features(scene: Scene, p: People, harm: Harm, kind: str) -> list[str]:
    """Whether the word of harm next to the group, on either side, states this harm or another one."""
    sides = {"L": "none", "R": "none"}
    for t in scene.triggers:
        if t.harm not in _PEOPLE_HARMS and harm != t.harm:
            continue
        if t.end <= p.start:
            sides["L"] = "same" if t.harm == harm else "other"
        elif t.start >= p.end and sides["R"] == "none":
            sides["R"] = "same" if t.harm == harm else "other"
    return [f"{kind}next {sides['L']} {sides['R']}", f"{p.kind} next {sides['L']} {sides['R']}"]


def _toll_features(scene: Scene, p: People, harm: Harm, context: Context, words: Words) -> list[str]:
    """A figure given to a count ("put the number at", "up from", "a total of")."""
    if not _tollish(scene, p, words):
        return []
    again = "again" if harm in context.before else "new"
    return [
        f"tollish {harm}",
        f"tollish {again}",
        f"tollish {p.kind}",
        f"tollish {again} {'bare' if not p.explicit else 'named'}",
    ]


def _rival_features(
    scene: Scene, p: People, harm: Harm, left: Trigger | None, right: Trigger | None, kind: str
) -> list[str]:
    """Words of another harm that stand nearer to the group."""
    out = []
    lo, hi = (left.end if left else -1), (right.start if right else len(scene.low) + 1)
    for t in scene.triggers:
        if t.harm == harm or (harm, t.harm) in (("killed", "facility"), ("killed", "none")):
            continue
        if lo <= t.start and t.end <= p.start:
            out.append(f"{kind}rival L{t.form} {path(scene.symbols, t.end, p.start, 2)}")
        elif p.end <= t.start and t.end <= hi:
            out.append(f"{kind}rival R{t.form} {path(scene.symbols, p.end, t.start, 2)}")
        elif t.start < p.end and t.end > p.start:
            out.append(f"{kind}rival inside")
    return out


def _speaks(scene: Scene, p: People) -> bool:
    """Whether the one person named is who says so: ", a doctor said", "according to a rescue worker"."""
    if p.kind in ("number", "of_them", "bare"):
        if scene.low[p.end : p.end + 1] not in (["said"], ["told"], ["says"], ["say"]):
            return False
        after = (*scene.sentence.texts, ".")[p.end + 1]  # "nine women, said the director" is the other way round
        return not (after in ("the", "a", "an", "its", "his") or after[0].isupper())
    if p.kind not in ("article", "definite", "title", "naked"):
        return False
    if scene.low[max(0, p.start - 2) : p.start] == ["according", "to"]:
        return True
    if p.start and scene.symbols[p.start - 1] not in ("COMMA", "STOP", "QUOTE"):
        return False
    return next((x for x in scene.symbols[p.end : p.end + 10] if x not in _AFTER_SPEAKER), "") == "SAY"


_AFTER_SPEAKER = frozenset(("w", "N", "DET", "OF", "FOR", "IN", "AT", "f", "g"))


def _tollish(scene: Scene, p: People, words: Words) -> bool:
    """Whether the group is the figure of a count: "put the number at 12", "then returned to six"."""
    return not words.figures.isdisjoint(scene.low[max(0, p.start - 4) : p.start])


def possible(scene: Scene, index: int, context: Context, words: Words) -> list[Harm]:
    """The harms that this group might have come to: those stated in the sentence, or in the one before."""
    p = scene.groups[index]
    if _speaks(scene, p) or (
        p.head == "casualty" and p.kind != "zero"
    ):  # casualties are killed or injured, unsaid which
        return []
    if p.kind == "zero":
        return [p.harm] if p.harm else [h for h in ("killed", "injured") if h in scene.by_harm]
    if p.facility:
        return ["facility"] if "facility" in scene.by_harm or "facility" in context.before else []
    harms = [h for h in HARMS if h not in ("facility", "none") and h in scene.by_harm]
    if p.status == "combatant":
        harms = [h for h in harms if h != "displaced"]
    if p.kind not in ("definite", "naked", "title"):
        known = context.before or (context.last if _tollish(scene, p, words) else ())
        harms += [h for h in known if h not in harms and h not in ("facility", "none")]
    return harms


def detect(scene: Scene, context: Context, words: Words, model: Model, threshold: float = LEAST) -> list[Finding]:
    """The groups of one sentence that came to harm."""
    found: dict[int, list[Finding]] = {}
    for index in range(len(scene.groups)):
        taken = _taken(scene, scene.groups[index], words)
        for harm in possible(scene, index, context, words):
            feats, trigger = features(scene, index, harm, found, context, words)
            p = probability(model.score(feats))
            if harm == "displaced" and p < threshold and _gone(scene, scene.groups[index], words):
                p = threshold
            if scene.groups[index].joint and harm in ("killed", "injured"):
                p = max(p, threshold)
            if taken and (harm != "detained" or p >= DOUBT):
                p = max(p, threshold) if harm == "detained" else 0.0
            if p >= threshold and not (trigger and unreal(scene, scene.groups[index], trigger, words)):
                found.setdefault(index, []).append(Finding(scene, scene.groups[index], harm, p, feats, trigger))
        if index in found:
            found[index] = _one_fate(found[index])
    return [f for fs in found.values() for f in fs]


def _taken(scene: Scene, p: People, words: Words) -> bool:
    """Whether a counted group stands right behind a verb of capture ("captured 30 soldiers").

    No verb further on can then be its own. Arrests for ordinary crime are left to the model.
    """
    if p.kind not in ("number", "unknown_noun") or p.facility or p.joint:
        return False
    verbs = [t for t in scene.by_harm.get("detained", ()) if t.end == p.start and t.form in ("S", "D", "G")]
    if not any(not t.fate and t.lemma not in words.loose_takings for t in verbs):
        return False
    return not any(words.other_causes.at(scene.low, i) for i in range(len(scene.low)))


def _gone(scene: Scene, p: People, words: Words) -> bool:
    """Whether a counted group is the subject of a plain verb of flight ("9,000 people have fled")."""
    if p.kind not in ("number", "unknown_noun"):
        return False
    return any(
        t.start >= p.end
        and t.form == "D"
        and t.lemma in words.flights
        and all(s == "BE" for s in scene.symbols[p.end : t.start])
        for t in scene.by_harm.get("displaced", ())
    )


def _one_fate(found: list[Finding]) -> list[Finding]:
    """A group came to one harm, unless the words say two at once ("killed or wounded")."""
    if len(found) == 1 or found[0].people.joint:
        return found
    return [max(found, key=lambda f: f.probability)]


def unreal(scene: Scene, p: People, t: Trigger, words: Words) -> bool:
    """Whether the word of harm tells what might be or is to come: "could be killed", "threatened to kill".

    "May have died" is told as fact, unconfirmed.
    """
    reach = 8 if t.form == "N" or scene.low[t.start - 1 : t.start] == ["to"] else 4
    first = p.start if p.start < t.start <= p.end and t.form == "A" else t.start  # "might leave thousands dead"
    for k in range(first - 1, max(-1, first - 1 - reach), -1):
        word = scene.low[k]
        if word in words.unreal:
            return "have" not in scene.low[k + 1 : t.start]
        if scene.symbols[k] in ("COMMA", "STOP", "SUB", "SAY", "WHO", "AND", "QUOTE") or (
            reach == 4 and scene.symbols[k] not in _INNER
        ):
            return False
    return False


_INNER = frozenset(("BE", "OF", "LEAVE", "w", "TO", "NEG", "DET", "PRON"))


def war(doc: Document, words: Words) -> str:
    """How much of the report speaks of armed conflict: none, little, much (a feature; nothing is dropped for it)."""
    said = {w for s in doc.sentences for w in s.low}
    found, apart = words.conflict & said, words.apart & said
    level = "war0" if len(found) < 2 else "war1" if len(found) < 5 else "war2"
    return level + ("apart" if len(apart) * 2 > len(found) else "")

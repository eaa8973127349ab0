"""Which event, status and scope belong to a fact, and how the choices for the facts of a report hang together.

Each `…_candidates` function pairs a value with the named features that speak for or against it; the model of that name
picks. What is picked from another sentence is marked as inferred, with from where.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import TypeVar

from warmonitor.claims.dates import Dated
from warmonitor.claims.facts import Fact, Mention
from warmonitor.claims.harms import path
from warmonitor.claims.linear import Model
from warmonitor.claims.roles import Cast, sort
from warmonitor.claims.scenes import Turn, turn
from warmonitor.claims.setting import Setting
from warmonitor.claims.standing import spelled, standing
from warmonitor.claims.tree import Candidate, Node
from warmonitor.claims.where import exactness, sort_of
from warmonitor.lexicon.words import Words
from warmonitor.model import Event, Scope, Status

T = TypeVar("T")


def best(candidates: Sequence[Candidate[T]], model: Model) -> tuple[Candidate[T], float] | None:
    """The likeliest candidate and its share of the probability; None where there is none."""
    if not candidates:
        return None
    index, share = model.best([c.features for c in candidates])
    return candidates[index], share


def parents(facts: Sequence[Fact]) -> list[int]:
    """For each fact in order, the index of its whole, else of the fact before it; -1 for the first."""
    place = {id(f): i for i, f in enumerate(facts)}
    return [
        place[id(f.whole)] if f.whole is not None and id(f.whole) in place else _before(i, facts)
        for i, f in enumerate(facts)
    ]


def _are_rivals(a: Fact, b: Fact) -> bool:
    """Whether two facts may be one told with two figures: of a size, and neither too small for that to say much."""
    n, other = a.count.figure, b.count.figure
    return bool(
        a.harm == b.harm and n and other and min(n, other) >= _RIVAL and max(n, other) <= _ALIKE * min(n, other)
    )


_RIVAL, _ALIKE = 5, 1.7


def _before(i: int, facts: Sequence[Fact]) -> int:
    """The fact that this one may only tell again with another figure, else the one right before it."""
    if facts[i].main.source:
        for k in range(i - 1, -1, -1):
            if facts[k].whole is None and _are_rivals(facts[i], facts[k]):
                return k
    return i - 1


def _sentences(n: int) -> str:
    return "0" if n == 0 else "1" if n == 1 else "2" if n == 2 else "3+" if n > 0 else "back"


def _edge_context(fact: Fact, parent: Fact | None, own: str) -> tuple[str, ...]:
    if parent is None:
        return ()
    kind = "part" if fact.whole is parent else "rival" if _are_rivals(fact, parent) else "next"
    gap = _sentences(fact.main.sentence - parent.main.sentence)
    scope = "thousands" if (fact.count.figure or fact.count.low or 0) >= 1000 else "fewer"
    sentences = fact.main.found.scene.sentence, parent.main.found.scene.sentence
    block = "same block" if sentences[0].paragraph == sentences[1].paragraph else "new block"
    harm = "same harm" if fact.harm == parent.harm else "other harm"
    hangs = turn(sentences[0]) if gap != "0" else Turn("none", "same sentence")
    a, b = fact.main.source, parent.main.source
    said = "no source" if not a else "new source" if not b or a.name != b.name else "same source"
    return _edge(kind, block, own, gap, scope, harm, hangs, said)


@spelled
def _edge(kind: str, block: str, own: str, gap: str, scope: str, harm: str, hangs: Turn, said: str) -> tuple[str, ...]:
    return (
        f"{kind} {hangs.event}",
        f"{kind} {hangs.event} {own}",
        f"{kind} {hangs.place} taken up",
        f"{kind} {said} {own}",
        f"{kind} {block} {own}",
        kind,
        f"{kind} {gap}",
        f"{kind} {own}",
        f"{kind} {gap} {own}",
        f"{kind} {scope}",
        f"{kind} {harm}",
    )


def _is_here(m: Mention, c: Candidate[T]) -> bool:
    """Whether a candidate stands in the mention's own sentence; a kind of event has no place of its own."""
    start: int | None = getattr(c.value, "start", None)
    if start is None:
        return "same sentence" in c.features
    sentence = m.found.scene.sentence
    return sentence.start <= start < sentence.end


def nodes(facts: Sequence[Fact], candidates: Sequence[Sequence[Candidate[T]]]) -> list[Node[T]]:
    """The tree of choices of one field over the facts of a report."""
    ups = parents(facts)
    out = []
    for fact, cs, up in zip(facts, candidates, ups, strict=True):
        own = "own" if any(_is_here(fact.main, c) for c in cs) else "none"
        out.append(Node(list(cs), up, _edge_context(fact, facts[up] if up >= 0 else None, own)))
    return out


EVENTS: tuple[Event, ...] = (
    "battle",
    "air_strike",
    "drone_strike",
    "shelling",
    "bombing",
    "suicide_bombing",
    "shooting",
    "chemical",
    "abduction",
    "unknown",
)


def event_candidates(fact: Fact, around: Setting, words: Words, cast: Cast) -> list[Candidate[Event]]:
    """Each kind of event, with where its words stand to the fact, and what sort of side strikes there, or last."""
    m = fact.main
    seen, places = around.events(words), around.event_sentences(words)
    title_end = len(around.document.report.title)
    own: dict[str, dict[str, None]] = {e: {} for e in EVENTS}
    for (start, end, kind, word), at in zip(seen, places, strict=True):
        if kind not in own:
            continue
        told = own[kind]
        if at in (1, 2):
            told["lead"] = None
        if start >= title_end and (at > m.sentence + 1 or at < m.sentence - 5):
            continue
        stand = standing(m, around, start, end, start < title_end, at)
        if "same sentence" in stand:
            told.update(dict.fromkeys(("same sentence", *stand[1:2], f"same word {word}")))
        elif stand[0] in ("back 1", "ahead 1", "in title", "back 2", "back 3-5"):
            told[stand[0]] = None
            if stand[0] in ("back 1", "in title"):
                told[f"{stand[0]} word {word}"] = None
    any_here = any("same sentence" in told for told in own.values())
    doer = next((p for p in reversed(cast.doers) if p.mention.start < m.found.scene.sentence.end), None)
    by = f"by {sort(doer.mention)} {'here' if doer.sentence == m.sentence else 'before'}" if doer else "by nobody"
    counts = Counter(kind for _, _, kind, _ in seen)
    scope = "thousands" if (fact.count.figure or 0) >= 1000 else "fewer"
    out = []
    for kind in EVENTS:
        if kind != "unknown" and not counts[kind]:
            continue
        told = own[kind]
        feats = [*told, kind, f"{kind} {by}", f"{kind} {scope}"]
        feats += [f"{kind} {f}" for f in told if not f.startswith(("back", "ahead"))]
        feats.append(f"{kind} share {min(4, counts[kind] * 5 // (len(seen) or 1))}")
        if not any_here:
            feats += [f"bare sentence {kind}", *(f"bare {f}" for f in told)]
        out.append(Candidate(kind, tuple(feats)))
    return out


STATUSES: tuple[Status, ...] = ("civilian", "combatant", "unknown")


def status_candidates(fact: Fact, lead: Status | None, whole: Status | None, event: Event) -> list[Candidate[Status]]:
    """Each status, with what the head noun, the group before and the whole say."""
    m = fact.main
    p = m.found.people
    heads = {(o.found.people.head, o.found.people.status) for o in fact.mentions}
    said = {s for _, s in heads}
    base = (
        [f"head {h}" for h, _ in heads]
        + [f"says {s}" for s in said]
        + [
            f"kind {p.kind}",
            f"kind {p.kind} says {p.status}",
            f"harm {fact.harm}",
            f"event {event}",
            f"{p.kind} event {event}",
            f"lead {lead}",
            f"{p.kind} lead {lead}",
            f"{p.status} lead {lead}",
            f"whole {whole}",
            f"{p.status} whole {whole}",
            f"{p.status} event {event}",
            f"group {p.group}",
        ]
    )
    base += [f"word {a}" for a in p.adjectives[:3]]
    if m.found.trigger:
        base.append(f"lemma {m.found.trigger.lemma}")
    base.append(f"{p.status} thousands" if (fact.count.figure or 0) >= 1000 else f"{p.status} fewer")
    return [Candidate(s, tuple(f"{s} {b}" for b in base)) for s in STATUSES]


def scope_candidates(
    fact: Fact,
    around: Setting,
    time: Dated | str | None,
    precision: int | None,
    words: Words,
) -> list[Candidate[Scope]]:
    """Incident or total, with what the time, the place and the wording say."""
    m = fact.main
    low = m.found.scene.low
    days = _days(time) if isinstance(time, Dated) else "open"
    relation = time.relation if isinstance(time, Dated) else "open"
    where = sort_of(precision or 9)
    base = [
        f"days {days}",
        f"time {relation}",
        f"place {where}",
        f"{where} {days}",
        f"{where} {relation}",
        f"harm {fact.harm}",
        f"size {_magnitude(fact)}",
        f"size {_magnitude(fact)} {where}",
        f"size {_magnitude(fact)} {days}",
    ]
    base += [f"word {w}" for w in set(low) & words.totals]
    sentence = m.found.scene.sentence
    spans = {_days(d) for d in around.dates if sentence.start <= d.start < sentence.end and d.relation == "since"}
    base += [f"since here {'long' if spans & {'32+', '8-31'} else 'short' if spans else 'none'}"]
    base += [
        f"source {m.source.kind if m.source else 'none'}",
        f"source {m.source.kind if m.source else 'none'} {days}",
    ]
    places = {
        p.place.name
        for p in around.places
        if p.role == "place" and sentence.start <= p.start < sentence.end and exactness(p.place) <= 3
    }
    base.append(f"places here {min(3, len(places))}")
    base.append("title" if m.title else "body")
    hangs = turn(sentence)
    base += [f"hangs {hangs.event}", f"hangs {hangs.place}", f"part {fact.whole is not None}"]
    between = path(m.found.scene.symbols, m.found.people.end, min(len(low), m.found.people.end + 4), 4)
    base.append(f"then {between}")
    return [Candidate(s, tuple(f"{s} {b}" for b in base)) for s in ("incident", "total")]


def _magnitude(fact: Fact) -> str:
    n = fact.count.figure if fact.count.figure is not None else fact.count.low or 0
    return (
        "0"
        if not n
        else "1-9"
        if n < 10
        else "10-49"
        if n < 50
        else "50-199"
        if n < 200
        else "200-999"
        if n < 1000
        else "1000+"
    )


def _days(d: Dated) -> str:
    if not d.period.start or not d.period.end:
        return "half"
    n = (date.fromisoformat(d.period.end) - date.fromisoformat(d.period.start)).days
    return "1" if n == 0 else "2" if n == 1 else "3-7" if n < 8 else "8-31" if n < 32 else "32+"

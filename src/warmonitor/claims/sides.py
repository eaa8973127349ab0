"""Who did it, and whose fighters the victims were: the sides that a report names, by how they stand to the harm.

A fact chooses among sets of sides, the empty one among them.
"""

from __future__ import annotations

from collections.abc import Sequence

from warmonitor.claims.facts import Fact, Mention
from warmonitor.claims.harms import path
from warmonitor.claims.roles import Cast, Pair, Part, Sides, sort
from warmonitor.claims.setting import Setting
from warmonitor.claims.standing import standing
from warmonitor.claims.tree import Candidate
from warmonitor.lexicon.actors import ActorMention
from warmonitor.model import Event

NOBODY: Sides = ()


def victims_side(fact: Fact, cast: Cast) -> ActorMention | None:
    """The side that the group itself is said to belong to: inside its words, or "of the …" right behind them.

    A name goes before a description ("ISIS terrorists"), the last one before those before it.
    """
    for m in [fact.main, *fact.mentions]:
        p = m.found.people
        if p.status == "civilian" or p.facility:
            continue
        tail = m.found.scene.low[p.end : p.end + 3]
        reach = m.end + (60 if tail[:1] in (["of"], ["from"], ["within"]) else 0)
        there = [part.mention for part in cast.at.get(m.sentence, ()) if m.start <= part.mention.start < reach]
        within = [a for a in there if a.end <= m.end]
        named = [a for a in within if a.named]
        if there:
            return named[-1] if named else within[-1] if within else there[0]
    return None


def victims_names(facts: Sequence[Fact], cast: Cast, fighters: Sequence[bool]) -> list[str | None]:
    """The side of each fact's victims where they are fighters; theirs who are part of a whole is the whole's."""
    out: list[str | None] = []
    known: dict[int, str | None] = {}
    for fact, fights in zip(facts, fighters, strict=True):
        own = victims_side(fact, cast)
        name = own.name if own else known.get(id(fact.whole))
        known[id(fact)] = name
        out.append(name if fights else None)
    return out


def candidates(fact: Fact, cast: Cast, around: Setting, event: Event) -> list[Candidate[Sides]]:
    """Every set of sides that might have done it: nobody named, one side, or two that act as one."""
    m, own = fact.main, victims_side(fact, cast)
    here = cast.at.get(m.sentence, [])
    present = {p.mention.side for p in here}
    doing = "doer here" if any(p.does for p in here) else "side here" if here else "nobody here"
    fresh = _fresh(m)
    end = m.found.scene.sentence.end
    last = next((p.mention.side for p in reversed(cast.doers) if p.mention.start < end), None)
    following = next((p.mention.side for p in cast.doers if p.mention.start >= end), None)
    single: dict[str, list[str]] = {}
    for side, found in cast.parts.items():
        a = found[0].mention
        feats = [*cast.lasting[side], f"kind {sort(a)} {event}", f"{'here' if side in present else 'away'}, {doing}"]
        outside = len(found)
        for part in here:
            if part.mention.side == side:
                if fact.harm != "none" and _within(part, m):
                    outside -= 1
                else:
                    feats += _here(m, part, around)
        if not outside:
            feats.append("only the victims")
        for part in cast.deeds.get((side, event), ()):
            feats += ["does the event", f"does the event, {doing}", f"does the event {_where(m, part)}"]
        if side == last:
            feats += ["did last", f"did last, {doing}", f"did last, {doing} {fresh}"]
        if side == following:
            feats += ["does next", f"does next, {doing}"]
        if own is not None:
            feats.append("victims' own" if own.side == side else "not victims' own")
        single[side] = feats
    out = [Candidate(NOBODY, _nobody(fact, event, doing, fresh))]
    out += [Candidate((side,), tuple(dict.fromkeys(feats))) for side, feats in single.items()]
    for sides, pairs in cast.pairs.items():
        both = [*_together(m, pairs, event), f"two own {own is not None}", *(f for s in sides for f in single[s])]
        out.append(Candidate(sides, tuple(dict.fromkeys(both))))
    return out


def _within(part: Part, m: Mention) -> bool:
    return part.mention.start < m.end and part.mention.end > m.start


def _here(m: Mention, part: Part, around: Setting) -> list[str]:
    """How a side stands to the harm in its own sentence."""
    a, t, symbols = part.mention, m.found.trigger, m.found.scene.symbols
    out = list(standing(m, around, a.start, a.end, False, part.sentence))
    before = t is not None and part.last <= t.start
    if t and before:
        between = path(symbols, part.last, t.start, 4)
        out += [f"subject {t.form} {between}", f"subject {t.form}", f"subject over {between}"]
    elif t and part.first >= t.end:
        between = path(symbols, t.end, part.first, 4)
        out += [f"object {t.form} {between}", f"object {t.form}"]
        if "BY" in symbols[t.end : part.first]:
            out.append(f"by {t.form}")
    for role in sorted(part.roles):
        out += [f"{role} here", f"{role} {'left' if before else 'right'}"]
    return out if part.roles else [*out, "plain here"]


def _where(m: Mention, part: Part) -> str:
    """Where a side does something, from the fact's sentence."""
    gap = m.sentence - part.sentence
    if gap == 0 or part.sentence == 0:
        return "here" if gap == 0 else "title"
    near = "1" if abs(gap) == 1 else "2-3" if abs(gap) < 4 else "4+"
    return f"{'back' if gap > 0 else 'ahead'} {near}"


def _together(m: Mention, pairs: Sequence[Pair], event: Event) -> list[str]:
    """How two sides act as one, in the fact's sentence or elsewhere."""
    out = ["two", f"two {event}"]
    for p in pairs:
        at = "here" if p.sentence == m.sentence else "away"
        out += [f"two {p.sort}", f"two {p.sort} {at}"]
        if p.does:
            out += [f"two {p.sort} do", f"two {p.sort} do {at}"]
        if event in p.kinds:
            out += [f"two {p.sort} do the event", f"two {p.sort} do the event {at}"]
    return out


def _fresh(m: Mention) -> str:
    """Whether a sentence of the body sets out anew: it gives a day, or a place, of its own."""
    if m.sentence <= 1:
        return "lead"
    return f"{'day' if m.days else 'no day'} {'place' if m.places else 'no place'}"


def _nobody(fact: Fact, event: Event, doing: str, fresh: str) -> tuple[str, ...]:
    scope = "thousands" if (fact.count.figure or fact.count.low or 0) >= 1000 else "fewer"
    where = "title" if fact.main.title else "body"
    told = (event, doing, f"{doing} {fresh}", scope, f"in the {where}")
    return "nobody", *(f"nobody {t}" for t in told)

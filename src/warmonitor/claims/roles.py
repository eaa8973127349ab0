"""What each side of a report does in each of its sentences: strikes, is struck, is blamed, speaks, holds ground.

Told once a report, by the words beside a side's name (`lexicon/<language>/roles.yaml`); nothing is decided here.
"""

from __future__ import annotations

import operator
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, groupby, pairwise
from typing import NamedTuple

from warmonitor.claims.facts import Fact
from warmonitor.claims.setting import Setting
from warmonitor.lexicon.actors import ActorMention
from warmonitor.lexicon.roles import Roles, roles
from warmonitor.lexicon.words import Words

Sides = tuple[str, ...]


class Part(NamedTuple):
    """A mention of a side: its sentence, its tokens there, what it does in it, and with what kinds of violence."""

    mention: ActorMention
    sentence: int
    first: int
    last: int
    roles: frozenset[str]
    kinds: frozenset[str]

    @property
    def does(self) -> bool:
        """Whether it does violence there, or is said to."""
        return not _DOES.isdisjoint(self.roles)


class Pair(NamedTuple):
    """Two sides in a sentence that names them in one breath ("joined"), or fighting each other ("joint")."""

    sentence: int
    sort: str
    does: bool
    kinds: frozenset[str]


@dataclass(slots=True)
class Cast:
    """All sides of a report, by name, by sentence and by kind of violence; which act as one; what holds of each."""

    parts: dict[str, list[Part]]
    at: dict[int, list[Part]]
    doers: list[Part]
    deeds: dict[tuple[str, str], list[Part]]
    pairs: dict[Sides, list[Pair]]
    lasting: dict[str, tuple[str, ...]]


_START = operator.itemgetter(0)
_DOES = frozenset(("does", "by", "blamed", "owns"))
_SHARED = _DOES | {"struck", "fights"}
_TELLING = ("blamed", "owns", "denies", "harmed")
_PLAIN = frozenset(("battle", "siege"))
_ARMED = frozenset(("rebel", "jihadist", "militia", "criminal"))
_AND = frozenset((" and ", " or ", "/", ", ", " and the ", " or the ", " and its ally ", " and their ", " and allied "))
_PASSED = frozenset(("the", "a", "an", "suspected", "its", "fellow", "alleged"))
_MEANT = (("jihadist", "jihadist"), ("islamist", "jihadist"), ("extremist", "jihadist"), ("gang", "criminal"))


def cast(facts: Sequence[Fact], around: Setting, words: Words) -> Cast:
    """The sides of a report whose facts are known."""
    listed = roles()
    harmed = [(m.start, m.end) for f in facts for m in f.mentions]
    violent: dict[int, set[str]] = {}
    for start, _, kind, _ in around.events(words):
        if kind not in _PLAIN:
            violent.setdefault(start, set()).add(kind)
    ordered = [
        _part(a, at, around, listed, words, violent, harmed)
        for a, at in zip(around.actors, around.actor_sentences(), strict=True)
    ]
    ordered = _recognised(_shared(ordered, around), listed)
    parts: dict[str, list[Part]] = {}
    deeds: dict[tuple[str, str], list[Part]] = {}
    for part in ordered:
        parts.setdefault(part.mention.side, []).append(part)
        for kind in part.kinds:
            deeds.setdefault((part.mention.side, kind), []).append(part)
    doers = [p for p in ordered if p.does]
    at = {s: list(found) for s, found in groupby(ordered, key=operator.attrgetter("sentence"))}
    return Cast(parts, at, doers, deeds, _pairs(ordered, at, around, listed), _lasting(parts, doers))


def _part(
    a: ActorMention,
    at: int,
    around: Setting,
    listed: Roles,
    words: Words,
    violent: dict[int, set[str]],
    harmed: Sequence[tuple[int, int]],
) -> Part:
    sentence = around.document.sentences[at]
    toks, low = sentence.tokens, sentence.low
    first, last = bisect_left(toks, a.start, key=_START), bisect_left(toks, a.end, key=_START)
    k = last
    while k < min(len(low), last + 3) and low[k] in listed.passing:
        k += 1
    kinds = frozenset[str]().union(*(violent.get(toks[i].start, ()) for i in range(first, min(len(toks), k + 2))))
    found = _beside(low, first, last, listed, words)
    if kinds or not listed.deeds.isdisjoint(low[first + 1 : last]) or not listed.deeds.isdisjoint(low[k : k + 1]):
        found.add("does")
    if any(s < a.end and a.start < e for s, e in harmed):
        found.add("harmed")
        found.discard("does")
    return Part(a, at, first, last, frozenset(found), kinds)


def _beside(low: list[str], first: int, last: int, listed: Roles, words: Words) -> set[str]:
    """What the words right before and behind a side's tokens tell."""
    before, following = low[max(0, first - 4) : first], low[last : last + 4]
    while before and before[-1] in _PASSED:
        before.pop()
    two, one = (["^", "^", *before])[-2:]
    after = following[0] if following else "$"
    held = {
        "does": two == "belonging",
        "holds": one == "by" and two in listed.ground,
        "by": one == "by" and two not in listed.ground,
        "links": not listed.links.isdisjoint((*before[-3:], after)),
        "blamed": not listed.blamed.isdisjoint(before[-3:]) or "responsible" in following,
        "speaks": words.symbols.get(after) == "SAY" or "said" in following[:2] or "according" in before,
        "owns": after in listed.owned and "responsibility" in low[last : last + 5],
        "denies": not listed.denied.isdisjoint(following[:3]),
        "struck": one in listed.struck,
        "place": after in listed.places,
        "fights": one in ("with", "between"),
        "from": one == "from",
    }
    return {role for role, holds in held.items() if holds}


def _shared(ordered: list[Part], around: Setting) -> list[Part]:
    """The parts, where sides named in one breath do the same: "regime and Russian jets"."""
    out = list(ordered)
    for k in range(1, len(out)):
        one, two = out[k - 1], out[k]
        if around.document.low[one.mention.end : two.mention.start] in _AND:
            shared = ((one.roles | two.roles) & _SHARED) | {"joined"}
            kinds = one.kinds | two.kinds
            out[k - 1 : k + 1] = [p._replace(roles=p.roles | shared, kinds=kinds) for p in (one, two)]
    return out


def _recognised(ordered: list[Part], listed: Roles) -> list[Part]:
    """The parts, where "gunmen" and "the militants" are the armed group that the report names."""
    armed = [p for p in ordered if p.mention.named and p.mention.kind in _ARMED and "links" not in p.roles]
    named, kinds = Counter(p.mention.side for p in armed), {p.mention.side: p.mention.kind for p in armed}
    rebels = sum(p.mention.kind == "rebel" and not p.mention.named for p in ordered)
    one = len(named) == 1 and rebels <= named.total()
    out = []
    for p in ordered:
        a = p.mention
        neutral = not a.named and (a.kind == "unnamed" or (a.kind == "rebel" and one))
        if named and neutral and listed.partisan.isdisjoint(a.text.lower().split()):
            meant = next((kind for word, kind in _MEANT if word in a.text.lower()), None)
            bearer = max(named, key=lambda s: (kinds[s] == meant, kinds[s] != "militia", named[s]))
            p = p._replace(mention=a._replace(name=bearer, side=bearer, kind=kinds[bearer]))
        out.append(p)
    return out


def _pairs(
    ordered: Sequence[Part], at: dict[int, list[Part]], around: Setting, listed: Roles
) -> dict[Sides, list[Pair]]:
    """Pairs of sides that act as one, or fight each other, wherever the report names them so."""
    out: dict[Sides, list[Pair]] = {}

    def add(one: Part, two: Part, sort: str) -> None:
        if one.mention.side != two.mention.side:
            sides = tuple(sorted((one.mention.side, two.mention.side)))
            out.setdefault(sides, []).append(Pair(one.sentence, sort, one.does or two.does, one.kinds | two.kinds))

    for one, two in pairwise(ordered):
        if "joined" in two.roles and around.document.low[one.mention.end : two.mention.start] in _AND:
            add(one, two, "joined")
    for s, here in at.items():
        if len(here) > 1 and not listed.joint.isdisjoint(around.document.sentences[s].low):
            for one, two in combinations(here, 2):
                add(one, two, "joint")
    return out


def _lasting(parts: dict[str, list[Part]], doers: Sequence[Part]) -> dict[str, tuple[str, ...]]:
    """What holds of each side whatever the fact: its kind, how often it is named, what it does in the report."""
    does = Counter(p.mention.side for p in doers)
    most, often = max(does.values(), default=0), max(map(len, parts.values()), default=0)
    out = {}
    for side, found in parts.items():
        done = does[side]
        rank = "no doer" if not done else "only doer" if len(does) == 1 else "first doer" if done == most else "a doer"
        told = [f"kind {sort(found[0].mention)}", rank]
        if len(found) == often:
            told.append("named most")
        told += [f"ever {r}" for r in _TELLING if any(r in p.roles for p in found)]
        if all("speaks" in p.roles for p in found):
            told.append("only speaks")
        if any(p.sentence == 0 for p in found):
            told.append("in the title")
        if any(1 <= p.sentence <= 2 for p in found):
            told.append("in the lead")
        out[side] = tuple(told)
    return out


_SORT = {"state_force": "state", "government": "state", "foreign_force": "foreign", "coalition": "foreign"}


def sort(a: ActorMention) -> str:
    """The kind of a side, the forces of a state and the state being one."""
    return _SORT.get(a.kind, a.kind)

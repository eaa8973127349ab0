"""Scored pairs to incidents: average-link within each neighbourhood, with the reviewers' word as law.

Plain connected components would chain a month of shelling into one incident. Here two clusters join only while the mean
evidence over all pairs between them speaks for it (a pair that was not worth comparing speaks against), the strongest
first, and never across a "not the same" or two events of one report.
"""

from __future__ import annotations

import heapq
import itertools
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from warmonitor.model import Record

UNSEEN = -4.0
"""Bits of a pair that shares no blocking key."""

_MOST = 6.0  # bits beyond which one pair may not outvote others: what is told twice makes sums run high
Pair = tuple[str, str]
Weighed = dict[str, dict[str, float]]
"""Bits between two, under both of them; only of pairs that were compared, so that a large part needs little room."""


class Scored(NamedTuple):
    """A pair of events (left < right) and its match weight in bits."""

    left: str
    right: str
    bits: float

    @property
    def probability(self) -> float:
        """The probability that the two are one event."""
        return 1 / (1 + 2 ** -max(-60.0, min(60.0, self.bits)))


class Redirect(Record, frozen=True):
    """What became of an incident id: `into` one id after a merge, several after a split."""

    incident: str
    into: tuple[str, ...]
    kind: str


def clusters(
    items: Mapping[str, str], scored: Iterable[Scored], same: Iterable[Pair] = (), apart: Iterable[Pair] = ()
) -> list[tuple[str, ...]]:
    """Events (`items`: id to report) into incidents, each a sorted tuple of ids.

    `same` pairs are joined first unless that would break an `apart` pair; `apart` is never broken. Two events of one
    report are apart unless a reviewer says `same`.
    """
    near: Weighed = defaultdict(dict)
    for left, right, bits in scored:
        near[left][right] = near[right][left] = max(-_MOST, min(_MOST, bits))
    forced = _forced(items, same, frozenset(_ordered(p) for p in apart))
    out = []
    for part in _components(items, near, forced.groups):
        out += _average_link(part, items, near, forced)
    return sorted(out)


def _ordered(pair: Pair) -> Pair:
    return (pair[0], pair[1]) if pair[0] <= pair[1] else (pair[1], pair[0])


class _Forced:
    """What reviewers settled: groups that are one, pairs that are not."""

    def __init__(self, groups: list[tuple[str, ...]], apart: frozenset[Pair]) -> None:
        self.groups = groups
        self.apart = apart
        self.tied = frozenset(_ordered((x, y)) for g in groups for x in g for y in g if x < y)

    def bars(self, left: Sequence[str], right: Sequence[str], items: Mapping[str, str]) -> bool:
        """Whether the two groups must not be joined."""
        return any(
            _ordered((x, y)) in self.apart or (items[x] == items[y] and _ordered((x, y)) not in self.tied)
            for x in left
            for y in right
        )


def _forced(items: Mapping[str, str], same: Iterable[Pair], apart: frozenset[Pair]) -> _Forced:
    of: dict[str, tuple[str, ...]] = {i: (i,) for i in items}
    for left, right in same:
        if left in of and right in of and of[left] != of[right]:
            joined = tuple(sorted(of[left] + of[right]))
            if not any(_ordered((x, y)) in apart for x in of[left] for y in of[right]):
                of.update(dict.fromkeys(joined, joined))
    return _Forced(sorted({g for g in of.values() if len(g) > 1}), apart)


def _components(items: Mapping[str, str], near: Weighed, groups: Sequence[tuple[str, ...]]) -> list[list[str]]:
    """Neighbourhoods that no favourable pair leaves: each can be clustered for itself."""
    favourable = ((x, y) for x, beside in near.items() for y, bits in beside.items() if bits > 0 and x < y)
    root = neighbourhoods(itertools.chain(favourable, ((g[0], x) for g in groups for x in g[1:])))
    parts: dict[str, list[str]] = defaultdict(list)
    for item in sorted(items):
        parts[root.get(item, item)].append(item)
    return [parts[k] for k in sorted(parts)]


def _average_link(part: list[str], items: Mapping[str, str], near: Weighed, forced: _Forced) -> list[tuple[str, ...]]:
    """The part's items joined while the mean weight between two clusters is above nought, the highest mean first."""
    if len(part) == 1:
        return [tuple(part)]
    alive = {g[0]: g for g in _start(part, forced)}
    bonds = _bonds(alive, near)
    heap = [
        (-total / (len(alive[a]) * len(alive[b])), a, b)
        for a, beside in bonds.items()
        for b, total in beside.items()
        if a < b and total > 0
    ]
    heapq.heapify(heap)
    while heap:
        mean, a, b = heapq.heappop(heap)
        if a not in alive or b not in alive or mean != -bonds[a][b] / (len(alive[a]) * len(alive[b])):
            continue
        if not forced.bars(alive[a], alive[b], items):
            _join(a, b, alive, bonds, heap)
    return sorted(alive.values())


def _start(part: list[str], forced: _Forced) -> list[tuple[str, ...]]:
    grouped = {x: g for g in forced.groups for x in g}
    return sorted({grouped.get(x, (x,)) for x in part})


def _bonds(alive: Mapping[str, tuple[str, ...]], near: Weighed) -> Weighed:
    """The sum of weights between every two groups that have a compared pair; in it, one not compared is unseen."""
    head = {x: a for a, group in alive.items() for x in group}
    out: Weighed = {a: {} for a in alive}
    for a, group in alive.items():
        for b in {head[y] for x in group for y in near.get(x, ()) if y in head}:
            if a < b:
                weights = (near.get(x, {}).get(y, UNSEEN) for x in group for y in alive[b])
                out[a][b] = out[b][a] = sum(weights)
    return out


def _join(
    a: str, b: str, alive: dict[str, tuple[str, ...]], bonds: Weighed, heap: list[tuple[float, str, str]]
) -> None:
    """Join `b` into `a` (the lesser id stays), with the bonds to all others; those never compared are all unseen."""
    mine, theirs = bonds[a], bonds.pop(b)
    of_mine, of_theirs = UNSEEN * len(alive[a]), UNSEEN * len(alive[b])
    del mine[b], theirs[a]
    alive[a] = tuple(sorted(alive[a] + alive.pop(b)))
    for other in {*mine, *theirs}:
        size = len(alive[other])
        total = mine.get(other, of_mine * size) + theirs.get(other, of_theirs * size)
        bonds[other].pop(b, None)
        mine[other] = bonds[other][a] = total
        if total > 0:
            heapq.heappush(heap, (-total / (len(alive[a]) * size), *_ordered((a, other))))


def neighbourhoods(pairs: Iterable[Pair]) -> dict[str, str]:
    """Each item of the pairs with the least item that it hangs together with."""
    root: dict[str, str] = {}

    def find(item: str) -> str:
        root.setdefault(item, item)
        while root[item] != item:
            root[item] = root[root[item]]
            item = root[item]
        return item

    for left, right in pairs:
        a, b = find(left), find(right)
        root[max(a, b)] = min(a, b)
    return {item: find(item) for item in sorted(root)}

"""Scored pairs to incidents: average-link within each neighbourhood, with the reviewers' word as law.

Plain connected components would chain a month of shelling into one incident. Here two clusters join only while the mean
evidence over all pairs between them speaks for it (a pair that was not worth comparing speaks against), the strongest
first, and never across a "not the same" or two events of one report.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from warmonitor.model import Record

UNSEEN = -4.0
"""Bits of a pair that shares no blocking key."""

_MOST = 6.0  # bits beyond which one pair may not outvote others: what is told twice makes sums run high
Pair = tuple[str, str]


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
    weight = {(s.left, s.right): max(-_MOST, min(_MOST, s.bits)) for s in scored}
    forced = _forced(items, same, frozenset(_ordered(p) for p in apart))
    out = []
    for part in _components(items, weight, forced.groups):
        out += _average_link(part, items, weight, forced)
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


def _components(
    items: Mapping[str, str], weight: Mapping[Pair, float], groups: Sequence[tuple[str, ...]]
) -> list[list[str]]:
    """Neighbourhoods that no favourable pair leaves: each can be clustered for itself."""
    root = neighbourhoods([p for p, w in weight.items() if w > 0] + [(g[0], x) for g in groups for x in g[1:]])
    parts: dict[str, list[str]] = defaultdict(list)
    for item in sorted(items):
        parts[root.get(item, item)].append(item)
    return [parts[k] for k in sorted(parts)]


def _average_link(
    part: list[str], items: Mapping[str, str], weight: Mapping[Pair, float], forced: _Forced
) -> list[tuple[str, ...]]:
    """The part's items joined while the mean weight between two clusters is above nought, the highest mean first."""
    if len(part) == 1:
        return [tuple(part)]
    alive = {g[0]: g for g in _start(part, forced)}
    bonds = _bonds(alive, weight)
    heap = [(-total / (len(alive[a]) * len(alive[b])), a, b) for (a, b), total in bonds.items()]
    heapq.heapify(heap)
    while heap:
        mean, a, b = heapq.heappop(heap)
        if mean >= 0:
            break
        if a not in alive or b not in alive or mean != -bonds[a, b] / (len(alive[a]) * len(alive[b])):
            continue
        if not forced.bars(alive[a], alive[b], items):
            _join(a, b, alive, bonds, heap)
    return sorted(alive.values())


def _start(part: list[str], forced: _Forced) -> list[tuple[str, ...]]:
    grouped = {x: g for g in forced.groups for x in g}
    return sorted({grouped.get(x, (x,)) for x in part})


def _bonds(alive: Mapping[str, tuple[str, ...]], weight: Mapping[Pair, float]) -> dict[Pair, float]:
    """The sum of weights between every two groups; a pair that was not compared counts as unseen."""
    out = {}
    heads = sorted(alive)
    for i, a in enumerate(heads):
        for b in heads[i + 1 :]:
            out[a, b] = sum(weight.get(_ordered((x, y)), UNSEEN) for x in alive[a] for y in alive[b])
    return out


def _join(
    a: str, b: str, alive: dict[str, tuple[str, ...]], bonds: dict[Pair, float], heap: list[tuple[float, str, str]]
) -> None:
    """Join `b` into `a` (the lesser id stays), with the bonds to all others."""
    alive[a] = tuple(sorted(alive[a] + alive.pop(b)))
    del bonds[a, b]
    for other in alive:
        if other != a:
            total = bonds[_ordered((a, other))] + bonds.pop(_ordered((b, other)))
            bonds[_ordered((a, other))] = total
            pair = _ordered((a, other))
            heapq.heappush(heap, (-total / (len(alive[a]) * len(alive[other])), *pair))


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

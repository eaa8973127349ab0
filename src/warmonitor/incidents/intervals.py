"""Counts as intervals, and the policies by which several authorities' intervals become one figure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from warmonitor.errors import QueryError
from warmonitor.model import Count


class Interval(NamedTuple):
    """From `low` to `high`; a null end is open. Low of null is 0 in arithmetic, high of null has no bound."""

    low: int | None
    high: int | None

    @property
    def floor(self) -> int:
        """The least number that it allows."""
        return self.low or 0

    @property
    def exact(self) -> int | None:
        """The number, where both ends agree."""
        return self.low if self.low == self.high else None

    @property
    def known(self) -> bool:
        """Whether either end is told."""
        return self.low is not None or self.high is not None

    def meets(self, other: Interval) -> bool:
        """Whether one number may satisfy both."""
        return not (self._above(other) or other._above(self))

    def _above(self, other: Interval) -> bool:
        return other.high is not None and self.floor > other.high

    def __str__(self) -> str:
        if self.exact is not None:
            return str(self.exact)
        if self.high is None:
            return f"at least {self.low}" if self.low is not None else "unknown"
        return f"up to {self.high}" if self.low is None else f"{self.low} to {self.high}"


def interval(count: Count) -> Interval:
    """A count's interval. "About 30" has open ends but a figure: within a tenth of it, at least one either way."""
    if count.low is None and count.high is None and count.figure is not None:
        slack = max(1, count.figure // 10)
        return Interval(max(0, count.figure - slack), count.figure + slack)
    return Interval(count.low, count.high)


def both(left: Interval, right: Interval) -> Interval:
    """What satisfies both intervals, which must meet."""
    lows = [x for x in (left.low, right.low) if x is not None]
    highs = [x for x in (left.high, right.high) if x is not None]
    return Interval(max(lows, default=None), min(highs, default=None))


def hull(intervals: Sequence[Interval]) -> Interval:
    """From the lowest to the highest that is told. An open end is closed where another interval reaches as high."""
    lows = [i.low if i.low is not None else i.high for i in intervals if i.known]
    closed = max((i.high for i in intervals if i.high is not None), default=None)
    opened = max((i.floor for i in intervals if i.high is None and i.known), default=None)
    high = None if closed is None or (opened is not None and opened > closed) else closed
    all_low_open = all(i.low is None for i in intervals)
    return Interval(None if all_low_open else min((x for x in lows if x is not None), default=None), high)


def joined(intervals: Sequence[Interval]) -> Interval:
    """One authority's several words on one figure: what satisfies them all, else all that it said."""
    out = intervals[0]
    for other in intervals[1:]:
        if not out.meets(other):
            return hull(intervals)
        out = both(out, other)
    return out


def minus(whole: Interval, part: Interval) -> Interval:
    """What a whole leaves beside a part, so that part and rest never add up to more than the higher of both."""
    if whole.high is None:
        high = 0 if part.high is not None and part.high >= whole.floor and part.floor >= whole.floor else None
    else:
        high = max(0, whole.high - (part.high if part.high is not None else whole.high))
    low = max(0, whole.floor - part.floor)
    return Interval(low if high is None else min(low, high), high)


def plus(intervals: Sequence[Interval]) -> Interval:
    """The sum of disjoint figures."""
    high = None if any(i.high is None for i in intervals) else sum(i.high or 0 for i in intervals)
    return Interval(sum(i.floor for i in intervals), high)


class Figure(NamedTuple):
    """A policy's answer: the interval, the best number where it gives one, and the authorities that it rests on."""

    span: Interval
    best: int | None
    voices: frozenset[str]


Voices = Mapping[str, Interval]


def _range(said: Voices, _: Sequence[str]) -> Figure:
    return Figure(hull(list(said.values())), None, frozenset(said))


def _stated(i: Interval) -> int:
    return i.low if i.low is not None else i.high or 0


def _modal(said: Voices) -> int:
    counts = Counter(_stated(i) for i in said.values())
    return min(counts, key=lambda n: (-counts[n], n))


def _ucdp(said: Voices, _: Sequence[str]) -> Figure:
    low = min(_stated(i) for i in said.values())
    high = max(i.high if i.high is not None else _stated(i) for i in said.values())
    return Figure(Interval(low, high), min(max(_modal(said), low), high), frozenset(said))


def _cautious(said: Voices, _: Sequence[str]) -> Figure:
    least = min(_stated(i) for i in said.values())
    return Figure(Interval(least, least), least, frozenset(v for v, i in said.items() if _stated(i) == least))


def _majority(said: Voices, _: Sequence[str]) -> Figure:
    support = {i: frozenset(v for v, j in said.items() if i.meets(j)) for i in set(said.values())}
    most = max(len(s) for s in support.values())
    chosen = {v: said[v] for i in said.values() if len(support[i]) == most for v in support[i]}
    span = hull(list(chosen.values()))
    return Figure(span, span.exact if span.exact is not None else _modal(chosen), frozenset(chosen))


def _ranking(said: Voices, ranking: Sequence[str]) -> Figure:
    ranked = [v for v in ranking if v in said]
    if not ranked:
        return _range(said, ())
    span = said[ranked[0]]
    return Figure(span, _stated(span), frozenset(ranked[:1]))


POLICIES: Mapping[str, Callable[[Voices, Sequence[str]], Figure]] = {
    "range": _range, "ucdp": _ucdp, "cautious": _cautious, "majority": _majority, "ranking": _ranking,
}  # fmt: skip


def settle(said: Voices, policy: str, ranking: Sequence[str] = ()) -> Figure:
    """What a policy makes of the authorities' intervals (at least one).

    range: lowest to highest told (Iraq Body Count). ucdp: low, best (most often told, the lower in a tie), high.
    cautious: the lowest stated (ACLED). majority: what most authorities can agree on. ranking: the first in `ranking`
    that speaks; where none does, range. QueryError for another policy.
    """
    if policy not in POLICIES:
        raise QueryError(f"no policy {policy!r}", "policy", f"one of {', '.join(POLICIES)}")
    return POLICIES[policy](said, ranking)

"""The first (or last) so many units of a longer one: the first three months of 2016, the last ten days of May."""

from __future__ import annotations

from warmonitor.claims.dates import absolute, counted, days, longer
from warmonitor.claims.dates.clock import Clock, Meaning
from warmonitor.claims.dates.days import Days
from warmonitor.claims.dates.grammar import Hit
from warmonitor.claims.dates.lengths import count_in, unit_in
from warmonitor.claims.dates.which_year import MODIFIERS
from warmonitor.claims.dates.words import LETTER


def first_of(hit: Hit, clock: Clock) -> Meaning:
    """The days of the part; those of the whole where the words do not say how many."""
    at = hit.first + hit.own.index(LETTER["OF"])
    part, whole = hit.cut(hit.rule, hit.first, at), _whole(hit.cut("unit", at + 1, hit.last), clock)
    start, end, count = whole.span.start, whole.span.end, count_in(part)
    if start is None or end is None or count is None:
        return whole
    unit = unit_in(part)
    if part.has("LAST"):
        before = days.back(end, count, unit)
        first = days.shift(before, 1) if before else None
        return whole._replace(span=Days(max(start, first or start), end), kind="period", named=None)
    after = days.back(start, -count, unit)
    last = days.shift(after, -1) if after else None
    return whole._replace(span=Days(start, min(end, last or end)), kind="period", named=None)


def _whole(hit: Hit, clock: Clock) -> Meaning:
    if hit.has("MONTH"):
        return absolute.month(hit, clock)
    if hit.has("YEAR"):
        return longer.year(hit, clock)
    return counted.unit_by_day(hit, clock) if hit.has(*MODIFIERS) else counted.unit_under_way(hit, clock)

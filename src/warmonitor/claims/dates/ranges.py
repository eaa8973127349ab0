"""Two dates that make one stretch: "from 3 May to 7 June", "Friday and Saturday", "it began Friday and went on"."""

from __future__ import annotations

import datetime as dt

from warmonitor.claims.dates import days
from warmonitor.claims.dates.clock import Meaning
from warmonitor.claims.dates.context import begins
from warmonitor.claims.dates.days import Days
from warmonitor.claims.dates.grammar import Hit
from warmonitor.claims.dates.words import words

_RANGED = ("date", "month", "year", "weekday", "today", "season", "unit_ref", "part_ref")


def may_open(first: Hit) -> bool:
    """Whether a word of ranging follows a date: "Monday to", "May and"."""
    return first.rule in _RANGED and first.followed_by("TO", "DASH", "AND", "UNTIL")


def joined(first: Hit, opened: Meaning, last: Hit, closing: Meaning) -> Meaning | None:
    """The range that two dates make, the second right after the first; null where they make none."""
    start, end = opened.span.start, closing.span.end
    if last.first - first.last > 2 or last.rule not in _RANGED or start is None or end is None:
        return None
    if start > end:
        start = _in_year_before(start, end, first)
    if start is None or start > end or not _ranges(first, opened, closing):
        return None
    return Meaning(Days(start, end), "period", f"{opened.named}/{closing.named}", "between")


def _ranges(first: Hit, opened: Meaning, closing: Meaning) -> bool:
    """Until makes a range after "from", "and" after "between" and of days that follow each other."""
    if first.followed_by("UNTIL"):
        return first.preceded_by("FROM")
    if not first.followed_by("AND"):
        return opened.kind == closing.kind or first.preceded_by("FROM") or "part_of_day" in (opened.kind, closing.kind)
    if first.preceded_by("BETWEEN"):
        return True
    after = days.shift(opened.span.end, 1) if opened.span.end else None
    return opened.kind == closing.kind and after is not None and after == closing.span.start


def _in_year_before(start: dt.date, end: dt.date, first: Hit) -> dt.date | None:
    """From November to March 2014: begun in the year before."""
    if first.has("YEAR"):
        return None
    same = days.day(end.year, start.month, start.day)
    return same if same is None or same <= end else days.day(end.year - 1, start.month, start.day)


def went_on(first: Hit, opened: Meaning, last: Hit, closing: Meaning) -> tuple[int, Meaning] | None:
    """The word of going on in "began on Friday and continued on Saturday": its place, and the stretch."""
    start, end = opened.span.start, closing.span.end
    if start is None or end is None or start >= end or closing.kind not in ("day", "part_of_day") or not begins(first):
        return None
    for index in range(first.last, last.first):
        if first.sentence.tokens[index].low in words().calendar.went_on:
            named = f"{opened.named}/{closing.named}"
            return index, Meaning(Days(start, end), "period", named, "between", anchor=first.start)
    return None

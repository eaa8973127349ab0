"""Calendar arithmetic: spans of days, weeks, months, seasons and years. No words, no reports."""

from __future__ import annotations

import calendar
import datetime as dt
from typing import NamedTuple

DAY = dt.timedelta(days=1)


class Days(NamedTuple):
    """A stretch of days, both inclusive; a null end is open."""

    start: dt.date | None
    end: dt.date | None


def day(year: int, month: int, number: int) -> dt.date | None:
    """That day, or null where the calendar has no such day."""
    try:
        return dt.date(year, month, number)
    except ValueError:
        return None


def shift(date: dt.date, days: int) -> dt.date | None:
    """`date` so many days on, or null past the ends of the calendar."""
    try:
        return date + dt.timedelta(days=days)
    except OverflowError:
        return None


def month(year: int, number: int) -> Days:
    """All of a month."""
    return Days(dt.date(year, number, 1), dt.date(year, number, calendar.monthrange(year, number)[1]))


def months_on(date: dt.date, count: int) -> tuple[int, int]:
    """The year and month `count` months after that of `date`."""
    number = date.year * 12 + date.month - 1 + count
    return number // 12, number % 12 + 1


def same_day_months_on(date: dt.date, count: int) -> dt.date | None:
    """The same day `count` months on, or the last of a month that is too short."""
    year, number = months_on(date, count)
    if not dt.MINYEAR <= year <= dt.MAXYEAR:
        return None
    return dt.date(year, number, min(date.day, calendar.monthrange(year, number)[1]))


def year(number: int) -> Days:
    """All of a year."""
    return Days(dt.date(number, 1, 1), dt.date(number, 12, 31))


def week(date: dt.date) -> Days:
    """The week of a day, Monday to Sunday."""
    start = shift(date, -date.weekday())
    return Days(start, shift(date, 6 - date.weekday()))


def season(number: int, first: int, last: int) -> Days:
    """A season by its first and last month; one that spans New Year belongs to the year that it begins in."""
    end = number + 1 if last < first else number
    return Days(dt.date(number, first, 1), month(end, last).end)


def part(span: Days, name: str) -> Days:
    """A part of a span: early, mid, late, its start or end, or its first or second half.

    Of a month: 1-10, 11-20, 21-end. Of a year: early is January to March, mid June and July, late October to December,
    its start January, its end December, a half six months. Of anything else: a third or a half.
    """
    if span.start is None or span.end is None:
        return span
    length = (span.end - span.start).days + 1
    if 365 <= length <= 366 and span.start.day == span.start.month == 1:
        first, last = _MONTHS_OF_YEAR[name]
        return Days(month(span.start.year, first).start, month(span.start.year, last).end)
    if name.startswith("q"):
        return span
    third = {"start": "early", "end": "late"}.get(name, name)
    cuts = _halves(span.start, length) if third in ("first", "second") else _thirds(span.start, span.end, length)
    if length < 3:
        return span
    edges = [span.start, *(cut + DAY for cut in cuts)], [*cuts, span.end]
    at = {"early": 0, "first": 0, "mid": 1, "second": 1, "late": 2}[third]
    return Days(edges[0][at], edges[1][at])


_MONTHS_OF_YEAR = {
    "early": (1, 3),
    "mid": (6, 7),
    "late": (10, 12),
    "start": (1, 1),
    "end": (12, 12),
    "first": (1, 6),
    "second": (7, 12),
    **{f"q{n}": (3 * n - 2, 3 * n) for n in (1, 2, 3, 4)},
}


def _halves(start: dt.date, length: int) -> list[dt.date]:
    """The last day of the first half."""
    return [start + (length // 2 - 1) * DAY]


def _thirds(start: dt.date, end: dt.date, length: int) -> list[dt.date]:
    """The last days of the first two thirds: the 10th and 20th of a month, whole years of a decade."""
    if 28 <= length <= 31 and start.day == 1:
        return [start.replace(day=10), start.replace(day=20)]
    years = end.year - start.year + 1
    if years >= 3:
        return [dt.date(start.year + years * n // 3 - 1, 12, 31) for n in (1, 2)]
    return [start + (length * n // 3 - 1) * DAY for n in (1, 2)]


def back(base: dt.date, count: int, unit: str) -> dt.date | None:
    """The first day of the `count` units that end on `base` (negative: the last of those that begin there).

    Hours are rounded up to whole days; null past the ends of the calendar.
    """
    if unit in ("hour", "minute"):
        return shift(base, -max(1, -(-count // 24)) if unit == "hour" else 0)
    if unit in ("day", "weekend"):
        return shift(base, -count)
    if unit in ("week", "fortnight"):
        return shift(base, -count * (14 if unit == "fortnight" else 7))
    return same_day_months_on(base, -count * {"month": 1, "decade": 120, "century": 1200}.get(unit, 12))


def precision(span: Days) -> int | None:
    """UCDP's date_prec: 1 a day, 2 two to six days, 3 a week, 4 up to a month, 5 longer; null for an open span."""
    if span.start is None or span.end is None:
        return None
    length = (span.end - span.start).days + 1
    return 1 if length == 1 else 2 if length < 7 else 3 if length == 7 else 4 if length <= 31 else 5

"""Calendar arithmetic: spans of days, months, years, seasons and feasts. No words, no reports."""

from __future__ import annotations

import calendar
import datetime as dt
from typing import NamedTuple

from hijridate import Hijri

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


def third(span: Days, edge: str) -> Days:
    """Its early, middle or late part: 1-10, 11-20 and 21-end of a month, four months of a year, whole years
    of a decade, a third of anything else."""
    start, end = span
    if start is None or end is None:
        return span
    length = (end - start).days + 1
    if length in (28, 29, 30, 31):
        first, second = start.replace(day=10), start.replace(day=20)
    elif length in (365, 366):
        first, second = dt.date(start.year, 4, 30), dt.date(start.year, 8, 31)
    elif length > 366:
        years = end.year - start.year + 1
        first = dt.date(start.year + years // 3 - 1, 12, 31)
        second = dt.date(start.year + 2 * years // 3 - 1, 12, 31)
    else:
        first, second = start + (length // 3 - 1) * DAY, start + (2 * length // 3 - 1) * DAY
    if length < 3:
        return span
    return {"early": Days(start, first), "mid": Days(first + DAY, second), "late": Days(second + DAY, end)}[edge]


def half(span: Days, first: bool) -> Days:
    """Its first or second half; of a year, six months."""
    start, end = span
    if start is None or end is None:
        return span
    middle = start + ((end - start).days + 1) // 2 * DAY - DAY
    if (end - start).days in (364, 365):
        middle = dt.date(start.year, 6, 30)
    return Days(start, middle) if first else Days(middle + DAY, end)


def easter(number: int) -> dt.date:
    """Western Easter Sunday (the Gregorian computus of Butcher)."""
    a, b, c = number % 19, number // 100, number % 100
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    first, last = divmod(h + m - 7 * n + 114, 31)
    return dt.date(number, first, last + 1)


def hijri(islamic_year: int, number: int, day_of_month: int | None, length: int) -> Days | None:
    """An Islamic month, or `length` days from a day of it; null outside the years of the Umm al-Qura tables (1343-1500)."""
    try:
        first = Hijri(islamic_year, number, day_of_month or 1)
        start = dt.date(*first.to_gregorian().datetuple())
    except OverflowError:
        return None
    return Days(start, start + ((length if day_of_month else first.month_length()) - 1) * DAY)


def precision(span: Days) -> int | None:
    """UCDP's date_prec: 1 a day, 2 two to six days, 3 a week, 4 up to a month, 5 longer; null for an open span."""
    if span.start is None or span.end is None:
        return None
    length = (span.end - span.start).days + 1
    return 1 if length == 1 else 2 if length < 7 else 3 if length == 7 else 4 if length <= 31 else 5

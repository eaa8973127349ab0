"""The days of feasts: Easter of both churches, the Islamic months, the Jewish year."""

from __future__ import annotations

import datetime as dt

from hijridate import Hijri

from warmonitor.claims.dates import days
from warmonitor.claims.dates.days import Days
from warmonitor.claims.dates.words import Feast

_JEWISH_EPOCH = -1373427  # the day before the first of Tishri of year 1, counted as dt.date.toordinal counts


def in_year(feast: Feast, year: int) -> Days | None:
    """A feast in a Gregorian year; an Islamic one that falls into it twice, the second time. Null where none tells."""
    if not 1 < year < dt.MAXYEAR:
        return None
    if feast.hijri:
        return _islamic(feast, year)
    start = _first_day(feast, year)
    return Days(start, days.shift(start, feast.days - 1))


def _first_day(feast: Feast, year: int) -> dt.date:
    if feast.easter is not None:
        return easter(year) + dt.timedelta(days=feast.easter)
    if feast.orthodox is not None:
        return orthodox_easter(year) + dt.timedelta(days=feast.orthodox)
    if feast.jewish is not None:
        return jewish_new_year(year) + dt.timedelta(days=feast.jewish)
    return dt.date(year, feast.month or 1, feast.day or 1)


def _islamic(feast: Feast, year: int) -> Days | None:
    guess = (year - 622) * 33 // 32
    for islamic in (guess + 2, guess + 1, guess, guess - 1):
        span = islamic_month(islamic, feast.hijri[0], feast.hijri[1] if len(feast.hijri) > 1 else None, feast.days)
        if span and span.start and span.start.year == year:
            return span
    return None


def islamic_month(year: int, number: int, day: int | None, length: int) -> Days | None:
    """An Islamic month, or `length` days from a day of it; null outside the Umm al-Qura tables (1343-1500 AH)."""
    try:
        first = Hijri(year, number, day or 1)
        start = dt.date(*first.to_gregorian().datetuple())
    except OverflowError:
        return None
    return Days(start, days.shift(start, (length if day else first.month_length()) - 1))


def easter(year: int) -> dt.date:
    """Western Easter Sunday (the Gregorian computus of Butcher)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return dt.date(year, month, day + 1)


def orthodox_easter(year: int) -> dt.date:
    """Easter Sunday of the Eastern churches (the Julian computus of Meeus), as a Gregorian day."""
    d = (19 * (year % 19) + 15) % 30
    e = (2 * (year % 4) + 4 * (year % 7) - d + 34) % 7
    month, day = divmod(d + e + 114, 31)
    return dt.date(year, month, day + 1) + dt.timedelta(days=year // 100 - year // 400 - 2)


def jewish_new_year(year: int) -> dt.date:
    """Rosh Hashanah of a Gregorian year (the arithmetic of Dershowitz and Reingold)."""
    jewish = year + 3761
    before, this, after = (_days_to(jewish + n) for n in (-1, 0, 1))
    delay = 2 if after - this == 356 else 1 if this - before == 382 else 0
    return dt.date.fromordinal(_JEWISH_EPOCH + this + delay)


def _days_to(jewish: int) -> int:
    """Days from the epoch to the mean new moon of Tishri, put off where it would fall on a forbidden weekday."""
    months = (235 * jewish - 234) // 19
    whole = 29 * months + (12084 + 13753 * months) // 25920
    return whole + (3 * (whole + 1) % 7 < 3)

"""Days and months of the calendar."""

from __future__ import annotations

import datetime as dt

from warmonitor.claims.dates import days, digits
from warmonitor.claims.dates.clock import NO_SUCH_DAY, NOT_PUBLISHED, TOO_OLD, Clock, Meaning, edtf, unknown
from warmonitor.claims.dates.days import Days
from warmonitor.claims.dates.grammar import Hit
from warmonitor.claims.dates.longer import season_named
from warmonitor.claims.dates.parts import in_day, night, part_of, up_to_now
from warmonitor.claims.dates.record import Kind
from warmonitor.claims.dates.which_year import NO_YEAR, modified_year, year_of
from warmonitor.claims.dates.words import LETTER, words


def day(hit: Hit, clock: Clock) -> Meaning:
    """A day of the calendar: 3 May 2014, May 3rd, 2014-05-03, 03.05.2014."""
    kind: Kind = "part_of_day" if in_day(hit) else "day"
    if not hit.has("MONTH"):
        date = _in_digits(hit, clock)
        if date is None:
            return unknown("no day of the calendar, or one of two", kind)
        return Meaning(night(hit, date), kind, date.isoformat(), year=date.year)
    month, number = int(hit.value("MONTH") or 0), _day_of_month(hit)
    found = year_of(hit, clock, lambda year: days.day(year, month, number), slack=1)
    if found is None:
        return unknown(NOT_PUBLISHED if hit.has("YEARUNIT") else NO_YEAR, kind)
    year, told = found.number, found.number if found.told else None
    if year < 1:
        return unknown(TOO_OLD, kind, edtf(year, month, number), told)
    named = days.day(year, month, number)
    if named is None:
        return unknown(NO_SUCH_DAY, kind, None, told)
    said = Meaning(night(hit, named), kind, edtf(year, month, number), anchor=found.at, year=told)
    return said if hit.before(2) != "week" else _week_by_day(hit, named, said)


def _week_by_day(hit: Hit, date: dt.date, said: Meaning) -> Meaning:
    """The week that ends or begins on a day: the week ending 4 March, the week of 26 February."""
    calendar = words().calendar
    if hit.before() in calendar.week_ends:
        return said._replace(span=Days(days.shift(date, -6), date), kind="week")
    return (
        said._replace(span=Days(date, days.shift(date, 6)), kind="week")
        if hit.before() in calendar.week_begins
        else said
    )


def _day_of_month(hit: Hit) -> int:
    """The day of the month: the number beside the month's name, not that of a clock time; 0 where there is none."""
    at = hit.own.index(LETTER["MONTH"])
    numbers = LETTER["NUM"] + LETTER["ORDINAL"]
    before = [index for index in range(max(0, at - 3), at) if hit.own[index] in numbers]
    after = [index for index in range(at + 1, min(len(hit.own), at + 4)) if hit.own[index] in numbers]
    for index in (*before[-1:], *after[:1]):
        return int(words().meaning[hit.sentence.tokens[hit.first + index].low])
    return 0


def _in_digits(hit: Hit, clock: Clock) -> dt.date | None:
    """The day of a date in digits; null where it is none, or may be either of two."""
    if hit.has("DOTTED"):
        numbers = [int(part) for part in str(hit.value("DOTTED")).split(".") if part.isdigit()]
    else:
        numbers = [int(part) for part in hit.values("NUM", "YEAR")]
    if len(numbers) < 3:
        return None
    if numbers[-3] > 31:
        return days.day(*numbers[-3:])
    first, second, year = numbers[-3:]
    year += 2000 if year < 100 else 0
    return (
        digits.read(first, second, year, clock.order, clock.published)
        if hit.has("SLASH")
        else days.day(year, second, first)
    )


def days_of_month(hit: Hit, clock: Clock) -> Meaning:
    """3 to 7 May; May 3-7; July 8 and 9."""
    month = int(hit.value("MONTH") or 0)
    first, last = (int(number) for number in hit.values("NUM", "ORDINAL")[:2])
    found = year_of(hit, clock, lambda year: days.day(year, month, first))
    if found is None:
        return unknown(NO_YEAR, "period")
    start, end = (days.day(found.number, month, number) for number in (first, last))
    if start is None or end is None or end < start:
        return unknown(NO_SUCH_DAY, "period")
    told = found.number if found.told else None
    return Meaning(Days(start, end), "period", f"{start}/{end}", "between", anchor=found.at, year=told)


def month(hit: Hit, clock: Clock) -> Meaning:
    """May, May 2014, late May, mid-May, last May, May of that year."""
    edged = hit.value("EDGED")
    number = words().meaning[str(edged).split()[1]] if edged else hit.value("MONTH")
    if isinstance(number, str):
        return season_named(number, hit, clock)
    return _month_numbered(int(number or 0), hit, clock)


def _month_numbered(number: int, hit: Hit, clock: Clock) -> Meaning:
    found = modified_year(hit, clock, number) or year_of(hit, clock, lambda year: days.day(year, number, 1))
    if found is None:
        return unknown(NOT_PUBLISHED if hit.has("YEARUNIT") else NO_YEAR, "month", f"XXXX-{number:02}")
    told = found.number if found.told else None
    if not 1 <= found.number <= dt.MAXYEAR:
        return unknown(TOO_OLD, "month", edtf(found.number, number), told)
    span = up_to_now(part_of(days.month(found.number, number), hit), clock)
    return Meaning(span, "month", edtf(found.number, number), anchor=found.at, year=told)


def pair(hit: Hit, clock: Clock) -> Meaning:
    """May-August 2014."""
    name, first, last = str(hit.value("PAIR")).split()
    if name == "WEEKDAY":
        return _weekdays(int(first), int(last), clock)
    found = year_of(hit, clock, lambda year: days.day(year, int(last), 1))
    if found is None or not dt.MINYEAR < found.number < dt.MAXYEAR:
        return unknown(NO_YEAR, "period")
    start = found.number - (int(first) > int(last))
    span = up_to_now(Days(days.month(start, int(first)).start, days.month(found.number, int(last)).end), clock)
    named = f"{edtf(start, int(first))}/{edtf(found.number, int(last))}"
    return Meaning(span, "period", named, "between", anchor=found.at, year=found.number if found.told else None)


def _weekdays(first: int, last: int, clock: Clock) -> Meaning:
    """Thursday-Friday: up to the last such day on or before publication."""
    if clock.published is None:
        return unknown(NOT_PUBLISHED, "period")
    end = days.shift(clock.published, -((clock.published.weekday() - last) % 7))
    start = days.shift(end, -((last - first) % 7)) if end else None
    return Meaning(Days(start, end), "period", None, "between")


def week_of_month(hit: Hit, clock: Clock) -> Meaning:
    """The first week of May, the last days of April: seven days from its 1st, 8th, ..., or its last seven."""
    whole = _month_numbered(int(hit.value("MONTH") or 0), hit, clock)
    start, end = whole.span
    if start is None or end is None or hit.value("UNIT") not in ("week", "day", "weekend"):
        return whole
    number = hit.value("ORDINAL")
    last = days.month(start.year, start.month).end
    if number is None:
        return whole._replace(span=Days(days.shift(last, -6) if last else None, last), kind="week", named=None)
    first = days.shift(start, 7 * (int(number) - 1))
    if int(number) > 5 or first is None or last is None or hit.value("UNIT") != "week":
        return whole
    return whole._replace(span=Days(first, min(days.shift(first, 6) or last, last)), kind="week", named=None)

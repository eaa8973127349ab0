"""Dates of the calendar: days, months, seasons, feasts, years, decades, centuries; the year of those that bear none."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import NamedTuple

from warmonitor.claims.dates import days
from warmonitor.claims.dates.clock import (
    NO_SUCH_DAY,
    NOT_PUBLISHED,
    TOO_OLD,
    Clock,
    Meaning,
    Year,
    edtf,
    unknown,
)  # fmt: skip
from warmonitor.claims.dates.days import Days
from warmonitor.claims.dates.grammar import Hit, feast_phrase
from warmonitor.claims.dates.record import Kind
from warmonitor.claims.dates.words import LETTER, Feast, words

MODIFIERS = ("LAST", "PAST", "PREVIOUS", "THIS", "NEXT", "FOLLOWING", "THAT", "SAME")
EDGED = ("EDGE", "HEAD", "ORDINAL", "EARLIER", "LATER")
_NO_YEAR = "no year is given; it is " + NOT_PUBLISHED
_SEASON_CODE = {"spring": 21, "summer": 22, "autumn": 23, "winter": 24}
_FARTHEST = 8  # years back that a day without a year is looked for: 29 February
_NEAR = 80  # characters within which a year of the same sentence is taken over
_PAST_NEW_YEAR = 240  # days back from which a narrative is taken to have moved on instead
DayIn = Callable[[int], dt.date | None]


class YearOf(NamedTuple):
    """The year of an expression; `at` is the offset of what it was taken from, `told` whether the words give it."""

    number: int
    at: int | None = None
    told: bool = False


def ahead(hit: Hit) -> bool:
    """Whether the words before a date put it in the future."""
    near = hit.sentence.tokens[max(0, hit.first - 8) : hit.first]
    return hit.has("NEXT") or not words().calendar.ahead.isdisjoint([token.low for token in near])


def year_in(hit: Hit) -> int | None:
    """The year that the words give, counted astronomically (1 BC is 0); null where they give none."""
    era = hit.value("ERA")
    year = hit.value("YEAR")
    if not isinstance(year, int):
        if era is None:
            return None
        at = hit.own.index(LETTER["ERA"]) - 1
        figure = hit.sentence.tokens[hit.first + at].low
        if not figure.isdigit():
            return None
        year = int(figure)
    return 1 - year if era == "BC" else year


def year_of(hit: Hit, clock: Clock, day_in: DayIn) -> YearOf | None:
    """The year of a day, month, season or feast; null where it cannot be told.

    `day_in(year)` is its (first) day in a year. In a report: the year of the same sentence, else that of the last such
    day on or before publication (the next one where the words look ahead). In a narrative: that of the date before.
    """
    given = year_in(hit)
    if given is not None:
        return YearOf(given, None, True)
    if hit.has("YEARUNIT"):
        return _counted_year(hit, clock)
    if clock.shared_year is not None:
        return YearOf(clock.shared_year, None, True)
    if clock.published is None:
        return _narrated_year(clock, day_in)
    earlier = clock.sentence_year
    if earlier is not None and earlier.number < clock.published.year and hit.start - earlier.at < _NEAR:
        return _year_going_on(earlier, clock, day_in)
    return YearOf(_reported_year(clock.published, day_in, ahead(hit)))


def _year_going_on(earlier: Year, clock: Clock, day_in: DayIn) -> YearOf:
    """The year of the same sentence, or the next: "in March 2011 and by July", "in December 2014 and January"."""
    same = day_in(earlier.number)
    back = clock.month is not None and clock.month.at == earlier.at and same is not None and same < clock.month.date
    return YearOf(earlier.number + 1 if back else earlier.number, earlier.at)


def _narrated_year(clock: Clock, day_in: DayIn) -> YearOf | None:
    """The year of the date before, or the next where the text has gone past New Year: January after December."""
    if clock.year is None:
        return None
    number, at = clock.year
    same = day_in(number) if dt.MINYEAR <= number < dt.MAXYEAR else None
    last = clock.month.date if clock.month else None
    if same and last and last.year == number and (last - same).days > _PAST_NEW_YEAR:
        return YearOf(number + 1, at)
    return YearOf(number, at)


def _counted_year(hit: Hit, clock: Clock) -> YearOf | None:
    """The year of "May of last year", "in June that year"."""
    word = hit.value(*MODIFIERS)
    if word in ("that", "previous", "following"):
        shift = {"previous": -1, "following": 1}.get(str(word), 0)
        return YearOf(clock.year.number + shift, clock.year.at, True) if clock.year else None
    shift = {"last": -1, "past": -1, "next": 1}.get(str(word), 0)
    return YearOf(clock.published.year + shift, None, True) if clock.published else None


def _reported_year(published: dt.date, day_in: DayIn, forward: bool) -> int:
    if forward:
        this = day_in(published.year)
        return published.year if this is not None and this > published else published.year + 1
    for year in range(published.year, max(dt.MINYEAR, published.year - _FARTHEST), -1):
        date = day_in(year)
        if date is not None and date <= published:
            return year
    return published.year


def _part_named(hit: Hit) -> str | None:
    """The part that the words pick out of a span (early, mid, late, start, end, first or second half); null for all."""
    edged = hit.value("EDGED")
    if edged:
        return str(edged).split()[0]
    parts = hit.values(*EDGED)
    if "half" in parts:
        return "first" if 1 in parts or "early" in parts else "second"
    return next((str(part) for part in parts if part in ("early", "mid", "late", "start", "end")), None)


def part_of(span: Days, hit: Hit) -> Days:
    """The part of a span that the words pick out."""
    named = _part_named(hit)
    return days.part(span, named) if named else span


def up_to_now(span: Days, clock: Clock) -> Days:
    """A span that publication falls into ends there."""
    if clock.published and span.start and span.end and span.start <= clock.published < span.end:
        return Days(span.start, clock.published)
    return span


def in_day(hit: Hit) -> bool:
    """Whether the words speak of a part of the day."""
    return hit.has("PART", "AM", "COLON", "OVERNIGHT", "EM") or (
        hit.rule in ("date", "weekday", "today") and hit.has("EDGE")
    )


def night(hit: Hit, date: dt.date) -> Days:
    """Overnight into a day began on the day before; "Friday overnight" ends on the day after."""
    if not hit.has("OVERNIGHT"):
        return Days(date, date)
    return Days(days.shift(date, -1), date) if hit.own[0] == LETTER["OVERNIGHT"] else Days(date, days.shift(date, 1))


def day(hit: Hit, clock: Clock) -> Meaning:
    """A day of the calendar: 3 May 2014, May 3rd, 2014-05-03, 03.05.2014."""
    kind: Kind = "part_of_day" if in_day(hit) else "day"
    digits = None if hit.has("MONTH") else _in_digits(hit, clock)
    if digits is not None:
        date = days.day(*digits)
        return Meaning(night(hit, date), kind, edtf(*digits), year=date.year) if date else unknown(NO_SUCH_DAY, kind)
    month, number = int(hit.value("MONTH") or 0), _day_of_month(hit)
    found = year_of(hit, clock, lambda year: days.day(year, month, number))
    if found is None:
        return unknown(NOT_PUBLISHED if hit.has("YEARUNIT") else _NO_YEAR, kind)
    year, told = found.number, found.number if found.told else None
    date = days.day(year, month, number)
    if date is None:
        return unknown(
            TOO_OLD if year < 1 else NO_SUCH_DAY, kind, edtf(year, month, number) if year < 1 else None, told
        )
    return Meaning(night(hit, date), kind, edtf(year, month, number), anchor=found.at, year=told)


def _day_of_month(hit: Hit) -> int:
    """The day of the month: the number beside the month's name, not that of a clock time; 0 where there is none."""
    at = hit.own.index(LETTER["MONTH"])
    numbers = LETTER["NUM"] + LETTER["ORDINAL"]
    before = [index for index in range(max(0, at - 3), at) if hit.own[index] in numbers]
    after = [index for index in range(at + 1, min(len(hit.own), at + 4)) if hit.own[index] in numbers]
    for index in (*before[-1:], *after[:1]):
        return int(words().meaning[hit.sentence.tokens[hit.first + index].low])
    return 0


def _in_digits(hit: Hit, clock: Clock) -> tuple[int, int, int] | None:
    """Year, month, day of a date in digits; null where there are no three numbers."""
    if hit.has("DOTTED"):
        numbers = [int(part) for part in str(hit.value("DOTTED")).split(".") if part.isdigit()]
    else:
        numbers = [int(part) for part in hit.values("NUM", "YEAR")]
    if len(numbers) < 3:
        return None
    if numbers[0] > 31:
        return numbers[0], numbers[1], numbers[2]
    first, second, year = numbers[-3:]
    month, number = days.in_order(first, second, hit.has("SLASH") and clock.month_first)
    return year + (2000 if year < 100 else 0), month, number


def days_of_month(hit: Hit, clock: Clock) -> Meaning:
    """3 to 7 May; May 3-7; July 8 and 9."""
    month = int(hit.value("MONTH") or 0)
    first, last = (int(number) for number in hit.values("NUM", "ORDINAL")[:2])
    found = year_of(hit, clock, lambda year: days.day(year, month, first))
    if found is None:
        return unknown(_NO_YEAR, "period")
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
        return _season_named(number, hit, clock)
    return _month_numbered(int(number or 0), hit, clock)


def _month_numbered(number: int, hit: Hit, clock: Clock) -> Meaning:
    found = _modified_year(hit, clock, number) or year_of(hit, clock, lambda year: days.day(year, number, 1))
    if found is None:
        return unknown(NOT_PUBLISHED if hit.has("YEARUNIT") else _NO_YEAR, "month", f"XXXX-{number:02}")
    told = found.number if found.told else None
    if not 1 <= found.number <= dt.MAXYEAR:
        return unknown(TOO_OLD, "month", edtf(found.number, number), told)
    span = up_to_now(part_of(days.month(found.number, number), hit), clock)
    return Meaning(span, "month", edtf(found.number, number), anchor=found.at, year=told)


def pair(hit: Hit, clock: Clock) -> Meaning:
    """May-August 2014."""
    name, first, last = str(hit.value("PAIR")).split()
    if name != "MONTH":
        return unknown("two weekdays, which are no range that can be told", "period")
    found = year_of(hit, clock, lambda year: days.day(year, int(last), 1))
    if found is None or not dt.MINYEAR < found.number < dt.MAXYEAR:
        return unknown(_NO_YEAR, "period")
    start = found.number - (int(first) > int(last))
    span = up_to_now(Days(days.month(start, int(first)).start, days.month(found.number, int(last)).end), clock)
    named = f"{edtf(start, int(first))}/{edtf(found.number, int(last))}"
    return Meaning(span, "period", named, "between", anchor=found.at, year=found.number if found.told else None)


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


def _modified_year(hit: Hit, clock: Clock, number: int) -> YearOf | None:
    """The year of "last May", "this May", "next May"."""
    word = hit.value("LAST", "PAST", "THIS", "NEXT")
    if word is None or hit.has("YEARUNIT") or clock.published is None:
        return None
    year, this = clock.published.year, clock.published.month
    if word == "next":
        return YearOf(year + (number <= this))
    if word == "this":
        return YearOf(year)
    return YearOf(year - (number >= this))


def season(hit: Hit, clock: Clock) -> Meaning:
    """Spring 2014, last summer, the autumn of that year."""
    return _season_named(str(hit.value("SEASON")), hit, clock)


def _season_named(name: str, hit: Hit, clock: Clock) -> Meaning:
    first, last = words().calendar.seasons[name]
    found = _modified_year(hit, clock, first) or year_of(hit, clock, lambda year: days.day(year, first, 1))
    code = _SEASON_CODE[name]
    if found is None:
        return unknown(NOT_PUBLISHED if hit.has("YEARUNIT") else _NO_YEAR, "season", f"XXXX-{code}")
    told = found.number if found.told else None
    if not 1 <= found.number < dt.MAXYEAR:
        return unknown(TOO_OLD, "season", edtf(found.number, code), told)
    span = up_to_now(part_of(days.season(found.number, first, last), hit), clock)
    return Meaning(span, "season", edtf(found.number, code), anchor=found.at, year=told)


def feast(hit: Hit, clock: Clock) -> Meaning:
    """Ramadan 2014, Christmas, the start of Eid al-Fitr."""
    at = hit.first + hit.own.index(LETTER["FEAST"])
    phrase = feast_phrase(words(), hit.sentence.tokens, at)
    kept = next(feast for known, feast in words().feasts[phrase[0]] if known == phrase)

    def first_day(year: int) -> dt.date | None:
        span = _feast_in(kept, year)
        return span.start if span else None

    found = year_of(hit, clock, first_day)
    span = _feast_in(kept, found.number) if found else None
    if found is None or span is None or span.start is None:
        return unknown(_NO_YEAR if found is None else "a feast that the tables do not hold for that year")
    told = found.number if found.told else None
    kind: Kind = "month" if len(kept.hijri) == 1 else "day"
    span = up_to_now(part_of(span, hit), clock)
    return Meaning(
        span, kind, None if kept.hijri or span.start is None else span.start.isoformat(), anchor=found.at, year=told
    )


def _feast_in(kept: Feast, year: int) -> Days | None:
    """A feast in a Gregorian year; an Islamic one that falls into it twice, the second time."""
    if not 1 < year < dt.MAXYEAR:
        return None
    if not kept.hijri:
        start = days.easter(year) if kept.easter is not None else dt.date(year, kept.month or 1, kept.day or 1)
        start += dt.timedelta(days=kept.easter or 0)
        return Days(start, days.shift(start, kept.days - 1))
    guess = (year - 622) * 33 // 32
    for islamic in (guess + 2, guess + 1, guess, guess - 1):
        span = days.hijri(islamic, kept.hijri[0], kept.hijri[1] if len(kept.hijri) > 1 else None, kept.days)
        if span and span.start and span.start.year == year:
            return span
    return None


def year(hit: Hit, clock: Clock) -> Meaning:
    """2014, early 2014, mid-2014, 490 BC."""
    number = year_in(hit)
    if number is None or number > dt.MAXYEAR:
        return unknown("no such year", "year")
    named = edtf(number)
    if _part_named(hit) in ("first", "second"):
        named += "-40" if _part_named(hit) == "first" else "-41"
    if number < 1:
        return unknown(TOO_OLD, "year", named, number)
    return Meaning(up_to_now(part_of(days.year(number), hit), clock), "year", named, year=number)


def years(hit: Hit, clock: Clock) -> Meaning:
    """1957-60, 2007/08, 499-493 BC."""
    first, second = (int(str(number).replace(",", "")) for number in hit.values("YEAR", "NUM", "FIGURE"))
    if hit.value("ERA") == "BC":
        return unknown(TOO_OLD, "year", f"{edtf(1 - first)}/{edtf(1 - second)}", 1 - second)
    second = first // 100 * 100 + second if second < 100 else second
    if not 1 <= first <= second <= dt.MAXYEAR:
        return unknown("no such years", "year")
    span = Days(days.year(first).start, days.year(second).end)
    return Meaning(up_to_now(span, clock), "year", f"{edtf(first)}/{edtf(second)}", "between", year=second)


def decade(hit: Hit, clock: Clock) -> Meaning:
    """The 1990s, the late 1990s."""
    number = int(str(hit.value("YEAR", "FIGURE")).replace(",", ""))
    if hit.value("ERA") == "BC" or not 10 <= number <= dt.MAXYEAR - 10:
        return unknown(TOO_OLD, "period", f"-{number // 10:03}X")
    span = Days(days.year(number).start, days.year(number + 9).end)
    return Meaning(up_to_now(part_of(span, hit), clock), "period", f"{number // 10}X")


def century(hit: Hit, clock: Clock) -> Meaning:
    """The 20th century, the early nineteenth century."""
    number = int(hit.value("NUM") or hit.values("ORDINAL")[-1])
    if hit.value("ERA") == "BC":
        return unknown(TOO_OLD, "period", f"-{number - 1:02}XX")
    if not 1 <= number <= 90:
        return unknown("no such century", "period")
    span = Days(days.year(max(1, (number - 1) * 100)).start, days.year(number * 100 - 1).end)
    return Meaning(up_to_now(part_of(span, hit), clock), "period", f"{number - 1:02}XX")

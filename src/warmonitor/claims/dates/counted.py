"""Counted in units: last week, two days earlier, the past three days, since then."""

from __future__ import annotations

import datetime as dt

from warmonitor.claims.dates import days
from warmonitor.claims.dates.clock import (
    BEYOND,
    FROM_EVENT,
    HOW_MANY,
    NO_ANCHOR,
    NOT_PUBLISHED,
    OPEN,
    TOO_OLD,
    Anchor,
    Clock,
    Meaning,
    duration,
    edtf,
    name_of,
    unknown,
)
from warmonitor.claims.dates.days import Days
from warmonitor.claims.dates.grammar import Hit
from warmonitor.claims.dates.lengths import RECENT, count_in, lasting, unit_in
from warmonitor.claims.dates.parts import part_of, up_to_now
from warmonitor.claims.dates.record import Kind
from warmonitor.claims.dates.which_year import MODIFIERS
from warmonitor.claims.dates.words import words

_KIND: dict[str, Kind] = {"day": "day", "week": "week", "month": "month", "year": "year", "hour": "part_of_day"}


def offset(hit: Hit, clock: Clock, named: Anchor | None) -> Meaning:
    """Two days ago, earlier, later; a day before or after something.

    `named` is the date that follows right on ("a day after Friday's raid"). Where a clause follows instead, the words
    date that clause, counted back from the day of their own sentence: "on Friday, a day after the truce collapsed".
    """
    count, unit = 1 if hit.has("THE") else count_in(hit), unit_in(hit)
    word = str(hit.value("AGO", "EARLIER", "LATER", "PREVIOUS", "BEFORE", "AFTER"))
    sign = 1 if word in ("later", "after") else -1
    joins = (hit.own[-1:] and hit.after() != "" and word in ("before", "after")
             and hit.after() not in words().calendar.no_clause)  # fmt: skip
    if joins and named is None:
        came = any(hit.before(back) in words().calendar.came for back in (1, 2))
        base, sign = clock.sentence_day or ((clock.day or clock.today) if came else None), -sign
    else:
        base = named or _counted_from(word, unit, clock)
    if base is None:
        return unknown(
            NOT_PUBLISHED if word == "ago" else FROM_EVENT if joins else NO_ANCHOR, _KIND.get(unit, "period")
        )
    return _moved(hit, base, sign, count, unit)._replace(of_what_follows=bool(joins and named is None))


def _counted_from(word: str, unit: str, clock: Clock) -> Anchor | None:
    """What "earlier" and "ago" count from."""
    if word == "ago":
        return clock.today
    if (
        unit in ("month", "year", "decade", "century")
        and clock.year
        and (clock.day is None or clock.year.at > (clock.day.at or -1))
    ):
        number = clock.year.number
        return Anchor(dt.date(number, 1, 1), clock.year.at) if dt.MINYEAR <= number <= dt.MAXYEAR else None
    return clock.day or clock.today


def _moved(hit: Hit, base: Anchor, sign: int, count: int | None, unit: str) -> Meaning:
    kind = _KIND.get(unit, "period")
    if count is None:
        span = Days(None, base.date) if sign < 0 else Days(base.date, None)
        return Meaning(span, "period", duration(None, unit), reason=HOW_MANY, anchor=base.at)
    exact = hit.before() in ("exactly",) or (base.at is not None and hit.sentence.start <= base.at < hit.sentence.end)
    moved = moved_span(base.date, sign * count, unit, exact)
    return Meaning(moved, kind, name_of(moved, kind), anchor=base.at) if moved else unknown(BEYOND, kind)


def moved_span(base: dt.date, count: int, unit: str, exact: bool = False) -> Days | None:
    """The day, week, month or year that lies so many units from a day; null past the ends of the calendar.

    "A week ago" is a week wide unless it is counted from a day of its own sentence: the words are not exact.
    """
    if unit in ("hour", "minute"):
        whole = abs(count) // 24 if unit == "hour" else 0
        return _day_span(base, whole if count > 0 else -whole)
    if unit in ("day", "weekend"):
        return _day_span(base, count)
    if unit in ("week", "fortnight"):
        middle = days.shift(base, count * (14 if unit == "fortnight" else 7))
        wide = 0 if exact else 3
        return Days(days.shift(middle, -wide), days.shift(middle, wide)) if middle else None
    if unit == "month":
        year, month = days.months_on(base, count)
        return days.month(year, month) if dt.MINYEAR <= year <= dt.MAXYEAR else None
    year = base.year + count * {"decade": 10, "century": 100}.get(unit, 1)
    return days.year(year) if dt.MINYEAR <= year <= dt.MAXYEAR else None


def _day_span(base: dt.date, count: int) -> Days | None:
    date = days.shift(base, count)
    return Days(date, date) if date else None


def unit_by_day(hit: Hit, clock: Clock) -> Meaning:
    """Last week, this year, the past three days; that month, the next day, the following year."""
    word, unit = str(hit.value(*MODIFIERS)), unit_in(hit)
    many = hit.has("COUNT", "NUM", "FIGURE", "FEW") or _plural(hit)
    many = many or unit in ("decade", "century")
    narrated = word in ("next", "last", "past") and clock.published is None
    if word in ("previous", "following", "that") or narrated or (word == "next" and unit == "day"):
        return _from_text(hit, clock, word, unit, many)
    if clock.published is None:
        return unknown(NOT_PUBLISHED, "period", duration(count_in(hit), unit) if many else None)
    if word in ("last", "past", "this") and (many or word == "past" or unit in ("hour", "minute", "decade")):
        return _lately(hit, clock.published, unit)
    return whole_unit(hit, clock, Anchor(clock.published, None), {"last": -1, "next": 1}.get(word, 0), unit)


def _plural(hit: Hit) -> bool:
    """Whether the unit is in the plural, not the possessive."""
    return hit.sentence.tokens[hit.last - 1].low in words().calendar.plurals


def _lately(hit: Hit, published: dt.date, unit: str) -> Meaning:
    """The stretch that ends on the day of publication."""
    count = count_in(hit) or (None if _plural(hit) or hit.has("FEW") else 1)
    if count is None:
        return Meaning(Days(None, published), "period", duration(None, unit), "within", HOW_MANY)
    start = days.back(published, count, unit)
    if start is None:
        return unknown(BEYOND, "period")
    return Meaning(Days(start, published), "period", duration(count, unit), "within")


def stretch(hit: Hit, clock: Clock) -> Meaning:
    """Recent days end on the day of publication; any other number of units is a length."""
    if RECENT in hit.values("FEW"):
        return _lately(hit, clock.published, unit_in(hit)) if clock.published else unknown(NOT_PUBLISHED, "period")
    return lasting(hit, clock)


def some(hit: Hit, clock: Clock) -> Meaning:
    """Weeks, for months, days later: so many that the words do not say how many."""
    word = hit.value("AGO", "EARLIER", "LATER", "BEFORE", "AFTER")
    base = _counted_from(str(word), unit_in(hit), clock) if word in ("ago", "earlier", "later") else None
    named = duration(None, unit_in(hit))
    if base is None:
        return Meaning(OPEN, "period", named, "age_or_duration", "how long, not when")
    span = Days(base.date, None) if word == "later" else Days(None, base.date)
    return Meaning(span, "period", named, reason=HOW_MANY, anchor=base.at)


def _from_text(hit: Hit, clock: Clock, word: str, unit: str, many: bool) -> Meaning:
    """Counted from a date of the text: the next day, that month, the following year."""
    sign = {"previous": -1, "last": -1, "past": -1, "next": 1, "following": 1}.get(word, 0)
    if unit == "year" and not many:
        return _year_from_text(hit, clock, sign)
    base = {"month": clock.month, "day": clock.day, "week": clock.day}.get(unit, clock.month or clock.day)
    count = count_in(hit) or (None if hit.has("FEW") or _plural(hit) else 1)
    named = duration(count, unit) if many else None
    if base is None:
        return unknown(NO_ANCHOR, "period", named)
    if not many:
        return whole_unit(hit, clock, base, sign, unit)
    if count is None or sign == 0:
        span = OPEN if sign == 0 else Days(None, base.date) if sign < 0 else Days(base.date, None)
        return Meaning(span, "period", named, reason=HOW_MANY, anchor=base.at)
    other = days.back(base.date, -sign * count, unit)
    if other is None:
        return unknown(BEYOND, "period", named)
    return Meaning(Days(*sorted((base.date, other))), "period", named, anchor=base.at)


def _year_from_text(hit: Hit, clock: Clock, shift: int) -> Meaning:
    if clock.year is None:
        return unknown(NO_ANCHOR, "year")
    number = clock.year.number + shift
    if not dt.MINYEAR <= number <= dt.MAXYEAR:
        return unknown(TOO_OLD, "year", edtf(number), number)
    span = up_to_now(part_of(days.year(number), hit), clock)
    return Meaning(span, "year", edtf(number), anchor=clock.year.at, year=number)


def whole_unit(hit: Hit, clock: Clock, base: Anchor, count: int, unit: str) -> Meaning:
    """The calendar unit that lies `count` units from that of a date; the one under way ends on publication."""
    kind = _KIND.get(unit, "period")
    span = _calendar_unit(base.date, count, unit)
    if span is None:
        return unknown(BEYOND, kind)
    named = name_of(span, kind)
    if base.at is None and count == 0:
        if hit.has("LATER"):
            return Meaning(Days(base.date, span.end), kind, named, "within")
        return Meaning(up_to_now(part_of(span, hit) if not hit.has("EARLIER") else span, clock), kind, named, "within")
    loose = hit.has("EARLIER", "LATER")
    return Meaning(span if loose else part_of(span, hit), kind, named, anchor=base.at)


def _calendar_unit(base: dt.date, count: int, unit: str) -> Days | None:
    if unit not in ("week", "weekend"):
        return moved_span(base, count, unit)
    middle = days.shift(base, 7 * count)
    if middle is None:
        return None
    week = days.week(middle)
    return week if unit == "week" or week.end is None else Days(days.shift(week.end, -1), week.end)


def unit_under_way(hit: Hit, clock: Clock) -> Meaning:
    """The end of the year, later in the month: of the one that the text stands in."""
    unit = unit_in(hit)
    if unit == "weekend":
        return _last_weekend(clock)
    if (
        unit == "year"
        and clock.year is not None
        and (clock.published is None or clock.published.year != clock.year.number)
    ):
        return _year_from_text(hit, clock, 0)
    base = {"month": clock.month}.get(unit, clock.day)
    if clock.today is not None:
        return whole_unit(hit, clock, clock.today, 0, unit)._replace(relation=None)
    return whole_unit(hit, clock, base, 0, unit) if base else unknown(NO_ANCHOR, "period")


def _last_weekend(clock: Clock) -> Meaning:
    """Over the weekend: the last Saturday and Sunday that have begun."""
    if clock.published is None:
        return unknown(NOT_PUBLISHED, "period")
    saturday = days.shift(clock.published, -((clock.published.weekday() - 5) % 7))
    return Meaning(Days(saturday, days.shift(saturday, 1)), "period") if saturday else unknown(BEYOND, "period")


def nth(hit: Hit, clock: Clock) -> Meaning:
    """For the third straight day: from two days before the day of its sentence, or of publication, to that day."""
    number = int(hit.value("ORDINAL", "NUM") or 1)
    unit, listed = "day" if hit.has("PART") else unit_in(hit), words().calendar.in_row
    in_row = hit.has("STRAIGHT", "ROW") or hit.before() in listed or hit.sentence.tokens[hit.first].low in listed
    base = clock.sentence_day or clock.today or clock.day
    if not in_row or base is None or unit not in ("day", "week", "month", "year"):
        return unknown(FROM_EVENT, "day" if unit == "day" else "period")
    start = days.back(base.date, number - 1, unit)
    return Meaning(Days(start, base.date), "period", duration(number, unit), "within", anchor=base.at)


def then(hit: Hit, clock: Clock) -> Meaning:
    """Since then: since the date that the text last named, or the end of the month or year."""
    last = clock.then
    if last is None:
        return unknown(NO_ANCHOR)
    return Meaning(Days(last.date, last.date), "day", last.date.isoformat(), anchor=last.at)


def ever_since(hit: Hit, clock: Clock) -> Meaning:
    """Opened on 4 April and has since lost ...: the same."""
    return then(hit, clock)._replace(relation="since")

"""Seasons, feasts, years, decades and centuries."""

from __future__ import annotations

import datetime as dt

from warmonitor.claims.dates import days, feasts
from warmonitor.claims.dates.clock import NOT_PUBLISHED, TOO_OLD, Clock, Meaning, edtf, unknown
from warmonitor.claims.dates.days import Days
from warmonitor.claims.dates.grammar import Hit, feast_phrase
from warmonitor.claims.dates.parts import part_named, part_of, up_to_now
from warmonitor.claims.dates.record import Kind
from warmonitor.claims.dates.which_year import NO_YEAR, modified_year, year_in, year_of
from warmonitor.claims.dates.words import LETTER, words

_PART_CODE = {"first": "-40", "second": "-41", "q1": "-33", "q2": "-34", "q3": "-35", "q4": "-36"}  # as EDTF has them
_SEASON_CODE = {"spring": 21, "summer": 22, "autumn": 23, "winter": 24}


def season(hit: Hit, clock: Clock) -> Meaning:
    """Spring 2014, last summer, the autumn of that year."""
    return season_named(str(hit.value("SEASON")), hit, clock)


def season_named(name: str, hit: Hit, clock: Clock) -> Meaning:
    first, last = words().calendar.seasons[name]
    found = modified_year(hit, clock, first) or year_of(hit, clock, lambda year: days.day(year, first, 1))
    code = _SEASON_CODE[name]
    if found is None:
        return unknown(NOT_PUBLISHED if hit.has("YEARUNIT") else NO_YEAR, "season", f"XXXX-{code}")
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
        span = feasts.in_year(kept, year)
        return span.start if span else None

    found = year_of(hit, clock, first_day)
    span = feasts.in_year(kept, found.number) if found else None
    if found is None or span is None or span.start is None:
        return unknown(NO_YEAR if found is None else "a feast that the tables do not hold for that year")
    told = found.number if found.told else None
    kind: Kind = "month" if len(kept.hijri) == 1 else "day"
    span = up_to_now(part_of(span, hit), clock)
    return Meaning(
        span, kind, None if kept.hijri or span.start is None else span.start.isoformat(), anchor=found.at, year=told
    )


def year(hit: Hit, clock: Clock) -> Meaning:
    """2014, early 2014, mid-2014, 490 BC."""
    number = year_in(hit)
    if number is None or number > dt.MAXYEAR:
        return unknown("no such year", "year")
    named = edtf(number)
    named += _PART_CODE.get(part_named(hit) or "", "")
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

"""Weekdays, today and yesterday, and the parts of a day: counted from publication, or of the day last named."""

from __future__ import annotations

import datetime as dt

from warmonitor.claims.dates import days
from warmonitor.claims.dates.clock import BEYOND, NO_ANCHOR, NOT_PUBLISHED, Clock, Meaning, unknown
from warmonitor.claims.dates.days import Days
from warmonitor.claims.dates.grammar import Hit
from warmonitor.claims.dates.parts import in_day, night
from warmonitor.claims.dates.record import Kind
from warmonitor.claims.dates.which_year import MODIFIERS, ahead
from warmonitor.claims.dates.words import LETTER


def weekday(hit: Hit, clock: Clock) -> Meaning:
    """The last such day on or before publication; the next one where the words look ahead."""
    number = int(hit.value("WEEKDAY") or 0)
    kind: Kind = "part_of_day" if in_day(hit) else "day"
    word = hit.value(*MODIFIERS)
    if word in ("following", "previous", "that"):
        return _weekday_near(hit, clock, number, str(word), kind)
    if clock.published is None:
        return unknown(NOT_PUBLISHED, kind)
    date = days.shift(clock.published, _weekday_shift(hit, clock.published, number, word))
    return Meaning(night(hit, date), kind, date.isoformat()) if date else unknown(BEYOND, kind)


def _weekday_shift(hit: Hit, published: dt.date, number: int, word: str | int | None) -> int:
    """Days from publication to the weekday meant."""
    back = (published.weekday() - number) % 7
    if hit.own.find(LETTER["UNIT"]) > hit.own.index(LETTER["WEEKDAY"]):
        return number - published.weekday() + {"last": -7, "next": 7}.get(str(word), 0)
    if word == "next" or (word is None and back and ahead(hit)):
        return 7 - back
    return -7 if word in ("last", "past") and back == 0 else -back


def _weekday_near(hit: Hit, clock: Clock, number: int, word: str, kind: Kind) -> Meaning:
    """The following Monday, the previous Friday, that Sunday: by the day that the text last named."""
    if clock.day is None:
        return unknown(NO_ANCHOR, kind)
    forward = (number - clock.day.date.weekday()) % 7
    shift = {"following": forward or 7, "previous": forward - 7}.get(word, forward if forward < 4 else forward - 7)
    to_come = clock.published is not None and word == "that" and days.shift(clock.day.date, shift)
    if to_come and clock.published and to_come > clock.published:
        shift -= 7
    date = days.shift(clock.day.date, shift)
    return Meaning(night(hit, date), kind, date.isoformat(), anchor=clock.day.at) if date else unknown(BEYOND, kind)


def today(hit: Hit, clock: Clock) -> Meaning:
    """Today, yesterday, tomorrow, tonight."""
    kind: Kind = "part_of_day" if in_day(hit) or hit.sentence.tokens[hit.last - 1].low == "tonight" else "day"
    if clock.published is None:
        return unknown(NOT_PUBLISHED, kind)
    date = days.shift(clock.published, int(hit.value("TODAY") or 0))
    return Meaning(Days(date, date), kind, date.isoformat()) if date else unknown(BEYOND, kind)


def part_by_day(hit: Hit, clock: Clock) -> Meaning:
    """This morning, last night; the following evening, that night."""
    word = str(hit.value(*MODIFIERS))
    base = clock.today if word in ("this", "last", "past") else clock.day
    if base is None:
        return unknown(NOT_PUBLISHED if word in ("this", "last", "past") else NO_ANCHOR, "part_of_day")
    shift = {"last": -1, "past": -1, "previous": -1, "next": 1, "following": 1}.get(word, 0)
    date = days.shift(base.date, shift)
    if date is None:
        return unknown(BEYOND, "part_of_day")
    return Meaning(Days(date, date), "part_of_day", date.isoformat(), anchor=base.at)


def part(hit: Hit, clock: Clock) -> Meaning:
    """A time of day alone, of the day last named. Overnight ends on it or on publication; "since dawn" is today's."""
    if hit.has("OVERNIGHT"):
        base = clock.sentence_day or clock.today or clock.day
        if base is None:
            return unknown(NOT_PUBLISHED, "part_of_day")
        span = Days(days.shift(base.date, -1), base.date)
        return Meaning(span, "part_of_day", base.date.isoformat(), anchor=base.at)
    alone = len(hit.own) == 1 and not hit.preceded_by("ON", "UNTIL", "BY", "SINCE", "BEFORE", "AFTER")
    base = clock.sentence_day if alone else clock.sentence_day or clock.day
    if hit.preceded_by("SINCE") and clock.sentence_day is None:
        base = clock.today
    if base is None:
        return unknown("a time of day without a day", "part_of_day")
    return Meaning(Days(base.date, base.date), "part_of_day", base.date.isoformat(), anchor=base.at)

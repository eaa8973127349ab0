"""The year of a day, month, season or feast: the one that the words give, or the one that they leave out."""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Callable
from typing import NamedTuple

from warmonitor.claims.dates.clock import NOT_PUBLISHED, Clock, Year
from warmonitor.claims.dates.grammar import Hit
from warmonitor.claims.dates.words import LETTER, words

DayIn = Callable[[int], dt.date | None]
MODIFIERS = ("LAST", "PAST", "PREVIOUS", "THIS", "NEXT", "FOLLOWING", "THAT", "SAME")
NO_YEAR = "no year is given; it is " + NOT_PUBLISHED
_FARTHEST = 8  # years back that a day without a year is looked for: 29 February
_REACH = 9  # words before a date in which "will" puts it in the future
_NEAR = 80  # characters within which a year of the same sentence is taken over
_PAST_NEW_YEAR = 240  # days back from which a narrative is taken to have moved on instead


class YearOf(NamedTuple):
    """The year of an expression; `at` is the offset of what it was taken from, `told` whether the words give it."""

    number: int
    at: int | None = None
    told: bool = False


@functools.cache
def _ahead_phrases() -> re.Pattern[str]:
    return re.compile(r" (?:" + "|".join(map(re.escape, words().calendar.ahead)) + ") ")


def ahead(hit: Hit) -> bool:
    """Whether the words before a date, in its clause, put it in the future; or "will" right after it."""
    if hit.has("NEXT") or hit.after() in ("will", "shall"):
        return True
    near: list[str] = []
    for token in reversed(hit.sentence.tokens[max(0, hit.first - _REACH) : hit.first]):
        if token.low in words().calendar.ahead_ends:
            break
        near.append(token.low)
    return bool(near) and _ahead_phrases().search(f" {' '.join(reversed(near))} ") is not None


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


def year_of(hit: Hit, clock: Clock, day_in: DayIn, slack: int = 0) -> YearOf | None:
    """The year of a day, month, season or feast; null where it cannot be told.

    `day_in(year)` is its (first) day in a year. In a report: the year of the same sentence, else that of the last such
    day on or before publication (the next one where the words look ahead), or `slack` days after it: a paper of the
    morning is printed the night before. In a narrative: that of the date before.
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
    return YearOf(_reported_year(clock.published, day_in, ahead(hit), slack))


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


def _reported_year(published: dt.date, day_in: DayIn, forward: bool, slack: int) -> int:
    if forward:
        this = day_in(published.year)
        return published.year if this is not None and this > published else published.year + 1
    for year in range(published.year, max(dt.MINYEAR, published.year - _FARTHEST), -1):
        date = day_in(year)
        if date is not None and (date - published).days <= slack:
            return year
    return published.year


def modified_year(hit: Hit, clock: Clock, number: int) -> YearOf | None:
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

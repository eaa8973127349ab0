"""Which function gives the days of which rule."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from warmonitor.claims.dates import absolute, counted, days, firsts, lengths, longer, weekdays
from warmonitor.claims.dates.clock import Anchor, Clock, Meaning, duration
from warmonitor.claims.dates.days import Days
from warmonitor.claims.dates.grammar import Hit
from warmonitor.claims.dates.lengths import count_in, unit_in
from warmonitor.claims.dates.which_year import year_in
from warmonitor.claims.dates.words import LETTER, words

_MEANINGS: dict[str, Callable[[Hit, Clock], Meaning]] = {
    "range_dm": absolute.days_of_month,
    "range_md": absolute.days_of_month,
    "week_of": absolute.week_of_month,
    "first_of": firsts.first_of,
    "date": absolute.day,
    "weekday": weekdays.weekday,
    "today": weekdays.today,
    "part_ref": weekdays.part_by_day,
    "time": weekdays.part,
    "pair": absolute.pair,
    "month": absolute.month,
    "century": longer.century,
    "decade": longer.decade,
    "season": longer.season,
    "feast": longer.feast,
    "years": longer.years,
    "year": longer.year,
    "nth": counted.nth,
    "unit_ref": counted.unit_by_day,
    "unit": counted.unit_under_way,
    "every": lengths.repeated,
    "repeated": lengths.repeated,
    "lasting": lengths.lasting,
    "duration": counted.stretch,
    "then": counted.then,
    "since": counted.ever_since,
    "part": weekdays.part,
    "some": counted.some,
    "vague": lengths.vague,
}


_CLOSE = 4  # words within which a noun's date is looked for
_DAYS = ("date", "weekday", "today")
_YEARLESS = ("date", "month", "season")
_JOINING = "".join(LETTER[name] for name in ("AND", "TO", "DASH", "OR", "COMMA", "UNTIL"))


class Near(NamedTuple):
    """The expression before in the sentence with its meaning, and the one after."""

    before: Hit | None
    said: Meaning | None
    after: Hit | None


def meaning(hit: Hit, clock: Clock, near: Near) -> Meaning:
    """What a hit stands for; "a day after" may count from the date that follows, "at dawn" be of it."""
    clock.shared_year = _shared_year(hit, near.after)
    if hit.rule == "offset":
        said = _in_apposition(hit, clock, near)
        return said or counted.offset(hit, clock, _named_right_after(hit, clock, near.after))
    if hit.rule == "part" or (hit.rule == "unit" and hit.value("UNIT") == "hour"):  # "in the early hours"
        said = _day_of(near.after, clock) if _adjective(hit, near.after) else None
        return said._replace(kind="part_of_day") if said else weekdays.part(hit, clock)
    if hit.rule == "duration":
        return _stretch_to(hit, clock, near.after) or _MEANINGS[hit.rule](hit, clock)
    return _MEANINGS[hit.rule](hit, clock)


def _stretch_to(hit: Hit, clock: Clock, following: Hit | None) -> Meaning | None:
    """The 24 hours to 8 a.m. on Tuesday, the ten days to 4 March: a length that ends on a day."""
    if following is None or hit.letters[hit.last : following.first] != LETTER["TO"]:
        return None
    said, count = _day_of(following, clock), count_in(hit)
    if said is None or said.span.end is None or count is None:
        return None
    start = days.back(said.span.end, count, unit_in(hit))
    span = Days(start, said.span.end)
    return Meaning(span, "period", duration(count, unit_in(hit)), "within", anchor=following.start) if start else None


def _shared_year(hit: Hit, following: Hit | None) -> int | None:
    """The year that two dates share: "in April and June 1955", "from 3 May to 7 June 2014"."""
    if following is None or hit.rule not in _YEARLESS or following.rule not in _YEARLESS or year_in(hit) is not None:
        return None
    gap = hit.letters[hit.last : following.first]
    return year_in(following) if len(gap) in (1, 2) and gap[0] in _JOINING else None


def _day_of(hit: Hit | None, clock: Clock) -> Meaning | None:
    """What an expression says, if it is a day."""
    if hit is None or hit.rule not in _DAYS:
        return None
    said = _MEANINGS[hit.rule](hit, clock)
    return said._replace(anchor=hit.start) if said.span.start else None


def _adjective(hit: Hit, following: Hit | None) -> bool:
    """Whether a part of the day stands before a noun with a date: "the dawn strike on Friday"."""
    if following is None or following.first - hit.last > _CLOSE:
        return False
    return hit.after()[:1].isalpha() and hit.after() not in words().calendar.no_clause


def _named_right_after(hit: Hit, clock: Clock, following: Hit | None) -> Anchor | None:
    """The day of "a day after Friday's raid", "two days before 3 May"."""
    if following is None or following.first - hit.last > 1 or not hit.has("BEFORE", "AFTER"):
        return None
    said = _day_of(following, clock)
    return Anchor(said.span.start, following.start) if said and said.span.start else None


def _in_apposition(hit: Hit, clock: Clock, near: Near) -> Meaning | None:
    """The day that a count only explains: "two days before, on Wednesday", "on 22 April, a fortnight before"."""
    comma = LETTER["COMMA"]
    if near.after is not None and hit.letters[hit.last : near.after.first].rstrip(LETTER["ON"]) == comma:
        return _day_of(near.after, clock)
    before = near.before
    if before is None or near.said is None or before.rule not in _DAYS or hit.letters[before.last : hit.first] != comma:
        return None
    ends = not hit.after()[:1].isalnum()
    return near.said._replace(anchor=before.start) if ends and near.said.span.start else None

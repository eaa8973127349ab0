"""Which function gives the days of which rule."""

from __future__ import annotations

from collections.abc import Callable

from warmonitor.claims.dates import absolute, counted, lengths, longer, weekdays
from warmonitor.claims.dates.clock import Anchor, Clock, Meaning
from warmonitor.claims.dates.grammar import Hit
from warmonitor.claims.dates.which_year import year_in
from warmonitor.claims.dates.words import LETTER

_MEANINGS: dict[str, Callable[[Hit, Clock], Meaning]] = {
    "range_dm": absolute.days_of_month,
    "range_md": absolute.days_of_month,
    "week_of": absolute.week_of_month,
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


_YEARLESS = ("date", "month", "season")
_JOINING = "".join(LETTER[name] for name in ("AND", "TO", "DASH", "OR", "COMMA", "UNTIL"))


def meaning(hit: Hit, clock: Clock, following: Hit | None) -> Meaning:
    """What a hit stands for; `following` is the next expression of its sentence, which "a day after" may count from."""
    clock.shared_year = _shared_year(hit, following)
    if hit.rule == "unit" and hit.value("UNIT") == "hour":
        return weekdays.part(hit, clock)  # "in the early hours"
    if hit.rule == "offset":
        return counted.offset(hit, clock, _named_right_after(hit, clock, following))
    return _MEANINGS[hit.rule](hit, clock)


def _shared_year(hit: Hit, following: Hit | None) -> int | None:
    """The year that two dates share: "in April and June 1955", "from 3 May to 7 June 2014"."""
    if following is None or hit.rule not in _YEARLESS or following.rule not in _YEARLESS or year_in(hit) is not None:
        return None
    gap = hit.letters[hit.last : following.first]
    return year_in(following) if len(gap) in (1, 2) and gap[0] in _JOINING else None


def _named_right_after(hit: Hit, clock: Clock, following: Hit | None) -> Anchor | None:
    """The day of "a day after Friday's raid", "two days before 3 May"."""
    if following is None or following.first - hit.last > 1 or following.rule not in ("date", "weekday", "today"):
        return None
    if not hit.own or not (hit.has("BEFORE") or hit.has("AFTER")):
        return None
    start = _MEANINGS[following.rule](following, clock).span.start
    return Anchor(start, following.start) if start else None

"""What a calendar expression says: its words, its period, and how the period relates to what is told."""

from __future__ import annotations

from typing import Literal

from warmonitor.model import Period, Record

Relation = Literal[
    "on", "since", "until", "within", "between", "before", "after", "age_or_duration", "repeated", "published"
]
Kind = Literal["day", "part_of_day", "week", "month", "year", "season", "period"]


class Dated(Record):
    """A calendar expression of a report, in the order of the text: `text == document.whole[start:end]`.

    `period` holds the days that the words stand for, both inclusive, `relation` already applied ("since May" ends on
    the day of publication); null ends with a reason where the words do not tell. `named` is the calendar unit that the words name, before
    "since", "late" and the like are applied, as EDTF (ISO 8601-2: "2014-04", "201X", "2014-21" for spring), or an ISO
    8601 duration. `anchored_on` is the offset of the expression that it was counted from; null is the day of publication,
    or nothing at all for a date that stands alone. `of_what_follows`: "a day after the raid" dates the raid, not its own clause.
    """

    start: int
    end: int
    text: str
    period: Period
    relation: Relation = "on"
    kind: Kind = "day"
    anchored_on: int | None = None
    named: str | None = None
    of_what_follows: bool = False

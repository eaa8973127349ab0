"""What a calendar expression says: its words, its period, and how the period relates to what is told."""

from __future__ import annotations

from typing import Literal

from warmonitor.model import Period, Record

Relation = Literal[
    "on", "since", "until", "within", "between", "before", "after", "age_or_duration", "repeated", "published"
]
Kind = Literal["day", "part_of_day", "week", "month", "year", "season", "period"]


class Dated(Record, frozen=True, kw_only=True):
    """A calendar expression of a report: `text == document.whole[start:end]`.

    `period` holds the days that the words stand for, both inclusive, `relation` already applied ("since May" ends on
    the day of publication); its null ends have a reason. `named` is the calendar unit that the words name, before
    "since", "late" and the like are applied, in EDTF (ISO 8601-2: "2014-04", "201X", "2014-21" for spring 2014), or an
    ISO 8601 duration. `anchored_on` is the offset of the expression that it was counted from; null is the day of
    publication, or nothing for a date that stands alone. `of_what_follows`: "on Friday, a day after the raid" dates
    the raid, not its own clause. `relation` "published" marks the datestamp of the report, which dates no event.
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

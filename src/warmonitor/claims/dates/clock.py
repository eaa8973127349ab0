"""Where in time a text stands: the day of publication, and the dates that it has named so far."""

from __future__ import annotations

import datetime as dt
import functools
from typing import NamedTuple

from warmonitor.claims.dates import digits
from warmonitor.claims.dates.days import Days
from warmonitor.claims.dates.record import Kind, Relation

NOT_PUBLISHED = "counted from the day of publication, which is not known: pass --published"
NO_ANCHOR = "counted from a day that the text does not give"
FROM_EVENT = "counted from an event, not from a day"
HOW_MANY = "the words do not say how many"
TOO_OLD = "before the common era"
NO_SUCH_DAY = "no such day in the calendar"
BEYOND = "outside the calendar"
OPEN = Days(None, None)


class Meaning(NamedTuple):
    """What an expression stands for, before its preposition is applied. `year` is the year that its words give."""

    span: Days = OPEN
    kind: Kind = "day"
    named: str | None = None
    relation: Relation | None = None
    reason: str | None = None
    anchor: int | None = None
    year: int | None = None
    of_what_follows: bool = False


class Anchor(NamedTuple):
    """A day that the text has named, and where; `at` is null for the day of publication."""

    date: dt.date
    at: int | None


class Year(NamedTuple):
    """A year that the text has named, and where. It counts astronomically: 1 BC is 0."""

    number: int
    at: int


class Clock:
    """The day of publication, and the dates named so far: in the text, and in the sentence at hand.

    A report that bears no date is read as a narrative: a month or day without a year takes that of the date before it.
    """

    def __init__(self, published: dt.date | None, text: str = "") -> None:
        self.published = published
        self._text = text
        self._paragraph = -1
        self._years: list[Year] = []
        self.day: Anchor | None = None
        self.month: Anchor | None = None
        self.year: Year | None = None
        self.then: Anchor | None = None
        self.sentence_day: Anchor | None = None
        self.sentence_year: Year | None = None
        self.shared_year: int | None = None

    @functools.cached_property
    def order(self) -> digits.Order | None:
        """Whether the text writes the day or the month first in dates of digits."""
        return digits.order_of(self._text)

    def begin_sentence(self, paragraph: int) -> None:
        """A sentence begins. A new paragraph of a narrative goes on from the year that the one before named most."""
        self.sentence_day = self.sentence_year = None
        if paragraph != self._paragraph:
            self._paragraph = paragraph
            if self._years and self.published is None:
                named = [year.number for year in self._years]
                self.year = max(enumerate(self._years), key=lambda entry: (named.count(entry[1].number), entry[0]))[1]
            self._years.clear()

    @property
    def today(self) -> Anchor | None:
        """The day of publication."""
        return Anchor(self.published, None) if self.published else None

    def note(self, meaning: Meaning, at: int, relation: Relation) -> None:
        """Remember what an expression stands for: later ones may count from it."""
        if meaning.relation in ("age_or_duration", "repeated", "within") or meaning.of_what_follows:
            return
        if meaning.year is not None:
            self.sentence_year = Year(meaning.year, at)
        start = meaning.span.start
        if start is None:
            self.year = self.sentence_year or self.year
            self._years += [self.sentence_year] if self.sentence_year else []
            return
        past = self.published is None or start <= self.published
        if past and relation not in ("until", "before"):
            self.then = Anchor(start if relation == "since" else meaning.span.end or start, at)
        self.year = Year(meaning.year if meaning.year is not None else start.year, at)
        self._years.append(self.year)
        if meaning.kind in ("day", "part_of_day"):
            self.day = self.sentence_day = Anchor(meaning.span.end or start, at)
        if meaning.kind in ("day", "part_of_day", "month"):
            self.month = Anchor(start, at)


def unknown(reason: str, kind: Kind = "day", named: str | None = None, year: int | None = None) -> Meaning:
    """Words that stand for no day that can be told."""
    return Meaning(OPEN, kind, named, None, reason, year=year)


def edtf(year: int, month: int | None = None, day: int | None = None) -> str:
    """A year, month (or season) or day in EDTF; a year before 1 counts astronomically (1 BC is 0000)."""
    head = f"-{-year:04}" if year < 0 else f"{year:04}"
    return head + "".join(f"-{part:02}" for part in (month, day) if part is not None)


def name_of(span: Days, kind: Kind) -> str | None:
    """The day, week, month or year that a span fills, in EDTF (a week as ISO 8601 has it); null for any other."""
    start = span.start
    if start is None:
        return None
    if kind == "year":
        return edtf(start.year)
    if kind == "month":
        return edtf(start.year, start.month)
    if kind == "week" and span.end is not None:
        year, week, _ = span.end.isocalendar()
        return f"{year:04}-W{week:02}"
    return start.isoformat() if kind in ("day", "part_of_day") else None


def duration(count: int | None, unit: str) -> str:
    """So many units as an ISO 8601 duration; X where the words do not say how many."""
    number = "X" if count is None else str(count)
    if unit in ("decade", "century", "fortnight") and count is not None:
        return f"P{count * {'decade': 10, 'century': 100, 'fortnight': 2}[unit]}{'W' if unit == 'fortnight' else 'Y'}"
    code = {"hour": "TH", "minute": "TM", "day": "D", "weekend": "D", "week": "W", "month": "M"}.get(unit, "Y")
    return f"PT{number}{code[1]}" if code[0] == "T" else f"P{number}{code}"

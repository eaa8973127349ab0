"""Datestamps: the day of publication as printed at the head of a report. It dates the report, not what it tells."""

from __future__ import annotations

import datetime as dt
import functools
import re
from typing import NamedTuple

from warmonitor.claims.dates import days, digits
from warmonitor.claims.dates.record import Dated
from warmonitor.claims.dates.words import words
from warmonitor.claims.text import Document
from warmonitor.model import Period

HEAD = 400  # characters in which a datestamp is looked for
BYLINE = 120  # and one in brackets, after the name of the writer


class Stamp(NamedTuple):
    """A datestamp: its words and the day that they give."""

    start: int
    end: int
    date: dt.date


@functools.cache
def _pattern() -> re.Pattern[str]:
    calendar = words().calendar
    month = "(?:" + "|".join(sorted(calendar.classes["MONTH"], key=len, reverse=True)) + r")\.?"
    weekday = "(?:" + "|".join(sorted(calendar.classes["WEEKDAY"], key=len, reverse=True)) + r")\.?,?"
    dates = "|".join((
        rf"(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<m1>{month}),?\s+(?P<y1>\d{{4}})(?!\d)",
        rf"(?P<m2>{month})\s+(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?(?:,?\s*)(?P<y2>(?:19|20)\d{{2}})(?!\d)",
        r"(?P<y3>\d{4})-(?P<m3>\d{2})-(?P<d3>\d{2})(?!\d)",
        r"(?P<d4>\d{1,2})(?P<mark>[./-])(?P<m4>\d{1,2})(?P=mark)(?P<y4>\d{4})(?!\d)",
    ))  # fmt: skip
    clock = r"(?:,?\s+(?:at\s+)?\d{1,2}:?\d{2}(?::?\d{2})?(?!\d)(?:\s*[ap]\.?m\.?)?)?"
    return re.compile(rf"(?<![\w.])(?P<weekday>{weekday}\s+)?(?P<day>{dates}){clock}", re.IGNORECASE)


def published_in(text: str) -> str | None:
    """The day that a datestamp at the head of a text gives, as an ISO day; null where there is none.

    "10 Jul 2016 After …", "Published October 4 2016", "Sat 24 Aug 2013 at 2354", "By Reuters (2012-08-22 1:12 AM)". A
    date after a preposition ("on 3 May 2014") dates what is told and is none.
    """
    stamp = _stamp(text, 0, None)
    return stamp.date.isoformat() if stamp else None


def at_head(document: Document, published: dt.date | None) -> Stamp | None:
    """The datestamp of a report, where its text opens with one."""
    return _stamp(document.whole, len(document.report.title) + 1, published)


def _stamp(text: str, begin: int, published: dt.date | None) -> Stamp | None:
    for found in _pattern().finditer(text, begin, begin + HEAD):
        date = _date(found, published)
        if date is not None and _prints_publication(text, begin, found, date, published):
            return Stamp(found.start(), found.end(), date)
    return None


def _date(found: re.Match[str], published: dt.date | None) -> dt.date | None:
    for form in "123":
        if found[f"y{form}"]:
            month = found[f"m{form}"]
            number = int(month) if month.isdigit() else int(words().meaning[month.lower().rstrip(".")])
            return days.day(int(found[f"y{form}"]), number, int(found[f"d{form}"]))
    first, second, year = (int(found[f"{part}4"]) for part in "dmy")
    if found["mark"] == "/":
        return digits.read(first, second, year, digits.order_of(found.string), published)
    return days.day(year, second, first)


def _prints_publication(text: str, begin: int, found: re.Match[str], date: dt.date, published: dt.date | None) -> bool:
    """Whether it stands where a datestamp stands: first, on its own line, after a label, or in no sentence."""
    head = text[begin : found.start()]
    before = re.findall(r"[^\W\d_]+", head[-40:])
    calendar = words().calendar
    if {word.lower() for word in before[-3:]} & calendar.labels:
        return True
    if before and before[-1].lower() in calendar.prepositions:
        return False
    if not head.strip() or head.endswith("\n") or date == published:
        return True
    if published is not None or head.rstrip().endswith(","):
        return False
    opened = head.endswith(("(", "[")) and found.start() - begin < BYLINE
    led_by_weekday = bool(found["weekday"]) and bool(before) and not before[-1][0].islower()
    return opened or led_by_weekday


def covers(stamp: Stamp | None, start: int, end: int) -> bool:
    """Whether words overlap the datestamp."""
    return stamp is not None and start < stamp.end and end > stamp.start


def dated(document: Document, stamp: Stamp) -> Dated:
    """The datestamp as an expression; its relation is "published"."""
    text = document.whole[stamp.start : stamp.end]
    day = stamp.date.isoformat()
    return Dated(
        start=stamp.start,
        end=stamp.end,
        text=text,
        period=Period(start=day, end=day, precision=1, text=text),
        relation="published",
        kind="day",
        named=day,
    )

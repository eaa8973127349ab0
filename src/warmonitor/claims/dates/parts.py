"""Parts: the early, middle or late part of a span, the half of a year, the night of a day."""

from __future__ import annotations

import datetime as dt

from warmonitor.claims.dates import days
from warmonitor.claims.dates.clock import Clock
from warmonitor.claims.dates.days import Days
from warmonitor.claims.dates.grammar import Hit
from warmonitor.claims.dates.words import LETTER

EDGED = ("EDGE", "HEAD", "ORDINAL", "EARLIER", "LATER")


def part_named(hit: Hit) -> str | None:
    """The part that the words pick out of a span (early, mid, late, start, end, first or second half); null for all."""
    edged = hit.value("EDGED")
    if edged:
        return str(edged).split()[0]
    parts = hit.values(*EDGED)
    if "quarter" in parts:
        number = next((part for part in parts if isinstance(part, int)), 0)
        return f"q{number}" if 1 <= number <= 4 else None
    if "half" in parts:
        return "first" if 1 in parts or "early" in parts else "second"
    return next((str(part) for part in parts if part in ("early", "mid", "late", "start", "end")), None)


def part_of(span: Days, hit: Hit) -> Days:
    """The part of a span that the words pick out."""
    named = part_named(hit)
    return days.part(span, named) if named else span


def up_to_now(span: Days, clock: Clock) -> Days:
    """A span that publication falls into ends there."""
    if clock.published and span.start and span.end and span.start <= clock.published < span.end:
        return Days(span.start, clock.published)
    return span


def in_day(hit: Hit) -> bool:
    """Whether the words speak of a part of the day."""
    return hit.has("PART", "AM", "COLON", "OVERNIGHT", "EM") or (
        hit.rule in ("date", "weekday", "today") and hit.has("EDGE")
    )


def night(hit: Hit, date: dt.date) -> Days:
    """Overnight into a day began on the day before; "Friday overnight" ends on the day after."""
    if not hit.has("OVERNIGHT"):
        return Days(date, date)
    return Days(days.shift(date, -1), date) if hit.own[0] == LETTER["OVERNIGHT"] else Days(date, days.shift(date, 1))

"""Dates written in digits, and which of two numbers is the day."""

from __future__ import annotations

import datetime as dt
import re
from typing import Literal

from warmonitor.claims.dates import days

Order = Literal["day", "month"]
_SLASHED = re.compile(r"(?<!\d)(\d{1,2})/(\d{1,2})/(?:\d{4}|\d{2})(?!\d)")


def order_of(text: str) -> Order | None:
    """What a text writes first in 3/25/2019: told by a date that can be read one way only; null where there is none."""
    pairs = [(int(first), int(second)) for first, second in _SLASHED.findall(text)]
    month = any(second > 12 >= first for first, second in pairs)
    day = any(first > 12 >= second for first, second in pairs)
    return None if month == day else "month" if month else "day"


def read(first: int, second: int, year: int, order: Order | None, published: dt.date | None) -> dt.date | None:
    """The day of 3/4/2019; null where it is none, or may be either of two on or before publication."""
    by_day, by_month = days.day(year, second, first), days.day(year, first, second)
    if order is not None and by_day and by_month:
        return by_month if order == "month" else by_day
    readings = {date for date in (by_day, by_month) if date}
    if published in readings:
        return published
    past = {date for date in readings if published is None or date <= published} or readings
    return past.pop() if len(past) == 1 else None

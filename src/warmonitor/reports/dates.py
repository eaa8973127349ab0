"""The day or time that a report says it was published, as ISO 8601; what is ambiguous is an error, never a guess."""

from __future__ import annotations

import re
from datetime import datetime
from email.utils import parsedate_to_datetime

from warmonitor.errors import InputError

_WRITTEN = ("%d %B %Y", "%d %b %Y", "%B %d, %Y", "%b %d, %Y", "%B %d %Y", "%Y/%m/%d", "%A, %d %B %Y", "%A, %B %d, %Y")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}|\d{8}")


def iso(text: str, where: str = "") -> str:
    """`text` as an ISO day, or as an ISO date-time where it bears a time; InputError where it can be read two ways."""
    text = " ".join(text.split())
    for reading in (_iso, _written, _mail):
        found = reading(text)
        if found:
            return found
    raise InputError(f"{text[:60]!r} is not a date that can be read one way only", where, "write it as 2019-07-11")


def _iso(text: str) -> str | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment.date().isoformat() if _DAY.fullmatch(text) else _stamp(moment)


def _written(text: str) -> str | None:
    for form in _WRITTEN:
        try:
            return datetime.strptime(text, form).date().isoformat()
        except ValueError:
            continue
    return None


def _mail(text: str) -> str | None:
    try:
        return _stamp(parsedate_to_datetime(text))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _stamp(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")

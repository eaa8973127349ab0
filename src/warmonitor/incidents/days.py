"""Days as dates."""

from __future__ import annotations

import datetime as dt


def day(text: str | None) -> dt.date | None:
    """The day of an ISO date or date-time; null for null and for what is no date."""
    try:
        return dt.date.fromisoformat(text[:10]) if text else None
    except ValueError:
        return None

"""How values are put in words: intervals, periods, places, and the names of kinds. One YAML file a language."""

from __future__ import annotations

import functools
from datetime import date
from importlib import resources
from urllib.parse import urlsplit

import msgspec
import yaml

from warmonitor.model import Count, Period, Place, Record

_Names = dict[str, str]


class Words(Record):
    """The words of one language."""

    language: str
    direction: str
    months: tuple[str, ...]
    harms: _Names
    statuses: _Names
    sorts: _Names
    groups: _Names
    events: _Names
    modifiers: _Names
    precisions: dict[int, str]
    policies: _Names
    grades: _Names
    fields: _Names
    checks: _Names
    changes: _Names


@functools.cache
def words(language: str = "en") -> Words:
    """The words of `language`."""
    raw = resources.files(__name__).joinpath(f"{language}.yaml").read_text(encoding="utf8")
    return msgspec.convert(yaml.safe_load(raw), Words)


def named(value: str | None, kind: str) -> str:
    """A kind's word: `named("air_strike", "events")` is "air strike"; null is a dash."""
    if value is None:
        return "–"
    names: _Names = getattr(words(), kind)
    return names.get(value, value.replace("_", " "))


def number(value: int | None) -> str:
    """An integer with thin groups of three; null is a dash."""
    return "–" if value is None else f"{value:,}".replace(",", "\u202f")


def interval(low: int | None, high: int | None, best: int | None = None) -> str:
    """An interval in few characters: "12", "12–15", "12+" with an open upper end, "≤ 15" with an open lower one."""
    if low is None and high is None:
        return "–" if best is None else f"about {number(best)}"
    if high is None:
        return f"{number(low)}+"
    if low is None:
        return f"≤ {number(high)}"
    return number(low) if low == high else f"{number(low)}–{number(high)}"


def count(value: Count) -> str:
    """A claim's own count in words: "at least 12", "about 30", "between 10 and 12"."""
    if value.modifier == "range":
        return f"between {number(value.low)} and {number(value.high)}"
    if value.modifier == "vague" or value.figure is None:
        return interval(value.low, value.high)
    word = "" if value.modifier == "exact" else f"{named(value.modifier, 'modifiers')} "
    return f"{word}{number(value.figure)}"


def day(value: str | None) -> str:
    """An ISO day as "7 May 2019"; a null or broken one as it is."""
    try:
        found = date.fromisoformat((value or "")[:10])
    except ValueError:
        return value or "–"
    return f"{found.day} {words().months[found.month - 1]} {found.year}"


def period(value: Period) -> str:
    """When, as exact as it is known and no more."""
    if value.start is None and value.end is None:
        return "date not known"
    if value.start is None or value.end is None:
        return f"from {day(value.start)}" if value.start else f"until {day(value.end)}"
    if value.start[:10] == value.end[:10]:
        return day(value.start)
    if value.start[:7] == value.end[:7]:
        return f"{int(value.start[8:10])}–{day(value.end)}"
    return f"{day(value.start)} – {day(value.end)}"


def place(value: Place) -> str:
    """Where, from the small to the large; "place not known" where no name is."""
    parts = dict.fromkeys(part for part in (value.name or value.text, value.admin1, value.country) if part)
    return ", ".join(parts) or "place not known"


def precision(value: Place) -> str:
    """How exact the place is."""
    if value.precision is None:
        return value.reason or "not located"
    return words().precisions[value.precision]


def outside(url: str | None) -> str | None:
    """A report's address if it is a web address, else null: nothing else may become a link."""
    try:
        return url if url and urlsplit(url).scheme in ("http", "https") else None
    except ValueError:
        return None

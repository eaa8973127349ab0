"""What an export is made of: an incident with its claims and reports, and the notes of what a format could not say."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import BinaryIO

import msgspec

from warmonitor.model import Claim, Incident, Period, Record, Report


class Entry(Record):
    """One incident with all the claims that tell of it and the reports that these stand in."""

    incident: Incident
    claims: tuple[Claim, ...] = ()
    reports: tuple[Report, ...] = ()


class Conversion(Record):
    """A value that a format cannot say as the ledger does: what the ledger has, what was written, by which rule."""

    incident: str
    column: str
    ledger: str
    written: str
    rule: str


class Notes:
    """Takes the conversions of one export. They go to `out` as CSV, line by line, and are counted by rule."""

    def __init__(self, out: BinaryIO | None = None) -> None:
        self.counts: Counter[str] = Counter()
        self._text = io.TextIOWrapper(out, "utf8", errors="replace", newline="", write_through=True) if out else None
        self._csv = csv.writer(self._text) if self._text else None
        if self._csv:
            self._csv.writerow(Conversion.__struct_fields__)

    def add(self, incident: str, column: str, ledger: object, written: object, rule: str) -> None:
        """One conversion."""
        self.counts[rule] += 1
        if self._csv:
            self._csv.writerow([incident, column, _words(ledger), _words(written), rule])

    def close(self) -> None:
        """Let the side file go without closing what lies under it."""
        if self._text:
            self._text.detach()
            self._text = self._csv = None


def _words(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, (list, tuple)):
        return "; ".join(map(_words, value))
    return guarded(str(value))


_RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_FIRST = frozenset((*_RISKY, "'"))


def guarded(text: str) -> str:
    """The text for a cell of a spreadsheet: a quote before what a spreadsheet would take for a formula."""
    if text[:1] not in _FIRST:
        return text
    return f"'{text}" if text.lstrip("'").startswith(_RISKY) else text


def unguarded(text: str) -> str:
    """What `guarded` was given."""
    return text[1:] if text.startswith("'") and text.lstrip("'").startswith(_RISKY) else text


def interval(low: int | None, high: int | None) -> str:
    """Both ends in words: "3 to 5", "3", "3 or more", "up to 5", "unknown"."""
    if low is None and high is None:
        return "unknown"
    if high is None:
        return f"{low} or more"
    if low is None:
        return f"up to {high}"
    return str(low) if low == high else f"{low} to {high}"


def dated(time: Period) -> tuple[str, str, int] | None:
    """First day, last day and UCDP's date_prec of a period, an open end closed at the other; null without a day.

    The precision is the period's own, else what its length says.
    """
    start, end = time.start or time.end, time.end or time.start
    if not start or not end:
        return None
    first, last = start[:10], end[:10]
    days = (date.fromisoformat(last) - date.fromisoformat(first)).days + 1
    by_length = next((precision for most, precision in _LENGTHS if days <= most), 5)
    return first, last, time.precision or by_length


_LENGTHS = ((1, 1), (6, 2), (7, 3), (31, 4))


def cells(values: Iterable[object]) -> list[object]:
    """A row for a CSV writer: null is empty, text is guarded, numbers stay numbers."""
    return ["" if v is None else guarded(v) if isinstance(v, str) else v for v in values]


def write_list(out: BinaryIO, opening: bytes, records: Iterable[object], closing: bytes) -> int:
    """Records as a JSON list between two texts, one a line, as they come; how many they were."""
    encoder = msgspec.json.Encoder()
    out.write(opening)
    written = 0
    for written, record in enumerate(records, 1):
        out.write((b"\n" if written == 1 else b",\n") + encoder.encode(record))
    out.write(b"\n" + closing + b"\n")
    return written

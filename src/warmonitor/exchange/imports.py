"""UCDP GED and ACLED files in: their rows as reports of that source. A row that cannot be used costs only itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import BinaryIO, NamedTuple

import msgspec

from warmonitor.errors import InputError, QueryError
from warmonitor.exchange.acled import AcledRow
from warmonitor.exchange.ged import GedRow
from warmonitor.exchange.records import Entry
from warmonitor.exchange.rows import acled_entry, ged_entry
from warmonitor.exchange.sheets import read_sheet
from warmonitor.ledger import Book


class Kind(NamedTuple):
    """A kind of file that can be read: its rows' shape and how a row becomes an entry."""

    shape: type[GedRow] | type[AcledRow]
    entry: Callable[..., Entry | None]
    name: str


SOURCES = {
    "ucdp-ged": Kind(GedRow, ged_entry, "UCDP GED"),
    "acled": Kind(AcledRow, acled_entry, "ACLED"),
}


def read(form: str, source: BinaryIO, where: str, name: str | None = None) -> Iterator[Entry | InputError]:
    """The entries of a UCDP GED or ACLED file; a row that cannot be used is an error that names its line.

    `name` is what the source is called in the ledger. QueryError where the format is none that can be read, InputError
    where the file lacks the columns that tell its rows apart.
    """
    if form not in SOURCES:
        raise QueryError(f"{form} cannot be read back", where, "one of " + ", ".join(SOURCES))
    kind = SOURCES[form]
    for row in read_sheet(source, kind.shape, where):
        entry = row if isinstance(row, InputError) else _tried(kind, row, where, name or kind.name)
        if entry is not None:
            yield entry


def _tried(kind: Kind, row: GedRow | AcledRow, where: str, name: str) -> Entry | InputError | None:
    try:
        return kind.entry(row, name)
    except (InputError, OverflowError) as error:
        return InputError(str(error), f"{where}, row {msgspec.structs.astuple(row)[0]}")


def form_of(header: str, where: str) -> str:
    """Which format a file is, from its header line. InputError where it is none that can be read."""
    names = set(header.lstrip("\ufeff").strip().replace('"', "").split(","))
    if {"date_start", "best", "where_prec"} <= names:
        return "ucdp-ged"
    if {"event_id_cnty", "event_date", "fatalities"} <= names:
        return "acled"
    raise InputError("neither UCDP GED nor ACLED", where, "give the CSV export with its header line")


def add(book: Book, rows: Iterable[Entry | InputError], at_a_time: int = 500) -> tuple[int, list[InputError]]:
    """Add entries to the ledger as reports of their source with their claims; how many, and what was broken.

    Which incidents they tell of is left to `Book.link`. What the ledger holds already adds nothing, so a file can be
    taken in again when it has grown.
    """
    count, broken, batch = 0, list[InputError](), list[Entry]()
    for row in rows:
        if isinstance(row, InputError):
            broken.append(row)
            continue
        batch.append(row)
        count += 1
        if len(batch) == at_a_time:
            _put(book, batch)
            batch = []
    _put(book, batch)
    return count, broken


def _put(book: Book, batch: list[Entry]) -> None:
    claims = [msgspec.structs.replace(claim, incident=None) for entry in batch for claim in entry.claims]
    book.add(reports=[report for entry in batch for report in entry.reports], claims=claims)

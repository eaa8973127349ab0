"""A reviewers' table: judgements in CSV, wrong rows told one by one, the others applied, once."""

from __future__ import annotations

import contextlib
import csv
import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple, TextIO

import msgspec

from warmonitor.errors import ConflictError, InputError, QueryError, WarmonitorError
from warmonitor.model import Judgement

if TYPE_CHECKING:
    from warmonitor.ledger.book import Book

COLUMNS = ("kind", "subject", "other", "field", "value", "why", "hand", "at")
MUST = ("kind", "subject")


class Row(NamedTuple):
    """A row of the table: where it stands, and the judgement or what is wrong with it."""

    where: str
    judgement: Judgement | WarmonitorError


class Applied(NamedTuple):
    """How many judgements were new, how many stood already, and what was wrong."""

    applied: int
    standing: int
    errors: list[WarmonitorError]


@contextlib.contextmanager
def opened(path: str) -> Iterator[TextIO]:
    """The table at a path, or standard input. InputError where it cannot be opened."""
    if path == "-":
        yield sys.stdin
        return
    try:
        with open(path, encoding="utf-8-sig", newline="") as lines:
            yield lines
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"cannot be read: {error}", path, "save the table as CSV in UTF-8") from error


def judgements(lines: Iterable[str], hand: str, where: str) -> Iterator[Row]:
    """The rows of a table; `hand` is whose word a row is that names nobody. InputError where a column is missing."""
    table = csv.DictReader(lines)
    columns = [name.strip().lower() for name in table.fieldnames or ()]
    missing = [name for name in MUST if name not in columns]
    if missing:
        raise InputError(f"no column {', '.join(missing)}", where, "the columns are " + ", ".join(COLUMNS))
    table.fieldnames = columns
    try:
        for row in table:
            yield Row(f"{where}:{table.line_num}", _judgement(row, hand, f"{where}:{table.line_num}"))
    except csv.Error as error:
        yield Row(f"{where}:{table.line_num}", InputError(f"not CSV: {error}", f"{where}:{table.line_num}"))


def _judgement(row: dict[str, str | None], hand: str, where: str) -> Judgement | WarmonitorError:
    given = {name: (row.get(name) or "").strip() for name in COLUMNS}
    filled = {name: value for name, value in given.items() if value} | {"hand": given["hand"] or hand}
    try:
        return msgspec.convert(filled, Judgement)
    except msgspec.ValidationError as error:
        return InputError(str(error), where, "the columns are " + ", ".join(COLUMNS))


def apply(book: Book, rows: Iterable[Row]) -> Applied:
    """Judge what the rows say, each in a transaction of its own. A word that stands already is not said again."""
    applied = standing = 0
    errors: list[WarmonitorError] = []
    for where, word in rows:
        if isinstance(word, WarmonitorError):
            errors.append(word)
            continue
        before = book.transaction()
        try:
            fresh = book.judge(word) > before
        except (QueryError, ConflictError) as error:
            errors.append(QueryError(str(error), where))
            continue
        applied, standing = applied + fresh, standing + (not fresh)
    return Applied(applied, standing, errors)

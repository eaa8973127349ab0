"""CSV of typed rows: a header from the fields, empty cells for null, formulas guarded; and back."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO, TypeVar

import msgspec

from warmonitor.errors import InputError
from warmonitor.exchange.records import cells, unguarded
from warmonitor.model import Record

R = TypeVar("R", bound=Record)
_FLUSH = 1 << 16


def write_sheet(header: Iterable[str], rows: Iterable[Record | None], out: BinaryIO, *more: Iterable[str]) -> int:
    """Write rows (null ones are passed over) below a header line and `more` header lines; how many there were."""
    return write_rows(header, (msgspec.structs.astuple(row) for row in rows if row is not None), out, *more)


def write_rows(header: Iterable[str], rows: Iterable[Iterable[object]], out: BinaryIO, *more: Iterable[str]) -> int:
    """The same for rows of plain values."""
    text = io.StringIO(newline="")
    sheet = csv.writer(text)
    sheet.writerow(cells(header))
    sheet.writerows(list(line) for line in more)
    written = 0
    for row in rows:
        sheet.writerow(cells(row))
        written += 1
        if text.tell() > _FLUSH:
            _empty(text, out)
    _empty(text, out)
    return written


def _empty(text: io.StringIO, out: BinaryIO) -> None:
    out.write(text.getvalue().encode("utf8", "replace"))
    text.seek(0)
    text.truncate()


def read_sheet(source: BinaryIO, shape: type[R], where: str) -> Iterator[R | InputError]:
    """The rows of a CSV as records of `shape`, or for a broken row an error that names its line.

    InputError at once where columns that `shape` needs are missing. Columns that it does not know are passed over.
    """
    text = io.TextIOWrapper(source, "utf-8-sig", errors="replace", newline="")
    sheet = csv.DictReader(text)
    fields = {f.encode_name: f for f in msgspec.structs.fields(shape)}
    missing = [name for name, f in fields.items() if f.required and name not in (sheet.fieldnames or ())]
    if missing:
        raise InputError(f"no column {', '.join(missing)}", where, "is it a CSV export with its header line?")
    try:
        for line in sheet:
            yield _row(line, shape, fields, f"{where}, line {sheet.line_num}")
    except csv.Error as error:
        yield InputError(f"not CSV: {error}", f"{where}, line {sheet.line_num}")
    finally:
        text.detach()


def _row(line: dict[str, Any], shape: type[R], fields: dict[str, Any], where: str) -> R | InputError:
    values = {name: unguarded(line[name]) for name in fields if line.get(name)}
    try:
        return msgspec.convert(values, shape, strict=False)
    except msgspec.ValidationError as error:
        return InputError(str(error), where)

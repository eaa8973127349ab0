"""One report a row: JSON lines, a JSON array, or a table with a header."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import BinaryIO

import msgspec

from warmonitor.errors import InputError
from warmonitor.model import Failure, Reading
from warmonitor.reports.decoding import decode, fitting
from warmonitor.reports.found import LARGEST, found
from warmonitor.reports.opening import failure, lines

FIELDS = ("id", "title", "published", "publisher", "url", "language", "text")


class Row(msgspec.Struct):
    """A report as JSON: all but `text` optional, other fields ignored."""

    text: str
    id: str | int | None = None
    title: str | None = None
    published: str | None = None
    publisher: str | None = None
    url: str | None = None
    language: str | None = None


_ROW = msgspec.json.Decoder(Row)


def json_lines(stream: BinaryIO, where: str, published: str | None = None) -> Iterator[Reading | Failure]:
    """A report or a failure for every line that is not blank; a bad line costs only itself."""
    for number, line in lines(stream, LARGEST):
        place = f"{where}:{number}"
        if line is None:
            yield Failure(where=place, what=f"a line of more than {LARGEST:,} bytes", hint="one report a line")
        elif line.strip():
            yield _tried(partial(_of_json, line, place, published))


def json_array(raw: bytes, where: str, published: str | None = None) -> Iterator[Reading | Failure]:
    """A report or a failure for every element of a JSON array."""
    try:
        elements = msgspec.json.decode(raw, type=list[msgspec.Raw])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InputError(f"not JSON: {error}", where, "one report a line, or an array of reports") from error
    for number, element in enumerate(elements, start=1):
        place = f"{where}:{number}"
        yield _tried(partial(_of_json, bytes(element), place, published))


def table(
    stream: BinaryIO, where: str, head: bytes, published: str | None = None, columns: Mapping[str, str] | None = None
) -> Iterator[Reading | Failure]:
    """A report or a failure for every row under the header. `columns` maps our fields to the table's column names."""
    csv.field_size_limit(LARGEST)
    text = io.TextIOWrapper(stream, encoding=_encoding(head), errors="replace", newline="")
    rows = csv.reader(text, delimiter=_delimiter(head))
    at = _positions(_header(rows, where), columns or {}, where)
    for number, row in enumerate(_surviving(rows, where), start=2):
        if isinstance(row, Failure):
            yield row
        elif any(cell.strip() for cell in row):
            yield _tried(partial(_of_cells, row, at, f"{where}:{number}", published))


def _tried(reading: Callable[[], Reading]) -> Reading | Failure:
    try:
        return reading()
    except InputError as error:
        return failure(error)


def _of_json(raw: bytes, where: str, published: str | None) -> Reading:
    try:
        row = _row(decode(raw, where))
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        hint = 'a report is {"text": …} with, where known, ' + ", ".join(FIELDS[:-1])
        raise InputError(f"not a report: {error}", where, hint) from error
    return found(
        where,
        raw,
        row.text,
        id=None if row.id is None else str(row.id),
        title=row.title,
        published=row.published or published,
        publisher=row.publisher,
        url=row.url,
        language=row.language,
    )


def _row(text: str) -> Row:
    """The row. Escapes of half a character are left to the standard library's slower reader, and cleaned away later."""
    try:
        return _ROW.decode(text)
    except msgspec.ValidationError:
        raise
    except msgspec.DecodeError as error:
        if "surrogate" not in str(error):
            raise
        return msgspec.convert(json.loads(text), Row)


def _of_cells(row: list[str], at: Mapping[str, int], where: str, published: str | None) -> Reading:
    cells = {field: row[index] for field, index in at.items() if index < len(row)}
    cells["published"] = cells.get("published", "").strip() or published or ""
    return found(where, "\x1f".join(row).encode("utf-8", "surrogatepass"), cells.pop("text", ""), **cells)


def _positions(header: list[str], columns: Mapping[str, str], where: str) -> dict[str, int]:
    names = [name.lower() for name in header]
    unknown = sorted(set(columns) - set(FIELDS))
    if unknown:
        raise InputError(f"{unknown[0]!r} is no field of a report", where, "fields: " + ", ".join(FIELDS))
    absent = [name for name in columns.values() if name.lower() not in names]
    wanted = {field: columns.get(field, field).lower() for field in FIELDS}
    at = {field: names.index(name) for field, name in wanted.items() if name in names}
    if absent or "text" not in at:
        what = f"no column {absent[0]!r}" if absent else "no column 'text'"
        raise InputError(what, where, f"it has {', '.join(header)[:300]}; say which holds the text: text=NAME")
    return at


def _header(rows: Iterator[list[str]], where: str) -> list[str]:
    try:
        return [name.strip() for name in next(rows, [])]
    except csv.Error as error:
        raise InputError(
            f"its header cannot be read: {error}", where, "a table starts with the names of its columns"
        ) from error


def _surviving(rows: Iterator[list[str]], where: str) -> Iterator[list[str] | Failure]:
    """Rows; one that the csv module refuses becomes a failure and the next is tried."""
    while True:
        try:
            yield next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            yield Failure(where=where, what=f"a row cannot be read: {error}", hint="check its quotation marks")


def _encoding(head: bytes) -> str:
    try:
        head[: head.rfind(b"\n") + 1].decode("utf-8")
        return "utf-8-sig"
    except UnicodeDecodeError:
        return fitting(head) or "utf-8"


def _delimiter(head: bytes) -> str:
    first = head.split(b"\n", 1)[0].decode("utf-8", "replace")
    return max(",;\t|", key=first.count)

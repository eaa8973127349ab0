"""The way in: every source is opened, told apart and read; what cannot be read costs only itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

import msgspec

from warmonitor.errors import InputError
from warmonitor.model import Failure, Reading, Report, content_id
from warmonitor.reports import archive, feeds, page, plain, rows
from warmonitor.reports.dates import iso
from warmonitor.reports.found import LARGEST
from warmonitor.reports.opening import Kind, bounded, failure, file, files, kind, opened, standard_input

FEED_LARGEST = 50_000_000


@dataclass(frozen=True)
class Wishes:
    """What the user asked of all sources: a day for undated reports, the names of a table's columns."""

    published: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)


def read(
    sources: Iterable[str | Path] | str | Path,
    *,
    published: str | None = None,
    columns: Mapping[str, str] | None = None,
    on_error: Callable[[Failure], object] | None = None,
) -> Iterator[Report]:
    """The reports in `sources`: files, folders, addresses, or "-" for standard input.

    `published` dates the reports that bear no date of their own; `columns` maps our fields to a table's columns
    (`{"text": "body"}`). What cannot be read goes to `on_error`, and the rest is read. Without `on_error` the rest is
    read too, and one InputError at the end names everything that was not.
    """
    failures: list[Failure] = []
    tell = on_error or failures.append
    for item in readings(sources, published=published, columns=columns):
        if isinstance(item, Failure):
            tell(item)
        else:
            yield item.report
    if failures:
        raise _summary(failures)


def readings(
    sources: Iterable[str | Path] | str | Path,
    *,
    published: str | None = None,
    columns: Mapping[str, str] | None = None,
) -> Iterator[Reading | Failure]:
    """As `read`, with where each report was found, and failures as records among them.

    The same report twice is given once. Two different reports under one id are kept apart: the later one's id gets a
    suffix made of its content, and a failure says so.
    """
    wishes = Wishes(iso(published, "published") if published else None, columns or {})
    seen: dict[str, str] = {}
    for source in [sources] if isinstance(sources, str | Path) else sources:
        for item in _source(source, wishes):
            yield from [item] if isinstance(item, Failure) else _apart(item, seen)


def _source(source: str | Path, wishes: Wishes) -> Iterator[Reading | Failure]:
    where = "standard input" if source == "-" else str(source)
    try:
        if source == "-":
            yield from _stream(standard_input(), where, wishes)
        elif str(source).startswith(("http://", "https://")):
            raise InputError("addresses are not read yet", where)
        elif Path(source).is_dir():
            yield from _folder(Path(source), wishes)
        else:
            with file(Path(source)) as stream:
                yield from _stream(stream, where, wishes)
    except InputError as error:
        yield failure(error)
    except (OSError, ValueError) as error:
        yield Failure(where=where, what=getattr(error, "strerror", None) or str(error))


def _folder(folder: Path, wishes: Wishes) -> Iterator[Reading | Failure]:
    empty = True
    for path in files(folder):
        empty = False
        yield from _source(path, wishes)
    if empty:
        raise InputError("no report in the folder", str(folder))


def _stream(stream: BinaryIO, where: str, wishes: Wishes) -> Iterator[Reading | Failure]:
    head, whole = opened(stream, where)
    what = kind(head, where, where)
    if wishes.columns and what == "text":
        what = "table"
    yield from _read_as(what, head, whole, where, wishes)


def _read_as(what: Kind, head: bytes, stream: BinaryIO, where: str, wishes: Wishes) -> Iterator[Reading | Failure]:
    if what == "jsonl":
        yield from rows.json_lines(stream, where, wishes.published)
    elif what == "table":
        yield from rows.table(stream, where, head, wishes.published, wishes.columns)
    elif what == "warc":
        yield from archive.read(stream, where, wishes.published)
    elif what == "json":
        yield from rows.json_array(bounded(stream, where, FEED_LARGEST), where, wishes.published)
    elif what == "feed":
        yield from feeds.read(bounded(stream, where, FEED_LARGEST), where, wishes.published)
    elif what == "html":
        yield from page.read(bounded(stream, where, LARGEST), where, wishes.published)
    elif what == "sitemap":
        raise InputError("a sitemap holds addresses, not reports", where, "give its address to have its pages fetched")
    else:
        yield from plain.read(bounded(stream, where, LARGEST), where, wishes.published)


def _apart(item: Reading, seen: dict[str, str]) -> Iterator[Reading | Failure]:
    report = item.report
    mark = content_id(*(str(getattr(report, name)) for name in report.__struct_fields__))
    if report.id not in seen:
        seen[report.id] = mark
        yield item
    elif seen[report.id] != mark:
        other = f"{report.id}~{mark[:8]}"
        what = f"the id {report.id!r} is already that of another report; this one is kept as {other!r}"
        yield Failure(where=item.where, what=what, hint="give every report an id of its own, or none")
        if other not in seen:
            seen[other] = mark
            yield msgspec.structs.replace(item, report=msgspec.structs.replace(report, id=other))


def _summary(failures: list[Failure]) -> InputError:
    first = failures[0]
    if len(failures) == 1:
        return InputError(first.what, first.where, first.hint)
    named = "; ".join(f"{one.where}: {one.what}" for one in failures[:5])
    return InputError(f"{len(failures)} inputs could not be read: {named}" + ("; …" if len(failures) > 5 else ""))

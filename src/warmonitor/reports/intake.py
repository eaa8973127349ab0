"""The way in: every source is opened, told apart and read; what cannot be read costs only itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import BinaryIO

import msgspec

from warmonitor.errors import InputError
from warmonitor.model import Failure, Reading, Report, content_id
from warmonitor.reports.dates import iso
from warmonitor.reports.fetch import Fetcher
from warmonitor.reports.found import LARGEST_MARKUP
from warmonitor.reports.opening import bounded, failure, file, files, kind, opened, standard_input
from warmonitor.reports.telling import Tags, Wishes, told
from warmonitor.reports.web import address
from warmonitor.reports.web import articles as articles_of

_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")

_ROW = re.compile(r"(://[^/]+/.*):\d+$")

Sources = Iterable[str | Path] | str | Path


def read(
    sources: Sources,
    *,
    published: str | None = None,
    columns: Mapping[str, str] | None = None,
    on_error: Callable[[Failure], object] | None = None,
    articles: bool = False,
    fetcher: Fetcher | None = None,
) -> Iterator[Report]:
    """The reports in `sources`: files, folders, addresses, or "-" for standard input.

    `published` dates the reports that bear no date of their own; `columns` maps our fields to a table's columns
    (`{"text": "body"}`); with `articles`, the entries of a feed are fetched from their addresses instead of taken as
    the feed gives them. What cannot be read goes to `on_error`, and the rest is read. Without `on_error` the rest is
    read too, and one InputError at the end names everything that was not.
    """
    failures: list[Failure] = []
    tell = on_error or failures.append
    for item in readings(sources, published=published, columns=columns, articles=articles, fetcher=fetcher):
        if isinstance(item, Failure):
            tell(item)
        else:
            yield item.report
    if failures:
        raise _summary(failures)


def readings(
    sources: Sources,
    *,
    published: str | None = None,
    columns: Mapping[str, str] | None = None,
    articles: bool = False,
    fetcher: Fetcher | None = None,
    known: Mapping[str, Tags] | None = None,
) -> Iterator[Reading | Failure]:
    """As `read`, with where each report was found, and failures as records among them.

    `known` gives the (etag, modified) of addresses fetched before: what is unchanged since is not given again. The same
    report twice is given once. Two different reports under one id are kept apart: the later one's id gets a suffix made
    of its content, and a failure says so.
    """
    day = iso(published, "published") if published else None
    wishes = Wishes(day, columns or {}, articles, fetcher or Fetcher(), known or {})
    seen: dict[str, str] = {}
    for source in [sources] if isinstance(sources, str | Path) else sources:
        for item in _source(source, wishes):
            yield from [item] if isinstance(item, Failure) else _apart(item, seen)


def source_of(where: str) -> str:
    """The source that a reading or failure lies in, without row or page: `news.jsonl:12` is in `news.jsonl`."""
    if _ADDRESS.match(where):
        return _ROW.sub(r"\1", where)
    heads = (where[: colon.start()] for colon in re.finditer(":", where))
    return next((head for head in heads if not Path(where).exists() and Path(head).exists()), where)


def _source(source: str | Path, wishes: Wishes) -> Iterator[Reading | Failure]:
    where = "standard input" if source == "-" else str(source)
    try:
        if source == "":
            raise InputError("an empty name", "source", "give a file, a folder, an address or -")
        if source == "-":
            yield from _stream(standard_input(), where, wishes)
        elif isinstance(source, str) and _ADDRESS.match(source):
            yield from address(source, wishes)
        elif Path(source).is_dir():
            yield from _folder(Path(source), wishes)
        else:
            with file(Path(source)) as opened:
                yield from _stream(opened, where, wishes)
    except InputError as error:
        yield failure(error)
    except (OSError, ValueError) as error:
        yield Failure(where=where, what=getattr(error, "strerror", None) or str(error))


def _stream(packed: BinaryIO, where: str, wishes: Wishes) -> Iterator[Reading | Failure]:
    head, whole = opened(packed, where)
    what = kind(head, where, where)
    if what == "sitemap":
        raise InputError("a sitemap holds addresses, not reports", where, "give its address to have its pages fetched")
    if what == "feed" and wishes.articles:
        yield from articles_of(bounded(whole, where, LARGEST_MARKUP), where, wishes)
    else:
        yield from told(what, head, whole, where, wishes)


def _folder(folder: Path, wishes: Wishes) -> Iterator[Reading | Failure]:
    empty = True
    for path in files(folder):
        empty = False
        yield from _source(path, wishes)
    if empty:
        raise InputError("no report in the folder", str(folder), "hidden files, READMEs and YAML are passed over")


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

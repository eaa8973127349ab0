"""A stream of bytes of a known kind handed to the reader of that kind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import BinaryIO

from warmonitor.errors import NoTextError
from warmonitor.model import Failure, Reading
from warmonitor.reports import archive, feeds, page, plain, rows
from warmonitor.reports.fetch import Fetcher
from warmonitor.reports.found import LARGEST, LARGEST_MARKUP
from warmonitor.reports.opening import WIDEST, Kind, bounded

Tags = tuple[str | None, str | None]


@dataclass(frozen=True)
class Wishes:
    """What the user asked of all sources; see `intake.readings`."""

    published: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    articles: bool = False
    fetcher: Fetcher = field(default_factory=Fetcher)
    known: Mapping[str, Tags] = field(default_factory=dict)


def told(what: Kind, head: bytes, whole: BinaryIO, where: str, wishes: Wishes) -> Iterator[Reading | Failure]:
    """The reports in a stream of the kind `what`, whose first bytes are `head`; NoTextError where it has none."""
    nothing = True
    for item in _told(what, head, whole, where, wishes):
        nothing = False
        yield item
    if nothing:
        raise NoTextError("no report in it", where)


def _told(what: Kind, head: bytes, whole: BinaryIO, where: str, wishes: Wishes) -> Iterator[Reading | Failure]:
    if what == "table" or (what == "text" and wishes.columns):
        yield from rows.table(whole, where, head, wishes.published, wishes.columns)
    elif what == "jsonl":
        yield from rows.json_lines(whole, where, wishes.published)
    elif what == "json":
        yield from rows.json_array(bounded(whole, where, WIDEST), where, wishes.published)
    elif what == "warc":
        yield from archive.read(whole, where, wishes.published)
    elif what == "feed":
        yield from feeds.read(bounded(whole, where, LARGEST_MARKUP), where, wishes.published)
    elif what == "html":
        yield from page.read(bounded(whole, where, LARGEST_MARKUP), where, wishes.published)
    else:
        yield from plain.read(bounded(whole, where, LARGEST), where, wishes.published)

"""Web archives: every HTML or text page in a WARC file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

from warmonitor.errors import InputError
from warmonitor.model import Failure, Reading
from warmonitor.reports import page, plain
from warmonitor.reports.found import LARGEST_MARKUP
from warmonitor.reports.opening import failure

_PAGES = ("text/html", "application/xhtml+xml")


def read(stream: BinaryIO, where: str, published: str | None = None) -> Iterator[Reading | Failure]:
    """A report or a failure for every page that the archive holds with status 200; images and the like are passed over.

    The day of the crawl is not taken for the day of publication.
    """
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    wanted = WarcRecordType.response | WarcRecordType.resource
    try:
        for record in ArchiveIterator(stream, record_types=wanted, parse_http=True, auto_decode="all"):
            yield from _record(record, where, published)
    except (OSError, ValueError, EOFError, RuntimeError) as error:
        raise InputError(f"damaged web archive: {error}", where, "what stood before the damage was read") from error


def _record(record: Any, where: str, published: str | None) -> Iterator[Reading | Failure]:
    address = (record.headers.get("WARC-Target-URI") or record.record_id or "").strip("<>")
    place = f"{where}:{address}"
    if record.is_http and record.http_headers and record.http_headers.status_code not in (200, None):
        return
    kind = ((record.http_content_type if record.is_http else record.headers.get("Content-Type")) or "").lower()
    if not kind.startswith((*_PAGES, "text/plain")):
        return
    try:
        raw = record.reader.read(LARGEST_MARKUP + 1)
        if len(raw) > LARGEST_MARKUP:
            raise InputError(f"a page of more than {LARGEST_MARKUP:,} bytes", place)
        if kind.startswith("text/plain"):
            yield from plain.read(raw, place, published)
        else:
            yield from page.read(raw, place, published, url=address, charset=record.http_charset)
    except InputError as error:
        yield failure(error)

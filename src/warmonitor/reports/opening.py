"""Sources to bytes: files, folders, standard input; unzipped, bounded, and told apart by what they begin with."""

from __future__ import annotations

import gzip
import io
import os
import re
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Literal

from warmonitor.errors import InputError, NoTextError
from warmonitor.model import Failure
from warmonitor.reports.decoding import decode

Kind = Literal["text", "html", "jsonl", "json", "table", "feed", "sitemap", "warc"]

SUFFIXES: dict[str, Kind] = {
    ".txt": "text",
    ".text": "text",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "jsonl",
    ".csv": "table",
    ".tsv": "table",
    ".xml": "feed",
    ".rss": "feed",
    ".atom": "feed",
    ".warc": "warc",
}
HEAD = 65_536
WIDEST = 50_000_000
# Prose and pages compress three to ten times. A bomb a thousand times.
_UNZIPPED_FREE = 100_000_000
_UNZIPPED_RATIO = 200

_FOREIGN = {
    b"%PDF": "a PDF: take its text out first, for instance with pdftotext",
    b"PK\x03\x04": "a zip archive or office document: unpack it, or save it as text or HTML",
    b"\xd0\xcf\x11\xe0": "an old office document: save it as text or HTML",
    b"\x89PNG": "an image: it has no text",
    b"\xff\xd8\xff": "an image: it has no text",
    b"GIF8": "an image: it has no text",
    b"SQLite format 3": "a database, or a ledger: it is not read as a report",
    b"\x28\xb5\x2f\xfd": "compressed with zstd: unpack it, or use gzip",
    b"BZh": "compressed with bzip2: unpack it, or use gzip",
    b"\xfd7zXZ": "compressed with xz: unpack it, or use gzip",
}
_FEED = re.compile(rb"<(?:rss|feed|rdf:rdf)[\s>]", re.IGNORECASE)
_SITEMAP = re.compile(rb"<(?:urlset|sitemapindex)[\s>]", re.IGNORECASE)
_TAG = re.compile(rb"<(?:!doctype\s+html|html|head|body|article|div|p|h1|meta)\b", re.IGNORECASE)
_WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")


class _Forward(io.RawIOBase):
    """A stream that is read from front to end, and knows how far it is."""

    def __init__(self) -> None:
        self.count = 0

    def readable(self) -> bool:
        return True

    def tell(self) -> int:
        return self.count

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        part = self._next(len(buffer))
        self.count += len(part)
        buffer[: len(part)] = part
        return len(part)

    def _next(self, most: int) -> bytes:
        raise NotImplementedError


class _Rewound(_Forward):
    """A stream with the bytes already read from it put back in front."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        super().__init__()
        self._head, self._rest = head, rest

    def _next(self, most: int) -> bytes:
        part = self._head[:most] or self._rest.read(most)
        self._head = self._head[most:]
        return part


class _Unzipped(_Forward):
    """A gzip stream that stops, with an InputError, at damage or when it grows as a bomb does."""

    def __init__(self, packed: _Forward, where: str) -> None:
        super().__init__()
        self._packed, self._where = packed, where
        self._plain = gzip.GzipFile(fileobj=packed, mode="rb")

    def _next(self, most: int) -> bytes:
        try:
            part = self._plain.read1(most)
        except (gzip.BadGzipFile, EOFError, zlib.error) as error:
            raise InputError(f"damaged gzip: {error}", self._where, "fetch or copy the file again") from error
        if self.count > _UNZIPPED_FREE and self.count > _UNZIPPED_RATIO * self._packed.count:
            raise InputError("unzips to more than 200 times its size", self._where, "this is no text; it was not read")
        return part


def opened(stream: BinaryIO, where: str) -> tuple[bytes, BinaryIO]:
    """The first bytes of a stream, and the stream from its start: gzip unzipped, UTF-16 as UTF-8."""
    head = _first(stream)
    if head.startswith(b"\x1f\x8b"):
        stream = io.BufferedReader(_Unzipped(_Rewound(head, stream), where), HEAD)
        head = _first(stream)
    if head.startswith(_WIDE_MARKS):
        raw = bounded(io.BufferedReader(_Rewound(head, stream)), where, WIDEST)
        raw = decode(raw, where).encode("utf-8", "replace")
        return raw[:HEAD], io.BytesIO(raw)
    return head, io.BufferedReader(_Rewound(head, stream), HEAD)


def _first(stream: BinaryIO) -> bytes:
    out = b""
    while len(out) < HEAD and (part := stream.read(HEAD - len(out))):
        out += part
    return out


def bounded(stream: BinaryIO, where: str, most: int) -> bytes:
    """All bytes of a stream that may have `most` of them."""
    parts, size = [], 0
    while part := stream.read(1 << 20):
        parts.append(part)
        size += len(part)
        if size > most:
            raise InputError(
                f"more than {most:,} bytes", where, "one report is a few kilobytes; give many as JSONL or CSV"
            )
    return b"".join(parts)


def lines(stream: BinaryIO, most: int) -> Iterator[tuple[int, bytes | None]]:
    """Numbered lines, each without its end; null for a line of more than `most` bytes."""
    number = 0
    while line := stream.readline(most + 1):
        number += 1
        if len(line) > most:
            while line and not line.endswith(b"\n"):
                line = stream.readline(most)
            yield number, None
        else:
            yield number, line.rstrip(b"\r\n")


def kind(head: bytes, name: str, where: str) -> Kind:
    """What a file is, by its first bytes, then by its name. InputError for what holds no reports."""
    if not head:
        raise NoTextError("empty", where)
    for magic, hint in _FOREIGN.items():
        if head.startswith(magic):
            raise InputError("not text", where, hint)
    by_name = SUFFIXES.get(Path(name.removesuffix(".gz")).suffix.lower())
    if head.startswith(b"WARC/"):
        return "warc"
    if _binary(head):
        raise InputError(
            "not text: its bytes are those of a binary file", where, "give text, HTML, JSONL, CSV, a feed or WARC"
        )
    return _marked(head.removeprefix(b"\xef\xbb\xbf").lstrip(), by_name) or by_name or "text"


def _marked(start: bytes, by_name: Kind | None) -> Kind | None:
    """The kind that the first characters show, whatever the name says; tables have no mark of their own."""
    if by_name == "table":
        return "table"
    if start.startswith(b"{"):
        return "jsonl"
    if start.startswith(b"["):
        return "json" if by_name == "jsonl" or start[1:].lstrip().startswith(b"{") else None
    if not start.startswith(b"<") or by_name == "jsonl":
        return None
    if _TAG.search(start[:2048]) and not _FEED.search(start[:512]):
        return "html"
    return "feed" if _FEED.search(start) else "sitemap" if _SITEMAP.search(start) else "html"


def _binary(head: bytes) -> bool:
    """Whether the bytes are too full of zeros and control codes to be text in any common encoding."""
    odd = sum(byte < 9 or 13 < byte < 27 or 27 < byte < 32 for byte in head)
    return odd > 0.05 * len(head)


def failure(error: InputError) -> Failure:
    """The error as a record."""
    return Failure(where=error.where, what=error.what, hint=error.hint)


def files(folder: Path) -> Iterator[Path]:
    """The files under a folder that may hold reports, sorted by path.

    Hidden files and folders, READMEs and YAML are passed over; links to folders are not followed.
    """
    for path, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if not name.startswith((".", "README")) and not name.lower().endswith((".yaml", ".yml")):
                yield Path(path) / name


def file(path: Path) -> BinaryIO:
    """The file, open for reading bytes. InputError where it is not there, not ours to read, or no file."""
    try:
        if path.exists() and not path.is_file():
            raise InputError("neither a file nor a folder", str(path), "give a file, a folder, an address or -")
        return path.open("rb")
    except OSError as error:
        raise InputError(error.strerror or str(error), str(path)) from error
    except ValueError as error:
        raise InputError(f"not a file name: {error}", repr(str(path))[:200]) from error


def standard_input() -> BinaryIO:
    """Standard input as bytes."""
    return sys.stdin.buffer

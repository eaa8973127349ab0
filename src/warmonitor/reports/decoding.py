"""Bytes to text: by mark, by declaration, by what the bytes can be; what cannot be told is an error."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from functools import partial

from charset_normalizer import from_bytes

from warmonitor.errors import InputError

MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""", re.IGNORECASE)
_SAMPLE = 200_000
_WESTERN_SHARE = 0.05


def decode(raw: bytes, where: str, declared: str | None = None) -> str:
    """The text of `raw`. Bytes that fit nowhere become U+FFFD where the rest is plainly UTF-8; else InputError."""
    for mark, name in MARKS:
        if raw.startswith(mark):
            return raw[len(mark) :].decode(name, "replace")
    for name in _likely(raw, declared):
        try:
            return raw.decode(name)
        except UnicodeDecodeError:
            continue
    return _mended(raw, where)


def _likely(raw: bytes, declared: str | None) -> Iterator[str]:
    """Encodings to try, the costly guess last and only when it is reached."""
    yield "utf-8"
    for find in (partial(known, declared), partial(fitting, raw)):
        if name := find():
            yield name


def declared(raw: bytes) -> str | None:
    """The encoding that a page or XML file declares for itself near its start."""
    found = _DECLARED.search(raw[:2048])
    return found.group(1).decode("ascii") if found else None


def known(name: str | None) -> str | None:
    """`name` where it is a text encoding that Python knows."""
    try:
        found = codecs.lookup(name) if name else None
        return found.name if found and "".encode(found.name) is not None else None
    except (LookupError, TypeError, ValueError):
        return None


def fitting(raw: bytes) -> str | None:
    """The encoding that bytes which are not UTF-8 fit; null where they are UTF-8 with a few broken ones.

    Windows-1252 for mostly ASCII text, as browsers do, else what charset-normalizer finds.
    """
    high = sum(byte > 127 for byte in raw[:_SAMPLE])
    if _mostly_utf8(raw[:_SAMPLE]):
        return None
    if high <= _WESTERN_SHARE * len(raw[:_SAMPLE]):
        return "cp1252"
    best = from_bytes(raw[:_SAMPLE]).best()
    return best.encoding if best else None


def _mostly_utf8(sample: bytes) -> bool:
    """Whether most of what is not ASCII is well-formed UTF-8."""
    text = sample.decode("utf-8", "replace")
    wrong = text.count("\ufffd")
    return sum(char > "\x7f" for char in text) - wrong > wrong


def _mended(raw: bytes, where: str) -> str:
    text = raw.decode("utf-8", "replace")
    if text.count("\ufffd") > 0.02 * len(text) and not _mostly_utf8(raw[:_SAMPLE]):
        raise InputError("its character encoding cannot be told", where, "save it as UTF-8")
    return text

"""XML made safe before a parser sees it: no document type, so no entities and nothing external."""

from __future__ import annotations

import re

from warmonitor.errors import InputError
from warmonitor.reports.decoding import declared, decode

_ASIDE = re.compile(r"\s+|<\?.*?\?>|<!--.*?-->", re.DOTALL)


def safe(raw: bytes, where: str) -> bytes:
    """The document as UTF-8 without its declaration; InputError where it has a document type or entities.

    Decoded first, so that no encoding hides a declaration; only what stands before the first element can be one.
    """
    text = decode(raw, where, declared(raw)).replace("\x00", "")
    at = 0
    while aside := _ASIDE.match(text, at):
        at = aside.end()
    if text.startswith("<!", at):
        raise InputError("XML with a document type declaration", where, "its entities can be harmful; it was not read")
    return text[at:].encode("utf-8", "replace")

"""Quotations: a quotation belongs whole to the one it is attributed to, across sentences."""

from __future__ import annotations

import re

from msgspec.structs import replace

from warmonitor.claims.sources.citation import Citation
from warmonitor.claims.text import Document

_MARK = re.compile(r"[\"“”\n]")
_LONGEST = 2500  # a quotation mark that is never closed must not take the rest of the report


def quotations(document: Document, citations: list[Citation]) -> list[Citation]:
    """The citations, each covering the whole of the quotations that it touches or that follow it at once."""
    if not citations or ('"' not in document.whole and "“" not in document.whole):
        return citations
    out = list(citations)
    for start, end in spans(document.whole):
        owner = _owner(document, out, start, end)
        if owner is not None:
            out[owner] = _widened(out[owner], start, end)
    return out


def spans(whole: str) -> list[tuple[int, int]]:
    """Where quotations stand, marks included; one that is not closed ends with its paragraph."""
    out = []
    opened: int | None = None
    for found in _MARK.finditer(whole):
        mark, at = found.group(), found.start()
        if opened is None:
            opened = at if mark in '"“' else None
        elif mark != "“":
            if at - opened > 1:
                out.append((opened, at + (mark != "\n")))
            opened = None
    return [(start, end) for start, end in out if end - start <= _LONGEST]


def _owner(document: Document, citations: list[Citation], start: int, end: int) -> int | None:
    """The citation whose words the quotation is: one that touches it, else the one of the sentence right before."""
    for number, citation in enumerate(citations):
        if any(a < end and start < b for a, b in citation.contents) and not start < citation.cue_start < end:
            return number
    if any(start <= citation.cue_start < end for citation in citations):
        return None
    between = [n for n, citation in enumerate(citations) if citation.cue_end <= start]
    if not between:
        return None
    last = citations[between[-1]]
    sentence = document.sentences[last.sentence]
    return between[-1] if sentence.end <= start and start - sentence.end < 3 and not last.secondary else None


def _widened(citation: Citation, start: int, end: int) -> Citation:
    """The citation with the quotation among its contents, without the words of the attribution."""
    spans_ = sorted([*citation.contents, (start, end)])
    merged = [spans_[0]]
    for a, b in spans_[1:]:
        if a <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], b))
        else:
            merged.append((a, b))
    return replace(citation, contents=tuple(merged))

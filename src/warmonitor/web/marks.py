"""A report's text cut at the ends of its claims' quotes, so that a page can mark each with what it states."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from warmonitor.model import Claim, Record, Report
from warmonitor.web.asking import ref

_NUMBER = re.compile(r"(?<![\w.,-])\d[\d,.]*\b")
_YEAR = r"(19|20)\d\d"
_CONTEXT = 48


class Segment(Record):
    """A run of text that the same claims quote. `anchors` begin here, `closing` claims' quotes end here."""

    text: str
    claims: tuple[Claim, ...] = ()
    anchors: tuple[str, ...] = ()
    closing: tuple[Claim, ...] = ()


class Loose(Record):
    """A number in the text that no claim uses, with the words around it."""

    before: str
    text: str
    after: str


def anchor(claim: Claim, n: int) -> str:
    """The name of a claim's `n`th quote in its report's page."""
    return f"q-{ref(claim.id)}-{n}"


def segments(report: Report, claims: Sequence[Claim]) -> tuple[tuple[Segment, ...], tuple[Segment, ...]]:
    """Title and text of a report as segments. Spans that quote another version are passed over."""
    whole, edge = report.whole, len(report.title)
    quotes = [
        (s, c, n) for c in claims for n, s in enumerate(c.evidence) if whole[s.start : s.end] == s.text and s.text
    ]
    cuts = sorted(
        {0, edge, min(edge + 1, len(whole)), len(whole), *(p for s, _, _ in quotes for p in (s.start, s.end))}
    )
    made = []
    for start, end in pairwise(cuts):
        over = [c for s, c, _ in quotes if s.start <= start and end <= s.end]
        anchors = tuple(anchor(c, n) for s, c, n in quotes if s.start == start)
        closing = tuple(dict.fromkeys(c for s, c, _ in quotes if s.end == end))
        made.append((start, Segment(text=whole[start:end], claims=tuple(over), anchors=anchors, closing=closing)))
    title = tuple(segment for start, segment in made if start < edge)
    return title, tuple(segment for start, segment in made if start > edge)


def loose_numbers(report: Report, claims: Sequence[Claim]) -> tuple[Loose, ...]:
    """Numbers written in figures that no claim uses, years left out: what a reader should look at again."""
    counted = {str(n) for c in claims for n in (c.count.figure, c.count.low, c.count.high) if n is not None}
    covered = [(span.start, span.end) for claim in claims for span in claim.evidence]
    whole = report.whole
    found = []
    for hit in _NUMBER.finditer(whole):
        start, end = hit.span()
        digits = hit.group().strip(".,").replace(",", "")
        if digits in counted or any(a <= start and end <= b for a, b in covered) or re.fullmatch(_YEAR, digits):
            continue
        before, after = whole[max(0, start - _CONTEXT) : start], whole[end : end + _CONTEXT]
        found.append(Loose(before=before, text=hit.group(), after=after))
    return tuple(found)

"""Which citation answers for a place in the text: the nearest that covers it."""

from __future__ import annotations

from collections.abc import Sequence

from warmonitor.claims.sources.citation import Citation, Cover
from warmonitor.claims.text import Document


def cover(citations: Sequence[Citation], document: Document, position: int) -> Cover:
    """The citation that answers for the character at `position`, with the reason; None when the report speaks itself."""
    covering = [c for c in citations if c.covers(position)]
    if covering:
        best = min(covering, key=lambda c: abs(c.cue_start - position))
        return Cover(best, "among the words said")
    for citation in citations:
        if citation.start <= position <= citation.cue_end or citation.cue_start <= position <= citation.end:
            return Cover(citation, "in the words of the attribution")
    return Cover(None, "no citation covers it")

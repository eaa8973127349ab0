"""Sources named by a phrase and not as the subject of a verb: "according to", "quoted as saying", "came from"."""

from __future__ import annotations

from warmonitor.claims.sources.phrase import Phrase
from warmonitor.claims.sources.saying import Saying, said
from warmonitor.claims.sources.speakers import Finder
from warmonitor.claims.sources.words import (
    ADVERB,
    AUTHORED,
    AUXILIARY,
    BARE,
    BODY,
    CONNECTIVE,
    DOCUMENT,
    FINITE,
    PERSON,
    PREPOSITION,
    SAY,
    SPEAKER,
)


def phrase(finder: Finder, index: int, floor: int) -> Saying | None:
    """ "according to X"; "X quoted Y as saying": Y speaks."""
    low, after = finder.low, index + 1
    if low[index] == "according":
        if after >= finder.size or low[after] != "to":
            return None
        after += 1
    elif low[index] in ("came", "comes", "come"):
        return _credit(finder, index, floor)
    elif low[index] != "according":
        return _quoted(finder, index, floor)
    speaker = _author_of_figures(finder, after) or (finder.right(after) if after < finder.size else None)
    if speaker is None or not finder.speaks(speaker):
        speaker = _any_noun_right(finder, after)
    if speaker is None:
        return None
    return said(index, after, speaker, "phrase", BARE)


def _credit(finder: Finder, index: int, floor: int) -> Saying | None:
    """ "The figures came from police": the source of the sentence before."""
    if index + 2 >= finder.size or finder.low[index + 1] != "from":
        return None
    speaker = finder.right(index + 2)
    if speaker is None or not finder.speaks(speaker) or not any(f & DOCUMENT for f in finder.flags[floor:index]):
        return None
    return said(index, index + 2, speaker, "credit", BARE)


def _any_noun_right(finder: Finder, start: int) -> Phrase | None:
    """ "according to data from the field": whatever noun it is, up to the next joint."""
    end = start
    joint = PREPOSITION | CONNECTIVE | AUTHORED | FINITE | AUXILIARY
    while end < min(start + 6, finder.size) and not finder.flags[end] & (CONNECTIVE if end == start else joint):
        if end > start and finder.counts(end):
            break
        if not finder.low[end][0].isalpha():
            break
        end += 1
    named = any(flag & (DOCUMENT | BODY | SPEAKER | PERSON) for flag in finder.flags[start:end])
    return Phrase(start, end) if named else None


def _author_of_figures(finder: Finder, start: int) -> Phrase | None:
    """ "according to figures compiled by the union": the union."""
    document = next((k for k in range(start, min(start + 4, finder.size)) if finder.flags[k] & DOCUMENT), None)
    if document is None:
        return None
    after = document + 1
    while after < finder.size and finder.flags[after] & (AUTHORED | PREPOSITION | ADVERB):
        after += 1
    author = finder.right(after) if document + 1 < after < finder.size else None
    return author if author and finder.speaks(author) else None


def _quoted(finder: Finder, index: int, floor: int) -> Saying | None:
    """ "the outlet quoted Y as saying that …": Y speaks; "Y was quoted as saying": so too."""
    low = finder.low
    if low[index] not in ("quoted", "quotes", "cited", "cites"):
        return None
    outlet = finder.left(index, floor, active=True)
    if low[index + 1 : index + 3] == ["as", "saying"]:
        return said(index, index + 3, outlet, "subject", SAY) if outlet else None
    speaker = finder.right(index + 1)
    if (
        speaker is None
        or outlet is None
        or not finder.speaks(speaker)
        or "as" not in low[speaker.end : speaker.end + 6]
    ):
        return None
    return said(index, low.index("as", speaker.end) + 2, speaker, "quoted", SAY, outlet)

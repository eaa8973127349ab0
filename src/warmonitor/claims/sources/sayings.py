"""The attributions of one sentence: a word of saying, and its speaker before or behind it."""

from __future__ import annotations

from typing import NamedTuple

from warmonitor.claims.sources.speakers import Finder, Phrase
from warmonitor.claims.sources.words import (
    ASIDE,
    BARE,
    CONNECTIVE,
    COUNT,
    CUE,
    FIGURE,
    PREPOSITION,
    PRONOUN,
    SAY,
    SPEAKER,
    TELL,
)

_REACH = 12


class Saying(NamedTuple):
    """A word of saying (tokens `cue:after`) with its speaker. `form`: subject, inverted or phrase ("according to")."""

    cue: int
    after: int
    speaker: Phrase
    form: str
    flag: int
    relay: Phrase | None = None

    @property
    def first(self) -> int:
        """The first token of the attribution itself."""
        return min(self.cue, self.speaker.start)

    @property
    def last(self) -> int:
        """One past the last token of the attribution itself."""
        end = max(self.after, self.speaker.end)
        if self.speaker.apposition and self.form != "subject":
            return max(end, self.speaker.apposition[1])
        return end


def sayings(finder: Finder) -> list[Saying]:
    """All attributions of the sentence, left to right."""
    out: list[Saying] = []
    floor = 0
    for index, flag in enumerate(finder.flags):
        if flag & CUE and index >= floor:
            saying = _saying(finder, index, flag & CUE, floor)
            if saying:
                out.append(saying)
                floor = saying.last
    return out


def _saying(finder: Finder, index: int, flag: int, floor: int) -> Saying | None:
    if flag & BARE:
        return _phrase(finder, index, floor)
    before = finder.left(index, floor)
    if before and not finder.speaks(before):
        before = None
    if flag & SAY:
        behind = _inverted(finder, index, flag, before, floor)
        if behind:
            return behind
    if before and _fits(finder, index, flag):
        return Saying(index, index + 1, before, "subject", flag)
    return None


def _fits(finder: Finder, index: int, flag: int) -> bool:
    """Whether an ambiguous verb speaks: "put" and "gave" need a figure soon after."""
    if not flag & COUNT or flag & (SAY | TELL):
        return True
    window = slice(index + 1, index + _REACH)
    return any(f & FIGURE for f in finder.flags[window]) or any(low.isdigit() for low in finder.low[window])


def _inverted(finder: Finder, index: int, flag: int, before: Phrase | None, floor: int) -> Saying | None:
    """ "…, said the mayor": the speaker follows, and nothing that could be its own clause comes after it."""
    if index == floor or index + 1 >= finder.size:
        return None
    behind = finder.right(index + 1)
    if behind is None or not finder.speaks(behind):
        return None
    end = behind.apposition[1] if behind.apposition else behind.end
    closed = end >= finder.size or not finder.low[end].isalpha() or bool(finder.flags[end] & (CONNECTIVE | ASIDE | PREPOSITION))
    marked = finder.low[index - 1] in ",\"”’'"
    if not marked and not (closed and (before is None or _only_name(finder, before))):
        return None
    return Saying(index, index + 1, behind, "inverted", flag)


def _only_name(finder: Finder, phrase: Phrase) -> bool:
    """Whether the words before the verb are only capitalised, as a place at the end of what is said may be."""
    return not any(flag & (SPEAKER | PRONOUN) for flag in finder.flags[phrase.start : phrase.end])


def _phrase(finder: Finder, index: int, floor: int) -> Saying | None:
    """ "according to X"; "X quoted Y as saying": Y speaks."""
    low, after = finder.low, index + 1
    if low[index] == "according":
        if after >= finder.size or low[after] != "to":
            return None
        after += 1
    elif low[index] in ("citing", "quoting"):
        return None
    speaker = finder.right(after) if after < finder.size else None
    if speaker is None or not finder.speaks(speaker):
        return None
    return Saying(index, after, speaker, "phrase", BARE)

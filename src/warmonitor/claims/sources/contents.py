"""What an attribution covers inside its sentence: the clause before it, the clause behind it, or both."""

from __future__ import annotations

from warmonitor.claims.sources.saying import Saying
from warmonitor.claims.sources.speakers import Finder
from warmonitor.claims.sources.words import (
    ADVERB,
    ASIDE,
    BARE,
    CAPITAL,
    CONNECTIVE,
    COUNT,
    DEED,
    DENY,
    DETERMINER,
    FINITE,
    PREPOSITION,
    TELL,
    TELLING,
    Words,
)

Span = tuple[int, int]
_STOPS = frozenset(["and", ",", '"', "“"])
_SUBORDINATE = frozenset(
    ["adding", "and", "as", "when", "while", "after", "but", "because", "including", "among", "mostly", "raising"]
)


def contents(finder: Finder, saying: Saying, left: int, right: int, table: Words) -> list[Span]:
    """The token ranges that are said, between the neighbouring attributions at `left` and `right`."""
    if saying.form == "credit":
        return []
    start = _past_audience(finder, saying.last) if saying.flag & TELL else saying.last
    left = next((k + 1 for k in range(saying.first - 1, left, -1) if finder.low[k] == ";"), left)
    opens = start if saying.flag & (COUNT | DENY | BARE) else _past_asides(finder, start, right)
    if saying.form == "phrase" or saying.flag & COUNT:
        right = next((k for k in range(saying.last, right) if finder.low[k] == ";"), right)
    before, after = (left, saying.first), (opens, right)
    if saying.flag & DENY and _denies_deed(finder, after, table):
        return []
    spans = _sides(finder, saying, before, after, table, start)
    spans = [(saying.last, right) if span == after and opens > saying.last else span for span in spans]
    described = saying.speaker.apposition
    if described and saying.form == "subject" and finder.low[described[0]] in ("whose", "which", "who"):
        spans.append(described)
    return sorted(spans)


def _sides(finder: Finder, saying: Saying, before: Span, after: Span, table: Words, start: int) -> list[Span]:
    has_before = _tells(finder, before)
    has_after = _tells(finder, after) or (
        saying.form == "subject"
        and _worded(finder, after)
        and (
            bool(saying.flag & COUNT)
            or finder.low[after[0] - 1] == "that"
            or any(map(finder.counts, range(*after)[:2]))
            or finder.low[saying.after : saying.after + 1] == ["of"]
        )
    )
    if has_after and _background(finder, saying, after, table) and has_before:
        return [before]
    if saying.form in ("quoted", "label", "joined"):
        return [before] if saying.form == "quoted" and not _worded(finder, after) else [after]
    if saying.form != "subject":
        if saying.form == "phrase" and not has_before and not _worded(finder, before):
            return [after]
        return [before, after] if has_after else [before]
    if not has_after:
        return [after] if not has_before and _worded(finder, after) else [before]
    if not has_before or _opens(finder, saying, after):
        return [after]
    if _parenthetic(finder, saying, after) or (start < finder.size and finder.low[start] in _SUBORDINATE):
        return [before, after]
    shown = any(flag & (FINITE | TELLING) for flag in finder.flags[slice(*before)])
    if shown and not _finite(finder, (after[0], min(after[0] + 8, after[1]))):
        return [before, after]
    return [after]


def _background(finder: Finder, saying: Saying, after: Span, table: Words) -> bool:
    """ "…, X said, a day after the raid on Y": what follows gives the time, and nobody says it."""
    low, last = finder.low, min(after[1], saying.last + 7, finder.size - 1)
    return any(
        low[k] == "," and (finder.flags[k + 1] & DETERMINER or low[k + 1] in table.backgrounds)
        and not table.backgrounds.isdisjoint(low[k + 1 : k + 5])
        for k in range(saying.last, last)
    )  # fmt: skip


def _denies_deed(finder: Finder, after: Span, table: Words) -> bool:
    near = slice(after[0], min(after[0] + 4, after[1]))
    return table.suffered.isdisjoint(finder.low[near]) and any(flag & DEED for flag in finder.flags[near])


def _past_audience(finder: Finder, start: int) -> int:
    """Past whom it is told to: "told AFP", "told the state news agency"."""
    heard = finder.right(start)
    return heard.end if heard and heard.end - start <= 8 else start


def _past_asides(finder: Finder, start: int, end: int) -> int:
    """Past "on Monday", "in a statement", "told reporters" to what is said."""
    limit = min(end, start + 10)
    foreign = 0
    for k in range(start, limit):
        if finder.low[k] == "that":
            return k + 1
        foreign += not finder.flags[k] & (ASIDE | DETERMINER | ADVERB | PREPOSITION | CAPITAL)
        if foreign > 2 or finder.flags[k] & FINITE or finder.low[k] in _STOPS:
            break
    k, flags = start, finder.flags
    while k < limit and flags[k] & ASIDE:
        k += 1
        while k < limit and flags[k] & (DETERMINER | CAPITAL):
            k += 1
    return k


def _tells(finder: Finder, span: Span) -> bool:
    """Whether the tokens hold more than joints, marks and a word or two of time."""
    empty = CONNECTIVE | ASIDE | DETERMINER | PREPOSITION | ADVERB
    telling = words = 0
    for k in range(*span):
        if finder.low[k][0].isalnum():
            words += 1
            telling += not finder.flags[k] & empty
            if telling > 1 or (telling and words > 3):
                return True
    return False


def _worded(finder: Finder, span: Span) -> bool:
    return any(finder.low[k].isalnum() and not finder.flags[k] & (CONNECTIVE | ADVERB) for k in range(*span))


def _opens(finder: Finder, saying: Saying, after: Span) -> bool:
    """Whether the attribution opens what follows: "X said that", "…, and X said", "while X put the toll at"."""
    low = finder.low
    if (
        saying.flag & (COUNT | DENY)
        or finder.low[saying.after : saying.after + 1] == ["of"]
        or any(low[k] in ("that", ":") for k in range(saying.last, after[0]))
    ):
        return True
    if low[after[0]] in '"“:‘':
        return True
    return saying.first > 0 and bool(finder.flags[saying.first - 1] & CONNECTIVE or low[saying.first - 1] in ";:")


def _parenthetic(finder: Finder, saying: Saying, after: Span) -> bool:
    """ "A, X said, B" """
    before = finder.low[saying.first - 1] if saying.first else ""
    return (before in ',"”’' and finder.low[after[0]] in ",;:–—-") or finder.low[after[0]] in _SUBORDINATE


def _finite(finder: Finder, span: Span) -> bool:
    return any(flag & FINITE for flag in finder.flags[span[0] : span[1]])

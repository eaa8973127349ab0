"""Sources set off by a mark, as bulletins and headlines have them: "Ministry: 12 dead", "12 dead (ministry)"."""

from __future__ import annotations

from warmonitor.claims.sources.known import known
from warmonitor.claims.sources.phrase import Phrase
from warmonitor.claims.sources.saying import Saying, said
from warmonitor.claims.sources.speakers import Finder
from warmonitor.claims.sources.words import (
    BARE,
    BODY,
    CAPITAL,
    CUE,
    DOCUMENT,
    FINITE,
    SAY,
    SPEAKER,
    words,
)

_DATELINE = 30
_DASHES = frozenset(["-", "–", "—", "--"])
_BEFORE_RECKONING = frozenset([",", "and", "(", "which", "where", ";", "as"])
_SETS_OFF = frozenset([":", *_DASHES])


def label(finder: Finder) -> Saying | None:
    """ "Health ministry: 12 dead": a bulletin's item with its source before a colon."""
    opening = finder.opening()
    if opening is None or opening.apposition or finder.low[opening.end : opening.end + 1] != [":"]:
        return None
    speaks = any(flag & (SPEAKER | BODY) for flag in finder.flags[opening.start : opening.end])
    speaks = speaks or finder.low[0] in known().authorities or finder.low[0] in known().states
    if speaks and opening.end < finder.size - 1:
        return said(opening.end, opening.end + 1, opening, "label", SAY)
    return None


def dateline(finder: Finder) -> int:
    """Where the report begins behind "BEIRUT, 3 May (Agency) - " or "The Daily News BEIRUT: "; 0 without such."""
    low, flags = finder.low, finder.flags
    if _SETS_OFF.isdisjoint(low[1:_DATELINE]):
        return 0
    for k in range(1, min(_DATELINE, finder.size - 1)):
        seat = _capitals(finder, k - 1)
        if low[k] == ":" and seat:
            return k + 1
        ends = low[k - 1] in (")", ".") or low[k - 1].isdigit() or flags[k - 1] & CAPITAL
        if low[k] in _DASHES and ends and any(_capitals(finder, n) for n in range(k)):
            return k + 1
        if flags[k] & (FINITE | CUE) and not flags[k] & CAPITAL:
            return 0
    return 0


def _capitals(finder: Finder, k: int) -> bool:
    """Whether a town stands there in capitals, and no authority."""
    low = finder.low[k]
    return finder.tokens[k].text.isupper() and len(low) > 2 and low not in known().authorities


def reckonings(finder: Finder) -> list[Saying]:
    """ "By its reckoning" at the head of a sentence, ", by the count of the union", ", per the ministry" within it."""
    out = []
    for k in [k for k, low in enumerate(finder.low) if low in ("by", "per", "in")]:
        if k and finder.low[k - 1] not in _BEFORE_RECKONING:
            continue
        speaker = finder.right(k + 1) if finder.low[k] == "per" else _reckoner(finder, k)
        if speaker and finder.speaks(speaker):
            opens = k > 1 and finder.low[k - 2 : k] == ["and", ","]  # "a school and, by the union's count, 67 huts"
            out.append(said(k, k + 1, speaker, "label" if opens else "phrase", BARE))
    return out


def _reckoner(finder: Finder, by: int) -> Phrase | None:
    """Whose reckoning it is, with the word itself."""
    document = next((k for k in range(by + 1, min(by + 8, finder.size)) if finder.flags[k] & DOCUMENT), None)
    whole = finder.low[by] == "by" and by == 0
    if document is None or not (whole or finder.low[document] in words().reckonings):
        return None
    if any(flag & (FINITE | CUE) and not flag & SPEAKER for flag in finder.flags[by + 1 : document]):
        return None
    end = document + 1
    if end + 1 < finder.size and finder.low[end] == "of":
        author = finder.right(end + 1)
        end = author.end if author else end
    return Phrase(by + 1, end)


def tail(finder: Finder, floor: int) -> Saying | None:
    """ "Raid kills nine: monitor", "Raid kills nine - health official": a headline's source at its end."""
    for k in range(finder.size - 2, max(floor, finder.size - 7, 2), -1):
        if finder.low[k] in _SETS_OFF:
            phrase = finder.right(k + 1)
            if phrase is None or phrase.end != finder.size or finder.flags[finder.size - 1] & DOCUMENT:
                return None
            general = all(not f & CAPITAL for f in finder.flags[k + 1 :]) and finder.flags[-1] & SPEAKER
            listed = known().authorities.get(finder.low[k + 1], ())
            named = any(authority.kind not in ("media", "state_media") for *_, authority in listed)
            return said(k, k + 1, phrase, "phrase", BARE) if general or named else None
    return None


def bracketed(finder: Finder, others: list[Saying]) -> list[Saying]:
    """ "40 civilians killed (medical source)": the source of a bulletin's item in brackets behind it."""
    out = []
    for closed in [k for k, low in enumerate(finder.low) if low == ")"]:
        opened = next((k for k in range(closed - 1, max(0, closed - 9), -1) if finder.low[k] == "("), None)
        ends = closed + 1 == finder.size or finder.low[closed + 1] in (";", ".")
        if opened is None or opened < 3 or not ends or any(s.first <= closed and opened <= s.last for s in others):
            continue
        inner = finder.right(opened + 1)
        if inner and inner.end <= closed and _cited(finder, opened, inner):
            out.append(said(opened, opened + 1, inner, "phrase", BARE))
    return out


def _cited(finder: Finder, opened: int, inner: Phrase) -> bool:
    """Whether brackets hold a source, and not the short form of the name before them or an agency's credit."""
    if sum(bool(flag & CAPITAL) for flag in finder.flags[opened - 3 : opened]) > 1:
        return False
    first = finder.low[inner.start]
    listed = any(authority.kind not in ("media", "state_media") for *_, authority in known().authorities.get(first, ()))
    return listed or bool(finder.flags[inner.end - 1] & SPEAKER and not finder.flags[inner.end - 1] & CAPITAL)

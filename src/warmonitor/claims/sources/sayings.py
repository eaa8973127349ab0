"""The attributions of one sentence: a word of saying, and its speaker before or behind it."""

from __future__ import annotations

from typing import NamedTuple

from warmonitor.claims.sources.known import known
from warmonitor.claims.sources.speakers import Finder, Phrase
from warmonitor.claims.sources.words import (
    ACT,
    ADVERB,
    ASIDE,
    AUTHORED,
    BARE,
    BODY,
    CAPITAL,
    CONNECTIVE,
    COUNT,
    CUE,
    DETERMINER,
    DOCUMENT,
    FIGURE,
    FINITE,
    MODIFIER,
    PARTICIPLE,
    PREPOSITION,
    PRONOUN,
    REPORT,
    SAY,
    SPEAKER,
    TELL,
)

_REACH = 12
_NEEDS_OF = frozenset(["spoke", "speaks", "speak", "spoken"])
_STRONG = frozenset(["said", "says", "say", "told", "added"])
_DEEDS_TOO = frozenset(["claimed", "believed", "feared", "known", "thought", "blamed", "attacked", "backed", "seen"])
_SETS_OFF = frozenset([":", "–", "—", "-"])
_NEVER = frozenset(["states", "state", "report", "record", "count"])
_WEEKDAYS = frozenset(["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"])


class Saying(NamedTuple):
    """A word of saying (tokens `cue:after`) with its speaker; all of it lies in tokens `first:last`.

    `form`: subject ("X said"), inverted ("said X"), phrase ("according to X"), label ("X: …"), quoted ("Y quoted X as
    saying", Y the relay), joined ("…, adding that": the voice before goes on), credit ("the figures came from X": the
    sentence before is X's).
    """

    cue: int
    after: int
    speaker: Phrase
    form: str
    flag: int
    first: int
    last: int
    relay: Phrase | None = None


def _said(cue: int, after: int, speaker: Phrase, form: str, flag: int, relay: Phrase | None = None) -> Saying:
    if form == "joined":
        return Saying(cue, after, speaker, form, flag, cue, after)
    first = min(cue, speaker.start, relay.start if relay else cue)
    last = max(after, speaker.end)
    if speaker.apposition and form != "subject":
        last = max(last, speaker.apposition[1])
    return Saying(cue, after, speaker, form, flag, first, last, relay)


def sayings(finder: Finder) -> list[Saying]:
    """All attributions of the sentence, left to right."""
    out: list[Saying] = []
    label = _label(finder) or _reckoning(finder)
    if label:
        out.append(label)
    floor = label.last if label else 0
    for index in [k for k, flag in enumerate(finder.flags) if flag & CUE]:
        if index >= floor and not _noun(finder, index):
            flag = finder.flags[index] & CUE
            saying = _saying(finder, index, flag, floor) or _joined(finder, index, flag, out)
            if saying:
                out.append(saying)
                floor = saying.last
    tail = _tail(finder, floor)
    if tail:
        out.append(tail)
    return sorted([*out, *_bracketed(finder, out)], key=lambda saying: saying.first) if ")" in finder.low else out


def _tail(finder: Finder, floor: int) -> Saying | None:
    """ "Raid kills nine: monitor", "Raid kills nine - health official": a headline's source at its end."""
    for k in range(finder.size - 2, max(floor, finder.size - 7, 2), -1):
        if finder.low[k] in _SETS_OFF:
            phrase = finder.right(k + 1)
            if phrase is None or phrase.end != finder.size or finder.flags[finder.size - 1] & DOCUMENT:
                return None
            general = all(not f & CAPITAL for f in finder.flags[k + 1 :]) and finder.flags[-1] & SPEAKER
            listed = known().authorities.get(finder.low[k + 1], ())
            named = any(authority.kind not in ("media", "state_media") for *_, authority in listed)
            return _said(k, k + 1, phrase, "phrase", BARE) if general or named else None
    return None


def _bracketed(finder: Finder, others: list[Saying]) -> list[Saying]:
    """ "40 civilians killed (medical source)": the source of a bulletin's item in brackets behind it."""
    out = []
    for closed in [k for k, low in enumerate(finder.low) if low == ")"]:
        opened = next((k for k in range(closed - 1, max(0, closed - 9), -1) if finder.low[k] == "("), None)
        ends = closed + 1 == finder.size or finder.low[closed + 1] in (";", ".")
        if opened is None or opened < 3 or not ends or any(s.first <= closed and opened <= s.last for s in others):
            continue
        inner = finder.right(opened + 1)
        if inner and inner.end <= closed and _cited(finder, opened, inner):
            out.append(_said(opened, opened + 1, inner, "phrase", BARE))
    return out


def _cited(finder: Finder, opened: int, inner: Phrase) -> bool:
    """Whether brackets hold a source, and not the short form of the name before them or an agency's credit."""
    if sum(bool(flag & CAPITAL) for flag in finder.flags[opened - 3 : opened]) > 1:
        return False
    first = finder.low[inner.start]
    listed = any(authority.kind not in ("media", "state_media") for *_, authority in known().authorities.get(first, ()))
    return listed or bool(finder.flags[inner.end - 1] & SPEAKER and not finder.flags[inner.end - 1] & CAPITAL)


def _label(finder: Finder) -> Saying | None:
    """ "Health ministry: 12 dead": a bulletin's item with its source before a colon."""
    opening = finder.opening()
    if opening and opening.end < finder.size - 1 and finder.low[opening.end] == ":" and not opening.apposition:
        return _said(opening.end, opening.end + 1, opening, "label", SAY)
    return None


def _reckoning(finder: Finder) -> Saying | None:
    """ "By the ministry's count", "By its reckoning", "By the tally of the union" at the head of a sentence."""
    if finder.low[0] != "by":
        return None
    document = next((k for k in range(1, min(8, finder.size)) if finder.flags[k] & DOCUMENT), None)
    if document is None:
        return None
    end = document + 1
    if end + 1 < finder.size and finder.low[end] == "of":
        author = finder.right(end + 1)
        end = author.end if author else end
    return _said(0, 1, Phrase(1, end), "phrase", BARE)


def _noun(finder: Finder, index: int) -> bool:
    """Whether "reports" and its like stand as a noun: a verb of saying follows, or a determiner precedes."""
    flags = finder.flags
    if flags[index] & CAPITAL and index and flags[index - 1] & CAPITAL and finder.low[index] in _NEVER:
        return True
    if not flags[index] & SPEAKER:
        return False
    if index + 1 < finder.size and flags[index + 1] & CUE and not flags[index + 1] & SPEAKER:
        return True
    return (
        index > 0 and bool(flags[index - 1] & (DETERMINER | MODIFIER | PREPOSITION)) and not flags[index - 1] & SPEAKER
    )


def _saying(finder: Finder, index: int, flag: int, floor: int) -> Saying | None:
    if flag & PARTICIPLE:
        return None
    if flag & BARE:
        return _phrase(finder, index, floor)
    agent = _agent(finder, index)
    if agent:
        return _said(index, agent.start, agent, "phrase", flag)
    if finder.low[index].startswith("claim") and "responsibility" in finder.low[index + 1 : index + 4]:
        flag = ACT
    before = finder.left(index, floor, any_noun=finder.low[index] in _STRONG)
    if before and not finder.speaks(before):
        before = None
    if flag & SAY:
        behind = _inverted(finder, index, flag, before, floor)
        if behind:
            return behind
    if before and finder.low[before.start] == "no":
        return None
    if flag & ACT and finder.low[index - 1] in ("which", "who", "that"):
        return None
    if before and _fits(finder, index, flag) and not (flag & (COUNT | REPORT) and _relative(finder, before)):
        return _said(index, index + 1, before, "subject", flag)
    return None


def _relative(finder: Finder, before: Phrase) -> bool:
    """ "up from the 26 it had given": about the noun before it, which the sentence's attribution covers."""
    k = before.start - 1
    return (
        bool(finder.flags[before.start] & PRONOUN)
        and k >= 0
        and not (
            finder.flags[k] & (CONNECTIVE | ASIDE | CUE | ADVERB)
            or not finder.low[k][0].isalnum()
            or finder.low[k] in _WEEKDAYS
        )
        and not finder.flags[k] & CAPITAL
    )


def _agent(finder: Finder, index: int) -> Phrase | None:
    """Who said it in the passive: "reported by the ministry", "posted on the network by activists"."""
    if finder.low[index] in _DEEDS_TOO:
        return None
    for k in range(index + 1, min(index + 5, finder.size - 1)):
        if finder.low[k] == "by":
            agent = finder.right(k + 1)
            return agent if agent and finder.speaks(agent) and not finder.flags[k + 1] & PRONOUN else None
        if not finder.flags[k] & (PREPOSITION | CAPITAL | DETERMINER | ADVERB):
            return None
    return None


def _joined(finder: Finder, index: int, flag: int, before: list[Saying]) -> Saying | None:
    """ "…, adding that", "… and said": the voice is the one before, or the subject that opens the sentence."""
    if flag & (BARE | ACT) or index == 0 or not _fits(finder, index, flag):
        return None
    if finder.low[index - 1] not in ("and", "but", ",") and not (flag & PARTICIPLE and before):
        return None
    speaker = before[-1].speaker if before else finder.subject()
    if speaker is None or speaker.end > index:
        return None
    return _said(index, index + 1, Phrase(speaker.start, speaker.end, speaker.apposition), "joined", flag)


def _fits(finder: Finder, index: int, flag: int) -> bool:
    """Whether an ambiguous verb speaks: "put" and "gave" need a figure soon after."""
    if finder.low[index].startswith("claim") and not {"life", "lives"}.isdisjoint(finder.low[index + 1 : index + 7]):
        return False
    following = finder.low[index + 1] if index + 1 < finder.size else ""
    if finder.low[index] in _NEEDS_OF:
        return following in ("of", "about")
    if finder.low[index] == "blamed" and following == "on":
        return False
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
    closed = (
        end >= finder.size
        or not finder.low[end].isalpha()
        or bool(finder.flags[end] & (CONNECTIVE | ASIDE | PREPOSITION))
    )
    marked = finder.low[index - 1] in ",\"”’'"
    if marked and not closed and (before is not None or finder.flags[end] & (FINITE | ADVERB)):
        return None
    if not marked and not (closed and (before is None or not _opens_clause(finder, before, floor))):
        return None
    return _said(index, index + 1, behind, "inverted", flag)


def _opens_clause(finder: Finder, phrase: Phrase, floor: int) -> bool:
    """Whether the words before the verb are its subject, and not the end of what another says."""
    start = phrase.start
    return start == floor or bool(finder.flags[start] & PRONOUN) or finder.low[start - 1] in ',"”;:'


def _phrase(finder: Finder, index: int, floor: int) -> Saying | None:
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
    return _said(index, after, speaker, "phrase", BARE)


def _credit(finder: Finder, index: int, floor: int) -> Saying | None:
    """ "The figures came from police": the source of the sentence before."""
    if index + 2 >= finder.size or finder.low[index + 1] != "from":
        return None
    speaker = finder.right(index + 2)
    if speaker is None or not finder.speaks(speaker) or not any(f & DOCUMENT for f in finder.flags[floor:index]):
        return None
    return _said(index, index + 2, speaker, "credit", BARE)


def _any_noun_right(finder: Finder, start: int) -> Phrase | None:
    """ "according to data from the field": whatever noun it is, up to the next joint."""
    end = start
    while end < min(start + 6, finder.size) and (
        end == start or not finder.flags[end] & (PREPOSITION | CONNECTIVE | AUTHORED)
    ):
        if not finder.low[end][0].isalpha():
            break
        end += 1
    named = any(flag & (DOCUMENT | BODY | SPEAKER) for flag in finder.flags[start:end])
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
        return _said(index, index + 3, outlet, "subject", SAY) if outlet else None
    speaker = finder.right(index + 1)
    if (
        speaker is None
        or outlet is None
        or not finder.speaks(speaker)
        or "as" not in low[speaker.end : speaker.end + 6]
    ):
        return None
    return _said(index, low.index("as", speaker.end) + 2, speaker, "quoted", SAY, outlet)

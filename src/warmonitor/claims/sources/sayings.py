"""The attributions of one sentence: a word of saying, and its speaker before or behind it."""

from __future__ import annotations

from warmonitor.claims.sources.bulletins import bracketed, dateline, label, reckonings, tail
from warmonitor.claims.sources.phrase import Phrase
from warmonitor.claims.sources.phrases import phrase
from warmonitor.claims.sources.saying import Saying, said
from warmonitor.claims.sources.speakers import Finder
from warmonitor.claims.sources.words import (
    ACT,
    ADVERB,
    ASIDE,
    AUXILIARY,
    BARE,
    CAPITAL,
    CONNECTIVE,
    COUNT,
    CUE,
    DETERMINER,
    DOCUMENT,
    FIGURE,
    FINITE,
    HAS,
    MODIFIER,
    NAME_PART,
    NEEDS_OF,
    NO_AGENT,
    PAPER,
    PARTICIPLE,
    PREPOSITION,
    PRONOUN,
    REPORT,
    SAY,
    SELF,
    SPEAKER,
    TELL,
    WEEKDAY,
    words,
)

_NEAR = 4  # tokens between a subject and its verb, beyond which a name behind the verb is the speaker
_COUNTED = 8
_OF = 5  # "spoke first of two dead"
_PASSIVE = frozenset([("blamed", "on"), ("accused", "of"), ("read", "out"), ("put", "online"), ("put", "up")])
_REACH = 12  # tokens after "put" or "gave" within which a figure must stand


def sayings(finder: Finder) -> list[Saying]:
    """All attributions of the sentence, left to right."""
    finder.begin = dateline(finder)
    first = label(finder)
    out: list[Saying] = [first] if first else reckonings(finder)
    floor = out[0].last if out and not out[0].first else finder.begin
    for index in [k for k, flag in enumerate(finder.flags) if flag & CUE]:
        if index >= floor and not _noun(finder, index):
            flag = finder.flags[index] & CUE
            saying = _saying(finder, index, flag, floor) or _joined(finder, index, flag, out)
            if saying and not any(other.first <= saying.cue < other.last for other in out):
                out.append(saying)
                floor = saying.last
    last = tail(finder, floor)
    if last:
        out.append(last)
    return sorted([*out, *bracketed(finder, out)] if ")" in finder.low else out, key=lambda saying: saying.first)


def _saying(finder: Finder, index: int, flag: int, floor: int) -> Saying | None:
    if flag & PARTICIPLE or (index and finder.low[index - 1] == "to" and not flag & BARE):
        return None
    if flag & BARE:
        return phrase(finder, index, floor)
    agent = _agent(finder, index)
    if agent:
        return said(index, agent.start, agent, "phrase", flag)
    if finder.low[index].startswith("claim") and "responsibility" in finder.low[index + 1 : index + 4]:
        flag = ACT
    says = bool(flag & (SAY | TELL)) and finder.low[index + 1 : index + 2] != ["to"]
    before = finder.left(index, floor, any_noun=says)
    if before and not finder.speaks(before):
        before = None
    if before and finder.low[before.start : before.end] == ["it"] and finder.named(index + 1):
        before = None  # "the raid that preceded it said Ali Khan"
    if finder.flags[index] & PAPER and not (
        before and any(f & DOCUMENT for f in finder.flags[before.start : before.end])
    ):
        return None
    if flag & SAY:
        behind = _inverted(finder, index, flag, before, floor)
        if behind:
            return behind
    if before and (finder.low[before.start] == "no" or finder.flags[before.start] & SELF):
        return None
    if flag & ACT and finder.low[index - 1] in ("which", "who", "that"):
        return None
    if before and floor and finder.low[before.start - 1] == "which":
        flag = ACT  # "said a volley, which rebels have claimed, hit the town": of the volley, not of what it did
    if before and floor and flag & (COUNT | REPORT) and finder.low[before.start] in words().owners:
        return None  # "told us his staff had counted": he still speaks
    if before and _fits(finder, index, flag) and not (flag & (COUNT | REPORT) and _relative(finder, before)):
        return said(index, index + 1, before, "subject", flag)
    return None


def _noun(finder: Finder, index: int) -> bool:
    """Whether "reports" and its like stand as a noun: a verb of saying follows, or a determiner precedes."""
    flags = finder.flags
    if flags[index] & CAPITAL and index and flags[index - 1] & CAPITAL and flags[index] & NAME_PART:
        return True
    if not flags[index] & SPEAKER:
        return False
    if index + 1 < finder.size and flags[index + 1] & CUE and not flags[index + 1] & SPEAKER:
        return True
    return (
        index > 0 and bool(flags[index - 1] & (DETERMINER | MODIFIER | PREPOSITION)) and not flags[index - 1] & SPEAKER
    )


def _relative(finder: Finder, before: Phrase) -> bool:
    """ "up from the 26 it had given": about the noun before it, which the sentence's attribution covers."""
    k = before.start - 1
    return (
        bool(finder.flags[before.start] & PRONOUN)
        and k >= 0
        and not (
            finder.flags[k] & (CONNECTIVE | ASIDE | CUE | ADVERB)
            or not finder.low[k][0].isalnum()
            or finder.flags[k] & WEEKDAY
        )
        and not finder.flags[k] & CAPITAL
    )


def _agent(finder: Finder, index: int) -> Phrase | None:
    """Who said it in the passive: "reported by the ministry", "posted on the network by activists"."""
    if finder.flags[index] & NO_AGENT or finder.flags[index - 1] & PRONOUN:
        return None
    for k in range(index + 1, min(index + 5, finder.size - 1)):
        if finder.low[k] == "by":
            agent = finder.right(k + 1)
            return agent if agent and finder.speaks(agent) and not finder.flags[k + 1] & PRONOUN else None
        if not finder.flags[k] & (PREPOSITION | CAPITAL | DETERMINER | ADVERB | CONNECTIVE) and not finder.counts(k):
            return None
    return None


def _joined(finder: Finder, index: int, flag: int, before: list[Saying]) -> Saying | None:
    """ "…, adding that", "… and said": the voice is the one before, or the subject that opens the sentence."""
    if flag & (BARE | ACT) or index == 0 or not _fits(finder, index, flag):
        return None
    follows = bool(before) and before[-1].last >= index - 1 and finder.low[index - 1] in ("which", "who")
    if finder.low[index - 1] not in ("and", "but", ",") and not follows and not (flag & PARTICIPLE and before):
        return None
    speaker = before[-1].speaker if before else finder.subject()
    if speaker is None or speaker.end > index:
        return None
    return said(index, index + 1, Phrase(speaker.start, speaker.end, speaker.apposition), "joined", flag)


def _fits(finder: Finder, index: int, flag: int) -> bool:
    """Whether an ambiguous verb speaks: "put" and "gave" need a figure soon after."""
    if finder.low[index].startswith("claim") and not {"life", "lives"}.isdisjoint(finder.low[index + 1 : index + 7]):
        return False
    following = finder.low[index + 1] if index + 1 < finder.size else ""
    if finder.flags[index] & HAS:
        figures = any(f & FIGURE for f in finder.flags[index + 2 : index + _COUNTED])
        return index + 1 < finder.size and finder.counts(index + 1) and figures
    if finder.flags[index] & NEEDS_OF:
        return following in ("of", "about") or "of" in finder.low[index + 2 : index + _OF]
    if (finder.low[index], following) in _PASSIVE:
        return False
    if not flag & COUNT or flag & (SAY | TELL):
        return True
    window = slice(index + 1, index + _REACH)
    return any(f & FIGURE for f in finder.flags[window]) or any(map(finder.counts, range(finder.size)[window]))


def _inverted(finder: Finder, index: int, flag: int, before: Phrase | None, floor: int) -> Saying | None:
    """ "…, said the mayor": the speaker follows, and nothing that could be its own clause comes after it."""
    if index == floor or index + 1 >= finder.size or finder.flags[index - 1] & AUXILIARY:
        return None
    if finder.low[index - 1] in ("and", "but"):
        return None
    marked = finder.low[index - 1] in ",\"”’'"
    behind = finder.right(index + 1) or (
        finder.people(index + 1) if marked and not (before and before.apposition) else None
    )
    if behind is None or not finder.speaks(behind):
        return None
    if finder.counts(index + 1) and before and (before.apposition is None or before.apposition[1] == index - 1):
        return None
    end = behind.apposition[1] if behind.apposition else behind.end
    closed = (
        end >= finder.size
        or not finder.low[end].isalpha()
        or bool(finder.flags[end] & (CONNECTIVE | ASIDE | PREPOSITION))
    )
    if marked and not closed and (before is not None or finder.flags[end] & (FINITE | ADVERB)):
        return None
    if not marked and not (closed and (before is None or not _opens_clause(finder, before, floor, index))):
        return None
    return said(index, index + 1, behind, "inverted", flag)


def _opens_clause(finder: Finder, phrase: Phrase, floor: int, index: int) -> bool:
    """Whether the words before the verb are its subject, and not the end of what another says."""
    start = phrase.start
    if start == floor and not phrase.apposition and phrase.end < index - _NEAR:
        return False
    return start == floor or bool(finder.flags[start] & PRONOUN) or finder.low[start - 1] in ',"”;:'

"""Reading who says what: every word of saying, its speaker, and what it covers."""

from __future__ import annotations

from typing import NamedTuple

from warmonitor.claims.sources.citation import Citation
from warmonitor.claims.sources.naming import Namer, Voice
from warmonitor.claims.sources.quotes import quotations
from warmonitor.claims.sources.speakers import Finder, Phrase
from warmonitor.claims.sources.voices import Voices
from warmonitor.claims.sources.words import (
    ASIDE,
    BARE,
    CONNECTIVE,
    COUNT,
    CUE,
    DEED,
    DENY,
    DETERMINER,
    FIGURE,
    FINITE,
    PREPOSITION,
    PRONOUN,
    REPORT,
    SAY,
    SPEAKER,
    TELL,
    Words,
    capital,
    words,
)  # fmt: skip
from warmonitor.claims.text import Document, Sentence
from warmonitor.model import Stance

_REACH = 12


class Saying(NamedTuple):
    """A word of saying (tokens `cue:after`) with its speaker, in one sentence. `form`: subject, inverted, phrase, relayed."""

    cue: int
    after: int
    speaker: Phrase
    form: str
    flag: int
    relays: tuple[Phrase, ...] = ()

    @property
    def first(self) -> int:
        """The first token of the attribution itself."""
        return min(self.cue, self.speaker.start)

    @property
    def last(self) -> int:
        """One past the last token of the attribution itself."""
        ends = [self.after, self.speaker.end]
        if self.speaker.apposition and self.form != "subject":
            ends.append(self.speaker.apposition[1])
        return max(ends)


def find(document: Document) -> list[Citation]:
    """Every attribution of the report in order of its words; each with its speaker, resolved, and what it covers."""
    table = words(document.report.language if document.report.language == "en" else "en")
    voices = Voices()
    out: list[Citation] = []
    for sentence in document.sentences:
        if not any(table.flags.get(token.low, 0) & CUE for token in sentence.tokens):
            continue
        sayings = _sayings(sentence, table)
        if sayings:
            out += _citations(document, sentence, sayings, voices, table)
    return quotations(document, voices.resolved(out))


def _sayings(sentence: Sentence, table: Words) -> list[Saying]:
    finder = Finder(sentence.tokens, table.flags)
    out: list[Saying] = []
    floor = 0
    for index, token in enumerate(sentence.tokens):
        flag = table.flags.get(token.low, 0) & CUE
        if not flag or index < floor:
            continue
        saying = _saying(finder, index, flag, floor)
        if saying:
            out.append(saying)
            floor = saying.last
    return out


def _saying(finder: Finder, index: int, flag: int, floor: int) -> Saying | None:
    if flag & BARE:
        return _phrase(finder, index, floor)
    before = finder.left(index, floor)
    if before and not _speaks(finder, before):
        before = None
    if flag & SAY:
        behind = _inverted(finder, index, flag, before, floor)
        if behind:
            return behind
    if before and _fits(finder, index, flag):
        return Saying(index, index + 1, before, "subject", flag)
    return None


def _speaks(finder: Finder, phrase: Phrase) -> bool:
    """Whether the phrase can be a speaker: a noun of speakers, a pronoun, or a name that is no weekday."""
    return any(finder.is_(k, SPEAKER | PRONOUN) or finder.capital(k) for k in range(phrase.start, phrase.end))


def _fits(finder: Finder, index: int, flag: int) -> bool:
    """Whether an ambiguous verb speaks: "put" and "gave" need a figure soon after, nouns like "reports" a speaker."""
    if flag & (SAY | TELL | REPORT | DENY):
        return True
    window = finder.tokens[index + 1 : index + _REACH]
    return any(finder.flags.get(token.low, 0) & FIGURE or token.text.isdigit() for token in window)


def _inverted(finder: Finder, index: int, flag: int, before: Phrase | None, floor: int) -> Saying | None:
    """ "…, said the mayor": the speaker follows, and nothing that could be its own clause comes after it."""
    if index == floor or index + 1 >= len(finder.tokens):
        return None
    behind = finder.right(index + 1)
    if behind is None or not _speaks(finder, behind):
        return None
    end = behind.apposition[1] if behind.apposition else behind.end
    closed = (
        end >= len(finder.tokens)
        or not (finder.tokens[end].low.isalpha())
        or finder.is_(end, CONNECTIVE | ASIDE | PREPOSITION)
    )
    mark = finder.tokens[index - 1].text in ",\"”’'"
    if before and not mark and not (closed and _only_name(finder, before)):
        return None
    if not mark and not closed:
        return None
    return Saying(index, index + 1, behind, "inverted", flag)


def _only_name(finder: Finder, phrase: Phrase) -> bool:
    """Whether the words before the verb are only capitalised, as a place at the end of what is said may be."""
    return not any(finder.is_(k, SPEAKER | PRONOUN) for k in range(phrase.start, phrase.end))


def _phrase(finder: Finder, index: int, floor: int) -> Saying | None:
    """ "according to X"; "X, citing Y, said": the one quoted speaks, the other relays."""
    low = finder.tokens[index].low
    after = index + 1
    if low == "according":
        if after >= len(finder.tokens) or finder.tokens[after].low != "to":
            return None
        after += 1
    speaker = finder.right(after) if after < len(finder.tokens) else None
    if speaker is None or not _speaks(finder, speaker):
        return None
    return Saying(index, after, speaker, "phrase", BARE)


def _citations(
    document: Document, sentence: Sentence, sayings: list[Saying], voices: Voices, table: Words
) -> list[Citation]:
    namer = Namer(document.whole, sentence.tokens, table)
    out = []
    for position, saying in enumerate(sayings):
        left = sayings[position - 1].last if position else 0
        right = sayings[position + 1].first if position + 1 < len(sayings) else len(sentence.tokens)
        voice = _voice(namer, saying, voices, sentence, table)
        if voice is None:
            continue
        spans = _contents(sentence, saying, left, right, table)
        out.append(_citation(sentence, saying, voice, spans, table))
        voices.heard(voice, len(out))
    return out


def _voice(namer: Namer, saying: Saying, voices: Voices, sentence: Sentence, table: Words) -> Voice | None:
    token = sentence.tokens[saying.speaker.start]
    if table.flags.get(token.low, 0) & PRONOUN and saying.speaker.end - saying.speaker.start == 1:
        return voices.pronoun(table.pronouns[token.low])
    return voices.known(namer.voice(saying.speaker))


def _citation(sentence: Sentence, saying: Saying, voice: Voice, spans: list[tuple[int, int]], table: Words) -> Citation:
    tokens = sentence.tokens
    return Citation(
        start=tokens[saying.speaker.start].start,
        end=tokens[saying.speaker.end - 1].end,
        name=voice.name,
        kind=voice.kind,
        authority=voice.authority,
        cue_start=tokens[saying.cue].start,
        cue_end=tokens[saying.after - 1].end,
        contents=tuple((tokens[a].start, tokens[b - 1].end) for a, b in spans if a < b),
        stance=_stance(sentence, saying, table),
        sentence=sentence.index,
        form=saying.form,
    )


def _stance(sentence: Sentence, saying: Saying, table: Words) -> Stance:
    if saying.flag & DENY:
        return "denied"
    between = sentence.tokens[saying.speaker.end : saying.cue]
    if any(token.low in ("not", "cannot", "never") for token in between) and sentence.tokens[saying.cue].low in (
        "confirm",
        "verify",
    ):
        return "unconfirmed"
    return "asserted"


def _contents(sentence: Sentence, saying: Saying, left: int, right: int, table: Words) -> list[tuple[int, int]]:
    """The token ranges that are said: what follows the attribution, what precedes it, or both."""
    before, after = (left, saying.first), (_past_asides(sentence, saying.last, right, table), right)
    if saying.flag & DENY and _denies_deed(sentence, after, table):
        return []
    has_before, has_after = _says_something(sentence, before, table), _says_something(sentence, after, table)
    if saying.form != "subject":
        if saying.form == "phrase" and not has_before:
            return [after]
        return [before] if not has_after else [before, after]
    if not has_after:
        return [before]
    if not has_before or _opens(sentence, saying, after, table):
        return [after]
    if _parenthetic(sentence, saying, after):
        return [before, after]
    if _has(sentence, before, FINITE, table) and not _has(
        sentence, (after[0], min(after[0] + 8, after[1])), FINITE, table
    ):
        return [before, after]
    return [after]


def _denies_deed(sentence: Sentence, after: tuple[int, int], table: Words) -> bool:
    window = sentence.tokens[after[0] : min(after[0] + 3, after[1])]
    return any(table.flags.get(token.low, 0) & DEED for token in window)


def _past_asides(sentence: Sentence, start: int, end: int, table: Words) -> int:
    """Past "on Monday", "in a statement", "told reporters" to what is said."""
    limit = min(end, start + 10)
    for k in range(start, limit):
        if sentence.tokens[k].low == "that":
            return k + 1
    k = start
    while k < limit and table.flags.get(sentence.tokens[k].low, 0) & ASIDE:
        k += 1
        while k < limit and (
            table.flags.get(sentence.tokens[k].low, 0) & DETERMINER or capital(sentence.tokens[k], table.flags)
        ):
            k += 1
    return k


def _says_something(sentence: Sentence, span: tuple[int, int], table: Words) -> bool:
    """Whether the tokens hold more than joints, marks and a word or two of time."""
    telling = [
        token for token in sentence.tokens[span[0] : span[1]]
        if token.text[0].isalnum() and not table.flags.get(token.low, 0) & (CONNECTIVE | ASIDE | DETERMINER | PREPOSITION)
    ]  # fmt: skip
    return len(telling) >= 2


def _opens(sentence: Sentence, saying: Saying, after: tuple[int, int], table: Words) -> bool:
    """Whether the attribution opens what follows: "X said that", "…, and X said", "while X put the toll at"."""
    tokens = sentence.tokens
    if any(token.low == "that" or token.text == ":" for token in tokens[saying.last : after[0]]) or saying.flag & (
        COUNT | DENY
    ):
        return True
    if tokens[after[0]].text in '"“:‘':
        return True
    return saying.first > 0 and bool(
        table.flags.get(tokens[saying.first - 1].low, 0) & CONNECTIVE or tokens[saying.first - 1].text in ";:"
    )


def _parenthetic(sentence: Sentence, saying: Saying, after: tuple[int, int]) -> bool:
    """ "A, X said, B" """
    tokens = sentence.tokens
    before = tokens[saying.first - 1].text if saying.first else ""
    behind = tokens[after[0]].text
    return (before in ',"”’' and behind in ",;:–—-") or tokens[after[0]].low in ("adding", "and")


def _has(sentence: Sentence, span: tuple[int, int], flag: int, table: Words) -> bool:
    return any(table.flags.get(token.low, 0) & flag for token in sentence.tokens[span[0] : span[1]])

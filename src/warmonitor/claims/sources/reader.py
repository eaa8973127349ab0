"""Reading who says what: every word of saying, its speaker, and what it covers."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import NamedTuple

from warmonitor.claims.sources.citation import Citation
from warmonitor.claims.sources.contents import contents
from warmonitor.claims.sources.doubts import doubted
from warmonitor.claims.sources.naming import Namer, Voice
from warmonitor.claims.sources.quotes import quotations
from warmonitor.claims.sources.sayings import Saying, sayings
from warmonitor.claims.sources.speakers import Finder
from warmonitor.claims.sources.voices import Voices
from warmonitor.claims.sources.words import ACT, CUE, DENY, PRONOUN, Words, words
from warmonitor.claims.text import Document, Sentence
from warmonitor.model import Stance


class Heard(NamedTuple):
    """An attribution with its voice, before later words have settled who that is."""

    sentence: Sentence
    saying: Saying
    spans: list[tuple[int, int]]
    voice: Voice
    position: int


def find(document: Document) -> list[Citation]:
    """Every attribution of the report in order of its words; each with its speaker, resolved, and what it covers."""
    table = words()
    voices = Voices(document.whole, table.pointers, table.documents)
    heard: list[Heard] = []
    mark = table.marks.__getitem__
    before: Sentence | None = None
    for sentence in document.sentences:
        found: list[Saying] = []
        flags = [mark(token[2]) for token in sentence.tokens]
        if reduce(or_, flags) & CUE or _labelled(sentence):
            finder = Finder(sentence.tokens, flags)
            namer = Namer(document.whole, finder, table, voices.short)
            found = sayings(finder)
            heard += _heard(sentence, found, finder, namer, voices, before, table)
        before = sentence if not found else None
    return doubted(
        document, quotations(document, [_citation(item, voices.settle(item.voice, item.position)) for item in heard])
    )


def _labelled(sentence: Sentence) -> bool:
    """Whether the source of a bulletin's item may stand before a colon, in brackets at its end, or after "by"."""
    tokens = sentence.tokens
    if tokens[0].low == "by":
        return True
    return ":" in [token.text for token in tokens[1:9]] or ")" in [token.text for token in tokens[-2:]]


def _heard(
    sentence: Sentence,
    found: list[Saying],
    finder: Finder,
    namer: Namer,
    voices: Voices,
    before: Sentence | None,
    table: Words,
) -> list[Heard]:
    out = []
    for number, saying in enumerate(found):
        left = found[number - 1].last if number else 0
        right = found[number + 1].first if number + 1 < len(found) else len(sentence.tokens)
        voice = _voice(saying, finder, namer, voices, before, table)
        if voice is None:
            continue
        out.append(Heard(sentence, saying, contents(finder, saying, left, right, table), voice, len(voices.heard) - 1))
        before = None
    return out


def _voice(
    saying: Saying, finder: Finder, namer: Namer, voices: Voices, before: Sentence | None, table: Words
) -> Voice | None:
    start, end, _ = saying.speaker
    if finder.flags[start] & PRONOUN and end - start == 1:
        subject = _subject(finder, namer, start) if start > 0 else None
        if subject is None and before is not None:
            earlier = Finder(before.tokens, [table.marks[token.text] for token in before.tokens])
            subject = _subject(earlier, Namer(namer.whole, earlier, table, voices.short), earlier.size)
        return voices.pronoun(table.pronouns[finder.low[start]], subject)
    voice = namer.voice(saying.speaker)
    return voices.hear(voice) if voice else None


def _subject(finder: Finder, namer: Namer, limit: int) -> Voice | None:
    """Whom the sentence is about: the noun phrase that opens it, before token `limit`."""
    opening = finder.opening()
    return namer.voice(opening) if opening and opening.end <= limit else None


def _citation(item: Heard, voice: Voice) -> Citation:
    sentence, saying, spans, own, _ = item
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
        stance=_stance(sentence, saying),
        sentence=sentence.index,
        form=saying.form,
        secondary=bool(saying.flag & ACT),
        resolved=None if own.name == voice.name else f"{own.name} means {voice.name}",
    )


def _stance(sentence: Sentence, saying: Saying) -> Stance:
    if saying.flag & DENY:
        return "denied"
    if sentence.tokens[saying.cue].low in ("confirm", "verify"):
        between = {token.low for token in sentence.tokens[saying.speaker.end : saying.cue]}
        if between & {"not", "cannot", "never"}:
            return "unconfirmed"
    return "asserted"

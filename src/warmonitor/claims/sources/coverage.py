"""Which citation answers for a place in the text: the nearest that covers it."""

from __future__ import annotations

import functools
from bisect import bisect_right
from collections.abc import Sequence

import msgspec

from warmonitor.claims.sources.citation import Citation, Cover
from warmonitor.claims.text import Document, Sentence
from warmonitor.lexicon import table

_DATED = 8  # words of a date and place that a repeated headline may bear more
_CLOSE = 40  # characters that may stand between a speaker and his verb
_LEAD = 1  # sentences whose source a headline may have; with more, headlines take what the body says itself


class CarryTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The shape of `lexicon/<language>/carry.yaml`: the weights of the features, and the words they look for."""

    weights: dict[str, float]
    short: int
    anaphora: frozenset[str]
    resumed: frozenset[str]
    pronouns: frozenset[str]
    added: frozenset[str]
    others: frozenset[str]
    shift: frozenset[str]
    months: frozenset[str]
    official: frozenset[str]


@functools.cache
def carry_table(language: str = "en") -> CarryTable:
    """The weights that decide how far an attribution carries."""
    return table(f"{language}/carry.yaml", CarryTable)


def cover(citations: Sequence[Citation], document: Document, position: int, secondary: bool = False) -> Cover:
    """The citation that answers for the character at `position`, with the reason; None when the report speaks itself.

    First what is said in so many words, then the words of the attribution itself, then an attribution that carries on
    from the sentence before; a headline has the source of the lead. Speech that states no fact covers nothing, unless
    `secondary` asks for it.
    """
    if not secondary:
        citations = [citation for citation in citations if not citation.secondary]
    covering = [citation for citation in citations if citation.covers(position)]
    if covering:
        best = min(covering, key=lambda citation: abs(citation.cue_start - position))
        return Cover(best, "among the words said")
    for citation in citations:
        if _is_attribution(citation, position):
            return Cover(citation, "in the words of the attribution")
    sentence = sentence_at(document, position)
    if sentence is None:
        return Cover(None, "outside the text")
    own = next((citation for citation in citations if citation.sentence == sentence.index), None)
    if own is not None:
        before = next((citation for citation in reversed(citations) if citation.sentence < sentence.index), None)
        if (
            before
            and before.sentence == sentence.index - 1
            and before.name == own.name
            and _added(document, own, position)
        ):
            return Cover(before, "between two sayings of one voice")
        return Cover(None, "beside an attribution that does not cover it")
    if sentence.title:
        return _headline(citations, document, sentence)
    wrapped = _wrapped(citations, document, sentence)
    if wrapped:
        return Cover(wrapped, "the sentence goes on in the next line")
    return _carried(citations, document, sentence)


def _added(document: Document, own: Citation, position: int) -> bool:
    """ "A died, and the source added that B": A is said by the source of the sentence before."""
    return position < own.start and document.low[: own.start].rstrip().endswith((" and", ";"))


def _is_attribution(citation: Citation, position: int) -> bool:
    """Whether the position lies in the speaker's name, the word of saying, or the little between them."""
    if citation.start <= position <= citation.end or citation.cue_start <= position <= citation.cue_end:
        return True
    first, last = sorted((citation.end, citation.cue_start))
    return last - first < _CLOSE and first <= position <= last


def sentence_at(document: Document, position: int) -> Sentence | None:
    """The sentence that holds the character at `position`."""
    index = bisect_right(document.sentences, position, key=lambda sentence: sentence.start) - 1
    return document.sentences[index] if index >= 0 else None


def _wrapped(citations: Sequence[Citation], document: Document, sentence: Sentence) -> Citation | None:
    """The citation of the next line, which covers it from its start, where a line break has cut a sentence in two."""
    if document.whole[sentence.end - 1] in '.!?…"”:;' or sentence.index + 1 >= len(document.sentences):
        return None
    following = document.sentences[sentence.index + 1]
    if following.paragraph != sentence.paragraph + 1 or document.whole[sentence.end : following.start].count("\n") != 1:
        return None
    return next((c for c in citations if c.sentence == following.index and c.covers(following.start)), None)


def _repeats(document: Document, sentence: Sentence) -> bool:
    """Whether the first sentence of the body only says the headline again, perhaps with a date before it."""
    title = document.sentences[0]
    if sentence.index != 1 or not title.title or len(title.low) < 4:
        return False
    return len(sentence.low) <= len(title.low) + _DATED and set(title.low) <= set(sentence.low)


def _headline(citations: Sequence[Citation], document: Document, title: Sentence) -> Cover:
    """A headline that cites nobody has the first source that the lead cites."""
    rest = document.sentences[title.index + 1 :]
    lead = [s.index for s in rest if not s.title and not _repeats(document, s)][:_LEAD]
    first = next((citation for citation in citations if citation.sentence in lead and citation.contents), None)
    return Cover(first, "headline: the source of the lead" if first else "headline, and no source in the lead")


def _carried(citations: Sequence[Citation], document: Document, sentence: Sentence) -> Cover:
    before = next((citation for citation in reversed(citations) if citation.sentence < sentence.index), None)
    if before is None or before.sentence != sentence.index - 1:
        return Cover(None, "no citation covers it")
    if document.sentences[before.sentence].paragraph != sentence.paragraph:
        return Cover(None, "a new paragraph that cites nobody")
    weights = carry_table().weights
    features = carry_features(before, sentence)
    score = sum(weights[name] for name in features)
    told = ", ".join(f"{name} {weights[name]:+g}" for name in features)
    if score > 0:
        return Cover(before, f"carries on from the sentence before ({told})")
    return Cover(None, f"cites nobody, and the sentence before does not carry on ({told})")


def carry_features(before: Citation, sentence: Sentence) -> list[str]:
    """The names of the features in `carry.yaml` that hold for a sentence right after the one with `before`."""
    carry = carry_table()
    low = [token.low for token in sentence.tokens if token.text[0].isalnum()]
    first, second = (*low, "", "")[:2]
    held = {
        "bias": True,
        "official": before.kind in carry.official,
        "anaphora": first in carry.anaphora
        or (first == "the" and second in carry.resumed)
        or _among(low, carry.resumed),
        "pronoun": first in carry.pronouns,
        "also": not carry.added.isdisjoint(low),
        "there": "there" in low,
        "others": not carry.others.isdisjoint(low[:12]),
        "short": len(sentence.tokens) < carry.short,
        "quote": sentence.tokens[0].text in '"“',
        "shift": first in carry.shift,
        "date": any(
            word in carry.months or (len(word) == 4 and word[:2] in ("19", "20") and word.isdigit()) for word in low
        ),
    }
    return [name for name, holds in held.items() if holds]


def _among(low: list[str], resumed: frozenset[str]) -> bool:
    """ "… were among the dead", "… among those killed": a breakdown of what was just said."""
    return any(
        one == "among" and (two == "those" or three in resumed) for one, two, three in zip(low, low[1:], low[2:])
    )

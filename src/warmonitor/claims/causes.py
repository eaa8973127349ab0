"""What a sentence's harm is due to: an armed act, or something else (an earthquake, a road, a quarrel)."""

from __future__ import annotations

from warmonitor.claims.text import Document, Sentence
from warmonitor.lexicon.words import Words

REACH = (
    2  # how many sentences of its paragraph a cause that is no conflict colours, when none of them names an armed act
)


def _named(sentence: Sentence, words: Words) -> tuple[bool, bool]:
    """Whether the sentence names an armed act, and whether another cause."""
    low = sentence.low
    armed = not words.conflict.isdisjoint(low) or words.events.among(low)
    return armed, words.other_causes.among(low)


def apart(document: Document, words: Words) -> set[int]:
    """Indices of the sentences whose harm is not due to conflict."""
    out: set[int] = set()
    left, paragraph = 0, -1
    for sentence in document.sentences:
        if sentence.paragraph != paragraph:
            left, paragraph = 0, sentence.paragraph
        armed, other = _named(sentence, words)
        left = REACH + 1 if other and not armed else 0 if armed else left - 1
        if left > 0:
            out.add(sentence.index)
    return out

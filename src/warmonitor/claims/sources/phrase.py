"""The words that name a speaker: a sentence's tokens with their flags, and the phrases that begin at a token."""

from __future__ import annotations

from typing import NamedTuple

from warmonitor.claims.sources.words import (
    ADVERB,
    ASIDE,
    AUTHORED,
    BODY,
    CAPITAL,
    CONNECTIVE,
    CUE,
    DETERMINER,
    DOCUMENT,
    LINKER,
    MODIFIER,
    PERSON,
    POSSESSIVE,
    PREPOSITION,
    PRONOUN,
    SPEAKER,
    TITLE,
)
from warmonitor.claims.text import Sentence
from warmonitor.lexicon.words import words as lexicon

_AFTER = PREPOSITION | CONNECTIVE | ADVERB | ASIDE
_FRONT = 12  # words that may stand before the subject


class Phrase(NamedTuple):
    """Tokens `start:end` name a speaker; `apposition` are tokens that say more about them."""

    start: int
    end: int
    apposition: tuple[int, int] | None = None


class Forward:
    """Looks for speakers from a token on: "said the head of the Observatory", "The ministry: …"."""

    __slots__ = ("begin", "flags", "low", "size", "tokens")

    def __init__(self, sentence: Sentence, flags: list[int]) -> None:
        tokens = sentence.tokens
        self.tokens, self.size = tokens, len(tokens)
        self.begin = 0  # where the report begins, behind a dateline
        self.flags = flags
        self.low = sentence.low
        for k in [k for k, low in enumerate(self.low) if low[0].isdigit()]:
            if k and flags[k - 1] & CAPITAL and tokens[k - 1].end == tokens[k].start:
                flags[k] |= CAPITAL  # "M23", "G9"
            if k > 1 and self.low[k - 1] == "-" and flags[k - 2] & CAPITAL and tokens[k - 2].end + 1 == tokens[k].start:
                flags[k - 1], flags[k] = CAPITAL, flags[k] | CAPITAL  # "Radio-3"

    def speaks(self, phrase: Phrase) -> bool:
        """Whether the phrase can be a speaker: a noun of speakers, a pronoun, a name, or a noun with its determiner."""
        if self.flags[phrase.start] & DETERMINER and phrase.end - phrase.start > 1:
            return True
        return any(flag & (SPEAKER | PRONOUN | CAPITAL) for flag in self.flags[phrase.start : phrase.end])

    def counts(self, k: int) -> bool:
        """Whether a number stands at a token."""
        return self.low[k] in lexicon().numbers.units or self.low[k][0].isdigit()

    def named(self, k: int) -> bool:
        """Whether a person's full name stands at a token."""
        flags = self.flags[k : k + 2]
        return len(flags) == 2 and all(flag & (CAPITAL | SPEAKER | BODY) == CAPITAL for flag in flags)

    def subject(self) -> Phrase | None:
        """The opening phrase, where a noun of speakers, a body or a full name makes it one who can speak."""
        phrase = self.opening()
        if phrase is None:
            return None
        flags = self.flags[phrase.start : phrase.end]
        full = len(flags) > 1 and all(flag & (CAPITAL | TITLE) for flag in flags)
        return phrase if full or any(flag & (SPEAKER | BODY) for flag in flags) else None

    def opening(self) -> Phrase | None:
        """The noun phrase that opens the sentence, if it can be a speaker."""
        phrase = self.right(0)
        if phrase and phrase.end == 1 and not self.flags[0] & (SPEAKER | BODY) and not self.tokens[0].text.isupper():
            return None
        return phrase if phrase and self.speaks(phrase) and not self.flags[phrase.start] & PRONOUN else None

    def behind_comma(self) -> Phrase | None:
        """The subject behind a preposition's phrase: "Speaking from the clinic, a surgeon", "In the town, the army"."""
        if "," not in self.low[1:_FRONT] or not (self.flags[0] & PREPOSITION or self.low[0].endswith("ing")):
            return None
        phrase = self.right(self.low.index(",", 1) + 1)
        return phrase if phrase and self.speaks(phrase) and not self.flags[phrase.start] & PRONOUN else None

    def right(self, start: int) -> Phrase | None:
        """The speaker whose first word is at `start`: "said the head of the Observatory, Rami Ali"."""
        if start + 2 < self.size and self.low[start + 1] == "of" and self.flags[start] & DETERMINER:
            start += 2  # "two of the residents"
            if self.flags[start] & PRONOUN and self.low[start + 1 : start + 2] == [","]:
                return self.right(start + 2)  # "one of them, the nurse Amina Ali"
        end = self._right(start) if start < self.size else None
        if end is None:
            return None
        end = self._extended_right(end)
        return Phrase(start, end, self._apposition_right(end))

    def _right(self, start: int) -> int | None:
        flags, k, found = self.flags, start, None
        while k < self.size:
            flag = flags[k]
            if flag & PRONOUN and k == start:
                return None if self.low[k] == "it" else k + 1
            if flag & CUE and not flag & SPEAKER and not (flag & CAPITAL and k > start):
                break
            if flag & CAPITAL and found == k and self._closed_noun(k - 1):
                break
            if flag & (CAPITAL | SPEAKER):
                found = k + 1
            elif self.low[k] == "." and found == k and self._shortened(k - 1) and k + 1 < self.size:
                pass
            elif found == k and k + 2 < self.size and flag & LINKER and self._joins_right(k):
                k += 1 if self.low[k + 1] == "the" else 0
            elif flag & PERSON and k + 1 < self.size and flags[k + 1] & CAPITAL and k > start:
                pass  # "the pharmacist Amina Ali"
            elif not flag & (DETERMINER | MODIFIER | TITLE | BODY | POSSESSIVE) or (found and flag & DETERMINER):
                break
            k += 1
        return found

    def _closed_noun(self, k: int) -> bool:
        """Whether a lower-case plural has ended the phrase: "according to residents Russian jets struck"."""
        return bool(self.flags[k] & SPEAKER) and not self.flags[k] & CAPITAL and self.low[k].endswith("s")

    def _joins_right(self, k: int) -> bool:
        flags = self.flags
        following = k + 2 if self.low[k + 1] == "the" else k + 1
        return bool(flags[following] & CAPITAL and flags[k - 1] & CAPITAL) and (
            bool(flags[k - 1] & BODY) or self.low[k] == "bin"
        )

    def _extended_right(self, end: int) -> int:
        for _ in range(3):
            if end + 1 >= self.size or not (self.flags[end] & (PREPOSITION | AUTHORED) or self.low[end] == "and"):
                break
            if not self.flags[end - 1] & (SPEAKER | BODY | DOCUMENT):
                break
            further = self._right(self._past_authored(end))
            if further is None:
                break
            end = further
        return end

    def _past_authored(self, k: int) -> int:
        """Past "released Saturday by" to the author."""
        if self.flags[k] & AUTHORED and self.flags[k - 1] & DOCUMENT:
            while k + 1 < self.size and self.flags[k] & (AUTHORED | PREPOSITION | ADVERB):
                k += 1
            return k
        return k + 1

    def _apposition_right(self, end: int) -> tuple[int, int] | None:
        """ ", director of the hospital" or, no comma, "the head of the Observatory" after a name."""
        k = end + 1 if end < self.size and self.low[end] == "," else end
        if k + 1 >= self.size or not self.flags[k] & (DETERMINER | SPEAKER | TITLE | MODIFIER | CAPITAL):
            return None
        further = self._right(k)
        if further is None:
            return None
        further = self._extended_right(further)
        if k > end and further < self.size and self.low[further].isalpha() and not self.flags[further] & _AFTER:
            return None  # "according to the bulletin, an army sapper stepped on a mine"
        return (k, further)

    def people(self, start: int) -> Phrase | None:
        """Whoever a determiner and a noun for people make: "a pharmacist"."""
        if start < self.size and self.flags[start] & DETERMINER:
            for k in range(start + 1, min(start + 4, self.size)):
                if not self.low[k].isalpha() or self.flags[k] & (CUE | PREPOSITION):
                    return None
                if self.flags[k] & PERSON:
                    return None if self.low[k + 1 : k + 2] == ["of"] else Phrase(start, k + 1)
        return None

    def _shortened(self, k: int) -> bool:
        return bool((len(self.low[k]) == 1 and self.flags[k] & CAPITAL) or self.flags[k] & TITLE)

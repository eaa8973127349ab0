"""Finding the words that name a speaker, left or right of a word of saying."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from warmonitor.claims.sources.words import (
    ADVERB,
    BODY,
    CONNECTIVE,
    CUE,
    DETERMINER,
    HEAD,
    MODIFIER,
    PREPOSITION,
    PRONOUN,
    SPEAKER,
    SPOKESMAN,
    TITLE,
    capital,
)  # fmt: skip
from warmonitor.claims.text import Token

_INSIDE_NAMES = ("of", "for", "and", "in", "the", "&", "on", "de", "bin")
_REACH = 24


class Phrase(NamedTuple):
    """Tokens `start:end` name a speaker; `apposition` are tokens that say more about them."""

    start: int
    end: int
    apposition: tuple[int, int] | None = None


class Finder:
    """Looks for speakers in one sentence."""

    def __init__(self, tokens: Sequence[Token], flags: dict[str, int]) -> None:
        self.tokens, self.flags = tokens, flags

    def is_(self, index: int, flag: int) -> bool:
        """Whether the token at `index` may be what `flag` says."""
        return bool(self.flags.get(self.tokens[index].low, 0) & flag)

    def capital(self, index: int) -> bool:
        """Whether the token at `index` is written like a name."""
        return capital(self.tokens[index], self.flags)

    # A noun phrase without what follows its head: "the two local health officials", "Syrian Observatory for Human Rights".

    def _left(self, end: int, floor: int) -> int | None:
        """The start of the noun phrase that ends before `end`."""
        k = end - 1
        if k < floor:
            return None
        if self.is_(k, PRONOUN):
            return k
        if not (self.is_(k, SPEAKER) or self.capital(k)):
            return self._left_of_mark(k, floor)
        k -= 1
        while k >= floor:
            if self._modifies(k):
                k -= 1
            elif self.is_(k, DETERMINER):
                return self._determiners(k, floor)
            elif k - 1 >= floor and self._joins(k):
                k -= 2
            else:
                break
        return k + 1

    def _left_of_mark(self, k: int, floor: int) -> int | None:
        """The phrase before a mark that closes it: "the Army (SLA) said", "the U.N. said"."""
        if self.tokens[k].text == ")" and k - 2 >= floor:
            opened = next((n for n in range(k - 1, max(floor, k - 6), -1) if self.tokens[n].text == "("), None)
            return self._left(opened, floor) if opened else None
        if self.tokens[k].text == "." and k - 1 >= floor and len(self.tokens[k - 1].text) == 1 and self.capital(k - 1):
            return self._left(k, floor)
        return None

    def _modifies(self, k: int) -> bool:
        token = self.tokens[k]
        flag = self.flags.get(token.low, 0)
        if flag & MODIFIER or (flag & SPEAKER and not flag & CUE and not token.low.endswith("s")):
            return True
        if token.low.endswith(("'s", "s'")) and not flag & ADVERB:
            return True
        return self.capital(k) or (token.text == "." and k > 0 and self._shortened(k - 1))

    def _shortened(self, k: int) -> bool:
        token = self.tokens[k]
        return (len(token.text) == 1 and token.text.isupper()) or self.is_(k, TITLE)

    def _determiners(self, k: int, floor: int) -> int:
        while k - 1 >= floor and self.is_(k - 1, DETERMINER):
            k -= 1
        return k

    def _joins(self, k: int) -> bool:
        """Whether a small word stands inside a name: "Bank of Sudan", "Observatory for Human Rights"."""
        low = self.tokens[k].low
        if low == "the" and self.tokens[k - 1].low in ("of", "for"):
            return True
        return low in _INSIDE_NAMES and self.capital(k + 1) and self.capital(k - 1) and self.is_(k - 1, BODY)

    def left(self, end: int, floor: int) -> Phrase | None:
        """The speaker whose last word stands before `end`, or None."""
        k = end - 1
        while k >= floor and self.is_(k, ADVERB) and not self.is_(k, PRONOUN):
            k -= 1
        if k < floor:
            return None
        if self.tokens[k].text in ",–—-":
            return self._left_with_apposition(k, floor)
        start = self._left(k + 1, floor)
        return self._extended_left(start, k + 1, floor) if start is not None else None

    def _extended_left(self, start: int, end: int, floor: int) -> Phrase:
        """Takes in what the phrase depends on: "a spokesman for the army", "a source at Aleppo Police Command"."""
        for _ in range(3):
            if start - 2 < floor:
                break
            before = self.tokens[start - 1].low
            head = self.flags.get(self.tokens[start - 2].low, 0)
            whole = self._whole(start, end)
            if (self.is_(start - 1, PREPOSITION) and self._takes(head, start - 2, whole, before)) or (
                before == "and" and self._coordinates(start - 2, floor)
            ):
                wider = self._left(start - 1, floor)
            else:
                break
            if wider is None:
                break
            start = wider
        return self._named_before(start, end, floor)

    def _whole(self, start: int, end: int) -> bool:
        """Whether the phrase is a speaker by itself, and not only the name of a place or body."""
        return any(self.is_(k, SPEAKER) and not self.capital(k) for k in range(start, end)) or self.is_(start, PRONOUN)

    def _takes(self, head: int, k: int, whole: bool, preposition: str) -> bool:
        if head & (SPOKESMAN | HEAD):
            return True
        if preposition in ("of", "for", "at", "with") and self.capital(k) and self.is_(k, BODY | SPEAKER):
            return True
        return bool(head & SPEAKER) and not whole

    def _coordinates(self, k: int, floor: int) -> bool:
        if not self.is_(k, SPEAKER):
            return self.capital(k) and self.is_(k, BODY)
        start = self._left(k + 1, floor)
        return start is not None and (start == floor or self.tokens[start - 1].text in ',;:"”“—–')

    def _named_before(self, start: int, end: int, floor: int) -> Phrase:
        """A name right before its description, no comma between: "Rami Ali the head of the Observatory"."""
        if start - 2 >= floor and self.is_(start, DETERMINER) and self.capital(start - 1) and self.capital(start - 2):
            described = any(self.is_(k, SPOKESMAN | HEAD) for k in range(start, min(end, start + 4)))
            name = self._left(start, floor) if described else None
            if name is not None:
                return Phrase(name, start, (start, end))
        return Phrase(start, end)

    def _left_with_apposition(self, comma: int, floor: int) -> Phrase | None:
        """ "NAME, a spokesman for BODY, said": the phrase before the first comma, described by what lies between."""
        for k in range(comma - 1, max(floor, comma - _REACH) - 1, -1):
            if self.tokens[k].text in ",–—" and k > floor:
                if not self._describes(k + 1, comma):
                    return None
                start = self._left(k, floor)
                if start is None:
                    continue
                phrase = self._extended_left(start, k, floor)
                return Phrase(phrase.start, k, (k + 1, comma))
            if self.tokens[k].text in '"”“;:':
                return None
        return None

    def _describes(self, start: int, end: int) -> bool:
        first = self.tokens[start]
        if first.low in ("who", "which", "speaking", "whose", "quoting", "citing", "or"):
            return True
        if end - start == 1 and self.capital(start):
            return True
        return any(self.is_(k, SPEAKER | BODY) for k in range(start, min(end, start + 8))) and not any(
            self.is_(k, CONNECTIVE) for k in range(start, start + 1)
        )

    # To the right of the word of saying.

    def right(self, start: int) -> Phrase | None:
        """The speaker whose first word is at `start`: "said the head of the Observatory, Rami Ali"."""
        end = self._right(start)
        if end is None:
            return None
        end = self._extended_right(end)
        return Phrase(start, end, self._apposition_right(start, end))

    def _right(self, start: int) -> int | None:
        tokens, k = self.tokens, start
        found = None
        while k < len(tokens):
            flag = self.flags.get(tokens[k].low, 0)
            if flag & PRONOUN and k == start:
                return None if tokens[k].low == "it" else k + 1
            if flag & CUE and not flag & SPEAKER and not (self.capital(k) and k > start):
                break
            if self.capital(k) or flag & SPEAKER:
                found = k + 1
            elif (tokens[k].text == "." and found == k and k + 1 < len(tokens) and self._shortened(k - 1)) or (
                found and k + 1 < len(tokens) and tokens[k].low in _INSIDE_NAMES and self._joins_right(k)
            ):
                pass
            elif not flag & (DETERMINER | MODIFIER | TITLE | BODY) and not tokens[k].low.endswith(("'s", "s'")):
                break
            k += 1
        return found

    def _joins_right(self, k: int) -> bool:
        following = k + 2 if self.tokens[k + 1].low == "the" and k + 2 < len(self.tokens) else k + 1
        return (
            self.capital(following) and self.capital(k - 1) and (self.is_(k - 1, BODY) or self.tokens[k].low == "bin")
        )

    def _extended_right(self, end: int) -> int:
        for _ in range(3):
            if end + 1 >= len(self.tokens) or not (self.is_(end, PREPOSITION) or self.tokens[end].low == "and"):
                break
            if not self.is_(end - 1, SPEAKER | BODY):
                break
            further = self._right(end + 1)
            if further is None:
                break
            end = further
        return end

    def _apposition_right(self, start: int, end: int) -> tuple[int, int] | None:
        """ ", director of the hospital" or, no comma, "the head of the Observatory" after a name."""
        k = end + 1 if end < len(self.tokens) and self.tokens[end].text == "," else end
        if k + 1 >= len(self.tokens) or not (self.is_(k, DETERMINER | SPEAKER | TITLE | MODIFIER) or self.capital(k)):
            return None
        further = self._right(k)
        if further is None:
            return None
        further = self._extended_right(further)
        return (k, further)

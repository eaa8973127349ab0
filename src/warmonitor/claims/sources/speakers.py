"""Finding the words that name a speaker to the left of a word of saying."""

from __future__ import annotations

from warmonitor.claims.sources.phrase import Forward, Phrase
from warmonitor.claims.sources.words import (
    ADVERB,
    AUTHORED,
    AUXILIARY,
    BODY,
    CAPITAL,
    COLLECTIVE,
    CONNECTIVE,
    CUE,
    DETERMINER,
    DOCUMENT,
    FINITE,
    HEAD,
    LINKER,
    MINOR,
    MODIFIER,
    PERSON,
    POSSESSIVE,
    PREPOSITION,
    PRONOUN,
    SPEAKER,
    SPOKESMAN,
    TELLING,
    TITLE,
)

_CLOSERS = frozenset(",–—-")
_QUOTES = frozenset('"”“;:')
_MARKS = _CLOSERS | _QUOTES | {"(", ")"}
_REACH = 26
_FAR = 14
_NOUNS = DETERMINER | MODIFIER | CAPITAL | SPEAKER | PERSON | BODY | TITLE | POSSESSIVE
_JOINTS = FINITE | AUXILIARY | PREPOSITION | ADVERB | CONNECTIVE | PRONOUN | CUE | TELLING


class Finder(Forward):
    """Looks for speakers in one sentence, to the left of a word of saying as well."""

    __slots__ = ()

    def left(self, end: int, floor: int, active: bool = False, any_noun: bool = False) -> Phrase | None:
        """The speaker whose last word stands before `end`, or None; `active` takes "was quoted" for his own
        saying, `any_noun` a noun that is not listed as a speaker."""
        k, flags = end - 1, self.flags
        related = False
        passive = False
        while k >= floor and self._skipped(k, end):
            passive = passive or bool(flags[k] & AUXILIARY)
            if self.low[k] in ("and", "but"):
                return self._start_of_clause(end, floor) if floor == 0 else None
            related = related or self.low[k] in ("which", "who", "that")
            k -= 1
            if k > floor and self.low[k] in '"“':
                k -= 1
        if k < floor or (passive and not active):
            return None
        if self.low[k] in _CLOSERS:
            if related:
                start = self._left(k, floor)
                return self._extended_left(start, k, floor) if start is not None else None
            return self._left_with_apposition(k, floor) or self._start_of_clause(end, floor)
        start = self._left(k + 1, floor)
        if start is None:
            at = self._place_before(k, floor)
            start = self._left(at, floor) if at else None
            k = at - 1 if at and self.low[at] != "of" else k
        if start is None:
            found = self._start_of_clause(end, floor) or self._whole_subject(k + 1, floor)
            return found or ((self._any_noun(k + 1, floor) or self._described_before(end, floor)) if any_noun else None)
        phrase = self._extended_left(start, k + 1, floor)
        whole = self._whole_subject(k + 1, floor)
        if whole and whole.start < phrase.start:
            return whole
        if phrase.start > floor and self.flags[phrase.start - 1] & PREPOSITION and self._relates(floor, phrase.start):
            return self._start_of_clause(end, floor) or phrase  # "a body which has a network of activists said"
        if phrase.start > floor and self._depends_on_other(phrase):
            return self._start_of_clause(end, floor) or (None if self.low[phrase.start - 1] == "by" else phrase)
        return phrase

    def _skipped(self, k: int, end: int) -> bool:
        """Whether a word may stand between the speaker and his verb: "also", "had until then", "has by Monday"."""
        flags = self.flags
        if flags[k] & (ADVERB | CONNECTIVE):
            return not flags[k] & (PRONOUN | CAPITAL)
        return k + 1 < end and bool(flags[k] & PREPOSITION and flags[k - 1] & flags[k + 1] & ADVERB)

    def _any_noun(self, end: int, floor: int) -> Phrase | None:
        """A determiner and its noun, whatever noun it is, where the clause begins: "The herdsman said"."""
        k = end - 1
        plain = ~(MODIFIER | POSSESSIVE | MINOR | DOCUMENT | PERSON)
        while k >= max(floor, end - 3) and not self.flags[k] & plain and self.low[k].isalpha():
            k -= 1
        if not end - 1 > k >= floor or self.low[k] not in ("the", "a", "an", "his", "her", "its"):
            return None
        opens = k == floor or self.low[k - 1] in ',;:"“”' or self.flags[k - 1] & CONNECTIVE
        return Phrase(k, end) if opens else None

    def _relates(self, start: int, end: int) -> bool:
        return "," not in self.low[start:end] and not {"which", "who"}.isdisjoint(self.low[start:end])

    def _whole_subject(self, end: int, floor: int) -> Phrase | None:
        """The noun phrase that opens the clause, where nothing but what qualifies it stands before the verb at `end`:
        "Serb doctors at the hospital in the north", "Ukraine's national rail company"."""
        start = end
        while start > floor and self.low[start - 1] not in _MARKS:
            if self.flags[start - 1] & CONNECTIVE and not self._joins_names(start - 1, end):
                break
            start -= 1
        if start == floor > self.begin and self.low[start - 1] not in _MARKS and not self.flags[start - 1] & CONNECTIVE:
            return None
        k = start
        while k < end and self._in_phrase(k, start):
            k += 1
        if k == start or (k < end and not self._qualified(k, end)):
            return None
        named = k - start > 1 and self.flags[k - 1] & self.flags[k - 2] & CAPITAL and self.low[k : k + 1] == ["of"]
        if not named and not self.flags[k - 1] & (SPEAKER | PERSON | BODY | DOCUMENT):
            return None
        if self.flags[start] & SPEAKER == 0 and self.low[start][0].isdigit():
            return None
        return Phrase(start, end if k == end or self.flags[k] & PREPOSITION else k)

    def _joins_names(self, k: int, end: int) -> bool:
        """ "medics in Mocha and Al Khokha" """
        return self.low[k] == "and" and k + 1 < end and bool(self.flags[k - 1] & self.flags[k + 1] & CAPITAL)

    def _in_phrase(self, k: int, start: int) -> bool:
        flag, low = self.flags[k], self.low[k]
        if low in ("the", "a", "an") and k > start and not self.flags[k - 1] & DETERMINER:
            return False
        if flag & _NOUNS and not flag & PRONOUN:
            return True
        if flag & _JOINTS:
            return False
        return low in "'’.&" or (low[-1].isalpha() and not low.endswith(("ed", "ing", "ly")))

    def _described_before(self, end: int, floor: int) -> Phrase | None:
        """ "… hurt a doctor living in the east said": a speaker further back, and what is said of him in between."""
        for k in range(end - 2, max(floor, end - _FAR), -1):
            if self.low[k] in _QUOTES or self.low[k] == ",":
                return None
            if self.flags[k] & SPEAKER and not self.flags[k] & (CAPITAL | CUE) and self._qualified(k + 1, end):
                start = self._left(k + 1, floor)
                if start is not None and (self.flags[start] & DETERMINER or self.low[k].endswith("s")):
                    return Phrase(start, k + 1)
        return None

    def _qualified(self, start: int, end: int) -> bool:
        """Whether what follows a noun only tells which one is meant: "in the east", "who fled", "living nearby"."""
        if self.low[start] in ("who", "that", "which"):
            return True
        opens = (
            self.flags[start] & PREPOSITION
            or self.low[start].endswith("ing")
            or self.low[start] in ("familiar", "close")
            or (self.low[start].endswith("ed") and self.low[start + 1 : start + 2] in (["to"], ["by"]))
        )
        return bool(opens) and not any(flag & (FINITE | AUXILIARY) for flag in self.flags[start:end])

    def _place_before(self, k: int, floor: int) -> int | None:
        """The preposition before "in the country", "of violence", when a speaker stands before it."""
        for at in range(k - 1, max(floor, k - 4), -1):
            if self.flags[at] & PREPOSITION:
                return at if self.flags[at - 1] & SPEAKER else None
            if self.flags[at] & ~(DETERMINER | MODIFIER | MINOR) or not self.low[at].isalpha():
                return None
        return None

    def _depends_on_other(self, phrase: Phrase) -> bool:
        """Whether the phrase is no subject but hangs on a word before it: "east of Damascus", "led by the army"."""
        if self.low[phrase.start - 1] == "by":
            return True
        named = not any(flag & (SPEAKER | PRONOUN) for flag in self.flags[phrase.start : phrase.end])
        return named and bool(self.flags[phrase.start - 1] & PREPOSITION)

    def _left(self, end: int, floor: int) -> int | None:
        """The start of the noun phrase, without what follows its head, that ends before `end`."""
        k, flags = end - 1, self.flags
        if k < floor:
            return None
        if flags[k] & PRONOUN:
            return k
        if not flags[k] & (SPEAKER | CAPITAL):
            return self._left_of_mark(k, floor)
        k -= 1
        while k >= floor:
            if self._modifies(k):
                k -= 1
            elif flags[k] & DETERMINER:
                while k - 1 >= floor and flags[k - 1] & DETERMINER:
                    k -= 1
                return k
            elif k - 1 >= floor and self._joins(k):
                k -= 2
            elif k - 1 >= floor and self._fills(k):
                k -= 1
            else:
                break
        return k + 1

    def _fills(self, k: int) -> bool:
        """An unlisted word between a determiner and its noun: "the flood relief team"."""
        low = self.low[k]
        if self.flags[k] & ~MINOR or self.flags[k + 1] & CAPITAL:
            return False
        if not low.isalpha() or low.endswith(("s", "ed", "ing", "ly")):
            return False
        return bool(self.flags[k - 1] & (DETERMINER | POSSESSIVE)) and self.low[k - 1] not in (
            "that",
            "its",
            "his",
            "their",
            "her",
        )

    def _left_of_mark(self, k: int, floor: int) -> int | None:
        """The phrase before a mark that closes it: "the Army (SLA) said", "the U.N. said"."""
        if self.low[k] == ")":
            opened = next((n for n in range(k - 1, max(floor, k - 6), -1) if self.low[n] == "("), None)
            return self._left(opened, floor) if opened else None
        if self.low[k] == "." and k - 1 >= floor and len(self.low[k - 1]) == 1 and self.flags[k - 1] & CAPITAL:
            return self._left(k, floor)
        return None

    def _modifies(self, k: int) -> bool:
        flag = self.flags[k]
        if flag & (MODIFIER | CAPITAL) or (flag & POSSESSIVE and not flag & ADVERB):
            return True
        if flag & SPEAKER and not flag & CUE and not self.low[k].endswith("s"):
            return True
        if self.low[k].endswith("s") and self.low[k + 1] in "'’":
            return True
        if "-" in self.low[k] and self.low[k].endswith(("ed", "led", "run", "backed", "based")):
            return True
        if self.low[k] == "s" and self.low[k - 1] in "'’":
            return True
        if self.low[k] in "'’":
            return self.low[k + 1] == "s" or self.low[k - 1].endswith("s")
        return self.low[k] == "." and k > 0 and self._shortened(k - 1)

    def _joins(self, k: int) -> bool:
        """Whether a small word stands inside a name: "Bank of Sudan", "Observatory for Human Rights"."""
        low, flags = self.low[k], self.flags
        if low == "the" and self.low[k - 1] in ("of", "for"):
            return True
        return bool(flags[k] & LINKER) and bool(
            flags[k + 1] & CAPITAL and flags[k - 1] & CAPITAL and flags[k - 1] & (BODY | SPEAKER)
        )

    def _extended_left(self, start: int, end: int, floor: int) -> Phrase:
        """Takes in what the phrase depends on: "a spokesman for the army", "a source at Aleppo Police Command"."""
        for _ in range(3):
            if start - 2 < floor or not (self._depends(start, end) or self._coordinates(start, floor)):
                break
            wider = self._left(start - 1, floor)
            if wider is None:
                break
            start = wider
        return self._named_before(start, end, floor)

    def _depends(self, start: int, end: int) -> bool:
        flags = self.flags
        head = flags[start - 2]
        if not flags[start - 1] & (PREPOSITION | AUTHORED):
            return False
        if head & (SPOKESMAN | HEAD | DOCUMENT) and not (head & CAPITAL and not head & BODY):
            return True
        if self.low[start - 1] in ("of", "for", "at", "with") and head & CAPITAL and head & (BODY | SPEAKER):
            return True
        if any(flag & SPEAKER and not flag & CAPITAL for flag in flags[start:end]):
            return bool(head & SPEAKER and flags[end - 1] & COLLECTIVE) and not head & (COLLECTIVE | CAPITAL)
        return bool(head & SPEAKER) or (bool(head & CAPITAL) and self._speaker_beyond(start - 1))

    def _speaker_beyond(self, end: int) -> bool:
        """Whether the place that ends before `end` is where a speaker is: "the hospital in Azaz in Aleppo"."""
        start = self._left(end, 0)
        return (
            start is not None
            and start >= 2
            and bool(self.flags[start - 1] & PREPOSITION and self.flags[start - 2] & SPEAKER)
        )

    def _coordinates(self, start: int, floor: int) -> bool:
        """ "residents and rescue workers said", not "…killed the rebels and residents said"."""
        flags = self.flags
        if self.low[start - 1] != "and" or not (
            flags[start - 2] & SPEAKER or (flags[start - 2] & CAPITAL and flags[start - 2] & BODY)
        ):
            return False
        first = self._left(start - 1, floor)
        if first is None:
            return False
        return bool(flags[first] & DETERMINER and flags[start - 2] & HEAD) or (
            first == floor or self.low[first - 1] in ',;:"”“—–' or self.low[first - 1] == "to"
        )

    def _named_before(self, start: int, end: int, floor: int) -> Phrase:
        """A name right before its description, no comma between: "Rami Ali the head of the Observatory"."""
        flags = self.flags
        if self.tokens[start].text[0].isupper() or (flags[end - 1] & CAPITAL and not flags[end - 1] & BODY):
            return Phrase(start, end)
        named = start - 2 >= floor and flags[start] & DETERMINER and flags[start - 1] & flags[start - 2] & CAPITAL
        if named and any(flag & (SPOKESMAN | HEAD | SPEAKER) for flag in flags[start : min(end, start + 5)]):
            name = self._left(start, floor)
            if name is not None and not (name > floor and flags[name - 1] & PREPOSITION):
                return Phrase(name, start, (start, end))
        return Phrase(start, end)

    def _left_with_apposition(self, comma: int, floor: int) -> Phrase | None:
        """ "NAME, a spokesman for BODY, said": the phrase before the first comma, described by what lies between."""
        named = None
        for k in range(comma - 1, max(floor, comma - _REACH) - 1, -1):
            if self.low[k] in _CLOSERS and k > floor:
                last = k
                while last > floor and self.flags[last - 1] & ADVERB and not self.flags[last - 1] & CAPITAL:
                    last -= 1
                if last == k and not self._describes(k + 1, comma):
                    if self._list_goes_on(k, comma):
                        continue
                    return named
                if named is None and comma - k > 2 and self._spells_name(k + 1, comma):
                    named = Phrase(k + 1, comma)
                start = self._left(last, floor)
                if start is None and (at := self._place_before(last - 1, floor)):
                    start, last = self._left(at, floor), at
                if start is not None:
                    phrase = self._extended_left(start, last, floor)
                    whole = self._whole_subject(last, floor) or phrase
                    return Phrase(min(whole.start, phrase.start), last, (k + 1, comma))
            if self.low[k] in _QUOTES:
                return named
        return named

    def _list_goes_on(self, k: int, comma: int) -> bool:
        """Whether a comma stands inside a body's name: "the Commission for Dialogue, Reconciliation and Peace"."""
        return comma - k < 12 and bool(self.flags[k + 1] & CAPITAL and self.flags[k - 1] & CAPITAL)

    def _spells_name(self, start: int, end: int) -> bool:
        first = start + (self.low[start] == "the")
        return first < end and all(self.flags[k] & CAPITAL or self.low[k] == "." for k in range(first, end))

    def _describes(self, start: int, end: int) -> bool:
        if self.low[start] in ("who", "which", "speaking", "whose", "quoting", "citing", "or", "of", "from", "asked"):
            return True
        if start >= end or self._spells_name(start, end) or self.flags[start] & AUTHORED:
            return True
        inside = self.flags[start : min(end, start + 9)]
        return not inside[0] & CONNECTIVE and any(flag & (SPEAKER | BODY | DOCUMENT) for flag in inside)

    def _start_of_clause(self, end: int, floor: int) -> Phrase | None:
        """ "A witness who helped to dig said", "a rescuer with links put": the subject that opens the clause."""
        start = floor
        for k in range(end - 1, floor, -1):
            if self.low[k] in _QUOTES:
                start = k + 1
                break
        while (
            start < end
            and (self.flags[start] & (CONNECTIVE | ADVERB) or self.low[start] in ",.")
            and not self.flags[start] & (PRONOUN | CAPITAL)
        ):
            start += 1
        last = self._right(start) if start < end else None
        if last is None or last >= end or not self.speaks(Phrase(start, last)):
            return None
        last = min(self._extended_right(last), end)
        follows = self.flags[last] if last < end else 0
        if follows & DETERMINER and self.flags[last - 1] & CAPITAL:
            return Phrase(start, last, (last, end))
        if not (
            follows & (PREPOSITION | CONNECTIVE) or self.low[last].endswith("ed") or self.low[last] in ("and", ",")
        ):
            return None
        if any(flag & FINITE for flag in self.flags[last:end]) and self.low[last] not in ("who", "which", ","):
            return None
        return Phrase(start, last, (last, end) if self.low[last] == "," else None)

"""From the words of a speaker to a name: known authorities, persons, bodies, and what a spokesman speaks for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from warmonitor.claims.sources.known import bare, known, name_words, singular
from warmonitor.claims.sources.phrase import Phrase
from warmonitor.claims.sources.speakers import Finder
from warmonitor.claims.sources.words import (
    ADVERB,
    AUTHORED,
    BODY,
    CAPITAL,
    COLLECTIVE,
    DETERMINER,
    DOCUMENT,
    HEAD,
    MODIFIER,
    PERSON,
    POSSESSIVE,
    PREPOSITION,
    PRONOUN,
    SPEAKER,
    SPOKESMAN,
    TITLE,
    Words,
)
from warmonitor.lexicon.actors import registry
from warmonitor.lexicon.authorities import Authority
from warmonitor.lexicon.side import low


class Voice(NamedTuple):
    """A speaker, named as far as its own words go.

    `heads` are the nouns by which other words may point to it, `words` those of its name; `number` is person, body
    or many; `named` whether it bears a proper name, `definite` whether its words point to somebody known already.
    """

    name: str
    kind: str
    authority: str
    number: str
    heads: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()
    named: bool = False
    definite: bool = False
    person: str | None = None
    same: bool = False  # "the same group": who has spoken, not who was only named


_SPEAKS_FOR = (["speaks", "for"], ["spoke", "for"])
_SIDES = ("military", "police", "government", "armed_group")


class Namer:
    """Names the speakers of one sentence."""

    __slots__ = ("finder", "flags", "low", "short", "tokens", "whole", "words")

    def __init__(self, whole: str, finder: Finder, words: Words, short: Mapping[str, str]) -> None:
        self.whole, self.finder, self.words, self.short = whole, finder, words, short
        self.tokens, self.flags, self.low = finder.tokens, finder.flags, finder.low

    def text(self, start: int, end: int) -> str:
        """The words of tokens `start:end` as written."""
        return self.whole[self.tokens[start].start : self.tokens[end - 1].end]

    def voice(self, phrase: Phrase) -> Voice | None:
        """The speaker that the phrase names; None for "unconfirmed reports", which are nobody's."""
        phrase = self._author(phrase)
        start, end, apposition = phrase
        if apposition and self._only_named(start, end, apposition):
            return self.voice(Phrase(*self._inner(*apposition)))
        while start > 0 and self.low[start - 1] in self.words.nobody and self.flags[end - 1] & DOCUMENT:
            start -= 1
        heads = self._heads(start, end) | (self._heads(*apposition) if apposition else frozenset())
        person = self._person(start, self._past_head(start, end)) or (self._person(*apposition) if apposition else None)
        authority = self.authority(start, end)
        if authority is None and apposition and (person or not self._named(start, end)):
            authority = self.authority(*apposition)
        if authority and not (authority.kind == "un" and self._belongs(start, end, authority)):
            return self._known(phrase, heads, person, authority)
        if person:
            return self._personal(phrase, heads, person)
        return self._described(start, end, apposition, heads)

    def _only_named(self, start: int, end: int, apposition: tuple[int, int]) -> bool:
        """Whether a body's name stands behind what it is: "the party's armed wing, the FLP"."""
        first, last = self._inner(*apposition)
        head = self._past_head(start, end) - 1
        named = all(self.flags[k] & CAPITAL for k in range(first, last)) and not self._person(first, last)
        return named and bool(self.flags[head] & COLLECTIVE and not self.flags[head] & CAPITAL)

    def _past_head(self, start: int, end: int) -> int:
        """Where what belongs to a body's head noun begins: "the Army of commander Ali Khan" is no person."""
        for k in range(start + 1, end):
            if self.flags[k] & PREPOSITION:
                return k if self.flags[k - 1] & (COLLECTIVE | BODY) else end
        return end

    def _author(self, phrase: Phrase) -> Phrase:
        """The author of a document: "a statement from the army" is the army's, "the union's report" the union's, and
        so is what its press office says."""
        start, end, apposition = phrase
        for k in range(start + 1, end):
            if self.low[k] in self.words.mouthpieces and self.low[k - 1].endswith(("'s", "s'")):
                return Phrase(start, k, apposition)
        at = next((k for k in range(start, end) if self.flags[k] & DOCUMENT and not self.flags[k] & CAPITAL), None)
        if at is None:
            return phrase
        after = at + 1
        while after < end and self.flags[after] & (AUTHORED | PREPOSITION | ADVERB):
            after += 1
        if at + 1 < after < end and self.low[at + 1] != "for":
            return Phrase(after, end, apposition)
        owner = next((k for k in range(at - 1, start - 1, -1) if self.flags[k] & POSSESSIVE), None)
        if owner is None and at + 1 < after and self.flags[at - 1] & CAPITAL and at > start:
            owner = at - 1  # "United Nations figures for the year"
        return Phrase(start, owner + 1, apposition) if owner is not None else phrase

    def authority(self, start: int, end: int) -> Authority | None:
        """The first known authority that tokens `start:end` name."""
        index = known().authorities
        general = None
        for k in range(start, end):
            for parts, exact, authority in index.get(self._stem(k), ()):
                last = k + len(parts)
                if last <= end and self._spells(k, last, parts, exact):
                    if not authority.name[0].islower():
                        return authority
                    general = general or authority
        return general

    def _belongs(self, start: int, end: int, authority: Authority) -> bool:
        """Whether a body is named that only belongs to the authority: "the UN commission of inquiry", "its mission"."""
        own = frozenset().union(*map(name_words, (authority.name, *authority.aliases)))
        return any(self.flags[k] & COLLECTIVE and self.low[k] not in own for k in range(start + 1, end))

    def _spells(self, start: int, end: int, parts: tuple[str, ...], exact: bool) -> bool:
        for k, part in zip(range(start, end), parts, strict=True):
            word = self.tokens[k].text if exact else self.low[k]
            if word != part and not (k == end - 1 and word in (f"{part}'s", f"{part}’s", f"{part}s")):
                return False
        return True

    def _stem(self, k: int) -> str:
        """The word without the mark of the genitive, also where a scraper has lost the apostrophe ("SANAs")."""
        word, text = self.low[k], self.tokens[k].text
        if word.endswith("'s"):
            return word[:-2]
        return word[:-1] if len(text) > 2 and text[-1] == "s" and text[:-1].isupper() else word

    def _known(self, phrase: Phrase, heads: frozenset[str], person: str | None, authority: Authority) -> Voice:
        kind, name = authority.kind, authority.name
        if name[0].islower():
            own = next(
                (self.tokens[k].text for k in range(phrase.start, phrase.end) if self.low[k] in known().adjectives),
                None,
            )
            name = f"{own} {name}" if own else name
        if (
            person
            and person not in authority.people
            and (kind not in ("monitor", "ngo", "media", "state_media") or not heads & self.words.represents)
        ):
            if heads & self.words.represents:
                shown = f"{person} ({name.partition(' (')[0]})"
            else:
                shown, kind = person, self._kind(phrase) if self._kind(phrase) != "unknown" else kind
            return Voice(shown, kind, authority.of or name, "person", heads, name_words(person), True, False, person)
        words = name_words(name) | (name_words(person) if person else frozenset())
        return Voice(name, kind, authority.of or name, "body", heads | name_words(name), words, True, False, person)

    def _spokesman(self, phrase: Phrase) -> bool:
        spans = (phrase.start, phrase.end), phrase.apposition or (0, 0)
        return any(
            self.flags[k] & SPOKESMAN or self.low[k : k + 2] in _SPEAKS_FOR
            for start, end in spans
            for k in range(start, end)
        )

    def speaks_for_other(self, phrase: Phrase) -> bool:
        """Whether the words say that he speaks for somebody, and not for whom: "its spokesman, Ali Khan"."""
        own = self.low[phrase.start] in self.words.owners and not self.flags[phrase.start + 1] & CAPITAL
        return self._spokesman(phrase) and (own or not self._body(phrase)) and not self.authority(*phrase[:2])

    def body_before(self, end: int) -> str | None:
        """The body that the sentence has named last before a token: "overran the camp of the KIA, its spokesman"."""
        for k in range(end - 1, -1, -1):
            if self.flags[k] & CAPITAL and (self.flags[k] & BODY or registry().get(self.tokens[k].text)):
                start = k
                while start > 0 and self.flags[start - 1] & CAPITAL:
                    start -= 1
                voice = self.voice(Phrase(start, k + 1))
                return voice.name if voice else None
        return None

    def _personal(self, phrase: Phrase, heads: frozenset[str], person: str) -> Voice:
        body = self._body(phrase) if self._spokesman(phrase) else None
        if body and body.islower() and self.words.kinds.get(body.split()[-1]) not in _SIDES:
            body = None
        name = f"{person} ({body})" if body else person
        return Voice(name, self._kind(phrase), body or person, "person", heads, name_words(person), True, False, person)

    def _described(
        self, start: int, end: int, apposition: tuple[int, int] | None, heads: frozenset[str]
    ) -> Voice | None:
        state = self._state(start, end)
        if state:
            return Voice(state, "government", state, "body", heads, name_words(state), True, False)
        placed = apposition and self.flags[apposition[0]] & PREPOSITION
        if apposition and not placed and not self._named(start, end) and self._named(*apposition):
            start, end = self._inner(*apposition)
        if self.low[start] in self.words.nobody and heads <= {"report", "account", "figure"}:
            return None
        name = self._plain(start, end)
        if sum(map(str.isalnum, name)) < 2:
            return None
        speaks_for = any(self.flags[k] & SPOKESMAN for k in range(start, end))
        side = (
            registry().get(name)
            if name not in self.short and any(flag & CAPITAL for flag in self.flags[start:end])
            else None
        )
        if side:
            kind = "military" if side.kind in ("state_force", "coalition", "peacekeepers") else "armed_group"
            words = name_words(side.name)
            return Voice(side.name, kind, side.name, "body", heads | words, words | name_words(name), True)
        named = self._named(start, end)
        definite = self.low[start] in ("the", "its", "his", "her", "their", "this", "that", "these", "those", "both")
        kind = self._kind(Phrase(start, end, apposition))
        words = self._capitals(start, end) if named else frozenset()
        number = "body" if speaks_for and name.split()[0] != "spokesman" else self._number(start, end)
        if number == "person":  # "the commander of the Blue Brigade" is a new one, whoever has commanded before
            placed = next((k for k in range(start, end) if self._adjoins(k)), end)
            definite = definite and not any(flag & CAPITAL for flag in self.flags[placed:end])
            definite = definite and not any(flag & POSSESSIVE for flag in self.flags[start:placed])
            definite = definite and self.low[start] not in self.words.owners
        return Voice(name, kind, name, number, heads, words, named, definite, same="same" in self.low[start:end])

    def _state(self, start: int, end: int) -> str | None:
        text = low(self.text(start, end)).removeprefix("the ").removesuffix("'s")
        return known().states.get(text)

    def _inner(self, start: int, end: int) -> tuple[int, int]:
        while end > start and not self.tokens[end - 1].text[0].isalnum():
            end -= 1
        while start < end - 1 and self.flags[start] & DETERMINER:
            start += 1
        return start, end

    def _named(self, start: int, end: int) -> bool:
        """Whether the words hold a name: capitals that are no country's adjective, nor the sentence's first letter."""
        last = next((k for k in range(start + 1, end) if self._adjoins(k)), end)
        return any(
            self.flags[k] & CAPITAL
            and not (self.flags[k] & MODIFIER and not (k > start and self.flags[k - 1] & CAPITAL))
            and (k > self.finder.begin or not self.flags[k] & (SPEAKER | PERSON))
            and self.low[k] not in known().adjectives
            for k in range(start, last)
        )

    def _adjoins(self, k: int) -> bool:
        """Whether a preposition leads from the speaker to where he is: "a medical source in Homs"."""
        return bool(self.flags[k] & PREPOSITION) and not self.flags[k - 1] & CAPITAL

    def _number(self, start: int, end: int) -> str:
        last = next(
            (
                k
                for k in range(start, end)
                if self.flags[k] & SPEAKER and not self.low[k].endswith("'s") and not self._modifies_next(k, end)
            ),
            end - 1,
        )
        word = self.low[last]
        if self.flags[last] & COLLECTIVE:
            return "body"
        if self.flags[last] & (CAPITAL | SPEAKER | BODY) == CAPITAL:
            return "name"
        if (word.endswith("s") and not word.endswith(("ss", "'s"))) or word in (
            "police",
            "people",
            "men",
            "women",
            "personnel",
            "media",
        ):
            return "many"
        if self.flags[last] & SPEAKER or (self.flags[last] & (PERSON | CAPITAL) == PERSON):
            return "person"
        return "body" if self.flags[last] & BODY else "name"

    def _modifies_next(self, k: int, end: int) -> bool:
        return k + 1 < end and bool(self.flags[k + 1] & SPEAKER)

    def _heads(self, start: int, end: int) -> frozenset[str]:
        return frozenset(singular(self.low[k]) for k in range(start, end) if self.flags[k] & (SPEAKER | DOCUMENT))

    def _kind(self, phrase: Phrase) -> str:
        """By the last noun of speakers that says more than "source" or "spokesman"."""
        kinds = self.words.kinds
        for first, last in ((phrase.start, phrase.end), *([phrase.apposition] if phrase.apposition else [])):
            compound = self.words.compound.search(low(self.text(first, last)))
            if compound:
                return self.words.compounds[compound.group()]
            found = [kinds[word] for word in self.low[first:last] if kinds.get(word, "unknown") != "unknown"]
            if found:
                return found[-1]
        return "unknown"

    def _person(self, start: int, end: int) -> str | None:
        """Two or more capitalised words in a row, none of which makes a body; with a title one is enough."""
        k = start
        while k < end:
            first = k
            while k < end and (
                (self.flags[k] & CAPITAL and not self.flags[k] & MODIFIER)
                or (self.low[k] == "." and k > first)
                or (k > first and self.low[k] in ("bin", "al", "de", "van"))
            ):
                k += 1
            goes_on = k < end and self.flags[k] & CAPITAL and self.flags[k] & BODY  # "New People's Army"
            if first > start and self.flags[first - 1] & DETERMINER and k < end and self.flags[k] & SPEAKER:
                k = max(k, first + 1)
                continue  # "a New York charity"
            placed = self._is_place(start, first) or (k < end and self.low[k - 1].endswith("'s"))
            found = None if placed or goes_on else self._person_in(first, k)
            if found:
                return found
            k = max(k, first + 1)
        return None

    def _is_place(self, start: int, first: int) -> bool:
        """Whether a name is where the speaker is: "medics in Mocha and Khokha"."""
        if first - 1 > start and self.low[first - 1] == "and":
            first = next((k for k in range(first - 1, start, -1) if self.flags[k] & PREPOSITION), first) + 1
        return first > start and bool(self.flags[first - 1] & PREPOSITION)

    def _person_in(self, first: int, last: int) -> str | None:
        """The name in a run of capitalised words, past titles and offices: "ISPR Director Gen Ali Khan"."""
        flags, office = self.flags, first
        for k in range(first, last):
            if flags[k] & (TITLE | HEAD | SPOKESMAN) or self.low[k] in known().adjectives or self.low[k] == ".":
                office = k + 1
        titled, first = office > first, office
        if last - first < (1 if titled else 2) or any(flag & (BODY | SPEAKER) for flag in flags[first:last]):
            return None
        run = self.low[first:last]
        if self.finder.counts(first) or max(map(len, run)) < 2:
            return None
        if " ".join(run) in known().states or run[0] in known().states:
            return None
        name = bare(self.text(first, last))
        return None if registry().get(name) else name

    def _body(self, phrase: Phrase) -> str | None:
        """Whom a spokesman speaks for: "army spokesman for the north", "a spokesman for the National Army"."""
        for first, last in (*([phrase.apposition] if phrase.apposition else []), (phrase.start, phrase.end)):
            for k in range(first, last):
                if self.low[k : k + 2] in _SPEAKS_FOR and k + 2 < last:
                    return self._trimmed(k + 2, last)
                if self.low[k] in self.words.represents:
                    own = any(self.flags[n] & (SPEAKER | BODY) for n in range(first, k))
                    if not own and k + 1 < last and self.flags[k + 1] & PREPOSITION:
                        return self._trimmed(k + 2, last)
                    return self._trimmed(first, k)
        return None

    def _trimmed(self, start: int, end: int) -> str | None:
        while start < end and self.flags[start] & (DETERMINER | ADVERB | PRONOUN) and not self.flags[start] & CAPITAL:
            start += 1
        while end > start and not self.tokens[end - 1].text[0].isalnum():
            end -= 1
        owner = next((k for k in range(start, end) if self.low[k].endswith("'s")), None)
        end = end if owner is None else owner + 1  # "the army's own spokesman"
        if start >= end or all(self.flags[k] & HEAD and not self.flags[k] & BODY for k in range(start, end)):
            return None
        return bare(self.text(start, end)).strip(" ,.")

    def _capitals(self, start: int, end: int) -> frozenset[str]:
        """The words of a name, without what only describes it ("Britain-based")."""
        kept = [k for k in range(start, end) if self.flags[k] & CAPITAL and not self.flags[k] & MODIFIER]
        return frozenset(singular(self.low[k]) for k in kept)

    def _proper(self, start: int, end: int) -> int:
        """Where the proper name begins after a general noun: "the monitoring group Airwars", "news website Enab"."""
        first = end
        while first > start and self.flags[first - 1] & CAPITAL:
            first -= 1
        general = first > start and self.flags[first - 1] & SPEAKER and self.flags[first - 1] & COLLECTIVE
        between = self.flags[start + 1 : first]
        plain = not any(flag & PREPOSITION or flag & (CAPITAL | MODIFIER) == CAPITAL for flag in between)
        return first if first < end and general and plain else start

    def _plain(self, start: int, end: int) -> str:
        """The phrase without its determiners; for a spokesman without a name, his body."""
        if any(self.flags[k] & SPOKESMAN or self.low[k] in ("member", "members") for k in range(start, end)):
            body = self._body(Phrase(start, end))
            if body:
                return known().states.get(low(body), body)
        empty = DETERMINER | ADVERB | PRONOUN
        while start < end - 1 and self.flags[start] & empty and not self.flags[start] & CAPITAL:
            start += 1
        start = self._proper(start, end)
        return bare(self.text(start, end)).strip(" ,.")

"""From the words of a speaker to a name: known authorities, persons, bodies, and what a spokesman speaks for."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from warmonitor.claims.sources.speakers import Phrase
from warmonitor.claims.sources.words import (
    ADVERB,
    BODY,
    DETERMINER,
    HEAD,
    PRONOUN,
    SPEAKER,
    SPOKESMAN,
    TITLE,
    Words,
    capital,
)  # fmt: skip
from warmonitor.claims.text import Token
from warmonitor.errors import LexiconError
from warmonitor.lexicon import table
from warmonitor.lexicon.actors import State


class Authority(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A body that reports cite in many places, by its name and the other ways of writing it."""

    name: str
    kind: str
    aliases: tuple[str, ...] = ()
    country: str | None = None


class AuthorityList(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The shape of `lexicon/sources.yaml`."""

    kinds: dict[str, str]
    authorities: tuple[Authority, ...]


class Voice(NamedTuple):
    """A speaker, named. `heads` are the nouns by which later words may point to it; `number`: person, body, many."""

    name: str
    kind: str
    authority: str
    number: str
    heads: frozenset[str]
    named: bool
    definite: bool
    person: str | None = None


class Known(NamedTuple):
    """The authorities and states, ready for matching."""

    authorities: dict[str, Authority]
    pattern: re.Pattern[str]
    states: dict[str, str]
    adjectives: dict[str, str]


@functools.cache
def known(language: str = "en") -> Known:
    """The authorities and states of the lexicon, built once; LexiconError for an authority of an unlisted kind."""
    listed = table("sources.yaml", AuthorityList)
    authorities: dict[str, Authority] = {}
    for authority in listed.authorities:
        if authority.kind not in listed.kinds:
            raise LexiconError(
                f"unknown kind {authority.kind!r}", f"lexicon/sources.yaml, {authority.name}", "use a listed kind"
            )
        for alias in (authority.name, *authority.aliases):
            authorities[alias if alias.isupper() else alias.lower()] = authority
    states: dict[str, str] = {}
    adjectives: dict[str, str] = {}
    for state in table(f"{language}/countries.yaml", dict[str, State]).values():
        states.update(dict.fromkeys((low(name) for name in (state.name, *state.aliases, *state.seats)), state.name))
        adjectives.update({low(adjective): state.name for adjective in state.adjectives})
    names = sorted(authorities, key=lambda name: (-len(name), name))
    plain = "|".join(re.escape(name) if name.isupper() else f"(?i:{re.escape(name)})" for name in names)
    return Known(authorities, re.compile(rf"(?<![\w-])(?:{plain})(?![\w-])"), states, adjectives)


def low(text: str) -> str:
    """Lower case with straight apostrophes."""
    return text.lower().replace("’", "'")


def authority_in(text: str) -> Authority | None:
    """The first known authority that `text` names."""
    table_ = known()
    found = table_.pattern.search(text)
    if not found:
        return None
    return table_.authorities.get(found.group()) or table_.authorities.get(low(found.group()))


class Namer:
    """Names the speakers of one sentence."""

    def __init__(self, whole: str, tokens: Sequence[Token], words: Words) -> None:
        self.whole, self.tokens, self.words = whole, tokens, words

    def _flag(self, index: int) -> int:
        return self.words.flags.get(self.tokens[index].low, 0)

    def text(self, start: int, end: int) -> str:
        """The words of tokens `start:end` as written."""
        return self.whole[self.tokens[start].start : self.tokens[end - 1].end]

    def voice(self, phrase: Phrase) -> Voice:
        """The speaker that the phrase names."""
        start, end, apposition = phrase
        text = self.text(start, end)
        heads = self._heads(start, end) | (self._heads(*apposition) if apposition else frozenset())
        kind = self._kind(start, end, apposition)
        person = self._person(start, end) or (self._person(*apposition) if apposition else None)
        described = f"{text} {self.text(*apposition)}" if apposition else text
        authority = authority_in(text) or (authority_in(described) if person or self._general(start, end) else None)
        return self._compose(phrase, text, heads, kind, person, authority)

    def _compose(
        self,
        phrase: Phrase,
        text: str,
        heads: frozenset[str],
        kind: str,
        person: str | None,
        authority: Authority | None,
    ) -> Voice:
        start, end, apposition = phrase
        many = self._many(end if not person else start + 1)
        definite = self.tokens[start].low in ("the", "its", "his", "their", "this", "that")
        speaks_for = bool(heads & SPEAKS_FOR)
        if authority and (speaks_for or not person):
            kind_ = authority.kind
            name = authority.name
            return Voice(name, kind_, name, "body", heads | initials(name), True, False, person)
        if authority and person:
            return Voice(
                person,
                kind if kind != "unknown" else authority.kind,
                authority.name,
                "person",
                heads,
                True,
                False,
                person,
            )
        if person:
            body = self._body(start, end, apposition) if speaks_for else None
            name = f"{person} ({body})" if body else person
            return Voice(name, kind, body or person, "person", heads, True, False, person)
        state = self._state(text)
        if state:
            return Voice(state, "government", state, "body", heads, True, False)
        name = self._plain(start, end)
        named = any(
            capital(self.tokens[k], self.words.flags) for k in range(start, end) if k > 0 or len(name.split()) > 1
        )
        return Voice(name, kind, name, "many" if many else "body", heads, named, definite)

    def _state(self, text: str) -> str | None:
        return known().states.get(low(text).removeprefix("the "))

    def _heads(self, start: int, end: int) -> frozenset[str]:
        return frozenset(singular(self.tokens[k].low) for k in range(start, end) if self._flag(k) & SPEAKER)

    def _general(self, start: int, end: int) -> bool:
        return not any(capital(self.tokens[k], self.words.flags) for k in range(start, end))

    def _kind(self, start: int, end: int, apposition: tuple[int, int] | None) -> str:
        """By the last noun of speakers that says more than "source" or "spokesman"."""
        spans = [(start, end), *([apposition] if apposition else [])]
        best = "unknown"
        for first, last in spans:
            for k in range(first, last):
                kind = self.words.kinds.get(self.tokens[k].low)
                if kind and kind != "unknown":
                    best = kind
            text = low(self.text(first, last))
            for phrase, kind in COMPOUNDS.items():
                if phrase in text:
                    return kind
            if best != "unknown":
                return best
        return best

    def _many(self, end: int) -> bool:
        last = self.tokens[end - 1].low
        return (last.endswith("s") and not last.endswith(("ss", "'s"))) or last in (
            "police",
            "people",
            "men",
            "women",
            "personnel",
        )

    def _person(self, start: int, end: int) -> str | None:
        """Two or more capitalised words in a row, none of which makes a body; with a title one is enough."""
        flags = self.words.flags
        k = start
        while k < end:
            first = k
            while k < end and (capital(self.tokens[k], flags) or (self.tokens[k].text == "." and k > first)):
                k += 1
            found = self._person_in(first, k)
            if found:
                return found
            k = max(k, first + 1)
        return None

    def _person_in(self, first: int, last: int) -> str | None:
        titled = False
        while first < last and (self._flag(first) & (TITLE | SPEAKER) or self.tokens[first].text == "."):
            titled = titled or bool(self._flag(first) & TITLE)
            first += 1
        while last > first and self._flag(last - 1) & SPEAKER:
            last -= 1
        while first < last and low(self.tokens[first].text) in known().adjectives and last - first > 2:
            first += 1
        if last - first < (1 if titled else 2):
            return None
        run = [self.tokens[k].low for k in range(first, last)]
        if any(self._flag(k) & BODY for k in range(first, last)) or self._place(run):
            return None
        text = self.text(first, last)
        return None if authority_in(text) else text.removesuffix("'s").removesuffix("’s")

    def _place(self, run: list[str]) -> bool:
        joined = " ".join(run)
        return joined in known().states or run[0] in known().adjectives or run[0] in known().states

    def _body(self, start: int, end: int, apposition: tuple[int, int] | None) -> str | None:
        """Whom a spokesman speaks for: "army spokesman", "a spokesman for the National Army"."""
        for first, last in [*([apposition] if apposition else []), (start, end)]:
            for k in range(first, last):
                if self._flag(k) & (SPOKESMAN | HEAD):
                    return self._after(k + 1, last) or self._before(first, k)
        return None

    def _after(self, start: int, end: int) -> str | None:
        if start < end and self.tokens[start].low in ("of", "for", "at", "with", "in", "from"):
            return self._trimmed(start + 1, end)
        return None

    def _before(self, start: int, end: int) -> str | None:
        return self._trimmed(start, end) if end > start else None

    def _trimmed(self, start: int, end: int) -> str | None:
        while start < end and self._flag(start) & (DETERMINER | ADVERB | PRONOUN):
            start += 1
        while end > start and not self.tokens[end - 1].text[0].isalnum():
            end -= 1
        if start >= end:
            return None
        text = self.text(start, end)
        return text.removesuffix("'s").removesuffix("’s").strip(" ,.")

    def _plain(self, start: int, end: int) -> str:
        """The phrase without its determiners; for a spokesman without a name, his body."""
        if any(self._flag(k) & SPOKESMAN for k in range(start, end)):
            body = self._body(start, end, None)
            if body:
                known_ = authority_in(body)
                return known_.name if known_ else self._state(body) or body
        return self._trimmed(start, end) or self.text(start, end)


SPEAKS_FOR = frozenset(
    ["spokesman", "spokeswoman", "spokesperson", "spokesmen", "head", "director", "founder", "member"]
)
COMPOUNDS = {
    "state media": "state_media", "state television": "state_media", "state tv": "state_media", "state-run": "state_media",
    "state news": "state_media", "civil defence": "rescue", "civil defense": "rescue", "red crescent": "rescue",
    "red cross": "rescue", "human rights activist": "activist", "rights group": "ngo", "doctors' group": "medical",
    "police command": "police", "police officer": "police", "police spokes": "police", "army": "military",
    "military": "military", "defence ministry": "military", "defense ministry": "military", "medical": "medical",
    "health official": "medical", "rescue worker": "rescue", "aid worker": "ngo", "hospital": "medical",
    "emergency room": "rescue", "relief": "ngo", "un ": "un",
}  # fmt: skip


def singular(noun: str) -> str:
    """The noun without the mark of number, so that "sources" points back to "source"."""
    if noun.endswith("ies"):
        return noun[:-3] + "y"
    return noun[:-1] if noun.endswith("s") and not noun.endswith(("ss", "us")) else noun


def initials(name: str) -> frozenset[str]:
    """The general nouns that a name contains: "Observatory" in "Syrian Observatory for Human Rights"."""
    return frozenset(singular(word) for word in low(name).split())

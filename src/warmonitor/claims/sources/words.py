"""The words of saying and of speakers, as one table of flags that a token is looked up in."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from warmonitor.lexicon import table
from warmonitor.lexicon.words import Words as Lexicon
from warmonitor.lexicon.words import words as lexicon

# What a word can be in an attribution; a word may be several things. Plain integers, as tokens are many.
SAY, TELL, REPORT, COUNT, DENY, BARE = 1, 2, 4, 8, 16, 32
PARTICIPLE, ACT, STRONG, NEEDS_OF, NO_AGENT, NAME_PART, AUXILIARY, LINKER, WEEKDAY, SELF, TELLING = (
    1 << n for n in range(26, 37)
)
PERSON, HAS, PAPER = 1 << 37, 1 << 38, 1 << 39
DETERMINER, MODIFIER, SPEAKER, PREPOSITION, ADVERB, CONNECTIVE, PRONOUN = 64, 128, 256, 512, 1024, 2048, 4096
TITLE, BODY, ASIDE, SPOKESMAN, HEAD, FIGURE, DEED, DOCUMENT, FINITE, CAPITAL, POSSESSIVE, COLLECTIVE, AUTHORED = (
    1 << n for n in range(13, 26)
)

CUE = SAY | TELL | REPORT | COUNT | DENY | BARE | PARTICIPLE | ACT
MINOR = STRONG | NEEDS_OF | NO_AGENT | NAME_PART | AUXILIARY | LINKER | WEEKDAY
FUNCTION = DETERMINER | PREPOSITION | ADVERB | CONNECTIVE | PRONOUN

_CUES = {
    "say": SAY,
    "tell": TELL,
    "report": REPORT,
    "count": COUNT,
    "deny": DENY,
    "bare": BARE,
    "participle": PARTICIPLE,
    "act": ACT,
}
_LISTS = {
    "determiners": DETERMINER,
    "modifiers": MODIFIER,
    "prepositions": PREPOSITION,
    "adverbs": ADVERB,
    "connectives": CONNECTIVE,
    "titles": TITLE,
    "bodies": BODY,
    "asides": ASIDE,
    "spokesmen": SPOKESMAN,
    "heads": HEAD,
    "figures": FIGURE,
    "deeds": DEED,
    "documents": DOCUMENT,
    "finite": FINITE,
    "telling": TELLING,
    "collectives": COLLECTIVE,
    "authored": AUTHORED,
    "strong": STRONG,
    "papers": PAPER,
    "has": HAS,
    "needs_of": NEEDS_OF,
    "no_agent": NO_AGENT,
    "name_parts": NAME_PART,
    "auxiliaries": AUXILIARY,
    "linkers": LINKER,
    "weekdays": WEEKDAY,
}


_KEPT = 100_000  # words remembered; a report has a few hundred of its own


class DoubtList(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The words by which a report doubts what it has cited."""

    verbs: frozenset[str]
    both: frozenset[str]
    negations: frozenset[str]
    nouns: frozenset[str]
    every: frozenset[str]
    several: frozenset[str]
    owners: frozenset[str]
    asks: frozenset[str]


class SayingList(msgspec.Struct, forbid_unknown_fields=True):
    """The shape of `lexicon/<language>/sources.yaml`."""

    cues: dict[str, list[str]]
    figures: list[str]
    deeds: list[str]
    suffered: list[str]
    reckonings: list[str]
    adverbs: list[str]
    pronouns: dict[str, list[str]]
    determiners: list[str]
    modifiers: list[str]
    prepositions: list[str]
    connectives: list[str]
    finite: list[str]
    telling: list[str]
    asides: list[str]
    speakers: dict[str, list[str]]
    collectives: list[str]
    pointers: dict[str, list[str]]
    documents: list[str]
    authored: list[str]
    strong: list[str]
    papers: list[str]
    has: list[str]
    needs_of: list[str]
    no_agent: list[str]
    name_parts: list[str]
    auxiliaries: list[str]
    linkers: list[str]
    weekdays: list[str]
    owners: dict[str, list[str]]
    mouthpieces: list[str]
    nobody: list[str]
    backgrounds: list[str]
    spokesmen: list[str]
    heads: list[str]
    represents: list[str]
    bodies: list[str]
    titles: list[str]
    compounds: dict[str, list[str]]
    doubts: DoubtList


class Marks(dict[str, int]):
    """The flags of a word as it is written, worked out once: CAPITAL for a name's, POSSESSIVE for "army's"."""

    def __init__(self, flags: dict[str, int], known: Lexicon) -> None:
        super().__init__()
        self._flags, self._lexicon = flags, known

    def of(self, texts: Sequence[str]) -> list[int]:
        """The flags of each word as it is written."""
        return list(map(self.__getitem__, texts))

    def __missing__(self, text: str) -> int:
        if len(self) > _KEPT:
            self.clear()
        flag = self[text] = self._flag(text)
        return flag

    def _flag(self, text: str) -> int:
        low = text.lower().replace("’", "'")
        flag = self._flags.get(low, 0)
        if not flag and low.endswith(("'s", "s'")):
            owner = low[:-2] if low.endswith("'s") else low[:-1]
            flag = self._flags.get(owner, 0) & ~(CUE | FUNCTION) | POSSESSIVE
        people = self._lexicon.heads.at([low], 0)
        named = low.endswith(self._lexicon.suffixes) and low not in self._lexicon.not_people
        if named or (people and not people[1][0].facility):
            flag |= PERSON
        harms = self._lexicon.harms.at([low], 0)
        if harms and low.endswith("ed") and not flag & (CUE | MODIFIER):
            flag |= FINITE
        if len(text) > 2 and text[-1] == "s" and text[:-1].isupper():
            flag |= POSSESSIVE
        if text[0].isupper():
            if not flag & FUNCTION:
                flag |= CAPITAL if low != "i" else 0
            elif len(text) > 1 and text.isupper():
                flag = CAPITAL
        elif "-" in text:
            dash = text.find("-")
            flag |= CAPITAL if dash <= 3 and text[dash + 1 : dash + 2].isupper() else 0
        return flag


class Words(NamedTuple):
    """Flags by word, the kind of each noun of speakers, and what else naming a voice needs."""

    marks: Marks
    kinds: dict[str, str]
    pronouns: dict[str, str]
    pointers: dict[str, frozenset[str]]
    represents: frozenset[str]
    documents: frozenset[str]
    suffered: frozenset[str]
    reckonings: frozenset[str]
    owners: dict[str, str]
    mouthpieces: frozenset[str]
    nobody: frozenset[str]
    backgrounds: frozenset[str]
    compounds: dict[str, str]
    compound: re.Pattern[str]
    doubts: DoubtList


@functools.cache
def words(language: str = "en") -> Words:
    """The table of a language, built once."""
    listed = table(f"{language}/sources.yaml", SayingList)
    flags: dict[str, int] = {}

    def mark(items: list[str], flag: int) -> None:
        for item in items:
            flags[item] = flags.get(item, 0) | flag

    for name, flag in _LISTS.items():
        mark(getattr(listed, name), flag)
    for name, items in listed.cues.items():
        mark(items, _CUES[name])
    kinds = {word: kind for kind, items in listed.speakers.items() for word in items}
    mark(list(kinds), SPEAKER)
    pronouns = {word: number for number, items in listed.pronouns.items() for word in items}
    mark(list(pronouns), PRONOUN)
    mark(listed.pronouns.get("self", []), SELF)
    compounds = {phrase: kind for kind, phrases in listed.compounds.items() for phrase in phrases}
    return Words(
        Marks(flags, lexicon(language)),
        kinds,
        pronouns,
        {kind: frozenset(items) for kind, items in listed.pointers.items()},
        frozenset(listed.represents),
        frozenset(listed.documents),
        frozenset(listed.suffered),
        frozenset(listed.reckonings),
        {word: number for number, items in listed.owners.items() for word in items},
        frozenset(listed.mouthpieces),
        frozenset(listed.nobody),
        frozenset(listed.backgrounds),
        compounds,
        re.compile("|".join(re.escape(phrase) for phrase in compounds)),
        listed.doubts,
    )

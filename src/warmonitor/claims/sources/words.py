"""The words of saying and of speakers, as one table of flags that a token is looked up in."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from warmonitor.claims.text import Token
from warmonitor.lexicon import table

# What a word can be in an attribution; a word may be several things. Plain integers, as tokens are many.
SAY, TELL, REPORT, COUNT, DENY, BARE = 1, 2, 4, 8, 16, 32
PARTICIPLE, ACT = 1 << 26, 1 << 27
DETERMINER, MODIFIER, SPEAKER, PREPOSITION, ADVERB, CONNECTIVE, PRONOUN = 64, 128, 256, 512, 1024, 2048, 4096
TITLE, BODY, ASIDE, SPOKESMAN, HEAD, FIGURE, DEED, DOCUMENT, FINITE, CAPITAL, POSSESSIVE, COLLECTIVE, AUTHORED = (
    1 << n for n in range(13, 26)
)

CUE = SAY | TELL | REPORT | COUNT | DENY | BARE | PARTICIPLE | ACT
FUNCTION = DETERMINER | PREPOSITION | ADVERB | CONNECTIVE | PRONOUN

_CUES = {"say": SAY, "tell": TELL, "report": REPORT, "count": COUNT, "deny": DENY, "bare": BARE, "participle": PARTICIPLE, "act": ACT}
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
    "collectives": COLLECTIVE,
    "authored": AUTHORED,
}


class SayingList(msgspec.Struct, forbid_unknown_fields=True):
    """The shape of `lexicon/<language>/sources.yaml`."""

    cues: dict[str, list[str]]
    figures: list[str]
    deeds: list[str]
    adverbs: list[str]
    pronouns: dict[str, list[str]]
    determiners: list[str]
    modifiers: list[str]
    prepositions: list[str]
    connectives: list[str]
    finite: list[str]
    asides: list[str]
    speakers: dict[str, list[str]]
    collectives: list[str]
    pointers: dict[str, list[str]]
    documents: list[str]
    authored: list[str]
    nobody: list[str]
    backgrounds: list[str]
    spokesmen: list[str]
    heads: list[str]
    represents: list[str]
    bodies: list[str]
    titles: list[str]
    compounds: dict[str, list[str]]


class Words(NamedTuple):
    """Flags by lower-case word, the kind of each noun of speakers, and what else naming a voice needs."""

    flags: dict[str, int]
    kinds: dict[str, str]
    pronouns: dict[str, str]
    pointers: dict[str, frozenset[str]]
    represents: frozenset[str]
    documents: frozenset[str]
    nobody: frozenset[str]
    backgrounds: frozenset[str]
    compounds: tuple[tuple[str, str], ...]


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
    return Words(
        flags,
        kinds,
        pronouns,
        {kind: frozenset(items) for kind, items in listed.pointers.items()},
        frozenset(listed.represents),
        frozenset(listed.documents),
        frozenset(listed.nobody),
        frozenset(listed.backgrounds),
        tuple((phrase, kind) for kind, phrases in listed.compounds.items() for phrase in phrases),
    )


def marks(tokens: Sequence[Token], flags: dict[str, int]) -> list[int]:
    """The flags of each token; CAPITAL for what is written like a name, POSSESSIVE for "army's"."""
    out = []
    for token in tokens:
        _, _, text, low = token
        flag = flags.get(low, 0)
        if not flag and low.endswith(("'s", "s'")):
            flag = flags.get(low[:-2] if low.endswith("'s") else low[:-1], 0) & ~(CUE | FUNCTION) | POSSESSIVE
        first = text[0]
        if len(text) > 2 and text[-1] == "s" and text[:-1].isupper():
            flag |= POSSESSIVE
        if first.isupper():
            if not flag & FUNCTION:
                flag |= CAPITAL if low != "i" else 0
            elif len(text) > 1 and text.isupper():
                flag = CAPITAL
        elif "-" in text and first.islower():
            dash = text.find("-")
            if dash <= 3 and text[dash + 1 : dash + 2].isupper():
                flag |= CAPITAL
        out.append(flag)
    return out

"""The words of saying and of speakers, as one table of flags that a token is looked up in."""

from __future__ import annotations

import functools
from typing import NamedTuple

import msgspec

from warmonitor.claims.text import Token
from warmonitor.lexicon import table

# What a word can be in an attribution; a word may be several things. Plain integers, as tokens are many.
SAY, TELL, REPORT, COUNT, DENY, BARE = 1, 2, 4, 8, 16, 32
DETERMINER, MODIFIER, SPEAKER, PREPOSITION, ADVERB, CONNECTIVE, PRONOUN = 64, 128, 256, 512, 1024, 2048, 4096
TITLE, BODY, ASIDE, SPOKESMAN, HEAD, FIGURE, DEED, RELAY, FINITE = (1 << n for n in range(13, 22))

CUE = SAY | TELL | REPORT | COUNT | DENY | BARE
FUNCTION = DETERMINER | PREPOSITION | ADVERB | CONNECTIVE | PRONOUN

_CUES = {"say": SAY, "tell": TELL, "report": REPORT, "count": COUNT, "deny": DENY, "bare": BARE}
_LISTS = {
    "determiners": DETERMINER, "modifiers": MODIFIER, "prepositions": PREPOSITION, "adverbs": ADVERB,
    "connectives": CONNECTIVE, "titles": TITLE, "bodies": BODY, "asides": ASIDE, "spokesmen": SPOKESMAN,
    "heads": HEAD, "figures": FIGURE, "deeds": DEED, "relays": RELAY, "finite": FINITE,
}  # fmt: skip


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
    spokesmen: list[str]
    heads: list[str]
    bodies: list[str]
    titles: list[str]
    relays: list[str]


class Words(NamedTuple):
    """Flags by lower-case word, the kind of each noun of speakers, the number of each pronoun."""

    flags: dict[str, int]
    kinds: dict[str, str]
    pronouns: dict[str, str]


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
    return Words(flags, kinds, pronouns)


def capital(token: Token, flags: dict[str, int]) -> bool:
    """Whether a token is written like a name: "Homs", "al-Nusra", but not "In" or "Several"."""
    text = token.text
    if text[0].isupper():
        return not flags.get(token.low, 0) & FUNCTION or (len(text) > 1 and text.isupper())
    dash = text.find("-")
    return 0 < dash <= 3 and text[dash + 1 : dash + 2].isupper()

"""The authorities and states of the lexicon as a reader of tokens needs them, and how names are compared."""

from __future__ import annotations

import functools
from typing import NamedTuple

from warmonitor.claims.text import TOKEN
from warmonitor.lexicon import table
from warmonitor.lexicon.actors import State
from warmonitor.lexicon.authorities import Authority, authorities
from warmonitor.lexicon.side import low

Spelling = tuple[tuple[str, ...], bool, Authority]


class Known(NamedTuple):
    """Authorities by the first word of each spelling (tokens, whether matched as written), states by name and seat."""

    authorities: dict[str, list[Spelling]]
    states: dict[str, str]
    adjectives: frozenset[str]


@functools.cache
def known(language: str = "en") -> Known:
    """What the lexicon knows, built once; LexiconError where a list breaks its format."""
    spellings: dict[str, list[Spelling]] = {}
    for authority in authorities():
        for alias in (authority.name, *authority.aliases, *authority.people):
            parts = tuple(TOKEN.findall(alias if alias.isupper() else low(alias)))
            spellings.setdefault(low(parts[0]).removesuffix("'s"), []).append((parts, alias.isupper(), authority))
    for entries in spellings.values():
        entries.sort(key=lambda entry: -len(entry[0]))
    states: dict[str, str] = {}
    adjectives: set[str] = set()
    for state in table(f"{language}/countries.yaml", dict[str, State]).values():
        states.update(dict.fromkeys((low(name) for name in (state.name, *state.aliases, *state.seats)), state.name))
        adjectives.update(low(adjective) for adjective in state.adjectives)
    return Known(spellings, states, frozenset(adjectives))


def bare(text: str) -> str:
    """A name without the mark of the genitive, also where a scraper has lost the apostrophe ("SANAs")."""
    text = text.removesuffix("'s").removesuffix("’s")
    return text[:-1] if len(text) > 2 and text[-1] == "s" and text[:-1].isupper() else text


@functools.lru_cache(1 << 14)
def singular(noun: str) -> str:
    """The noun without the mark of number, so that "sources" points back to "source"; a minister is his ministry."""
    noun = noun.removesuffix("'s")
    if noun in ("minister", "ministers"):
        return "ministry"
    if noun.endswith("ies"):
        return noun[:-3] + "y"
    return noun[:-1] if noun.endswith("s") and not noun.endswith(("ss", "us")) else noun


_MINOR = frozenset(["of", "for", "and", "the", "in", "on", "to", "at", "a", "an"])


@functools.lru_cache(1 << 14)
def name_words(name: str) -> frozenset[str]:
    """The words that tell a name from another."""
    return frozenset(singular(word) for word in TOKEN.findall(low(name)) if word[0].isalnum()) - _MINOR

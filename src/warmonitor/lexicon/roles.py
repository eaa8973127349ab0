"""What a side does in a sentence, told by the words beside its name."""

from __future__ import annotations

import functools

import msgspec

from warmonitor.lexicon import table


class Roles(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The shape of `<language>/roles.yaml`."""

    deeds: frozenset[str]
    passing: frozenset[str]
    blamed: frozenset[str]
    owned: frozenset[str]
    denied: frozenset[str]
    struck: frozenset[str]
    places: frozenset[str]
    ground: frozenset[str]
    joint: frozenset[str]
    partisan: frozenset[str]
    links: frozenset[str]


@functools.cache
def roles(language: str = "en") -> Roles:
    """The words of a language; LexiconError where a list breaks its format."""
    return table(f"{language}/roles.yaml", Roles)

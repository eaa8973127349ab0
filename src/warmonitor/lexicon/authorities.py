"""Whom reports cite in every country, and which of their names are one authority's."""

from __future__ import annotations

import functools
import re

import msgspec

from warmonitor.errors import LexiconError
from warmonitor.lexicon import table
from warmonitor.lexicon.side import low


class Authority(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A body that is cited in many places: its name, other ways of writing it, the persons who always speak for it.

    `of` names the authority of which this is another name in use: "Syria Civil Defence" is the White Helmets.
    """

    name: str
    kind: str
    aliases: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    of: str | None = None
    country: str | None = None


class AuthorityList(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The shape of `lexicon/sources.yaml`."""

    kinds: dict[str, str]
    authorities: tuple[Authority, ...]


@functools.cache
def authorities() -> tuple[Authority, ...]:
    """Every listed authority; LexiconError for one whose kind is not listed."""
    listed = table("sources.yaml", AuthorityList)
    for authority in listed.authorities:
        if authority.kind not in listed.kinds:
            where = f"lexicon/sources.yaml, {authority.name}"
            raise LexiconError(f"unknown kind {authority.kind!r}", where, "use a listed kind")
    return listed.authorities


@functools.cache
def _ultimate() -> dict[str, str]:
    return {
        low(alias): authority.of or authority.name
        for authority in authorities()
        for alias in (authority.name, *authority.aliases, *authority.people)
    }


_SPOKESMAN = re.compile(r".+? \((.{4,})\)$")


def ultimate(name: str) -> str:
    """Whose word a source's name is in the end, so that two spokesmen of one body are one voice.

    "Ali Samir (Tarsa Army)" is the Tarsa Army's word, "SOHR" and "Rami Abdel Rahman" are the Syrian Observatory's; a
    name that is not listed is its own.
    """
    known = _ultimate().get(low(name))
    if known:
        return known
    found = _SPOKESMAN.match(name)
    return _ultimate().get(low(found.group(1)), found.group(1)) if found else name

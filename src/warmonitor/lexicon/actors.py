"""The registry of sides: who fights, under whatever name a report gives them.

    registry().find("regime warplanes and HTS fighters")      -> the mentions, in order of the text
    registry().resolve(mention, "SY")                         -> the same, read as in a report on Syria
    registry(extra="my-actors.yaml")                          -> with a user's own actors

Names come from `actors.yaml`; what every state has (army, police, government) is made from `en/countries.yaml` and
`en/actors.yaml`. Two names are one side when their `id` is one. How mentions are found is in `sides.py`.
"""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

import msgspec
import yaml

from warmonitor.errors import LexiconError
from warmonitor.lexicon import table
from warmonitor.lexicon.side import Actor, ActorMention, Descriptions, State, low, slug
from warmonitor.lexicon.sides import Sides

__all__ = ["Actor", "ActorFile", "ActorMention", "Registry", "State", "registry", "slug"]


class ActorFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The shape of `actors.yaml`; a user's own file may leave out `kinds`."""

    actors: tuple[dict[str, Any], ...]
    kinds: dict[str, str] = {}


class Registry:
    """The sides, ready to be looked up, found in texts and read in a country."""

    def __init__(self, actors: tuple[Actor, ...], words: Descriptions, states: dict[str, State]) -> None:
        self.actors = actors
        self._sides = Sides(actors, words, states)

    def get(self, name: str) -> Actor | None:
        """The actor of that name, alias or id; None when there is none."""
        return self._sides.get(name)

    def same(self, one: str, other: str) -> bool:
        """Whether two names are one side."""
        left, right = self.get(one), self.get(other)
        return low(one) == low(other) if left is None or right is None else left is right

    def force(self, country: str, kind: str = "state_force") -> Actor:
        """The army (or police, government) of a country (ISO 3166-1 alpha-2): as listed, or made from its adjective."""
        return self._sides.force(country, kind)

    def find(self, text: str) -> list[ActorMention]:
        """Every mention of a side in the text, leftmost and longest first; none overlap."""
        return self._sides.find(text)

    def resolve(self, mention: ActorMention, country: str | None) -> ActorMention:
        """The mention as a report on `country` (ISO 3166-1 alpha-2) means it.

        "rebels" become "Syrian rebels" in Syria, "the army" the army of the country; the forces of another state fight
        for that state ("Russian warplanes" over Syria: side Russia, kind foreign_force).
        """
        return self._sides.resolve(mention, country)


def _actors(raw: ActorFile, kinds: dict[str, str], where: str) -> tuple[Actor, ...]:
    out = []
    for number, entry in enumerate(raw.actors, 1):
        place = f"{where}, actor {number} ({entry.get('name', 'without a name')})"
        try:
            actor = msgspec.convert(entry, Actor)
        except msgspec.ValidationError as error:
            raise LexiconError(
                str(error), place, "fields: name, kind, aliases, country, parent, years, ucdp"
            ) from error
        if actor.kind not in kinds:
            raise LexiconError(f"unknown kind {actor.kind!r}", place, f"one of {', '.join(kinds)}")
        if not slug(actor.name) or not all(alias.strip() for alias in actor.aliases):
            raise LexiconError("a name or alias without a letter", place, "give words that a report could use")
        out.append(actor)
    return tuple(out)


def _own(path: Path, kinds: dict[str, str]) -> tuple[Actor, ...]:
    hint = "give a YAML file with a list `actors`"
    try:
        raw = msgspec.convert(yaml.safe_load(path.read_text(encoding="utf8")), ActorFile)
    except OSError as error:
        raise LexiconError(f"cannot be read: {error.strerror}", str(path), hint) from error
    except (yaml.YAMLError, msgspec.ValidationError, UnicodeDecodeError) as error:
        raise LexiconError(str(error), str(path), hint) from error
    return _actors(raw, {**kinds, **raw.kinds}, str(path))


@functools.lru_cache(maxsize=8)
def registry(extra: str | Path | None = None, language: str = "en") -> Registry:
    """The registry, built once; with a user's own YAML file `extra`, whose names win over those in the box.

    LexiconError names the entry that is wrong.
    """
    listed = table("actors.yaml", ActorFile)
    actors = _actors(listed, listed.kinds, "lexicon/actors.yaml")
    own = _own(Path(extra), listed.kinds) if extra else ()
    named = {actor.id for actor in own}
    return Registry(
        (*own, *(actor for actor in actors if actor.id not in named)),
        table(f"{language}/actors.yaml", Descriptions),
        table(f"{language}/countries.yaml", dict[str, State]),
    )

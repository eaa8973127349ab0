"""What a side is: the records of the registry, and how their names are spelt and compared."""

from __future__ import annotations

import re
from typing import NamedTuple

import msgspec

from warmonitor.model import Record


class Actor(Record, frozen=True, forbid_unknown_fields=True):
    """One side. `kind` is one of the kinds in `actors.yaml`; `country` where it is at home; `years` first and last."""

    name: str
    kind: str
    aliases: tuple[str, ...] = ()
    country: str | None = None
    parent: str | None = None
    years: tuple[int | None, int | None] | None = None
    ucdp: int | None = None

    @property
    def id(self) -> str:
        """A stable id made of the name: "Syrian government forces" is "syrian-government-forces"."""
        return slug(self.name)


class ActorMention(NamedTuple):
    """Words of a text that name or describe a side.

    `text` is `start:end` of the text; `name` the side as the ledger prints it; `side` whom it fights for (the state
    whose jets they are, where it is at war abroad); `named` is False for "rebels", "gunmen" and other descriptions,
    whose `id` is null until `Registry.resolve` reads them in a country.
    """

    start: int
    end: int
    text: str
    name: str
    kind: str
    country: str | None
    id: str | None
    side: str
    named: bool = True


class Descriptions(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The shape of `<language>/actors.yaml`."""

    forces: dict[str, tuple[str, ...]]
    home: dict[str, tuple[str, ...]]
    unnamed: tuple[str, ...]
    named: dict[str, tuple[str, ...]]
    allies: tuple[str, ...]
    own: frozenset[str]
    peoples: frozenset[str]
    strangers: frozenset[str]


class State(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A state as `<language>/countries.yaml` names it."""

    name: str
    adjectives: tuple[str, ...] = ()
    seats: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()


def slug(name: str) -> str:
    """The name as an id: lower-case words joined by hyphens."""
    return re.sub(r"[^\w]+", "-", name.lower().replace("'", "").replace("’", "")).strip("-")


def low(text: str) -> str:
    """Lower case with straight apostrophes, letter for letter, so that offsets stay."""
    lowered = text.lower()
    if len(lowered) != len(text):
        lowered = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    return lowered.replace("’", "'")


def initials(alias: str) -> bool:
    """Whether an alias is matched as it is written, like ISIS, LeT or U.S."""
    letters = [c for c in alias if c.isalpha()]
    capitals = sum(c.isupper() for c in letters)
    return bool(letters) and (capitals == len(letters) or (" " not in alias and len(letters) <= 6 and capitals >= 2))

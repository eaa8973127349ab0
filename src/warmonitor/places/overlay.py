"""What the box lacks and war reports name all the time: `lexicon/places*.yaml` and `lexicon/en/places.yaml`."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from importlib import resources

import msgspec

from warmonitor import lexicon
from warmonitor.places.entry import Kind


class Noted(msgspec.Struct, frozen=True):
    """A place noted by hand. `within`: country or first-order code ("SY", "SY.12"), empty where several share it."""

    name: str
    kind: Kind
    within: str = ""
    at: tuple[float, float] | None = None
    names: tuple[str, ...] = ()


class Page(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One file of the overlay, and where its facts are from.

    `noted` is kind, then the code of the country or first-order unit ("SY", "SY.12", "" where several share the place),
    then name: latitude, longitude and further spellings. `spellings` adds names to the box's own places; `countries`
    and `points` say where countries and large units have their middle, `units` how first-order units are called,
    `meant` which of them a bare name means rather than a town of that name ("Gaza" is mostly the Strip),
    `loose` in which countries a name is also looked up by its consonants.
    """

    source: str = "hand"
    noted: dict[Kind, dict[str, dict[str, tuple[float | str, ...]]]] = {}
    spellings: dict[str, dict[str, tuple[str, ...]]] = {}
    countries: dict[str, tuple[float, float]] = {}
    points: dict[str, tuple[float, float]] = {}
    units: dict[str, str] = {}
    meant: dict[str, tuple[str, ...]] = {}
    loose: tuple[str, ...] = ()


class Overlay(msgspec.Struct, frozen=True):
    """All files of the overlay together."""

    places: tuple[Noted, ...]
    spellings: dict[str, dict[str, tuple[str, ...]]]
    countries: dict[str, tuple[float, float]]
    points: dict[str, tuple[float, float]]
    units: dict[str, str]
    meant: dict[str, tuple[str, ...]]
    loose: frozenset[str]
    country_names: dict[str, tuple[str, ...]]


class Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The place words of one language: see the comments in `lexicon/en/places.yaml`."""

    countries: dict[str, tuple[str, ...]]
    demonyms: dict[str, tuple[str, ...]]
    units: dict[str, tuple[str, ...]]
    settlement_words: dict[str, tuple[str, ...]]
    quarter_words: tuple[str, ...]
    camp_words: tuple[str, ...]
    directions: tuple[str, ...]
    before: tuple[str, ...]
    inside: tuple[str, ...]
    attacks: tuple[str, ...]
    belongings: tuple[str, ...]
    elements: tuple[str, ...]
    particles: tuple[str, ...]
    saying: tuple[str, ...]
    organisation_words: tuple[str, ...]
    person_words: tuple[str, ...]
    common: tuple[str, ...]
    not_places: tuple[str, ...]
    first_names: tuple[str, ...]
    abbreviations: dict[str, str]
    compounds: tuple[str, ...]


@functools.cache
def words(language: str = "en") -> Words:
    """The place words of `language`."""
    return lexicon.table(f"{language}/places.yaml", Words)


def _placed(page: Page) -> Iterator[Noted]:
    for kind, units in page.noted.items():
        for code, places in units.items():
            for name, row in places.items():
                lat, lon = (part for part in row[:2] if isinstance(part, float))
                yield Noted(name, kind, code, (lat, lon), tuple(part for part in row[2:] if isinstance(part, str)))


@functools.cache
def overlay() -> Overlay:
    """Every `places*.yaml` of the lexicon, merged."""
    found = sorted(file.name for file in resources.files(lexicon).iterdir() if file.name.startswith("places"))
    pages = [lexicon.table(name, Page) for name in found if name.endswith(".yaml")]
    spellings: dict[str, dict[str, tuple[str, ...]]] = {}
    for page in pages:
        for code, table in page.spellings.items():
            kept = spellings.setdefault(code, {})
            kept.update({name: (*kept.get(name, ()), *more) for name, more in table.items()})
    return Overlay(
        tuple(place for page in pages for place in _placed(page)),
        spellings,
        {code: point for page in pages for code, point in page.countries.items()},
        {code: point for page in pages for code, point in page.points.items()},
        {code: name for page in pages for code, name in page.units.items()},
        {code: names for page in pages for code, names in page.meant.items()},
        frozenset(code for page in pages for code in page.loose),
        dict(words().countries),
    )

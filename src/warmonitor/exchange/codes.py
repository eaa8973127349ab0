"""The codes of the formats: countries, kinds of event, scales. Loaded once from `lexicon/exchange/`."""

from __future__ import annotations

import functools

import msgspec

from warmonitor.lexicon import table


class Country(msgspec.Struct, frozen=True):
    """A country's names and numbers. `gw` is Gleditsch and Ward's number, `ucdp` UCDP's name where it differs."""

    name: str
    iso3: str
    number: int
    acled: str
    gw: int | None = None
    ucdp: str | None = None


class Acled(msgspec.Struct, frozen=True):
    """The shape of `exchange/acled.yaml`."""

    events: dict[str, tuple[str, str]]
    with_fighters: dict[str, tuple[str, str]]
    sub_events: dict[str, str]
    disorder: str
    strategic: str
    unidentified: str
    civilians: str
    words: dict[str, int]
    unknown_in_attack: int


class ActorCodes(msgspec.Struct, frozen=True):
    """The shape of `exchange/actors.yaml`."""

    sorts: dict[str, str]
    inter: dict[str, int]
    state_names: tuple[str, ...]


class Scales(msgspec.Struct, frozen=True):
    """The shape of `exchange/scales.yaml`."""

    airwars_accuracy: dict[int, str]
    acled_geo: dict[int, int]
    acled_time: dict[int, int]
    geo_acled: dict[int, int]


@functools.cache
def countries() -> dict[str, Country]:
    """Every country by its ISO 3166-1 alpha-2 code."""
    return table("exchange/countries.yaml", dict[str, Country])


@functools.cache
def acled() -> Acled:
    """ACLED's types and numbers."""
    return table("exchange/acled.yaml", Acled)


@functools.cache
def actor_codes() -> ActorCodes:
    """What the formats make of the kinds of actor."""
    return table("exchange/actors.yaml", ActorCodes)


@functools.cache
def scales() -> Scales:
    """The formats' scales."""
    return table("exchange/scales.yaml", Scales)


@functools.cache
def country_code(name: str) -> str | None:
    """The alpha-2 code of a country by its name, UCDP's name, alpha-3 or alpha-2 code; null where there is none."""
    return _country_names().get(name.strip().lower())


@functools.cache
def _country_names() -> dict[str, str]:
    names: dict[str, str] = {}
    for code, country in countries().items():
        for name in (country.ucdp, country.iso3, code, country.name):
            if name and not (name == country.ucdp and code == "PS"):
                names[name.lower()] = code
    return names


# UCDP's regions are ranges of the state number.
_REGIONS = ((200, "Americas"), (400, "Europe"), (630, "Africa"), (700, "Middle East"), (1000, "Asia"))


def ucdp_region(gw: int | None) -> str | None:
    """UCDP's region of a state number; null where there is no number."""
    return next((name for end, name in _REGIONS if gw is not None and gw < end), None)


def priogrid(lat: float | None, lon: float | None) -> int | None:
    """The half-degree cell of a point: 720 columns by 360 rows, counted from the south-west corner, from 1."""
    if lat is None or lon is None:
        return None
    row = min(int((lat + 90) * 2), 359)
    column = min(int((lon + 180) * 2), 719)
    return row * 720 + column + 1

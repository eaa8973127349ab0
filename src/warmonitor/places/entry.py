"""One place of a gazetteer, as its sources give it and as the compiled file keeps it."""

from __future__ import annotations

from math import log10
from typing import Literal, NamedTuple

Kind = Literal["country", "admin1", "admin2", "town", "quarter", "camp", "area", "region", "world", "site", "sea"]
KINDS: tuple[Kind, ...] = (
    "country",
    "admin1",
    "admin2",
    "town",
    "quarter",
    "camp",
    "area",
    "region",
    "world",
    "site",
    "sea",
)
PRECISION: dict[str, int] = {
    "country": 6,
    "admin1": 4,
    "admin2": 3,
    "town": 1,
    "quarter": 1,
    "camp": 1,
    "area": 2,
    "region": 5,
    "world": 6,
    "site": 1,
    "sea": 7,
}


class Entry(NamedTuple):
    """A place: its own name, where it lies, and every name it goes by.

    `id` is "source:id"; `admin1_code` is GeoNames' ("SY.12"), `country` ISO 3166-1 alpha-2 (empty where several share
    it); `names` are further spellings; `lat` and `lon` are degrees, null where the source has none.
    """

    id: str
    name: str
    kind: Kind
    country: str = ""
    admin1_code: str = ""
    admin1: str = ""
    admin2: str = ""
    pcode: str = ""
    lat: float | None = None
    lon: float | None = None
    population: int = 0
    names: tuple[str, ...] = ()
    rank: int = 0
    parents: tuple[str, ...] = ()


def prior(kind: Kind, population: int, rank: int) -> float:
    """How likely a bare name means such a place, in no context: settlements by the logarithm of their people."""
    size = log10(population + 100)
    if kind == "country":
        return 4.0 + 0.6 * size
    if kind == "world":
        return 9.0
    if kind == "admin1":
        return 2.4 + 0.6 * size + 2 * rank
    if kind == "admin2":
        return 0.6 + 0.5 * size + 2 * rank
    if kind == "town":
        return size + 1.5 * rank
    return 3.6 + 2 * rank + 0.2 * size


class Found:
    """A place that bears a name looked up, with what choosing among such places asks for again and again.

    `rank` is above 0 for capitals and hand-noted main senses; `prior` is `prior()`; `cells` are the two
    squares of two degrees that it lies in, of two grids half a square apart (none: no point, or too large for one).
    """

    __slots__ = (
        "admin1",
        "admin1_code",
        "admin2",
        "cells",
        "country",
        "id",
        "kind",
        "lat",
        "layer",
        "lon",
        "name",
        "pcode",
        "population",
        "prior",
        "rank",
    )

    def __init__(self, entry: Entry, layer: int) -> None:
        self.id, self.name, self.kind = entry.id, entry.name, entry.kind
        self.country, self.admin1_code, self.admin1, self.admin2 = (
            entry.country,
            entry.admin1_code,
            entry.admin1,
            entry.admin2,
        )
        self.pcode, self.lat, self.lon, self.population = entry.pcode, entry.lat, entry.lon, entry.population
        self.rank, self.layer = entry.rank, layer
        self.prior = prior(entry.kind, entry.population, entry.rank)
        self.cells: tuple[int, ...] = ()
        if entry.lat is not None and entry.lon is not None and entry.kind not in ("country", "world", "sea"):
            lat, lon = entry.lat + 90, entry.lon + 180
            self.cells = (int(lat / 2) * 181 + int(lon / 2), 100_000 + int(lat / 2 + 0.5) * 182 + int(lon / 2 + 0.5))

    @property
    def capital(self) -> bool:
        """Whether it is the seat of a country's government."""
        return self.kind == "town" and self.rank == 2

    def __repr__(self) -> str:
        return f"Found({self.id} {self.name} {self.kind} {self.country} {self.admin1})"

"""One place of a gazetteer, as its sources give it and as the compiled file keeps it."""

from __future__ import annotations

from typing import Literal, NamedTuple

Kind = Literal["country", "admin1", "admin2", "town", "quarter", "camp", "area", "region", "world", "site", "sea"]
KINDS: tuple[Kind, ...] = ("country", "admin1", "admin2", "town", "quarter", "camp", "area", "region", "world", "site", "sea")
PRECISION: dict[str, int] = {
    "country": 6, "admin1": 4, "admin2": 3, "town": 1, "quarter": 1, "camp": 1, "area": 2, "region": 5, "world": 6, "site": 1,
    "sea": 7,
}  # fmt: skip


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


class Found(NamedTuple):
    """A place that bears a name looked up. `rank` is 1 for a hand-noted main sense, else 0; `own` when the name is its own."""

    id: str
    name: str
    kind: Kind
    country: str
    admin1_code: str
    admin1: str
    admin2: str
    pcode: str
    lat: float | None
    lon: float | None
    population: int
    rank: int
    layer: int

"""Choosing among the places that share a name: what else the report names, where, and how large each of them is.

Every name of the report votes for the countries, first-order units and square degrees where it could lie, shared out
by how likely each of its places is; then each name takes the place that the others' votes, its container and its size
speak for. Several rounds: the votes of a round are those of the one before it, sharpened.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import cos, exp, hypot, radians
from typing import Protocol, TypeVar

from warmonitor.places.entry import Found
from warmonitor.places.scan import Spot

LAND, UNIT, CELL, CONTAINER = 4.0, 5.0, 3.5, 7.0
SHARPNESS = (0.7, 1.5)
# What a country or first-order unit is credited with in place of the votes for smaller areas, which it cannot win.
WIDE, BROAD = 5.0, 4.0
_WIDE = frozenset(["country", "world", "sea"])
_SETTLED = frozenset(["town", "quarter", "camp", "site"])
_WITHIN = _SETTLED | {"area"}

Mine = tuple[dict[str, float], dict[str, float], dict[int, float]]


class Located(Protocol):
    """Whatever may have a point: a gazetteer's entry, the place of a claim."""

    @property
    def lat(self) -> float | None:
        """Degrees north, null where it is not known."""

    @property
    def lon(self) -> float | None:
        """Degrees east, null where it is not known."""


def near(left: Located, right: Located) -> float:
    """Kilometres between two places; a large number where either has no point."""
    if left.lat is None or left.lon is None or right.lat is None or right.lon is None:
        return 20_000.0
    across = abs(left.lon - right.lon)
    return 111.2 * hypot(left.lat - right.lat, min(across, 360 - across) * cos(radians((left.lat + right.lat) / 2)))


def contains(outer: Found, inner: Found) -> bool:
    """Whether `inner` can be said to lie in `outer`."""
    if outer.id == inner.id or (outer.country and inner.country and outer.country != inner.country):
        return False
    if outer.kind == "country":
        return inner.kind != "country"
    if inner.kind in ("country", "world"):
        return False
    if outer.kind == "admin1":
        return inner.kind != "admin1" and outer.admin1_code == inner.admin1_code
    if outer.kind == "admin2":
        same = outer.admin1_code == inner.admin1_code and inner.kind not in ("admin1", "admin2")
        return same and (inner.admin2 == outer.name or near(outer, inner) < 60)
    if outer.kind in ("region", "area"):
        return near(outer, inner) < (400 if outer.kind == "region" else 40)
    return (
        outer.kind == "town" and inner.kind in ("quarter", "camp", "town", "site", "area") and near(outer, inner) < 30
    )


Key = TypeVar("Key", str, int)


def _add(total: dict[Key, float], part: dict[Key, float]) -> None:
    for at, weight in part.items():
        total[at] = total.get(at, 0.0) + weight


class Votes:
    """What the names of one report say together about where it plays."""

    __slots__ = ("cells", "lands", "own", "units")

    def __init__(self, lands: dict[str, float]) -> None:
        self.lands = dict(lands)
        self.units: dict[str, float] = {}
        self.cells: dict[int, float] = {}
        self.own: dict[str, Mine] = {}

    def again(self) -> Votes:
        """A copy to go on voting in."""
        out = Votes(self.lands)
        out.units, out.cells, out.own = dict(self.units), dict(self.cells), dict(self.own)
        return out

    def cast(self, key: str, places: Sequence[Found], shares: Sequence[float], weight: float) -> None:
        """Let one name vote; its own votes are kept apart, for it must not support itself."""
        lands: dict[str, float] = {}
        units: dict[str, float] = {}
        cells: dict[int, float] = {}
        for place, share in zip(places, shares):
            part = share * weight
            if part < 0.01:
                continue
            lands[place.country] = lands.get(place.country, 0.0) + part
            if place.admin1_code:
                units[place.admin1_code] = units.get(place.admin1_code, 0.0) + part
            for cell in place.cells:
                cells[cell] = cells.get(cell, 0.0) + part
        self.own[key] = (lands, units, cells)
        _add(self.lands, lands)
        _add(self.units, units)
        _add(self.cells, cells)

    def support(self, key: str, place: Found) -> float:
        """What all other names say for `place`."""
        lands, units, cells = self.own.get(key, _NOBODY)
        land = self.lands.get(place.country, 0.0) - lands.get(place.country, 0.0)
        out = LAND * land / (land + 1.0)
        if place.kind in _WIDE:
            return out + WIDE
        if place.admin1_code:
            unit = self.units.get(place.admin1_code, 0.0) - units.get(place.admin1_code, 0.0)
            out += UNIT * unit / (unit + 1.0)
        if place.kind == "admin1":
            return out + BROAD
        if place.cells:
            one, two = place.cells
            close = max(self.cells.get(one, 0.0) - cells.get(one, 0.0), self.cells.get(two, 0.0) - cells.get(two, 0.0))
            out += CELL * close / (close + 1.0)
        return out

    def land(self, key: str, country: str) -> float:
        """How much all other names speak for a country."""
        return self.lands.get(country, 0.0) - self.own.get(key, _NOBODY)[0].get(country, 0.0)

    def most(self, key: str) -> float:
        """How much all other names speak for the country they speak for most."""
        mine = self.own.get(key, _NOBODY)[0]
        return max((weight - mine.get(country, 0.0) for country, weight in self.lands.items()), default=0.0)


_NOBODY: Mine = ({}, {}, {})


def choose(spots: Sequence[Spot], lands: dict[str, float]) -> Votes:
    """Give every spot that has places its `chosen`, `runner_up` and `confidence`."""
    groups: dict[str, list[Spot]] = {}
    for spot in spots:
        if spot.places:
            key = spot.key
            while key in groups and len(groups[key][0].places) != len(spot.places):
                key += " "  # the same name short for one place and whole for others: "Ore." and "Ore"
            groups.setdefault(key, []).append(spot)
    votes = Votes(lands)
    open_: dict[str, list[Spot]] = {}
    faint: dict[str, list[Spot]] = {}
    for key, group in groups.items():
        if not _telling(group):
            faint[key] = group
        elif len(group[0].places) == 1:
            votes.cast(key, group[0].places, (1.0,), _weight(group))
            _only(group)
        else:
            open_[key] = group
    if open_:
        votes = _rounds(votes, open_)
    for key, group in faint.items():
        said = _said(group)
        _settle_all(group, said, [value + votes.support(key, place) for value, place in zip(said, group[0].places)])
    return votes


def _rounds(plain: Votes, groups: dict[str, list[Spot]]) -> Votes:
    """Let the names of several places vote, round by round, and give each what the last round says."""
    helped = {key: _said(group) for key, group in groups.items()}
    scores, votes = helped, plain
    for sharpness in SHARPNESS:
        votes = plain.again()
        for key, group in groups.items():
            votes.cast(key, group[0].places, _shares(scores[key], sharpness), _weight(group))
        scores = {
            key: [said + votes.support(key, place) for said, place in zip(helped[key], group[0].places)]
            for key, group in groups.items()
        }
    for key, group in groups.items():
        _settle_all(group, helped[key], scores[key])
    return votes


def _settle_all(group: Sequence[Spot], said: Sequence[float], scores: Sequence[float]) -> None:
    places = group[0].places
    if len(places) == 1:
        _only(group)
        return
    bare = [score - value + place.prior for score, value, place in zip(scores, said, places)]
    alike: dict[tuple[str, int], Spot] = {}
    for spot in group:
        at = (spot.unit, id(spot.container))
        twin = alike.get(at)
        if twin is None:
            _settle(spot, bare, scores)
            alike[at] = spot
        else:
            spot.chosen, spot.runner_up, spot.confidence = (
                twin.chosen,
                twin.runner_up,
                twin.confidence,
            )


def _telling(group: Sequence[Spot]) -> bool:
    """Whether a name may vote: not a little-known one that nothing marks as a place, which is mostly a person's."""
    known = group[0].places[0]
    return known.prior > 5.3 or known.kind in ("country", "admin1") or any(spot.marked for spot in group)


def _weight(group: Sequence[Spot]) -> float:
    """Names given often weigh more; the place where a report was written, less."""
    return 0.4 if group[0].role == "dateline" else min(1.0 + 0.25 * (len(group) - 1), 2.0)


def _only(group: Sequence[Spot]) -> None:
    for spot in group:
        spot.chosen, spot.confidence = spot.places[0], 1.0


def _said(group: Sequence[Spot]) -> list[float]:
    """A name's places by size, and by what the best-placed of its mentions says: one sense of a name a report."""
    telling = {(spot.unit, id(spot.container)): spot for spot in group}.values()
    fits = [[_fit(spot, place) for place in spot.places] for spot in telling]
    return [place.prior + max(fit[number] for fit in fits) for number, place in enumerate(group[0].places)]


def _shares(scores: Sequence[float], sharpness: float) -> list[float]:
    if len(scores) == 1:
        return [1.0]
    top = max(scores)
    raw = [exp(sharpness * (score - top)) for score in scores]
    total = sum(raw)
    return [value / total for value in raw]


def _settle(spot: Spot, bare: Sequence[float], shared: Sequence[float]) -> None:
    fits = [_fit(spot, place) for place in spot.places]
    scores = [b + f + 0.5 * (s - b) for b, f, s in zip(bare, fits, shared)]
    order = sorted(range(len(scores)), key=lambda i: (-scores[i], spot.places[i].id))
    shares = _shares(scores, SHARPNESS[-1])
    if spot.places[order[0]].kind == "admin1" and spot.unit != "admin1" and not spot.places[order[0]].rank:
        order = _town_first(spot, order)
    chosen = spot.chosen = spot.places[order[0]]
    # A town and its province are one answer to "where"; how sure it is does not depend on which of them is meant.
    away = [i for i in order[1:] if near(spot.places[i], chosen) > 60 and not contains(spot.places[i], chosen)]
    spot.confidence = max(0.0, 1.0 - sum(shares[i] for i in away))
    spot.runner_up = spot.places[away[0]] if away else None


def _town_first(spot: Spot, order: list[int]) -> list[int]:
    """A bare name that a town and its province share is the town's: "in Aleppo" is not "in Aleppo province"."""
    code = spot.places[order[0]].admin1_code
    towns = [
        i
        for i in order
        if spot.places[i].kind == "town" and spot.places[i].admin1_code == code and spot.places[i].prior > 4.0
    ]
    return [*towns[:1], *(i for i in order if i not in towns[:1])]


def _fit(spot: Spot, place: Found) -> float:
    """What the words beside this very mention say: its unit word and the place it is said to lie in."""
    out = 0.0
    if spot.unit:
        if spot.unit == place.kind:
            out += 4.0
        elif spot.unit in _SETTLED and place.kind in _SETTLED:
            out += 2.0
    elif place.kind in ("town", "country"):
        out += 1.2
    if spot.container is not None and any(contains(outer, place) for outer in spot.container.places):
        out += CONTAINER
    return out

"""Choosing among the places that share a name: what else the report names, where, and how large each of them is.

Every name of the report votes for the countries, first-order units and parts of the map where it could lie, shared out
by how likely each of its places is; then each name takes the place that the others' votes, its container and its size
speak for. Two rounds: the second round's votes are those of the first round's choices.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import cos, exp, hypot, log10, radians

from warmonitor.places.entry import Found
from warmonitor.places.scan import Spot

_LAND, _UNIT, _CELL, _CONTAINER = 3.0, 1.5, 1.5, 7.0
_MOST = 24


def prior(place: Found) -> float:
    """How likely a bare name means this place, in no context: settlements by the logarithm of their people."""
    size = log10(place.population + 100)
    if place.kind in ("country", "world"):
        return 9.0 if place.population > 1_000_000 or place.kind == "world" else 6.5
    if place.kind == "admin1":
        return 2.4 + 0.6 * size + place.rank
    if place.kind == "admin2":
        return 0.8 + 0.5 * size
    if place.kind == "town":
        return size + 2 * place.rank
    return 4.0 + 2 * place.rank + 0.2 * size


def near(left: Found, right: Found) -> float:
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
    if outer.kind == "admin1":
        return inner.kind not in ("country", "admin1") and outer.admin1_code == inner.admin1_code
    if outer.kind == "admin2":
        same = outer.admin1_code == inner.admin1_code and inner.kind not in ("country", "admin1", "admin2")
        return same and (inner.admin2 == outer.name or near(outer, inner) < 60)
    if outer.kind in ("region", "area"):
        return inner.kind not in ("country",) and near(outer, inner) < (400 if outer.kind == "region" else 40)
    return inner.kind in ("quarter", "camp", "town", "site", "area") and near(outer, inner) < 30


def _cells(place: Found) -> list[tuple[int, int]]:
    if place.lat is None or place.lon is None or place.kind in ("country", "world"):
        return []
    row, column = int((place.lat + 90) / 2), int((place.lon + 180) / 2)
    return [(row + i, column + j) for i in (-1, 0, 1) for j in (-1, 0, 1)]


class Votes:
    """What the names of one report say together about where it plays."""

    def __init__(self, lands: dict[str, float]) -> None:
        self.fixed = lands
        self.lands: dict[str, float] = dict(lands)
        self.units: dict[str, float] = {}
        self.cells: dict[tuple[int, int], float] = {}
        self.own: dict[str, list[tuple[str, str, tuple[int, int] | None, float]]] = {}

    def cast(self, key: str, places: Sequence[Found], shares: Sequence[float], weight: float) -> None:
        """Let one name vote."""
        mine: dict[object, float] = {}
        for place, share in zip(places, shares):
            part = share * weight
            if part < 0.02:
                continue
            mine[place.country] = mine.get(place.country, 0.0) + part
            if place.kind != "country" and place.admin1_code:
                mine[("unit", place.admin1_code)] = mine.get(("unit", place.admin1_code), 0.0) + part
            for cell in _cells(place):
                mine[cell] = max(mine.get(cell, 0.0), part)
        for at, part in mine.items():
            if isinstance(at, str):
                self.lands[at] = self.lands.get(at, 0.0) + part
            elif at[0] == "unit":  # type: ignore[index]
                self.units[at[1]] = self.units.get(at[1], 0.0) + part  # type: ignore[index]
            else:
                self.cells[at] = self.cells.get(at, 0.0) + part  # type: ignore[index]
        self._mine(key, mine)

    def _mine(self, key: str, mine: dict[object, float]) -> None:
        self.by_key = getattr(self, "by_key", {})
        self.by_key[key] = mine

    def support(self, key: str, place: Found) -> float:
        """What all other names say for `place`."""
        mine = self.by_key.get(key, {})
        land = self.lands.get(place.country, 0.0) - mine.get(place.country, 0.0)
        out = _LAND * land / (land + 1.0)
        if place.kind not in ("country", "world"):
            unit = self.units.get(place.admin1_code, 0.0) - mine.get(("unit", place.admin1_code), 0.0)
            out += _UNIT * unit / (unit + 1.0)
            if place.lat is not None and place.lon is not None:
                cell = (int((place.lat + 90) / 2), int((place.lon + 180) / 2))
                close = self.cells.get(cell, 0.0) - mine.get(cell, 0.0)
                out += _CELL * close / (close + 1.0)
        return out


def choose(spots: Sequence[Spot], lands: dict[str, float]) -> Votes:
    """Give every spot that has places its `chosen`, `runner_up`, `score` and `confidence`."""
    groups: dict[str, list[Spot]] = {}
    for spot in spots:
        if spot.places:
            groups.setdefault(spot.key, []).append(spot)
    priors = {key: [prior(place) for place in group[0].places] for key, group in groups.items()}
    shares = {key: _shares(values) for key, values in priors.items()}
    votes = Votes(lands)
    for turn in range(2):
        votes = Votes(lands)
        for key, group in groups.items():
            votes.cast(key, group[0].places, shares[key], min(1.0 + 0.25 * (len(group) - 1), 2.0))
        for key, group in groups.items():
            base = [p + votes.support(key, place) for p, place in zip(priors[key], group[0].places)]
            shares[key] = _shares(base)
            if turn:
                for spot in group:
                    _settle(spot, base)
    return votes


def _shares(scores: Sequence[float]) -> list[float]:
    top = max(scores)
    raw = [exp(1.3 * (score - top)) for score in scores]
    total = sum(raw)
    return [value / total for value in raw]


def _settle(spot: Spot, base: Sequence[float]) -> None:
    scores = [score + _fit(spot, place) for score, place in zip(base, spot.places)]
    order = sorted(range(len(scores)), key=lambda i: (-scores[i], spot.places[i].id))
    spot.scores = scores
    spot.chosen, spot.score = spot.places[order[0]], scores[order[0]]
    spot.confidence = _shares(scores)[order[0]]
    others = [spot.places[i] for i in order[1:] if near(spot.places[i], spot.chosen) > 40]
    spot.runner_up = others[0] if others else None


_SETTLED = {"town", "quarter", "camp", "site"}


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
    if spot.container is not None:
        if any(contains(outer, place) for outer in spot.container.places):
            out += _CONTAINER
    return out

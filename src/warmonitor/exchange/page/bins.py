"""What the page's map and timeline add up, in bounded memory: bins grow coarser when there come to be too many."""

from __future__ import annotations

import math
from datetime import date, timedelta

from warmonitor.model import Record

_MOST_SPOTS = 4000
_EDGE = 1e-9
"""A point on an edge lies inside, as the page counts it, whatever the division left over."""
_MOST_BARS = 130


class Bin(Record):
    """Incidents added up: how many, the people killed at least and at most (open ends as their floor)."""

    incidents: int = 0
    low: int = 0
    high: int = 0
    precision: int = 1
    name: str = ""

    def plus(self, other: Bin) -> Bin:
        return Bin(
            incidents=self.incidents + other.incidents,
            low=self.low + other.low,
            high=self.high + other.high,
            precision=max(self.precision, other.precision),
            name=self.name if self.name == other.name or not other.name else f"{self.name} and nearby",
        )


class Spots:
    """The map: incidents by square. `step` is the side of a square in degrees."""

    def __init__(self) -> None:
        self.step = 0.01
        self.bins: dict[tuple[int, int], Bin] = {}

    def add(self, lat: float, lon: float, one: Bin) -> None:
        """Put one in."""
        self._put(self._square(lat, lon), one)
        while len(self.bins) > _MOST_SPOTS:
            self._coarsen()

    def _square(self, lat: float, lon: float) -> tuple[int, int]:
        return math.floor(lat / self.step + _EDGE), math.floor(lon / self.step + _EDGE)

    def _put(self, square: tuple[int, int], one: Bin) -> None:
        self.bins[square] = self.bins[square].plus(one) if square in self.bins else one

    def _coarsen(self) -> None:
        old, self.bins, self.step = self.bins, {}, self.step * 2
        for (y, x), one in old.items():
            self._put((y // 2, x // 2), one)

    def box(self, square: tuple[int, int]) -> tuple[float, float, float, float]:
        """South, west, north, east of a square."""
        south, west = square[0] * self.step, square[1] * self.step
        return south, west, south + self.step, west + self.step


class Bars:
    """The timeline: incidents by day, month or year. `length` is how much of the ISO day tells the bin."""

    def __init__(self) -> None:
        self.length = 10
        self.bins: dict[str, Bin] = {}

    def add(self, day: str, one: Bin) -> None:
        """Put one in, by its first day."""
        self._put(day[: self.length], one)
        while len(self.bins) > _MOST_BARS and self.length > 4:
            self._coarsen()

    def _put(self, day: str, one: Bin) -> None:
        self.bins[day] = self.bins[day].plus(one) if day in self.bins else one

    def _coarsen(self) -> None:
        old, self.bins, self.length = self.bins, {}, self.length - 3
        for day, one in old.items():
            self._put(day[: self.length], one)

    def all(self) -> list[tuple[str, Bin]]:
        """Every day, month or year from the first to the last, the empty ones too, so that time runs evenly."""
        while self.bins and len(self._slots()) > _MOST_BARS and self.length > 4:
            self._coarsen()
        return [(slot, self.bins.get(slot, Bin())) for slot in self._slots()] if self.bins else []

    def _slots(self) -> list[str]:
        first, last = min(self.bins), max(self.bins)
        if self.length == 10:
            day, days = date.fromisoformat(first), (date.fromisoformat(last) - date.fromisoformat(first)).days
            return [(day + timedelta(days=n)).isoformat() for n in range(min(days, _MOST_BARS) + 1)]
        if self.length == 7:
            start, end = (int(month[:4]) * 12 + int(month[5:7]) - 1 for month in (first, last))
            return [f"{n // 12:04}-{n % 12 + 1:02}" for n in range(start, end + 1)]
        return [f"{year:04}" for year in range(int(first), int(last) + 1)]

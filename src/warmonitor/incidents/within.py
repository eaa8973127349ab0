"""Which claims of one report tell of one event: every pair scored on what both say and how near they stand.

A report's claims are uncertain (a place inherited, a day guessed), so no single field decides; the evidence adds up,
with weights from `weights.yaml`, and the clusterer joins what the mean of it speaks for.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from warmonitor.incidents.days import day
from warmonitor.incidents.names import directions, kin, place_parts, same_side
from warmonitor.model import Claim, Place

Days = tuple[dt.date | None, dt.date | None]
Level = Callable[[Claim, Claim], str]


def _km(a: Place, b: Place) -> float | None:
    if a.lat is None or a.lon is None or b.lat is None or b.lon is None:
        return None
    x = math.radians(b.lon - a.lon) * math.cos(math.radians((a.lat + b.lat) / 2))
    return 6371 * math.hypot(x, math.radians(b.lat - a.lat))


def _around(place: Place) -> frozenset[str]:
    return frozenset(p for name in (place.admin1, place.admin2) if name for p in place_parts(name))


def place(a: Claim, b: Claim) -> str:
    """How two claims' places lie to each other."""
    x, y = a.place, b.place
    here, there = place_parts(x.name or ""), place_parts(y.name or "")
    if not here or not there:
        return ""
    weak = "_inferred" if x.inferred or y.inferred else ""
    if set(here) & set(there):
        return "same" if directions(x.name or "") == directions(y.name or "") else "parts"
    apart = _km(x, y)
    if apart is not None and apart < 1.5 and max(x.precision or 9, y.precision or 9) <= 2:
        return "same"
    if set(here) & _around(y) or set(there) & _around(x):
        return "within" + weak
    if max(x.precision or 0, y.precision or 0) >= 5 and (x.country is None or x.country == y.country):
        return "vague" + weak
    return ("near" if apart is not None and apart <= 12 else "other") + weak


def time(a: Claim, b: Claim) -> str:
    """How two claims' periods lie to each other."""
    x, y = (day(a.time.start), day(a.time.end)), (day(b.time.start), day(b.time.end))
    if x == (None, None) or y == (None, None):
        return ""
    if x == y:
        return "same"
    weak = "_inferred" if a.time.inferred or b.time.inferred else ""
    gap = _gap(x, y)
    if gap <= 0:
        return ("open" if None in (*x, *y) else "overlap") + weak
    return ("next_day" if gap == 1 else "other") + weak


def _gap(x: Days, y: Days) -> int:
    """Days between two periods, 0 or less where they share one; an open end is taken for the other end."""
    known_x, known_y = [d for d in x if d], [d for d in y if d]
    return max((known_x[0] - known_y[-1]).days, (known_y[0] - known_x[-1]).days)


def kind(a: Claim, b: Claim) -> str:
    """Whether two claims are of one kind of event."""
    if a.event == b.event:
        return "same"
    if "control_change" in (a.event, b.event):
        return "control"
    if "unknown" in (a.event, b.event):
        return "unknown"
    return "kin" if kin(a.event, b.event) else "other"


def sides(a: Claim, b: Claim) -> str:
    """Whether two claims blame the same side, or the two sides of one fight."""
    if not a.perpetrators or not b.perpetrators:
        return ""
    if any(same_side(p, q) for p in a.perpetrators for q in b.perpetrators):
        return "same"
    actors = [(c.victims.actor, other) for c, other in ((a, b), (b, a)) if c.victims.actor]
    return "crossed" if any(same_side(who, p) for who, other in actors for p in other.perpetrators) else "other"


def distance(a: Claim, b: Claim) -> str:
    """How near the words of two claims stand, in characters."""
    gaps = [max(s.start - t.end, t.start - s.end, 0) for s in a.evidence for t in b.evidence]
    if not gaps:
        return ""
    return next((name for name, most in _STEPS if min(gaps) <= most), "far")


_STEPS = (("touching", 40), ("sentence", 150), ("paragraph", 400), ("passage", 1000))


def count(a: Claim, b: Claim) -> str:
    """Whether two claims give figures of one sort, and the same."""
    if a.harm != b.harm:
        return "other_harm"
    if _stated(a) == _stated(b) >= _LARGE and a.victims.group == b.victims.group:
        return "same_large"
    if a.victims.group != b.victims.group or a.victims.status != b.victims.status:
        return "other_people"
    return "same" if (a.count.figure, a.count.low) == (b.count.figure, b.count.low) else "other_figure"


_LARGE = 8  # a figure that two events of one report seldom share by chance


def _stated(claim: Claim) -> int:
    return claim.count.figure or claim.count.low or 0


def told_by(a: Claim, b: Claim) -> str:
    """Whether one authority says both."""
    if a.source is None or b.source is None:
        return ""
    return "same" if a.source.name == b.source.name else "other"


def tie(a: Claim, b: Claim) -> str:
    """Whether the report makes one a part of the other, or both parts of one whole.

    That speaks for one event and does not settle it: the whole may add up several places.
    """
    if a.part_of == b.id or b.part_of == a.id:
        return "part"
    return "parts" if a.part_of is not None and a.part_of == b.part_of else ""


class Ladder(NamedTuple):
    """A comparison of two claims, and the levels that it may reach."""

    reach: Level
    levels: tuple[str, ...]


LADDERS: Mapping[str, Ladder] = {
    "place": Ladder(place, ("same", "parts", "within", "within_inferred", "vague", "vague_inferred", "near",
                            "near_inferred", "other", "other_inferred")),
    "time": Ladder(time, ("same", "overlap", "overlap_inferred", "open", "open_inferred", "next_day",
                          "next_day_inferred", "other", "other_inferred")),
    "kind": Ladder(kind, ("same", "kin", "unknown", "control", "other")),
    "sides": Ladder(sides, ("same", "crossed", "other")),
    "distance": Ladder(distance, ("touching", "sentence", "paragraph", "passage", "far")),
    "count": Ladder(count, ("same_large", "same", "other_figure", "other_people", "other_harm")),
    "told_by": Ladder(told_by, ("same", "other")),
    "tie": Ladder(tie, ("part", "parts")),
}  # fmt: skip


def reached(a: Claim, b: Claim) -> tuple[str, ...]:
    """The level that two claims reach in each comparison, "" where there is nothing to compare."""
    return tuple(ladder.reach(a, b) for ladder in LADDERS.values())


def pairs(claims: Sequence[Claim]) -> list[tuple[Claim, Claim]]:
    """Every two claims, the lesser id first."""
    ordered = sorted(claims, key=lambda c: c.id)
    return [(a, b) for i, a in enumerate(ordered) for b in ordered[i + 1 :]]

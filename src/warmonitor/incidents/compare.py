"""What two events are compared by: one definition, run by DuckDB alone for a handful and through Splink for many.

An event becomes a `Row` of plain columns. A measure is SQL over the columns of two rows (`day_from_l`, `day_from_r`);
a `Comparison` is a ladder of levels over measures, of which the first that holds counts. The weight of each level, in
bits of evidence (log2 of how much likelier it is for one event than for two), is in `weights.yaml`; where something is
missing, there is no evidence either way.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from warmonitor.incidents.link import EventRecord, Figure, day
from warmonitor.incidents.names import directions, linking, place_parts, side, skeleton
from warmonitor.model import Place

_MEASURES: Mapping[str, str] = {
    "gap": "greatest(0, day_from_l - day_to_r, day_from_r - day_to_l)",
    "vague": "greatest(vague_l, vague_r)",
    "km": (
        "12742 * asin(sqrt(pow(sin(radians(lat_l - lat_r) / 2), 2)"
        " + cos(radians(lat_l)) * cos(radians(lat_r)) * pow(sin(radians(lon_l - lon_r) / 2), 2)))"
    ),
    "within": "len(list_intersect(places_l, around_r)) + len(list_intersect(around_l, places_r))",
    "shared_figures": "len(list_intersect(figures_l, figures_r))",
    "shared_large": "len(list_intersect(large_l, large_r))",
    "shared_names": "len(list_intersect(names_l, names_r))",
    "likeness": (
        "list_sum(list_transform(list_intersect(map_keys(words_l), map_keys(words_r)),"
        " lambda w : words_l[w] * words_r[w]))"
    ),
    "killed_agree": "killed_low_l <= killed_high_r and killed_low_r <= killed_high_l",
    "killed_ratio": "greatest(killed_low_l, killed_low_r, 1) / greatest(1, least(killed_high_l, killed_high_r))",
}


class Level(NamedTuple):
    """One rung: its name, what it says to a person, and the condition in terms of measures and columns."""

    name: str
    words: str
    when: str


class Comparison(NamedTuple):
    """A ladder of levels; `null` is the condition under which there is nothing to compare."""

    name: str
    null: str
    levels: tuple[Level, ...]


def _overlap(column: str) -> str:
    return f"len(list_intersect({column}_l, {column}_r)) > 0"


def _both(column: str) -> str:
    return f"len({column}_l) > 0 and len({column}_r) > 0"


COMPARISONS: tuple[Comparison, ...] = (
    Comparison("date", "day_from_l is null or day_from_r is null", (
        Level("same_days", "the same days",
              "{gap} = 0 and {vague} = 0 and day_from_l = day_from_r and day_to_l = day_to_r"),
        Level("overlap", "days that overlap", "{gap} = 0 and {vague} = 0"),
        Level("may_overlap", "days that may overlap", "{gap} = 0 and {vague} = 1"),
        Level("wide", "periods that overlap, one of them wide", "{gap} = 0"),
        Level("next_day", "a day apart", "{gap} = 1"),
        Level("days", "two or three days apart", "{gap} <= 3"),
        Level("week", "up to ten days apart", "{gap} <= 10"),
        Level("far", "more than ten days apart", "true"),
    )),
    Comparison("place", f"not ({_both('places')}) and (lat_l is null or lat_r is null)", (
        Level("country", "different countries", "country_l <> country_r and not (" + _overlap("places") + ")"),
        Level("parts", "different parts of one place",
              f"{_both('aims')} and not ({_overlap('aims')}) and ({_overlap('places')} or {{km}} < 15)"),
        Level("same_name", "the same place by name", f"{_overlap('places')} and coalesce({{km}}, 0) <= 60"),
        Level("same_point", "the same spot", "{km} <= 1.5 and spot_l and spot_r"),
        Level("within", "one place within the other", "{within} > 0"),
        Level("near", "places within 12 km", "{km} <= 12"),
        Level("region", "different places of one region",
              "{km} <= 60 or (coalesce({km}, 0) = 0 and admin1_l = admin1_r)"),
        Level("other", "different places", "true"),
    )),
    Comparison("kind", "not known_kind_l or not known_kind_r", (
        Level("same", "the same kind of event", _overlap("kinds")),
        Level("kin", "kinds of event that are taken for each other", _overlap("families")),
        Level("other", "different kinds of event", "true"),
    )),
    Comparison("sides", f"not ({_both('perpetrators')})", (
        Level("same", "the same side blamed", _overlap("perpetrators")),
        Level("crossed", "the two sides of one fight", f"{_overlap('sides')}"),
        Level("other", "different sides blamed", "true"),
    )),
    Comparison("killed", "killed_low_l is null or killed_low_r is null", (
        Level("agree", "numbers of killed that agree", "{killed_agree}"),
        Level("close", "numbers of killed within a half", "{killed_ratio} <= 1.5"),
        Level("update", "numbers of killed within three times", "{killed_ratio} <= 3"),
        Level("differ", "numbers of killed that differ", "true"),
    )),
    Comparison("figures", f"not ({_both('figures')})", (
        Level("several", "several figures in common", "{shared_figures} >= 2 and {shared_large} >= 1"),
        Level("large", "a large figure in common", "{shared_large} >= 1"),
        Level("small", "a small figure in common", "{shared_figures} >= 1"),
        Level("none", "no figure in common", "true"),
    )),
    Comparison("names", f"not ({_both('names')})", (
        Level("several", "several persons named in both", "{shared_names} >= 2"),
        Level("one", "a person named in both", "{shared_names} = 1"),
        Level("none", "other persons named", "true"),
    )),
    Comparison("words", "len(map_keys(words_l)) < 4 or len(map_keys(words_r)) < 4", (
        Level("w50", "words very much alike", "coalesce({likeness}, 0) >= 0.50"),
        Level("w35", "words much alike", "coalesce({likeness}, 0) >= 0.35"),
        Level("w25", "words alike", "coalesce({likeness}, 0) >= 0.25"),
        Level("w18", "words somewhat alike", "coalesce({likeness}, 0) >= 0.18"),
        Level("w12", "words little alike", "coalesce({likeness}, 0) >= 0.12"),
        Level("w06", "words hardly alike", "coalesce({likeness}, 0) >= 0.06"),
        Level("w00", "other words", "true"),
    )),
)  # fmt: skip


def condition(level: Level) -> str:
    """The level's SQL, its measures written out."""
    out = level.when
    for name, sql in _MEASURES.items():
        out = out.replace("{" + name + "}", f"({sql})")
    return out


COLUMNS: tuple[tuple[str, str], ...] = (
    ("unique_id", "VARCHAR"), ("report", "VARCHAR"),
    ("day_from", "INTEGER"), ("day_to", "INTEGER"), ("vague", "INTEGER"),
    ("places", "VARCHAR[]"), ("around", "VARCHAR[]"), ("aims", "VARCHAR[]"),
    ("admin1", "VARCHAR"), ("country", "VARCHAR"), ("lat", "DOUBLE"), ("lon", "DOUBLE"), ("spot", "BOOLEAN"),
    ("kinds", "VARCHAR[]"), ("families", "VARCHAR[]"), ("known_kind", "BOOLEAN"),
    ("perpetrators", "VARCHAR[]"), ("sides", "VARCHAR[]"),
    ("killed_low", "INTEGER"), ("killed_high", "INTEGER"), ("figures", "VARCHAR[]"), ("large", "VARCHAR[]"),
    ("names", "VARCHAR[]"), ("words", "MAP(VARCHAR, DOUBLE)"),
)  # fmt: skip

_OPEN = 1_000_000  # stands for "no upper end" in an interval that is compared
_LOOKBACK = 3  # days that an event told without a first day may lie back
Row = dict[str, Any]


def _days(event: EventRecord) -> tuple[int | None, int | None, int]:
    """First and last day as day numbers, and how vague they are: 0 days, 1 an open end, 2 wide, 3 the publication's."""
    start, end, told = day(event.start), day(event.end), day(event.published)
    if start and end:
        width = (end - start).days
        return start.toordinal(), end.toordinal(), 0 if width <= 3 else 1 if width <= 10 else 2
    if start or end:
        known = start or end
        assert known
        return known.toordinal() - (_LOOKBACK if start is None else 0), known.toordinal(), 1
    if told:
        return told.toordinal() - _LOOKBACK, told.toordinal(), 3
    return None, None, 3


def _places(places: Iterable[Place]) -> Row:
    """Keys of the places themselves and of the regions around them, and where they lie."""
    known = list(places)
    named = {part for p in known for part in place_parts(p.name or "")}
    wide = {part for p in known if (p.precision or 0) >= 3 for part in place_parts(p.name or "")}
    around = {part for p in known for name in (p.admin1, p.admin2) if name for part in place_parts(name)}
    located = sorted((p.precision or 9, p.lat, p.lon) for p in known if p.lat is not None and p.lon is not None)
    precise = located and located[0][0] <= 5
    return {
        "places": sorted(named - (wide & around)) or sorted(named),
        "around": sorted(around | wide),
        "aims": sorted({d for p in known for d in directions(p.name or "") | directions(p.text or "")}),
        "admin1": min((place_parts(p.admin1)[0] for p in known if p.admin1 and place_parts(p.admin1)), default=None),
        "country": min((p.country for p in known if p.country), default=None),
        "lat": located[0][1] if precise else None,
        "lon": located[0][2] if precise else None,
        "spot": bool(located) and located[0][0] <= 2,
    }  # fmt: skip


def _killed(figures: Iterable[Figure]) -> tuple[int | None, int | None]:
    """The widest interval that the event's whole figures of killed span."""
    whole = [f for f in figures if f.harm == "killed" and f.whole and (f.low is not None or f.high is not None)]
    if not whole:
        return None, None
    top = max(whole, key=lambda f: (f.low or f.high or 0, f.high or _OPEN))
    return top.low or 0, top.high if top.high is not None else _OPEN


def _figures(figures: Iterable[Figure], least: int) -> list[str]:
    exact = {(f.harm, f.low) for f in figures if f.low is not None and f.low >= least and f.harm != "facility"}
    return sorted(f"{harm} {low}" for harm, low in exact)


def row(event: EventRecord, rarity: Mapping[str, float], longest: int = 60) -> Row:
    """An event as columns. `rarity` is each word's weight; its `longest` rarest words are kept, of length one."""
    first, last, vague = _days(event)
    low, high = _killed(event.figures)
    kinds = sorted(set(event.kinds) - {"unknown"})
    blamed = sorted({w for p in event.perpetrators for w in side(p)})
    rare = sorted(((rarity[w], w) for w in event.words if w in rarity), key=lambda x: (-x[0], x[1]))[:longest]
    length = math.sqrt(sum(r * r for r, _ in rare)) or 1.0
    return {
        "unique_id": event.id, "report": event.report, "day_from": first, "day_to": last, "vague": vague,
        **_places(event.places),
        "kinds": kinds, "known_kind": bool(kinds),
        "families": sorted({str(i) for i, family in enumerate(linking().kin_events) if family & set(kinds)}),
        "perpetrators": blamed, "sides": sorted({w for p in event.actors for w in side(p)}),
        "killed_low": low, "killed_high": high,
        "figures": _figures(event.figures, 2), "large": _figures(event.figures, 8),
        "names": sorted({skeleton("".join(n.lower().split())) for n in event.names}),
        "words": {w: r / length for r, w in rare},
    }  # fmt: skip

"""What two events are compared by: one definition, run by DuckDB alone for a handful and through Splink for many.

An event becomes a `Row` of plain columns. A measure is SQL over the columns of two rows (`day_from_l`, `day_from_r`);
a `Comparison` is a ladder of levels over measures, of which the first that holds counts. The weight of each level, in
bits of evidence (log2 of how much likelier it is for one event than for two), is in `weights.yaml`; where something is
missing, there is no evidence either way.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from warmonitor.incidents.days import day
from warmonitor.incidents.names import directions, linking, place_parts, side, skeleton
from warmonitor.incidents.records import EventRecord, Figure
from warmonitor.incidents.words import AGE
from warmonitor.model import Place

RARE = 4.5
"""Rarity (a word's logarithm of how few of the events have it) from which sharing a word is evidence of its own."""

MANY_EVENTS = 400
"""From this many events on, a word's rarity among them means something."""


def _shared(column: str, worth: str) -> str:
    """The sum of a worth over what two lists of coded words share, a formula of a word's rarity.

    Looking up each word in the other list is several times faster than DuckDB's `list_intersect`.
    """
    both = f"list_filter({column}_l, lambda w : list_contains({column}_r, w))"
    return f"coalesce(list_sum(list_transform({both}, lambda w : {worth.format('(w >> 32) / 1e6')})), 0)"


_SQUARE, _EXCESS = "pow({}, 2)", f"greatest(0, {{}} - {RARE})"
_MEASURES: Mapping[str, str] = {
    "gap": "greatest(0, day_from_l - day_to_r, day_from_r - day_to_l)",
    "apart": "abs(day_to_l - day_to_r)",
    "vague": "greatest(vague_l, vague_r)",
    "km": (
        "12742 * asin(sqrt(pow(sin(radians(lat_l - lat_r) / 2), 2)"
        " + cos(radians(lat_l)) * cos(radians(lat_r)) * pow(sin(radians(lon_l - lon_r) / 2), 2)))"
    ),
    "within": "list_has_any(places_l, around_r) or list_has_any(around_l, places_r)",
    "shared_figures": "len(list_intersect(figures_l, figures_r))",
    "shared_large": "len(list_intersect(large_l, large_r))",
    "shared_names": "len(list_intersect(names_l, names_r))",
    "shared_ages": "len(list_intersect(ages_l, ages_r))",
    "likeness": _shared("words", _SQUARE) + " / (norm_l * norm_r)",
    "held": _shared("words", _SQUARE) + " / pow(least(norm_l, norm_r), 2)",
    "rare": _shared("words", _EXCESS),
    "named": _shared("pairs", _EXCESS),
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
    return f"list_has_any({column}_l, {column}_r)"


def _both(column: str) -> str:
    return f"len({column}_l) > 0 and len({column}_r) > 0"


COMPARISONS: tuple[Comparison, ...] = (
    Comparison("date", "day_from_l is null or day_from_r is null", (
        Level("told_day", "published within a day", "{vague} = 3 and {apart} <= 1"),
        Level("told_days", "published within three days", "{vague} = 3 and {apart} <= 3"),
        Level("told_week", "published within eight days", "{vague} = 3 and {apart} <= 8"),
        Level("told_month", "published within a month", "{vague} = 3 and {apart} <= 30"),
        Level("told_season", "published within four months", "{vague} = 3 and {apart} <= 120"),
        Level("told_year", "published within a year", "{vague} = 3 and {apart} <= 365"),
        Level("told_far", "published more than a year apart", "{vague} = 3"),
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
        Level("within", "one place within the other", "{within}"),
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
    Comparison("ages", f"not ({_both('ages')})", (
        Level("several", "several persons of the same ages", "{shared_ages} >= 2"),
        Level("one", "a person of the same age", "{shared_ages} = 1"),
        Level("none", "persons of other ages", "true"),
    )),
    # From least to most, since most pairs have little in common and the first level that holds ends the work.
    Comparison("words", "norm_l = 0 or norm_r = 0", (
        Level("w00", "other words", "{likeness} < 0.05"),
        Level("w05", "words almost unlike", "{likeness} < 0.08"),
        Level("w08", "words hardly alike", "{likeness} < 0.12"),
        Level("w12", "words little alike", "{likeness} < 0.18"),
        Level("w18", "words somewhat alike", "{likeness} < 0.25"),
        Level("w25", "words alike", "{likeness} < 0.35"),
        Level("w35", "words much alike", "{likeness} < 0.50"),
        Level("w50", "words very much alike", "true"),
    )),
    Comparison("held", "norm_l = 0 or norm_r = 0", (
        Level("h00", "the shorter account's words hardly in the longer", "{held} < 0.06"),
        Level("h06", "few of the shorter account's words in the longer", "{held} < 0.10"),
        Level("h10", "some of the shorter account's words in the longer", "{held} < 0.15"),
        Level("h15", "several of the shorter account's words in the longer", "{held} < 0.20"),
        Level("h20", "many of the shorter account's words in the longer", "{held} < 0.27"),
        Level("h27", "very many of the shorter account's words in the longer", "{held} < 0.35"),
        Level("h35", "half of the shorter account's words in the longer", "{held} < 0.50"),
        Level("h50", "most of the shorter account's words in the longer", "true"),
    )),
    Comparison("rare", "not (many_l and many_r)", (
        Level("r00", "no rare word in common", "{rare} < 1"),
        Level("r01", "hardly a rare word in common", "{rare} < 3"),
        Level("r03", "few rare words in common", "{rare} < 5"),
        Level("r05", "some rare words in common", "{rare} < 8"),
        Level("r08", "several rare words in common", "{rare} < 12"),
        Level("r12", "many rare words in common", "{rare} < 20"),
        Level("r20", "very many rare words in common", "true"),
    )),
    Comparison("named", "not (many_l and many_r)", (
        Level("n00", "no rare name in common", "{named} = 0"),
        Level("n01", "a name in common", "{named} < 2"),
        Level("n02", "a rare name in common", "{named} < 4"),
        Level("n04", "several rare names in common", "{named} < 7"),
        Level("n07", "many rare names in common", "{named} < 12"),
        Level("n12", "very many rare names in common", "true"),
    )),
)  # fmt: skip


def condition(level: Level) -> str:
    """The level's SQL, its measures written out."""
    out = level.when
    for name, sql in _MEASURES.items():
        out = out.replace("{" + name + "}", f"({sql})")
    return out


COLUMNS: tuple[tuple[str, str], ...] = (
    ("day_from", "INTEGER"), ("day_to", "INTEGER"), ("vague", "INTEGER"),
    ("places", "VARCHAR[]"), ("around", "VARCHAR[]"), ("aims", "VARCHAR[]"),
    ("admin1", "VARCHAR"), ("country", "VARCHAR"), ("lat", "DOUBLE"), ("lon", "DOUBLE"), ("spot", "BOOLEAN"),
    ("kinds", "VARCHAR[]"), ("families", "VARCHAR[]"), ("known_kind", "BOOLEAN"),
    ("perpetrators", "VARCHAR[]"), ("sides", "VARCHAR[]"),
    ("killed_low", "INTEGER"), ("killed_high", "INTEGER"), ("figures", "VARCHAR[]"), ("large", "VARCHAR[]"),
    ("names", "VARCHAR[]"), ("ages", "VARCHAR[]"),
    ("words", "BIGINT[]"), ("pairs", "BIGINT[]"),
    ("norm", "DOUBLE"), ("many", "BOOLEAN"),
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


class Rarity(NamedTuple):
    """How telling each word is among the events at hand, and whether there are enough of them to tell."""

    of: Mapping[str, float]
    alone: float
    many: bool


def rarity(bags: Iterable[Sequence[str]]) -> Rarity:
    """The rarer a word among the events, the more it tells. With few events, all words are about equal."""
    known = list(bags)
    seen = Counter(word for bag in known for word in bag)
    worth = {word: math.log((len(known) + 50) / (n + 1)) for word, n in seen.items() if n > 1}
    return Rarity(worth, math.log((len(known) + 50) / 2), len(known) >= MANY_EVENTS)


def row(event: EventRecord, worth: Rarity, longest: int = 60) -> Row:
    """An event as columns, with its `longest` rarest words of those that another event has as well."""
    first, last, vague = _days(event)
    low, high = _killed(event.figures)
    kinds = sorted(set(event.kinds) - {"unknown"})
    shared = sorted(((worth.of[w], w) for w in event.words if w in worth.of), key=lambda x: (-x[0], x[1]))
    return {
        "report": event.report, "day_from": first, "day_to": last, "vague": vague,
        **_places(event.places),
        "kinds": kinds, "known_kind": bool(kinds),
        "families": sorted({str(i) for i, family in enumerate(linking().kin_events) if family & set(kinds)}),
        "perpetrators": sorted({w for p in event.perpetrators for w in side(p)}),
        "sides": sorted({w for p in event.actors for w in side(p)}),
        "killed_low": low, "killed_high": high,
        "figures": _figures(event.figures, 2), "large": _figures(event.figures, 8),
        "names": sorted({skeleton("".join(n.lower().split())) for n in event.names}),
        "ages": [w for w in event.words if w.startswith(AGE)],
        "words": dict([(w, r) for r, w in shared if " " not in w][:longest]),
        "pairs": dict([(w, r) for r, w in shared if " " in w][:longest]),
        "norm": math.sqrt(sum(worth.of.get(w, worth.alone) ** 2 for w in event.words if " " not in w)),
        "many": worth.many,
    }  # fmt: skip

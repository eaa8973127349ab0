"""How well place names are found and placed: Local Global Lexicon, TR-News and the gold reports' places.

    python -m eval.geo [SHARED] [--misses N]

`lgl`, `tr_news`: share of the toponyms with coordinates placed within 161 km, spans given. `…_held` the same for those
whose place the box holds (by GeoNames id, or a place of that name within 161 km). `…_median_km` over the placed.
`…_f1`: finding and placing together, a toponym being right when its span overlaps and the place is within 161 km.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
from collections.abc import Iterator, Sequence
from math import asin, cos, radians, sin, sqrt
from pathlib import Path
from statistics import median
from typing import Any

from eval.gold import SETS, claims, reports
from warmonitor.model import Place
from warmonitor.places import Gazetteer, Mention, find, resolve

NEAR_KM = 161.0


def kilometres(lat: float, lon: float, lat2: float, lon2: float) -> float:
    """Great-circle distance."""
    a, b, c, d = map(radians, (lat, lon, lat2, lon2))
    h = sin((c - a) / 2) ** 2 + cos(a) * cos(c) * sin((d - b) / 2) ** 2
    return 12742.0 * asin(min(1.0, sqrt(h)))


def articles(shared: Path) -> Iterator[dict[str, Any]]:
    """The articles of the two corpora."""
    with gzip.open(shared / "data" / "geo_dev.jsonl.gz", "rt", encoding="utf8") as file:
        yield from map(json.loads, file)


def off(place: Place, gold: dict[str, Any]) -> float | None:
    """How far a place is from where the gold has it; null where it has no point."""
    if place.lat is None or place.lon is None:
        return None
    return kilometres(place.lat, place.lon, gold["lat"], gold["lon"])


def holds(gazetteer: Gazetteer, ids: frozenset[str], gold: dict[str, Any]) -> bool:
    """Whether the gazetteer has the place that the gold means."""
    if f"geonames:{gold['geonames']}" in ids:
        return True
    return any(
        kilometres(place.lat, place.lon, gold["lat"], gold["lon"]) <= NEAR_KM
        for place in gazetteer.find(gold["text"])
        if place.lat is not None and place.lon is not None
    )


def _overlap(mention: Mention, toponym: dict[str, Any]) -> bool:
    return bool(mention.start < toponym["end"] and toponym["start"] < mention.end)


def end_to_end(mentions: Sequence[Mention], gold: Sequence[dict[str, Any]]) -> tuple[int, int, int]:
    """Right, said, wanted; toponyms of the gold without coordinates are neither wanted nor wrong."""
    placed = [t for t in gold if t["lat"] is not None]
    said = [m for m in mentions if m.place.lat is not None]
    excused = [m for m in said if any(_overlap(m, t) for t in gold if t["lat"] is None)]
    right = sum(any(_overlap(m, t) and (off(m.place, t) or 0.0) <= NEAR_KM for m in said) for t in placed)
    return right, len(said) - len(excused), len(placed)


def run(shared: Path, misses: int = 0) -> dict[str, float]:
    """All figures by name."""
    gazetteer = Gazetteer.load(())
    ids = frozenset(place.id for layer in gazetteer.layers for place in layer.places())
    tallies: dict[str, dict[str, Any]] = {}
    for article in articles(shared):
        tally = tallies.setdefault(article["corpus"].replace("-", "_"), {"km": [], "held": [], "f": [0, 0, 0]})
        _score(article, gazetteer, ids, tally, misses)
    out: dict[str, float] = {}
    for name, tally in tallies.items():
        out |= _figures(name, tally)
    return out | gold_places(shared, gazetteer, misses)


def _score(
    article: dict[str, Any], gazetteer: Gazetteer, ids: frozenset[str], tally: dict[str, Any], misses: int
) -> None:
    gold = article["toponyms"]
    places = resolve(article["text"], [(t["start"], t["end"]) for t in gold], gazetteer)
    for place, toponym in zip(places, gold):
        if toponym["lat"] is None:
            continue
        distance = off(place, toponym)
        held = holds(gazetteer, ids, toponym)
        tally["km"].append(distance)
        tally["held"].append(held)
        if misses and held and (distance is None or distance > NEAR_KM):
            print(
                article["id"],
                toponym["text"],
                toponym["class"],
                toponym["name"],
                toponym["lat"],
                toponym["lon"],
                "->",
                place.gazetteer,
                place.country,
                place.admin1,
                place.lat,
                place.lon,
                place.confidence,
            )
    found = end_to_end(find(article["text"], gazetteer), gold)
    tally["f"] = [a + b for a, b in zip(tally["f"], found)]


def _figures(name: str, tally: dict[str, Any]) -> dict[str, float]:
    near = [km is not None and km <= NEAR_KM for km in tally["km"]]
    held = [ok for ok, has in zip(near, tally["held"]) if has]
    right, said, wanted = tally["f"]
    precision, recall = right / max(said, 1), right / max(wanted, 1)
    return {
        name: sum(near) / len(near),
        f"{name}_held": sum(held) / max(len(held), 1),
        f"{name}_share_held": len(held) / len(near),
        f"{name}_median_km": median(km for km in tally["km"] if km is not None),
        f"{name}_precision": precision,
        f"{name}_recall": recall,
        f"{name}_f1": 2 * precision * recall / max(precision + recall, 1e-9),
    }


def gold_places(shared: Path, gazetteer: Gazetteer, misses: int = 0) -> dict[str, float]:
    """Of the open gold claims' places that stand so in their report: share found, and found in the gold's country."""
    tally = {"found": 0, "country": 0, "admin1": 0, "places": 0, "units": 0}
    for name in SETS:
        coded = claims(shared, name)
        for report in reports(shared, name, "open"):
            whole = report.whole
            mentions = [m for m in find(whole, gazetteer) if m.role != "demonym"]
            for place in {
                tuple(c["place"].get(k) for k in ("name", "country", "admin1"))
                for c in coded[report.id]
                if c.get("place")
            }:
                _score_place(place, report.id, whole, mentions, tally, misses)
    return {
        "gold_found": tally["found"] / max(tally["places"], 1),
        "gold_country": tally["country"] / max(tally["places"], 1),
        "gold_admin1": tally["admin1"] / max(tally["units"], 1),
    }


def _score_place(
    gold: tuple[str | None, ...],
    report: str,
    whole: str,
    mentions: Sequence[Mention],
    tally: dict[str, int],
    misses: int,
) -> None:
    name, country, admin1 = gold
    if not name or not country or name not in whole:
        return
    places = [m for m in mentions if m.text in name or name in m.text]
    at = whole.index(name)
    place = next((m.place for m in mentions if m.start < at + len(name) and at < m.end), None) or (
        places[0].place if places else None
    )
    tally["places"] += 1
    tally["found"] += place is not None
    right = place is not None and place.country == country
    tally["country"] += right
    if admin1:
        tally["units"] += 1
        unit = place is not None and same_unit(place.admin1, admin1)
        tally["admin1"] += unit
        right = right and unit
    if misses and not right:
        print(report, gold, "->", place and (place.text, place.country, place.admin1, place.gazetteer, place.matched))


def same_unit(ours: str | None, theirs: str) -> bool:
    """Whether two names of a first-order unit are spellings of one."""
    from warmonitor.places.names import alike, fold

    return ours is not None and (
        fold(ours) == fold(theirs) or alike(fold(ours), fold(theirs)) or fold(theirs) in fold(ours)
    )


def main() -> None:
    """Print every figure."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("shared", nargs="?", type=Path, default=Path(os.environ.get("SHARED", "../shared")))
    asked.add_argument("--misses", type=int, default=0)
    args = asked.parse_args()
    for name, value in run(args.shared, args.misses).items():
        print(f"{name:24}{value:9.3f}")


if __name__ == "__main__":
    main()

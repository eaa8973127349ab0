"""`warmonitor gazetteer`: add one's own gazetteers to the one in the box, list and remove them, find a name."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from warmonitor.places import Gazetteer, shelf
from warmonitor.places.entry import PRECISION, Found

SHOWN = 20


def register(commands: Any) -> None:
    """Add the verb and its four actions."""
    top = commands.add_parser("gazetteer", help="add, list, remove and ask gazetteers", description=__doc__)
    actions = top.add_subparsers(dest="action", required=True, metavar="ACTION")
    add = actions.add_parser("add", help="add a GeoNames country dump, an OCHA COD table or a CSV of one's own")
    add.add_argument("files", nargs="+", type=Path, metavar="FILE")
    add.set_defaults(run=_add)
    actions.add_parser("list", help="what has been added").set_defaults(run=_list)
    remove = actions.add_parser("remove", help="take one off again")
    remove.add_argument("names", nargs="+", metavar="NAME")
    remove.set_defaults(run=_remove)
    find = actions.add_parser("find", help="the places that bear a name")
    find.add_argument("name", nargs="+", metavar="NAME")
    find.add_argument("--format", choices=("text", "jsonl"), default="text")
    find.add_argument("--limit", type=int, default=SHOWN)
    find.set_defaults(run=_find)


def _add(args: argparse.Namespace) -> int:
    box = Gazetteer.load(()).layers[-1]
    faults = 0
    for path in args.files:
        item, broken, new = shelf.add(path, box)
        what = f"{item.places} places read as {item.format}" if new else "is there already, nothing changed"
        print(f"{item.name}: {what}")
        for row in broken[:SHOWN]:
            print(f"{path}:{row.line}: {row.why}; left out", file=sys.stderr)
        if len(broken) > SHOWN:
            print(f"{path}: {len(broken) - SHOWN} more rows left out", file=sys.stderr)
        faults += len(broken)
    return 1 if faults else 0


def _list(args: argparse.Namespace) -> int:
    gazetteer = Gazetteer.load()
    print(f"box: {len(gazetteer.layers[-1])} places (GeoNames, CC BY 4.0, and the hand overlay)")
    for item in shelf.kept():
        print(f"{item.name}: {item.places} places from {item.file} ({item.format})")
    return 0


def _remove(args: argparse.Namespace) -> int:
    for name in args.names:
        shelf.remove(name)
        print(f"{name}: removed")
    return 0


def _find(args: argparse.Namespace) -> int:
    name = " ".join(args.name)
    found = Gazetteer.load().find(name)
    for place in found[: args.limit]:
        print(json.dumps(_record(place), ensure_ascii=False) if args.format == "jsonl" else _line(place))
    if len(found) > args.limit:
        print(f"{len(found) - args.limit} more; --limit shows them", file=sys.stderr)
    if not found:
        print(f"no gazetteer knows {name!r}; `warmonitor gazetteer add FILE` adds one's own", file=sys.stderr)
    return 0 if found else 1


def _line(place: Found) -> str:
    units = ", ".join(unit for unit in (place.admin2, place.admin1, place.country) if unit and unit != place.name)
    point = f"{place.lat:.4f} {place.lon:.4f}" if place.lat is not None and place.lon is not None else "no point"
    parts = [
        place.name,
        units,
        place.kind,
        point,
        place.id,
        place.pcode,
        f"{place.population:,} people" if place.population else "",
    ]
    return "  ".join(part for part in parts if part)


def _record(place: Found) -> dict[str, Any]:
    return {
        "name": place.name,
        "kind": place.kind,
        "country": place.country or None,
        "admin1": place.admin1 or None,
        "admin2": place.admin2 or None,
        "pcode": place.pcode or None,
        "lat": place.lat,
        "lon": place.lon,
        "gazetteer": place.id,
        "precision": PRECISION[place.kind],
        "population": place.population or None,
    }

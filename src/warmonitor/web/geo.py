"""The map's data: incidents as GeoJSON points, gathered by a grid where they would lie on each other."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import msgspec
from litestar import Response, get
from litestar.exceptions import NotFoundException

from warmonitor.errors import QueryError
from warmonitor.web import glance
from warmonitor.web.asking import numbers, ref
from warmonitor.web.desk import Asked, asked, desk_of
from warmonitor.web.discretion import marked_of
from warmonitor.web.glance import Spot
from warmonitor.web.words import named

APART = 48
"""Pixels that two marks of the map stand apart at least; a tile of the map has 512."""
FINEST = 14
LARGEST = 1 << 24
"""Bytes of a base map that are given at once."""
MOST = 3000
"""Marks that a map bears at most."""


@get("/map.json", sync_to_thread=True)
def map_data(request: Asked) -> Response[bytes]:
    """GeoJSON of what answers the filters in the `view` (west, south, east, north) at a `zoom`; `bbox` is of all."""
    query, desk = asked(request), desk_of(request)
    zoom, view = _zoom(request.query_params.get("zoom", "3")), request.query_params.get("view", "")
    seen = numbers("view", view, 4) if view else None
    hidden = marked_of(request, "place")
    points = desk.kept(("points", query, hidden), lambda: glance.points(desk.book, query, hidden))
    return Response(_collection(points, seen, zoom), media_type="application/geo+json")


def _zoom(text: str) -> int:
    try:
        return max(0, min(FINEST, int(float(text))))
    except (ValueError, OverflowError):
        raise QueryError(f"{text!r} is not a zoom", "zoom", "a number from 0 to 14") from None


def _collection(points: Sequence[Spot], view: Sequence[float] | None, zoom: int) -> bytes:
    shown = points if view is None else [one for one in points if _in(one, view)]
    features = [_feature(spot) for spot in gathered(shown, 360 / 2**zoom * APART / 512)]
    whole: dict[str, Any] = {"type": "FeatureCollection", "features": features}
    if points:
        lons, lats = [one.lon for one in points], [one.lat for one in points]
        whole["bbox"] = [min(lons), min(lats), max(lons), max(lats)]
    return msgspec.json.encode(whole)


def _in(spot: Spot, view: Sequence[float]) -> bool:
    west, south, east, north = view
    return south <= spot.lat <= north and any(west <= spot.lon + turn <= east for turn in (0, -360, 360))


def gathered(points: Iterable[Spot], degrees: float) -> list[Spot]:
    """Points in one cell of a grid of `degrees` as one spot, most incidents first; exact and rough ones apart."""
    cells: dict[tuple[int, int, int], list[Spot]] = {}
    for one in points:
        precision = one.precision or 0
        cell = (int((one.lon + 180) // degrees), int((one.lat + 90) // degrees), precision if precision >= 3 else 0)
        cells.setdefault(cell, []).append(one)
    spots = [found[0] if len(found) == 1 else _one(found) for found in cells.values()]
    return sorted(spots, key=lambda spot: -spot.incidents)[:MOST]


def _one(found: Sequence[Spot]) -> Spot:
    many = sum(one.incidents for one in found)
    return msgspec.structs.replace(
        max(found, key=lambda one: (one.incidents, one.id)),
        lat=sum(one.lat * one.incidents for one in found) / many,
        lon=sum(one.lon * one.incidents for one in found) / many,
        incidents=many,
        killed=sum(one.killed for one in found),
        open=any(one.open for one in found),
        west=min(one.lon for one in found),
        south=min(one.lat for one in found),
        east=max(one.lon for one in found),
        north=max(one.lat for one in found),
    )


def _feature(spot: Spot) -> dict[str, Any]:
    alone = spot.incidents == 1
    properties = {
        "n": spot.incidents, "killed": spot.killed, "open": spot.open, "rough": (spot.precision or 0) >= 3,
        "precision": spot.precision, "event": spot.event if alone else "several", "place": spot.place,
        "kind": named(spot.event, "events") if alone else f"{spot.incidents} incidents",
        "ref": ref(spot.id) if alone else None,
        "box": None if alone else [spot.west, spot.south, spot.east, spot.north],
    }  # fmt: skip
    point = {"type": "Point", "coordinates": [round(spot.lon, 4), round(spot.lat, 4)]}
    return {"type": "Feature", "properties": properties, "geometry": point}


@get("/tiles.pmtiles", sync_to_thread=True)
def tiles(request: Asked) -> Response[bytes]:
    """A piece of the owner's own base map: PMTiles are read by ranges of bytes, so a range is what is asked for."""
    path = desk_of(request).settings.tiles
    asked_for = re.fullmatch(r"bytes=(\d+)-(\d+)", request.headers.get("range", ""))
    if not path.endswith(".pmtiles") or "://" in path:
        raise NotFoundException("no base map of its own is set")
    first, last = (int(asked_for[1]), int(asked_for[2])) if asked_for else (0, -1)
    if not first <= last < first + LARGEST:
        raise QueryError("no range of bytes that can be given", request.headers.get("range", ""), "bytes=FIRST-LAST")
    with Path(path).open("rb") as file:
        file.seek(first)
        piece = file.read(last - first + 1)
        size = file.seek(0, 2)
    headers = {"content-range": f"bytes {first}-{first + len(piece) - 1}/{size}", "accept-ranges": "bytes"}
    return Response(piece, status_code=206, media_type="application/octet-stream", headers=headers)


PAGES = (map_data, tiles)

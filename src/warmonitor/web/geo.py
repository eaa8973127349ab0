"""The map's data: incidents as GeoJSON points, gathered by a grid where they would lie on each other."""

from __future__ import annotations

from typing import Any

import msgspec
from litestar import Response, get

from warmonitor.errors import QueryError
from warmonitor.model import Query
from warmonitor.web import glance
from warmonitor.web.asking import numbers, ref
from warmonitor.web.desk import Asked, asked, desk_of
from warmonitor.web.discretion import marked_of
from warmonitor.web.words import named

APART = 48
"""Pixels that two marks of the map stand apart at least; a tile of the map has 512."""
FINEST = 14


@get("/map.json", sync_to_thread=True)
def map_data(request: Asked) -> Response[bytes]:
    """GeoJSON of what answers the filters in the `view` (west, south, east, north) at a `zoom`."""
    query, desk = asked(request), desk_of(request)
    zoom, view = _zoom(request.query_params.get("zoom", "3")), request.query_params.get("view", "")
    seen = _within(query, numbers("view", view, 4)) if view and not query.box else query
    hidden = frozenset(marked_of(request, "place"))
    body = desk.kept(("map", seen, zoom, hidden), lambda: _collection(desk.book, seen, zoom, hidden))
    return Response(body, media_type="application/geo+json")


def _zoom(text: str) -> int:
    try:
        return max(0, min(FINEST, int(float(text))))
    except (ValueError, OverflowError):
        raise QueryError(f"{text!r} is not a zoom", "zoom", "a number from 0 to 14") from None


def _within(query: Query, view: tuple[float, ...]) -> Query:
    west, south, east, north = view
    if east - west >= 360:
        return query
    west, east = ((edge + 180) % 360 - 180 for edge in (west, east))
    return msgspec.structs.replace(query, box=(west, max(south, -90.0), east, min(north, 90.0)))


def _collection(book: Any, query: Query, zoom: int, hidden: frozenset[str]) -> bytes:
    degrees = 360 / 2**zoom * APART / 512
    features = [_feature(spot) for spot in glance.spots(book, query, degrees, hidden)]
    return msgspec.json.encode({"type": "FeatureCollection", "features": features})


def _feature(spot: glance.Spot) -> dict[str, Any]:
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


PAGES = (map_data,)

"""GeoJSON out (RFC 7946): a FeatureCollection, one Feature an incident, a point or null, flat properties."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, BinaryIO

from warmonitor.exchange.figures import Figure, civilian, combatant, harmed, unknown
from warmonitor.exchange.quoting import cited, quotes
from warmonitor.exchange.records import Entry, Notes, write_list
from warmonitor.model import Incident

_MOST_QUOTES = 3


def write(entries: Iterable[Entry], out: BinaryIO, notes: Notes) -> int:
    """Write the collection, a Feature a line; how many Features it holds."""
    features = (feature(entry, notes) for entry in entries)
    return write_list(out, b'{"type":"FeatureCollection","features":[', features, b"]}")


def feature(entry: Entry, notes: Notes) -> dict[str, Any]:
    """An incident as a GeoJSON Feature; one without coordinates has a null geometry."""
    incident = entry.incident
    return {"type": "Feature", "id": incident.id, "geometry": _point(incident, notes), "properties": _properties(entry)}


def _point(incident: Incident, notes: Notes) -> dict[str, Any] | None:
    place = incident.place
    if place.lat is None or place.lon is None:
        notes.add(incident.id, "geometry", place.name, None, "no coordinates are known")
        return None
    return {"type": "Point", "coordinates": [round(place.lon, 6), round(place.lat, 6)]}


def _properties(entry: Entry) -> dict[str, Any]:
    incident = entry.incident
    place, time = incident.place, incident.time
    return {
        "event": incident.event,
        "start": time.start,
        "end": time.end,
        "date_precision": time.precision,
        "place": place.name,
        "admin1": place.admin1,
        "admin2": place.admin2,
        "country": place.country,
        "place_precision": place.precision,
        "perpetrators": list(incident.perpetrators),
        **_spread("killed", harmed(incident, "killed")),
        **_spread("killed_civilians", harmed(incident, "killed", civilian)),
        **_spread("killed_combatants", harmed(incident, "killed", combatant)),
        **_spread("killed_unknown", harmed(incident, "killed", unknown)),
        **_spread("injured", harmed(incident, "injured")),
        "happened": incident.happened,
        "attributed": incident.attributed,
        "sources": list(cited(entry)),
        "quotes": list(quotes(entry, _MOST_QUOTES)),
        "policy": incident.policy,
    }


def _spread(name: str, figure: Figure) -> dict[str, int | None]:
    if not figure:
        return {f"{name}_low": None, f"{name}_best": None, f"{name}_high": None}
    return {f"{name}_low": figure.low, f"{name}_best": figure.best, f"{name}_high": figure.high}

"""Airwars out: a JSON array of incidents with ranges of killed and injured civilians, and Airwars' grade."""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO

from warmonitor.exchange.codes import countries, scales
from warmonitor.exchange.figures import Figure, civilian, group, harmed
from warmonitor.exchange.quoting import cited
from warmonitor.exchange.records import Entry, Notes, write_list
from warmonitor.ledger.views import parts
from warmonitor.model import Grade, Incident, Record


class Geolocation(Record):
    """A point of an incident and how exact it is, in Airwars' words."""

    latitude: float
    longitude: float
    geolocation_accuracy: str | None = None
    primary_coordinate: bool = True


class Harmed(Record):
    """A range of killed and of injured; null where nobody says, or where the end is open."""

    killed_min: int | None = None
    killed_max: int | None = None
    injured_min: int | None = None
    injured_max: int | None = None


class AirwarsIncident(Record):
    """One incident. The fields after `killed_injured_men` are additions: Airwars' pages show them, its JSON may not."""

    unique_reference_code: str
    incident_date: str | None = None
    geolocations: tuple[Geolocation, ...] = ()
    killed_injured_civilian_non_combatants: Harmed = Harmed()
    killed_injured_children: Harmed = Harmed()
    killed_injured_women: Harmed = Harmed()
    killed_injured_men: Harmed = Harmed()
    incident_date_end: str | None = None
    grading: Grade | None = None
    location: str | None = None
    country: str | None = None
    belligerents: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


def write(entries: Iterable[Entry], out: BinaryIO, notes: Notes) -> int:
    """Write the array; how many incidents it holds."""
    return write_list(out, b"[", (row(entry, notes) for entry in entries), b"]")


def row(entry: Entry, notes: Notes) -> AirwarsIncident:
    """An incident in Airwars' fields. Only civilians have boxes there: what else is counted is noted."""
    incident = entry.incident
    _note_others(incident, notes)
    place = incident.place
    country = countries().get(place.country or "")
    return AirwarsIncident(
        unique_reference_code=incident.id,
        incident_date=incident.time.start or incident.time.end,
        incident_date_end=incident.time.end,
        geolocations=_points(incident),
        killed_injured_civilian_non_combatants=_both(
            harmed(incident, "killed", civilian), harmed(incident, "injured", civilian)
        ),
        killed_injured_children=_both(group(incident, "killed", "children"), group(incident, "injured", "children")),
        killed_injured_women=_both(group(incident, "killed", "women"), group(incident, "injured", "women")),
        grading=incident.happened,
        location=place.name,
        country=country.name if country else place.country,
        belligerents=incident.perpetrators,
        sources=cited(entry),
    )


def _points(incident: Incident) -> tuple[Geolocation, ...]:
    place = incident.place
    if place.lat is None or place.lon is None:
        return ()
    accuracy = scales().airwars_accuracy.get(place.precision or 0)
    return (Geolocation(latitude=place.lat, longitude=place.lon, geolocation_accuracy=accuracy),)


def _both(killed: Figure | None, injured: Figure | None) -> Harmed:
    return Harmed(
        killed_min=killed.low if killed else None,
        killed_max=killed.high if killed else None,
        injured_min=injured.low if injured else None,
        injured_max=injured.high if injured else None,
    )


def _note_others(incident: Incident, notes: Notes) -> None:
    for cell, part in zip(incident.cells, parts(incident.cells)):
        said = (cell.low, cell.high)
        if cell.harm not in ("killed", "injured"):
            notes.add(incident.id, cell.harm, said, None, "left out: Airwars counts killed and injured")
        elif not part and cell.status != "civilian":
            notes.add(incident.id, f"{cell.harm} {cell.status}", said, None, "left out: Airwars counts civilians")
        elif cell.low is not None and cell.high is None:
            notes.add(incident.id, f"{cell.harm}_max", cell.low, None, "an open upper end is null")

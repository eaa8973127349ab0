"""HXL out: CSV with a row of hashtags under its header; the columns of the domain's list first, ours after them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO

from warmonitor.exchange.codes import countries
from warmonitor.exchange.figures import Figure, civilian, harmed
from warmonitor.exchange.quoting import cited
from warmonitor.exchange.records import Entry, Notes, interval
from warmonitor.exchange.sheets import write_sheet
from warmonitor.exchange.sides import sides
from warmonitor.model import Harm, Incident, Record

TAGS = {
    "start": "#date+start",
    "end": "#date+end",
    "country_code": "#country+code",
    "admin1": "#adm1+name",
    "admin1_pcode": "#adm1+code",
    "admin2": "#adm2+name",
    "location": "#loc+name",
    "latitude": "#geo+lat",
    "longitude": "#geo+lon",
    "side_first": "#group+name+first",
    "side_second": "#group+name+second",
    "killed": "#affected+killed",
    "injured": "#affected+injured",
    "displaced": "#affected+idps+individuals",
    "source": "#meta+source",
    "id": "#meta+id",
    "event": "#event+type",
    "country": "#country+name",
    "pcode": "#loc+code",
    "killed_low": "#affected+killed+min",
    "killed_high": "#affected+killed+max",
    "killed_civilians": "#affected+killed+civilians",
    "injured_low": "#affected+injured+min",
    "injured_high": "#affected+injured+max",
    "place_precision": "#geo+precision",
    "date_precision": "#date+precision",
    "grade": "#status+grade",
}


class HxlRow(Record, kw_only=True):
    """One row, its fields in the order of the columns; `TAGS` has their hashtags."""

    start: str | None = None
    end: str | None = None
    country_code: str | None = None
    admin1: str | None = None
    admin1_pcode: str | None = None
    admin2: str | None = None
    location: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    side_first: str | None = None
    side_second: str | None = None
    killed: int | None = None
    injured: int | None = None
    displaced: int | None = None
    source: str | None = None
    id: str
    event: str
    country: str | None = None
    pcode: str | None = None
    killed_low: int | None = None
    killed_high: int | None = None
    killed_civilians: int | None = None
    injured_low: int | None = None
    injured_high: int | None = None
    place_precision: int | None = None
    date_precision: int | None = None
    grade: str | None = None


def write(entries: Iterable[Entry], out: BinaryIO, notes: Notes) -> int:
    """Write header, hashtags and rows; how many rows there were."""
    return write_sheet(TAGS, (row(entry, notes) for entry in entries), out, TAGS.values())


def row(entry: Entry, notes: Notes) -> HxlRow:
    """An incident in HXL's columns: one number each for killed, injured and displaced, the range beside it."""
    incident = entry.incident
    place, time, two = incident.place, incident.time, sides(incident)
    country = countries().get(place.country or "")
    killed, injured = _said(incident, "killed", notes), _said(incident, "injured", notes)
    displaced, civilians = _said(incident, "displaced", notes), harmed(incident, "killed", civilian)
    return HxlRow(
        start=time.start,
        end=time.end,
        country_code=place.country,
        admin1=place.admin1,
        admin1_pcode=place.pcode if place.precision == 4 else None,
        admin2=place.admin2,
        location=place.name,
        latitude=place.lat,
        longitude=place.lon,
        side_first=two.a,
        side_second=two.b,
        killed=killed.best if killed else None,
        injured=injured.best if injured else None,
        displaced=displaced.best if displaced else None,
        source="; ".join(cited(entry)) or None,
        id=incident.id,
        event=incident.event,
        country=country.name if country else None,
        pcode=place.pcode if place.precision != 4 else None,
        killed_low=killed.low if killed else None,
        killed_high=killed.high if killed else None,
        killed_civilians=civilians.best if civilians else None,
        injured_low=injured.low if injured else None,
        injured_high=injured.high if injured else None,
        place_precision=place.precision,
        date_precision=time.precision,
        grade=incident.happened,
    )


def _said(incident: Incident, harm: Harm, notes: Notes) -> Figure | None:
    figure = harmed(incident, harm)
    if figure and figure.low != figure.high:
        notes.add(incident.id, harm, interval(figure.low, figure.high), figure.best, "HXL has one number: the best")
    return figure or None

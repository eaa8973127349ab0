"""UCDP GED out: one row an incident with at least one death, the 49 columns of the Georeferenced Event Dataset.

How each column is derived stands in `docs/exchange.md`. Numbers of conflicts, dyads and sides are UCDP's own and stay
empty; whatever the columns cannot say goes to the notes.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, BinaryIO

from warmonitor.exchange.codes import countries, priogrid, ucdp_region
from warmonitor.exchange.figures import Figure, best_of, civilian, harmed, whole_cells
from warmonitor.exchange.quoting import cited, headline, lead, outlets, quotes
from warmonitor.exchange.records import Entry, Notes, dated, interval
from warmonitor.exchange.sheets import write_sheet
from warmonitor.exchange.sides import Sides, party, sides
from warmonitor.model import Incident, Record


class GedRow(Record):
    """One row, its fields in the order of the columns."""

    id: str
    relid: str | None = None
    year: int | None = None
    active_year: int | str | None = None
    code_status: str | None = None
    type_of_violence: int | None = None
    conflict_dset_id: str | None = None
    conflict_new_id: str | None = None
    conflict_name: str | None = None
    dyad_dset_id: str | None = None
    dyad_new_id: str | None = None
    dyad_name: str | None = None
    side_a_dset_id: str | None = None
    side_a_new_id: str | None = None
    side_a: str | None = None
    side_b_dset_id: str | None = None
    side_b_new_id: str | None = None
    side_b: str | None = None
    number_of_sources: int | None = None
    source_article: str | None = None
    source_office: str | None = None
    source_date: str | None = None
    source_headline: str | None = None
    source_original: str | None = None
    where_prec: int | None = None
    where_coordinates: str | None = None
    where_description: str | None = None
    adm_1: str | None = None
    adm_2: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    geom_wkt: str | None = None
    priogrid_gid: int | None = None
    country: str | None = None
    country_id: int | None = None
    region: str | None = None
    event_clarity: int | None = None
    date_prec: int | None = None
    date_start: str | None = None
    date_end: str | None = None
    deaths_a: int | None = None
    deaths_b: int | None = None
    deaths_civilians: int | None = None
    deaths_unknown: int | None = None
    best: int | None = None
    high: int | None = None
    low: int | None = None
    gwnoa: int | str | None = None
    gwnob: int | str | None = None


COLUMNS: tuple[str, ...] = GedRow.__struct_fields__


def write(entries: Iterable[Entry], out: BinaryIO, notes: Notes) -> int:
    """Write the rows as CSV; how many there were."""
    return write_sheet(COLUMNS, (row(entry, notes) for entry in entries), out)


def row(entry: Entry, notes: Notes) -> GedRow | None:
    """The row of an incident; null, and noted, where no death is claimed."""
    incident = entry.incident
    figure = harmed(incident, "killed")
    if not figure.best and not figure.high:
        notes.add(incident.id, "id", incident.event, None, "left out: no death is counted")
        return None
    two = sides(incident)
    values = _what(incident, two, notes) | _who_says(entry) | _where(incident, notes) | _when(incident, notes)
    return GedRow(id=incident.id, **values, **_deaths(incident, two, figure, notes))


def _what(incident: Incident, two: Sides, notes: Notes) -> dict[str, Any]:
    if two.a is None or two.b is None:
        notes.add(incident.id, "side_a, side_b", incident.perpetrators, (two.a, two.b), "an unnamed side is empty")
    if two.others:
        notes.add(incident.id, "side_a, side_b", two.others, (two.a, two.b), "left out: GED has two sides")
    if two.violence is None:
        notes.add(incident.id, "type_of_violence", incident.event, None, "the kinds of the sides are not known")
    dyad = f"{two.a} - {two.b}" if two.a and two.b else None
    return {
        "relid": incident.id,
        "code_status": "Clear" if dyad and two.violence else "Check",
        "type_of_violence": two.violence,
        "dyad_name": dyad,
        "side_a": two.a,
        "side_a_new_id": _number(two.a),
        "side_b": two.b,
        "side_b_new_id": _number(two.b),
        "gwnoa": state_number(two.a),
        "gwnob": state_number(two.b),
    }


def state_number(actor: str | None) -> int | None:
    """Gleditsch and Ward's number of the state whose side a name names ("Syrian army"); else null."""
    known = party(actor) if actor else None
    country = countries().get(known.country or "") if known and known.sort == "state" else None
    return country.gw if country else None


def _number(actor: str | None) -> str | None:
    known = party(actor).ucdp if actor else None
    return str(known) if known else None


def _who_says(entry: Entry) -> dict[str, Any]:
    report = lead(entry)
    articles = (": ".join(part for part in (r.publisher, r.title) if part) or r.id for r in entry.reports)
    return {
        "number_of_sources": len(entry.incident.authorities) or None,
        "source_article": "; ".join(articles) or None,
        "source_office": "; ".join(outlets(entry)) or None,
        "source_date": report.published[:10] if report and report.published else None,
        "source_headline": headline(entry),
        "source_original": "; ".join(cited(entry)) or None,
        "where_description": " … ".join(quotes(entry, 1)) or None,
    }


def _where(incident: Incident, notes: Notes) -> dict[str, Any]:
    place = incident.place
    country = countries().get(place.country or "")
    if country and country.ucdp == "Israel":
        notes.add(incident.id, "country", place.country, "Israel", "UCDP files Gaza and the West Bank there")
    if place.lat is None:
        notes.add(incident.id, "latitude, longitude", place.name, None, "no coordinates are known")
    point = f"POINT ({place.lon:g} {place.lat:g})" if place.lat is not None and place.lon is not None else None
    return {
        "where_prec": place.precision,
        "where_coordinates": place.name,
        "adm_1": place.admin1,
        "adm_2": place.admin2,
        "latitude": place.lat,
        "longitude": place.lon,
        "geom_wkt": point,
        "priogrid_gid": priogrid(place.lat, place.lon),
        "country": (country.ucdp or country.name) if country else place.country,
        "country_id": country.gw if country else None,
        "region": ucdp_region(country.gw if country else None),
    }


def _when(incident: Incident, notes: Notes) -> dict[str, Any]:
    time, days = incident.time, dated(incident.time)
    if days is None:
        notes.add(incident.id, "date_start, date_end", time.text, None, "no date is known")
        return {"event_clarity": 2}
    start, end, precision = days
    if time.start is None or time.end is None:
        notes.add(incident.id, "date_start, date_end", (time.start, time.end), (start, end), "an open end is closed")
    return {
        "year": int(start[:4]),
        "active_year": 1,
        "event_clarity": 1 if precision in (1, 2) else 2,
        "date_prec": precision,
        "date_start": start,
        "date_end": end,
    }


def _deaths(incident: Incident, two: Sides, figure: Figure, notes: Notes) -> dict[str, Any]:
    """The dead by UCDP's four boxes, which add up to `best`; what fits no box is unknown."""
    killed = whole_cells(incident, "killed")
    fighters = [c for c in killed if c.status == "combatant"]
    a = sum(best_of(c) for c in fighters if c.actor and c.actor == two.a)
    b = sum(best_of(c) for c in fighters if c.actor and c.actor == two.b)
    civilians = sum(best_of(c) for c in killed if civilian(c))
    _note_boxes(incident, two, figure, notes)
    return {
        "deaths_a": a,
        "deaths_b": b,
        "deaths_civilians": civilians,
        "deaths_unknown": figure.best - a - b - civilians,
        "best": figure.best,
        "high": max(figure.best, figure.high or 0),
        "low": min(figure.low, figure.best),
    }


def _note_boxes(incident: Incident, two: Sides, figure: Figure, notes: Notes) -> None:
    whole = interval(figure.low, figure.high)
    if figure.high is None:
        notes.add(incident.id, "high", whole, figure.best, "an open upper end is closed at best")
    for cell in whole_cells(incident, "killed"):
        if cell.best is None and cell.low != cell.high:
            notes.add(
                incident.id,
                "best",
                interval(cell.low, cell.high),
                best_of(cell),
                "no best: the low end",
            )
        if cell.status == "combatant" and cell.actor not in (two.a, two.b):
            notes.add(incident.id, "deaths_unknown", cell.actor, best_of(cell), "fighters of neither side are unknown")

"""ACLED out: one row an incident, the columns of the export, and the codebook's conventions for numbers.

How each column is derived stands in `docs/exchange.md`. ACLED has one number of fatalities, so a range is written as
its cautious end and noted.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, BinaryIO

from warmonitor.exchange.codes import acled, actor_codes, countries, scales
from warmonitor.exchange.figures import best_of, harmed, whole_cells
from warmonitor.exchange.quoting import cited, outlets, quotes
from warmonitor.exchange.records import Entry, Notes, dated, interval
from warmonitor.exchange.sheets import write_sheet
from warmonitor.exchange.sides import CIVILIANS, Sides, fighters_harmed, party, sides
from warmonitor.model import Cell, Claim, Incident, Period, Record


class AcledRow(Record):
    """One row, its fields in the order of the columns."""

    event_id_cnty: str
    event_date: str | None = None
    year: int | None = None
    time_precision: int | None = None
    disorder_type: str | None = None
    event_type: str | None = None
    sub_event_type: str | None = None
    actor1: str | None = None
    assoc_actor_1: str | None = None
    inter1: str | None = None
    actor2: str | None = None
    assoc_actor_2: str | None = None
    inter2: str | None = None
    interaction: str | None = None
    civilian_targeting: str | None = None
    iso: int | None = None
    region: str | None = None
    country: str | None = None
    admin1: str | None = None
    admin2: str | None = None
    admin3: str | None = None
    location: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    geo_precision: int | None = None
    source: str | None = None
    source_scale: str | None = None
    notes: str | None = None
    fatalities: int | None = None
    tags: str | None = None
    timestamp: int | None = None


_THOUSAND = 1000
COLUMNS: tuple[str, ...] = AcledRow.__struct_fields__


def write(entries: Iterable[Entry], out: BinaryIO, notes: Notes) -> int:
    """Write the rows as CSV; how many there were."""
    return write_sheet(COLUMNS, (row(entry, notes) for entry in entries), out)


def row(entry: Entry, notes: Notes) -> AcledRow | None:
    """The row of an incident; null, and noted, where not even the month is known: ACLED files no such event."""
    incident = entry.incident
    filed = day_of(incident.time)
    if filed is None:
        notes.add(incident.id, "event_date", incident.time.text, None, "left out: ACLED needs the month at least")
        return None
    day, precision = filed
    two = sides(incident)
    if incident.time.start != incident.time.end:
        notes.add(
            incident.id,
            "event_date",
            (incident.time.start, incident.time.end),
            day,
            "filed at the middle of its period",
        )
    return AcledRow(
        event_id_cnty=_id(incident),
        event_date=day,
        year=int(day[:4]),
        time_precision=precision,
        source="; ".join((*outlets(entry), *(s for s in cited(entry) if s not in outlets(entry)))) or None,
        notes=" … ".join(quotes(entry, 3)) or None,
        fatalities=fatalities(entry, notes),
        tags=_tags(entry),
        **_type(incident, two, notes),
        **_actors(incident, two, notes),
        **_where(incident, notes),
    )


def day_of(time: Period) -> tuple[str, int] | None:
    """ACLED's day and time_precision: the day itself, the middle of the week, the middle of the month."""
    days = dated(time)
    precision = scales().acled_time.get(days[2]) if days else None
    if days is None or precision is None:
        return None
    first, last = date.fromisoformat(days[0]), date.fromisoformat(days[1])
    middle = first + timedelta(days=max(0, (last - first).days // 2))
    if precision == 3:
        first, last = month_of(middle)
    return (first + timedelta(days=max(0, (last - first).days // 2))).isoformat(), precision


def period_of(day: str, precision: int) -> Period:
    """The period that a day and time_precision stand for: the day, the week around it, its month."""
    at = date.fromisoformat(day)
    if precision == 1:
        return Period(start=day, end=day, precision=1)
    inferred = f"ACLED time_precision {precision}"
    if precision == 2:
        first, last = at - timedelta(days=3), at + timedelta(days=3)
        return Period(start=first.isoformat(), end=last.isoformat(), precision=3, inferred=inferred)
    first, last = month_of(at)
    return Period(start=first.isoformat(), end=last.isoformat(), precision=4, inferred=inferred)


def month_of(day: date) -> tuple[date, date]:
    """The first and last day of a day's month."""
    return day.replace(day=1), day.replace(day=calendar.monthrange(day.year, day.month)[1])


def _id(incident: Incident) -> str:
    # ACLED's ids begin with three letters of the country.
    country = countries().get(incident.place.country or "")
    return f"{country.iso3 if country else 'XXX'}-{incident.id}"


def _type(incident: Incident, two: Sides, notes: Notes) -> dict[str, Any]:
    codes = acled()
    fought = fighters_harmed(incident) and incident.event in codes.with_fighters
    event_type, sub_event_type = (codes.with_fighters if fought else codes.events)[incident.event]
    if incident.event == "unknown":
        notes.add(incident.id, "event_type", None, sub_event_type, "the kind of event is not known: ACLED needs one")
    strategic = event_type == codes.strategic
    return {
        "disorder_type": codes.strategic if strategic else codes.disorder,
        "event_type": event_type,
        "sub_event_type": sub_event_type,
        "civilian_targeting": "Civilian targeting" if two.b == CIVILIANS else None,
    }


def _actors(incident: Incident, two: Sides, notes: Notes) -> dict[str, Any]:
    country = countries().get(incident.place.country or "")
    where = f" ({country.name})" if country else ""
    first = two.a or f"{acled().unidentified}{where}"
    second = f"{CIVILIANS}{where}" if two.b == CIVILIANS else two.b
    if two.a is None:
        notes.add(incident.id, "actor1", None, first, "an actor whom nobody names is unidentified")
    return {
        "actor1": first,
        "inter1": inter(two.a),
        "assoc_actor_1": "; ".join(two.others) or None,
        "actor2": second,
        "inter2": inter(two.b) if two.b else None,
        "interaction": "".join(sorted((inter(two.a), inter(two.b)))) if two.b else f"{inter(two.a)}0",
    }


def inter(actor: str | None) -> str:
    """ACLED's figure of the sort of an actor; nobody's is a political militia's, as the codebook has it."""
    sort = "unknown" if actor is None else "civilians" if actor == CIVILIANS else party(actor).sort
    return str(actor_codes().inter[sort])


def _where(incident: Incident, notes: Notes) -> dict[str, Any]:
    place = incident.place
    country = countries().get(place.country or "")
    if place.lat is None:
        notes.add(incident.id, "latitude, longitude", place.name, None, "no coordinates are known")
    return {
        "iso": country.number if country else None,
        "region": country.acled if country else None,
        "country": country.name if country else place.country,
        "admin1": place.admin1,
        "admin2": place.admin2,
        "location": place.name,
        "latitude": place.lat,
        "longitude": place.lon,
        "geo_precision": scales().acled_geo.get(place.precision or 0),
    }


def fatalities(entry: Entry, notes: Notes) -> int:
    """One number, the cautious: the codebook's own for a vague word, else the policy's best or the low end."""
    incident = entry.incident
    figure = harmed(incident, "killed")
    claims = {claim.id: claim for claim in entry.claims}
    written = sum(_cautious(cell, claims) for cell in whole_cells(incident, "killed"))
    if figure.low != figure.high or written != figure.low:
        notes.add(
            incident.id,
            "fatalities",
            interval(figure.low, figure.high),
            written,
            "ACLED has one number: the cautious end",
        )
    return written


def _cautious(cell: Cell, claims: dict[str, Claim]) -> int:
    words = [vague(claims[id]) for id in cell.claims if id in claims]
    numbers = [number for number in words if number is not None]
    return min(numbers) if numbers and len(numbers) == len(cell.claims) else best_of(cell)


def vague(claim: Claim) -> int | None:
    """The codebook's number for a claim that has none ("dozens": 12; "civilians were killed": 10); else null."""
    count = claim.count
    if count.modifier != "vague" or (count.low or 0) >= _THOUSAND:
        return None
    said = count.text.lower()
    return next((number for word, number in acled().words.items() if word in said), acled().unknown_in_attack)


def _tags(entry: Entry) -> str | None:
    return "women targeted" if any(c.group == "women" for c in entry.incident.cells) else None

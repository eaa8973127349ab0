"""A record laid out flat, so that the database can filter and add it up."""

from __future__ import annotations

import functools
import hashlib
import math
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

from warmonitor.incidents.cells import DISJOINT
from warmonitor.model import Cell, Claim, Failure, Incident, Judgement, Link, Period, Place, Record, Report

Flat = dict[str, Any]


class Origin(Record, frozen=True, kw_only=True):
    """Where and how a report came: its place, the hash of its bytes, and which version of the reader read it."""

    place: str
    sha256: str = ""
    reader: str = ""
    etag: str | None = None
    modified: str | None = None


class Setting(Record, frozen=True, kw_only=True):
    """Something that the book's work depends on or has come to: a gazetteer, a policy, how far linking has gone."""

    value: str


@functools.lru_cache(1 << 14)
def key(name: str | None) -> str:
    """A name as it is compared: without case, accents and outer blanks."""
    bare = unicodedata.normalize("NFKD", name or "")
    return "".join(c for c in bare if not unicodedata.combining(c) and c != "\x00").casefold().strip()


def keys(names: Iterable[str | None]) -> str:
    """Several names as one text in which `|name|` can be looked for."""
    found = dict.fromkeys(key(name).replace("|", " ") for name in names if name)
    return "|" + "".join(f"{one}|" for one in found)


def plain(text: str | None) -> str | None:
    """Text without null characters, which PostgreSQL does not store; the journal keeps them, escaped."""
    return text.replace("\x00", "") if text else text


def code(country: str | None) -> str | None:
    """A country as views name it: a code of two letters in capitals, anything else as it is."""
    bare = plain(country)
    return bare.upper() if bare and len(bare) == 2 else bare


def sphere(lat: float | None, lon: float | None) -> tuple[float | None, float | None, float | None]:
    """The point of the unit sphere at `lat`, `lon` degrees."""
    if lat is None or lon is None:
        return None, None, None
    phi, lam = math.radians(lat), math.radians(lon)
    return math.cos(phi) * math.cos(lam), math.cos(phi) * math.sin(lam), math.sin(phi)


def whole_hash(report: Report) -> str:
    """The hash of a report's title and text: equal for equal words, whoever printed them."""
    return hashlib.sha256(report.whole.encode("utf-8", "surrogatepass")).hexdigest()


def _where(place: Place, time: Period) -> Flat:
    x, y, z = sphere(place.lat, place.lon)
    names = (place.name, place.text, place.admin1, place.admin2, place.pcode, place.country)
    return {
        "place": plain(place.name), "country": code(place.country), "admin1": plain(place.admin1),
        "place_keys": keys(names), "precision": place.precision, "lat": place.lat, "lon": place.lon,
        "x": x, "y": y, "z": z, "starts": time.start, "ends": time.end or time.start,
        "first": time.start or time.end,
    }  # fmt: skip


def report_row(report: Report) -> Flat:
    return {
        "day": (report.published or "")[:10] or None, "publisher": plain(report.publisher), "url": plain(report.url),
        "language": plain(report.language), "title": plain(report.title[:500]), "bytes_hash": whole_hash(report),
    }  # fmt: skip


def claim_row(claim: Claim) -> Flat:
    return {
        "report": plain(claim.report), "harm": claim.harm, "low": claim.count.low,
        "high": claim.count.high, "status": claim.victims.status, "side": plain(claim.victims.actor),
        "subgroup": claim.victims.group, "perpetrators": keys(claim.perpetrators), "event": claim.event,
        "source": plain(claim.source.name) if claim.source else None, "stance": claim.stance, "scope": claim.scope,
        "confidence": claim.confidence, "reader": plain(claim.reader), **_where(claim.place, claim.time),
    }  # fmt: skip


def incident_row(incident: Incident) -> Flat:
    killed = [c for c, part in zip(incident.cells, parts(incident.cells)) if c.harm == "killed" and not part]
    open_end = any(cell.high is None for cell in killed)
    return {
        "event": incident.event, "happened": incident.happened, "attributed": incident.attributed,
        "failing": any(check.holds is False for check in incident.checks),
        "killed_low": sum(cell.low or 0 for cell in killed),
        "killed_high": None if open_end else sum(cell.high or 0 for cell in killed),
        **_where(incident.place, incident.time),
    }  # fmt: skip


def parts(cells: Sequence[Cell]) -> list[bool]:
    """For each cell whether others of the same incident already count its people, so that a sum leaves it out.

    Cells without a group are disjoint. A group is a part of the cell it belongs to; where there is none, groups that
    can share nobody stand side by side, and of those that may overlap only the largest counts.
    """
    return [cell.group is not None and (_held(cell, cells) or not _counts(cell, cells)) for cell in cells]


def _held(part: Cell, cells: Sequence[Cell]) -> bool:
    """Whether a cell without a group holds this group's people."""
    wholes = (c for c in cells if c.group is None and c.harm == part.harm and c.actor in (part.actor, None))
    return any(whole.status in (part.status, "unknown") for whole in wholes)


def _counts(part: Cell, cells: Sequence[Cell]) -> bool:
    """Whether a group that belongs to no whole enters a sum."""
    beside = [c for c in cells if c.group and (c.harm, c.status, c.actor) == (part.harm, part.status, part.actor)]
    apart = [c for c in beside if c.group in DISJOINT]
    return part in apart if apart else part == max(beside, key=lambda c: (c.low or 0, c.group or ""))


def cell_rows(incident: Incident) -> list[Flat]:
    return [
        {
            "policy": incident.policy, "n": n, "harm": cell.harm, "status": cell.status, "side": plain(cell.actor),
            "subgroup": cell.group, "low": cell.low, "best": cell.best, "high": cell.high, "part": part,
        }
        for n, (cell, part) in enumerate(zip(incident.cells, parts(incident.cells)))
    ]  # fmt: skip


def party_rows(incident: Incident) -> list[Flat]:
    """Who has a part in it: perpetrators, the sides whose people came to harm, the authorities that say so."""
    roles = {
        "perpetrator": incident.perpetrators,
        "side": tuple(cell.actor for cell in incident.cells if cell.actor),
        "authority": incident.authorities,
    }
    return [
        {"role": role, "key": one, "name": plain(name)}
        for role, names in roles.items()
        for one, name in {key(name): name for name in names}.items()
    ]


def link_row(link: Link, of: str) -> Flat:
    return {"of": of, "left": plain(link.left), "right": plain(link.right), "score": link.score}


def failure_row(failure: Failure) -> Flat:
    return {"what": plain(failure.what)}


def judgement_row(judgement: Judgement) -> Flat:
    return {"kind": judgement.kind, "subject": plain(judgement.subject), "other": plain(judgement.other)}


def origin_row(origin: Origin) -> Flat:
    return {
        "place": plain(origin.place), "reader": plain(origin.reader),
        "etag": plain(origin.etag), "modified": plain(origin.modified),
    }  # fmt: skip


def slot(judgement: Judgement) -> str:
    """What a judgement decides. A later one about the same supersedes it; notes stand side by side."""
    if judgement.kind in ("confirm", "reject"):
        return f"verdict|{judgement.subject}"
    if judgement.kind in ("same", "not_same"):
        return "pair|" + "|".join(sorted((judgement.subject, judgement.other or "")))
    if judgement.kind == "note":
        return (
            f"note|{judgement.subject}|{judgement.hand}|{judgement.field or ''}|{judgement.value or ''}|{judgement.why}"
        )
    return f"{judgement.kind}|{judgement.subject}|{judgement.field or ''}"

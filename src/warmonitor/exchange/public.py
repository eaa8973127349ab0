"""What may leave the machine: without what is marked sensitive, with places no finer than the unit chosen.

A mark is a reviewer's note whose `field` is "sensitive" and whose `value` says what: `place`, `source`, `names`, `all`,
or `clear`, which lifts the earlier ones. It holds for its report, claim or incident, and for the claims of these.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

import msgspec

from warmonitor.errors import QueryError
from warmonitor.exchange.records import Entry
from warmonitor.model import Cell, Claim, Incident, Judgement, Place, Record, Report, Span

FIELD = "sensitive"
WITHHELD = "[withheld]"
Marks = dict[str, frozenset[str]]
Told = list[tuple[Claim, frozenset[str]]]
_UNITS = {"admin2": 3, "admin1": 4, "country": 6}


class Blur(Record):
    """How coarse a place must be: an administrative unit (UCDP's where_prec), or a square of `degrees`."""

    precision: int | None = None
    degrees: float | None = None


def blur_of(unit: str) -> Blur:
    """ "admin2", "admin1", "country" or a square such as "0.1deg". QueryError where it is none."""
    if unit in _UNITS:
        return Blur(precision=_UNITS[unit])
    found = re.fullmatch(r"(\d+(?:\.\d+)?)deg", unit)
    if not found or not 0.001 <= float(found[1]) <= 30:
        raise QueryError(f"no such unit to blur to: {unit}", "", "admin2, admin1, country, or degrees such as 0.1deg")
    return Blur(degrees=float(found[1]))


def marks_of(judgements: Iterable[Judgement]) -> Marks:
    """What is marked sensitive of each report, claim and incident."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for word in judgements:
        if word.kind == "note" and word.field == FIELD and word.value:
            if word.value == "clear":
                found[word.subject].clear()
            else:
                found[word.subject].add(word.value)
    return {subject: frozenset(what) for subject, what in found.items() if what}


def public(entries: Iterable[Entry], marks: Marks, blur: Blur) -> Iterator[Entry]:
    """The entries as they may be shown to anybody; those marked `all` are left out."""
    for entry in entries:
        shown = public_entry(entry, marks, blur)
        if shown is not None:
            yield shown


def public_entry(entry: Entry, marks: Marks, blur: Blur) -> Entry | None:
    """One entry as it may be shown to anybody; null where the incident itself is marked `all`."""
    incident, own = entry.incident, marks.get(entry.incident.id, frozenset())
    if "all" in own:
        return None
    told = [(c, own | marks.get(c.id, frozenset()) | marks.get(c.report, frozenset())) for c in entry.claims]
    claims = tuple(public_claim(c, what, blur) for c, what in told if "all" not in what)
    hidden = {c.id for c, what in told if "all" in what}
    secret = frozenset().union(*(what for _, what in told)) | own
    hushed = frozenset(c.source.name for c, what in told if c.source and what & {"source", "all"})
    return Entry(
        incident=_incident(incident, hidden, hushed, secret, blur),
        claims=claims,
        reports=tuple(_report(r, marks, told, blur) for r in entry.reports if _shown(r, marks, claims)),
    )


def _shown(report: Report, marks: Marks, claims: tuple[Claim, ...]) -> bool:
    return any(c.report == report.id for c in claims) and "all" not in marks.get(report.id, frozenset())


def _report(report: Report, marks: Marks, told: Told, blur: Blur) -> Report:
    """A report's full text never leaves. Its outlet, title and address do, as far as nothing in them is marked."""
    if "source" in marks.get(report.id, frozenset()):
        return Report(id=report.id, text="", published=report.published, language=report.language)
    mine = [(claim, what) for claim, what in told if claim.report == report.id]
    title = _without(report.title, (words for claim, what in mine for words in secrets(claim, what, blur)))
    # An address leads to the whole text, and often is the title in other letters.
    url = None if any(what for _, what in mine) else report.url
    return msgspec.structs.replace(report, text="", title=title, url=url)


def secrets(claim: Claim, what: frozenset[str], blur: Blur) -> tuple[str, ...]:
    """The words of a claim that may not be shown: of its living, of a source or a place that is marked."""
    found = () if _named(claim, what) else claim.names
    if what & {"source", "all"} and claim.source:
        found = (*found, claim.source.name, claim.source.text)
    if what & {"place", "all"} or blur.precision is not None:
        found = (*found, *(words for words in (claim.place.name, claim.place.text) if words))
    return found


def _named(claim: Claim, what: frozenset[str]) -> bool:
    # Only the dead are named: whoever lives is not traced by our hand.
    return claim.harm == "killed" and not what & {"names", "all"}


def public_claim(claim: Claim, what: frozenset[str], blur: Blur) -> Claim:
    """A claim as it may be shown to anybody; `what` is marked of it, of its report and of its incident."""
    secret = secrets(claim, what, blur)
    return msgspec.structs.replace(
        claim,
        names=claim.names if _named(claim, what) else (),
        source=None if "source" in what else claim.source,
        place=blurred(claim.place, blur, "place" in what),
        evidence=tuple(_masked(span, secret) for span in claim.evidence),
        victims=msgspec.structs.replace(claim.victims, text=_without(claim.victims.text, secret)),
        why=(),
    )


def _masked(span: Span, secret: Iterable[str]) -> Span:
    return msgspec.structs.replace(span, text=_without(span.text, secret))


def _without(text: str, secret: Iterable[str]) -> str:
    for words in sorted(filter(None, secret), key=len, reverse=True):
        text = text.replace(words, WITHHELD)
    return text


def blurred(place: Place, blur: Blur, hidden: bool = False) -> Place:
    """A place no finer than the unit; `hidden` takes it to its first-order unit at least, whatever the unit."""
    if hidden and (blur.precision or 0) < 4:
        blur = Blur(precision=4)
    if blur.precision is not None:
        return _unit(place, blur.precision)
    if place.lat is None or place.lon is None or blur.degrees is None:
        return place
    lat, lon = (_middle(value, blur.degrees) for value in (place.lat, place.lon))
    lat, lon = max(-90.0, min(90.0, lat)), max(-180.0, min(180.0, lon))
    rough = max(place.precision or 2, 2)
    return msgspec.structs.replace(place, lat=lat, lon=lon, precision=rough, gazetteer=None, runner_up=None)


def _middle(value: float, step: float) -> float:
    return round((math.floor(value / step) + 0.5) * step, 6)


def _unit(place: Place, precision: int) -> Place:
    if (place.precision or 0) >= precision:
        return msgspec.structs.replace(place, text=None, runner_up=None)
    admin1 = place.admin1 if precision <= 4 else None
    admin2 = place.admin2 if precision <= 3 else None
    reached = 3 if admin2 else 4 if admin1 else 6 if place.country else None
    return Place(
        name=admin2 or admin1, country=place.country, admin1=admin1, admin2=admin2, precision=reached, reason="blurred"
    )


def _incident(
    incident: Incident, hidden: set[str], hushed: frozenset[str], secret: frozenset[str], blur: Blur
) -> Incident:
    return msgspec.structs.replace(
        incident,
        place=blurred(incident.place, blur, "place" in secret),
        claims=tuple(id for id in incident.claims if id not in hidden),
        cells=tuple(_cell(cell, hidden) for cell in incident.cells),
        authorities=tuple(name for name in incident.authorities if name not in hushed),
        # A check's text quotes its claims, so it goes where anything of them is withheld.
        checks=incident.checks if not secret and blur.precision is None else (),
        links=(),
    )


def _cell(cell: Cell, hidden: set[str]) -> Cell:
    return msgspec.structs.replace(
        cell,
        claims=tuple(id for id in cell.claims if id not in hidden),
        set_aside=tuple(aside for aside in cell.set_aside if aside.claim not in hidden),
    )

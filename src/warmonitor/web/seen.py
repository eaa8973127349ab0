"""What a caller of the API may see of records: all of them, or what `discretion` leaves of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from warmonitor.exchange.public import Blur, Marks, blur_of, public_claim, public_entry
from warmonitor.exchange.records import Entry
from warmonitor.exchange.stream import entries_of
from warmonitor.model import Claim, Incident, Query, Report
from warmonitor.web.desk import Asked, desk_of
from warmonitor.web.discretion import marks
from warmonitor.web.sync import Changed, ChangePage

_UNIT = blur_of("0.1deg")
_NOTHING = frozenset[str]()


def _what(found: Marks, *ids: str | None) -> frozenset[str]:
    return _NOTHING.union(*(found.get(id, _NOTHING) for id in ids if id))


def entries_seen(request: Asked, entries: Iterable[Entry]) -> Iterable[Entry]:
    """Entries, those that are marked as a reader may see them."""
    found = marks(request)
    for entry in entries:
        touched = {entry.incident.id, *(c.id for c in entry.claims), *(r.id for r in entry.reports)} & found.keys()
        shown = public_entry(entry, found, _UNIT) if touched else entry
        if shown is not None:
            yield shown


def incidents_seen(request: Asked, incidents: Sequence[Incident], query: Query) -> tuple[Incident, ...]:
    """Incidents; for who sees marks, with regard to the claims and reports that they rest on."""
    if not marks(request):
        return tuple(incidents)
    settled = entries_of(desk_of(request).book, incidents, query)
    return tuple(entry.incident for entry in entries_seen(request, settled))


def claims_seen(request: Asked, claims: Iterable[Claim]) -> tuple[Claim, ...]:
    """Claims, without those marked `all`."""
    found, shown = marks(request), []
    for claim in claims:
        what = _what(found, claim.id, claim.report, claim.incident)
        if "all" not in what:
            shown.append(public_claim(claim, what, _UNIT if "place" in what else Blur()) if what else claim)
    return tuple(shown)


def reports_seen(request: Asked, reports: Sequence[Report]) -> tuple[Report, ...]:
    """Reports; of one that is marked, or that states a marked claim, only the outlet is told."""
    found = marks(request)
    if not found:
        return tuple(reports)
    claims = desk_of(request).book.claims_of([report.id for report in reports])
    touched = {c.report for c in claims if _what(found, c.id, c.incident)}
    return tuple(
        _report(report, found, report.id in touched) for report in reports if "all" not in _what(found, report.id)
    )


def _report(report: Report, found: Marks, touched: bool) -> Report:
    what = _what(found, report.id)
    if "source" in what:
        return Report(id=report.id, text="", published=report.published, language=report.language)
    # Its title and its address may say what is marked in it.
    return msgspec.structs.replace(report, text="", title="", url=None) if what or touched else report


def changes_seen(request: Asked, page: ChangePage) -> ChangePage:
    """Changes; what a reader may not see is told as gone, and words that may quote it are left out."""
    if not marks(request):
        return page
    return msgspec.structs.replace(page, items=tuple(_changed(request, one) for one in page.items))


def _changed(request: Asked, one: Changed) -> Changed:
    incident = incidents_seen(request, [one.incident], Query())[:1] if one.incident else ()
    claim = claims_seen(request, [one.claim])[:1] if one.claim else ()
    report = reports_seen(request, [one.report])[:1] if one.report else ()
    before, after = (one.incident, one.claim, one.report), (*incident, *claim, *report)
    if all(record is None or record in after for record in before) and not _what(marks(request), one.subject):
        return one
    return msgspec.structs.replace(
        one,
        incident=incident[0] if incident else None,
        claim=claim[0] if claim else None,
        report=report[0] if report else None,
        gone=one.gone or not after,
        text="",
    )

"""Incidents: the list, and the page of one with everything that was said of it."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from itertools import islice

from litestar import get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Redirect, Template

from warmonitor.exchange.records import Entry
from warmonitor.exchange.stream import by_policy
from warmonitor.incidents import compare
from warmonitor.incidents.weights import weights
from warmonitor.ledger.book import Book
from warmonitor.model import Cell, Claim, Incident, Link, Record, Report
from warmonitor.web import charts, glance
from warmonitor.web.asking import address, deref, ref
from warmonitor.web.desk import Asked, asked, desk_of, page
from warmonitor.web.discretion import discreet, shown
from warmonitor.web.seen import incidents_seen

ORDERS = {
    "-time": "newest first",
    "time": "oldest first",
    "killed": "most killed first",
    "changed": "latest changed first",
}
ON_A_PAGE = 50
MOST_CLAIMS = 400
OWN_VOICE = "in its own voice"


class Voice(Record):
    """All that one authority said of an incident, by time: (claim, the report that prints it)."""

    name: str
    kind: str
    outlets: tuple[str, ...]
    told: tuple[tuple[Claim, Report], ...]


def headline(incident: Incident) -> tuple[Cell, ...]:
    """The figures that stand for an incident in a list: its whole figures of the dead, else of the first harm."""
    whole = [cell for cell in incident.cells if cell.group is None] or list(incident.cells)
    killed = [cell for cell in whole if cell.harm == "killed"]
    return tuple((killed or whole)[:3])


def voices(told: Sequence[tuple[Claim, Report]]) -> tuple[Voice, ...]:
    """Claims by the authority that they cite, the most quoted first; a report's own statements stand apart."""
    by_name: dict[tuple[str, str], list[tuple[Claim, Report]]] = {}
    for claim, report in sorted(told, key=lambda pair: (pair[1].published or "9", pair[1].id, pair[0].id)):
        key = (claim.source.name, claim.source.kind) if claim.source else (_own(report), "outlet")
        by_name.setdefault(key, []).append((claim, report))
    found = [
        Voice(name=name, kind=kind, told=tuple(said), outlets=tuple(dict.fromkeys(_outlet(r) for _, r in said)))
        for (name, kind), said in by_name.items()
    ]
    return tuple(sorted(found, key=lambda voice: (-len(voice.outlets), voice.name)))


def _outlet(report: Report) -> str:
    return report.publisher or report.title or report.id


def _own(report: Report) -> str:
    return f"{_outlet(report)}, {OWN_VOICE}"


@functools.cache
def bits() -> dict[str, float]:
    """The weight of each reason that a link can give, in bits, by its words."""
    table = weights().across
    return {level.words: table.of(c.name, level.name) for c in compare.COMPARISONS for level in c.levels}


def links_of(book: Book, incident: Incident) -> list[Link]:
    """Why its reports were held to be one incident, and the near misses."""
    if incident.links:
        return list(incident.links)
    return glance.links_among(book, incident.claims)


@get("/incidents", sync_to_thread=True)
def incident_list(request: Asked) -> Template:
    """Incidents that answer the filters, page by page."""
    query, asked_for = asked(request), request.query_params
    order = asked_for.get("order", "-time")
    found = list(desk_of(request).book.incidents(query, ON_A_PAGE + 1, asked_for.get("after") or None, order))
    more = len(found) > ON_A_PAGE
    found = found[:ON_A_PAGE]
    following = address("/incidents", query, order=order, after=found[-1].id) if more else None
    return page(
        request,
        "incidents",
        query,
        incidents=incidents_seen(request, found, query),
        order=order,
        orders=ORDERS,
        following=following,
    )


@get("/incidents/{piece:str}", sync_to_thread=True)
def incident_page(request: Asked, piece: FromPath[str]) -> Template | Redirect:
    """One incident. An id that was merged away leads on to the one that stands for it."""
    book, id = desk_of(request).book, deref(piece)
    found = book.incident(id)
    if found.id != id:
        return Redirect(f"/incidents/{ref(found.id)}")
    told = glance.told(book, found.claims[:MOST_CLAIMS])
    reports = tuple({report.id: report for _, report in told}.values())
    whole, query = Entry(incident=found, claims=tuple(claim for claim, _ in told), reports=reports), asked(request)
    entry = shown(request, next(by_policy([whole], query, book.judgements(found.id))))
    if entry is None:
        raise NotFoundException("this incident is marked sensitive")
    # Its history quotes what it said, and so what is marked.
    untold = entry != whole and discreet(request)
    by_id = {report.id: report for report in entry.reports}
    told = [(claim, by_id[claim.report]) for claim in entry.claims if claim.report in by_id]
    said = voices(told)
    pairs_told = [(outlet, voice.name) for voice in said for outlet in voice.outlets if OWN_VOICE not in voice.name]
    return page(
        request,
        "incident",
        query,
        incident=entry.incident,
        told={claim.id: (claim, report) for claim, report in told},
        voices=said,
        tree=charts.corroboration(pairs_told),
        falls=[
            (link, charts.waterfall(link, bits(), weights().across.prior))
            for link in islice(links_of(book, entry.incident), 12)
        ],
        history=[] if untold else book.history(found.id),
        judgements=[] if untold else book.judgements(found.id),
        transaction=book.transaction(),
        left_out=max(0, len(found.claims) - MOST_CLAIMS),
    )


@get("/claims/{piece:str}", sync_to_thread=True)
def claim_page(request: Asked, piece: FromPath[str]) -> Redirect:
    """A claim is read where it stands: in its report."""
    claim = desk_of(request).book.claim(deref(piece))
    return Redirect(f"/reports/{ref(claim.report)}#c-{ref(claim.id)}")


PAGES = (incident_list, incident_page, claim_page)

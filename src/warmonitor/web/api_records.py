"""The API's records: incidents, claims, reports, and what was said of each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, TypeVar

from litestar import Response, get
from litestar.exceptions import PermissionDeniedException
from litestar.params import FromPath, QueryParameter
from litestar.response import Redirect

from warmonitor.errors import LedgerError
from warmonitor.exchange.stream import by_policy, entries_of
from warmonitor.model import Change, Claim, Incident, Record, Report
from warmonitor.web import paging
from warmonitor.web.asking import deref, ref
from warmonitor.web.desk import Asked, desk_of
from warmonitor.web.discretion import marks
from warmonitor.web.paging import Cursor, Filters, Limit
from warmonitor.web.seen import claims_seen, incidents_seen, reports_seen

T = TypeVar("T")


class History(Record):
    """What the ledger has said of one record, and when."""

    items: tuple[Change, ...]


@get("/incidents", sync_to_thread=True)
def incidents(
    request: Asked,
    asked: Filters,
    limit: Limit = 100,
    cursor: Cursor = None,
    order: Annotated[str, QueryParameter(pattern="^(id|time|-time|killed)$")] = "id",
) -> paging.IncidentPage:
    """Incidents, reconciled by the policy asked for."""
    book = desk_of(request).book
    turn = paging.asking(book, asked, cursor, limit)
    found = list(book.incidents(turn.query, turn.limit, turn.after, order))
    items = incidents_seen(request, found, turn.query)
    return paging.IncidentPage(items=items, next=paging.onward(turn, found), as_of=turn.as_of)


@get("/incidents/{id:str}", sync_to_thread=True)
def incident(request: Asked, id: FromPath[str], asked: Filters) -> Response[Incident]:
    """One incident. An id that was merged away is answered with the address of what stands for it."""
    book = desk_of(request).book
    found = book.incident(deref(id), asked.as_of)
    if found.id != deref(id):
        return Redirect(f"/api/incidents/{ref(found.id)}", status_code=308)
    entry = next(by_policy(list(entries_of(book, [found], asked)), asked, book.judgements()))
    return Response(_one(incidents_seen(request, [entry.incident], asked), "incident", found.id))


@get("/incidents/{id:str}/claims", sync_to_thread=True)
def claims_of(request: Asked, id: FromPath[str], asked: Filters) -> tuple[Claim, ...]:
    """The claims of one incident."""
    book = desk_of(request).book
    found = book.incident(deref(id), asked.as_of)
    return claims_seen(request, next(iter(entries_of(book, [found], asked))).claims)


@get("/claims", sync_to_thread=True)
def claims(request: Asked, asked: Filters, limit: Limit = 100, cursor: Cursor = None) -> paging.ClaimPage:
    """Claims, each with the words that state it."""
    turn = paging.asking(desk_of(request).book, asked, cursor, limit)
    found = list(desk_of(request).book.claims(turn.query, limit=turn.limit, after=turn.after))
    return paging.ClaimPage(items=claims_seen(request, found), next=paging.onward(turn, found), as_of=turn.as_of)


@get("/claims/{id:str}", sync_to_thread=True)
def claim(request: Asked, id: FromPath[str], asked: Filters) -> Claim:
    """One claim."""
    found = desk_of(request).book.claim(deref(id), asked.as_of)
    return _one(claims_seen(request, [found]), "claim", found.id)


@get("/reports", sync_to_thread=True)
def reports(request: Asked, asked: Filters, limit: Limit = 100, cursor: Cursor = None) -> paging.ReportPage:
    """Reports, with their text."""
    turn = paging.asking(desk_of(request).book, asked, cursor, limit)
    found = list(desk_of(request).book.reports(turn.query, turn.limit, turn.after))
    return paging.ReportPage(items=reports_seen(request, found), next=paging.onward(turn, found), as_of=turn.as_of)


@get("/reports/{id:str}", sync_to_thread=True)
def report(request: Asked, id: FromPath[str], asked: Filters) -> Report:
    """One report."""
    found = desk_of(request).book.report(deref(id), asked.as_of)
    return _one(reports_seen(request, [found]), "report", found.id)


@get("/history/{id:str}", sync_to_thread=True)
def history(request: Asked, id: FromPath[str]) -> History:
    """What the ledger has said of one report, claim or incident."""
    if marks(request):
        raise PermissionDeniedException("what was said of records quotes what is marked sensitive: coders may read it")
    return History(items=tuple(desk_of(request).book.history(deref(id))))


def _one(found: Sequence[T], of: str, id: str) -> T:
    """The only one, or an error that it is not there, which does not tell a hidden record from an absent one."""
    for record in found:
        return record
    raise LedgerError(f"no such {of}", id, "an id is shown beside each record")


ROUTES: tuple[Any, ...] = (incidents, incident, claims_of, claims, claim, reports, report, history)

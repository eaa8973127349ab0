"""The ledger as a stream of entries: incidents with their claims and reports, a few hundred in memory at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import msgspec
import sqlalchemy as sa

from warmonitor.exchange.records import Entry
from warmonitor.incidents import reconcile
from warmonitor.ledger import Book, filters, store
from warmonitor.ledger.entries import chunks
from warmonitor.ledger.journal import unbody
from warmonitor.ledger.members import placed
from warmonitor.ledger.schema import claim, journal, report
from warmonitor.ledger.views import plain
from warmonitor.model import Claim, Incident, Judgement, Query, Report

_AT_A_TIME = 400


def pinned(book: Book, query: Query) -> Query:
    """The query at one transaction, so that what is written meanwhile does not show in half of an answer."""
    return query if query.as_of else msgspec.structs.replace(query, as_of=str(book.transaction()))


def entries(book: Book, query: Query) -> Iterator[Entry]:
    """Every incident that answers the query, by time, with its claims and reports, as of one transaction."""
    fixed = pinned(book, query)
    # The claims come along anyway: reckoning from them spares the ledger a second reading of them all.
    stored = msgspec.structs.replace(fixed, policy="range", ranking=())
    words = book.judgements() if query.policy != "range" else []
    for part in chunks(book.incidents(stored), _AT_A_TIME):
        yield from by_policy(list(entries_of(book, part, fixed)), query, words)


def entries_of(book: Book, incidents: Sequence[Incident], query: Query) -> Iterator[Entry]:
    """These incidents with their claims and reports, at the moment that the query asks for."""
    with store.reading(book.engine) as db:
        at = filters.moment(db, query.as_of)
        ids = [id for incident in incidents for id in incident.claims]
        claims: dict[str, Claim] = {c.id: c for c in records(db, claim, ids, at)}
        reports: dict[str, Report] = {r.id: r for r in records(db, report, [c.report for c in claims.values()], at)}
    for incident in incidents:
        told = tuple(claims[id] for id in incident.claims if id in claims)
        read = dict.fromkeys(c.report for c in told)
        yield Entry(incident=incident, claims=told, reports=tuple(reports[id] for id in read if id in reports))


def by_policy(found: Sequence[Entry], query: Query, judgements: Iterable[Judgement] = ()) -> Iterator[Entry]:
    """The entries with their cells as the query's policy reconciles their claims; without claims the cells stay."""
    asked = [entry for entry in found if entry.claims and entry.incident.policy != query.policy]
    claims = [msgspec.structs.replace(c, incident=entry.incident.id) for entry in asked for c in entry.claims]
    reports = {report.id: report for entry in asked for report in entry.reports}
    made = reconcile.incidents(claims, query.policy, query.ranking, judgements, reports) if claims else []
    settled = {incident.id: incident.cells for incident in made}
    for entry in found:
        cells = settled.get(entry.incident.id)
        if cells is not None:
            incident = msgspec.structs.replace(entry.incident, cells=cells, policy=query.policy)
            entry = msgspec.structs.replace(entry, incident=incident)
        yield entry


def records(db: sa.Connection, view: sa.Table, ids: Iterable[str], at: int | None) -> list[Any]:
    """The reports, claims or incidents of these ids that the ledger holds at a transaction; null is now."""
    found: list[Any] = []
    for part in chunks(dict.fromkeys(plain(id) or "" for id in ids)):
        ask = sa.select(journal.c.body).join(view, view.c.seq == journal.c.seq)
        bodies = db.scalars(ask.where(view.c.id.in_(part), filters.alive(view, at)))
        found += [unbody(view.name, body) for body in bodies if body is not None]
    return placed(db, found, at) if view is claim else found

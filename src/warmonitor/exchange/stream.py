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
from warmonitor.model import Claim, Incident, Judgement, Policy, Query, Report

_AT_A_TIME = 400


def pinned(book: Book, query: Query) -> Query:
    """The query at one transaction, so that what is written meanwhile does not show in half of an answer."""
    return query if query.as_of else msgspec.structs.replace(query, as_of=str(book.transaction()))


def entries(book: Book, query: Query) -> Iterator[Entry]:
    """Every incident that answers the query, by time, with its claims and reports, as of one transaction."""
    fixed = pinned(book, query)
    words = book.judgements() if query.policy != "range" else []
    for part in chunks(book.incidents(fixed), _AT_A_TIME):
        yield from by_policy(list(entries_of(book, part, fixed)), query.policy, words)


def entries_of(book: Book, incidents: Sequence[Incident], query: Query) -> Iterator[Entry]:
    """These incidents with their claims and reports, at the moment that the query asks for."""
    with store.reading(book.engine) as db:
        at = filters.moment(db, query.as_of)
        ids = [id for incident in incidents for id in incident.claims]
        claims: dict[str, Claim] = {c.id: c for c in placed(db, list(_records(db, claim, ids, at)), at)}
        reports: dict[str, Report] = {r.id: r for r in _records(db, report, [c.report for c in claims.values()], at)}
    for incident in incidents:
        told = tuple(claims[id] for id in incident.claims if id in claims)
        read = dict.fromkeys(c.report for c in told)
        yield Entry(incident=incident, claims=told, reports=tuple(reports[id] for id in read if id in reports))


def by_policy(found: Sequence[Entry], policy: Policy, judgements: Iterable[Judgement] = ()) -> Iterator[Entry]:
    """The entries with their cells as `policy` reconciles their claims; where the claims are absent the cells stay."""
    asked = [entry for entry in found if entry.claims and entry.incident.policy != policy]
    claims = [msgspec.structs.replace(c, incident=entry.incident.id) for entry in asked for c in entry.claims]
    reports = {report.id: report for entry in asked for report in entry.reports}
    settled = {i.id: i.cells for i in reconcile.incidents(claims, policy, (), judgements, reports)} if claims else {}
    for entry in found:
        cells = settled.get(entry.incident.id)
        if cells is None:
            yield entry
        else:
            yield msgspec.structs.replace(
                entry, incident=msgspec.structs.replace(entry.incident, cells=cells, policy=policy)
            )


def _records(db: sa.Connection, view: sa.Table, ids: Iterable[str], at: int | None) -> Iterator[Any]:
    for part in chunks(dict.fromkeys(plain(id) or "" for id in ids)):
        ask = sa.select(journal.c.body).join(view, view.c.seq == journal.c.seq)
        for body in db.scalars(ask.where(view.c.id.in_(part), filters.alive(view, at))):
            yield unbody(view.name, body)

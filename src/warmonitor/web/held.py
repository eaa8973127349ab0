"""Tolls for a page: the same answer as `Book.tolls`, for a few tolls at a time and without reading the whole ledger.

A toll over a country covers thousands of incidents: their figures are added up by the database. A toll over a town or
province covers few, which are read and held against it by `incidents.tolls` itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
import sqlalchemy as sa

from warmonitor.exchange.stream import records
from warmonitor.incidents import reconcile
from warmonitor.incidents.intervals import interval
from warmonitor.incidents.names import same_side
from warmonitor.ledger import filters, policies, store
from warmonitor.ledger.book import Book
from warmonitor.ledger.schema import cell, claim, incident, party
from warmonitor.ledger.views import key
from warmonitor.model import Claim, Query, Toll

SHOWN = 40
"""Incidents that a toll names at most; how many there are besides is said."""


def toll_claims(book: Book, query: Query, limit: int, skip: int = 0) -> tuple[list[Claim], bool]:
    """Claims that add incidents up, by who claims them and then by time; and whether there are more after them."""
    who, until = sa.func.coalesce(claim.c.source, "~"), sa.func.coalesce(claim.c.ends, "")
    with store.reading(book.engine) as db:
        at = filters.moment(db, query.as_of)
        ask = sa.select(claim.c.id).where(*filters.of_claims(query, at, db.dialect.name), claim.c.scope == "total")
        ask = ask.where(claim.c.harm.not_in(("facility", "none")))
        ids = list(db.scalars(ask.order_by(who, until, claim.c.id).limit(limit + 1).offset(skip)))
        found = {one.id: one for one in records(db, claim, ids[:limit], at)}
    return [found[id] for id in ids if id in found and interval(found[id].count).known], len(ids) > limit


def held(book: Book, query: Query, claims: Sequence[Claim]) -> list[Toll]:
    """Each of the tolls against the ledger's own sum."""
    return [_wide(book, query, one) if _is_wide(one) else _near(book, query, one) for one in claims]


def _is_wide(one: Claim) -> bool:
    place = one.place
    if not place.name and not place.country:
        return True
    spread = place.precision in (5, 6) or place.name is None or (place.precision is None and place.admin1 is None)
    return spread and place.country is not None


def _around(query: Query, one: Claim) -> Query:
    """The policy asked for, in the toll's country."""
    return Query(country=one.place.country, policy=query.policy, ranking=query.ranking, as_of=query.as_of)


def _then(one: Claim) -> list[sa.ColumnElement[bool]]:
    """Incidents of which at least one day is known and none need lie outside the toll's period."""
    first, last = (
        sa.func.coalesce(incident.c.starts, incident.c.ends),
        sa.func.coalesce(incident.c.ends, incident.c.starts),
    )
    out = [last >= one.time.start] if one.time.start else []
    return out + ([first <= one.time.end] if one.time.end else [])


def _near(book: Book, query: Query, one: Claim) -> Toll:
    """By the incidents themselves. Those whose country is not known are looked at too: their name may tell."""
    anywhere = msgspec.structs.replace(_around(query, one), country=None)
    with store.reading(book.engine) as db:
        at = filters.moment(db, query.as_of)
        where = [*filters.of_incidents(anywhere, at, db.dialect.name), *_then(one), *_cause(db, one)]
        if one.place.country:
            where.append(incident.c.country.is_(None) | (incident.c.country == one.place.country))
        ids = list(db.scalars(sa.select(incident.c.id).where(*where)))
        found = policies.under(db, records(db, incident, ids, at), query, at)
    return reconcile.tolls([one], found)[0]


def _wide(book: Book, query: Query, one: Claim) -> Toll:
    """By adding up what the views hold."""
    around = _around(query, one)
    if query.policy != policies.STORED:
        # Asking for them has the figures by this policy reckoned and kept, if they were not.
        book.tally(around, by=("year",), lineage=False)
    with store.reading(book.engine) as db:
        at = filters.moment(db, query.as_of)
        where = [*filters.of_incidents(around, at, db.dialect.name), *_then(one), *_cause(db, one), *_people(db, one)]
        where += [cell.c.policy == policies.name(query), cell.c.low.is_not(None) | cell.c.high.is_not(None)]
        joined = sa.join(incident, cell, cell.c.seq == incident.c.seq)
        sums = (
            sa.func.sum(sa.func.coalesce(cell.c.low, 0)), sa.func.sum(cell.c.high),
            sa.func.count(sa.case((cell.c.high.is_(None), 1))),
        )  # fmt: skip
        low, high, open_ends = db.execute(sa.select(*sums).select_from(joined).where(*where)).one()
        ids = sa.select(incident.c.id).select_from(joined).where(*where).distinct().order_by(incident.c.id)
        named = tuple(db.scalars(ids.limit(SHOWN)))
    return _told(one, int(low or 0), None if open_ends else int(high or 0), named)


def _cause(db: sa.Connection, one: Claim) -> list[sa.ColumnElement[bool]]:
    """Incidents of the toll's kind and by its perpetrators; what is not known excludes nothing."""
    out: list[sa.ColumnElement[bool]] = []
    if one.event != "unknown":
        out.append(incident.c.event.in_((one.event, "unknown")))
    if one.perpetrators:
        by = sa.select(party.c.seq).where(party.c.role == "perpetrator")
        ours = _sides(db, sa.select(party.c.name).where(party.c.role == "perpetrator").distinct(), one.perpetrators)
        out.append(incident.c.seq.in_(by.where(party.c.key.in_([key(n) for n in ours]))) | incident.c.seq.not_in(by))
    return out


def _people(db: sa.Connection, one: Claim) -> list[sa.ColumnElement[bool]]:
    """Figures of the people that the toll counts."""
    who = one.victims
    out = [cell.c.harm == one.harm, cell.c.subgroup.is_not_distinct_from(who.group)]
    if who.status != "unknown":
        out.append(cell.c.status == who.status)
    if who.actor is not None:
        out.append(cell.c.side.in_(_sides(db, sa.select(cell.c.side).distinct(), (who.actor,))))
    return out


def _sides(db: sa.Connection, names: sa.Select[Any], wanted: Sequence[str]) -> list[str]:
    known = [name for name in db.scalars(names) if name]
    return [name for name in known if any(same_side(one, name) for one in wanted)]


def _told(one: Claim, low: int, high: int | None, named: tuple[str, ...]) -> Toll:
    span = interval(one.count)
    stated = span.low if span.low is not None else span.high or 0
    missing = max(0, stated - (high if high is not None else low))
    return Toll(
        claim=one.id, low=span.low, high=span.high, recorded_low=low, recorded_high=high, incidents=named,
        unaccounted=missing,
    )  # fmt: skip

"""Tolls for a page: as `incidents.tolls` has them, for a few tolls at a time and without reading the whole ledger.

Most tolls are over a place or a few weeks: their incidents are found by an index, read, and held against them by
`incidents.tolls`. A toll over a country and years covers thousands, whose figures are added up by the database.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import msgspec
import sqlalchemy as sa

from warmonitor.exchange.stream import records
from warmonitor.incidents import reconcile, tolls
from warmonitor.incidents.intervals import Interval, interval, plus
from warmonitor.incidents.names import same_side
from warmonitor.ledger import filters, policies, store
from warmonitor.ledger.book import Book
from warmonitor.ledger.schema import cell, claim, incident, party
from warmonitor.ledger.views import key
from warmonitor.model import Cell, Claim, Incident, Query, Record, Toll

Condition = sa.ColumnElement[bool]
MANY = 20_000
LONG = 40_000
"""Days: longer than any war that has been written of."""
FEW = 150
"""Incidents that are read whole to be held against a toll; of more, only the figures are, where that can be."""
SHOWN = 40
"""Incidents that a toll names at most; how many there are besides is said."""


def toll_claims(book: Book, query: Query, about: Known, limit: int, skip: int = 0) -> tuple[list[Claim], bool]:
    """Claims that add incidents up, by who claims them and then by time; and whether there are more after them."""
    who, until = sa.func.coalesce(claim.c.source, "~"), sa.func.coalesce(claim.c.ends, "")
    with store.reading(book.engine) as db:
        at = filters.moment(db, query.as_of)
        ask = sa.select(claim.c.id).where(*filters.of_claims(query, at, db.dialect.name), claim.c.scope == "total")
        if len(about.tolls) < MANY:
            ask = ask.where(claim.c.id.in_(about.tolls))
        ask = ask.where(claim.c.harm.not_in(("facility", "none")))
        ids = list(db.scalars(ask.order_by(who, until, claim.c.id).limit(limit + 1).offset(skip)))
        found = {one.id: one for one in records(db, claim, ids[:limit], at)}
    return [found[id] for id in ids if id in found and interval(found[id].count).known], len(ids) > limit


class Known(Record):
    """What is the same for all tolls of a ledger, and makes each of them quick to hold against it.

    `tolls` are the ids of all there ever were, `longest` is of how many days the longest incident is.
    """

    tolls: tuple[str, ...]
    perpetrators: tuple[str, ...]
    sides: tuple[str, ...]
    longest: int


def known(book: Book) -> Known:
    """All of it; it is little beside the incidents."""
    totals = sa.select(claim.c.id).where(claim.c.scope == "total").distinct().limit(MANY)
    acting = sa.select(party.c.name).where(party.c.role == "perpetrator").distinct()
    harmed = sa.select(cell.c.side).where(cell.c.side.is_not(None)).distinct()
    ends = sa.select(incident.c.starts, incident.c.ends).where(incident.c.starts < incident.c.ends).distinct()
    with store.reading(book.engine) as db:
        return Known(
            tolls=tuple(db.scalars(totals)), perpetrators=tuple(db.scalars(acting)), sides=tuple(db.scalars(harmed)),
            longest=max((_days(first, last) for first, last in db.execute(ends)), default=0),
        )  # fmt: skip


def _days(first: str, last: str) -> int:
    try:
        return (date.fromisoformat(last[:10]) - date.fromisoformat(first[:10])).days
    except ValueError:
        return LONG


def held(book: Book, query: Query, one: Claim, about: Known) -> Toll:
    """A toll against the ledger's own sum.

    By the incidents themselves; where they are many and the toll takes in all of a country, by their figures alone.
    """
    anywhere = msgspec.structs.replace(_around(query, one), country=None)
    with store.reading(book.engine) as db:
        at = filters.moment(db, query.as_of)
        where = [*filters.of_incidents(anywhere, at, db.dialect.name), *_then(one, about)]
        if one.place.country:
            # Those whose country is not known are looked at too: their name may tell.
            where.append(incident.c.country.is_(None) | (filters.in_country(incident.c.country, one.place.country)))
        ids = list(db.scalars(sa.select(incident.c.id).where(*where).limit(FEW + 1 if _is_wide(one) else None)))
        if len(ids) <= FEW or not _is_wide(one):
            found = policies.under(db, records(db, incident, ids, at), query, at)
            return reconcile.tolls([one], found)[0]
    return _wide(book, query, one, about)


def _is_wide(one: Claim) -> bool:
    place = one.place
    if not place.name and not place.country:
        return True
    spread = place.precision in (5, 6) or place.name is None or (place.precision is None and place.admin1 is None)
    return spread and place.country is not None


def _around(query: Query, one: Claim) -> Query:
    """The policy asked for, in the toll's country."""
    return Query(country=one.place.country, policy=query.policy, ranking=query.ranking, as_of=query.as_of)


def _then(one: Claim, about: Known) -> list[Condition]:
    """Incidents of which a day is known and that may lie in the toll's period, told so that an index finds them."""
    first, last = incident.c.first, incident.c.ends
    since, until = one.time.start, one.time.end
    out = [first >= _earlier(since, about.longest), last >= since] if since else []
    return out + ([first <= until] if until else [])


def _earlier(day: str, days: int) -> str:
    try:
        return (date.fromisoformat(day[:10]) - timedelta(days=days)).isoformat()
    except (ValueError, OverflowError):
        return ""


def _wide(book: Book, query: Query, one: Claim, about: Known) -> Toll:
    """By adding up what the views hold. A spot without a country is not looked at by its name here."""
    around = _around(query, one)
    if query.policy != policies.STORED:
        # Asking for them has the figures by this policy reckoned and kept, if they were not.
        book.tally(around, by=("year",), lineage=False)
    with store.reading(book.engine) as db:
        at = filters.moment(db, query.as_of)
        covered = [*filters.of_incidents(around, at, db.dialect.name), *_then(one, about), *_cause(one, about)]
        theirs = cell.c.seq.in_(sa.select(incident.c.seq).where(*covered))
        fitting = [theirs, *_people(cell, one, about), cell.c.policy == policies.name(query)]
        recorded = _added(db, fitting, one, about)
        held_by = incident.c.seq.in_(sa.select(cell.c.seq).where(*fitting))
        ids = db.scalars(sa.select(incident.c.id).where(held_by).order_by(incident.c.id).limit(SHOWN)).all()
    return _told(one, recorded.floor, recorded.high, tuple(ids))


def _added(db: sa.Connection, fitting: Sequence[Condition], one: Claim, about: Known) -> Interval:
    """The figures that fit, added up: those of wholes by the database, those of groups that stand alone one by one."""
    lone = _lone(fitting, one, about)
    alone = {} if one.victims.group is not None else _alone(db, fitting, lone)
    sums = (
        sa.func.sum(sa.func.coalesce(cell.c.low, 0)), sa.func.sum(cell.c.high),
        sa.func.count(sa.case((cell.c.high.is_(None), 1))),
    )  # fmt: skip
    whole = [*fitting, cell.c.subgroup.is_not_distinct_from(one.victims.group)]
    whole += [cell.c.seq.not_in(lone)] if alone else []
    low, high, open_ends = db.execute(sa.select(*sums).where(*whole)).one()
    added = Interval(int(low or 0), None if open_ends else int(high or 0))
    return plus([added, *(tolls.counted(one, each) for each in alone.values())])


def _lone(fitting: Sequence[Condition], one: Claim, about: Known) -> sa.Select[tuple[int]]:
    """Incidents of which groups ("four children") are counted and no whole that holds them."""
    whole = cell.alias()
    holds = sa.exists().where(
        whole.c.seq == cell.c.seq, whole.c.policy == cell.c.policy, whole.c.subgroup.is_(None),
        whole.c.status.in_((cell.c.status, "unknown")), *_people(whole, one, about),
    )  # fmt: skip
    return sa.select(cell.c.seq).where(*fitting, cell.c.subgroup.is_not(None), ~holds)


def _alone(db: sa.Connection, fitting: Sequence[Condition], lone: sa.Select[tuple[int]]) -> dict[int, Incident]:
    """The incidents of `lone` with what fits of them."""
    cells: dict[int, list[Cell]] = {}
    if db.scalar(lone.limit(1)) is None:
        return {}
    for row in db.execute(sa.select(cell).where(*fitting, cell.c.seq.in_(lone))):
        who = {"harm": row.harm, "status": row.status, "actor": row.side, "group": row.subgroup}
        cells.setdefault(row.seq, []).append(Cell(**who, low=row.low, high=row.high))
    return {seq: Incident(id=str(seq), cells=tuple(found)) for seq, found in cells.items()}


def _cause(one: Claim, about: Known) -> list[Condition]:
    """Incidents of the toll's kind and by its perpetrators; what is not known excludes nothing."""
    out: list[Condition] = []
    if one.event != "unknown":
        out.append(incident.c.event.in_((one.event, "unknown")))
    if one.perpetrators:
        by = sa.exists().where(party.c.seq == incident.c.seq, party.c.role == "perpetrator")
        ours = [key(name) for name in _same(about.perpetrators, one.perpetrators)]
        out.append(by.where(party.c.key.in_(ours)) | ~by)
    return out


def _people(figure: sa.FromClause, one: Claim, about: Known) -> list[Condition]:
    """Figures of the people that the toll counts, and of groups among them."""
    who, of = one.victims, figure.c
    out = [of.harm == one.harm, of.low.is_not(None) | of.high.is_not(None)]
    out += [of.subgroup == who.group] if who.group is not None else []
    out += [of.status == who.status] if who.status != "unknown" else []
    out += [of.side.in_(_same(about.sides, (who.actor,)))] if who.actor is not None else []
    return out


def _same(known: Sequence[str], wanted: Sequence[str]) -> list[str]:
    return [name for name in known if any(same_side(one, name) for one in wanted)]


def _told(one: Claim, low: int, high: int | None, named: tuple[str, ...]) -> Toll:
    span = interval(one.count)
    stated = span.low if span.low is not None else span.high or 0
    missing = max(0, stated - (high if high is not None else low))
    return Toll(
        claim=one.id, low=span.low, high=span.high, recorded_low=low, recorded_high=high, incidents=named,
        unaccounted=missing,
    )  # fmt: skip

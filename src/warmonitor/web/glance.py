"""Short answers that a page needs at once, over any size of book: each is one question with a limit or a sum."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
import sqlalchemy as sa

from warmonitor.exchange.stream import records
from warmonitor.ledger import changing, filters, policies, store
from warmonitor.ledger.book import Book
from warmonitor.ledger.schema import claim, incident, journal, link, party, report
from warmonitor.model import Change, Claim, Incident, Link, Query, Record, Report

SHOWN = ("report", "claim", "incident", "judgement")
"""What of the journal is told to people; the rest is how the book works."""


class Line(Record):
    """A report in a list."""

    id: str
    day: str | None
    publisher: str | None
    title: str | None
    claims: int


class Named(Record):
    """A name in a register, with how often the book uses it, from when to when."""

    name: str
    kind: str
    claims: int
    incidents: int
    first: str | None
    last: str | None
    killed: int = 0


class Spot(Record):
    """What stands at one mark of the map: incidents of a grid cell, or one alone."""

    lat: float
    lon: float
    incidents: int
    killed: int
    open: bool
    id: str
    event: str
    place: str | None
    precision: int | None
    west: float
    south: float
    east: float
    north: float


def latest(book: Book, limit: int, before: int | None = None, of: Sequence[str] = SHOWN) -> list[tuple[int, Change]]:
    """The last rows of the journal with what they say, latest first; `before` is the row that was seen last."""
    newest = sa.select(journal.c.seq).where(journal.c.of.in_(of)).order_by(journal.c.seq.desc()).limit(limit)
    if before is not None:
        newest = newest.where(journal.c.seq < before)
    with store.reading(book.engine) as db:
        seqs = list(db.scalars(newest))
        # By the journal's own teller: `Book.changes` tells whole transactions, and one may hold 100,000 rows.
        told = list(changing._told(db, changing._select().where(journal.c.seq.in_(seqs))))
    return list(zip(seqs, reversed(told)))


def report_lines(book: Book, query: Query, limit: int, after: str | None = None) -> list[Line]:
    """Reports by day of publication, newest first and undated last; `after` is the id of the last one seen."""
    claims = sa.select(sa.func.count()).where(claim.c.report == report.c.id, claim.c.until.is_(None)).scalar_subquery()
    with store.reading(book.engine) as db:
        at = filters.moment(db, query.as_of)
        ask = sa.select(report.c.id, report.c.day, report.c.publisher, report.c.title, claims.label("claims"))
        ask = ask.where(*filters.of_reports(query, at, db.dialect.name))
        if after is not None:
            ask = ask.where(_beyond(db, after))
        rows = db.execute(ask.order_by(report.c.day.desc().nulls_last(), report.c.id).limit(limit))
        return [Line(**row._mapping) for row in rows]


def _beyond(db: sa.Connection, after: str) -> sa.ColumnElement[bool]:
    mark = db.scalar(sa.select(report.c.day).where(report.c.id == after).order_by(report.c.seq.desc()).limit(1))
    later = report.c.id > after
    if mark is None:
        return sa.and_(report.c.day.is_(None), later)
    return sa.or_(report.c.day < mark, sa.and_(report.c.day == mark, later), report.c.day.is_(None))


def newest(book: Book, query: Query, limit: int) -> list[Incident]:
    """The latest incidents; those without a date are none of them."""
    with store.reading(book.engine) as db:
        at = filters.moment(db, query.as_of)
        where = [*filters.of_incidents(query, at, db.dialect.name), incident.c.first.is_not(None)]
        ask = sa.select(incident.c.id).where(*where).order_by(incident.c.first.desc(), incident.c.id).limit(limit)
        ids = list(db.scalars(ask))
        found = {one.id: one for one in records(db, incident, ids, at)}
        return policies.under(db, [found[id] for id in ids if id in found], query, at)


def how_many(book: Book, query: Query) -> int:
    """How many incidents answer the query."""
    with store.reading(book.engine) as db:
        at = filters.moment(db, query.as_of)
        where = filters.of_incidents(query, at, db.dialect.name)
        return db.scalar(sa.select(sa.func.count()).select_from(incident).where(*where)) or 0


def sources(book: Book, limit: int = 300) -> list[Named]:
    """The authorities that claims cite, most cited first."""
    columns = (
        claim.c.source.label("name"), sa.func.count().label("claims"),
        sa.func.min(claim.c.starts).label("first"), sa.func.max(claim.c.ends).label("last"),
    )  # fmt: skip
    ask = sa.select(*columns).where(claim.c.until.is_(None), claim.c.source.is_not(None)).group_by(claim.c.source)
    with store.reading(book.engine) as db:
        rows = db.execute(ask.order_by(sa.desc("claims"), "name").limit(limit))
        return [Named(**row._mapping, kind="authority", incidents=0) for row in rows]


def outlets(book: Book, limit: int = 300) -> list[Named]:
    """Who printed the reports, most reports first. `claims` counts reports, `incidents` none."""
    columns = (
        report.c.publisher.label("name"), sa.func.count().label("claims"),
        sa.func.min(report.c.day).label("first"), sa.func.max(report.c.day).label("last"),
    )  # fmt: skip
    ask = sa.select(*columns).where(report.c.until.is_(None), report.c.publisher.is_not(None))
    ask = ask.group_by(report.c.publisher).order_by(sa.desc("claims"), "name").limit(limit)
    with store.reading(book.engine) as db:
        return [Named(**row._mapping, kind="outlet", incidents=0) for row in db.execute(ask)]


def parties(book: Book, role: str, limit: int = 300) -> list[Named]:
    """Perpetrators or harmed sides of incidents, most incidents first."""
    columns = (
        sa.func.min(party.c.name).label("name"), sa.func.count().label("incidents"),
        sa.func.min(incident.c.starts).label("first"), sa.func.max(incident.c.ends).label("last"),
        sa.func.sum(incident.c.killed_low).label("killed"),
    )  # fmt: skip
    ask = sa.select(*columns).join_from(party, incident, party.c.seq == incident.c.seq)
    ask = ask.where(party.c.role == role, incident.c.until.is_(None)).group_by(party.c.key)
    with store.reading(book.engine) as db:
        rows = db.execute(ask.order_by(sa.desc("incidents"), "name").limit(limit))
        return [Named(**row._mapping, kind=role, claims=0) for row in rows]


def _spread(query: Query, at: int | None, dialect: str) -> filters.Conditions:
    """Which incidents are asked for, told so that it goes from place to place; by days they must be sorted."""
    since, until = filters.days(query)
    anytime = msgspec.structs.replace(query, since=None, until=None)
    out = filters.of_incidents(anytime, at, dialect)
    out += [incident.c.ends >= since] if since else []
    return out + ([sa.func.coalesce(incident.c.starts, incident.c.ends) <= until] if until else [])


def places(book: Book, query: Query, limit: int = 300) -> list[Any]:
    """Places with their incidents, most first: (place, admin1, country, precision, lat, lon, incidents, killed)."""
    where = (incident.c.country, incident.c.place, incident.c.admin1)
    columns = (
        *where, sa.func.min(incident.c.precision).label("precision"), sa.func.min(incident.c.lat).label("lat"),
        sa.func.min(incident.c.lon).label("lon"), sa.func.count().label("incidents"),
        sa.func.sum(incident.c.killed_low).label("killed"),
    )  # fmt: skip
    with store.reading(book.engine) as db:
        at = filters.moment(db, query.as_of)
        ask = sa.select(*columns).where(*_spread(query, at, db.dialect.name)).group_by(*where)
        return list(db.execute(ask.order_by(sa.desc("incidents"), incident.c.place).limit(limit)))


def points(book: Book, query: Query, hidden: Sequence[str] = ()) -> list[Spot]:
    """Every point of the map at which incidents stand, by name and precision; `hidden` ids are left out.

    Places come from a gazetteer, so there are far fewer points than incidents.
    """
    where = (incident.c.country, incident.c.place, incident.c.admin1, incident.c.lat, incident.c.lon,
             incident.c.precision)  # fmt: skip
    columns = (
        incident.c.place, incident.c.lat, incident.c.lon, incident.c.precision, sa.func.count().label("incidents"),
        sa.func.sum(incident.c.killed_low).label("killed"),
        sa.func.count(sa.case((incident.c.killed_high.is_(None), 1))).label("open"),
        sa.func.min(incident.c.id).label("id"), sa.func.min(incident.c.event).label("event"),
    )  # fmt: skip
    with store.reading(book.engine) as db:
        at = filters.moment(db, query.as_of)
        asked = [*_spread(query, at, db.dialect.name), incident.c.lat.is_not(None)]
        asked += [incident.c.id.not_in(hidden)] if hidden else []
        return [_spot(row) for row in db.execute(sa.select(*columns).where(*asked).group_by(*where))]


def _spot(row: Any) -> Spot:
    place, lat, lon, precision, incidents, killed, open_ends, id, event = row
    return Spot(
        lat=lat, lon=lon, incidents=incidents, killed=int(killed), open=bool(open_ends), id=id, event=event,
        place=place, precision=precision, west=lon, south=lat, east=lon, north=lat,
    )  # fmt: skip


def links_among(book: Book, claims: Iterable[str], limit: int = 40) -> list[Link]:
    """The links that hold between or from these claims, most certain first."""
    ids = list(claims)[:500]
    touching = link.c.left.in_(ids) | link.c.right.in_(ids)
    ask = sa.select(journal.c.body).join(link, link.c.seq == journal.c.seq)
    ask = ask.where(link.c.until.is_(None), link.c.of == "link", touching, journal.c.body.is_not(None))
    with store.reading(book.engine) as db:
        bodies = db.scalars(ask.order_by(link.c.score.desc(), link.c.id).limit(limit))
        return [msgspec.json.decode(body, type=Link) for body in bodies]


def readers(book: Book) -> list[tuple[str, int]]:
    """Which versions of the reader stand behind the claims that hold, with how many each."""
    ask = sa.select(claim.c.reader, sa.func.count()).where(claim.c.until.is_(None)).group_by(claim.c.reader)
    with store.reading(book.engine) as db:
        return [(row[0] or "not said", row[1]) for row in db.execute(ask.order_by(sa.func.count().desc()).limit(20))]


def _now(book: Book, view: sa.Table, ids: Iterable[str], at: int | None) -> list[Any]:
    """Records by their ids, in the order of the ids; an id that the book does not hold is passed over."""
    wanted = list(dict.fromkeys(ids))
    with store.reading(book.engine) as db:
        found = {record.id: record for record in records(db, view, wanted, at)}
    return [found[id] for id in wanted if id in found]


def incidents(book: Book, ids: Iterable[str], at: int | None = None) -> list[Incident]:
    """Incidents by their ids, as they stand or stood after a transaction."""
    return _now(book, incident, ids, at)


def claims(book: Book, ids: Iterable[str]) -> list[Claim]:
    """Claims by their ids."""
    return _now(book, claim, ids, None)


def told(book: Book, ids: Iterable[str]) -> list[tuple[Claim, Report]]:
    """Claims by their ids, each with the report that it stands in; of a report taken down only the id."""
    found = claims(book, ids)
    reports = {one.id: one for one in _now(book, report, [one.report for one in found], None)}
    return [(one, reports.get(one.report) or Report(id=one.report, text="")) for one in found]

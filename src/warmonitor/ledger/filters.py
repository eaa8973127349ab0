"""A `Query` as conditions that the database understands."""

from __future__ import annotations

import datetime as dt
import math
import re
from typing import Any

import sqlalchemy as sa

from warmonitor.errors import QueryError
from warmonitor.ledger import text
from warmonitor.ledger.schema import cell, claim, incident, member, party, report, transactions
from warmonitor.ledger.views import code, key, plain, sphere
from warmonitor.model import Query

EARTH = 6371.0088
"""Mean radius in kilometres (IUGG)."""

Conditions = list[sa.ColumnElement[bool]]


def moment(db: sa.Connection, when: int | str | None) -> int | None:
    """The last transaction at `when`: its number, a day (the end of it) or a time in UTC. Null is now."""
    if when is None or isinstance(when, int):
        return when
    if when.isdecimal():
        return int(when)
    try:
        day = dt.datetime.fromisoformat(when)
    except ValueError as error:
        raise QueryError(
            "no such time", when, "give a day (2019-07-11), a time in UTC, or a transaction's number"
        ) from error
    if len(when) == 10:
        day += dt.timedelta(days=1, microseconds=-1)
    if day.tzinfo:
        day = day.astimezone(dt.UTC)
    until = day.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    return db.scalar(sa.select(sa.func.max(transactions.c.number)).where(transactions.c.at <= until)) or 0


def alive(view: sa.Table, at: int | None) -> sa.ColumnElement[bool]:
    """That a row of a view holds after transaction `at`, or now."""
    if at is None:
        return view.c.until.is_(None)
    return (view.c.since <= at) & (view.c.until.is_(None) | (view.c.until > at))


def days(query: Query) -> tuple[str | None, str | None]:
    """The period asked for, both days inclusive; a month or a year stands for its first and last day."""
    return _day(query.since, first=True), _day(query.until, first=False)


def _day(written: str | None, first: bool) -> str | None:
    if not written:
        return None
    if not re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", written):
        raise QueryError("no such day", written, "give YYYY-MM-DD, YYYY-MM or YYYY")
    return written if len(written) == 10 else written + ("-00" if first else "-99")


def _has_key(column: sa.ColumnElement[str], name: str) -> sa.ColumnElement[bool]:
    return column.contains(f"|{key(name).replace('|', ' ')}|", autoescape=True)


def _lower(name: str) -> str:
    return (plain(name) or "").lower()


def _called(column: sa.ColumnElement[Any], name: str) -> sa.ColumnElement[bool]:
    """That a column bears a name; SQLite lowers only the letters of English, so the name as it is written also does."""
    return (column == plain(name)) | (sa.func.lower(column) == _lower(name))


def in_country(column: sa.ColumnElement[Any], name: str) -> sa.ColumnElement[bool]:
    """That a view's country is this one; its code stands there in capitals, so that an index finds it."""
    return column == code(name) if len(name) == 2 else sa.func.lower(column) == _lower(name)


def where_and_when(view: sa.Table, query: Query) -> Conditions:
    """Place and period, for incidents and claims."""
    out: Conditions = []
    since, until = days(query)
    if since:
        out.append(view.c.ends >= since)
    if until:
        out.append(view.c.first <= until)
    if query.country:
        out.append(in_country(view.c.country, query.country))
    if query.place:
        out.append(_has_key(view.c.place_keys, query.place))
    if query.box:
        out.append(_box(view, query.box))
    if query.near:
        out.append(_near(view, query.near))
    return out


def _box(view: sa.Table, box: tuple[float, float, float, float]) -> sa.ColumnElement[bool]:
    west, south, east, north = box
    if south > north:
        raise QueryError(
            "a box whose south is north of its north", str(box), "give west, south, east, north in degrees"
        )
    inside = view.c.lon.between(west, east) if west <= east else (view.c.lon >= west) | (view.c.lon <= east)
    return view.c.lat.between(south, north) & inside


def _near(view: sa.Table, near: tuple[float, float, float]) -> sa.ColumnElement[bool]:
    lat, lon, km = near
    x, y, z = sphere(lat, lon)
    around = km / EARTH * 180 / math.pi
    band = view.c.lat.between(lat - around, lat + around)
    return band & (view.c.x * x + view.c.y * y + view.c.z * z >= math.cos(min(km / EARTH, math.pi)))


def of_incidents(query: Query, at: int | None, dialect: str) -> Conditions:
    """Which incidents are asked for."""
    out = [alive(incident, at), *where_and_when(incident, query)]
    if query.event:
        out.append(incident.c.event == query.event)
    if query.grade:
        out.append(incident.c.happened == query.grade)
    for role, name in (("perpetrator", query.actor), ("side", query.side), ("authority", query.source)):
        if name:
            out.append(incident.c.seq.in_(sa.select(party.c.seq).where(party.c.role == role, party.c.key == key(name))))
    if query.harm or query.status or query.group:
        out.append(incident.c.seq.in_(sa.select(cell.c.seq).where(*of_cells(query))))
    if query.text:
        said = sa.select(claim.c.id).where(alive(claim, at), claim.c.report.in_(_holding(query.text, at, dialect)))
        out.append(incident.c.id.in_(sa.select(member.c.incident).where(alive(member, at), member.c.claim.in_(said))))
    return out


def of_cells(query: Query, table: sa.Table = cell) -> Conditions:
    """Which figures of an incident are asked for."""
    wanted = ((table.c.harm, query.harm), (table.c.status, query.status), (table.c.subgroup, query.group))
    return [column == value for column, value in wanted if value]


def _holding(wanted: str, at: int | None, dialect: str) -> sa.Select[tuple[str]]:
    return sa.select(report.c.id).where(alive(report, at), text.matches(dialect, wanted))


def _members_of(incidents: sa.Select[tuple[str]], at: int | None) -> sa.Select[tuple[str]]:
    return sa.select(member.c.claim).where(alive(member, at), member.c.incident.in_(incidents))


def of_claims(query: Query, at: int | None, dialect: str) -> Conditions:
    """Which claims are asked for."""
    out = [alive(claim, at), *where_and_when(claim, query)]
    wanted = ((claim.c.harm, query.harm), (claim.c.status, query.status), (claim.c.subgroup, query.group))
    out += [column == value for column, value in (*wanted, (claim.c.event, query.event)) if value]
    if query.actor:
        out.append(_has_key(claim.c.perpetrators, query.actor))
    if query.side:
        out.append(_called(claim.c.side, query.side))
    if query.source:
        out.append(_called(claim.c.source, query.source))
    if query.grade:
        graded = sa.select(incident.c.id).where(alive(incident, at), incident.c.happened == query.grade)
        out.append(claim.c.id.in_(_members_of(graded, at)))
    if query.text:
        out.append(claim.c.report.in_(_holding(query.text, at, dialect)))
    return out


def of_reports(query: Query, at: int | None, dialect: str) -> Conditions:
    """Which reports are asked for: by day of publication, outlet and words; other filters ask for their claims."""
    out = [alive(report, at)]
    since, until = days(query)
    if since:
        out.append(report.c.day >= since)
    if until:
        out.append(report.c.day <= until)
    if query.source:
        out.append(_called(report.c.publisher, query.source))
    if query.text:
        out.append(text.matches(dialect, query.text))
    about = (query.place, query.country, query.box, query.near, query.actor, query.side, query.harm, query.status)
    if any((*about, query.group, query.event, query.grade)):
        bare = Query(**{name: getattr(query, name) for name in _ABOUT})
        out.append(report.c.id.in_(sa.select(claim.c.report).where(*of_claims(bare, at, dialect))))
    return out


_ABOUT = ("place", "country", "box", "near", "actor", "side", "harm", "status", "group", "event", "grade")

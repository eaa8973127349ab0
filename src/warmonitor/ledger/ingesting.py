"""What the book must tell those who bring reports: what it has, where it came from, what is a new version."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import sqlalchemy as sa

from warmonitor.ledger import chain
from warmonitor.ledger.entries import chunks
from warmonitor.ledger.journal import body, unbody
from warmonitor.ledger.schema import journal, origin, report, setting
from warmonitor.ledger.views import Origin, plain
from warmonitor.model import Report


class Known(NamedTuple):
    """Ids of reports that the book has word for word, and ids under which it has an earlier version of a page."""

    held: frozenset[str]
    earlier: dict[str, str]


def known(db: sa.Connection, reports: Sequence[Report]) -> Known:
    """What the book knows of reports; one that was taken down counts as held."""
    ids = {plain(r.id) or "": r for r in reports}
    held: set[str] = set()
    for part in chunks(ids):
        ask = sa.select(journal.c.subject, journal.c.op, journal.c.digest).where(journal.c.subject.in_(part))
        rows = db.execute(ask.where(journal.c.of == "report", journal.c.cause.is_(None)).order_by(journal.c.seq)).all()
        last = {row.subject: row for row in rows}
        held |= {id for id, row in last.items() if row.op == "erase" or row.digest == chain.digest(body(ids[id]))}
    return Known(frozenset(ids[id].id for id in held), _earlier(db, [r for id, r in ids.items() if id not in held]))


def _earlier(db: sa.Connection, reports: Sequence[Report]) -> dict[str, str]:
    """Report id to the id of the report that the same outlet had at the same address."""
    by_url = {plain(r.url): r for r in reports if r.url}
    found: dict[str, str] = {}
    for part in chunks(by_url):
        ask = sa.select(report.c.id, report.c.url, report.c.publisher).where(report.c.url.in_(part))
        for row in db.execute(ask.where(report.c.until.is_(None)).order_by(report.c.seq)):
            new = by_url[row.url]
            if row.id != plain(new.id) and row.publisher == plain(new.publisher):
                found[new.id] = row.id
    return found


def origin_of(db: sa.Connection, condition: sa.ColumnElement[bool]) -> Origin | None:
    """The last origin that fits, null where there is none."""
    ask = sa.select(journal.c.body).join(origin, origin.c.seq == journal.c.seq)
    written = db.scalar(ask.where(condition, origin.c.until.is_(None)).order_by(origin.c.seq.desc()).limit(1))
    return None if written is None else unbody("origin", written)


def by_report(db: sa.Connection, id: str) -> Origin | None:
    """Where a report was found."""
    return origin_of(db, origin.c.id == plain(id))


def days(db: sa.Connection, since: int) -> list[str]:
    """The days of the reports that came after a transaction."""
    ask = sa.select(report.c.day).where(report.c.until.is_(None), report.c.since > since, report.c.day.is_not(None))
    return list(db.scalars(ask.distinct().order_by(report.c.day)))


def setting_of(db: sa.Connection, name: str) -> str | None:
    """The value of a setting, null where there is none."""
    ask = sa.select(journal.c.body).join(setting, setting.c.seq == journal.c.seq)
    written = db.scalar(ask.where(setting.c.id == plain(name), setting.c.until.is_(None)))
    return None if written is None else unbody("setting", written).value


def tags(db: sa.Connection, address: str) -> tuple[str | None, str | None] | None:
    """What a server gave with an address when it was last fetched."""
    found = origin_of(db, origin.c.place == plain(address))
    return (found.etag, found.modified) if found and (found.etag or found.modified) else None

"""What in the book asks for a person: contradictions, doubtful links, doubtful claims, places unknown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal

import msgspec
import sqlalchemy as sa

from warmonitor.ledger import filters, store
from warmonitor.ledger.book import Book
from warmonitor.ledger.schema import claim, incident, journal, judgement, link
from warmonitor.model import Check, Claim, Incident, Link, Query, Record
from warmonitor.web import glance
from warmonitor.web.desk import Desk

DOUBT = (0.25, 0.75)
"""Probabilities between these are doubtful."""


class Trouble(Record):
    """One thing to decide on. `weight` is about how many people a decision could move."""

    kind: Literal["contradiction", "link", "claim", "place"]
    subject: str
    weight: float
    incident: Incident | None = None
    check: Check | None = None
    link: Link | None = None
    claim: Claim | None = None


def contradictions(desk: Desk, query: Query, most: int = 200) -> list[Trouble]:
    """Incidents that answer the query and whose figures contradict each other, those with most dead first."""
    return desk.kept(("contradictions", query, most), lambda: list(_contradictions(desk.book, query, most)))


def _contradictions(book: Book, query: Query, most: int) -> Iterator[Trouble]:
    with store.reading(book.engine) as db:
        at = filters.moment(db, query.as_of)
        where = [*filters.of_incidents(query, at, db.dialect.name), incident.c.failing]
        ask = sa.select(incident.c.id).where(*where).order_by(incident.c.killed_low.desc(), incident.c.id).limit(most)
        ids = list(db.scalars(ask))
    for found in glance.incidents(book, ids, at):
        for check in found.checks:
            if check.holds is False:
                yield Trouble(
                    kind="contradiction", subject=found.id, weight=_people(found), incident=found, check=check
                )


def _people(found: Incident) -> float:
    sizes = [max(cell.high or 0, cell.low or 0) for cell in found.cells if cell.harm in ("killed", "injured")]
    return float(max(sizes, default=1))


def queue(desk: Desk, most: int = 60) -> list[Trouble]:
    """What to look at, what a decision would change most first."""
    book = desk.book

    def make() -> list[Trouble]:
        found: Iterable[Trouble] = [
            *_contradictions(book, Query(), most),
            *_links(book, most),
            *_claims(book, most),
            *_places(book, most),
        ]
        settled = {word.subject for word in book.judgements() if word.kind in ("confirm", "reject", "note")}
        return sorted((t for t in found if t.subject not in settled), key=lambda t: (-t.weight, t.kind, t.subject))

    return desk.kept(("queue", most), make)


def _links(book: Book, most: int) -> Iterator[Trouble]:
    """Links near even odds that no judgement has settled."""
    ends = (link.c.left, link.c.right)
    judged = sa.exists().where(
        judgement.c.until.is_(None), judgement.c.kind.in_(("same", "not_same")),
        judgement.c.subject.in_(ends), judgement.c.other.in_(ends),
    )  # fmt: skip
    ask = sa.select(journal.c.body).join(link, journal.c.seq == link.c.seq)
    ask = ask.where(link.c.until.is_(None), link.c.of == "link", link.c.score.between(*DOUBT), ~judged)
    with store.reading(book.engine) as db:
        bodies = db.scalars(ask.order_by(sa.func.abs(link.c.score - 0.5), link.c.id).limit(most)).all()
    found = [msgspec.json.decode(body, type=Link) for body in bodies]
    sizes = {
        one.id: _size(one) for one in glance.claims(book, {id for link in found for id in (link.left, link.right)})
    }
    for one in found:
        people = max(sizes.get(one.left, 1), sizes.get(one.right, 1))
        weight = people * (1 - abs(one.score - 0.5) * 2)
        yield Trouble(kind="link", subject=f"{one.left} {one.right}", weight=weight, link=one)


def _size(one: Claim) -> int:
    return max(one.count.low or 0, one.count.high or 0, one.count.figure or 0, 1)


def _claims(book: Book, most: int) -> Iterator[Trouble]:
    people = sa.func.coalesce(claim.c.high, claim.c.low, 1)
    ask = sa.select(claim.c.id).where(claim.c.until.is_(None), claim.c.confidence.between(*DOUBT))
    ask = ask.where(claim.c.scope == "incident")
    with store.reading(book.engine) as db:
        ids = list(db.scalars(ask.order_by(people.desc(), claim.c.id).limit(most)))
    for one in glance.claims(book, ids):
        weight = _size(one) * (1 - abs((one.confidence or 0.5) - 0.5) * 2)
        yield Trouble(kind="claim", subject=one.id, weight=weight, claim=one)


def _places(book: Book, most: int) -> Iterator[Trouble]:
    ask = sa.select(incident.c.id).where(incident.c.until.is_(None), incident.c.lat.is_(None))
    with store.reading(book.engine) as db:
        ids = list(db.scalars(ask.order_by(incident.c.killed_low.desc(), incident.c.id).limit(most)))
    for one in glance.incidents(book, ids):
        # A place unknown moves no figure, only where it stands: it comes after what does.
        yield Trouble(kind="place", subject=one.id, weight=_people(one) / 4, incident=one)

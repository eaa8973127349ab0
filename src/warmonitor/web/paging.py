"""Pages of an answer that neither skip nor repeat while somebody writes: all of them are of one transaction."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from typing import Annotated

import msgspec
from litestar.di import NamedDependency
from litestar.params import FromQuery, QueryParameter

from warmonitor.errors import QueryError
from warmonitor.ledger import Book
from warmonitor.model import (
    Check,
    Claim,
    Event,
    Grade,
    Group,
    Harm,
    Incident,
    Policy,
    Query,
    Record,
    Report,
    Status,
    Toll,
)  # fmt: skip
from warmonitor.web.asking import query_of

Limit = Annotated[int, QueryParameter(ge=1, le=1000, description="how many records a page holds")]
Cursor = Annotated[str | None, QueryParameter(description="`next` of the page before")]
Filters = NamedDependency[Query]
Text = Annotated[str | None, QueryParameter(max_length=500)]


class Mark(Record):
    """Where a page ended: the id of its last record, and the transaction at which all pages are read."""

    after: str
    as_of: int


class IncidentPage(Record):
    """Incidents, and the cursor of the next page; null where this is the last."""

    items: tuple[Incident, ...]
    next: str | None
    as_of: str


class ClaimPage(Record):
    """Claims, and the cursor of the next page; null where this is the last."""

    items: tuple[Claim, ...]
    next: str | None
    as_of: str


class ReportPage(Record):
    """Reports, and the cursor of the next page; null where this is the last."""

    items: tuple[Report, ...]
    next: str | None
    as_of: str


class Tolls(Record):
    """Claimed totals held against the ledger's own sums."""

    items: tuple[Toll, ...]


class Checks(Record):
    """Tests of arithmetic and consistency."""

    items: tuple[Check, ...]


def filters(
    since: Text = None,
    until: Text = None,
    place: Text = None,
    country: Text = None,
    box: Annotated[str | None, QueryParameter(description="west,south,east,north in degrees")] = None,
    near: Annotated[str | None, QueryParameter(description="latitude,longitude,kilometres")] = None,
    actor: Text = None,
    side: Text = None,
    harm: FromQuery[Harm | None] = None,
    status: FromQuery[Status | None] = None,
    group: FromQuery[Group | None] = None,
    event: FromQuery[Event | None] = None,
    source: Text = None,
    grade: FromQuery[Grade | None] = None,
    policy: FromQuery[Policy | None] = None,
    ranking: Annotated[str | None, QueryParameter(description="authorities, best first, with ; between")] = None,
    as_of: Annotated[str | None, QueryParameter(description="a day, a time in UTC or a transaction's number")] = None,
    text: Text = None,
) -> Query:
    """The filters of a request, the same as the pages'."""
    given = {name: value for name, value in locals().items() if value is not None}
    return query_of(given)


class Asking(Record):
    """A question with the place to go on at: `query` is pinned to a transaction unless the asker chose a moment."""

    query: Query
    after: str | None
    as_of: str
    limit: int


def asking(book: Book, query: Query, cursor: str | None, limit: int) -> Asking:
    """The question of one page. QueryError for a cursor that we did not give."""
    at = _decode(cursor) if cursor else None
    moment = query.as_of or str(at.as_of if at else book.transaction())
    pinned = msgspec.structs.replace(query, as_of=moment)
    return Asking(query=pinned, after=at.after if at else None, as_of=moment, limit=limit)


def onward(asked: Asking, found: Sequence[Incident] | Sequence[Claim] | Sequence[Report]) -> str | None:
    """The cursor after these records; null where there cannot be more."""
    if len(found) < asked.limit:
        return None
    as_of = int(asked.as_of) if asked.as_of.isdecimal() else 0
    return base64.urlsafe_b64encode(msgspec.json.encode(Mark(after=found[-1].id, as_of=as_of))).decode().rstrip("=")


def _decode(cursor: str) -> Mark:
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        found = msgspec.json.decode(base64.b64decode(padded, b"-_", validate=True), type=Mark)
    except (ValueError, msgspec.DecodeError):
        raise QueryError("no such cursor", cursor[:80], "give `next` of the page before, or leave it out") from None
    if found.as_of < 0 or found.as_of > 2**53:
        raise QueryError("no such cursor", cursor[:80], "give `next` of the page before, or leave it out")
    return found

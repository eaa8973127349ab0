"""The API's sums, checks and changes."""

from __future__ import annotations

from itertools import islice
from typing import Annotated, Any

import msgspec
from litestar import get
from litestar.params import FromQuery, QueryParameter

from warmonitor import exchange
from warmonitor.errors import QueryError
from warmonitor.model import Record, Tally
from warmonitor.web import feed, glance, paging, sync
from warmonitor.web.desk import Asked, desk_of
from warmonitor.web.discretion import marks
from warmonitor.web.paging import Filters, Limit
from warmonitor.web.seen import changes_seen

VERSION = "1"
LATEST = 50
_MOST_TALLY_KEYS = 4


class About(Record):
    """What the ledger holds, and its last transaction: where to begin."""

    version: str
    transaction: int
    counts: dict[str, int]
    formats: tuple[str, ...]


@get("/", sync_to_thread=True)
def about(request: Asked) -> About:
    """What the ledger holds."""
    book = desk_of(request).book
    counts = desk_of(request).kept("counts", book.count)
    return About(version=VERSION, transaction=book.transaction(), counts=counts, formats=tuple(exchange.FORMATS))


@get("/tally", sync_to_thread=True)
def tally(
    request: Asked,
    asked: Filters,
    by: Annotated[str, QueryParameter(description="keys with commas between: month, status, event …")] = "month",
    lineage: FromQuery[bool] = False,
    tolls: Annotated[bool, QueryParameter(description="add what tolls leave beside the incidents in them")] = False,
) -> Tally:
    """Figures added up over incidents; with `tolls`, what claimed totals leave after their incidents is added."""
    keys = [key.strip() for key in by.split(",") if key.strip()]
    if len(keys) > _MOST_TALLY_KEYS:
        raise QueryError(f"a tally has at most {_MOST_TALLY_KEYS} keys", by)
    return desk_of(request).book.tally(asked, keys, lineage, tolls)


@get("/tolls", sync_to_thread=True)
def tolls(request: Asked, asked: Filters, limit: Limit = 1000) -> paging.Tolls:
    """Claimed totals held against the ledger's own sums."""
    hidden = _hidden(request)
    shown = (toll for toll in desk_of(request).book.tolls(asked) if toll.claim not in hidden)
    return paging.Tolls(items=tuple(islice(shown, limit)))


@get("/checks", sync_to_thread=True)
def checks(request: Asked, asked: Filters, limit: Limit = 1000) -> paging.Checks:
    """Tests of arithmetic and consistency over the claims."""
    hidden = _hidden(request)
    shown = (check for check in desk_of(request).book.checks(asked) if not hidden & set(check.claims))
    return paging.Checks(items=tuple(islice(shown, limit)))


def _hidden(request: Asked) -> frozenset[str]:
    """Claims of which something is marked: a text about them may quote it."""
    found = marks(request)
    if not found:
        return frozenset()
    book = desk_of(request).book
    of_reports = {c.id for c in book.claims_of(found)}
    of_incidents = {c.id for id in found for c in book.claims(incident=id)}
    return frozenset(found) | of_reports | of_incidents


@get("/changes", sync_to_thread=True)
def changes(
    request: Asked,
    since: Annotated[str, QueryParameter(max_length=40, description="a transaction's number (`next`), or a day")] = "0",
    limit: Limit = 500,
) -> sync.ChangePage:
    """What changed since, with the records as they stand now: poll with `next` and hold what the ledger holds."""
    after = int(since) if since.isdecimal() and len(since) < 16 else since
    return changes_seen(request, sync.changes(desk_of(request).book, after, limit))


@get("/changes.atom", sync_to_thread=True, media_type="application/atom+xml")
def changes_atom(request: Asked) -> bytes:
    """The latest changes as an Atom feed."""
    home = str(request.base_url).rstrip("/")
    rows = [(n, c) for n, c in glance.latest(desk_of(request).book, LATEST) if not marks(request) or c.kind == "added"]
    bare = [(n, msgspec.structs.replace(c, text="") if marks(request) else c) for n, c in rows]
    return feed.atom(bare, home, desk_of(request).settings.title)


ROUTES: tuple[Any, ...] = (about, tally, tolls, checks, changes, changes_atom)

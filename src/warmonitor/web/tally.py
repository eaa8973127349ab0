"""The tally builder: a table of figures, its citation, its file, and what stands behind each of its cells."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from importlib import metadata
from typing import get_args

from litestar import Response, get
from litestar.response import Template

from warmonitor.errors import QueryError
from warmonitor.exchange.records import guarded
from warmonitor.ledger.book import Book
from warmonitor.ledger.tallying import KEYS
from warmonitor.ledger.views import key
from warmonitor.model import Cell, Claim, Harm, Incident, Query, Record, Tally, TallyRow
from warmonitor.web import glance
from warmonitor.web.asking import address, parameters
from warmonitor.web.desk import Asked, asked, desk_of, page
from warmonitor.web.discretion import marked_of, may_list_places
from warmonitor.web.seen import incidents_seen
from warmonitor.web.words import day, named

MOST_ROWS = 2000
ON_A_PAGE = 25
NOBODY = "∅"
"""Stands in an address for a key that is not known."""
_FILTERS = {
    "country": "country", "admin1": "place", "place": "place", "actor": "actor", "source": "source", "status": "status",
    "event": "event", "harm": "harm", "group": "group", "side": "side", "grade": "grade",
}  # fmt: skip
"""Which filter asks for a key's value."""
_DATES = ("day", "month", "year")


class Grid(Record):
    """A tally laid out: a line for each value of `rows` and harm, a column for each value of `columns`."""

    rows: str
    columns: str | None
    heads: tuple[str | None, ...]
    lines: tuple[tuple[str | None, str, tuple[TallyRow | None, ...]], ...]


def grid(tally: Tally, rows: str, columns: str | None) -> Grid:
    """Lay a tally out by one or two of its keys."""
    heads = tuple(dict.fromkeys(row.keys[columns] for row in tally.rows)) if columns else (None,)
    heads = tuple(sorted(heads, key=lambda head: (head is None, head or "")))
    found: dict[tuple[str | None, str], dict[str | None, TallyRow]] = {}
    for row in tally.rows:
        found.setdefault((row.keys[rows], row.harm), {})[row.keys[columns] if columns else None] = row
    lines = [(key, harm, tuple(cells.get(head) for head in heads)) for (key, harm), cells in found.items()]
    order = {harm: n for n, harm in enumerate(get_args(Harm))}
    ordered = sorted(lines, key=lambda line: (line[0] is None, line[0] or "", order.get(line[1], 0)))
    return Grid(rows=rows, columns=columns, heads=heads, lines=tuple(ordered))


def keys_of(request: Asked) -> tuple[str, str | None]:
    """The keys of rows and columns. QueryError where there is no such key or both are one."""
    asked_for = request.query_params
    rows, columns = asked_for.get("rows") or "month", asked_for.get("columns") or None
    for name in filter(None, (rows, columns)):
        if name not in KEYS:
            raise QueryError(f"no such breakdown: {name}", "tally", "one of " + ", ".join(KEYS))
    if rows == columns:
        raise QueryError("rows and columns are one and the same", rows, "choose another for one of them")
    if "place" in (rows, columns):
        may_list_places(request)
    return rows, columns


def asking_for(query: Query, keys: Mapping[str, str | None]) -> str:
    """The address of what stands behind a cell: the cell's keys, and those filters that narrow the search for them."""
    changed: dict[str, object] = {f"key.{name}": NOBODY if value is None else value for name, value in keys.items()}
    for name, value in keys.items():
        field = _FILTERS.get(name)
        if value is not None and field and getattr(query, field) is None:
            changed[field] = value
        elif value is not None and name in _DATES:
            changed["since"], changed["until"] = query.since or value, query.until or value
    return address("/lineage", query, **changed)


def citation(book: Book, query: Query, path: str) -> str:
    """Words to cite a table by: what was asked, of which state of the book, when."""
    rows, seal = book.head()
    filters = "; ".join(f"{named(name, 'fields')} {value}" for name, value in parameters(query).items()) or "no filter"
    today = day(datetime.now(UTC).date().isoformat())
    return (
        f"warmonitor {metadata.version('warmonitor')}, ledger at transaction {book.transaction()} "
        f"({rows} rows, seal {seal[:16]}). Asked: {path.lstrip('/')}, policy {query.policy}, {filters}. "
        f"Intervals: lowest to highest; + marks an open end. Retrieved {today}."
    )


@get("/tally", sync_to_thread=True)
def tally_page(request: Asked) -> Template:
    """A table by the keys asked for."""
    query, desk = asked(request), desk_of(request)
    rows, columns = keys_of(request)
    by = tuple(filter(None, (rows, columns)))
    tally = desk.kept(("tally", query, by), lambda: desk.book.tally(query, by, lineage=False))
    laid = grid(tally, rows, columns)
    return page(
        request,
        "tally",
        query,
        grid=laid,
        shown=laid.lines[:MOST_ROWS],
        keys=tuple(KEYS),
        kept={"rows": rows, "columns": columns or ""},
        citation=citation(desk.book, query, f"tally by {' and '.join(by)}"),
        file=address("/tally.csv", query, rows=rows, columns=columns),
        cell=lambda line, harm, head: asking_for(query, _keys(laid, line, harm, head)),
    )


def _keys(laid: Grid, line: str | None, harm: str, head: str | None) -> dict[str, str | None]:
    return {"harm": harm, laid.rows: line} | ({laid.columns: head} if laid.columns else {})


@get("/tally.csv", sync_to_thread=True)
def tally_file(request: Asked) -> Response[str]:
    """The same table as a file, one figure a row."""
    query, desk = asked(request), desk_of(request)
    by = tuple(filter(None, keys_of(request)))
    tally = desk.kept(("tally", query, by), lambda: desk.book.tally(query, by, lineage=False))
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow([*by, "harm", "low", "best", "high"])
    for row in tally.rows:
        table.writerow([*(guarded(row.keys[name] or "") for name in by), row.harm, row.low, row.best, row.high])
    headers = {"content-disposition": f'attachment; filename="tally-by-{"-".join(by)}.csv"'}
    return Response(out.getvalue(), media_type="text/csv; charset=utf-8", headers=headers)


@get("/lineage", sync_to_thread=True)
def lineage(request: Asked) -> Template:
    """What stands behind a figure: its incidents, each with the words that state it."""
    query, book, asked_for = asked(request), desk_of(request).book, request.query_params
    keys = {name: value for name, value in asked_for.items() if name.startswith("key.")}
    after = asked_for.get("after") or None
    found = _of_row(book, query, keys, after) if keys else list(book.incidents(query, ON_A_PAGE + 1, after, "-time"))
    more = len(found) > ON_A_PAGE
    following = address("/lineage", query, **keys, after=found[ON_A_PAGE - 1].id) if more else None
    hidden = set(marked_of(request, "source")) | set(marked_of(request, "names"))
    shown = incidents_seen(request, found[:ON_A_PAGE], query)
    behind = {one.id: _behind(one, query) for one in shown}
    told = {
        claim.id: claim
        for claim, report in glance.told(book, [id for ids in behind.values() for id in ids])
        if not {claim.id, report.id} & hidden
    }
    quoted = [(one, _once(told[id] for id in behind[one.id] if id in told)) for one in shown]
    return page(request, "lineage", query, found=quoted, following=following)


def _of_row(book: Book, query: Query, keys: Mapping[str, str], after: str | None) -> list[Incident]:
    """A page of the incidents of just one row of a tally, and one more where there are more."""
    wanted = {name[4:]: None if value == NOBODY else value for name, value in keys.items()}
    return glance.incidents(book, book.behind(query, wanted, ON_A_PAGE + 1, after))


def _behind(incident: Incident, query: Query, most: int = 12) -> list[str]:
    """The claims behind an incident's figures that the query asks for."""
    asked_for = (query.harm, query.status, query.group, query.side and key(query.side))

    def wanted(cell: Cell) -> bool:
        has = (cell.harm, cell.status, cell.group, key(cell.actor))
        return all(want is None or want == held for want, held in zip(asked_for, has))

    return list(dict.fromkeys(id for cell in filter(wanted, incident.cells) for id in cell.claims))[:most]


def _once(claims: Iterable[Claim]) -> list[Claim]:
    """Claims without those that the same words of a report state."""
    return list({(claim.report, claim.evidence): claim for claim in claims}.values())


PAGES = (tally_page, tally_file, lineage)

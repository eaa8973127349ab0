"""The first page: what is known in the period and area asked for."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from litestar import get
from litestar.response import Template

from warmonitor.ledger.book import Book
from warmonitor.model import Query, Record, Tally, TallyRow
from warmonitor.web import charts, glance, trouble
from warmonitor.web.desk import Asked, asked, desk_of, page
from warmonitor.web.discretion import marks
from warmonitor.web.seen import incidents_seen

HARMS = ("killed", "injured", "missing", "detained", "displaced", "facility")
MOST_SIDES = 4
DAYS_BY_DAY = 92


class Part(Record):
    """A share of a figure: civilians, the fighters of a side, those whose status is unknown."""

    status: str
    side: str | None
    low: int
    high: int | None


class Figure(Record):
    """All that is known of one harm."""

    harm: str
    low: int
    high: int | None
    parts: tuple[Part, ...]


def figures(tally: Tally) -> tuple[Figure, ...]:
    """A tally by status and side as figures, each with its parts; the sides past the largest few become one line."""
    return tuple(_figure(harm, [row for row in tally.rows if row.harm == harm]) for harm in HARMS)


def _figure(harm: str, rows: list[TallyRow]) -> Figure:
    by_status = {
        status: [row for row in rows if row.keys["status"] == status] for status in ("civilian", "combatant", "unknown")
    }
    parts = []
    for status, mine in by_status.items():
        if mine:
            parts.append(_part(status, None, mine))
        if status == "combatant":
            sided = sorted(
                (row for row in mine if row.keys["side"]), key=lambda row: (-row.low, row.keys["side"] or "")
            )
            parts += [_part(status, row.keys["side"], [row]) for row in sided[:MOST_SIDES]]
    low, high = _sum(rows)
    return Figure(harm=harm, low=low, high=high, parts=tuple(parts))


def _part(status: str, side: str | None, rows: list[TallyRow]) -> Part:
    low, high = _sum(rows)
    return Part(status=status, side=side, low=low, high=high)


def _sum(rows: Iterable[TallyRow]) -> tuple[int, int | None]:
    held = list(rows)
    highs = [row.high for row in held]
    return sum(row.low for row in held), None if None in highs else sum(high for high in highs if high is not None)


def step_of(query: Query, wanted: str | None) -> str:
    """Whether the timeline goes by day or by month: as asked, else by day where the period is short."""
    if wanted in ("day", "month"):
        return wanted
    try:
        length = date.fromisoformat(query.until or "") - date.fromisoformat(query.since or "")
    except ValueError:
        return "month"
    return "day" if length.days <= DAYS_BY_DAY else "month"


def series(book: Book, query: Query, step: str) -> tuple[list[tuple[str, int, int | None]], int]:
    """(day or month, low, high) without gaps, and how many incidents' figures have no date to stand at."""
    tally = book.tally(query, by=(step,), lineage=False)
    harm = query.harm or "killed"
    dated = {row.keys[step] or "": (row.low, row.high) for row in tally.rows if row.harm == harm}
    undated, _ = dated.pop("", (0, 0))
    # A year may stand as 2014-00 where no month is known; it has no place on an axis of months.
    known = {label: value for label, value in dated.items() if not label.endswith("-00")}
    if not known:
        return [], undated
    labels = _between(min(known), max(known))
    return [(label, *known.get(label, (0, 0))) for label in labels], undated


def _between(first: str, last: str, most: int = 1500) -> list[str]:
    if len(first) == 7:
        start, end = (int(text[:4]) * 12 + int(text[5:7]) - 1 for text in (first, last))
        return [f"{n // 12:04}-{n % 12 + 1:02}" for n in range(max(start, end - most), end + 1)]
    opens, closes = date.fromisoformat(first), date.fromisoformat(last)
    opens = max(opens, closes - timedelta(days=most))
    return [(opens + timedelta(days=n)).isoformat() for n in range((closes - opens).days + 1)]


@get("/", sync_to_thread=True)
def overview(request: Asked) -> Template:
    """Figures, timeline, map, latest changes, open contradictions."""
    desk, query = desk_of(request), asked(request)
    book, step = desk.book, step_of(query, request.query_params.get("by"))
    rows, undated = desk.kept(("series", query, step), lambda: series(book, query, step))
    return page(
        request,
        "overview",
        query,
        count=desk.kept(("count", query), lambda: book.count(query)),
        figures=desk.kept(("figures", query), lambda: figures(book.tally(query, ("status", "side"), lineage=False))),
        step=step,
        rows=rows,
        undated=undated,
        drawing=charts.timeline(rows),
        bounds=desk.kept(("bounds", query), lambda: glance.bounds(book, query)),
        newest=incidents_seen(request, list(book.incidents(query, limit=8, order="-time")), query),
        latest=[]
        if marks(request)
        else desk.kept("latest", lambda: glance.latest(book, 6, of=("incident", "judgement"))),
        contradictions=[] if marks(request) else trouble.contradictions(desk, query)[:5],
    )


PAGES = (overview,)

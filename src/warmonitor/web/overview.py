"""The first page: what is known in the period and area asked for."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from litestar import get
from litestar.response import Template

from warmonitor.ledger.book import Book
from warmonitor.model import Query, Record, Tally, TallyRow
from warmonitor.web import charts, glance, trouble
from warmonitor.web.desk import Asked, Desk, asked, desk_of, page
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


class Known(Record):
    """What the first page says of a query: figures, the bars of the timeline, what has no date, how many incidents."""

    figures: tuple[Figure, ...]
    rows: tuple[tuple[str, int, int | None], ...]
    undated: int
    incidents: int


def known(book: Book, query: Query, step: str) -> Known:
    """Everything that is added up, in one pass over the figures."""
    tally = book.tally(query, by=(step, "status", "side"), lineage=False)
    rows, undated = series(tally, step, query.harm or "killed")
    return Known(figures=figures(tally), rows=tuple(rows), undated=undated, incidents=glance.how_many(book, query))


def kept(desk: Desk, query: Query, step: str) -> Known:
    """The same, once for each state of the book."""
    return desk.kept(("known", query, step), lambda: known(desk.book, query, step))


def figures(tally: Tally) -> tuple[Figure, ...]:
    """A tally by status and side as figures, each with its parts; the sides past the largest few become one line."""
    return tuple(_figure(harm, [row for row in tally.rows if row.harm == harm]) for harm in HARMS)


def _figure(harm: str, rows: list[TallyRow]) -> Figure:
    parts = []
    for status in ("civilian", "combatant", "unknown"):
        mine = [row for row in rows if row.keys["status"] == status]
        parts += [_part(status, None, mine)] if mine else []
        if status == "combatant":
            sides = sorted({row.keys["side"] for row in mine if row.keys["side"]})
            sided = [_part(status, side, [row for row in mine if row.keys["side"] == side]) for side in sides]
            parts += sorted(sided, key=lambda part: -part.low)[:MOST_SIDES]
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


def series(tally: Tally, step: str, harm: str) -> tuple[list[tuple[str, int, int | None]], int]:
    """(day or month, low, high) without gaps, and how many people's harm has no date to stand at."""
    dated: dict[str, list[TallyRow]] = {}
    for row in tally.rows:
        if row.harm == harm:
            dated.setdefault(row.keys[step] or "", []).append(row)
    undated, _ = _sum(dated.pop("", []))
    # A year may stand as 2014-00 where no month is known; it has no place on an axis of months.
    known = {label: _sum(rows) for label, rows in dated.items() if not label.endswith("-00")}
    if not known:
        return [], undated
    return [(label, *known.get(label, (0, 0))) for label in _between(min(known), max(known))], undated


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
    said = kept(desk, query, step)
    return page(
        request,
        "overview",
        query,
        known=said,
        step=step,
        drawing=charts.timeline(said.rows),
        newest=incidents_seen(request, glance.newest(book, query, 8), query),
        latest=[]
        if marks(request)
        else desk.kept("latest", lambda: glance.latest(book, 6, of=("incident", "judgement"))),
        contradictions=[] if marks(request) else trouble.contradictions(desk, query)[:5],
    )


PAGES = (overview,)

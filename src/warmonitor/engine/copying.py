"""Near-copies in the ledger: ten outlets that print one text are marked as copies of the first, and are one voice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from warmonitor.ledger import Book
from warmonitor.model import Link, Query, content_id
from warmonitor.reports.copies import ALIKE, copies

APART = 7
"""Days within which a text is printed again."""

PERIOD = 21
"""Days that are looked through at once."""

THROUGH = "copies marked through"
REASON = f"at least {ALIKE:.0%} of the runs of five words are the same, and no figure is new"


def mark(book: Book) -> int:
    """Mark the copies among what came since the last time; how many there are in the periods looked through."""
    through, now = int(book.setting(THROUGH) or 0), book.transaction()
    days = book.days(through)
    found = sum(_mark(book, first, last) for first, last in _periods(days))
    if days:
        book.set(THROUGH, str(now))
    return found


def _periods(days: Iterable[str]) -> Iterator[tuple[dt.date, dt.date]]:
    """Days that lie together, as first and last."""
    first = last = None
    for day in map(_date, days):
        if day is None:
            continue
        if first is not None and last is not None and ((day - first).days > PERIOD or (day - last).days > APART):
            yield first, last
            first = None
        first, last = first or day, day
    if first is not None and last is not None:
        yield first, last


def _date(day: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(day)
    except ValueError:
        return None


def _mark(book: Book, first: dt.date, last: dt.date) -> int:
    reach = dt.timedelta(days=APART)
    near = {r.id: r for r in book.reports(Query(since=(first - reach).isoformat(), until=(last + reach).isoformat()))}
    found = copies(near.values())
    links = [Link(left=copy, right=original, score=ALIKE, reasons=(REASON,)) for copy, original in found.items()]
    kept = {content_id(one.left, one.right) for one in links}
    inner = {id for id, r in near.items() if first.isoformat() <= (r.published or "")[:10] <= last.isoformat()}
    old = {content_id(one.left, one.right) for one in book.copies_among(inner) if one.left in inner}
    book.add(copies=links, withdrawn={("copy", id): () for id in old - kept}, why="an earlier printing was found")
    return len(links)

"""The ledger: a book that keeps everything and can be asked anything.

    import warmonitor.ledger as ledger
    with ledger.open("warmonitor.db", hand="ada") as book:
        book.tally(Query(since="2019-05", harm="killed"), by=("month", "status"))

It lies in a SQLite file or a PostgreSQL database. Nothing in it is overwritten; see `docs/ledger.md`.
"""

from __future__ import annotations

import os

from warmonitor.ledger.book import Book
from warmonitor.ledger.changing import brief, counted, difference, interval, who
from warmonitor.ledger.views import Origin

__all__ = ["Book", "Origin", "brief", "counted", "difference", "interval", "open", "who"]


def open(url: str | os.PathLike[str] = "warmonitor.db", hand: str = "warmonitor") -> Book:
    """The book at a path or database URL, made if there is none; `hand` is who writes. LedgerError if it cannot be."""
    return Book(url, hand)

"""What stands inside the journal's rows and no view has a column for: checks that fail, claims that are doubtful.

The rows are looked through once, and after that only those that were added since.
"""

from __future__ import annotations

import threading
from typing import Any

import sqlalchemy as sa

from warmonitor.ledger import store
from warmonitor.ledger.book import Book
from warmonitor.ledger.schema import journal

DOUBT = (0.25, 0.75)
"""Probabilities between these are doubtful."""
_AT_ONCE = 5000


class Watch:
    """Knows which rows of the journal hold a check that fails or a claim that is doubtful."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._reached = 0
        self._failing: list[int] = []
        self._doubtful: list[int] = []

    def failing(self, book: Book) -> list[int]:
        """Journal rows of incidents with a check that fails, latest first."""
        return self._look(book)[0]

    def doubtful(self, book: Book) -> list[int]:
        """Journal rows of claims whose confidence is doubtful, latest first."""
        return self._look(book)[1]

    def _look(self, book: Book) -> tuple[list[int], list[int]]:
        with self._lock, store.reading(book.engine) as db:
            last = db.scalar(sa.select(sa.func.max(journal.c.seq))) or 0
            if last > self._reached:
                new = (journal.c.seq > self._reached) & (journal.c.op == "put") & journal.c.body.is_not(None)
                fails = journal.c.body.contains('"holds":false', autoescape=True)
                sure = _inside(journal.c.body, db.dialect.name)["confidence"].as_float()
                self._failing += db.scalars(sa.select(journal.c.seq).where(new, journal.c.of == "incident", fails))
                self._doubtful += db.scalars(
                    sa.select(journal.c.seq).where(new, journal.c.of == "claim", sure.between(*DOUBT))
                )
                self._reached = last
            return sorted(self._failing, reverse=True)[:_AT_ONCE], sorted(self._doubtful, reverse=True)[:_AT_ONCE]


def _inside(body: sa.ColumnElement[str], dialect: str) -> sa.ColumnElement[Any]:
    """A row's text as the JSON that it is. SQLite has no such type to cast to, and would make a number of it."""
    return sa.type_coerce(body, sa.JSON()) if dialect == "sqlite" else sa.cast(body, sa.JSON())

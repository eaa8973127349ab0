"""Exports and the client in step read either store alike."""

from __future__ import annotations

import io
from collections.abc import Callable

from tests.books import example_book

from warmonitor import exchange
from warmonitor.model import Query
from warmonitor.web import sync


def test_both_stores_export_the_same(new_url: Callable[[], str]) -> None:
    with example_book(new_url()) as book:
        found = list(exchange.entries(book, Query(policy="ucdp", until="2019-05-20")))
        assert [(e.incident.id, len(e.claims), [r.id for r in e.reports]) for e in found] == [
            ("i1", 5, ["r1", "r2", "r3"]),
            ("i2", 2, ["r4"]),
        ]
        assert {e.incident.policy for e in found} == {"ucdp"}
        for form in exchange.FORMATS:
            assert exchange.write(form, found, io.BytesIO()) in (2, len(found)), form


def test_both_stores_tell_changes(new_url: Callable[[], str]) -> None:
    with example_book(new_url()) as book:
        page = sync.changes(book, 0, 500)
        assert (page.next, page.more) == (2, False)
        assert {c.subject for c in page.items if c.incident} == {"i1", "i2", "i3"}
        book.add(withdrawn={("incident", "i2"): ["i1"]})
        (gone,) = (c for c in sync.changes(book, page.next, 10).items if c.of == "incident")
        assert (gone.kind, gone.gone, gone.redirect) == ("merged", True, "i1")

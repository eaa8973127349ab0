"""The page's tolls are those that `incidents.tolls` defines over all incidents, reckoned another way."""

from pathlib import Path

import msgspec
import pytest
from litestar.testing import TestClient
from tests.books import example_book, gold_book

from warmonitor.incidents import reconcile
from warmonitor.ledger.book import Book
from warmonitor.model import Period, Query
from warmonitor.web import held as module
from warmonitor.web.app import application
from warmonitor.web.held import SHOWN, held, known, toll_claims
from warmonitor.web.people import People


def same(book: Book, query: Query) -> int:
    """Compare every toll that answers; how many there are."""
    claims, more = toll_claims(book, query, known(book), limit=1000)
    assert not more
    about = known(book)
    ours = {one.id: held(book, query, one, about) for one in claims}
    everywhere = msgspec.structs.replace(query, country=None)
    defined = reconcile.tolls(list(book.claims(query)), list(book.incidents(everywhere)))
    theirs = {toll.claim: toll for toll in defined}
    assert ours.keys() == theirs.keys()
    for id, toll in theirs.items():
        mine = ours[id]
        figures = (toll.low, toll.high, toll.recorded_low, toll.recorded_high, toll.unaccounted)
        assert (mine.low, mine.high, mine.recorded_low, mine.recorded_high, mine.unaccounted) == figures, toll
        assert mine.incidents == toll.incidents[: max(SHOWN, len(mine.incidents))]
    return len(theirs)


def test_the_invented_toll(tmp_path: Path) -> None:
    with example_book(tmp_path / "book.db") as book:
        assert same(book, Query()) == 1


@pytest.mark.shared
@pytest.mark.parametrize("few", [0, 10_000])
@pytest.mark.parametrize("query", [Query(), Query(country="SY"), Query(policy="cautious", country="CO")])
def test_the_tolls_of_the_gold_reports(tmp_path: Path, query: Query, few: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "FEW", few)
    with gold_book(tmp_path / "gold.db") as book:
        assert same(book, query) >= 4


def test_all_faces_hold_an_incident_without_a_start_against_a_toll(tmp_path: Path) -> None:
    with example_book(tmp_path / "book.db") as book:
        first = book.incident("i1")
        book.add(incidents=[msgspec.structs.replace(first, time=Period(end="2019-05-01"))])
        assert same(book, Query()) == 1
        (toll,) = book.tolls()
        assert toll.incidents == ("i1",)
        about = known(book)
        assert held(book, Query(), book.claim(toll.claim), about).incidents == toll.incidents
        people = People(f"sqlite:///{tmp_path}/people.db")
        with TestClient(application(book, people, "owner"), base_url="http://127.0.0.1") as client:
            (told,) = client.get("/api/tolls").json()["items"]
        assert told["incidents"] == ["i1"]


def test_tolls_come_by_authority_and_page_by_page(tmp_path: Path) -> None:
    with example_book(tmp_path / "book.db") as book:
        claims, more = toll_claims(book, Query(), known(book), limit=5)
        assert ([one.id for one in claims], more) == (["c6"], False)
        assert toll_claims(book, Query(), known(book), limit=5, skip=1) == ([], False)

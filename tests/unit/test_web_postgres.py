"""The pages over a real PostgreSQL, accounts and all, answer as they do over a file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from litestar import Litestar
from litestar.testing import TestClient
from tests import postgres
from tests.books import example_book

from warmonitor.cli.serve import people_at
from warmonitor.ledger.book import Book
from warmonitor.model import Check, Judgement, Link
from warmonitor.web.app import application
from warmonitor.web.people import People

pytestmark = pytest.mark.postgres

PAGES = (
    "/", "/?since=2019-05&until=2019-06&country=sy", "/incidents", "/incidents?order=killed&after=i3", "/incidents/i1",
    "/incidents/i1?policy=cautious", "/reports", "/reports?after=r4", "/reports/r1", "/tolls",
    "/tolls?policy=ucdp", "/review",
    "/tally?rows=month&columns=side", "/tally.csv", "/lineage?harm=killed", "/lineage?key.admin1=Idlib&key.harm=killed",
    "/sources", "/actors", "/places", "/method", "/changes", "/changes?since=0", "/audit", "/map.json?zoom=5",
    "/incidents?text=market", "/incidents?place=%00&text=%00", "/tally?rows=group",
)  # fmt: skip


def troubled(book: Book) -> None:
    """Add what the review queue looks for."""
    first = book.incident("i1")
    check = Check(kind="sum", holds=False, text="3 and 4 are not 8", claims=("c1", "c2"))
    book.add(
        incidents=[msgspec.structs.replace(first, checks=(check,))],
        claims=[msgspec.structs.replace(book.claim("c7"), confidence=0.5)],
        links=[Link(left="c7", right="c9", score=0.5, reasons=("a day apart",))],
    )


def clients(url: str) -> Iterator[TestClient[Litestar]]:
    with example_book(url) as book:
        troubled(book)
        with TestClient(application(book, People(people_at(url)), "owner"), base_url="http://127.0.0.1") as client:
            yield client


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[TestClient[Litestar], TestClient[Litestar]]]:
    file: Path = tmp_path_factory.mktemp("pages") / "book.db"
    with postgres.server() as socket:
        for over_file in clients(str(file)):
            for over_server in clients(postgres.database(socket, "pages")):
                yield over_file, over_server


def told(client: TestClient[Litestar], path: str) -> str:
    """A page without what is the server's own: its token, its seal, its times."""
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.text)
    return answer.text.split("<main", 1)[-1]


@pytest.mark.parametrize("path", PAGES)
def test_every_page_answers_alike(both: tuple[TestClient[Litestar], TestClient[Litestar]], path: str) -> None:
    over_file, over_server = (told(client, path) for client in both)
    if not path.startswith(("/tally?", "/method", "/changes", "/audit", "/review", "/incidents/", "/reports/")):
        assert over_file.count("<tr") == over_server.count("<tr")
        assert over_file.count("<blockquote") == over_server.count("<blockquote")


def test_trouble_is_found(both: tuple[TestClient[Litestar], TestClient[Litestar]]) -> None:
    for client in both:
        page = told(client, "/review")
        for question in ("parts do not add up", "Do these tell of one event?", "Is this claim read rightly?"):
            assert question.casefold() in page.casefold()


def test_accounts_live_in_the_server_too(both: tuple[TestClient[Litestar], TestClient[Litestar]]) -> None:
    for client in both:
        people = client.app.state.desk.people
        people.add("Mona", "reviewer", "a long enough password")
        key, _ = people.enter("Mona", "a long enough password")
        assert people.visit(key).person.role == "reviewer"
        assert people.all()[0].name == "Mona"


def test_a_decision_is_written_and_shown(both: tuple[TestClient[Litestar], TestClient[Litestar]]) -> None:
    for client in both:
        client.app.state.book.judge(Judgement(kind="note", subject="i2", hand="owner", why="seen by a neighbour"))
        assert "seen by a neighbour" in told(client, "/incidents/i2")

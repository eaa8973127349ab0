"""A client that polls changes while a writer writes ends with exactly what the ledger holds."""

from __future__ import annotations

import itertools
import random
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from litestar.testing import TestClient
from tests.entries import strike

from warmonitor import ledger
from warmonitor.ledger import Book
from warmonitor.model import Claim, Incident, Judgement, Query, Report
from warmonitor.web import sync
from warmonitor.web.api import api_app
from warmonitor.web.people import People

SHAPES: dict[str, Any] = {"report": Report, "claim": Claim, "incident": Incident}
Held = dict[str, dict[str, Any]]


def follow(held: Held, items: list[dict[str, Any]]) -> None:
    """What a client does with a page of changes: keep the record given, drop what is gone."""
    for item in items:
        of = item["of"]
        if of not in SHAPES:
            continue
        if item["gone"]:
            held[of].pop(item["subject"], None)
        elif item[of] is not None:
            held[of][item["subject"]] = msgspec.convert(item[of], SHAPES[of])


def poll(client: TestClient[Any], held: Held, since: int, limit: int) -> int:
    while True:
        page = client.get(f"/api/changes?since={since}&limit={limit}").json()
        follow(held, page["items"])
        since = page["next"]
        if not page["more"]:
            return since


def contents(book: Book) -> Held:
    return {
        "report": {r.id: r for r in book.reports()},
        "claim": {c.id: c for c in book.claims()},
        "incident": {i.id: i for i in book.incidents(Query())},
    }


class Writer:
    """Makes all that can happen to a ledger happen to it, by chance from a seed."""

    def __init__(self, book: Book, seed: int) -> None:
        self.book, self.draw, self.number = book, random.Random(seed), itertools.count()

    def step(self) -> None:
        moves = (self.add, self.add, self.correct, self.merge, self.regroup, self.withdraw, self.judge, self.take_down)
        self.draw.choice(moves)()

    def add(self) -> None:
        n = next(self.number)
        entry = strike(id=f"i{n}", claims=(f"c{n}",), reports=(f"r{n}",))
        claim = msgspec.structs.replace(entry.claims[0], id=f"c{n}", report=f"r{n}", incident=f"i{n}")
        self.book.add([msgspec.structs.replace(entry.reports[0], id=f"r{n}")], [claim], [entry.incident])

    def _any(self, of: str) -> Any:
        found = list(contents(self.book)[of].values())
        return self.draw.choice(found) if found else None

    def correct(self) -> None:
        incident = self._any("incident")
        if incident:
            self.book.add(incidents=[msgspec.structs.replace(incident, event=self.draw.choice(("shelling", "battle")))])

    def merge(self) -> None:
        one, other = self._any("incident"), self._any("incident")
        if one and one.id != other.id:
            both = tuple(dict.fromkeys((*one.claims, *other.claims)))
            whole = msgspec.structs.replace(one, claims=both)
            self.book.add(incidents=[whole], withdrawn={("incident", other.id): [one.id]})

    def regroup(self) -> None:
        """A claim comes to another incident; nothing is written of the claim itself."""
        one, other = self._any("incident"), self._any("incident")
        if one and one.id != other.id and other.claims:
            taken = msgspec.structs.replace(one, claims=(*one.claims, other.claims[0]))
            self.book.add(incidents=[taken, msgspec.structs.replace(other, claims=other.claims[1:])])

    def withdraw(self) -> None:
        claim = self._any("claim")
        if claim:
            self.book.add(withdrawn={("claim", claim.id): []})

    def judge(self) -> None:
        claim = self._any("claim")
        if claim:
            word = Judgement(kind="correct", subject=claim.id, hand="ada", field="event", value="bombing")
            self.book.judge(word)

    def take_down(self) -> None:
        report = self._any("report")
        if report and self.draw.random() < 0.3:
            self.book.take_down(report.id, "asked for")


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 2**32), st.sampled_from((1, 3, 50)))
def test_a_client_in_step_holds_what_the_ledger_holds(seed: int, limit: int) -> None:
    with tempfile.TemporaryDirectory() as folder, ledger.open(Path(folder) / "book.db", hand="w") as book:
        writer, held, since = Writer(book, seed), {of: {} for of in SHAPES}, 0
        for n in range(20):
            writer.step()
            if n % 3 == 0:
                page = sync.changes(book, since, limit)
                follow(held, [msgspec.to_builtins(item) for item in page.items])
                since = page.next
        while True:
            page = sync.changes(book, since, limit)
            follow(held, [msgspec.to_builtins(item) for item in page.items])
            since = page.next
            if not page.more:
                break
        assert held == contents(book)


def test_a_client_polls_while_a_writer_writes(tmp_path: Path) -> None:
    people = People(f"sqlite:///{tmp_path}/people.db")
    done, faults = threading.Event(), []

    def write() -> None:
        try:
            with ledger.open(tmp_path / "book.db", hand="writer") as own:
                writer = Writer(own, 7)
                for _ in range(80):
                    writer.step()
        except Exception as error:  # noqa: BLE001 - told to the test, which fails of it
            faults.append(error)
        finally:
            done.set()

    held: Held = {of: {} for of in SHAPES}
    with ledger.open(tmp_path / "book.db", hand="server") as book:
        writing = threading.Thread(target=write)
        with TestClient(api_app(book, people, "ada"), base_url="http://127.0.0.1") as client:
            writing.start()
            since = 0
            while not done.is_set():
                since = poll(client, held, since, 20)
                time.sleep(0.01)
            writing.join()
            poll(client, held, since, 20)
        assert faults == []
        assert held == contents(book)
        assert len(held["incident"]) > 5
    people.close()


@pytest.mark.parametrize("since", [0, 5, 10**9])
def test_an_empty_ledger_has_no_changes(tmp_path: Path, since: int) -> None:
    with ledger.open(tmp_path / "book.db") as book:
        page = sync.changes(book, since, 10)
        assert (page.items, page.next, page.more) == ((), since, False)

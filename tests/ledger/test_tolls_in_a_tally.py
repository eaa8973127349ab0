"""A tally with what tolls leave: off by default, each toll accounted for."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from tests.books import example_book

from warmonitor.cli import main
from warmonitor.ledger import Book
from warmonitor.model import Judgement, Query, Tally, TallyRow


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    with example_book(tmp_path / "example.db") as opened:
        yield opened


@pytest.fixture
def toll(book: Book) -> str:
    """The one toll of the example: more than 200 civilians in Idlib, 9 to 12 of them recorded."""
    (only,) = [c.id for c in book.claims() if c.scope == "total"]
    return only


def killed(made: Tally) -> TallyRow:
    (row,) = [r for r in made.rows if r.harm == "killed" and r.keys.get("admin1", "Idlib") == "Idlib"]
    return row


def test_tolls_are_added_only_when_asked_for(book: Book, toll: str) -> None:
    plain, full = book.tally(by=("admin1",)), book.tally(by=("admin1",), tolls=True)
    assert (killed(plain).low, killed(plain).high, killed(plain).tolls, plain.tolls) == (9, 12, (), ())
    assert (killed(full).low, killed(full).high, killed(full).tolls) == (200, None, (toll,))
    assert toll in killed(full).claims
    assert [(r.claim, r.low, r.high, r.incidents, r.reason) for r in full.tolls] == [(toll, 191, None, ("i1",), None)]
    assert [r for r in full.rows if r.keys["admin1"] != "Idlib" or r.harm != "killed"] == [
        r for r in plain.rows if r.keys["admin1"] != "Idlib" or r.harm != "killed"
    ]


def test_a_best_figure_grows_by_the_low_end(book: Book) -> None:
    query = Query(policy="ucdp")
    plain, full = book.tally(query, ("admin1",)), book.tally(query, ("admin1",), tolls=True)
    (rest,) = full.tolls
    assert killed(full).best == (killed(plain).best or 0) + rest.low


def test_a_toll_over_two_months_stands_under_no_month(book: Book, toll: str) -> None:
    full = book.tally(Query(harm="killed"), ("month",), tolls=True)
    (row,) = [r for r in full.rows if r.tolls]
    assert (row.keys, row.low, row.high, row.incidents) == ({"month": None}, 191, None, ())


@pytest.mark.parametrize(
    "query, reason",
    [
        (Query(since="2019-05"), "its period reaches beyond"),
        (Query(near=(35.6, 36.7, 300)), "its place reaches beyond"),
    ],
)
def test_a_toll_that_reaches_beyond_the_question_is_not_added(book: Book, query: Query, reason: str) -> None:
    full = book.tally(query, ("admin1",), tolls=True)
    assert killed(full).low == 9
    assert all(reason in (r.reason or "") for r in full.tolls)


def test_a_group_is_counted_by_groups_alone(book: Book) -> None:
    (rest,) = book.tally(by=("group",), tolls=True).tolls
    assert rest.reason == "it counts no group"


def test_a_rejected_toll_is_not_added(book: Book, toll: str) -> None:
    book.judge(Judgement(kind="reject", subject=toll, hand="ada"))
    (rest,) = book.tally(by=("admin1",), tolls=True).tolls
    assert rest.reason == "a reviewer rejected it"


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "example.db"
    example_book(path).close()
    asked = ["tally", "--ledger", str(path), "--by", "admin1", "--harm", "killed"]
    assert main([*asked, "--with-tolls"]) == 0
    text = capsys.readouterr().out
    assert "at least 191 added, left beside the 1 incident in it" in text
    assert main([*asked, "--with-tolls", "--format", "jsonl"]) == 0
    *_, last = map(json.loads, capsys.readouterr().out.splitlines())
    assert msgspec.convert(last["low"], int) == 191
    assert main(asked) == 0
    assert "toll" not in capsys.readouterr().out

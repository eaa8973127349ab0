"""A row that was altered, lost or reordered is found and named."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from warmonitor import ledger
from warmonitor.errors import BrokenChainError, LedgerError
from warmonitor.ledger import Book
from warmonitor.model import Query, Report

ROWS = "SELECT count(*) FROM journal"

TAMPERED = [
    ("UPDATE journal SET body = replace(body, '12', '21') WHERE subject = 'c1'", "claim c1"),
    ("UPDATE journal SET subject = 'c1b' WHERE subject = 'c1'", "claim c1b"),
    ("UPDATE journal SET op = 'drop' WHERE subject = 'c5'", "claim c5"),
    ("UPDATE journal SET number = 1 WHERE subject = 'r3'", "report r3"),
    ("UPDATE journal SET body = NULL WHERE subject = 'r2'", "report r2"),
    ("DELETE FROM journal WHERE subject = 'c3'", "row 5 is missing"),
    ("UPDATE transactions SET at = '2001-01-01' WHERE number = 2", "report r3"),
    ("UPDATE transactions SET hand = 'nobody' WHERE number = 1", "report r1"),
    ("DELETE FROM transactions WHERE number = 1", "report r1"),
]


def tamper(book: Book, *statements: str) -> None:
    with book.engine.begin() as db:
        for statement in statements:
            db.execute(sa.text(statement))


def test_an_honest_book_verifies(example: Book) -> None:
    with example.engine.begin() as db:
        assert example.verify() == db.scalar(sa.text(ROWS)) == example.head()[0]


@pytest.mark.parametrize("statement, named", TAMPERED)
def test_tampering_shows(example: Book, statement: str, named: str) -> None:
    tamper(example, statement)
    with pytest.raises(BrokenChainError, match=named):
        example.verify()


def test_reordering_shows(example: Book) -> None:
    moves = ("-1 WHERE seq = 4", "4 WHERE seq = 5", "5 WHERE seq = -1")
    tamper(example, *(f"UPDATE journal SET seq = {move}" for move in moves))
    with pytest.raises(BrokenChainError, match="row 4"):
        example.verify()


def test_a_takedown_removes_the_words_and_nothing_else(example: Book) -> None:
    before, number = example.claim("c1"), example.transaction()
    example.take_down("r1", "asked for by a family")
    with pytest.raises(LedgerError, match=r"taken down.*asked for by a family"):
        example.report("r1")
    after = example.claim("c1")
    assert (after.count.low, after.victims.status, after.place.name) == (12, "civilian", "Tell Amara")
    assert [span.text for span in after.evidence] == [""]
    assert (after.evidence[0].start, after.evidence[0].end) == (before.evidence[0].start, before.evidence[0].end)
    assert "r1" not in [r.id for r in example.reports(Query(text="rescue"))]
    assert example.claim("c1", as_of=str(number)).evidence[0].text == ""
    assert example.verify() == example.head()[0]
    with example.engine.begin() as db:
        left = db.scalars(sa.text("SELECT body FROM journal WHERE body LIKE '%rescue%' OR body LIKE '%killed 12%'"))
        assert [body for body in left if '"r1"' in body] == []
    last = list(example.changes(since=number))[-1]
    assert (last.kind, last.subject, last.text) == ("taken_down", "r1", "asked for by a family")


def test_the_file_does_not_hold_what_was_taken_down(tmp_path: Path) -> None:
    path = tmp_path / "book.db"
    words = "The widow Xanthippe Zorbas of Quillfeather Lane named her neighbours."
    with ledger.open(path) as book:
        book.add(reports=[Report(id="w", title="A witness", text=words), Report(id="v", text="Other words.")])
        book.take_down("w", "asked for by the witness")
    left = b"".join(file.read_bytes() for file in tmp_path.iterdir()).lower()
    assert b"other words" in left
    assert not any(word in left for word in (b"xanthippe", b"zorbas", b"quillfeather"))


def test_what_was_taken_down_does_not_come_back_by_itself(example: Book) -> None:
    report = example.report("r1")
    example.take_down("r1", "asked for")
    number = example.transaction()
    assert example.add(reports=[report]) == number
    with pytest.raises(LedgerError, match="taken down"):
        example.take_down("r1", "again")
    with pytest.raises(LedgerError, match="no such report"):
        example.take_down("r99", "never there")


def test_a_taken_down_text_under_another_id_is_another_report(example: Book) -> None:
    example.take_down("r1", "asked for")
    example.add(reports=[Report(id="r9", text="Other words.")])
    assert example.report("r9").text == "Other words."

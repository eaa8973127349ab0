"""The ledger from the command line, as a user types it."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
import sqlalchemy as sa
from tests.books import example_book

from warmonitor import ledger
from warmonitor.cli import ingest, main
from warmonitor.engine.ingest import Taken


@pytest.fixture
def there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The example ledger, named by the environment."""
    path = tmp_path / "example.db"
    example_book(path).close()
    monkeypatch.setenv("WARMONITOR_LEDGER", str(path))
    return path


def out(capsys: pytest.CaptureFixture[str], *words: str, code: int = 0) -> str:
    """What a command prints."""
    assert main(words) == code
    return capsys.readouterr().out


def test_incidents_in_every_format(there: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = out(capsys, "incidents", "--place", "Tell Amara")
    assert "9 to 12 civilians killed; 4 children killed; 3 aid workers injured" in text
    rows = [json.loads(line) for line in out(capsys, "incidents", "--format", "jsonl").splitlines()]
    assert [row["id"] for row in rows] == ["i1", "i2", "i3"]
    table = list(csv.DictReader(io.StringIO(out(capsys, "incidents", "--format", "csv", "--harm", "injured"))))
    assert {row["incident"] for row in table} == {"i1", "i2"}
    assert table[0]["low"] == "9"


def test_a_tally_down_to_the_quotes(there: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = out(capsys, "tally", "--by", "admin1", "--harm", "killed", "--lineage")
    assert "Idlib: 9 to 12 killed, 1 incident\n" in text
    assert (
        "“killed 12 civilians” – Valley Monitor, in Harbour Wire, 2019-05-02, https://example.org/harbour/1 [c1]"
        in text
    )
    assert "wounded" not in text
    assert out(capsys, "tally", "--format", "csv", "--by", "event").splitlines()[0] == "event,harm,low,best,high"


def test_tolls_are_apart(there: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = out(capsys, "tolls")
    assert "Valley Monitor: at least 200; incidents recorded here: 9 to 12; unaccounted: about 188" in text


def test_show_changes_failures_verify(there: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "set aside, the same authority as c1" in out(capsys, "show", "i1")
    assert "At least nine" in out(capsys, "show", "c4")
    assert "Strike on Tell Amara kills 12" in out(capsys, "show", "r1")
    assert "added" in out(capsys, "changes", "--changed-since", "1")
    assert "an XML entity" in out(capsys, "failures")
    head = out(capsys, "verify").splitlines()[0].rpartition(" ")[2]
    assert "none altered" in out(capsys, "verify", "--head", head)


def test_a_broken_chain_is_told(there: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with ledger.open(there) as book, book.engine.begin() as db:
        db.exec_driver_sql("UPDATE journal SET body = replace(body, '12', '21') WHERE subject = 'c1'")
    assert main(["verify"]) == 2
    assert "claim c1" in capsys.readouterr().err


def test_judging_and_asking_again(there: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ("judge", "correct", "c7", "--field", "count.high", "--value", "8", "--why", "recount", "--hand", "ada")
    assert out(capsys, *words) == "transaction 3\n"
    assert "stood already" in out(capsys, *words)
    assert "6 to 8 people killed" in out(capsys, "incidents", "--event", "bombing")
    assert "6 people killed" in out(capsys, "incidents", "--event", "bombing", "--as-of", "2")
    assert "i2" in out(capsys, "incidents", "--changed-since", "2")
    assert "i1" not in out(capsys, "incidents", "--changed-since", "2")
    assert main([*words[:5], "--value", "9", "--expect", "2"]) == 2
    assert "ada judged this" in capsys.readouterr().err


TABLE = """kind,subject,other,field,value,why,hand
confirm,c1,,,,seen the list,ada
correct,c7,,count.high,8,recount,
correct,c7,,count.high,lots,,
maybe,c8,,,,,
same,c1,zz,,,,
note,c8,,,,"ask, again",ben
"""


def test_a_judgement_is_undone(there: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out(capsys, "judge", "reject", "c7", "--hand", "ada")
    out(capsys, "judge", "undo", "c7", "--hand", "ben", code=2)
    out(capsys, "judge", "undo", "c7", "--hand", "ada", "--why", "a slip")
    with ledger.open(there) as book:
        assert book.judgements("c7") == []
    shown = out(capsys, "show", "c7")
    assert "undone" in shown
    assert "a slip" in shown


def test_sums_are_mended(there: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with ledger.open(there) as book, book.engine.begin() as db:
        db.execute(sa.text("UPDATE sums SET low = 99"))
    assert main(["verify"]) == 2
    assert "--mend" in capsys.readouterr().err
    out(capsys, "verify", "--mend")


def test_a_reviewers_table_is_applied_once_and_wrong_rows_are_told(
    there: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "table.csv"
    path.write_text(TABLE, encoding="utf8")
    assert main(["judge", "--table", str(path), "--hand", "cy"]) == 1
    told = capsys.readouterr()
    assert told.out == "3 applied, 0 stood already, 3 wrong\n"
    assert [line.split(": ")[1].rpartition(":")[2] for line in told.err.splitlines()] == ["4", "5", "6"]
    with ledger.open(there) as book:
        assert [(word.kind, word.hand) for word in book.judgements()] == [
            ("confirm", "ada"),
            ("correct", "cy"),
            ("note", "ben"),
        ]
        before = book.head()
    assert main(["judge", "--table", str(path), "--hand", "cy"]) == 1
    assert capsys.readouterr().out == "0 applied, 3 stood already, 3 wrong\n"
    with ledger.open(there) as book:
        assert book.head() == before


def test_a_takedown(there: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out(capsys, "takedown", "r1", "--why", "asked for", "--hand", "ada")
    assert main(["show", "r1"]) == 2
    assert "taken down: asked for" in capsys.readouterr().err
    assert "(the words were taken down)" in out(capsys, "show", "i1")
    assert "none altered" in out(capsys, "verify")


def test_what_was_typed_wrong(there: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    for words, says in (
        (["incidents", "--since", "May"], "no such day"),
        (["incidents", "--box", "1,2"], "box"),
        (["tally", "--by", "colour"], "no such breakdown"),
        (["show", "nothing"], "no incident, claim or report"),
        (["incidents", "--ledger", str(tmp_path / "none.db")], "no ledger here"),
        (["judge", "reject"], "of what"),
        (["ingest"], "nothing to ingest"),
    ):
        assert main(words) == 2
        assert says in capsys.readouterr().err


def test_progress_in_words() -> None:
    reading = Taken(seen=1200, expected=5000, seconds=4.0)
    assert ingest.line(reading) == "reading: 1,200 of about 5,000 reports, 300 a second, 13 s left"
    assert ingest.line(Taken(seen=10, seconds=2.0)) == "reading: 10 reports, 5 a second"
    assert ingest.line(Taken(stage="linking", linked=5, to_link=9)) == "linking: 5 of 9 claims"
    done = Taken(seen=12, new=9, held=2, failed=1, claims=20, seconds=3.0)
    assert ingest.summary(done) == (
        "9 new reports with 20 claims, 2 known already, 1 could not be read; 3.0 s, 4 reports a second"
    )

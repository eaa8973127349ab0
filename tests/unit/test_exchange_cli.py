"""The verbs export, compare and import, as a user gives them."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from tests.books import example_book

from warmonitor import ledger
from warmonitor.cli import main
from warmonitor.model import Judgement, Query


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "book.db"
    example_book(path).close()
    return path


def sheet(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf8") as file:
        return list(csv.DictReader(file))


def test_export_writes_a_file_and_lists_its_conversions(
    book: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "ged.csv"
    assert main(["export", "ucdp-ged", "--ledger", str(book), "-o", str(out)]) == 0
    assert [row["date_start"] for row in sheet(out)] == ["2019-05-01", "2019-05-10", "2019-06-01"]
    assert {"incident", "column", "ledger", "written", "rule"} == set(sheet(tmp_path / "ged.conversions.csv")[0])
    said = capsys.readouterr().err
    assert "3 rows" in said
    assert "ged.conversions.csv" in said
    assert not (tmp_path / "ged.csv.part").exists()


def test_filters_and_policy_rule_what_is_written(book: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    asked = ["export", "jsonl", "--ledger", str(book), "--until", "2019-05-05", "--harm", "killed"]
    assert main([*asked, "--policy", "cautious"]) == 0
    (line,) = capsysbinary.readouterr().out.splitlines()
    incident = json.loads(line)
    assert (incident["id"], incident["policy"]) == ("i1", "cautious")
    assert [
        c["best"] for c in incident["cells"] if c["harm"] == "killed" and not c["group"] and c["status"] == "civilian"
    ]


def test_as_of_is_what_the_ledger_said_then(book: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["export", "jsonl", "--ledger", str(book), "--as-of", "1"]) == 0
    assert [json.loads(line)["id"] for line in capsysbinary.readouterr().out.splitlines()] == ["i1"]


def test_public_leaves_out_and_blurs(book: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    with ledger.open(book, hand="ada") as opened:
        opened.judge(Judgement(kind="note", subject="i2", hand="ada", field="sensitive", value="all"))
    assert main(["export", "geojson", "--ledger", str(book), "--public", "--blur", "0.5deg"]) == 0
    found = json.loads(capsysbinary.readouterr().out)["features"]
    assert [(f["id"], f["geometry"]["coordinates"]) for f in found] == [("i1", [36.75, 35.75]), ("i3", [36.75, 35.25])]


def test_what_goes_out_comes_in_and_compares(book: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out, other = tmp_path / "acled.csv", tmp_path / "other.db"
    main(["export", "acled", "--ledger", str(book), "-o", str(out)])
    assert main(["compare", str(out), "--ledger", str(book)]) == 0
    assert "3 matched" in capsys.readouterr().out
    for _ in range(2):
        assert main(["import", str(out), "--ledger", str(other), "--name", "Their list"]) == 0
    with ledger.open(other) as opened:
        assert [r.publisher for r in opened.reports()] == ["Their list"] * 3
        assert {c.incident for c in opened.claims()} == {i.id for i in opened.incidents()}
        assert opened.verify()
        assert [i.place.name for i in opened.incidents(Query(harm="killed"))] == ["Tell Amara", "Qasr", "Wadi Sakhr"]
    assert main(["compare", str(out), "--ledger", str(other), "--format", "jsonl"]) == 0
    assert [json.loads(line)["kind"] for line in capsys.readouterr().out.splitlines()] == ["matched"] * 3


def test_a_broken_row_costs_only_itself(book: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out, broken = tmp_path / "ged.csv", tmp_path / "broken.csv"
    main(["export", "ucdp-ged", "--ledger", str(book), "-o", str(out)])
    broken.write_text(out.read_text().replace("2019-05-10,2019-05-10", "the tenth,2019-05-10"))
    capsys.readouterr()
    assert main(["import", str(broken), "--ledger", str(tmp_path / "new.db")]) == 1
    said = capsys.readouterr().err
    assert "broken.csv, row i2" in said
    assert "'the tenth' is no day" in said
    assert "2 rows taken in" in said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["export", "csv", "--ledger", "{}/none.db"], "no ledger here"),
        (["export", "csv", "--ledger", "{book}", "--box", "1,2,x,4"], "box"),
        (["export", "csv", "--ledger", "{book}", "--public", "--blur", "village"], "no such unit"),
        (["export", "csv", "--ledger", "{book}", "-o", "{}/no/such/out.csv"], "No such file"),
        (["compare", "{}/none.csv", "--ledger", "{book}"], "No such file"),
        (["compare", "{book}", "--ledger", "{book}"], "neither UCDP GED nor ACLED"),
    ],
)
def test_what_cannot_be_meant_is_one_clear_line(
    words: list[str], said: str, book: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([w.replace("{book}", str(book)).replace("{}", str(tmp_path)) for w in words]) == 2
    err = capsys.readouterr().err
    assert said in err
    assert err.count("\n") == 1

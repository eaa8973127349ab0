"""warmonitor read, as a user types it: the ledger, the claims, the reasons, what could not be read."""

import io
import json
from pathlib import Path

import pytest

from warmonitor.cli import main

TEXT = (
    "Rockets hit two towns\n\n"
    "Rockets killed 15 civilians, including four children, and wounded 30 others in the town of Orikhiv on Tuesday, "
    "the regional governor said.\n"
)


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "article.txt"
    path.write_text(TEXT, encoding="utf8")
    return path


def test_the_ledger_shows_figures_with_their_quotes(article: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["read", str(article), "--published", "2022-03-10"]) == 0
    out = capsys.readouterr().out
    assert "1 report" in out
    assert "killed" in out
    assert "“" in out
    assert "Orikhiv" in out


def test_claims_are_one_json_object_a_line(article: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["read", str(article), "--published", "2022-03-10", "--show", "claims", "--format", "jsonl"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {"id", "report", "harm", "count", "victims", "place", "time", "source", "scope", "evidence"} <= set(rows[0])
    assert {r["count"]["figure"] for r in rows if r["harm"] == "killed"} == {15, 4}


def test_why_names_the_words_and_the_weights(article: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["read", str(article), "--show", "claims", "--why"]) == 0
    assert "· killed '15 civilians'" in capsys.readouterr().out


def test_what_cannot_be_read_is_named_and_the_rest_is_read(
    article: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["read", str(tmp_path / "missing.txt"), str(article), "--published", "2022-03-10"]) == 1
    told = capsys.readouterr()
    assert "missing.txt" in told.err
    assert "1 report" in told.out


def test_a_report_without_a_date_says_what_to_pass(article: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["read", str(article)]) == 0
    assert "--published" in capsys.readouterr().out


def test_standard_input(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(TEXT.encode()), encoding="utf8"))
    assert main(["read", "-", "--published", "2022-03-10"]) == 0
    assert "Orikhiv" in capsys.readouterr().out

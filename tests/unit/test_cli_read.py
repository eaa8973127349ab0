"""warmonitor read, as a user types it: the ledger, the claims, the reasons, what could not be read."""

import io
import json
from pathlib import Path

import pytest

from warmonitor.cli import main
from warmonitor.ledger import counted

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


def test_one_is_told_in_the_singular(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "one.txt"
    path.write_text(
        "Shell hits a school in Orikhiv\n\nA shell hit a school in the town of Orikhiv on Tuesday, killing a child and "
        "a soldier and wounding one person, the regional governor said.\n",
        encoding="utf8",
    )
    for show in ("ledger", "claims"):
        assert main(["read", str(path), "--published", "2022-03-10", "--show", show]) == 0
        out = capsys.readouterr().out
        assert "1 child killed" in out
        assert "1 facility hit" in out
        assert "1 person injured" in out
        assert "1 children" not in out
        assert "1 facilities" not in out


@pytest.mark.parametrize(
    ("figure", "told"),
    [
        ((1, 1, "killed", "civilian", None, "children"), "1 child killed"),
        ((1, None, "facility", "unknown", None, None), "at least 1 facility hit"),
        ((2, 2, "facility", "unknown", None, None), "2 facilities hit"),
        ((1, 1, "detained", "combatant", "rebels", None), "1 fighter (rebels) detained"),
        ((3, None, "killed", "civilian", None, "aid_workers"), "at least 3 aid workers killed"),
        ((1, 1, "injured", "unknown", None, None), "1 person injured"),
        ((0, 0, "injured", "unknown", None, None), "0 people injured"),
        ((1, 1, "killed", "unknown", None, "police"), "1 police officer killed"),
    ],
)
def test_a_figure_agrees_with_whom_it_counts(
    figure: tuple[int | None, int | None, str, str, str | None, str | None], told: str
) -> None:
    assert counted(*figure) == told

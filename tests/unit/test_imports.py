"""An arrow of the journey never runs back: no room imports one that it may not."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2] / "src" / "warmonitor"
ROOMS = {
    "model": set(),
    "errors": set(),
    "lexicon": {"model", "errors"},
    "places": {"model", "errors", "lexicon"},
    "reports": {"model", "errors"},
    "claims": {"model", "errors", "lexicon", "places"},
    "incidents": {"model", "errors", "lexicon"},
    "ledger": {"model", "errors", "incidents"},
    "exchange": {"model", "errors", "lexicon", "ledger", "incidents"},
    "web": {"model", "errors", "ledger", "exchange", "incidents"},
    "engine": {"model", "errors", "lexicon", "places", "reports", "claims", "incidents", "ledger", "exchange"},
}


def room_of(path: Path) -> str:
    part = path.relative_to(ROOT).parts[0]
    return part.removesuffix(".py")


def imported(path: Path) -> set[str]:
    out = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf8"))):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        out |= {name.split(".")[1] for name in names if name.startswith("warmonitor.")}
    return out & set(ROOMS)


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_only_what_it_may(room: str) -> None:
    files = [p for p in ROOT.rglob("*.py") if room_of(p) == room]
    wrong = {str(p.relative_to(ROOT)): imported(p) - ROOMS[room] - {room} for p in files}
    assert not {k: v for k, v in wrong.items() if v}


def test_only_one_file_knows_spark() -> None:
    files = [p for p in ROOT.rglob("*.py") if "pyspark" in p.read_text(encoding="utf8")]
    assert [p.name for p in files] in ([], ["spark.py"])

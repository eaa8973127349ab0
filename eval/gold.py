"""The gold reports: where they lie, how they are read, and which third is held back."""

from __future__ import annotations

import gzip
import hashlib
import importlib.util
import json
import os
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from warmonitor.model import Report

WRITTEN, PRESS = ("dev", "dev2"), ("press_a", "press_b", "press_c", "press_d")
SETS = ("first", *WRITTEN, *PRESS)


def shared() -> Path | None:
    """The folder of gold reports and data sets, or None where this machine has none."""
    root = Path(os.environ.get("SHARED", Path(__file__).parents[2] / "shared"))
    return root if (root / "gold").is_dir() else None


def held(report: str) -> bool:
    """Whether a report belongs to the third that nobody reads or trains on."""
    return int(hashlib.sha1(report.encode()).hexdigest(), 16) % 3 == 0


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a JSONL file, plain or gzip."""
    with gzip.open(path, "rt", encoding="utf8") if path.suffix == ".gz" else path.open(encoding="utf8") as lines:
        yield from (json.loads(line) for line in lines if line.strip())


def report(row: dict[str, Any]) -> Report:
    """A row as a Report."""
    return Report(**{k: v for k, v in row.items() if k in Report.__struct_fields__})


def reports(root: Path, name: str, part: str | None = "open") -> list[Report]:
    """The reports of one gold set: the open two thirds, the "held" third, or all (None)."""
    found = [report(r) for r in rows(root / "gold" / name / "reports.jsonl")]
    return [r for r in found if part is None or held(r.id) == (part == "held")]


def claims(root: Path, name: str) -> dict[str, list[dict[str, Any]]]:
    """The gold claims of one set, by report."""
    out: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows(root / "gold" / name / "gold.jsonl"):
        out[row["report"]].append(row)
    return out


def scorer(root: Path) -> Any:
    """The scorer that lies beside the gold reports, as a module."""
    spec = importlib.util.spec_from_file_location("score", root / "gold" / "score.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module

"""Weights learned from a reviewed ledger."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from warmonitor.errors import InputError
from warmonitor.incidents import train
from warmonitor.incidents.weights import weights
from warmonitor.model import Claim, Count, Period, Place


def ledger() -> list[Claim]:
    """Twelve days of two strikes each, told by two reports; one strike's injured are told too."""
    return [
        Claim(
            id=f"{report}{n}-{part}", report=f"{report}{n}", harm="injured" if part == 2 else "killed",
            incident=f"i{n}-{part % 2}", count=Count(figure=30 + part, low=30 + part, high=30 + part),
            place=Place(name=("Alba", "Borqa")[part % 2], country="SY"), event="air_strike",
            time=Period(start=f"2019-07-{n + 1:02}", end=f"2019-07-{n + 1:02}"),
        )
        for n in range(12)
        for report in "ab"
        for part in range(3)
    ]  # fmt: skip


def test_a_level_that_is_right_gains_and_one_never_seen_keeps_its_weight() -> None:
    start = weights().across
    learned = train.fit(train.across(*train.told(ledger())), start)
    assert learned.of("date", "same_days") > start.of("date", "same_days")
    assert learned.of("place", "same_point") == start.of("place", "same_point")


def test_the_command_writes_weights_that_can_be_read(tmp_path: Path) -> None:
    claims, out = tmp_path / "claims.jsonl", tmp_path / "weights.yaml"
    claims.write_bytes(b"\n".join(msgspec.json.encode(c) for c in ledger()))
    assert train.main([str(claims), "--out", str(out)]) == 0
    found = weights(str(out))
    assert found.within.comparisons.keys() == weights().within.comparisons.keys()


def test_what_cannot_teach_is_one_clear_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert train.main([str(tmp_path / "none.jsonl"), "--out", str(tmp_path / "w.yaml")]) == 2
    assert "none.jsonl" in capsys.readouterr().err
    with pytest.raises(InputError, match="no two accounts"):
        train.fit(train.inside(ledger()[:1]), weights().within)

"""Splink and plain SQL are the same comparisons with the same weights."""

from __future__ import annotations

import random

import pytest

from warmonitor.errors import InputError
from warmonitor.incidents import events, pairs
from warmonitor.incidents.through_splink import waterfall
from warmonitor.model import Claim, Count, Period, Place, Victims


def claims() -> list[Claim]:
    chance = random.Random(7)
    out = []
    for n in range(60):
        day, low = f"2019-07-{chance.randint(1, 9):02}", chance.choice((3, 12, 40))
        out.append(
            Claim(
                id=f"r{n}-1", report=f"r{n}", harm="killed", count=Count(figure=low, low=low, high=low),
                victims=Victims(status="civilian"), perpetrators=chance.choice(((), ("Redland",), ("Blueland",))),
                event=chance.choice(("air_strike", "shelling", "unknown")),
                place=Place(name=chance.choice(("Alba", "Borqa", "eastern Alba")), country="SY", admin1="Lower Alba",
                            lat=chance.choice((None, 35.0, 35.2)), lon=36.0, precision=1),
                time=Period(start=chance.choice((None, day)), end=day), names=chance.choice(((), ("Marwa Selim",))),
            )
        )  # fmt: skip
    return out


def test_many_events_are_scored_as_a_handful_is(monkeypatch: pytest.MonkeyPatch) -> None:
    told = events(claims())
    small = pairs.score(told)
    monkeypatch.setattr(pairs, "MANY", 2)
    assert pairs.score(told) == small
    assert len(small) > 100


def test_the_waterfall_ends_at_the_pairs_weight_and_a_pair_of_one_report_has_none() -> None:
    told = events(claims())
    best = max(pairs.score(told), key=lambda s: s.bits)
    chart = waterfall(told, best.right, best.left)
    weights = {bar["column_name"]: bar["log2_bayes_factor"] for bar in chart["data"]["values"]}
    assert weights["Final score"] == pytest.approx(best.bits, abs=0.001)
    with pytest.raises(InputError, match="not compared"):
        waterfall(told, best.left, "nobody")

"""Splink and plain SQL are the same comparisons with the same weights."""

from __future__ import annotations

import datetime as dt
import random

import pytest

from warmonitor.errors import InputError
from warmonitor.incidents import EventRecord, events, pairs
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


def test_events_in_many_blocks_are_paired_and_scored_as_in_one(monkeypatch: pytest.MonkeyPatch) -> None:
    told = events(claims())
    tie = [(told[0].id, told[-1].id)]
    with pairs.Comparer(told) as comparer:
        reached = list(comparer.reached())
    whole = pairs.score(told, ties=tie)
    assert any(s.bits < pairs.SHOWN for s in whole)
    monkeypatch.setattr(pairs, "BLOCK", 7)
    for many in (pairs.MANY, 2):
        monkeypatch.setattr(pairs, "MANY", many)
        assert pairs.score(told, ties=tie) == whole
    with pairs.Comparer(told) as comparer:
        assert list(comparer.reached()) == reached


@pytest.mark.parametrize(
    ("many", "days_apart", "compared"), [(25, 0, True), (26, 0, False), (15, 99, True), (16, 99, False)]
)
def test_a_word_blocks_where_few_of_a_period_or_of_all_times_have_it(
    many: int, days_apart: int, compared: bool
) -> None:
    first = dt.date(2015, 1, 1)
    told = [
        EventRecord(
            id=f"e{n:02}", report=f"r{n}", claims=(f"c{n}",), words=("bakery",),
            published=(first + dt.timedelta(days=n * days_apart)).isoformat(),
        )
        for n in range(many)
    ]  # fmt: skip
    with pairs.Comparer(told) as comparer:
        assert len(list(comparer.reached())) == (many * (many - 1) / 2 if compared else 0)

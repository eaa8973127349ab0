"""The ledger held against another's file."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from tests.entries import strike

from warmonitor.exchange.comparing import compare, distance, lines, told
from warmonitor.model import Cell, Incident, Period, Place


def incident(id: str, **changes: Any) -> Incident:
    return msgspec.structs.replace(strike().incident, id=id, **changes)


def on(day: str, precision: int = 1) -> Period:
    return Period(start=day, end=day, precision=precision)


def dead(low: int, high: int | None) -> tuple[Cell, ...]:
    return (Cell(harm="killed", status="civilian", low=low, high=high),)


def test_the_same_day_and_place_match_and_counts_are_held_against_each_other() -> None:
    found = compare(
        [incident("a"), incident("b", time=on("2019-05-20"), cells=dead(3, 3))],
        [incident("x", cells=dead(10, 14)), incident("y", time=on("2019-05-20"), cells=dead(7, 9))],
    )
    assert [(p.ours.id, p.theirs.id, p.agrees) for p in found.pairs] == [("a", "x", True), ("b", "y", False)]
    assert [p.ours.id for p in found.differing] == ["b"]


def test_one_of_theirs_takes_one_of_ours_the_nearest() -> None:
    near = Place(name="Tell Amara", country="SY", lat=35.62, lon=36.69, precision=1)
    far = Place(name="Kafr Rim", country="SY", lat=35.70, lon=36.75, precision=1)
    found = compare([incident("far", place=far), incident("near", place=near)], [incident("x")])
    assert [(p.ours.id, p.theirs.id) for p in found.pairs] == [("near", "x")]
    assert [i.id for i in found.only_ours] == ["far"]


@pytest.mark.parametrize(
    "changes",
    [
        {"time": on("2019-05-09")},
        {"place": Place(name="Qasr", country="SY", lat=36.4, lon=37.5, precision=1)},
        {"place": Place(name="Tell Amara", country="LB", lat=34.0, lon=36.0, precision=1)},
        {"place": Place(name="Qasr", country="SY", precision=1)},
    ],
)
def test_another_day_or_place_is_another_incident(changes: dict[str, Any]) -> None:
    other = [incident("x", **changes), incident("y", time=on("2019-04-01"), place=Place(name="far", country="IQ"))]
    assert compare([incident("a")], other).pairs == ()


def test_a_vague_date_or_place_meets_a_precise_one() -> None:
    month = incident("x", time=Period(start="2019-05-01", end="2019-05-31", precision=4))
    province = incident("y", place=Place(name="Idlib", country="SY", admin1="Idlib", lat=35.9, lon=36.6, precision=4))
    assert len(compare([incident("a")], [month]).pairs) == 1
    assert len(compare([incident("a")], [province]).pairs) == 1


def test_ours_outside_their_period_and_countries_are_no_gap_of_theirs() -> None:
    ours = [
        incident("a"),
        incident("old", time=on("2001-01-01")),
        incident("iraq", place=Place(name="x", country="IQ")),
    ]
    found = compare(ours, [incident("x")])
    assert ([p.ours.id for p in found.pairs], found.only_ours) == (["a"], ())
    assert (found.since, found.until, found.countries) == ("2019-05-01", "2019-05-01", ("SY",))


def test_nothing_to_compare_with_is_said() -> None:
    found = compare([incident("a")], [])
    assert (found.pairs, found.only_ours, found.only_theirs) == ((), (), ())
    assert "0 matched" in "\n".join(told(found))


def test_the_text_names_all_four_kinds() -> None:
    theirs = [incident("x", cells=dead(30, 30)), incident("z", place=Place(name="Elsewhere", country="SY"))]
    found = compare([incident("a"), incident("b", place=Place(name="Nowhere", country="SY"))], theirs)
    text = "\n".join(told(found))
    for words in (
        "1 matched, of these 1 with differing",
        "Only ours",
        "Nowhere",
        "Only theirs",
        "Elsewhere",
        "killed 30",
    ):
        assert words in text
    assert [line.kind for line in lines(found)] == ["differs", "only_ours", "only_theirs"]


def test_distance_is_along_the_ground() -> None:
    damascus, aleppo = Place(lat=33.5138, lon=36.2765), Place(lat=36.2021, lon=37.1343)
    assert distance(damascus, aleppo) == pytest.approx(309, abs=3)
    assert distance(damascus, Place(name="x")) is None

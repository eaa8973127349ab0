"""Iraq Body Count's rule: what a toll leaves after the incidents in it are subtracted."""

from __future__ import annotations

from pathlib import Path

import pytest

from warmonitor.incidents.reconcile import incidents
from warmonitor.incidents.rests import rests
from warmonitor.model import Claim, Count, Incident, Period, Place, Rest, Victims

ALBA = Place(name="Alba", country="SY", admin1="Upper Land")
LAND = Place(name="Upper Land", country="SY", admin1="Upper Land", precision=4)


def claim(id: str, low: int, high: int | None = -1, *, status: str = "civilian", **other: object) -> Claim:
    fields = {"harm": "killed", "place": ALBA, "time": Period(start="2019-07-10", end="2019-07-10"), "incident": "i1"}
    top = low if high == -1 else high
    return Claim(
        id=id, report=id[0], count=Count(figure=low, low=low, high=top), victims=Victims(status=status),
        **fields | other,
    )  # type: ignore[arg-type]  # fmt: skip


def toll(id: str, low: int, high: int | None = -1, **other: object) -> Claim:
    fields = {"scope": "total", "incident": None, "place": LAND, "time": Period(start="2019-07-01", end="2019-07-31")}
    return claim(id, low, high, **fields | other)


def recorded(*claims: Claim) -> list[Incident]:
    return incidents(claims)


def left(totals: list[Claim], *claims: Claim) -> dict[str, Rest]:
    return {r.claim: r for r in rests(totals, recorded(*claims))}


def test_a_toll_adds_what_its_incidents_leave() -> None:
    found = left([toll("t", 50)], claim("a", 11), claim("b", 20, incident="i2"), claim("c", 25, incident="i2"))
    assert found["t"] == Rest(claim="t", low=14, high=14, incidents=("i1", "i2"))
    assert left([toll("t", 50, None)], claim("a", 11))["t"] == Rest(claim="t", low=39, high=None, incidents=("i1",))
    assert left([toll("t", 50)])["t"] == Rest(claim="t", low=50, high=50)


@pytest.mark.parametrize("high", [-1, None])
def test_a_toll_smaller_than_its_incidents_adds_nothing(high: int | None) -> None:
    rest = left([toll("t", 10, high)], claim("a", 11))["t"]
    assert (rest.low, rest.high, rest.incidents) == (0, 0, ("i1",))
    assert "count as many" in (rest.reason or "")


def test_of_overlapping_tolls_the_one_that_leaves_most_is_taken() -> None:
    month = toll("m", 50)
    week = toll("w", 30, time=Period(start="2019-07-08", end="2019-07-14"))
    august = toll("x", 7, time=Period(start="2019-08-01", end="2019-08-31"))
    found = left([week, month, august], claim("a", 11))
    assert (found["m"].low, found["m"].reason) == (39, None)
    assert (found["w"].low, found["w"].high) == (0, 0)
    assert "the same people as m" in (found["w"].reason or "")
    assert (found["x"].low, found["x"].reason) == (7, None)


def test_tolls_of_other_people_or_sides_do_not_overlap() -> None:
    totals = [
        toll("a", 40, perpetrators=("Redland",)), toll("b", 30, perpetrators=("Blueland",)),
        toll("c", 20, harm="injured"), toll("d", 10, status="combatant"),
    ]  # fmt: skip
    assert [r.reason for r in left(totals).values()] == [None] * 4
    assert left([*totals, toll("e", 5, status="unknown")])["e"].reason


@pytest.mark.parametrize(
    "other, reason",
    [
        ({"place": Place()}, "its place is not known"),
        ({"time": Period()}, "its period is not known"),
        ({"time": Period(end="2019-07-31")}, "its period is open"),
        ({"stance": "denied"}, "denies"),
        ({"harm": "facility"}, "no people"),
    ],
)
def test_a_toll_that_cannot_be_held_against_incidents_is_not_used(other: dict[str, object], reason: str) -> None:
    rest = left([toll("t", 50, **other)])["t"]
    assert (rest.low, rest.high) == (0, 0)
    assert reason in (rest.reason or "")


def test_what_may_be_in_a_toll_is_subtracted() -> None:
    nowhere = claim("a", 5, place=Place(), incident="i1")
    some_day = claim("b", 6, time=Period(), incident="i2")
    somebody = claim("c", 7, status="unknown", incident="i3")
    elsewhere = claim("d", 9, place=Place(name="Borqa", country="SY", admin1="Lower Land"), incident="i4")
    found = left([toll("t", 50)], nowhere, some_day, somebody, elsewhere)
    assert found["t"] == Rest(claim="t", low=32, high=32, incidents=("i1", "i2", "i3"))


def test_the_order_of_tolls_plays_no_part() -> None:
    totals = [toll("a", 50), toll("b", 50), toll("c", 50, None)]
    assert rests(totals, []) == rests(totals[::-1], [])


def test_the_worked_example_of_the_ledger_page() -> None:
    jisr, maarat = Place(name="Jisr", country="SY", admin1="Idlib"), Place(name="Maarat", country="SY", admin1="Idlib")
    idlib: dict[str, object] = {"place": Place(name="Idlib", country="SY", admin1="Idlib", precision=4)}
    told = [
        claim("a", 11, place=jisr), claim("b", 20, place=maarat, incident="i2"),
        claim("c", 25, place=maarat, incident="i2"),
    ]  # fmt: skip
    tolls = [
        toll("c-2", 550, None, time=Period(start="2019-04-21", end="2019-07-13"), **idlib),
        toll("c-3", 90, time=Period(start="2019-07-08", end="2019-07-14"), **idlib),
        toll("c-4", 900, time=Period(), **idlib),
    ]
    found = left(tolls, *told)
    page = (Path(__file__).parents[2] / "docs" / "ledger.md").read_text(encoding="utf8")
    assert f"at least {found['c-2'].low} added, left beside the {len(found['c-2'].incidents)} incidents in it" in page
    for id in ("c-3", "c-4"):
        assert f"toll {id}: not added: {found[id].reason}" in page
    assert found["c-2"].reason is None

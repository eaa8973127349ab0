"""What is marked sensitive does not leave the machine, and places leave it no finer than the unit chosen."""

from __future__ import annotations

import io

import msgspec
import pytest
from tests.entries import AMARA, strike

from warmonitor import exchange
from warmonitor.errors import QueryError
from warmonitor.exchange.public import WITHHELD, Blur, blur_of, blurred, marks_of, public_entry
from warmonitor.model import Check, Judgement, Place, Span

CELL = Blur(degrees=0.1)


def mark(subject: str, value: str) -> Judgement:
    return Judgement(kind="note", subject=subject, field="sensitive", value=value, hand="ada")


def test_marks_stand_until_they_are_cleared() -> None:
    words = [mark("c1", "source"), mark("c1", "place"), mark("i1", "all"), mark("i1", "clear")]
    words.append(Judgement(kind="note", subject="c2", hand="ada", why="checked"))
    assert marks_of(words) == {"c1": frozenset({"source", "place"})}


def test_an_unmarked_entry_loses_only_exactness_and_full_texts() -> None:
    shown = public_entry(strike(), {}, CELL)
    assert shown is not None
    assert (shown.incident.place.lat, shown.incident.place.lon, shown.incident.place.precision) == (35.65, 36.65, 2)
    assert shown.claims[0].evidence == strike().claims[0].evidence
    assert shown.reports[0].text == ""
    assert shown.reports[0].publisher == "Harbour Wire"
    assert shown.incident.cells == strike().incident.cells


def test_a_marked_source_is_nowhere_in_any_format() -> None:
    quote = Span(start=0, end=30, text="12 died, the Valley Monitor said, the Valley Monitor")
    claim = msgspec.structs.replace(strike().claims[0], evidence=(quote,))
    check = Check(kind="sum", holds=True, text="the Valley Monitor says 12", claims=("c1",))
    entry = msgspec.structs.replace(strike(checks=(check,)), claims=(claim,))
    shown = list(exchange.public([entry], marks_of([mark("c1", "source")]), CELL))
    for form in exchange.FORMATS:
        out = io.BytesIO()
        exchange.write(form, shown, out, table="claims")
        assert b"Valley Monitor" not in out.getvalue(), form
    assert WITHHELD in shown[0].claims[0].evidence[0].text


def test_a_marked_report_hides_its_outlet() -> None:
    shown = public_entry(strike(), marks_of([mark("r1", "source")]), CELL)
    assert shown is not None
    assert (shown.reports[0].publisher, shown.reports[0].url, shown.reports[0].title) == (None, None, "")


def test_a_marked_place_is_told_by_its_province() -> None:
    quote = Span(start=0, end=20, text="12 died in Tell Amara")
    claim = msgspec.structs.replace(strike().claims[0], evidence=(quote,))
    shown = public_entry(msgspec.structs.replace(strike(), claims=(claim,)), marks_of([mark("i1", "place")]), Blur())
    assert shown is not None
    place = shown.incident.place
    assert (place.name, place.admin1, place.lat, place.precision) == ("Idlib", "Idlib", None, 4)
    assert "Tell Amara" not in shown.claims[0].evidence[0].text
    assert shown.reports[0].title == f"=Strike on {WITHHELD}"
    assert shown.reports[0].url is None


def test_what_is_marked_all_is_left_out() -> None:
    assert public_entry(strike(), marks_of([mark("i1", "all")]), CELL) is None
    shown = public_entry(strike(), marks_of([mark("c1", "all")]), CELL)
    assert shown is not None
    assert (shown.claims, shown.reports, shown.incident.claims, shown.incident.cells[0].claims) == ((), (), (), ())
    assert shown.incident.authorities == ()


def test_the_living_are_never_named() -> None:
    quote = Span(start=0, end=10, text="Amal Haddad, 9, was wounded")
    hurt = msgspec.structs.replace(strike().claims[0], harm="injured", evidence=(quote,))
    shown = public_entry(msgspec.structs.replace(strike(), claims=(hurt,)), {}, CELL)
    assert shown is not None
    assert shown.claims[0].names == ()
    assert "Amal" not in shown.claims[0].evidence[0].text
    dead = public_entry(strike(), {}, CELL)
    assert dead is not None
    assert dead.claims[0].names == ("Amal Haddad",)


@pytest.mark.parametrize(
    ("unit", "name", "precision"),
    [("admin2", "Saraqib", 3), ("admin1", "Idlib", 4), ("country", None, 6)],
)
def test_units_take_the_point_away(unit: str, name: str | None, precision: int) -> None:
    place = blurred(msgspec.structs.replace(AMARA, admin2="Saraqib"), blur_of(unit))
    assert (place.name, place.precision, place.lat, place.lon, place.country) == (name, precision, None, None, "SY")


def test_a_place_that_is_coarse_already_stays() -> None:
    whole = Place(name="Syria", country="SY", precision=6, lat=35.0, lon=38.0)
    assert blurred(whole, blur_of("admin1")) == whole


@pytest.mark.parametrize("unit", ["", "5", "0deg", "90deg", "village", "-1deg"])
def test_a_unit_that_does_not_exist_is_refused(unit: str) -> None:
    with pytest.raises(QueryError):
        blur_of(unit)

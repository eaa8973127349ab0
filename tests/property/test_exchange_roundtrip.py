"""What goes out in a format and comes back says what the format can carry, and says it again the same."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.entries import WORDS, entries

from warmonitor import exchange
from warmonitor.exchange import Entry, Notes, acled, ged, imports
from warmonitor.exchange.figures import harmed
from warmonitor.exchange.records import guarded, unguarded
from warmonitor.model import Claim, Incident

FEW = settings(max_examples=120, deadline=None)
GED_FACTS = (
    "date_start", "date_end", "date_prec", "year", "where_prec", "where_coordinates", "adm_1", "adm_2", "latitude",
    "longitude", "geom_wkt", "priogrid_gid", "country", "country_id", "region", "deaths_civilians", "deaths_unknown",
    "best", "low", "high", "source_original",
)  # fmt: skip
GED_SIDES = ("type_of_violence", "side_a", "side_b", "dyad_name", "deaths_a", "deaths_b", "gwnoa", "gwnob")
ACLED_FACTS = (
    "event_date", "time_precision", "event_type", "sub_event_type", "actor1", "assoc_actor_1", "inter1", "actor2",
    "inter2", "interaction", "civilian_targeting", "iso", "region", "country", "admin1", "admin2", "location",
    "latitude", "longitude", "geo_precision", "fatalities",
)  # fmt: skip


def written(form: str, *stream: Entry, **more: Any) -> bytes:
    out = io.BytesIO()
    exchange.write(form, stream, out, **more)
    return out.getvalue()


def back(form: str, file: bytes) -> list[Entry]:
    found = list(imports.read(form, io.BytesIO(file), "test.csv"))
    assert all(isinstance(entry, Entry) for entry in found), found
    return [entry for entry in found if isinstance(entry, Entry)]


@FEW
@given(entries())
def test_ged_comes_back_as_it_went(entry: Entry) -> None:
    row = ged.row(entry, Notes())
    came = back("ucdp-ged", written("ucdp-ged", entry))
    if row is None:
        assert came == []
        return
    again = ged.row(came[0], Notes())
    facts = GED_FACTS + (GED_SIDES if row.type_of_violence else ())
    if not row.best:
        # Nobody died for certain: there is no box to put the possible dead in but the last.
        facts = tuple(f for f in facts if not f.startswith("deaths") and f not in GED_SIDES)
    assert again is not None
    assert {f: getattr(again, f) for f in facts} == {f: getattr(row, f) for f in facts}


@FEW
@given(entries())
def test_geds_boxes_add_up_to_best_within_low_and_high(entry: Entry) -> None:
    row = ged.row(entry, Notes())
    if row is None:
        return
    assert row.best == sum(
        map(int, (row.deaths_a or 0, row.deaths_b or 0, row.deaths_civilians or 0, row.deaths_unknown or 0))
    )
    assert (row.deaths_unknown or 0) >= 0
    assert (row.low or 0) <= (row.best or 0) <= (row.high or 0)


@FEW
@given(entries())
def test_acled_comes_back_as_it_went(entry: Entry) -> None:
    row = acled.row(entry, Notes())
    came = back("acled", written("acled", entry))
    if row is None:
        assert came == []
        return
    again = acled.row(came[0], Notes())
    assert again is not None
    assert {f: getattr(again, f) for f in ACLED_FACTS} == {f: getattr(row, f) for f in ACLED_FACTS}


@FEW
@given(entries())
def test_the_claims_of_an_imported_row_stand_in_its_report(entry: Entry) -> None:
    for form in ("ucdp-ged", "acled"):
        for came in back(form, written(form, entry)):
            whole = came.reports[0].whole
            for claim in came.claims:
                for span in claim.evidence:
                    assert whole[span.start : span.end] == span.text


@FEW
@given(st.lists(entries(), max_size=4, unique_by=lambda e: e.incident.id))
def test_jsonl_loses_nothing(found: list[Entry]) -> None:
    lines = written("jsonl", *found).splitlines()
    assert [msgspec.json.decode(line, type=Incident) for line in lines] == [entry.incident for entry in found]


def test_jsonl_of_claims_is_claims() -> None:
    from tests.entries import strike

    lines = written("jsonl", strike(), table="claims").splitlines()
    assert [msgspec.json.decode(line, type=Claim) for line in lines] == list(strike().claims)


@FEW
@given(entries())
def test_geojson_says_place_and_figures(entry: Entry) -> None:
    feature = json.loads(written("geojson", entry))["features"][0]
    place, said = entry.incident.place, feature["properties"]
    assert feature["geometry"] == (
        None if place.lat is None else {"type": "Point", "coordinates": [place.lon, place.lat]}
    )
    figure = harmed(entry.incident, "killed")
    assert said["killed_low"] == (figure.low if figure else None)
    assert said["killed_high"] == (figure.high if figure else None)


@FEW
@given(entries())
def test_every_cell_of_a_sheet_is_safe_and_comes_back(entry: Entry) -> None:
    for form in ("ucdp-ged", "acled", "hxl", "csv", "overlap"):
        for row in csv.reader(io.StringIO(written(form, entry).decode(), newline="")):
            for cell in row:
                assert not cell.startswith(("=", "+", "@", "\t", "\r")), (form, cell)
                assert not cell.startswith("-") or is_number(cell), (form, cell)


def is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


@given(st.text())
def test_the_guard_can_be_taken_off(text: str) -> None:
    assert unguarded(guarded(text)) == text
    assert not guarded(text).startswith(("=", "+", "-", "@", "\t", "\r", "\n"))


@FEW
@given(WORDS, entries())
def test_text_of_any_script_survives_a_sheet(name: str, entry: Entry) -> None:
    place = msgspec.structs.replace(entry.incident.place, name=name)
    placed = msgspec.structs.replace(entry, incident=msgspec.structs.replace(entry.incident, place=place))
    for form in ("ucdp-ged", "acled"):
        for came in back(form, written(form, placed)):
            assert came.incident.place.name == name


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400) | st.text(max_size=400).map(lambda t: t.encode("utf8", "replace")))
def test_any_bytes_under_a_header_cost_only_themselves(rubbish: bytes) -> None:
    for form, shape in (("ucdp-ged", ged.COLUMNS), ("acled", acled.COLUMNS)):
        file = ",".join(shape).encode() + b"\r\n" + rubbish
        for entry in imports.read(form, io.BytesIO(file), "test.csv"):
            assert isinstance(entry, Entry) or str(entry)

"""Every format says what the ledger says, in its own columns, and is valid to the libraries of its field."""

from __future__ import annotations

import csv
import io
import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import geojson
import hxl
import msgspec
import polars
import pyarrow.parquet as pq
import pytest
from tests.entries import DAY, strike

from warmonitor import exchange
from warmonitor.cli.export import FORMATS
from warmonitor.errors import QueryError
from warmonitor.exchange import Entry, Notes, acled, ged, tables
from warmonitor.exchange.codes import country_code, priogrid, ucdp_region
from warmonitor.exchange.page import drawing
from warmonitor.exchange.page.bins import Bars, Bin, Spots
from warmonitor.exchange.sides import party, sides
from warmonitor.model import Cell, Claim, Count, Incident, Period, Place, Source

DOMAIN_GED = """
id relid year active_year code_status type_of_violence conflict_dset_id conflict_new_id conflict_name dyad_dset_id
dyad_new_id dyad_name side_a_dset_id side_a_new_id side_a side_b_dset_id side_b_new_id side_b number_of_sources
source_article source_office source_date source_headline source_original where_prec where_coordinates
where_description adm_1 adm_2 latitude longitude geom_wkt priogrid_gid country country_id region event_clarity
date_prec date_start date_end deaths_a deaths_b deaths_civilians deaths_unknown best high low gwnoa gwnob
"""
DOMAIN_ACLED = """
event_id_cnty event_date year time_precision disorder_type event_type sub_event_type actor1 assoc_actor_1 inter1
actor2 assoc_actor_2 inter2 interaction civilian_targeting iso region country admin1 admin2 admin3 location latitude
longitude geo_precision source source_scale notes fatalities tags timestamp
"""


def written(form: str, *stream: Entry, **more: Any) -> bytes:
    out = io.BytesIO()
    exchange.write(form, stream, out, **more)
    return out.getvalue()


def rows(form: str, *stream: Entry, **more: Any) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(written(form, *stream, **more).decode(), newline="")))


def battle(**changes: Any) -> Entry:
    incident = Incident(
        id="i2", event="battle", time=Period(start="2019-06-01", end="2019-06-04", precision=2),
        place=Place(name="Wadi Sakhr", country="SY", admin1="Hama", lat=35.3, lon=36.5, precision=2),
        perpetrators=("Syrian rebels", "Syrian government forces", "Russian forces"),
        cells=(
            Cell(harm="killed", status="combatant", actor="Syrian government forces", low=14, high=14),
            Cell(harm="killed", status="combatant", actor="Syrian rebels", low=20, high=25),
            Cell(harm="killed", status="combatant", actor="Hezbollah", low=1, high=1),
            Cell(harm="injured", status="civilian", low=3),
        ),
    )  # fmt: skip
    return Entry(incident=msgspec.structs.replace(incident, **changes))


def test_ged_has_the_49_columns_in_their_order() -> None:
    assert len(DOMAIN_GED.split()) == 49
    assert list(ged.COLUMNS) == DOMAIN_GED.split()
    assert written("ucdp-ged").decode().strip().split(",") == DOMAIN_GED.split()


def test_acled_has_its_columns_in_their_order() -> None:
    assert list(acled.COLUMNS) == DOMAIN_ACLED.split()
    assert written("acled").decode().strip().split(",") == DOMAIN_ACLED.split()


def test_ged_row_of_an_attack_on_civilians() -> None:
    (row,) = rows("ucdp-ged", strike())
    expected = {
        "id": "i1", "year": "2019", "type_of_violence": "3", "dyad_name": "Syrian government forces - Civilians",
        "side_a_new_id": "118", "source_office": "Harbour Wire", "source_original": "Valley Monitor",
        "source_date": "2019-05-02", "source_headline": "'=Strike on Tell Amara", "where_prec": "1",
        "where_coordinates": "Tell Amara", "where_description": "killed 12 civilians", "adm_1": "Idlib",
        "geom_wkt": "POINT (36.68 35.62)", "priogrid_gid": str(251 * 720 + 433 + 1), "country": "Syria",
        "country_id": "652", "region": "Middle East", "date_prec": "1", "date_start": "2019-05-01",
        "deaths_civilians": "12", "deaths_a": "0", "best": "12", "low": "9", "high": "12", "gwnoa": "652", "gwnob": "",
    }  # fmt: skip
    assert {name: row[name] for name in expected} == expected


def test_ged_row_of_a_battle_and_its_notes() -> None:
    notes = Notes()
    row = ged.row(battle(), notes)
    assert row is not None
    assert (row.side_a, row.side_b, row.type_of_violence) == ("Syrian government forces", "Russian forces", 1)
    assert (row.deaths_a, row.deaths_b, row.deaths_unknown, row.best, row.low, row.high) == (14, 0, 21, 35, 35, 40)
    assert notes.counts["left out: GED has two sides"] == 1
    assert notes.counts["fighters of neither side are unknown"] == 2


def test_acled_rows() -> None:
    attack, clash = rows("acled", strike(), battle())
    assert (attack["event_type"], attack["sub_event_type"]) == ("Explosions/Remote violence", "Air/drone strike")
    assert (attack["actor2"], attack["interaction"], attack["civilian_targeting"]) == (
        "Civilians (Syria)", "17", "Civilian targeting",
    )  # fmt: skip
    assert (attack["event_id_cnty"], attack["iso"], attack["fatalities"]) == ("SYR-i1", "760", "12")
    assert (clash["event_date"], clash["time_precision"], clash["geo_precision"]) == ("2019-06-02", "2", "2")
    assert (clash["event_type"], clash["fatalities"], clash["inter1"]) == ("Battles", "35", "1")


@pytest.mark.parametrize(
    ("count", "fatalities"),
    [
        (Count(low=24, modifier="vague", text="dozens"), 12),
        (Count(low=3, modifier="vague", text="Several"), 3),
        (Count(low=200, modifier="vague", text="hundreds"), 100),
        (Count(low=2, modifier="vague", text=""), 10),
        (Count(low=20000, modifier="vague", text="tens of thousands"), 20000),
        (Count(figure=15, low=15, modifier="at_least", text="at least 15"), 15),
    ],
)
def test_acled_writes_its_own_numbers_for_words(count: Count, fatalities: int) -> None:
    claim = Claim(id="c1", report="r1", harm="killed", count=count, incident="i1")
    cell = Cell(harm="killed", low=count.low, claims=("c1",))
    entry = Entry(incident=Incident(id="i1", time=DAY, cells=(cell,), claims=("c1",)), claims=(claim,))
    assert rows("acled", entry)[0]["fatalities"] == str(fatalities)


def test_acled_leaves_out_what_has_no_month() -> None:
    notes = Notes()
    assert acled.row(strike(time=Period(start="2019-01-01", end="2019-12-31", precision=5)), notes) is None
    assert acled.row(strike(time=Period(reason="not stated")), notes) is None
    assert notes.counts["left out: ACLED needs the month at least"] == 2


def test_airwars_has_ranges_and_the_grade() -> None:
    (incident,) = json.loads(written("airwars", strike()))
    assert incident["unique_reference_code"] == "i1"
    assert incident["geolocations"] == [
        {"latitude": 35.62, "longitude": 36.68, "geolocation_accuracy": "Town", "primary_coordinate": True}
    ]
    assert incident["killed_injured_civilian_non_combatants"] == {
        "killed_min": 9, "killed_max": 12, "injured_min": None, "injured_max": None,
    }  # fmt: skip
    assert incident["grading"] == "fair"


def test_geojson_is_valid_to_its_library() -> None:
    nowhere = strike(id="i3", place=Place(name="unknown village"))
    found = geojson.loads(written("geojson", strike(), battle(), nowhere).decode())
    assert found.is_valid, found.errors()
    assert [f.geometry and f.geometry.coordinates for f in found.features] == [[36.68, 35.62], [36.5, 35.3], None]


def test_hxl_is_read_by_libhxl(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    path.write_bytes(written("hxl", strike(), battle()))
    source = hxl.data(str(path), hxl.InputOptions(allow_local=True))
    assert [column.display_tag for column in source.columns][:4] == [
        "#date+start",
        "#date+end",
        "#country+code",
        "#adm1+name",
    ]
    dead = [row.get("#affected+killed-min-max-civilians") for row in source]
    assert dead == ["12", "35"]
    assert hxl.validate(hxl.data(str(path), hxl.InputOptions(allow_local=True)))


@pytest.mark.parametrize("table", list(tables.TABLES))
def test_parquet_is_read_by_two_readers(tmp_path: Path, table: str) -> None:
    path = tmp_path / "out.parquet"
    path.write_bytes(written("parquet", strike(), battle(), table=table))
    one, other = pq.read_table(path), polars.read_parquet(path)
    assert one.column_names == other.columns == list(tables.TABLES[table].columns)
    assert one.to_pylist() == other.to_dicts()
    if table == "incidents":
        assert (one["killed_low"].to_pylist(), one["killed_high"].to_pylist()) == ([9, 35], [12, 40])


def test_parquet_and_csv_say_the_same() -> None:
    out = io.BytesIO(written("parquet", strike(), battle(), table="cells"))
    said = [{k: "" if v is None else str(v) for k, v in row.items()} for row in pq.read_table(out).to_pylist()]
    assert rows("csv", strike(), battle(), table="cells") == said


def test_overlap_has_a_column_an_authority_and_rows_of_victims() -> None:
    one = strike()
    doctor = msgspec.structs.replace(one.claims[0], id="c2", source=Source(name="a doctor"), names=())
    own = msgspec.structs.replace(one.claims[0], id="c3", source=None, names=())
    denied = msgspec.structs.replace(one.claims[0], id="c4", source=Source(name="the army"), stance="denied")
    entry = msgspec.structs.replace(one, claims=(*one.claims, doctor, own, denied))
    incident, victim = rows("overlap", entry)
    assert [incident[n] for n in ("Valley Monitor", "a doctor", "Harbour Wire", "lists")] == ["1", "1", "1", "3"]
    assert (victim["victim"], victim["Valley Monitor"], victim["a doctor"], victim["lists"]) == (
        "Amal Haddad",
        "1",
        "0",
        "1",
    )
    assert "the army" not in incident


def test_an_authority_that_looks_like_a_formula_heads_a_safe_column() -> None:
    evil = msgspec.structs.replace(strike().claims[0], source=Source(name='=HYPERLINK("x")'))
    entry = msgspec.structs.replace(strike(), claims=(evil,))
    assert """'=HYPERLINK("x")""" in rows("overlap", entry)[0]


def test_conversions_are_listed_one_a_line() -> None:
    side = io.BytesIO()
    notes = Notes(side)
    exchange.write("ucdp-ged", [battle(), strike(cells=())], io.BytesIO(), notes)
    notes.close()
    lines = list(csv.DictReader(io.StringIO(side.getvalue().decode())))
    assert sum(notes.counts.values()) == len(lines)
    assert {line["incident"] for line in lines} == {"i1", "i2"}
    assert any(line["rule"] == "left out: no death is counted" for line in lines)


def test_an_unknown_format_or_table_is_refused() -> None:
    with pytest.raises(QueryError, match="no format"):
        exchange.format_of("shapefile")
    with pytest.raises(QueryError, match="no table"):
        written("csv", strike(), table="people")


def test_the_command_knows_every_format() -> None:
    assert tuple(exchange.FORMATS) == FORMATS


@pytest.mark.parametrize("form", list(exchange.FORMATS))
def test_no_incidents_make_a_valid_empty_file(form: str) -> None:
    file = written(form)
    if form in ("airwars", "geojson"):
        assert json.loads(file) in ([], {"type": "FeatureCollection", "features": []})
    elif form == "parquet":
        assert pq.read_table(io.BytesIO(file)).num_rows == 0
    elif form == "html":
        assert b"</html>" in file


@pytest.mark.parametrize(
    ("name", "sort"),
    [
        ("Syrian government forces", "state"),
        ("Government of Mali", "state"),
        ("Military Forces of Chad (2021-)", "state"),
        ("Islamic State", "rebel"),
        ("gunmen", "unknown"),
        ("US-led coalition", "external"),
        ("The Blue Column", "unknown"),
    ],
)
def test_the_sort_of_a_side(name: str, sort: str) -> None:
    assert party(name).sort == sort


def test_the_state_at_home_comes_first() -> None:
    two = sides(battle().incident)
    assert (two.a, two.b, two.others) == ("Syrian government forces", "Russian forces", ("Syrian rebels", "Hezbollah"))


@pytest.mark.parametrize(
    ("lat", "lon", "cell"), [(-90, -180, 1), (90, 180, 720 * 360), (0, 0, 180 * 720 + 361), (None, 3, None)]
)
def test_priogrid_counts_from_the_south_west(lat: float | None, lon: float, cell: int | None) -> None:
    assert priogrid(lat, lon) == cell


def test_countries_are_found_by_every_name_in_use() -> None:
    assert [country_code(n) for n in ("Syria", "DR Congo (Zaire)", "YEM", "il", "Israel", "Atlantis")] == [
        "SY", "CD", "YE", "IL", "IL", None,
    ]  # fmt: skip
    assert [ucdp_region(n) for n in (2, 369, 490, 652, 775, None)] == [
        "Americas", "Europe", "Africa", "Middle East", "Asia", None,
    ]  # fmt: skip


def test_without_outlines_the_map_has_its_grid(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawing, "_features", lambda file: ())
    page = written("html", strike()).decode()
    assert 'class="grid"' in page
    assert 'class="land"' not in page
    assert "Natural Earth" not in page


def test_bins_grow_coarser_and_lose_nobody() -> None:
    spots, bars = Spots(), Bars()
    for n in range(9000):
        spots.add(30 + (n * 7919 % 5000) / 1000, 36 + (n * 104729 % 5000) / 1000, Bin(incidents=1, low=1, high=2))
        bars.add((date(2011, 1, 1) + timedelta(days=n // 2)).isoformat(), Bin(incidents=1, low=1, high=2))
    assert len(spots.bins) <= 4000
    assert sum(one.incidents for one in spots.bins.values()) == 9000
    slots = bars.all()
    assert [slot for slot, _ in slots][:2] == ["2011", "2012"]
    assert sum(one.high for _, one in slots) == 18000

"""UCDP GED and ACLED files as their makers write them."""

from __future__ import annotations

import csv
import io

import pytest

from warmonitor.errors import InputError, QueryError
from warmonitor.exchange import Entry, acled, ged, imports


def sheet(columns: tuple[str, ...], *rows: dict[str, object], extra: str = "") -> io.BytesIO:
    text = io.StringIO(newline="")
    names = [*columns, *([extra] if extra else [])]
    writer = csv.DictWriter(text, names, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return io.BytesIO(text.getvalue().encode("utf-8-sig"))


GED_ROW = {
    "id": 244657,
    "relid": "IRQ-2017-1-524-322",
    "year": 2017,
    "active_year": "TRUE",
    "code_status": "Clear",
    "type_of_violence": 1,
    "conflict_dset_id": 259,
    "dyad_name": "Government of Iraq - IS",
    "side_a": "Government of Iraq",
    "side_b": "IS",
    "number_of_sources": -1,
    "source_article": "One wire,2017-08-01,An attack",
    "source_original": "police",
    "source_date": "2017-08-01;2017-08-02",
    "where_prec": 1,
    "where_coordinates": "Kabul city",
    "adm_1": "Kabul province",
    "latitude": "34.531094",
    "longitude": "69.162796",
    "country": "Yemen (North Yemen)",
    "country_id": 678,
    "date_prec": 1,
    "date_start": "2017-07-31 00:00:00.000",
    "date_end": "2017-07-31 00:00:00.000",
    "deaths_a": 0,
    "deaths_b": 4,
    "deaths_civilians": 0,
    "deaths_unknown": 2,
    "best": 6,
    "high": 9,
    "low": 5,
    "gwnoa": "645, 2",
    "gwnob": "",
}
ACLED_ROW = {
    "event_id_cnty": "YEM12345",
    "event_date": "31 July 2017",
    "year": 2017,
    "time_precision": 1,
    "disorder_type": "Political violence",
    "event_type": "Explosions/Remote violence",
    "sub_event_type": "Air/drone strike",
    "actor1": "Operation Restoring Hope",
    "assoc_actor_1": "Military Forces of Saudi Arabia (2015-)",
    "inter1": "External/Other forces",
    "actor2": "Civilians (Yemen)",
    "inter2": "Civilians",
    "interaction": "External/Other forces-Civilians",
    "civilian_targeting": "Civilian targeting",
    "iso": 887,
    "region": "Middle East",
    "country": "Yemen",
    "admin1": "Saada",
    "location": "Sahar",
    "latitude": 16.9,
    "longitude": 43.7,
    "geo_precision": 2,
    "source": "Yemen Data",
    "source_scale": "National",
    "notes": "On 31 July, a strike …",
    "fatalities": 3,
    "timestamp": 1700000000,
}


def only(form: str, source: io.BytesIO) -> Entry:
    (entry,) = imports.read(form, source, "their.csv")
    assert isinstance(entry, Entry), entry
    return entry


def test_a_row_of_ged() -> None:
    entry = only("ucdp-ged", sheet(ged.COLUMNS, GED_ROW, extra="something_new"))
    incident, (report,) = entry.incident, entry.reports
    assert (incident.time.start, incident.place.country, incident.place.precision) == ("2017-07-31", "YE", 1)
    assert incident.perpetrators == ("Government of Iraq", "IS")
    assert [(c.status, c.actor, c.low, c.best, c.high) for c in incident.cells] == [
        ("unknown", None, 1, 2, 5),
        ("combatant", "IS", 4, 4, 4),
    ]
    assert (report.publisher, report.published) == ("UCDP GED", None)
    assert {c.source and c.source.name for c in entry.claims} == {"police"}


def test_a_row_of_acled() -> None:
    entry = only("acled", sheet(acled.COLUMNS, ACLED_ROW))
    incident, (claim,) = entry.incident, entry.claims
    assert (incident.event, incident.time.start, incident.place.country) == ("air_strike", "2017-07-31", "YE")
    assert incident.perpetrators == ("Operation Restoring Hope", "Military Forces of Saudi Arabia (2015-)")
    assert (claim.victims.status, claim.count.figure, claim.harm) == ("civilian", 3, "killed")
    assert "a strike …" in entry.reports[0].text


def test_what_tells_of_no_harm_is_passed_over() -> None:
    protest = ACLED_ROW | {"event_type": "Protests", "sub_event_type": "Peaceful protest", "fatalities": 0}
    assert list(imports.read("acled", sheet(acled.COLUMNS, protest), "their.csv")) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"fatalities": "many"}, "line 2"),
        ({"event_date": "31 Floréal 2017"}, "YEM12345"),
        ({"event_id_cnty": ""}, "line 2"),
    ],
)
def test_a_row_that_cannot_be_used_is_named(change: dict[str, str], said: str) -> None:
    broken, good = imports.read("acled", sheet(acled.COLUMNS, ACLED_ROW | change, ACLED_ROW), "their.csv")
    assert isinstance(broken, InputError)
    assert said in str(broken)
    assert isinstance(good, Entry)


def test_a_file_is_known_by_its_columns() -> None:
    assert imports.form_of(",".join(ged.COLUMNS), "x") == "ucdp-ged"
    assert imports.form_of("\ufeff" + ",".join(f'"{c}"' for c in acled.COLUMNS) + "\r\n", "x") == "acled"
    with pytest.raises(InputError, match="neither"):
        imports.form_of("a,b,c", "x")
    with pytest.raises(InputError, match="no column id"):
        list(imports.read("ucdp-ged", io.BytesIO(b"a,b\n1,2\n"), "x"))
    with pytest.raises(QueryError, match="cannot be read back"):
        list(imports.read("hxl", io.BytesIO(b""), "x"))

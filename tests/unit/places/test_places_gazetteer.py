"""The compiled gazetteer, and what a user adds to it."""

import gzip
import os
import zipfile
from pathlib import Path

import pytest
from eval.gold import shared

from warmonitor.cli import main
from warmonitor.errors import GazetteerError
from warmonitor.places import Gazetteer, find, shelf
from warmonitor.places.entry import Entry
from warmonitor.places.store import Layer, write
from warmonitor.places.tables import read

ROW = (
    "{id}\t{name}\t{ascii}\t{others}\t{lat}\t{lon}\t{cls}\t{code}\tSY\t\t{first}\t{second}\t\t\t{people}"
    "\t\t0\tAsia/Damascus\t2024-01-01"
)


def geonames(**cells: object) -> str:
    blank = {
        "ascii": "",
        "others": "",
        "lat": 35.5,
        "lon": 36.5,
        "cls": "P",
        "code": "PPL",
        "first": "12",
        "second": "",
        "people": 0,
    }
    return ROW.format(**{**blank, **cells})


DUMP = "\n".join(
    [
        geonames(id=1, name="Idlib Governorate", cls="A", code="ADM1"),
        geonames(id=2, name="Zarzuriya", others="زرزورية,Zarzuria", people=900),
        "3\tbroken row",
        geonames(id=4, name="Nowhere", lat="far"),
        geonames(id=5, name="Wadi Zarzur", cls="T", code="VAL"),
        geonames(id=6, name="Mukhayyam Zarzur", cls="S", code="CMPRF"),
    ]
)


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A shelf of one's own; the compiled box stays where it is."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return tmp_path


def test_a_compiled_layer_gives_back_what_went_in(tmp_path: Path) -> None:
    entry = Entry(
        "own:1", "Al Mayādīn", "town", "SY", "SY.07", "Deir ez-Zor", "", "SY09", 35.02, 40.45, 5, ("الميادين",), 1
    )
    path = tmp_path / "one.gazetteer"
    write(path, [entry], b"mark", frozenset(["SY"]), by_id=True)
    layer = Layer(path)
    for key in ("al mayadin", "الميادين", "=mayadin", "~mdn", "@own:1"):
        found = layer.look_up(key)[1][0]
        assert (found.name, found.country, found.admin1, found.pcode, found.rank) == (
            "Al Mayādīn",
            "SY",
            "Deir ez-Zor",
            "SY09",
            1,
        )
        assert (found.lat, found.lon) == pytest.approx((35.02, 40.45), abs=1e-4)
    assert layer.look_up("al") == (2, ())
    assert layer.look_up("mayadin el") == (0, ())
    assert len(layer) == 1


def test_a_file_that_is_no_compiled_gazetteer_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.gazetteer"
    path.write_bytes(b"not one" * 50)
    with pytest.raises(GazetteerError, match="not a compiled gazetteer"):
        Layer(path)


def test_no_half_written_file_is_left(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="not in tuple"):
        write(tmp_path / "x.gazetteer", [Entry("a", "b", "nonsense")], b"", frozenset())  # type: ignore[arg-type]
    assert list(tmp_path.iterdir()) == []


def test_a_geonames_dump(tmp_path: Path) -> None:
    path = tmp_path / "SY.txt"
    path.write_text(DUMP, encoding="utf8")
    sheet = read(path)
    assert sheet.format == "GeoNames"
    assert [(e.name, e.kind) for e in sheet.entries] == [
        ("Idlib Governorate", "admin1"), ("Zarzuriya", "town"), ("Wadi Zarzur", "site"), ("Mukhayyam Zarzur", "camp"),
    ]  # fmt: skip
    assert sheet.entries[1].admin1 == "Idlib Governorate"
    assert [row.line for row in sheet.broken] == [3, 4]


@pytest.mark.parametrize("suffix", [".gz", ".zip"])
def test_packed_dumps(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"SY{suffix}"
    if suffix == ".gz":
        path.write_bytes(gzip.compress(DUMP.encode()))
    else:
        with zipfile.ZipFile(path, "w") as box:
            box.writestr("readme.txt", "a readme")
            box.writestr("SY.txt", DUMP)
    assert len(read(path).entries) == 4


COD = """ADM0_EN,ADM0_PCODE,ADM1_EN,ADM1_AR,ADM1_PCODE,ADM2_EN,ADM2_AR,ADM2_PCODE,center_lat,center_lon
#country,#country+code,#adm1,#adm1,#adm1+code,#adm2,#adm2,#adm2+code,,
Syria,SY,Idleb,إدلب,SY07,Harim,حارم,SY0703,36.19,36.57
Syria,SY,Idleb,إدلب,SY07,,,SY0704,35.8,36.3
Syria,SY,Aleppo,حلب,SY02,Afrin,عفرين,SY0203,95,36.87
"""


def test_an_ocha_table(tmp_path: Path) -> None:
    path = tmp_path / "syr_admin2.csv"
    path.write_text(COD, encoding="utf8")
    sheet = read(path)
    units = {entry.pcode: entry for entry in sheet.entries}
    assert sheet.format == "OCHA COD"
    assert (units["SY0703"].name, units["SY0703"].kind, units["SY0703"].admin1) == ("Harim", "admin2", "Idleb")
    assert units["SY07"].names == ("إدلب",)
    assert [row.line for row in sheet.broken] == [4, 5]


def test_a_csv_of_one_s_own(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text(
        "name;latitude;longitude;country;aliases\nZarzur;35.1;36.2;sy;Zerzour|زرزور\nNo Land;1;2;;\n;3;4;SY;\n",
        encoding="utf8",
    )
    sheet = read(path)
    assert [(e.name, e.country, e.names, e.lat) for e in sheet.entries] == [
        ("Zarzur", "SY", ("Zerzour", "زرزور"), 35.1)
    ]
    assert [row.line for row in sheet.broken] == [3, 4]


@pytest.mark.parametrize(
    "content, said",
    [("just words\nmore words\n", "no column says the name"), ("", "no rows"), ("name,country\n", "no rows")],
)
def test_what_is_no_table_is_refused_with_what_to_do(content: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text(content, encoding="utf8")
    with pytest.raises(GazetteerError, match=said):
        read(path)


def test_added_once_or_twice_it_is_found_at_once(own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = own / "SY.txt"
    path.write_text(DUMP, encoding="utf8")
    assert main(["gazetteer", "add", str(path)]) == 1  # two rows were left out
    said = capsys.readouterr()
    assert "4 places" in said.out
    assert f"{path}:3:" in said.err
    assert f"{path}:4:" in said.err
    assert main(["gazetteer", "add", str(path)]) == 1
    assert "nothing changed" in capsys.readouterr().out
    assert len(shelf.kept()) == 1
    for name in ("Zarzuriya", "زرزورية", "Zarzuria"):
        assert main(["gazetteer", "find", name]) == 0
        assert "geonames:2" in capsys.readouterr().out
    place = next(m.place for m in find("Six died in Zarzuriya, Syria.", Gazetteer.load()) if m.text == "Zarzuriya")
    assert (place.gazetteer, place.country, place.precision) == ("geonames:2", "SY", 1)
    assert main(["gazetteer", "list"]) == 0
    assert "SY: 4 places" in capsys.readouterr().out
    assert main(["gazetteer", "remove", "SY"]) == 0
    assert shelf.kept() == []
    assert main(["gazetteer", "find", "Zarzuriya"]) == 1


def test_a_code_given_by_the_user_joins_the_place_of_the_box(own: Path) -> None:
    path = own / "cod.csv"
    path.write_text(COD, encoding="utf8")
    assert main(["gazetteer", "add", str(path)]) == 1
    found = next(
        m.place for m in find("Ten died in Idlib province, Syria.", Gazetteer.load()) if m.text.startswith("Idlib")
    )
    assert (found.pcode, found.country) == ("SY07", "SY")
    assert found.gazetteer
    assert found.gazetteer.startswith("geonames:")


def test_what_is_not_there_cannot_be_removed(own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["gazetteer", "remove", "nothing"]) == 2
    assert "no gazetteer called 'nothing'" in capsys.readouterr().err


def test_the_layout_is_made_anew_when_it_is_missing(own: Path) -> None:
    path = own / "SY.txt"
    path.write_text(DUMP, encoding="utf8")
    main(["gazetteer", "add", str(path)])
    for compiled in shelf.folder().glob("*.gazetteer"):
        compiled.unlink()
    assert Gazetteer.load().find("Zarzuriya")


def test_every_capital_is_known(gazetteer: Gazetteer) -> None:
    assert {place.country for place in gazetteer.find("Damascus") if place.capital} == {"SY"}
    assert sum(place.capital for layer in gazetteer.layers for place in layer.places()) > 180


@pytest.mark.parametrize("code", ["SY", "SY.12", "US.TX", "UA.05"])
def test_units_by_code(code: str, gazetteer: Gazetteer) -> None:
    assert len(gazetteer.coded(code)) == 1


def test_every_country_has_a_point(gazetteer: Gazetteer) -> None:
    without = [
        place.name
        for layer in gazetteer.layers
        for place in layer.places()
        if place.kind == "country" and place.lat is None
    ]
    assert len(without) < 5


@pytest.mark.shared
def test_the_syrian_table_beside_the_project(own: Path) -> None:
    root = shared()
    if root is None:
        say = pytest.fail if os.environ.get("WARMONITOR_NO_SKIP") == "1" else pytest.skip
        say("no shared data beside the project")
    assert main(["gazetteer", "add", str(root / "data" / "syria_admin.csv")]) == 0
    found = Gazetteer.load().find("Hasakah")
    assert any(place.pcode == "SY08" for place in found)

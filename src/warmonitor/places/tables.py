"""Gazetteer files as users have them: GeoNames dumps, OCHA COD admin tables, any CSV with names and coordinates.

Every reader gives entries and, beside them, the rows it could not use, by line. A broken row never stops the rest.
"""

from __future__ import annotations

import csv
import gzip
import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from warmonitor.errors import GazetteerError
from warmonitor.places.entry import KINDS, Entry, Kind


class Broken(NamedTuple):
    """A row that could not be used: its line in the file, from 1, and why."""

    line: int
    why: str


class Sheet(NamedTuple):
    """What a file holds: which format it was read as, its entries, and its broken rows."""

    format: str
    entries: list[Entry]
    broken: list[Broken]


Row = tuple[int, list[str]]


def read(path: Path) -> Sheet:
    """The places of a file (plain, .gz or a .zip of GeoNames); GazetteerError where it is no table of places."""
    text = _text(path)
    first = text.partition("\n")[0]
    if first.count("\t") == 18 or (first.count("\t") > 12 and first.split("\t")[0].isdigit()):
        return _geonames(_split(text))
    rows = [(number, row) for number, row in _csv_rows(text, path) if any(cell.strip() for cell in row)]
    if len(rows) < 2:
        raise GazetteerError(
            "no rows in it", str(path), "give a GeoNames dump, an OCHA COD table or a CSV with a header"
        )
    head = [_column(cell) for cell in rows[0][1]]
    if any(_LEVEL.match(column) for column in head):
        return _cod(head, rows[1:])
    if "name" not in head:
        raise GazetteerError(
            f"no column says the name; its columns are {', '.join(rows[0][1])}",
            str(path),
            "call one name; lat, lon, country, admin1, admin2, kind, level, parent, aliases, pcode are read too",
        )
    return _own(head, rows[1:])


def _text(path: Path) -> str:
    try:
        raw = path.read_bytes()
        if zipfile.is_zipfile(io.BytesIO(raw)) and path.suffix == ".zip":
            with zipfile.ZipFile(io.BytesIO(raw)) as box:
                names = [
                    n for n in box.namelist() if n.endswith((".txt", ".csv", ".tsv")) and "readme" not in n.lower()
                ]
                if not names:
                    raise GazetteerError("no .txt or .csv in it", str(path))
                raw = box.read(names[0])
        elif path.suffix == ".gz":
            raw = gzip.decompress(raw)
    except (OSError, zipfile.BadZipFile, EOFError) as error:
        raise GazetteerError(f"cannot be read: {error}", str(path)) from error
    if raw[:4] == b"PK\x03\x04":
        raise GazetteerError("a spreadsheet or archive", str(path), "save the sheet as CSV (UTF-8) and add that")
    return raw.decode("utf-8-sig", "replace")


def _split(text: str) -> Iterator[Row]:
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            yield number, line.rstrip("\r").split("\t")


def _csv_rows(text: str, path: Path) -> Iterator[Row]:
    head = text.partition("\n")[0]
    mark = max(",;\t", key=head.count)
    reader = csv.reader(io.StringIO(text), delimiter=mark)
    try:
        for row in reader:
            yield reader.line_num, row
    except csv.Error as error:
        raise GazetteerError(f"not a table: {error}", f"{path}:{reader.line_num}") from error


def number(text: str, low: float, high: float, what: str) -> float | None:
    """A coordinate; null where the cell is empty, ValueError where it is none or out of range."""
    text = text.strip()
    if not text:
        return None
    try:
        value = float(text)
    except ValueError:
        raise ValueError(f"{what} is no number: {text!r}") from None
    if not low <= value <= high:
        raise ValueError(f"{what} is out of range: {text}")
    return value


def point(lat: str, lon: str) -> tuple[float | None, float | None]:
    """Latitude and longitude in degrees; both or neither."""
    pair = number(lat, -90, 90, "latitude"), number(lon, -180, 180, "longitude")
    return pair if None not in pair else (None, None)


_CODES: dict[str, Kind] = {
    "PPLX": "quarter",
    "ADM1": "admin1",
    "ADM1H": "admin1",
    "CMP": "camp",
    "CMPRF": "camp",
    "CMPMN": "camp",
    "RGN": "region",
    "RGNE": "region",
    "ISLS": "area",
    "PRSH": "admin2",
    "OCN": "sea",
    "SEA": "sea",
    "GULF": "sea",
    "STRT": "sea",
    "CHN": "sea",
}
_CLASSES: dict[str, Kind] = {
    "A": "admin2",
    "P": "town",
    "L": "area",
    "V": "area",
    "T": "site",
    "H": "site",
    "S": "site",
    "R": "site",
    "U": "sea",
}


def _geonames(rows: Iterator[Row]) -> Sheet:
    """GeoNames' main table: 19 columns, tab-separated, no header (download.geonames.org/export/dump)."""
    kept: list[tuple[int, list[str]]] = []
    broken: list[Broken] = []
    for line, row in rows:
        if len(row) != 19:
            broken.append(Broken(line, f"{len(row)} columns in place of 19"))
        else:
            kept.append((line, row))
    first = {f"{row[8]}.{row[10]}": row[1] for _, row in kept if row[7] == "ADM1"}
    second = {f"{row[8]}.{row[10]}.{row[11]}": row[1] for _, row in kept if row[7] == "ADM2"}
    entries = []
    for line, row in kept:
        try:
            entries.append(_geonames_row(row, first, second))
        except ValueError as error:
            broken.append(Broken(line, str(error)))
    return Sheet("GeoNames", entries, broken)


def _geonames_row(row: list[str], first: dict[str, str], second: dict[str, str]) -> Entry:
    if not row[0].isdigit() or not row[1]:
        raise ValueError("no GeoNames id or name")
    lat, lon = point(row[4], row[5])
    if lat is None:
        raise ValueError("no coordinates")
    kind = "country" if row[7].startswith("PCL") else _CODES.get(row[7], _CLASSES.get(row[6], "site"))
    code = f"{row[8]}.{row[10]}" if row[10] and row[10] != "00" and kind != "country" else ""
    names = tuple(name for name in (row[2], *row[3].split(",")) if name)
    return Entry(
        f"geonames:{row[0]}",
        row[1],
        kind,
        row[8].upper(),
        code,
        first.get(code, ""),
        second.get(f"{code}.{row[11]}", ""),
        "",
        lat,
        lon,
        int(row[14]) if row[14].isdigit() else 0,
        names,
    )


# COD columns as OCHA has named them over the years: ADM1_EN, admin1Name_en, admin1Pcode, adm1_name, ADM2_PCODE ...
_LEVEL = re.compile(r"^adm(?:in)?(\d)(?:_?(name|pcode|ref)?_?([a-z]{2})?\d?)$")


def _column(cell: str) -> str:
    name = re.sub(r"[^a-z0-9]+", "_", cell.strip().lower()).strip("_")
    return _SYNONYMS.get(name, name)


_SYNONYMS = {
    "latitude": "lat",
    "y": "lat",
    "center_lat": "lat",
    "lat_dd": "lat",
    "y_coord": "lat",
    "longitude": "lon",
    "lng": "lon",
    "long": "lon",
    "x": "lon",
    "center_lon": "lon",
    "x_coord": "lon",
    "lon_dd": "lon",
    "name_en": "name",
    "place": "name",
    "toponym": "name",
    "place_name": "name",
    "alternate_names": "aliases",
    "alternatenames": "aliases",
    "names": "aliases",
    "alias": "aliases",
    "iso2": "country",
    "country_code": "country",
    "iso": "country",
    "geonameid": "geonames",
    "geonames_id": "geonames",
    "p_code": "pcode",
    "type": "kind",
    "governorate": "admin1",
    "province": "admin1",
    "state": "admin1",
    "district": "admin2",
    "county": "admin2",
    "pop": "population",
}


def _cod(head: list[str], rows: Sequence[Row]) -> Sheet:
    """An OCHA common operational dataset's admin table: one row a unit of the lowest level, its parents beside it."""
    columns: dict[tuple[int, str], list[int]] = {}
    for at, column in enumerate(head):
        match = _LEVEL.match(column)
        if match and match.group(2) != "ref":
            columns.setdefault((int(match.group(1)), "pcode" if match.group(2) == "pcode" else "name"), []).append(at)
    levels = sorted({level for level, what in columns if what == "pcode" and level})
    spots = [head.index(name) if name in head else -1 for name in ("lat", "lon")]
    found: dict[str, Entry] = {}
    broken: list[Broken] = []
    for line, row in rows:
        if any(cell.startswith("#") for cell in row):
            continue
        try:
            for entry in _cod_row(row, columns, levels, spots):
                known = found.get(entry.pcode)
                if known is None or (known.lat is None and entry.lat is not None):
                    found[entry.pcode] = entry
        except (ValueError, IndexError) as error:
            broken.append(
                Broken(
                    line, str(error) if isinstance(error, ValueError) else f"{len(row)} columns in place of {len(head)}"
                )
            )
    return Sheet("OCHA COD", list(found.values()), broken)


def _cod_row(
    row: list[str], columns: dict[tuple[int, str], list[int]], levels: list[int], spots: list[int]
) -> Iterator[Entry]:
    lat, lon = point(row[spots[0]], row[spots[1]]) if min(spots) >= 0 else (None, None)
    named = [level for level in levels if _first(row, columns.get((level, "pcode"), []))]
    if not named:
        raise ValueError("no P-code")
    country = (_first(row, columns.get((0, "pcode"), [])) or _first(row, columns[(named[0], "pcode")]))[:2].upper()
    units = {level: [row[at].strip() for at in columns.get((level, "name"), []) if row[at].strip()] for level in named}
    for level in named:
        if not units[level]:
            raise ValueError(f"no name for {_first(row, columns[(level, 'pcode')])}")
        pcode, names, deepest = _first(row, columns[(level, "pcode")]), units[level], level == named[-1]
        yield Entry(
            f"cod:{pcode}",
            names[0],
            "admin1" if level == 1 else "admin2" if level < 4 else "town",
            country,
            "",
            units.get(1, [""])[0],
            units.get(2, [""])[0] if level > 1 else "",
            pcode,
            lat if deepest else None,
            lon if deepest else None,
            0,
            tuple(names[1:]),
        )


def _first(row: list[str], places: Sequence[int]) -> str:
    return next((row[at].strip() for at in places if row[at].strip()), "")


def _own(head: list[str], rows: Sequence[Row]) -> Sheet:
    """Any table with a column `name`; `parent` is a P-code in it, `level` 1, 2, 3 an administrative level."""
    at = {column: number for number, column in reversed(list(enumerate(head)))}
    named = [number for number, column in enumerate(head) if column.startswith("name_")]
    records: list[tuple[int, dict[str, str], tuple[str, ...]]] = []
    broken: list[Broken] = []
    for line, row in rows:
        if len(row) != len(head):
            broken.append(Broken(line, f"{len(row)} columns in place of {len(head)}"))
            continue
        cells = {column: row[number].strip() for column, number in at.items()}
        records.append((line, cells, tuple(row[number].strip() for number in named)))
    parents = {cells["pcode"]: cells for _, cells, _ in records if cells.get("pcode")}
    entries = []
    for line, cells, names in records:
        try:
            entries.append(_own_row(cells, names, parents))
        except ValueError as error:
            broken.append(Broken(line, str(error)))
    return Sheet("CSV", entries, broken)


def _own_row(cells: dict[str, str], names: tuple[str, ...], parents: dict[str, dict[str, str]]) -> Entry:
    if not cells["name"]:
        raise ValueError("no name")
    lat, lon = point(cells.get("lat", ""), cells.get("lon", ""))
    lineage = _lineage(cells, parents)
    country = (cells.get("country") or lineage[-1].get("parent") or cells.get("pcode", ""))[:2].upper()
    if not (len(country) == 2 and country.isascii() and country.isalpha()):
        raise ValueError("no country: give its two letters in a column 'country', or a P-code that begins with them")
    kind = _kind(cells)
    units = {cell.get("level", ""): cell["name"] for cell in lineage}
    pcode = cells.get("pcode", "")
    mark = pcode or cells.get("id") or f"{cells['name']}:{lat},{lon}"  # two villages may share a name
    ident = f"geonames:{cells['geonames']}" if cells.get("geonames") else f"own:{mark}"
    aliases = [alias.strip() for alias in re.split(r"[|;]", cells.get("aliases", "")) if alias.strip()]
    return Entry(
        ident,
        cells["name"],
        kind,
        country,
        "",
        cells.get("admin1") or units.get("1", ""),
        cells.get("admin2") or units.get("2", ""),
        pcode,
        lat,
        lon,
        int(cells["population"]) if cells.get("population", "").isdigit() else 0,
        (*(n for n in names if n), *aliases),
    )


def _kind(cells: dict[str, str]) -> Kind:
    said = cells.get("kind", "").lower()
    for kind in KINDS:
        if said == kind:
            return kind
    levels: dict[str, Kind] = {"0": "country", "1": "admin1", "2": "admin2", "3": "admin2"}
    return levels.get(cells.get("level", ""), "town")


def _lineage(cells: dict[str, str], parents: dict[str, dict[str, str]]) -> list[dict[str, str]]:
    out = [cells]
    while (above := parents.get(out[-1].get("parent", ""))) is not None and above not in out:
        out.append(above)
    return out

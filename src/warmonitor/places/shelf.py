"""The user's own gazetteers: files added once, kept beside the box, found at once.

Each is kept under its file's name as the rows that were read (so that a later version can compile them anew) and as a
compiled layer. Adding a file again replaces what was read from it before.
"""

from __future__ import annotations

import gzip
import hashlib
import os
import re
from collections.abc import Iterator
from pathlib import Path

import msgspec

from warmonitor.errors import GazetteerError
from warmonitor.places.entry import Entry, Found
from warmonitor.places.names import fold
from warmonitor.places.overlay import overlay
from warmonitor.places.store import VERSION, Layer, put, write
from warmonitor.places.tables import Broken, read


class Added(msgspec.Struct, frozen=True):
    """One gazetteer on the shelf: its name, its file, that file's format and hash, how many places it has."""

    name: str
    file: str
    format: str
    places: int
    hash: str


def folder() -> Path:
    """Where they are kept: `$XDG_DATA_HOME/warmonitor/gazetteers`, else under `~/.local/share`."""
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "warmonitor" / "gazetteers"


def kept() -> list[Added]:
    """What is on the shelf, by name."""
    return [msgspec.json.decode(path.read_bytes(), type=Added) for path in sorted(folder().glob("*.json"))]


def files() -> list[Path]:
    """The compiled layers, made anew where this version's layout differs from theirs."""
    out = []
    for item in kept():
        path = _layer(item.name)
        if not path.exists():
            _compile(path, list(_rows(item.name)))
        out.append(path)
    return out


def add(path: Path, box: Layer) -> tuple[Added, list[Broken], bool]:
    """Put a file on the shelf: what is now kept of it, its broken rows, and whether that is any change."""
    sheet = read(path)
    if not sheet.entries:
        raise GazetteerError("not one row of it could be used", str(path), _reasons(sheet.broken))
    mark = hashlib.sha256(path.read_bytes()).hexdigest()
    name = (
        re.sub(r"[^\w-]+", "-", path.name.removesuffix(".gz").removesuffix(".zip").rsplit(".", 1)[0]).strip("-")
        or "gazetteer"
    )
    item = Added(name, path.name, sheet.format, len(sheet.entries), mark)
    if item in kept() and _layer(name).exists():
        return item, sheet.broken, False
    entries = [settled(entry, box) for entry in sheet.entries]
    put(folder() / f"{name}.rows.gz", (gzip.compress(b"\n".join(map(msgspec.json.encode, entries)), mtime=0),))
    _compile(_layer(name), entries)
    put(folder() / f"{name}.json", (msgspec.json.encode(item),))
    return item, sheet.broken, True


def remove(name: str) -> None:
    """Take a gazetteer off the shelf; GazetteerError where there is none of that name."""
    known = {item.name for item in kept()} | {item.file for item in kept()}
    if name not in known:
        raise GazetteerError(f"no gazetteer called {name!r}", hint=f"there are: {', '.join(sorted(known)) or 'none'}")
    name = next(item.name for item in kept() if name in (item.name, item.file))
    for path in [folder() / f"{name}.json", folder() / f"{name}.rows.gz", *folder().glob(f"{name}-*.gazetteer")]:
        path.unlink(missing_ok=True)


def settled(entry: Entry, box: Layer) -> Entry:
    """An entry with what the box knows of the same place: its id, unit code, and point or people where it has none."""
    same = _same(entry, box)
    code = entry.admin1_code or (same.admin1_code if same else "") or _unit_code(entry, box)
    if same is None:
        return entry._replace(admin1_code=code)
    lat, lon = (entry.lat, entry.lon) if entry.lat is not None else (same.lat, same.lon)
    ident = entry.id if entry.id.startswith("geonames:") else same.id
    return entry._replace(id=ident, admin1_code=code, lat=lat, lon=lon, population=entry.population or same.population)


def _same(entry: Entry, box: Layer) -> Found | None:
    for name in (entry.name, *entry.names):
        for place in box.look_up(fold(name))[1]:
            if place.country == entry.country and place.kind == entry.kind and _near(place, entry):
                return place
    return None


def _near(place: Found, entry: Entry) -> bool:
    if place.id == entry.id or entry.kind in ("country", "admin1"):
        return True
    if entry.lat is None or entry.lon is None or place.lat is None or place.lon is None:
        return entry.kind == "admin2" and (not entry.admin1 or fold(place.admin1) == fold(entry.admin1))
    reach = 0.15 if entry.kind == "town" else 0.5
    return abs(place.lat - entry.lat) < reach and abs(place.lon - entry.lon) < reach * 1.3


def _unit_code(entry: Entry, box: Layer) -> str:
    found = [
        place
        for place in box.look_up(fold(entry.admin1))[1]
        if place.kind == "admin1" and place.country == entry.country
    ]
    return found[0].admin1_code if found else (f"{entry.country}.{fold(entry.admin1)}" if entry.admin1 else "")


def _layer(name: str) -> Path:
    return folder() / f"{name}-{VERSION}.gazetteer"


def _compile(path: Path, entries: list[Entry]) -> None:
    ordered = sorted(entries, key=lambda entry: (-entry.population, entry.id))
    write(path, ordered, b"own", overlay().loose, by_id=True)


def _rows(name: str) -> Iterator[Entry]:
    for line in gzip.decompress((folder() / f"{name}.rows.gz").read_bytes()).splitlines():
        yield msgspec.json.decode(line, type=Entry)


def _reasons(broken: list[Broken]) -> str:
    return "; ".join(f"line {row.line}: {row.why}" for row in broken[:3])

"""The compiled gazetteer: one file, memory-mapped, so that it opens at once and all processes share its pages.

Layout, little endian: magic and fingerprint, a table of section offsets, then the sections: sorted 64-bit name hashes,
their offsets into the postings, postings (longest name in words that begins so, how many places, their numbers), places
(fixed-size rows), and strings (length, UTF-8), of which each stands once.
"""

from __future__ import annotations

import hashlib
import mmap
import os
import struct
import tempfile
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from pathlib import Path

from warmonitor.errors import GazetteerError
from warmonitor.places.entry import KINDS, Entry, Found
from warmonitor.places.names import fold, skeleton, together

# Without their caches, which a million different names would only wash through.
_fold, _skeleton, _together = fold.__wrapped__, skeleton.__wrapped__, together.__wrapped__

VERSION = 1
_MAGIC = b"WMGAZ\x00"
_HEAD = struct.Struct("<6sH32sQ5Q")  # magic, version, fingerprint, number of keys, offsets of five sections
_ROW = struct.Struct("<IIIIIIBBHffI")  # id name admin1 admin2 pcode admin1_code kind rank country lat lon population
_NOWHERE = 999.0


def key_of(text: str) -> int:
    """The 64-bit hash under which a folded name is kept."""
    return int.from_bytes(hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")


class Strings:
    """The string section while it is written: every string once, by its offset."""

    def __init__(self) -> None:
        self.data = bytearray(b"\x00\x00")
        self.seen: dict[str, int] = {"": 0}

    def add(self, text: str) -> int:
        at = self.seen.get(text)
        if at is None:
            raw = text.encode("utf-8", "surrogatepass")[:65535]
            at = self.seen[text] = len(self.data)
            self.data += struct.pack("<H", len(raw)) + raw
        return at


def _country(code: str) -> int:
    return int.from_bytes(code[:2].encode("ascii", "replace").ljust(2, b"\x00"), "little")


def keys(entry: Entry, loose: bool, by_id: bool = False) -> set[str]:
    """Every key an entry is found under: its folded names; where `loose`, "=" and the name without articles and spaces,
    and "~" before its skeleton; "#" before the code of a country or first-order unit; "@" before the id where
    `by_id`."""
    exact = {folded for name in (entry.name, *entry.names) if (folded := _fold(name))}
    out = set(exact)
    if loose:
        plain = [folded for folded in exact if folded.isascii()]
        out.update(f"={one}" for folded in plain if len(one := _together(folded)) > 2)
        out.update(f"~{bones}" for folded in plain if len(bones := _skeleton(folded)) > 1)
    if by_id:
        out.add(f"@{entry.id}")
    if entry.kind == "country":
        out.add(f"#{entry.country}")
    elif entry.kind == "admin1":
        out.add(f"#{entry.admin1_code}")
    return out


def write(
    path: Path, entries: Iterable[Entry], fingerprint: bytes, loose_countries: frozenset[str], by_id: bool = False
) -> None:
    """Compile `entries` into `path`, whole or not at all: it is written beside and moved into place.

    Names in `loose_countries` are kept by their consonants too, and with `by_id` every place by its id.
    """
    strings, rows = Strings(), bytearray()
    postings: dict[str, list[int]] = {}
    longest: dict[str, int] = {}
    for number, entry in enumerate(entries):
        rows += _row(entry, strings)
        for key in keys(entry, entry.country in loose_countries or entry.kind in ("quarter", "camp", "area"), by_id):
            postings.setdefault(key, []).append(number)
            first, _, rest = key.partition(" ")
            longest[first] = max(longest.get(first, 1), key.count(" ") + 1 if rest else 1)
    hashes, offsets, posted = _index(postings, longest)
    sections = (hashes, offsets, posted, bytes(rows), bytes(strings.data))
    starts, at = [], _HEAD.size + (-_HEAD.size) % 8
    for section in sections:
        starts.append(at)
        at += len(section) + (-len(section)) % 8
    head = _HEAD.pack(_MAGIC, VERSION, fingerprint, len(hashes) // 8, *starts)
    put(path, (head.ljust(starts[0], b"\x00"), *(section + b"\x00" * (-len(section) % 8) for section in sections)))


def _row(entry: Entry, strings: Strings) -> bytes:
    texts = (entry.id, entry.name, entry.admin1, entry.admin2, entry.pcode, entry.admin1_code)
    lat, lon = (_NOWHERE if value is None else value for value in (entry.lat, entry.lon))
    population = min(max(entry.population, 0), 2**32 - 1)
    return _ROW.pack(
        *map(strings.add, texts), KINDS.index(entry.kind), entry.rank, _country(entry.country), lat, lon, population
    )


def _index(postings: dict[str, list[int]], longest: dict[str, int]) -> tuple[bytes, bytes, bytes]:
    ordered = sorted((key_of(key), key) for key in postings.keys() | longest.keys())
    posted, offsets = bytearray(), []
    for _, key in ordered:
        numbers = postings.get(key, [])[:255]
        offsets.append(len(posted))
        posted += struct.pack(f"<BB{len(numbers)}I", min(longest.get(key, 1), 255), len(numbers), *numbers)
    hashes = struct.pack(f"<{len(ordered)}Q", *(value for value, _ in ordered))
    return hashes, struct.pack(f"<{len(offsets)}I", *offsets), bytes(posted)


def put(path: Path, parts: Iterable[bytes]) -> None:
    """Write a file whole or not at all; any number of processes may do so at once."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, beside = tempfile.mkstemp(prefix=path.name, suffix=".part", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.writelines(parts)
        Path(beside).chmod(0o644)
        os.replace(beside, path)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise


class Layer:
    """One compiled file, open. Look-ups touch only the pages they need."""

    def __init__(self, path: Path, number: int = 0) -> None:
        self.path, self.number = path, number
        try:
            with path.open("rb") as file:
                self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            magic, version, self.fingerprint, count, *starts = _HEAD.unpack_from(self._map, 0)
        except (OSError, ValueError, struct.error) as error:
            raise GazetteerError(f"cannot be opened: {error}", str(path), "remove it; it is made anew") from error
        if magic != _MAGIC or version != VERSION:
            raise GazetteerError("not a compiled gazetteer of this version", str(path), "remove it; it is made anew")
        view = memoryview(self._map)
        hashes, offsets, self._postings, self._rows, self._strings = starts
        self._hashes = view[hashes : hashes + 8 * count].cast("Q")
        self._offsets = view[offsets : offsets + 4 * count].cast("I")
        self._known: dict[int, Found] = {}

    def look_up(self, key: str) -> tuple[int, tuple[Found, ...]]:
        """How many words the longest name that begins with `key` has (0: none does), and the places called `key`."""
        value = key_of(key)
        at = bisect_left(self._hashes, value)
        if at == len(self._hashes) or self._hashes[at] != value:
            return 0, ()
        start: int = self._postings + self._offsets[at]
        words, count = self._map[start], self._map[start + 1]
        return words, tuple(self._place(number) for number in struct.unpack_from(f"<{count}I", self._map, start + 2))

    def places(self) -> Iterator[Found]:
        """Every place of the file."""
        return map(self._place, range(len(self)))

    def __len__(self) -> int:
        return int(self._strings - self._rows) // _ROW.size

    def _text(self, at: int) -> str:
        start = self._strings + at
        length = self._map[start] | self._map[start + 1] << 8
        return self._map[start + 2 : start + 2 + length].decode("utf-8", "surrogatepass")

    def _place(self, number: int) -> Found:
        known = self._known.get(number)
        if known is not None:
            return known
        *texts, kind, rank, country, lat, lon, population = _ROW.unpack_from(self._map, self._rows + number * _ROW.size)
        ident, name, admin1, admin2, pcode, code = map(self._text, texts)
        lat, lon = (None, None) if lat == _NOWHERE else (round(lat, 5), round(lon, 5))
        iso = country.to_bytes(2, "little").rstrip(b"\x00").decode("ascii")
        entry = Entry(ident, name, KINDS[kind], iso, code, admin1, admin2, pcode, lat, lon, population, (), rank)
        found = Found(entry, self.number)
        if len(self._known) > 50_000:
            self._known.clear()
        self._known[number] = found
        return found

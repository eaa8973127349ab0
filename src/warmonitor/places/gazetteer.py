"""The gazetteer: names to the places that bear them, over the box and whatever the user has added."""

from __future__ import annotations

import gc
import os
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

try:
    import fcntl
except ImportError:  # pragma: no cover - Windows has no such lock; there the file is still moved into place whole
    fcntl = None  # type: ignore[assignment]

from warmonitor.errors import GazetteerError
from warmonitor.places import box, shelf
from warmonitor.places.entry import Found
from warmonitor.places.names import alike, fold, skeleton, together
from warmonitor.places.overlay import overlay
from warmonitor.places.store import VERSION, Layer, write

Lookup = tuple[int, tuple[Found, ...]]
_NONE: Lookup = (0, ())
_STALE = 7 * 86400  # seconds after which the compiled file of another version is cleared away


def cache_folder() -> Path:
    """Where compiled files go: `$XDG_CACHE_HOME/warmonitor`, else `~/.cache/warmonitor`."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "warmonitor"


def box_file(folder: Path | None = None) -> Path:
    """The box, compiled: made on first use, and again when its sources change. Many processes may ask at once."""
    fingerprint = box.fingerprint()
    path = (folder or cache_folder()) / f"box-{VERSION}-{fingerprint.hex()[:16]}.gazetteer"
    if not path.exists():
        try:
            with _alone(path):
                if not path.exists():
                    _compile(path, fingerprint)
        except OSError as error:
            raise GazetteerError(
                f"cannot be written: {error}", str(path), "set XDG_CACHE_HOME to a writable folder"
            ) from error
    return path


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Let one process at a time compile; the others wait for its file rather than each spend the memory."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.with_suffix(".lock").open("w") as lock:
        if fcntl is not None:
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    path.with_suffix(".lock").unlink(missing_ok=True)


def _compile(path: Path, fingerprint: bytes) -> None:
    """Some ten seconds. The cycle collector would double them: there are millions of objects, and no cycles."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        write(path, box.entries(), fingerprint, overlay().loose)
    finally:
        if collecting:
            gc.enable()
    for old in path.parent.glob("box-*.gazetteer"):
        if old != path and time.time() - old.stat().st_mtime > _STALE:
            old.unlink(missing_ok=True)


class Gazetteer:
    """Places by name. Layers are asked in order: the user's own first, then the box."""

    def __init__(self, layers: Iterable[Layer]) -> None:
        self.layers = tuple(layers)
        self._asked: dict[str, Lookup] = {}
        self._alike: dict[tuple[str, frozenset[str] | None], tuple[Found, ...]] = {}

    @classmethod
    def load(cls, paths: Iterable[Path] | None = None) -> Gazetteer:
        """The user's gazetteers (or compiled files at `paths`) over the box; GazetteerError where one is unusable."""
        own = shelf.files() if paths is None else list(paths)
        return cls([Layer(path, number) for number, path in enumerate([*own, box_file()])])

    def look_up(self, key: str) -> Lookup:
        """The longest name, in words, that begins with the folded `key` (0: none), and the places called exactly so."""
        known = self._asked.get(key)
        if known is None:
            known = self._ask(key)
            if len(self._asked) > 100_000:
                self._asked.clear()
            self._asked[key] = known
        return known

    def _ask(self, key: str) -> Lookup:
        answers = [answer for layer in self.layers if (answer := layer.look_up(key))[0]]
        if not answers:
            return _NONE
        if len(self.layers) == 1:
            return answers[0]
        answers = [(words, tuple(map(self._own, places))) for words, places in answers]
        by_id: dict[str, Found] = {}
        for _, places in answers:
            for place in places:
                by_id.setdefault(place.id, place)
        return max(words for words, _ in answers), tuple(by_id.values())

    def _own(self, place: Found) -> Found:
        """The user's own entry of a place of the box, which may know more (P-codes, better points)."""
        for layer in self.layers[:-1]:
            if place.layer != layer.number and (same := layer.look_up(f"@{place.id}")[1]):
                return same[0]
        return place

    def find(self, name: str) -> tuple[Found, ...]:
        """The places called `name` in any spelling, the exactly so called first, each group by population."""
        folded = fold(name)
        exact = sorted(self.look_up(folded)[1], key=lambda place: (-place.rank, -place.population, place.id))
        known = {place.id for place in exact}
        similar = [place for place in self.similar(folded) if place.id not in known]
        return (*exact, *sorted(similar, key=lambda place: (-place.population, place.id)))

    def coded(self, code: str) -> tuple[Found, ...]:
        """The country or first-order unit of a code: ISO alpha-2 ("SY") or GeoNames' ("SY.12")."""
        return self.look_up(f"#{code}")[1]

    def similar(self, folded: str, countries: frozenset[str] | None = None) -> tuple[Found, ...]:
        """The places (of `countries`) of which `folded` may be another romanisation.

        First the same letters otherwise spaced or doubled, else the same consonants and few letters' difference.
        """
        if len(folded) < 4:
            return ()
        known = self._alike.get((folded, countries))
        if known is None:
            if len(self._alike) > 20_000:
                self._alike.clear()
            known = self._alike[(folded, countries)] = self._similar(folded, countries)
        return known

    def _similar(self, folded: str, countries: frozenset[str] | None) -> tuple[Found, ...]:
        same = self.look_up(f"={together(folded)}")[1]
        if countries is not None:
            same = tuple(place for place in same if place.country in countries)
        if same or not folded.isascii() or len(bones := skeleton(folded)) < 2:
            return same
        near = self.look_up(f"~{bones}")[1]
        return tuple(
            place
            for place in near
            if (countries is None or place.country in countries) and alike(folded, fold(place.name))
        )

    def __len__(self) -> int:
        return sum(map(len, self.layers))

"""Reports into the ledger: read, kept, linked. It can be cut short at any moment and started again.

Reports and their claims are kept in portions, each one transaction, so a report is in the book whole or not at all;
what has not been linked yet can be read off the book. Reading the same sources again passes over what is there.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from warmonitor import claims as reading
from warmonitor import reports as intake
from warmonitor.claims.reader import READER
from warmonitor.engine import copying, local
from warmonitor.errors import GazetteerError, LexiconError
from warmonitor.ledger import Book, Origin
from warmonitor.model import Claim, Failure, Reading, Record, Report, content_id
from warmonitor.places.box import fingerprint
from warmonitor.places.gazetteer import box_file
from warmonitor.reports.intake import Sources

PORTION = 250
"""Reports kept at once."""

PATIENCE = 5.0
"""Seconds after which what was read is kept although the portion is not full."""


class Taken(Record, frozen=True):
    """How far an ingest has come. `expected` is how many reports the sources hold, null where nobody can tell."""

    stage: str = "reading"
    seen: int = 0
    new: int = 0
    held: int = 0
    failed: int = 0
    claims: int = 0
    linked: int = 0
    to_link: int = 0
    seconds: float = 0.0
    expected: int | None = None

    @property
    def rate(self) -> float:
        """Reports a second."""
        return self.seen / self.seconds if self.seconds else 0.0

    @property
    def left(self) -> float | None:
        """Seconds that reading will still take, at the rate so far; null where that cannot be told."""
        if self.expected is None or not self.rate:
            return None
        return max(0, self.expected - self.seen) / self.rate


Progress = Callable[[Taken], object]


class _Read(NamedTuple):
    """A report read: where it was found, its claims, or why it could not be read."""

    found: Reading
    claims: list[Claim]
    failure: Failure | None


def ingest(
    book: Book,
    sources: Sources,
    *,
    published: str | None = None,
    columns: Mapping[str, str] | None = None,
    articles: bool = False,
    processes: int | None = None,
    progress: Progress | None = None,
    reader: local.Reader | None = None,
    version: str = READER,
    portion: int = PORTION,
    link: bool = True,
) -> Taken:
    """Read sources into the book and link what is new; what was done. See `reports.read` for the sources.

    `portion` is how many reports are kept at once.
    What cannot be read is kept as a failure, with its reason, and is forgotten when its source is read without it.
    """
    given = [sources] if isinstance(sources, (str, Path)) else list(sources)
    found = intake.readings(given, published=published, columns=columns, articles=articles, known=_Tags(book))
    if reader is None:
        (progress or (lambda _: None))(Taken(stage="preparing"))
        box_file()  # the gazetteer is compiled once, here, and not by every process at the same time
        book.set("gazetteer", fingerprint().hex())
    book.set("reader", version)
    intaking = _Intake(book, given, progress, reader or reading.read, version, portion)
    taken = intaking.run(found, processes)
    return _linked(book, taken, intaking) if link else taken


class _Tags(Mapping[str, tuple[str | None, str | None]]):
    """What the book remembers of addresses, looked up when it is needed."""

    def __init__(self, book: Book) -> None:
        self.book = book

    def __getitem__(self, address: str) -> tuple[str | None, str | None]:
        found = self.book.tags(address)
        if found is None:
            raise KeyError(address)
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


class Careful:
    """A reader that costs nothing but the report itself when it breaks down."""

    def __init__(self, read: local.Reader) -> None:
        self.read = read

    def __call__(self, report: Report) -> list[Any]:
        try:
            return list(self.read(report))
        except (LexiconError, GazetteerError):
            raise  # nothing can be read while a word list or map is broken
        except Exception as error:  # noqa: BLE001  (one report in a hundred thousand must not stop the others)
            what = f"the reader broke down: {type(error).__name__}: {error}"
            return [Failure(where=report.id, what=what, hint="it is read again by warmonitor reread")]


class _Intake:
    """One run: what was found, in portions, into the book."""

    def __init__(
        self,
        book: Book,
        sources: Sequence[str | Path],
        progress: Progress | None,
        read: local.Reader,
        version: str,
        size: int,
    ) -> None:
        self.book, self.sources, self.read, self.version = book, sources, Careful(read), version
        self.progress = progress or (lambda _: None)
        self.size = size
        self.started = time.monotonic()
        self.taken = Taken(expected=expected(sources))
        self.failures: dict[str, Failure] = {}
        self.unkept: list[Failure] = []
        self.waiting: dict[str, Reading] = {}

    def run(self, found: Iterable[Reading | Failure], processes: int | None) -> Taken:
        """Read everything and keep it; what has been read is kept also when the run is stopped."""
        portion: list[_Read] = []
        kept = time.monotonic()
        try:
            for report, said in local.read(self._new(found), processes=processes, reader=self.read):
                portion.append(_told(self.waiting.pop(report.id), said))
                if len(portion) >= self.size or time.monotonic() - kept > PATIENCE:
                    self._keep(portion)
                    portion, kept = [], time.monotonic()
        finally:
            self._keep(portion)
        self._forget()
        return self.taken

    def _new(self, found: Iterable[Reading | Failure]) -> Iterator[Report]:
        """The reports that the book does not have; a changed page under the id it had."""
        source = iter(found)
        while some := list(itertools.islice(source, local.CHUNK)):
            failures = {f.where: f for f in some if isinstance(f, Failure)}
            self.failures |= failures
            self.unkept += failures.values()
            readings = self._versions([r for r in some if isinstance(r, Reading)])
            held = self.book.known([r.report for r in readings]).held
            fresh = {r.report.id: r for r in readings if r.report.id not in held and r.report.id not in self.waiting}
            self._count(seen=len(readings), held=len(readings) - len(fresh), failed=len(some) - len(readings))
            self.waiting |= fresh
            yield from (r.report for r in fresh.values())

    def _versions(self, readings: list[Reading]) -> list[Reading]:
        earlier = self.book.known([r.report for r in readings]).earlier
        return [_under(r, earlier[r.report.id]) if r.report.id in earlier and _unnamed(r) else r for r in readings]

    def _keep(self, portion: Sequence[_Read]) -> None:
        failures = [*self.unkept, *(one.failure for one in portion if one.failure)]
        self.unkept = []
        self.book.add(
            reports=[one.found.report for one in portion],
            claims=[claim for one in portion for claim in one.claims],
            failures=failures,
            origins={one.found.report.id: _origin(one, self.version) for one in portion},
            withdrawn=outdated(self.book, [(one.found.report, one.claims) for one in portion]),
            why="the report was read anew",
        )
        broken = sum(one.failure is not None for one in portion)
        self._count(new=len(portion), claims=sum(len(one.claims) for one in portion), failed=broken)

    def _forget(self) -> None:
        """Take back what failed in these sources before and does not now."""
        again = [f.where for f in self.book.failures() if f.where not in self.failures and self._is_mine(f.where)]
        self.book.add(withdrawn={("failure", where): () for where in again}, why="it was read since")

    def _is_mine(self, where: str) -> bool:
        return any(where == str(one) or where.startswith((f"{one}:", f"{one}/")) for one in self.sources)

    def _count(self, **more: int) -> None:
        sums = {name: getattr(self.taken, name) + n for name, n in more.items()}
        self.tell(seconds=time.monotonic() - self.started, **sums)

    def tell(self, **changes: Any) -> None:
        """Note how far it has come, and show it."""
        self.taken = msgspec.structs.replace(self.taken, **changes)
        self.progress(self.taken)


def broken_down(said: Sequence[Any]) -> Failure | None:
    """Why the reader broke down over a report; null where it did not."""
    return next((one for one in said if isinstance(one, Failure)), None)


def _told(found: Reading, said: Sequence[Any]) -> _Read:
    broken = broken_down(said)
    return _Read(found, [] if broken else list(said), broken)


def _origin(one: _Read, version: str) -> Origin:
    found = one.found
    read_by = "" if one.failure else version
    return Origin(place=found.where, sha256=found.sha256, reader=read_by, etag=found.etag, modified=found.modified)


def _unnamed(found: Reading) -> bool:
    """Whether the report's id was made from its content, not given by its source."""
    report = found.report
    return report.id == content_id(report.url or "", report.publisher or "", report.title, report.text)


def _under(found: Reading, id: str) -> Reading:
    return msgspec.structs.replace(found, report=msgspec.structs.replace(found.report, id=id))


def _linked(book: Book, taken: Taken, intaking: _Intake) -> Taken:
    """Give every claim its incident, and tell how far that is."""
    intaking.tell(stage="comparing")
    copying.mark(book)
    waiting = book.unlinked()
    intaking.tell(stage="linking", to_link=waiting)
    book.link(progress=lambda done: intaking.tell(linked=done, seconds=time.monotonic() - intaking.started))
    intaking.tell(stage="done", seconds=time.monotonic() - intaking.started)
    return intaking.taken


def expected(sources: Iterable[str | Path]) -> int | None:
    """About how many reports are in local sources, by files and lines; null with an address or a pipe."""
    counts = [_expected(source) for source in sources]
    return None if None in counts else sum(n for n in counts if n is not None)


def _expected(source: str | Path) -> int | None:
    path = Path(source)
    if path.is_dir():
        return expected(file for file in path.rglob("*") if file.is_file() and not file.name.startswith("."))
    if not path.is_file():
        return None
    if path.suffix not in (".jsonl", ".ndjson", ".csv", ".tsv"):
        return 1
    with path.open("rb") as lines:
        return max(1, sum(block.count(b"\n") for block in iter(lambda: lines.read(1 << 20), b"")))


def outdated(book: Book, read: Sequence[tuple[Report, Sequence[Claim]]]) -> dict[tuple[str, str], tuple[str, ...]]:
    """Claims of earlier versions or readings of these reports that are no longer made, and which took their place."""
    now = {report.id: claims for report, claims in read}
    before = book.claims_of(now)
    said = {claim.id for claims in now.values() for claim in claims}
    return {("claim", old.id): _successor(old, now[old.report]) for old in before if old.id not in said}


def _successor(old: Claim, now: Sequence[Claim]) -> tuple[str, ...]:
    """The claim that states the same harm in the same words; there may be none."""
    words = {span.text for span in old.evidence}
    alike = [c for c in now if c.harm == old.harm and words & {span.text for span in c.evidence}]
    best = sorted(alike, key=lambda c: (c.count != old.count, c.victims.status != old.victims.status, c.id))
    return (best[0].id,) if best else ()

"""Stored reports read again by a newer reader: what changed is told, what people judged is kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

import msgspec

from warmonitor import claims as reading
from warmonitor.claims.reader import READER
from warmonitor.engine import local
from warmonitor.engine.ingest import PORTION, Careful, broken_down, outdated
from warmonitor.ledger import Book, Origin, brief, difference
from warmonitor.model import Claim, Failure, Record, Report
from warmonitor.places.gazetteer import box_file


class Rereading(Record, frozen=True):
    """What reading a report again came to: lines that say what is new, gone or different; none where all is as it was.

    `failure` says why it could not be read.
    """

    report: str
    lines: tuple[str, ...] = ()
    failure: Failure | None = None


def reread(
    book: Book,
    *,
    everything: bool = False,
    dry: bool = False,
    processes: int | None = None,
    reader: local.Reader | None = None,
    version: str = READER,
) -> Iterator[Rereading]:
    """Read the reports that another version of the reader has read, or with `everything` all, and keep their claims.

    With `dry` nothing is kept. Claims that are no longer made are withdrawn; a person's judgement on one goes to the
    claim that states the same in the same words. The incidents concerned are reckoned anew at the end.
    """
    if reader is None:
        box_file()
    stored = book.reports() if everything else book.read_by(version, other=True)
    read = iter(local.read(stored, processes=processes, reader=Careful(reader or reading.read)))
    while portion := list(islice(read, PORTION)):
        yield from _portion(book, portion, version, dry)
    if not dry:
        book.link()


def _portion(book: Book, portion: Sequence[tuple[Report, list[Claim]]], version: str, dry: bool) -> Iterator[Rereading]:
    good = [(report, said) for report, said in portion if broken_down(said) is None]
    before = book.claims_of(report.id for report, _ in good)
    gone = outdated(book, good)
    if not dry:
        _keep(book, portion, good, gone, version)
    for report, said in portion:
        old = [claim for claim in before if claim.report == report.id]
        failure = broken_down(said)
        yield Rereading(report=report.id, failure=failure, lines=() if failure else tuple(_lines(old, said)))


def _keep(
    book: Book,
    portion: Sequence[tuple[Report, list[Claim]]],
    good: Sequence[tuple[Report, list[Claim]]],
    gone: dict[tuple[str, str], tuple[str, ...]],
    version: str,
) -> None:
    failed = {f.where for f in book.failures()}
    mended = {("failure", report.id): () for report, _ in good if report.id in failed}
    book.add(
        claims=[claim for _, said in good for claim in said],
        failures=[failure for _, said in portion if (failure := broken_down(said))],
        origins={report.id: _read_by(book.origin(report.id), version) for report, _ in good},
        withdrawn={**gone, **mended},
        why=f"read anew by {version}",
    )


def _read_by(before: Origin | None, version: str) -> Origin:
    found = before or Origin(place="")
    return Origin(place=found.place, sha256=found.sha256, reader=version, etag=found.etag, modified=found.modified)


def _lines(before: Iterable[Claim], after: Sequence[Claim]) -> Iterator[str]:
    """What a reader says now and did not say before, and the other way round."""
    old = {claim.id: claim for claim in before}
    for claim in after:
        if claim.id not in old:
            yield f"new: {brief(claim)}"
        elif told := difference(msgspec.structs.replace(old[claim.id], incident=None), claim):
            yield f"changed: {claim.id}: {told}"
    said = {claim.id for claim in after}
    yield from (f"gone: {brief(claim)}" for claim in old.values() if claim.id not in said)

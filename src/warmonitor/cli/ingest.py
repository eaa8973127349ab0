"""warmonitor ingest, reread: reports into the ledger, and read again by a newer reader."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from warmonitor.cli import options
from warmonitor.errors import QueryError

if TYPE_CHECKING:
    from warmonitor.engine.ingest import Taken
    from warmonitor.ledger import Book


def register(commands: Any) -> None:
    """Add the verbs."""
    _ingest(commands)
    _reread(commands)


def _ingest(commands: Any) -> None:
    about = (
        "Read reports into the ledger. It may be stopped at any moment and started again: nothing is lost or doubled."
    )
    parser = commands.add_parser("ingest", help="read reports into the ledger", description=about)
    parser.add_argument("sources", nargs="*", metavar="SOURCE", help="file, folder, address, or - for standard input")
    options.ledger(parser)
    parser.add_argument("--published", metavar="DATE", help="the day of reports that bear none")
    parser.add_argument(
        "--column", action="append", default=[], metavar="FIELD=COLUMN", help="a table's column for a field"
    )
    parser.add_argument("--articles", action="store_true", help="fetch the articles of a feed from their addresses")
    parser.add_argument("--watch", action="store_true", help="go on, and take what comes into the folders and feeds")
    parser.add_argument(
        "--every", type=float, default=60.0, metavar="SECONDS", help="with --watch: how often to look (60)"
    )
    parser.add_argument("--retry", action="store_true", help="try again what could not be read")
    parser.add_argument("--no-link", action="store_true", help="leave the linking of incidents for later")
    options.processes(parser)
    parser.set_defaults(run=ingest)


def _reread(commands: Any) -> None:
    about = "Read the stored reports again, show what the claims say now, and keep what people judged."
    parser = commands.add_parser("reread", help="read the stored reports again", description=about)
    options.ledger(parser)
    parser.add_argument("--all", action="store_true", help="also those that this version of the reader has read")
    parser.add_argument("--dry-run", action="store_true", help="show what would change and keep nothing")
    options.processes(parser)
    parser.set_defaults(run=reread)


def ingest(args: argparse.Namespace) -> int:
    """Read sources into the ledger, once or for good."""
    from warmonitor import ledger

    with ledger.open(args.ledger, hand=options.reader()) as book:
        sources = [*args.sources, *(_failed(book) if args.retry else ())]
        if not sources and not args.retry:
            raise QueryError("nothing to ingest", "", "name files, folders, addresses, or - for standard input")
        code = _once(book, sources, args) if sources else 0
        if args.watch:
            _watch(book, sources, args)
        return code


def _once(book: Book, sources: Sequence[str], args: argparse.Namespace) -> int:
    from warmonitor.engine import ingest as engine

    with _shown() as show:
        taken = engine.ingest(
            book, sources, published=args.published, columns=_columns(args.column), articles=args.articles,
            processes=args.processes, progress=show, link=not args.no_link,
        )  # fmt: skip
    print(summary(taken), file=sys.stderr)
    if taken.failed:
        print("what could not be read: warmonitor failures; again: warmonitor ingest --retry", file=sys.stderr)
    return 1 if taken.failed else 0


def _columns(given: Sequence[str]) -> Mapping[str, str]:
    pairs = [one.partition("=") for one in given]
    wrong = [field for field, equals, column in pairs if not (field and equals and column)]
    if wrong:
        raise QueryError("a column is given as FIELD=COLUMN", wrong[0], "for example --column text=body")
    return {field: column for field, _, column in pairs}


def _failed(book: Book) -> list[str]:
    """The files and addresses in which something could not be read."""
    from warmonitor.reports import source_of

    return list(dict.fromkeys(source_of(failure.where) for failure in book.failures()))


def _watch(book: Book, sources: Sequence[str], args: argparse.Namespace) -> None:
    """Look again and again: at files that are new or changed and have come to rest, and at every address."""
    seen = _stamps(sources)
    while True:
        time.sleep(args.every)
        now = _stamps(sources)
        changed = [path for path, stamp in now.items() if seen.get(path) != stamp and stamp == _stamps([path])[path]]
        addresses = [one for one in sources if "://" in one]
        if changed or addresses:
            _once(book, [*changed, *addresses], args)
        seen |= {path: now[path] for path in changed}


def _stamps(sources: Sequence[str]) -> dict[str, tuple[int, int]]:
    """Every file in the sources with its time and size."""
    out = {}
    for source in sources:
        path = Path(source)
        for file in path.rglob("*") if path.is_dir() else [path]:
            if file.is_file() and not file.name.startswith("."):
                stat = file.stat()
                out[str(file)] = (stat.st_mtime_ns, stat.st_size)
    return out


@contextmanager
def _shown() -> Iterator[Callable[[Taken], None]]:
    """A line on standard error that says how far it is; at a terminal it is renewed in place."""
    terminal = sys.stderr.isatty()
    last, stage = time.monotonic(), ""

    def show(taken: Taken) -> None:
        nonlocal last, stage
        now = time.monotonic()
        fresh = terminal and taken.stage != stage
        if taken.stage == "done" or (now - last < (0.2 if terminal else 10.0) and not fresh):
            return
        last, stage = now, taken.stage
        print(("\r\x1b[K" if terminal else "") + line(taken), end="" if terminal else "\n", file=sys.stderr, flush=True)

    try:
        yield show
    finally:
        if terminal:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)


def line(taken: Taken) -> str:
    """How far it is: 1,200 of about 5,000 reports, 310 a second, 12 s left."""
    if taken.stage == "preparing":
        return "preparing the gazetteer; this takes a while the first time"
    if taken.stage == "comparing":
        return "looking for copies of one text"
    if taken.stage == "linking":
        return f"linking: {taken.linked:,} of {taken.to_link:,} claims"
    of = f" of about {taken.expected:,}" if taken.expected else ""
    left = f", {options.duration(taken.left)} left" if taken.left is not None else ""
    return f"reading: {taken.seen:,}{of} reports, {taken.rate:,.0f} a second{left}"


def summary(taken: Taken) -> str:
    """What an ingest came to, in a line."""
    known = f", {taken.held:,} known already" if taken.held else ""
    failed = f", {taken.failed:,} could not be read" if taken.failed else ""
    return (
        f"{taken.new:,} new reports with {taken.claims:,} claims{known}{failed}; "
        f"{options.duration(taken.seconds)}, {taken.rate:,.0f} reports a second"
    )


def reread(args: argparse.Namespace) -> int:
    """Read stored reports again and print what changed."""
    from warmonitor import ledger
    from warmonitor.engine.reread import reread as again

    read = changed = failed = 0
    with ledger.open(options.existing(args.ledger), hand=options.reader()) as book:
        for one in again(book, everything=args.all, dry=args.dry_run, processes=args.processes):
            read, changed, failed = read + 1, changed + bool(one.lines), failed + bool(one.failure)
            if one.lines:
                print(one.report, *(f"  {text}" for text in one.lines), sep="\n")
            if one.failure:
                print(f"{one.report}: {one.failure.what}", file=sys.stderr)
    note = " (nothing was kept)" if args.dry_run else ""
    print(f"{read:,} reports read again, {changed:,} changed, {failed:,} could not be read{note}", file=sys.stderr)
    return 1 if failed else 0

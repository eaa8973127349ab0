"""warmonitor export, compare, import: the ledger in the field's formats, held against another's file, and files in."""

from __future__ import annotations

import argparse
import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from warmonitor.cli import options
from warmonitor.errors import InputError, QueryError

if TYPE_CHECKING:
    from warmonitor import exchange
    from warmonitor.model import Query

FORMATS = ("ucdp-ged", "acled", "airwars", "hxl", "geojson", "csv", "parquet", "jsonl", "html", "overlap")


def register(commands: Any) -> None:
    """Add the verbs."""
    _export(commands)
    _compare(commands)
    _import(commands)


def _export(commands: Any) -> None:
    about = "Write the ledger's incidents in a format of the field; docs/exchange.md says what each holds."
    parser = commands.add_parser("export", help="the ledger in the field's formats", description=about)
    parser.add_argument("format", metavar="FORMAT", choices=FORMATS, help=", ".join(FORMATS))
    options.ledger(parser)
    options.filters(parser)
    # Each format has a policy that it is made for, so the usual one is none.
    parser.set_defaults(policy=None)
    parser.add_argument("--public", action="store_true", help="leave out what is marked sensitive, blur places")
    parser.add_argument("--blur", metavar="UNIT", help="with --public: admin2, admin1, country or 0.1deg (the default)")
    parser.add_argument("--table", default="incidents", choices=("incidents", "cells", "claims", "reports"),
                        help="what csv, parquet and jsonl hold")  # fmt: skip
    parser.add_argument("--title", help="the title of the html page")
    parser.add_argument("-o", "--output", metavar="FILE", help="where to write (else standard output)")
    parser.add_argument("--notes", metavar="FILE", help="where to list the conversions (else beside the output)")
    parser.set_defaults(run=export)


def _compare(commands: Any) -> None:
    parser = commands.add_parser("compare", help="hold the ledger against a UCDP GED or ACLED file")
    parser.add_argument("file", metavar="FILE", help="their CSV")
    options.ledger(parser)
    options.filters(parser)
    parser.add_argument(
        "--reach", type=float, default=25.0, metavar="KM", help="how far apart one incident's points may lie"
    )
    parser.add_argument("--format", choices=("text", "jsonl"), default="text")
    parser.add_argument("--most", type=int, default=20, metavar="N", help="how many of each kind to list (0: all)")
    parser.set_defaults(run=compare)


def _import(commands: Any) -> None:
    parser = commands.add_parser("import", help="take a UCDP GED or ACLED file in as reports of that source")
    parser.add_argument("file", metavar="FILE", help="their CSV")
    options.ledger(parser)
    parser.add_argument("--name", help="what the source is called in the ledger (else the dataset's name)")
    parser.add_argument("--hand", help="in whose name (else the dataset's)")
    parser.add_argument("--unlinked", action="store_true", help="do not look yet which rows tell of one incident")
    parser.set_defaults(run=take_in)


def export(args: argparse.Namespace) -> int:
    """Write the ledger in a format."""
    from warmonitor import exchange, ledger

    form = exchange.format_of(args.format)
    args.policy = args.policy or form.policy
    query = options.query(args)
    with ledger.open(options.existing(args.ledger)) as book, _output(args) as out, _notes(args) as notes:
        stream = exchange.entries(book, query)
        if args.public:
            marks = exchange.marks_of(book.judgements())
            stream = exchange.public(stream, marks, exchange.blur_of(args.blur or "0.1deg"))
        count = exchange.write(args.format, stream, out, notes, table=args.table, heading=_heading(args, query))
    _tell(args, count, notes)
    return 0


def _heading(args: argparse.Namespace, query: Query) -> exchange.Heading:
    from warmonitor.exchange import Heading

    asked = ", ".join(f"{name} {getattr(args, name)}" for name in options.FILTERS if getattr(args, name))
    return Heading(
        title=args.title or "Incidents of armed conflict",
        asked=f"Asked for: {asked}." if asked else "",
        policy=query.policy,
        as_of=query.as_of or "",
        public=f"Places are no finer than {args.blur or '0.1deg'}." if args.public else "",
    )


@contextlib.contextmanager
def _output(args: argparse.Namespace) -> Iterator[BinaryIO]:
    """Where to write. A file appears under its name only when it is whole."""
    if not args.output or args.output == "-":
        if sys.stdout.isatty() and args.format == "parquet":
            raise QueryError("Parquet is no text for a terminal", "", "give -o FILE")
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    target = Path(args.output)
    part = target.with_name(target.name + ".part")
    try:
        with part.open("wb") as out:
            yield out
        part.replace(target)
    except OSError as error:
        raise QueryError(error.strerror or str(error), str(target), "give a folder that can be written to") from error
    finally:
        part.unlink(missing_ok=True)


@contextlib.contextmanager
def _notes(args: argparse.Namespace) -> Iterator[exchange.Notes]:
    from warmonitor.exchange import Notes

    path = _notes_path(args)
    if path is None:
        yield Notes()
        return
    with path.open("wb") as out:
        notes = Notes(out)
        try:
            yield notes
        finally:
            notes.close()
    if not notes.counts:
        path.unlink()


def _notes_path(args: argparse.Namespace) -> Path | None:
    if args.notes:
        return Path(args.notes)
    if not args.output or args.output == "-":
        return None
    return Path(args.output).with_suffix(".conversions.csv")


def _tell(args: argparse.Namespace, count: int, notes: exchange.Notes) -> None:
    say = sys.stderr
    print(f"{count} rows" + (f" in {args.output}" if args.output else ""), file=say)
    for rule, times in notes.counts.most_common():
        print(f"  {times:6}  {rule}", file=say)
    path = _notes_path(args)
    if notes.counts and path:
        print(f"  each of these is in {path}", file=say)


def compare(args: argparse.Namespace) -> int:
    """Print what the ledger and a file both have, what only one has, and where their counts differ."""
    from warmonitor import exchange, ledger
    from warmonitor.exchange import comparing, imports

    with ledger.open(options.existing(args.ledger)) as book, _their_file(args.file) as (form, source):
        theirs, broken = _theirs(imports.read(form, source, args.file))
        ours = (entry.incident for entry in exchange.entries(book, options.query(args)))
        found = comparing.compare(ours, theirs, args.reach)
    if args.format == "jsonl":
        comparing.write_lines(found, sys.stdout)
    else:
        print("\n".join(comparing.told(found, args.most or None)))
    return 1 if broken else 0


def _theirs(rows: Iterator[exchange.Entry | InputError]) -> tuple[list[Any], int]:
    good, broken = [], 0
    for row in rows:
        if isinstance(row, InputError):
            broken += 1
            print(f"warmonitor: {row}", file=sys.stderr)
        else:
            good.append(row.incident)
    return good, broken


@contextlib.contextmanager
def _their_file(path: str) -> Iterator[tuple[str, BinaryIO]]:
    from warmonitor.exchange import imports

    try:
        with open(path, "rb") as source:
            form = imports.form_of(source.readline().decode("utf8", "replace"), path)
            source.seek(0)
            yield form, source
    except OSError as error:
        raise InputError(error.strerror or str(error), path, "give the path of a CSV file") from error


def take_in(args: argparse.Namespace) -> int:
    """Add a file's rows to the ledger as reports of their source, and link their claims with what is there."""
    from warmonitor import ledger
    from warmonitor.exchange import imports

    with _their_file(args.file) as (form, source):
        name = args.name or imports.SOURCES[form].name
        with ledger.open(args.ledger, hand=args.hand or f"import of {name}") as book:
            count, broken = imports.add(book, imports.read(form, source, args.file, name))
            if not args.unlinked:
                book.link()
    for error in broken:
        print(f"warmonitor: {error}", file=sys.stderr)
    print(f"{count} rows taken in as reports of {name}", file=sys.stderr)
    return 1 if broken else 0

"""warmonitor incidents, tally, tolls, checks, show, changes, failures, verify: the ledger asked."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from warmonitor.cli import options
from warmonitor.errors import LedgerError

if TYPE_CHECKING:
    from warmonitor.ledger import Book

Ask = Callable[["Book", argparse.Namespace], int]


def register(commands: Any) -> None:
    """Add the verbs."""
    incidents = _verb(commands, "incidents", "list incidents with their reconciled figures", _incidents)
    incidents.add_argument("--order", choices=("time", "-time", "killed", "changed"), default="time")
    incidents.add_argument("--changed-since", metavar="WHEN", help="only those that changed after a day or transaction")
    tally = _verb(commands, "tally", "add figures up", _tally)
    tally.add_argument("--by", default="month", metavar="KEYS",
                       help="commas between: day, month, year, admin1, country, place, actor, side, status, event, "
                       "harm, group, source, grade (month)")  # fmt: skip
    tally.add_argument("--with-tolls", action="store_true",
                       help="add what claimed totals leave after the incidents in them are subtracted (Iraq Body "
                       "Count's rule), and say of each what became of it")  # fmt: skip
    for parser in (incidents, tally):
        parser.add_argument("--lineage", action="store_true", help="with the words of the reports behind every figure")
    _verb(commands, "tolls", "claimed totals against the ledger's own sums", _tolls)
    checks = _verb(commands, "checks", "arithmetic that does not hold, with the quotes of both", _checks)
    checks.add_argument("--all", action="store_true", help="also what holds")
    show = _verb(commands, "show", "one incident, claim or report, whole, with its history", _show, filters=False)
    show.add_argument("id", metavar="ID")
    show.add_argument("--as-of", metavar="WHEN", help="as the ledger said then")
    changes = _verb(
        commands, "changes", "what was added, corrected, merged, withdrawn, and why", _changes, filters=False
    )
    changes.add_argument("--changed-since", default="0", metavar="WHEN", help="after a day, time or transaction number")
    _verb(commands, "failures", "what could not be read, and why", _failures, filters=False)
    verify = _verb(commands, "verify", "check the hash chain and the arithmetic", _verify, filters=False)
    verify.add_argument("--head", metavar="HASH", help="the hash of the last row, as it was noted elsewhere")
    verify.add_argument("--mend", action="store_true", help="add up anew what is kept added up, before it is checked")


def _verb(commands: Any, name: str, about: str, ask: Ask, filters: bool = True) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(name, help=about, description=about[0].upper() + about[1:])
    options.ledger(parser)
    if filters:
        options.filters(parser)
    parser.add_argument("--format", choices=("text", "jsonl", "csv"), default="text")
    parser.add_argument("--limit", type=int, metavar="N", help="at most so many")
    parser.set_defaults(run=lambda args: _asked(ask, args))
    return parser


def _asked(ask: Ask, args: argparse.Namespace) -> int:
    from warmonitor import ledger

    with ledger.open(options.existing(args.ledger)) as book:
        return ask(book, args)


def _incidents(book: Book, args: argparse.Namespace) -> int:
    from warmonitor.cli import printing

    found = book.incidents(options.query(args), order=args.order, limit=None if args.changed_since else args.limit)
    if args.changed_since:
        since = int(args.changed_since) if args.changed_since.isdecimal() else args.changed_since
        moved = {change.subject for change in book.changes(since) if change.of == "incident"}
        found = printing.first((one for one in found if one.id in moved), args.limit)
    return printing.incidents(book, found, args)


def _tally(book: Book, args: argparse.Namespace) -> int:
    from warmonitor.cli import printing

    by = tuple(name.strip() for name in args.by.split(",") if name.strip())
    lineage = args.lineage or args.format == "jsonl"
    return printing.tally(book, book.tally(options.query(args), by, lineage, tolls=args.with_tolls), args)


def _tolls(book: Book, args: argparse.Namespace) -> int:
    from warmonitor.cli import printing

    return printing.tolls(printing.first(book.tolls(options.query(args)), args.limit), args)


def _checks(book: Book, args: argparse.Namespace) -> int:
    from warmonitor.cli import printing

    found = (check for check in book.checks(options.query(args)) if args.all or check.holds is False)
    return printing.checks(printing.first(found, args.limit), args)


def _show(book: Book, args: argparse.Namespace) -> int:
    from warmonitor.cli import printing

    for get in (book.incident, book.claim, book.report):
        try:
            record = get(args.id, args.as_of)
        except LedgerError as error:
            if "taken down" in str(error):
                raise
            continue
        return printing.record(book, record, args)
    raise LedgerError("no incident, claim or report has this id", args.id, "ids are printed by incidents and changes")


def _changes(book: Book, args: argparse.Namespace) -> int:
    from warmonitor.cli import printing

    since = int(args.changed_since) if args.changed_since.isdecimal() else args.changed_since
    return printing.changes(book.changes(since, args.limit), args)


def _failures(book: Book, args: argparse.Namespace) -> int:
    from warmonitor.cli import printing

    return printing.failures(printing.first(book.failures(), args.limit), args)


def _verify(book: Book, args: argparse.Namespace) -> int:
    from warmonitor.errors import BrokenChainError

    if args.mend:
        book.mend()
    rows, last = book.verify(), book.head()[1]
    if args.head and not book.holds(args.head):
        raise BrokenChainError(
            "no row of the journal has this hash", args.head, "rows were cut off, or it is another's"
        )
    missed = sum(check.holds is False for check in book.checks())
    print(f"{rows:,} rows, none altered, lost or reordered; the last has the hash {last}")
    print(f"{missed:,} contradictions in what the reports say: warmonitor checks" if missed else "no contradictions")
    return 0

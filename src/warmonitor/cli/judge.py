"""warmonitor judge, takedown: a person's word, one by one or as a reviewers' table; words removed for good."""

from __future__ import annotations

import argparse
import getpass
import sys
from typing import Any, get_args

from warmonitor.cli import options
from warmonitor.errors import QueryError
from warmonitor.model import Judgement

KINDS = get_args(Judgement.__annotations__["kind"]) or (
    "confirm", "reject", "correct", "same", "not_same", "grade", "note",
)  # fmt: skip
UNDO = "undo"


def register(commands: Any) -> None:
    """Add the verbs."""
    about = (
        "Confirm or reject a claim or incident, correct a field, say that two are (not) the same, grade, note. "
        "A table (CSV) has the columns kind, subject, other, field, value, why, hand, at; what is wrong in it is told "
        "by row, and the rest is applied, once. undo takes back your latest judgement of ID that stands."
    )
    parser = commands.add_parser("judge", help="say what a claim or incident really is", description=about)
    parser.add_argument("kind", nargs="?", choices=(*KINDS, UNDO))
    parser.add_argument("subject", nargs="?", metavar="ID")
    parser.add_argument("other", nargs="?", metavar="ID2", help="for same, not_same")
    options.ledger(parser)
    parser.add_argument("--table", metavar="FILE", help="a reviewers' table in CSV, or -")
    parser.add_argument("--field", help="for correct (count.low, victims.status, place.name…) and grade")
    parser.add_argument("--value", help="what the field becomes; several with ; between; empty is not known")
    parser.add_argument("--why", default="", help="the reason, which the ledger keeps")
    parser.add_argument("--hand", help="who judges (else your user name)")
    parser.add_argument("--expect", type=int, metavar="NO", help="the last transaction you saw: refuse if judged since")
    parser.set_defaults(run=judge)
    down = commands.add_parser("takedown", help="remove a report's words for good, keep their hash and the reason")
    down.add_argument("id", metavar="REPORT")
    options.ledger(down)
    down.add_argument("--why", required=True, help="the reason, which the ledger keeps")
    down.add_argument("--hand", help="who decides (else your user name)")
    down.set_defaults(run=takedown)


def judge(args: argparse.Namespace) -> int:
    """Write judgements down."""
    from warmonitor import ledger

    hand = args.hand or getpass.getuser()
    if bool(args.table) == bool(args.kind):
        raise QueryError("nothing to judge", "", "give a kind and an id, or --table FILE")
    with ledger.open(options.existing(args.ledger), hand=hand) as book:
        if args.table:
            return _table(book, args.table, hand)
        if not args.subject:
            raise QueryError(f"{args.kind} of what?", "", "give the id of a claim or incident")
        if args.kind == UNDO:
            print(f"transaction {_undo(book, args, hand)}")
            return 0
        word = Judgement(
            kind=args.kind,
            subject=args.subject,
            other=args.other,
            field=args.field,
            value=args.value,
            why=args.why,
            hand=hand,
        )
        before = book.transaction()
        number = book.judge(word, args.expect)
    print(
        f"transaction {number}" if number > before else f"this stood already, since transaction {number} at the latest"
    )
    return 0


def _undo(book: Any, args: argparse.Namespace, hand: str) -> int:
    mine = [word for word in book.judgements(args.subject) if word.hand == hand]
    if not mine:
        raise QueryError(f"no judgement of {hand} stands", args.subject, "warmonitor show ID tells what was judged")
    number: int = book.withdraw(mine[-1], hand, args.why, args.expect)
    return number


def _table(book: Any, path: str, hand: str) -> int:
    from warmonitor.ledger import reviewing

    with reviewing.opened(path) as lines:
        rows = list(reviewing.judgements(lines, hand, "standard input" if path == "-" else path))
    done = reviewing.apply(book, rows)
    for error in done.errors:
        print(f"warmonitor: {error}", file=sys.stderr)
    print(f"{done.applied} applied, {done.standing} stood already, {len(done.errors)} wrong")
    return 1 if done.errors else 0


def takedown(args: argparse.Namespace) -> int:
    """Remove a report's words."""
    from warmonitor import ledger

    with ledger.open(options.existing(args.ledger), hand=args.hand or getpass.getuser()) as book:
        print(f"transaction {book.take_down(args.id, args.why)}; backups and exports made before still hold the words")
    return 0

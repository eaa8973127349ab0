"""`warmonitor token` keeps the secrets of programs that use the API of a ledger."""

from __future__ import annotations

import argparse
import datetime as dt
import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from argparse import _SubParsersAction

    from warmonitor.web.tokens import Tokens

ROLES = ("reader", "coder", "reviewer", "admin")


def register(commands: _SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `token`."""
    token = commands.add_parser("token", help="secrets for programs that use the API")
    verbs = token.add_subparsers(dest="verb", required=True, metavar="VERB")
    add = verbs.add_parser("add", help="make a token; its secret is printed this once")
    add.add_argument("name", help="in whose name the program reads and judges")
    add.add_argument("--role", choices=ROLES, default="reader")
    add.add_argument("--days", type=float, help="how long it holds (else until it is revoked)")
    add.set_defaults(run=run_add)
    verbs.add_parser("list", help="all tokens, without their secrets").set_defaults(run=run_list)
    revoke = verbs.add_parser("revoke", help="end a token at once")
    revoke.add_argument("name")
    revoke.set_defaults(run=run_revoke)
    default = os.environ.get("WARMONITOR_LEDGER", "warmonitor.db")
    for one in verbs.choices.values():
        one.add_argument("--ledger", default=default, metavar="URL", help="a file or URL (default: %(default)s)")


def _tokens(args: argparse.Namespace) -> Tokens:
    from warmonitor.cli.serve import people_at
    from warmonitor.web.people import People
    from warmonitor.web.tokens import Tokens

    return Tokens(People(people_at(args.ledger)))


def run_add(args: argparse.Namespace) -> int:
    """Make a token."""
    print(_tokens(args).add(args.name, args.role, args.days))
    return 0


def run_list(args: argparse.Namespace) -> int:
    """Print the tokens."""
    for token in _tokens(args).all():
        until = _day(token.until) if token.until else "until revoked"
        print(f"{token.name}\t{token.role}\tsince {_day(token.added)}\t{until}")
    return 0


def _day(seconds: float) -> str:
    return dt.datetime.fromtimestamp(seconds, dt.UTC).date().isoformat()


def run_revoke(args: argparse.Namespace) -> int:
    """End a token."""
    _tokens(args).revoke(args.name)
    print(f"{args.name}: revoked")
    return 0

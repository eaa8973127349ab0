"""`warmonitor serve` opens the pages and the API; `warmonitor user` keeps the accounts of those who may use them."""

from __future__ import annotations

import argparse
import getpass
import ipaddress
import os
import sys
import threading
import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING

from warmonitor.errors import QueryError

if TYPE_CHECKING:
    from argparse import _SubParsersAction

    from warmonitor.web.people import People

ROLES = ("reader", "coder", "reviewer", "admin")


def register(commands: _SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `serve` and `user`."""
    serve = commands.add_parser("serve", help="pages and API of the ledger")
    _ledger(serve)
    serve.add_argument(
        "--host", default="127.0.0.1", help="address to listen at; any but the loopback demands accounts"
    )
    serve.add_argument("--port", type=int, default=8321)
    serve.add_argument("--open", action="store_true", help="open the pages in the browser")
    serve.add_argument("--hand", default="", help="whose name decisions bear on the loopback address (default: yours)")
    serve.add_argument(
        "--tiles", default="", help="your own base map: a tile URL with {z}/{x}/{y}, or a raster PMTiles file"
    )
    serve.add_argument("--https", action="store_true", help="visitors come through https: cookies go no other way")
    serve.set_defaults(run=run_serve)
    user = commands.add_parser("user", help="who may use the pages of a ledger that is served to others")
    verbs = user.add_subparsers(dest="verb", required=True, metavar="VERB")
    add = verbs.add_parser("add", help="make an account; the password is asked for, or read from standard input")
    add.add_argument("name")
    add.add_argument("--role", choices=ROLES, default="reader")
    add.set_defaults(run=run_add)
    verbs.add_parser("list", help="all accounts").set_defaults(run=run_list)
    remove = verbs.add_parser("remove", help="close an account; what it decided stays in the book")
    remove.add_argument("name")
    remove.set_defaults(run=run_remove)
    for one in verbs.choices.values():
        _ledger(one)


def _ledger(parser: argparse.ArgumentParser) -> None:
    default = os.environ.get("WARMONITOR_LEDGER", "warmonitor.db")
    parser.add_argument(
        "--ledger", default=default, metavar="URL", help="a file or a PostgreSQL URL (default: %(default)s)"
    )


def people_at(ledger: str) -> str:
    """Where the accounts of a ledger are kept: a file beside a file, tables of their own in a database server."""
    if "://" not in ledger:
        return f"sqlite:///{Path(ledger).resolve()}.people.db"
    if ledger.startswith("sqlite"):
        return f"{ledger}.people.db"
    return ledger.replace("postgresql://", "postgresql+psycopg://", 1)


def _people(args: argparse.Namespace) -> People:
    from warmonitor.web.people import People

    return People(people_at(args.ledger))


def is_loopback(host: str) -> bool:
    """Whether an address reaches this machine alone."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def run_serve(args: argparse.Namespace) -> int:
    """Serve until stopped."""
    import uvicorn

    from warmonitor import ledger
    from warmonitor.web.app import application, built
    from warmonitor.web.desk import Settings

    local = is_loopback(args.host)
    people = _people(args)
    if not local and not people.all():
        people.close()
        raise QueryError(
            "nobody could sign in", args.host, "make an account first: warmonitor user add NAME --role admin"
        )
    hand = args.hand or getpass.getuser()
    book = ledger.open(args.ledger, hand=hand)
    app = application(book, people, hand if local else None, Settings(tiles=args.tiles), secure=args.https)
    address = f"http://{'[' + args.host + ']' if ':' in args.host else args.host}:{args.port}/"
    if not built():
        print("warmonitor: map and timeline are not built, pages work without them (make pages)", file=sys.stderr)
    print(f"{args.ledger} at {address} (stop with Ctrl-C)", flush=True)
    if args.open:
        threading.Timer(1.0, webbrowser.open, [address]).start()
    uvicorn.run(
        app, host=args.host, port=args.port, log_level="warning", server_header=False, timeout_graceful_shutdown=3
    )
    return 0


def run_add(args: argparse.Namespace) -> int:
    """Make an account."""
    password = _password() if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
    people = _people(args)
    person = people.add(args.name, args.role, password)
    people.close()
    print(f"{person.name}: {person.role}")
    return 0


def _password() -> str:
    first, second = getpass.getpass("password: "), getpass.getpass("once more: ")
    if first != second:
        raise QueryError("the two passwords differ", "", "type it again")
    return first


def run_list(args: argparse.Namespace) -> int:
    """Print the accounts."""
    people = _people(args)
    for person in people.all():
        print(f"{person.name}\t{person.role}")
    people.close()
    return 0


def run_remove(args: argparse.Namespace) -> int:
    """Close an account."""
    people = _people(args)
    people.remove(args.name)
    people.close()
    print(f"{args.name}: removed")
    return 0

"""Options that several verbs share: which ledger, which filters, how to print."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import get_args

import msgspec

from warmonitor.errors import QueryError
from warmonitor.model import Event, Grade, Group, Harm, Policy, Query, Status

FILTERS: dict[str, str | tuple[str, ...]] = {
    "since": "first day: YYYY-MM-DD, YYYY-MM or YYYY",
    "until": "last day",
    "place": "a place, admin unit or P-code by name",
    "country": "ISO code of a country",
    "box": "west,south,east,north in degrees",
    "near": "latitude,longitude,kilometres",
    "actor": "who did it",
    "side": "whose people came to harm",
    "harm": get_args(Harm),
    "status": get_args(Status),
    "group": get_args(Group),
    "event": get_args(Event),
    "source": "who says so",
    "grade": get_args(Grade),
    "text": "words of the reports",
}


def ledger(parser: argparse.ArgumentParser) -> None:
    """`--ledger`."""
    default = os.environ.get("WARMONITOR_LEDGER", "warmonitor.db")
    about = "path of a file or postgresql://… (else WARMONITOR_LEDGER, else warmonitor.db)"
    parser.add_argument("--ledger", default=default, metavar="URL", help=about)


def processes(parser: argparse.ArgumentParser) -> None:
    """`--processes`."""
    parser.add_argument("--processes", type=int, metavar="N", help="how many processes read (else one a core)")


def filters(parser: argparse.ArgumentParser) -> None:
    """The filters of a `Query`, its policy and its time."""
    group = parser.add_argument_group("filters")
    for name, about in FILTERS.items():
        if isinstance(about, str):
            group.add_argument(f"--{name}", metavar=name.upper(), help=about)
        else:
            group.add_argument(f"--{name}", choices=about)
    group.add_argument("--policy", choices=get_args(Policy), default="range", help="how counts are reconciled (range)")
    group.add_argument(
        "--ranking", metavar="NAMES", help="for --policy ranking: authorities, best first, with ; between"
    )
    group.add_argument("--as-of", metavar="DATE", help="what the ledger said then: a day, time or transaction number")


def query(args: argparse.Namespace) -> Query:
    """The question that the filters ask. QueryError where a value cannot be meant."""
    given = {name: getattr(args, name) for name in FILTERS if getattr(args, name)}
    given |= {name: given[name].split(",") for name in ("box", "near") if name in given}
    ranking = [name.strip() for name in (args.ranking or "").split(";") if name.strip()]
    try:
        return msgspec.convert(
            {**given, "policy": args.policy, "ranking": ranking, "as_of": args.as_of}, Query, strict=False
        )
    except msgspec.ValidationError as error:
        raise QueryError(str(error), "filters", f"see warmonitor {args.command} --help") from error


def existing(url: str) -> str:
    """The address of a ledger that is there. QueryError where there is no file, since asking never makes one."""
    if "://" not in url and not Path(url).exists():
        raise QueryError("no ledger here", url, "give --ledger, or ingest something first")
    return url


def reader() -> str:
    """The name of this version's reader, in whose hand it writes."""
    from warmonitor.claims.reader import READER

    return f"reader {READER}"


def duration(seconds: float | None) -> str:
    """A time in words: 12 s, 3 min, 2 h 5 min."""
    if seconds is None:
        return "an unknown time"
    if seconds < 100:
        return f"{seconds:.0f} s" if seconds >= 10 else f"{seconds:.1f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"

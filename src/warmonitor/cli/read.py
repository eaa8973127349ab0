"""warmonitor read: reports in, their ledger out; nothing is stored."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, get_args

from warmonitor.model import Cell, Claim, Failure, Incident, Policy, Report

if TYPE_CHECKING:
    from warmonitor.engine.account import Account

Said = dict[str, Claim]


def register(commands: Any) -> None:
    """Add the verb."""
    about = "read reports and print the ledger of what was read; nothing is stored"
    parser = commands.add_parser("read", help=about, description=about[0].upper() + about[1:])
    parser.add_argument("source", nargs="+", metavar="REPORT", help="a file, folder, address, or - for standard input")
    parser.add_argument("--published", metavar="DAY", help="date of publication, for text that bears none")
    parser.add_argument(
        "--show", choices=("ledger", "claims", "incidents"), default="ledger", help="what to print (ledger)"
    )
    parser.add_argument("--format", choices=("text", "jsonl"), default="text")
    parser.add_argument("--why", action="store_true", help="say of each claim which words and rules made it")
    parser.add_argument(
        "--policy",
        choices=[p for p in get_args(Policy) if p != "ranking"],
        default="range",
        help="how counts are reconciled (range)",
    )
    parser.add_argument("--processes", type=int, metavar="N", help="how many processes read (else one a core)")
    parser.set_defaults(run=_run)


def _run(args: argparse.Namespace) -> int:
    from warmonitor.engine.account import account

    failed: list[Failure] = []
    found = account(_reports(args, failed), policy=args.policy, processes=args.processes, progress=_progress)
    if sys.stderr.isatty():
        print("\r\033[K", end="", file=sys.stderr)
    for failure in failed:
        print(
            f"warmonitor: {failure.where}: {failure.what}" + (f" ({failure.hint})" if failure.hint else ""),
            file=sys.stderr,
        )
    if args.format == "jsonl":
        _jsonl(found, args)
    elif args.show == "claims":
        _claims(found, args.why)
    else:
        _ledger(found, args.show == "ledger", args.why)
    return 1 if failed else 0


def _reports(args: argparse.Namespace, failed: list[Failure]) -> Iterator[Report]:
    from warmonitor import reports

    yield from reports.read(args.source, published=args.published, on_error=failed.append)


def _progress(done: int) -> None:
    if sys.stderr.isatty():
        print(f"\r{done:,} reports read", end="", file=sys.stderr, flush=True)


def _jsonl(found: Account, args: argparse.Namespace) -> None:
    import msgspec

    records: Iterable[Any] = found.incidents if args.show == "incidents" else found.claims
    if args.show == "ledger":
        records = [*found.incidents, *found.tolls, *found.checks]
    for one in records:
        row = one if args.why or not isinstance(one, Claim) else msgspec.structs.replace(one, why=())
        sys.stdout.buffer.write(msgspec.json.encode(row) + b"\n")
    sys.stdout.flush()


def _quote(claim: Claim) -> str:
    words = " … ".join(" ".join(s.text.split()) for s in claim.evidence)
    return f"“{words}”" + (f" – {claim.source.name}" if claim.source else " – the report itself")


def _days(start: str | None, end: str | None) -> str:
    if not (start or end):
        return "date not given"
    return start if start == end and start else f"{start or '…'} to {end or '…'}"


def _claims(found: Account, why: bool) -> None:
    for c in found.claims:
        print(_claim_line(c))
        print(f"    {_quote(c)}")
        if why:
            for line in c.why:
                print(f"    · {line}")


def _figure(c: Claim) -> str:
    """The count and whom it counts, in words."""
    from warmonitor.ledger import counted, who

    if c.harm == "none":
        return "ground changed hands"
    victims = c.victims
    if c.count.figure is not None and c.count.low is None and c.count.high is None:
        return f"about {c.count.figure:,} {who(c.harm, victims.status, victims.actor, victims.group)}"
    return counted(c.count.low, c.count.high, c.harm, victims.status, victims.actor, victims.group)


def _kind(event: str) -> str:
    """The kind of event, in words."""
    return "kind of event not given" if event == "unknown" else event.replace("_", " ")


def _claim_line(c: Claim) -> str:
    place = ", ".join(filter(None, (c.place.text or c.place.name, c.place.country))) or "place not given"
    parts = [_figure(c), place, _days(c.time.start, c.time.end), _kind(c.event), c.scope]
    parts += [f"by {', '.join(c.perpetrators)}"] if c.perpetrators else []
    parts += [c.stance] if c.stance != "asserted" else []
    parts += [f"part of {c.part_of}"] if c.part_of else []
    return f"{c.id}  " + " · ".join(parts)


def _ledger(found: Account, whole: bool, why: bool) -> None:
    said = {c.id: c for c in found.claims}
    numbers = ((len(found.reports), "report"), (len(found.claims), "claim"), (len(found.incidents), "incident"))
    told = ", ".join(f"{n} {word}{'s' if n != 1 else ''}" for n, word in (*numbers, (len(found.tolls), "toll")))
    print(told)
    undated = [r.id for r in found.reports if not r.published]
    if undated:
        print(
            f"no date of publication: {', '.join(undated)}; what is told relative to it stays open (pass --published)"
        )
    if found.incidents:
        print("\nIncidents")
    for one in sorted(found.incidents, key=lambda i: (i.time.start or i.time.end or "", i.id)):
        _incident(one, said, why)
    if not whole:
        return
    if found.tolls:
        print("\nTolls (sums over incidents, places or days; never added to the incidents)")
    for toll in found.tolls:
        print(f"  {_figure(said[toll.claim])}: {toll.text}\n      {_quote(said[toll.claim])}")
    if found.checks:
        print("\nArithmetic")
    for check in found.checks:
        word = {True: "holds", False: "DOES NOT HOLD", None: "cannot be told"}[check.holds]
        print(
            f"  {check.text}" + ("" if word in check.text or (check.holds and "holds" in check.text) else f": {word}")
        )
        if check.holds is False:
            for claim in check.claims:
                print(f"      {_quote(said[claim])}")


def _cell(cell: Cell) -> str:
    """A figure of an incident, and how it was come by where it was reckoned."""
    from warmonitor.ledger import counted, who

    if cell.harm == "none":
        return "ground changed hands"
    if cell.derived and cell.low == 0 and cell.high in (0, None):
        rest = "none" if cell.high == 0 else "perhaps more"
        return f"{who(cell.harm, cell.status, cell.actor, cell.group)}: {rest} beside those told apart ({cell.derived})"
    figure = counted(cell.low, cell.high, cell.harm, cell.status, cell.actor, cell.group)
    return figure + (f"  ({cell.derived})" if cell.derived else "")


def _incident(one: Incident, said: Said, why: bool) -> None:
    place = ", ".join(filter(None, (one.place.name, one.place.admin1, one.place.country))) or "place not given"
    print(f"\n  {_days(one.time.start, one.time.end)} · {place} · {_kind(one.event)} · {one.id}")
    voices = ", ".join(one.authorities) or "nobody named"
    print(f"    by {', '.join(one.perpetrators) or 'nobody named'}; said by {voices}; happened: {one.happened}")
    shown: set[str] = set()
    for cell in one.cells:
        print(f"    {_cell(cell)}")
        for claim in cell.claims:
            if claim not in shown:
                print(f"        {_quote(said[claim])}")
                if why:
                    for line in said[claim].why:
                        print(f"          · {line}")
            shown.add(claim)
        for aside in cell.set_aside:
            print(f"        set aside ({aside.reason}): {_quote(said[aside.claim])}")

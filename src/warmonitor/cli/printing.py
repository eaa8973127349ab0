"""What the ledger answers, printed: as tables for a reader, as JSON lines or CSV for a program."""

from __future__ import annotations

import argparse
import csv
import itertools
import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from warmonitor.ledger import counted, interval
from warmonitor.model import Cell, Change, Check, Claim, Failure, Incident, Report, Rest, Tally, TallyRow, Toll

if TYPE_CHECKING:
    from rich.table import Table

    from warmonitor.ledger import Book

T = TypeVar("T")
Row = Sequence[object]


def first(items: Iterable[T], limit: int | None) -> Iterator[T]:
    """At most `limit` of them."""
    return itertools.islice(items, limit)


def _json(records: Iterable[Any]) -> int:
    for one in records:
        sys.stdout.buffer.write(msgspec.json.encode(one) + b"\n")
    sys.stdout.flush()
    return 0


def _csv(head: Row, rows: Iterable[Row]) -> int:
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(head)
    out.writerows([_safe(value) for value in row] for row in rows)
    return 0


def _safe(value: object) -> object:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t") else value


def _table(head: Sequence[str], rows: Iterable[Row], numbers: Sequence[str] = ()) -> int:
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in head:
        table.add_column(name, justify="right" if name in numbers else "left", overflow="fold")
    count = _fill(table, rows)
    console = Console(soft_wrap=False) if sys.stdout.isatty() else Console(width=160)
    if count:
        console.print(table)
    else:
        print("nothing")
    return 0


def _fill(table: Table, rows: Iterable[Row]) -> int:
    from rich.text import Text

    for row in rows:
        table.add_row(*(Text("" if value is None else str(value)) for value in row))
    return table.row_count


def _shown(
    head: Sequence[str], rows: Iterable[Row], records: Iterable[Any], form: str, numbers: Sequence[str] = ()
) -> int:
    if form == "jsonl":
        return _json(records)
    return _csv(head, rows) if form == "csv" else _table(head, rows, numbers)


def _figure(cell: Cell) -> str:
    best = f", best {cell.best:,}" if cell.best is not None and not cell.low == cell.best == cell.high else ""
    return f"{counted(cell.low, cell.high, cell.harm, cell.status, cell.actor, cell.group)}{best}"


def _figures(incident: Incident) -> str:
    return "; ".join(_figure(cell) for cell in incident.cells if cell.harm != "none")


def _days(incident: Incident | Claim) -> str:
    start, end = incident.time.start, incident.time.end
    return start or "" if end in (None, start) else f"{start or '…'} – {end}"


def incidents(book: Book, found: Iterable[Incident], args: argparse.Namespace) -> int:
    """Incidents; with `--lineage`, each with the quotes behind it."""
    if args.format == "jsonl":
        return _json(found)
    if args.format == "csv":
        return _csv(CELL_HEAD, (row for one in found for row in _cell_rows(one)))
    if args.lineage:
        for one in found:
            record(book, one, args)
        return 0
    rows = map(_incident_row, found)
    return _table(("when", "where", "what", "figures", "by", "voices", "grade", "id"), rows, ("voices",))


def _incident_row(i: Incident) -> Row:
    return _days(i), i.place.name, i.event, _figures(i), ", ".join(i.perpetrators), len(i.authorities), i.happened, i.id


CELL_HEAD = (
    "incident", "start", "end", "place", "admin1", "country", "lat", "lon", "event", "perpetrators", "happened",
    "attributed", "harm", "status", "side", "group", "low", "best", "high", "policy",
)  # fmt: skip


def _cell_rows(one: Incident) -> Iterator[Row]:
    where = (one.place.name, one.place.admin1, one.place.country, one.place.lat, one.place.lon)
    head = (
        one.id,
        one.time.start,
        one.time.end,
        *where,
        one.event,
        "; ".join(one.perpetrators),
        one.happened,
        one.attributed,
    )
    for cell in one.cells:
        yield (*head, cell.harm, cell.status, cell.actor, cell.group, cell.low, cell.best, cell.high, one.policy)


def tally(book: Book, found: Tally, args: argparse.Namespace) -> int:
    """A tally; with `--lineage`, each row with its incidents and their quotes."""
    head = (*found.by, *(() if "harm" in found.by else ("harm",)), "low", "best", "high")
    rows = (_tally_row(found.by, row) for row in found.rows)
    if args.lineage and args.format == "text":
        for row in found.rows:
            values = [str(row.keys[name] or "not known") for name in found.by]
            of = f"{len(row.incidents)} incident{'s' * (len(row.incidents) != 1)}"
            print(f"{', '.join(values)}: {interval(row.low, row.high)} {row.harm}, {of}")
            quotes(book, row.claims)
    else:
        shown = map(_open_end, rows) if args.format == "text" else rows
        _shown(head, shown, [*found.rows, *found.tolls], args.format, ("low", "best", "high"))
    if found.tolls and args.format == "text":
        print("\n".join(["", *map(_rest, found.tolls)]))
    return 0


def _rest(rest: Rest) -> str:
    """What became of a toll, in words."""
    if rest.reason:
        return f"toll {rest.claim}: not added: {rest.reason}"
    inside = f"{len(rest.incidents)} incident{'s' * (len(rest.incidents) != 1)}"
    return f"toll {rest.claim}: {interval(rest.low, rest.high)} added, left beside the {inside} in it"


def _tally_row(by: Sequence[str], row: TallyRow) -> Row:
    harm = () if "harm" in by else (row.harm,)
    return (*(row.keys[name] for name in by), *harm, row.low, row.best, row.high)


def _open_end(row: Row) -> Row:
    return (*row[:-1], "open") if row[-1] is None else row


def quotes(book: Book, claims: Iterable[str], indent: str = "  ") -> None:
    """The words behind figures, each with who says so and where."""
    for claim, report, spans in book.lineage(claims):
        says = f"{claim.source.name}, in " if claim.source else ""
        outlet = ", ".join(filter(None, (report.publisher, (report.published or "")[:10], report.url or report.id)))
        text = " … ".join(" ".join(span.text.split()) for span in spans) or "(the words were taken down)"
        print(f"{indent}“{text}” – {says}{outlet} [{claim.id}]")


def tolls(found: Iterable[Toll], args: argparse.Namespace) -> int:
    """Claimed totals beside what is recorded."""
    kept = list(found)
    rows = ((t.text, len(t.incidents), t.claim) for t in kept)
    return _shown(("toll", "incidents", "claim"), rows, kept, args.format, ("incidents",))


def checks(found: Iterable[Check], args: argparse.Namespace) -> int:
    """Checks; the exit code is 1 when one does not hold."""
    kept = list(found)
    words = {True: "holds", False: "does not hold", None: "cannot be told"}
    rows = ((c.kind, words[c.holds], c.text, " ".join(c.claims)) for c in kept)
    _shown(("check", "", "what it says", "claims"), rows, kept, args.format)
    return 1 if any(c.holds is False for c in kept) else 0


def changes(found: Iterable[Change], args: argparse.Namespace) -> int:
    """Changes in the order they were made."""
    kept = list(found) if args.format == "text" else found
    rows = map(_change_row, kept)
    return _shown(("no", "at", "hand", "change", "of", "id", "what"), rows, kept, args.format, ("no",))


def _change_row(c: Change) -> Row:
    text = c.text + (f" → {c.redirect}" if c.redirect else "")
    return c.transaction, c.at[:19], c.hand, c.kind, c.of, c.subject, text


def failures(found: Iterable[Failure], args: argparse.Namespace) -> int:
    """What could not be read."""
    kept = list(found)
    return _shown(("where", "what", "to do"), ((f.where, f.what, f.hint) for f in kept), kept, args.format)


def record(book: Book, one: Incident | Claim | Report, args: argparse.Namespace) -> int:
    """One record whole, with what people said of it and how it changed."""
    if args.format != "text":
        return _json([one])
    if isinstance(one, Incident):
        _incident(book, one)
    elif isinstance(one, Claim):
        print(f"claim {one.id}, of report {one.report}, incident {one.incident or 'none'}")
        quotes(book, [one.id])
        print(msgspec.json.format(msgspec.json.encode(one)).decode())
    else:
        print(f"report {one.id}: {', '.join(filter(None, (one.publisher, one.published, one.url)))}\n\n{one.whole}\n")
        quotes(book, [claim.id for claim in book.claims(report=one.id)])
    for word in book.judgements(one.id):
        what = f" {word.field} = {word.value}" if word.field else f" {word.other}" if word.other else ""
        print(f"  {word.hand}, {word.at[:10]}: {word.kind}{what} {word.why}")
    for change in book.history(one.id):
        print(f"  {change.at[:19]} {change.hand}: {change.kind}: {change.text}")
    return 0


def _incident(book: Book, one: Incident) -> None:
    place = ", ".join(filter(None, (one.place.name, one.place.admin1, one.place.country)))
    print(f"incident {one.id}: {one.event}, {place or 'place not known'}, {_days(one) or 'day not known'}")
    print(f"  by {', '.join(one.perpetrators) or 'nobody named'}; happened: {one.happened}; by them: {one.attributed}")
    print(f"  {len(one.authorities)} voices: {', '.join(one.authorities)}")
    for cell in one.cells:
        print(f"  {_figure(cell)}" + (f" ({cell.derived})" if cell.derived else ""))
        quotes(book, cell.claims, "    ")
        aside = {each.claim: each.reason for each in cell.set_aside}
        for claim in aside:
            print(f"    set aside, {aside[claim]}:")
            quotes(book, [claim], "      ")
    for check in one.checks:
        if check.holds is False:
            print(f"  does not hold: {check.text}")

"""The plain tables: incidents, their cells, claims, reports. One column list each, for CSV and Parquet alike."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, BinaryIO, NamedTuple

import msgspec

from warmonitor.errors import QueryError
from warmonitor.exchange.figures import Figure, civilian, combatant, harmed, unknown
from warmonitor.exchange.quoting import quote, quotes
from warmonitor.exchange.records import Entry, Notes
from warmonitor.exchange.sheets import write_rows
from warmonitor.ledger.views import parts
from warmonitor.model import Claim, Harm, Incident, Period, Place, Report

Row = tuple[Any, ...]
_ROWS_A_GROUP = 20_000
_WHERE = "place country admin1 admin2 pcode lat:float lon:float place_precision:int gazetteer"
_WHEN = "start end date_precision:int"
_HARMS: tuple[Harm, ...] = ("killed", "injured", "missing", "detained", "displaced", "facility")


class Table(NamedTuple):
    """A table: its columns with their types, and how an entry becomes rows."""

    columns: dict[str, str]
    rows: Callable[[Entry], Iterator[Row]]


def _columns(text: str) -> dict[str, str]:
    return {name: kind or "str" for name, _, kind in (word.partition(":") for word in text.split())}


def _place(place: Place) -> Row:
    return (
        place.name, place.country, place.admin1, place.admin2, place.pcode, place.lat, place.lon, place.precision,
        place.gazetteer,
    )  # fmt: skip


def _period(time: Period) -> Row:
    return time.start, time.end, time.precision


def _spread(figure: Figure) -> Row:
    return (figure.low, figure.best, figure.high) if figure else (None, None, None)


def _incident(entry: Entry) -> Iterator[Row]:
    incident = entry.incident
    yield (
        incident.id, incident.event, *_period(incident.time), *_place(incident.place), _list(incident.perpetrators),
        *(end for harm in _HARMS for end in _spread(harmed(incident, harm))),
        *(end for keep in (civilian, combatant, unknown) for end in _spread(harmed(incident, "killed", keep))),
        incident.happened, incident.attributed, _list(incident.authorities), len(incident.claims),
        len(incident.reports), incident.policy, _list(quotes(entry, 3)),
    )  # fmt: skip


def _cells(entry: Entry) -> Iterator[Row]:
    incident = entry.incident
    for cell, part in zip(incident.cells, parts(incident.cells)):
        yield (
            incident.id, *_period(incident.time), incident.place.name, incident.place.country, cell.harm, cell.status,
            cell.actor, cell.group, cell.low, cell.best, cell.high, part, _list(cell.claims), incident.policy,
        )  # fmt: skip


def _claims(entry: Entry) -> Iterator[Row]:
    for claim in entry.claims:
        yield _claim(claim)


def _claim(claim: Claim) -> Row:
    count, who = claim.count, claim.victims
    return (
        claim.id, claim.incident, claim.report, claim.harm, count.figure, count.low, count.high, count.modifier,
        count.text, who.status, who.actor, who.group, _list(claim.perpetrators), claim.event, *_period(claim.time),
        *_place(claim.place), claim.source.name if claim.source else None, claim.stance, claim.scope, claim.part_of,
        _list(claim.names), claim.confidence, claim.reader, quote(claim) or None,
    )  # fmt: skip


def _reports(entry: Entry) -> Iterator[Row]:
    for report in entry.reports:
        yield _report(entry.incident, report)


def _report(incident: Incident, report: Report) -> Row:
    return incident.id, report.id, report.published, report.publisher, report.title, report.url, report.language


def _list(values: Iterable[str]) -> str | None:
    return "; ".join(values) or None


_ENDS = "{0}_low:int {0}_best:int {0}_high:int"
TABLES = {
    "incidents": Table(
        _columns(
            f"id event {_WHEN} {_WHERE} perpetrators {' '.join(_ENDS.format(harm) for harm in _HARMS)} "
            + " ".join(_ENDS.format(f"killed_{who}") for who in ("civilians", "combatants", "unknown"))
            + " happened attributed authorities claims:int reports:int policy quotes"
        ),
        _incident,
    ),
    "cells": Table(
        _columns(
            "incident start end date_precision:int place country harm status actor group low:int best:int high:int "
            "part:bool claims policy"
        ),
        _cells,
    ),
    "claims": Table(
        _columns(
            "id incident report harm figure:int low:int high:int modifier words status actor group perpetrators event "
            f"{_WHEN} {_WHERE} source stance scope part_of names confidence:float reader quote"
        ),
        _claims,
    ),
    "reports": Table(_columns("incident report published publisher title url language"), _reports),
}
_ARROW = {"str": "string", "int": "int64", "float": "float64", "bool": "bool"}


def table(name: str) -> Table:
    """The table of a name. QueryError where there is none."""
    try:
        return TABLES[name]
    except KeyError:
        raise QueryError(f"no table {name}", "", "one of " + ", ".join(TABLES)) from None


def write_csv(entries: Iterable[Entry], out: BinaryIO, notes: Notes, name: str = "incidents") -> int:
    """Write one of the tables as CSV; how many rows there were."""
    chosen = table(name)
    return write_rows(chosen.columns, (row for entry in entries for row in chosen.rows(entry)), out)


def write_parquet(entries: Iterable[Entry], out: BinaryIO, notes: Notes, name: str = "incidents") -> int:
    """Write one of the tables as Parquet, in row groups, compressed; how many rows there were."""
    # Loaded here, since it takes longer to load than all the other formats together.
    import pyarrow as pa
    import pyarrow.parquet as pq

    chosen = table(name)
    shape = pa.schema([(column, pa.type_for_alias(_ARROW[kind])) for column, kind in chosen.columns.items()])
    written = 0
    with pq.ParquetWriter(out, shape, compression="zstd") as file:
        for rows in _groups(row for entry in entries for row in chosen.rows(entry)):
            columns = [
                pa.array(values, field.type) for values, field in zip(zip(*rows, strict=True), shape, strict=True)
            ]
            file.write_table(pa.Table.from_arrays(columns, schema=shape))
            written += len(rows)
    return written


def _groups(rows: Iterator[Row]) -> Iterator[list[Row]]:
    group: list[Row] = []
    for row in rows:
        group.append(row)
        if len(group) == _ROWS_A_GROUP:
            yield group
            group = []
    if group:
        yield group


def write_jsonl(entries: Iterable[Entry], out: BinaryIO, notes: Notes, name: str = "incidents") -> int:
    """Write whole records, one JSON object a line: incidents, cells, claims or reports. Nothing is lost in it."""
    table(name)
    encoder, written, seen = msgspec.json.Encoder(), 0, set[str]()
    for entry in entries:
        for record in _whole(entry, name):
            if isinstance(record, Report):
                if record.id in seen:
                    continue
                seen.add(record.id)
            out.write(encoder.encode(record) + b"\n")
            written += 1
    return written


def _whole(entry: Entry, name: str) -> tuple[msgspec.Struct, ...]:
    whole: dict[str, tuple[msgspec.Struct, ...]] = {
        "incidents": (entry.incident,), "cells": entry.incident.cells, "claims": entry.claims, "reports": entry.reports,
    }  # fmt: skip
    return whole[name]

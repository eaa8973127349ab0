"""The ledger as tables for analysis: Arrow, and from it pandas or polars.

    from warmonitor.ledger import tables
    frame = tables.cells(book, Query(since="2019")).to_pandas()      # or polars.from_arrow(…)

Figures keep their open ends as nulls; `part` says that another row of the same incident already counts these people.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any

from warmonitor.ledger.book import ASK_ALL, Book
from warmonitor.ledger.views import parts
from warmonitor.model import Claim, Incident, Place, Query, Report, Tally

if TYPE_CHECKING:
    import pyarrow as pa

Row = dict[str, Any]
AT_ONCE = 5000
WHERE = ("place", "admin1", "admin2", "country", "lat", "lon", "place_precision")
TEXT, WHOLE, REAL, TRUTH, TEXTS = "string", "int64", "double", "bool", "list"
_KINDS = {
    "lat": REAL, "lon": REAL, "place_precision": WHOLE, "date_precision": WHOLE, "figure": WHOLE, "low": WHOLE,
    "best": WHOLE, "high": WHOLE, "part": TRUTH, "confidence": REAL, "perpetrators": TEXTS, "authorities": TEXTS,
    "claims": TEXTS, "incidents": TEXTS, "reports": TEXTS, "quotes": TEXTS,
}  # fmt: skip
INCIDENTS = ("incident", "start", "end", "date_precision", *WHERE, "event", "perpetrators", "authorities", "happened",
             "attributed", "claims", "reports")  # fmt: skip
CELLS = ("incident", "start", "end", *WHERE, "event", "happened", "harm", "status", "side", "group", "low", "best",
         "high", "part", "policy", "claims")  # fmt: skip
CLAIMS = ("claim", "report", "incident", "harm", "figure", "low", "high", "modifier", "status", "side", "group",
          "perpetrators", "event", "start", "end", "date_precision", *WHERE, "source", "source_kind", "stance", "scope",
          "part_of", "confidence", "reader", "quotes")  # fmt: skip
REPORTS = ("report", "title", "published", "publisher", "url", "language", "text")


def incidents(book: Book, query: Query = ASK_ALL) -> pa.Table:
    """One row an incident."""
    return _table(INCIDENTS, map(_incident, book.incidents(query)))


def cells(book: Book, query: Query = ASK_ALL) -> pa.Table:
    """One row a figure: an incident, a harm, whose people."""
    return _table(CELLS, (row for one in book.incidents(query) for row in _cells(one)))


def claims(book: Book, query: Query = ASK_ALL) -> pa.Table:
    """One row a claim, totals among them (`scope`)."""
    return _table(CLAIMS, map(_claim, book.claims(query)))


def reports(book: Book, query: Query = ASK_ALL) -> pa.Table:
    """One row a report, with its text."""
    return _table(REPORTS, map(_report, book.reports(query)))


def tally(found: Tally) -> pa.Table:
    """A tally's rows, a column for each key."""
    harm = () if "harm" in found.by else ("harm",)
    head = (*found.by, *harm, "low", "best", "high", "incidents", "claims")
    rows = ({"harm": row.harm, "low": row.low, "best": row.best, "high": row.high, "incidents": list(row.incidents),
             "claims": list(row.claims)} | row.keys for row in found.rows)  # fmt: skip
    return _table(head, rows)


def _table(head: Sequence[str], rows: Iterable[Row]) -> pa.Table:
    import pyarrow as pa

    kinds = {TEXT: pa.string(), WHOLE: pa.int64(), REAL: pa.float64(), TRUTH: pa.bool_(), TEXTS: pa.list_(pa.string())}
    schema = pa.schema([(name, kinds[_KINDS.get(name, TEXT)]) for name in head])
    return pa.Table.from_batches(_batches(rows, schema), schema)


def _batches(rows: Iterable[Row], schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    import pyarrow as pa

    source = iter(rows)
    while some := list(islice(source, AT_ONCE)):
        yield pa.RecordBatch.from_pylist(some, schema)


def _where(place: Place) -> Row:
    return {
        "place": place.name, "admin1": place.admin1, "admin2": place.admin2, "country": place.country,
        "lat": place.lat, "lon": place.lon, "place_precision": place.precision,
    }  # fmt: skip


def _incident(one: Incident) -> Row:
    return {
        "incident": one.id, "start": one.time.start, "end": one.time.end, "date_precision": one.time.precision,
        **_where(one.place), "event": one.event, "perpetrators": list(one.perpetrators),
        "authorities": list(one.authorities), "happened": one.happened, "attributed": one.attributed,
        "claims": list(one.claims), "reports": list(one.reports),
    }  # fmt: skip


def _cells(one: Incident) -> Iterator[Row]:
    head = {"incident": one.id, "start": one.time.start, "end": one.time.end, **_where(one.place), "event": one.event,
            "happened": one.happened, "policy": one.policy}  # fmt: skip
    for cell, part in zip(one.cells, parts(one.cells)):
        yield head | {
            "harm": cell.harm, "status": cell.status, "side": cell.actor, "group": cell.group, "low": cell.low,
            "best": cell.best, "high": cell.high, "part": part, "claims": list(cell.claims),
        }  # fmt: skip


def _claim(one: Claim) -> Row:
    count, victims, source = one.count, one.victims, one.source
    return {
        "claim": one.id, "report": one.report, "incident": one.incident, "harm": one.harm, "figure": count.figure,
        "low": count.low, "high": count.high, "modifier": count.modifier, "status": victims.status,
        "side": victims.actor, "group": victims.group, "perpetrators": list(one.perpetrators), "event": one.event,
        "start": one.time.start, "end": one.time.end, "date_precision": one.time.precision, **_where(one.place),
        "source": source.name if source else None, "source_kind": source.kind if source else None,
        "stance": one.stance, "scope": one.scope, "part_of": one.part_of, "confidence": one.confidence,
        "reader": one.reader, "quotes": [span.text for span in one.evidence],
    }  # fmt: skip


def _report(one: Report) -> Row:
    return {"report": one.id, "title": one.title, "published": one.published, "publisher": one.publisher,
            "url": one.url, "language": one.language, "text": one.text}  # fmt: skip

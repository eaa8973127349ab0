"""Exchange: the ledger in the field's own formats, and those formats back as reports of a source.

    from warmonitor import exchange
    with open("out.csv", "wb") as out:
        exchange.write("ucdp-ged", exchange.entries(book, Query(policy="ucdp")), out)

Every format is a function from a stream of `Entry` (an incident, its claims, its reports) to bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, BinaryIO, NamedTuple

from warmonitor.errors import QueryError
from warmonitor.exchange import acled, airwars, ged, geojson, hxl, overlap, page, tables
from warmonitor.exchange.page import Heading
from warmonitor.exchange.public import blur_of, marks_of, public
from warmonitor.exchange.records import Conversion, Entry, Notes
from warmonitor.exchange.stream import entries, entries_of
from warmonitor.model import Policy

__all__ = [
    "FORMATS", "Conversion", "Entry", "Format", "Heading", "Notes", "blur_of", "entries", "entries_of", "format_of",
    "marks_of", "public", "write",
]  # fmt: skip


class Format(NamedTuple):
    """A format: the end of its files' names, its media type, the policy that it is made for, what it is."""

    suffix: str
    media_type: str
    policy: Policy
    write: Callable[..., int]
    about: str
    tables: bool = False


FORMATS: dict[str, Format] = {
    "ucdp-ged": Format(".csv", "text/csv", "ucdp", ged.write, "UCDP Georeferenced Event Dataset, 49 columns"),
    "acled": Format(".csv", "text/csv", "cautious", acled.write, "ACLED's export columns"),
    "airwars": Format(".json", "application/json", "range", airwars.write, "Airwars' JSON"),
    "hxl": Format(".csv", "text/csv", "range", hxl.write, "CSV with HXL hashtags"),
    "geojson": Format(".geojson", "application/geo+json", "range", geojson.write, "GeoJSON, a point an incident"),
    "csv": Format(".csv", "text/csv", "range", tables.write_csv, "plain CSV", tables=True),
    "parquet": Format(
        ".parquet", "application/vnd.apache.parquet", "range", tables.write_parquet, "Parquet", tables=True
    ),
    "jsonl": Format(
        ".jsonl", "application/jsonl", "range", tables.write_jsonl, "whole records, one JSON object a line", tables=True
    ),
    "html": Format(".html", "text/html", "range", page.write, "one page in one file, to mail and open offline"),
    "overlap": Format(".csv", "text/csv", "range", overlap.write, "who recorded what, for capture and recapture"),
}


def format_of(name: str) -> Format:
    """The format of a name. QueryError where there is none."""
    try:
        return FORMATS[name]
    except KeyError:
        raise QueryError(f"no format {name}", "", "one of " + ", ".join(FORMATS)) from None


def write(
    name: str,
    stream: Iterable[Entry],
    out: BinaryIO,
    notes: Notes | None = None,
    table: str = "incidents",
    heading: Heading | None = None,
) -> int:
    """Write a stream of entries in a format; how many rows it has.

    `table` chooses what csv, parquet and jsonl hold (incidents, cells, claims, reports); `heading` is for html.
    """
    form = format_of(name)
    more: dict[str, Any] = {}
    if form.tables:
        more = {"name": table}
    elif name == "html" and heading:
        more = {"heading": heading}
    return partial(form.write, **more)(stream, out, notes or Notes())

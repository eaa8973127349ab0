"""The same reading on a Spark cluster. The only file that knows pyspark; install `warmonitor[spark]` for it.

Reports come as JSON lines or Parquet with the fields of a report. Claims go out as whole records in JSON, so that
nothing depends on how Spark would guess a schema, and one machine and a cluster write the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec
import pyarrow
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql.types import IntegerType, StringType, StructField, StructType

from warmonitor import claims as reading
from warmonitor.engine.local import Reader
from warmonitor.errors import InputError
from warmonitor.reports.found import found

FIELDS = ("id", "title", "published", "publisher", "url", "language", "text")
REPORTS = StructType([StructField(name, StringType()) for name in FIELDS])
CLAIMS = StructType(
    [
        StructField("report", StringType()),
        StructField("position", IntegerType()),
        StructField("id", StringType()),
        StructField("claim", StringType()),
        StructField("failure", StringType()),
    ]
)
"""A row a claim: its report, its place among that report's claims, its id, the record as JSON.

A report that could not be read is a row with nothing but `report` (where it has an id) and `failure`.
"""
_ARROW = pyarrow.schema([(field.name, "int32" if field.name == "position" else "string") for field in CLAIMS])


def load(session: SparkSession, path: str) -> DataFrame:
    """The reports in JSON lines or Parquet files (by the ending `.parquet`) at `path`, in the columns of `REPORTS`."""
    if path.rstrip("/").endswith(".parquet"):
        return session.read.parquet(path)
    return session.read.schema(REPORTS).json(path)


def claims(reports: DataFrame, *, reader: Reader | None = None) -> DataFrame:
    """The claims of a frame of reports, in the columns of `CLAIMS`; the rows of one report are in order by `position`.

    Of the report's fields only `text` must be a column. An id that is absent is made as `warmonitor.reports` makes it.
    """
    if "text" not in reports.columns:
        raise InputError("no column 'text'", "Spark frame of reports", "rename the column that holds the text")
    names = [name for name in FIELDS if name in reports.columns]
    chosen = reports.select(*(reports[name].cast("string").alias(name) for name in names))
    return chosen.mapInArrow(_Batches(reader or reading.read), CLAIMS)


def save(frame: DataFrame, path: str) -> None:
    """The claims as Parquet (by the ending `.parquet`), else as JSON lines of whole claims; failures are left out."""
    if path.rstrip("/").endswith(".parquet"):
        frame.write.parquet(path)
    else:
        frame.where(frame["claim"].isNotNull()).select("claim").write.text(path)


class _Batches:
    """What a Spark worker runs: batches of reports in, batches of claims out."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def __call__(self, batches: Iterable[Any]) -> Iterator[Any]:
        for batch in batches:
            rows = [row for report in batch.to_pylist() for row in self._rows(report)]
            yield pyarrow.RecordBatch.from_pylist(rows, schema=_ARROW)

    def _rows(self, fields: dict[str, str | None]) -> Iterator[dict[str, str | int]]:
        where = f"report {fields.get('id') or 'without id'}"
        text = fields.pop("text", None) or ""
        try:
            report = found(where, b"", text, **fields).report
        except InputError as error:
            yield {"report": fields.get("id") or "", "failure": str(error)}
            return
        for position, claim in enumerate(self._reader(report)):
            encoded = msgspec.json.encode(claim).decode()
            yield {"report": report.id, "position": position, "id": claim.id, "claim": encoded}

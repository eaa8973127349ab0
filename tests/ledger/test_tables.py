"""Tables for analysis say what the records say, and add up as the tally does."""

from __future__ import annotations

import pandas as pd
import polars as pl

from warmonitor.ledger import Book, tables
from warmonitor.model import Query


def test_every_table_has_a_row_for_every_record(example: Book) -> None:
    assert tables.incidents(example).num_rows == 3
    assert tables.claims(example).num_rows == 10
    assert tables.reports(example).num_rows == 5
    assert tables.cells(example, Query(event="bombing")).num_rows == 2
    assert tables.incidents(example, Query(country="XX")).column_names == list(tables.INCIDENTS)


def test_cells_that_are_no_parts_add_up_to_the_tally(example: Book) -> None:
    frame = pd.DataFrame(tables.cells(example).to_pandas())
    sums = frame[~frame["part"]].groupby("harm")["low"].sum()
    assert sums.to_dict() == {row.harm: row.low for row in example.tally(by=("harm",)).rows}


def test_polars_takes_them(example: Book) -> None:
    frame = pl.DataFrame(tables.tally(example.tally(by=("month", "status"))))
    assert frame.columns[:3] == ["month", "status", "harm"]
    assert frame.filter(pl.col("high").is_null())["low"].to_list() == [24]

"""What a cluster writes is what one machine writes."""

import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from warmonitor.engine import local
from warmonitor.model import Claim, Count, Report
from warmonitor.reports import read

EXAMPLES = Path(__file__).parents[2] / "examples"
pytestmark = pytest.mark.spark

ROWS = [
    *(
        {"id": f"r{n}", "text": f"{n % 4} people were killed.", "title": "T", "published": "2022-04-09"}
        for n in range(40)
    ),
    {"text": "3 people without an id were killed."},
    {"id": "bad", "text": "1 killed", "published": "yesterday"},
    {"id": "empty", "text": ""},
]


def reader() -> Callable[[Report], list[Claim]]:
    """A reader that Spark carries to its workers by value, as they cannot import a test."""

    def claims(report: Report) -> list[Claim]:
        return [
            Claim(id=f"{report.id}/{n}", report=report.id, harm="killed", count=Count(figure=n, text="п"))
            for n in range(int(report.text[0]))
        ]

    return claims


@pytest.fixture(scope="module")
def session() -> Iterator[Any]:
    pyspark = pytest.importorskip("pyspark.sql")
    if not shutil.which("java"):
        if os.environ.get("WARMONITOR_NO_SKIP") == "1":
            pytest.fail("no Java runtime")
        pytest.skip("no Java runtime")
    os.environ["PYSPARK_PYTHON"] = sys.executable  # else the workers take the first python3 on the path
    builder = pyspark.SparkSession.builder.master("local[2]").appName("warmonitor-tests")
    settings = {
        "spark.ui.enabled": "false",
        "spark.sql.shuffle.partitions": "2",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.memory": "512m",
    }
    for name, value in settings.items():
        builder = builder.config(name, value)
    made = builder.getOrCreate()
    made.sparkContext.setLogLevel("ERROR")
    yield made
    made.stop()


def rows_of(path: Path) -> list[str]:
    return sorted(line for part in path.glob("part-*") for line in part.read_text("utf8").splitlines())


def test_json_lines_in_and_out_as_on_one_machine(session: Any, tmp_path: Path) -> None:
    from warmonitor.engine import spark

    source, target = tmp_path / "reports.jsonl", tmp_path / "claims.jsonl"
    source.write_text("\n".join(map(json.dumps, ROWS)), "utf8")
    spark.save(spark.claims(spark.load(session, str(source)), reader=reader()), str(target))
    reports = read(source, on_error=lambda _: None)
    expected = [msgspec.json.encode(claim).decode() for claim in local.claims(reports, processes=1, reader=reader())]
    assert len(expected) == 63
    assert rows_of(target) == sorted(expected)


def test_parquet_in_and_out_with_failures_as_rows(session: Any, tmp_path: Path) -> None:
    from warmonitor.engine import spark

    source, target = str(tmp_path / "reports.parquet"), str(tmp_path / "claims.parquet")
    session.createDataFrame(
        [(row.get("id"), row["text"], row.get("published")) for row in ROWS], "id string, text string, published string"
    ).write.parquet(source)
    spark.save(spark.claims(spark.load(session, source), reader=reader()), target)
    written = [row.asDict() for row in session.read.parquet(target).collect()]
    assert sum(row["claim"] is not None for row in written) == 63
    assert sorted(row["report"] for row in written if row["failure"]) == ["bad", "empty"]
    places = [row["position"] for row in sorted(written, key=lambda row: row["id"] or "") if row["report"] == "r3"]
    assert places == [0, 1, 2]


def test_a_frame_without_text_is_refused(session: Any) -> None:
    from warmonitor.engine import spark
    from warmonitor.errors import InputError

    with pytest.raises(InputError, match="text"):
        spark.claims(session.createDataFrame([("x",)], "body string"))


def test_the_real_reader_over_the_example_week(session: Any, tmp_path: Path) -> None:
    from warmonitor.engine import spark

    source, target = EXAMPLES / "ukraine-april-2022" / "reports.jsonl", tmp_path / "claims"
    spark.save(spark.claims(spark.load(session, str(source))), str(target))
    expected = [msgspec.json.encode(claim).decode() for claim in local.claims(read(source), processes=1)]
    assert rows_of(target) == sorted(expected)

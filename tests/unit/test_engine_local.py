"""Many processes give what a plain loop gives, in its order."""

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest

from warmonitor.claims import read as read_claims
from warmonitor.engine import local
from warmonitor.engine.local import ALONE, claims, read
from warmonitor.model import Claim, Count, Report
from warmonitor.reports import read as read_reports

EXAMPLES = Path(__file__).parents[2] / "examples"


def reader(report: Report) -> list[Claim]:
    """As many claims as the report's text says."""
    return [
        Claim(id=f"{report.id}/{n}", report=report.id, harm="killed", count=Count(figure=n))
        for n in range(int(report.text))
    ]


def some(many: int) -> list[Report]:
    return [Report(id=f"r{n}", text=str(n % 4)) for n in range(many)]


@pytest.mark.parametrize("processes", [1, 2])
@pytest.mark.parametrize("chunk", [1, 7, 1000])
def test_the_same_as_a_loop(processes: int, chunk: int) -> None:
    many = ALONE + 50
    expected = [claim for report in some(many) for claim in reader(report)]
    assert list(claims(some(many), processes=processes, chunk=chunk, reader=reader)) == expected


def test_reports_come_with_their_claims_and_progress_is_told() -> None:
    told: list[int] = []
    pairs = list(read(iter(some(10)), processes=1, chunk=4, reader=reader, progress=told.append))
    assert [report.id for report, _ in pairs] == [f"r{n}" for n in range(10)]
    assert told == [4, 8, 10]
    assert list(read([], processes=2, reader=reader)) == []


def test_reports_are_taken_only_as_far_ahead_as_needed() -> None:
    taken = itertools.count()

    def endless() -> Iterator[Report]:
        for n in taken:
            yield Report(id=str(n), text="1")

    for processes in (1, 2):
        assert [
            report.text
            for report, _ in itertools.islice(read(endless(), processes=processes, chunk=8, reader=reader), 20)
        ]
    assert next(taken) < 300


@pytest.mark.parametrize("processes", [1, 2])
@pytest.mark.parametrize("at", [0, ALONE + 20])
def test_a_reader_that_fails_is_heard(processes: int, at: int) -> None:
    reports = [*some(at), Report(id="bad", text="many"), *some(20)]
    with pytest.raises(ValueError, match="many"):
        list(claims(reports, processes=processes, reader=reader))


def test_the_real_reader_over_the_example_week(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local, "ALONE", 1)
    reports = list(read_reports(EXAMPLES))
    expected = [claim for report in reports for claim in read_claims(report)]
    assert len(expected) > 50
    assert list(claims(reports, processes=2, chunk=3)) == expected

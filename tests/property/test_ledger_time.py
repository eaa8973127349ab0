"""What the book said then, and what changed since, against a plain replay of its journal."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from warmonitor import ledger
from warmonitor.ledger import chain
from warmonitor.ledger.journal import unbody
from warmonitor.model import Cell, Claim, Count, Incident, Query, Report

IDS = st.sampled_from(["a", "b", "c", "d"])
COUNTS = st.integers(0, 5)
STEPS = st.one_of(
    st.tuples(st.just("report"), IDS, st.sampled_from(["one", "two", "three"])),
    st.tuples(st.just("claim"), IDS, COUNTS),
    st.tuples(st.just("incident"), IDS, st.lists(IDS, min_size=1, max_size=3, unique=True)),
    st.tuples(
        st.just("drop"), st.tuples(st.sampled_from(["claim", "incident"]), IDS), st.lists(IDS, max_size=2, unique=True)
    ),
)


def record(kind: str, id: str, value: Any) -> Any:
    """A small record."""
    if kind == "report":
        return Report(id=id, text=value)
    if kind == "claim":
        return Claim(id=id, report="a", harm="killed", count=Count(figure=value, low=value, high=value))
    cells = (Cell(harm="killed", low=len(value), high=len(value)),)
    return Incident(id=id, claims=tuple(sorted(value)), cells=cells)


def play(book: ledger.Book, batch: Iterable[tuple[Any, ...]]) -> None:
    """One transaction of several steps."""
    puts: dict[str, list[Any]] = {"report": [], "claim": [], "incident": []}
    gone = {}
    for kind, key, value in batch:
        if kind == "drop":
            gone[key] = [f"{key[0]}-{to}" for to in value]
        else:
            puts[kind].append(record(kind, key, value))
    book.add(reports=puts["report"], claims=puts["claim"], incidents=puts["incident"], withdrawn=gone)


def replay(rows: list[chain.Row], until: int) -> dict[tuple[str, str], Any]:
    """What stands after a transaction, by reading the journal from the start."""
    state: dict[tuple[str, str], Any] = {}
    for row in (row for row in rows if row.number <= until):
        if row.op == "put":
            state[row.of, row.subject] = unbody(row.of, row.body or "")
        else:
            state.pop((row.of, row.subject), None)
    return state


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.lists(STEPS, min_size=1, max_size=5), min_size=1, max_size=8))
def test_as_of_and_changed_since_agree_with_a_replay(batches: list[list[tuple[Any, ...]]]) -> None:
    with tempfile.TemporaryDirectory() as folder, ledger.open(Path(folder) / "book.db") as book:
        for batch in batches:
            play(book, batch)
        with book.engine.connect() as db:
            rows = list(chain.rows(db))
        last = book.transaction()
        assert book.verify() == len(rows)
        assert replay(rows, last) == said(book, Query())
        for number in range(last + 1):
            assert replay(rows, number) == said(book, Query(as_of=str(number)))
            changed = {(c.of, c.subject) for c in book.changes(since=number)}
            then, now = replay(rows, number), replay(rows, last)
            differing = {key for key in {**then, **now} if then.get(key) != now.get(key)}
            assert differing <= changed == {(row.of, row.subject) for row in rows if row.number > number}


def said(book: ledger.Book, query: Query) -> dict[tuple[str, str], Any]:
    """What the book says, as the replay lays it out; a claim's incident is told by its incident."""
    out: dict[tuple[str, str], Any] = {("report", r.id): r for r in book.reports(query)}
    for claim in book.claims(query):
        out["claim", claim.id] = msgspec.structs.replace(claim, incident=None)
    out |= {("incident", i.id): i for i in book.incidents(query)}
    tallied = sum(row.low for row in book.tally(query, by=("harm",)).rows)
    assert tallied == sum(cell.low or 0 for i in book.incidents(query) for cell in i.cells)
    return out

"""Kill -9 at any moment, a full disk, two writers: what was accepted is there once, and the chain holds."""

from __future__ import annotations

import json
import multiprocessing
import random
import time
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest
import sqlalchemy as sa
from tests.ledger import ingesting

from warmonitor import ledger
from warmonitor.engine import ingest as engine
from warmonitor.engine.reread import reread
from warmonitor.errors import LedgerError
from warmonitor.ledger import Book
from warmonitor.ledger.schema import journal
from warmonitor.model import Judgement, Report

COUNT = 400
KILLS = 24


SERVER = multiprocessing.get_context("forkserver")
SERVER.set_forkserver_preload(["tests.ledger.ingesting"])


def start(url: str, *sources: Path) -> tuple[BaseProcess, Connection]:
    """An ingest in a process of its own, and the pipe by which it says that it is at work."""
    ours, theirs = SERVER.Pipe(duplex=False)
    running = SERVER.Process(target=ingesting.run, args=(url, [str(path) for path in sources], theirs))
    running.start()
    theirs.close()
    return running, ours


def whole(book: Book, count: int, versions: bool = True) -> None:
    """That every report is there once, each claim has one incident, every incident its claims, and the chain holds."""
    assert book.count()["reports"] == book.count()["claims"] == count
    with book.engine.begin() as db:
        kinds = journal.c.of.in_(["report", "claim"])
        grouped = sa.select(journal.c.subject).where(kinds).group_by(journal.c.of, journal.c.subject)
        assert not versions or db.scalars(grouped.having(sa.func.count() > 1)).all() == []
    told = [claim for incident in book.incidents() for claim in incident.claims]
    assert sorted(told) == sorted(claim.id for claim in book.claims())
    assert book.unlinked() == 0
    assert book.verify() == book.head()[0]


@pytest.mark.slow
def test_kill_at_random_moments(url: str, tmp_path: Path) -> None:
    source = tmp_path / "reports.jsonl"
    ingesting.write(source, COUNT)
    ledger.open(url).close()
    rng = random.Random(7)
    at_work = 0
    for _ in range(KILLS):
        running, pipe = start(url, source)
        pipe.recv()
        time.sleep(rng.uniform(0.0, 0.15))
        at_work += running.is_alive()
        running.kill()
        running.join()
        with ledger.open(url) as book:
            assert book.verify() == book.head()[0]
    with ledger.open(url, hand="the last") as book:
        engine.ingest(book, source, processes=1, reader=ingesting.read, version="test")
        whole(book, COUNT)
    assert at_work > KILLS / 2


def test_an_interrupt_keeps_what_was_read(url: str, tmp_path: Path) -> None:
    source = tmp_path / "reports.jsonl"
    ingesting.write(source, 60)
    read = 0

    def impatient(report: Report) -> list[ledger.Origin]:
        nonlocal read
        read += 1
        if read > 40:
            raise KeyboardInterrupt
        return ingesting.read(report)  # type: ignore[return-value]

    with ledger.open(url) as book:
        with pytest.raises(KeyboardInterrupt):
            engine.ingest(book, source, processes=1, reader=impatient, version="test")  # type: ignore[arg-type]
        assert book.count()["reports"] == 32
        engine.ingest(book, source, processes=1, reader=ingesting.read, version="test")
        whole(book, 60)


def test_a_full_disk_loses_nothing_that_was_accepted(tmp_path: Path) -> None:
    url, source = tmp_path / "full.db", tmp_path / "reports.jsonl"
    ingesting.write(source, 600)
    with ledger.open(url) as book:

        @sa.event.listens_for(book.engine, "connect")
        def small(raw, _) -> None:  # type: ignore[no-untyped-def]
            raw.execute("PRAGMA max_page_count = 220")

        book.engine.dispose()
        with pytest.raises(LedgerError, match="full"):
            engine.ingest(book, source, processes=1, reader=ingesting.read, version="test")
        accepted = {report.id for report in book.reports()}
        assert 0 < len(accepted) < 600
        assert book.verify() == book.head()[0]
    with ledger.open(url) as book:
        assert {report.id for report in book.reports()} == accepted
        engine.ingest(book, source, processes=1, reader=ingesting.read, version="test")
        whole(book, 600)


def test_two_writers_do_not_get_in_each_others_way(url: str, tmp_path: Path) -> None:
    ledger.open(url).close()
    sources = [tmp_path / "a.jsonl", tmp_path / "b.jsonl"]
    for seed, source in enumerate(sources):
        ingesting.write(source, 150, seed)
    both = [start(url, sources[0]), start(url, *sources)]
    for running, _ in both:
        running.join(timeout=120)
        assert running.exitcode == 0
    with ledger.open(url) as book:
        whole(book, 300)


def test_what_cannot_be_read_is_listed_and_forgotten_once_it_can(url: str, tmp_path: Path) -> None:
    source = tmp_path / "reports.jsonl"
    ingesting.write(source, 3)
    source.write_text(source.read_text() + "{broken\n")
    with ledger.open(url) as book:
        taken = engine.ingest(book, source, processes=1, reader=ingesting.read, version="test")
        assert (taken.new, taken.failed) == (3, 1)
        assert [f.where for f in book.failures()] == [f"{source}:4"]
        ingesting.write(source, 3)
        engine.ingest(book, source, processes=1, reader=ingesting.read, version="test")
        assert list(book.failures()) == []


def test_a_reader_that_breaks_down_costs_one_report(url: str, tmp_path: Path) -> None:
    source = tmp_path / "reports.jsonl"
    ingesting.write(source, 5)

    def brittle(report: Report) -> list[ledger.Origin]:
        if report.id.endswith("-3"):
            raise RecursionError("too deep")
        return ingesting.read(report)  # type: ignore[return-value]

    with ledger.open(url) as book:
        engine.ingest(book, source, processes=1, reader=brittle, version="test")  # type: ignore[arg-type]
        assert book.count()["reports"] == 5
        assert [(f.where, "too deep" in f.what) for f in book.failures()] == [("s1-3", True)]


def test_a_changed_page_is_a_new_version_under_its_id(url: str, tmp_path: Path) -> None:
    source = tmp_path / "page.jsonl"
    line = '{"url": "https://example.org/1", "publisher": "Paper", "published": "2019-05-01", "text": "%s"}\n'
    with ledger.open(url) as book:
        for count in (12, 15, 15):
            source.write_text(line % f"{count} civilians were killed in Amara, said the monitor.")
            engine.ingest(book, source, processes=1, reader=ingesting.read, version="test")
        assert book.count()["reports"] == 1
        report = next(iter(book.reports()))
        assert [c.kind for c in book.history(report.id) if c.of == "report"] == ["added", "corrected"]
        assert [i.cells[0].low for i in book.incidents()] == [15]
        assert book.verify() == book.head()[0]


def test_ten_printings_of_one_text_are_one_voice(url: str, tmp_path: Path) -> None:
    source = tmp_path / "wire.jsonl"
    text = (
        "12 civilians were killed in Amara, said the monitor. Rescue workers dug through the rubble of the bakery "
        "until nightfall while planes circled above the town and the wounded were taken across the river by boat."
    )
    rows = [{"id": f"w{n}", "publisher": f"Paper {n}", "published": "2019-05-02", "text": text} for n in range(10)]
    source.write_text("".join(json.dumps(row) + "\n" for row in rows))
    with ledger.open(url) as book:
        engine.ingest(book, source, processes=1, reader=ingesting.read, version="test")
        assert sorted(one.left for one in book.copies()) == [f"w{n}" for n in range(1, 10)]
        assert {one.right for one in book.copies()} == {"w0"}
        before = book.head()
        engine.ingest(book, source, processes=1, reader=ingesting.read, version="test")
        assert book.head() == before, "the same again adds nothing"


def test_a_newer_reader_shows_what_changed_and_keeps_judgements(url: str, tmp_path: Path) -> None:
    source = tmp_path / "reports.jsonl"
    ingesting.write(source, 5)
    with ledger.open(url) as book:
        engine.ingest(book, source, processes=1, reader=ingesting.read, version="test")
        old = next(book.claims(report="s1-2"))
        book.judge(Judgement(kind="correct", subject=old.id, hand="ada", field="count.high", value="99", why="counted"))
        dry = list(reread(book, dry=True, processes=1, reader=ingesting.read_anew, version="newer"))
        assert all(line.startswith(("new", "gone")) for one in dry for line in one.lines)
        assert next(book.claims(report="s1-2")).id == old.id
        done = list(reread(book, processes=1, reader=ingesting.read_anew, version="newer"))
        assert [one.lines for one in done] == [one.lines for one in dry]
        new = next(book.claims(report="s1-2"))
        assert new.id != old.id
        assert (new.count.high, book.claim(old.id).id) == (99, new.id)
        assert [word.hand for word in book.judgements(new.id)] == ["ada"]
        assert list(reread(book, processes=1, reader=ingesting.read_anew, version="newer")) == []
        whole(book, 5, versions=False)

"""What is kept added up is what the figures add up to, whatever was written, and every tally tells the same by both."""

from __future__ import annotations

import itertools

import msgspec
import pytest
import sqlalchemy as sa
from tests.books import example_book

from warmonitor import ledger
from warmonitor.errors import LedgerError, QueryError
from warmonitor.ledger import Book, sums
from warmonitor.ledger.schema import cell
from warmonitor.model import Cell, Incident, Judgement, Period, Place, Query, Tally

BROKEN_DOWN = [("month", "status", "side"), ("year",), ("admin1", "event"), ("country", "grade"), ("month", "group")]
PERIODS = [{}, {"since": "2019-05"}, {"since": "2019-05-01", "until": "2019-05-10"}, {"until": "2019-05-09"},
           {"since": "2019", "until": "2019-05"}, {"since": "2019-05-11", "until": "2019-07-31"}]  # fmt: skip
KINDS = [{}, {"country": "sy"}, {"event": "bombing"}, {"harm": "killed"}, {"status": "combatant"},
         {"group": "children"}, {"grade": "weak"}, {"policy": "cautious"}]  # fmt: skip


def figures(tally: Tally) -> Tally:
    """A tally without what stands behind its rows."""
    return msgspec.structs.replace(
        tally, rows=tuple(msgspec.structs.replace(row, incidents=(), claims=()) for row in tally.rows)
    )


def agree(book: Book) -> None:
    """Every tally out of the sums is the one out of the figures."""
    for by, period, kind in itertools.product(BROKEN_DOWN, PERIODS, KINDS):
        query = msgspec.convert(period | kind, Query)
        assert sums.answers(query, by)
        assert book.tally(query, by, lineage=False) == figures(book.tally(query, by, lineage=True)), (query, by)


def more(book: Book) -> None:
    """Incidents of every awkward period, changed, merged and split after they were added."""
    over_months = Period(start="2019-04-20", end="2019-05-20")
    dead = Cell(harm="killed", low=3, high=None)
    new = [
        Incident(id="j1", time=over_months, place=Place(country="SY"), cells=(dead,)),
        Incident(id="j2", time=Period(end="2019-05-05"), cells=(dead, Cell(harm="killed", group="women", low=2))),
        Incident(id="j3", cells=(Cell(harm="injured", best=7),)),
        Incident(id="j4", time=Period(start="2019-06-30"), place=Place(country="sy"), cells=(dead,), happened="weak"),
    ]
    book.add(incidents=new)
    book.add(incidents=[msgspec.structs.replace(new[0], event="bombing", cells=(dead, new[2].cells[0]))])
    book.add(withdrawn={("incident", "j3"): ["j4"]})
    book.judge(Judgement(kind="reject", subject="c10", hand="ada"))


def test_tallies_are_the_same_by_sums_and_by_figures(example: Book) -> None:
    agree(example)
    more(example)
    agree(example)
    example.verify()


def test_what_is_not_in_the_sums_is_asked_of_the_figures(example: Book) -> None:
    for query in (Query(as_of="1"), Query(place="Hama"), Query(actor="rebels"), Query(text="jets")):
        assert not sums.answers(query, ("month",))
    assert not sums.answers(Query(), ("place",))
    assert example.tally(Query(as_of="1"), ("month",), lineage=False).rows[0].keys == {"month": "2019-05"}


def test_sums_that_drifted_are_told_and_mended(example: Book) -> None:
    with example.engine.begin() as db:
        db.execute(sa.update(cell).where(cell.c.harm == "injured").values(low=99))
    with pytest.raises(LedgerError, match="2 kept sums differ"):
        example.verify()
    example.mend()
    assert example.verify() > 0


def test_a_book_of_the_first_version_is_brought_up_to_date(url: str) -> None:
    with example_book(url) as book:
        more(book)
        told = [figures(book.tally(by=by)) for by in BROKEN_DOWN]
        with book.engine.begin() as db:
            undo(db)
    with ledger.open(url) as book:
        assert [book.tally(by=by, lineage=False) for by in BROKEN_DOWN] == told
        assert [i.id for i in book.incidents(Query(until="2019-05-05"))] == ["j1", "i1", "j2"]
        book.verify()


NEW = ("claim_first", "claim_confidence", "claim_scope", "claim_reader", "claim_source", "report_outlet", "cell_side",
       "incident_failing", "incident_days", "incident_country", "incident_spot", "incident_since",
       "incident_killed_low", "incident_long", "member_until", "party_key")  # fmt: skip
OLD = {"incident": ("starts", "country"), "member": ("until",)}
COLUMNS = (("claim", "first"), ("claim", "confidence"), ("incident", "first"), ("incident", "failing"))


def undo(db: sa.Connection) -> None:
    """Take a book back to the tables of version 0001."""
    statements = ["DROP TABLE sums", *(f"DROP INDEX {name}" for name in NEW)]
    statements += [f"ALTER TABLE {view} DROP COLUMN {column}" for view, column in COLUMNS]
    statements += [f"CREATE INDEX {view}_{name} ON {view} ({name})" for view, names in OLD.items() for name in names]
    statements += ["CREATE INDEX party_key ON party (key, role)", "UPDATE alembic_version SET version_num = '0001'"]
    for statement in statements:
        db.execute(sa.text(statement))


def test_the_incidents_behind_each_row_are_those_that_its_tally_names(example: Book) -> None:
    more(example)
    for by, kind in itertools.product([*BROKEN_DOWN, ("actor",), ("place", "source")], KINDS):
        query = msgspec.convert(kind, Query)
        for row in example.tally(query, by).rows:
            assert tuple(example.behind(query, {**row.keys, "harm": row.harm})) == row.incidents
    assert example.behind(Query(), {"country": "SY"}, limit=2, after="i1") == ["i2", "i3"]
    with pytest.raises(QueryError, match="no such breakdown"):
        example.behind(Query(), {"weather": "fair"})

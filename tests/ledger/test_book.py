"""What is put into the book can be asked for again, once, and by every filter."""

from __future__ import annotations

import msgspec
import pytest
from tests.books import example_book

from warmonitor import ledger
from warmonitor.errors import LedgerError, QueryError
from warmonitor.ledger import Book
from warmonitor.model import Claim, Count, Failure, Incident, Period, Place, Query, Report

CASES = [
    (Query(), ["i1", "i2", "i3"]),
    (Query(since="2019-05-10"), ["i2", "i3"]),
    (Query(until="2019-05-10"), ["i1", "i2"]),
    (Query(since="2019-05", until="2019-05"), ["i1", "i2"]),
    (Query(since="2019", until="2019"), ["i1", "i2", "i3"]),
    (Query(place="tell amara"), ["i1"]),
    (Query(place="Hama"), ["i3"]),
    (Query(country="sy"), ["i1", "i2", "i3"]),
    (Query(country="IQ"), []),
    (Query(box=(36.0, 35.0, 37.0, 36.0)), ["i1", "i3"]),
    (Query(near=(35.6, 36.7, 5)), ["i1"]),
    (Query(near=(35.6, 36.7, 150)), ["i1", "i2", "i3"]),
    (Query(actor="government forces"), ["i1", "i3"]),
    (Query(side="rebels"), ["i3"]),
    (Query(harm="injured"), ["i1", "i2"]),
    (Query(harm="killed", group="children"), ["i1"]),
    (Query(status="combatant"), ["i3"]),
    (Query(event="bombing"), ["i2"]),
    (Query(source="Valley Monitor"), ["i1", "i3"]),
    (Query(grade="fair"), ["i1"]),
    (Query(text="jets"), ["i1"]),
    (Query(text='"car bomb"'), ["i2"]),
    (Query(text="bomb market nowhere"), []),
    (Query(as_of="1"), ["i1"]),
    (Query(as_of="0"), []),
]


@pytest.mark.parametrize("query, ids", CASES, ids=lambda v: str(v)[:60])
def test_incidents_by_every_filter(shown: Book, query: Query, ids: list[str]) -> None:
    assert [i.id for i in shown.incidents(query)] == ids
    assert shown.count(query)["incidents"] == len(ids)


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def shown(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Book:
    """One example ledger a store, for tests that only ask."""
    from tests import postgres

    if request.param == "sqlite":
        return example_book(tmp_path_factory.mktemp("shown") / "example.db")
    return example_book(postgres.database(request.getfixturevalue("socket"), "shown"))


def test_an_end_without_a_start_falls_into_a_period(book: Book) -> None:
    ended = Incident(id="i1", time=Period(end="2019-05-10"), place=Place(country="SY"))
    undated = Incident(id="i2")
    claim = Claim(id="c1", report="r1", harm="killed", count=Count(low=1), time=ended.time, place=ended.place)
    book.add(incidents=[ended, undated], claims=[claim])
    for query, held in ((Query(until="2019-05-10"), True), (Query(until="2019-05-09"), False),
                        (Query(since="2019-05", until="2019-05", country="SY"), True),
                        (Query(since="2019-05-11", until="2020"), False)):  # fmt: skip
        assert [one.id for one in book.incidents(query)] == ["i1"] * held
        assert [one.id for one in book.claims(query)] == ["c1"] * held


def test_claims_by_filter(shown: Book) -> None:
    assert [c.id for c in shown.claims(report="r2")] == ["c4"]
    assert [c.id for c in shown.claims(incident="i2")] == ["c7", "c8"]
    assert [c.id for c in shown.claims(Query(actor="rebels"))] == ["c10", "c9"]
    assert [c.id for c in shown.claims(Query(text="jets"))] == ["c4"]
    assert [c.id for c in shown.claims(Query(grade="fair", harm="injured"))] == ["c3"]


def test_reports_by_filter(shown: Book) -> None:
    assert [r.id for r in shown.reports(Query(until="2019-05-02"))] == ["r1", "r3"]
    assert [r.id for r in shown.reports(Query(text="jets"))] == ["r2"]
    assert [r.id for r in shown.reports(Query(event="battle"))] == ["r5"]
    assert [r.id for r in shown.reports(Query(source="harbour wire"))] == ["r1", "r4"]


@pytest.mark.parametrize("order", ["time", "-time", "killed", "changed"])
def test_pages_neither_skip_nor_repeat(shown: Book, order: str) -> None:
    whole = [i.id for i in shown.incidents(order=order)]
    paged: list[str] = []
    while page := [i.id for i in shown.incidents(limit=1, after=paged[-1] if paged else None, order=order)]:
        paged += page
    assert paged == whole


def test_what_comes_out_is_what_went_in(example: Book) -> None:
    with example_book_records() as (reports, claims, incidents):
        assert list(example.reports()) == reports
        assert {c.id: c for c in example.claims()} == {c.id: c for c in claims}
        assert list(example.incidents()) == incidents
    assert example.claim("c4").count.text == "At least nine"


class example_book_records:  # noqa: N801
    """The records that the example ledger is made of."""

    def __enter__(self) -> tuple[list[Report], list[Claim], list[Incident]]:
        from tests import books

        return books._reports(), books._claims(), books._incidents()

    def __exit__(self, *_: object) -> None: ...


def test_the_same_again_adds_nothing(example: Book) -> None:
    before = (example.transaction(), example.head())
    number = example.add(
        reports=example.reports(), claims=example.claims(), incidents=example.incidents(),
        links=example.links(), copies=example.copies(), failures=example.failures(),
    )  # fmt: skip
    assert (number, example.head()) == before
    assert example_book(example.engine.url.render_as_string(hide_password=False)).head() == before[1]


def test_a_changed_page_is_a_new_version(example: Book) -> None:
    old = example.report("r1")
    example.add(reports=[msgspec.structs.replace(old, text=old.text + " The toll has since risen.")])
    assert "risen" in example.report("r1").text
    assert example.report("r1", as_of="2") == old
    assert [c.kind for c in example.history("r1")] == ["added", "corrected"]
    assert [r.id for r in example.reports(Query(text="risen"))] == ["r1"]
    assert [r.id for r in example.reports(Query(text="risen", as_of="2"))] == []


def test_a_merged_incident_leads_on(example: Book) -> None:
    example.add(withdrawn={("incident", "i2"): ("i1",)}, why="one raid")
    assert example.incident("i2").id == "i1"
    assert example.incident("i2", as_of="2").id == "i2"
    last = list(example.changes(since=2))[-1]
    assert (last.kind, last.subject, last.redirect, last.text) == ("merged", "i2", "i1", "one raid")


def test_a_failure_is_forgotten_when_taken_back(example: Book) -> None:
    example.add(withdrawn={("failure", "feeds/north.xml"): ()})
    assert list(example.failures()) == []
    example.add(failures=[Failure(where="feeds/north.xml", what="an XML entity", hint="ask the feed's owner")])
    assert len(list(example.failures())) == 1


def test_lineage_goes_down_to_the_words(shown: Book) -> None:
    for claim, report, spans in shown.lineage(["c1", "c10"]):
        assert claim.report == report.id
        assert spans
        assert all(report.whole[s.start : s.end] == s.text for s in spans)


def test_what_is_not_there_says_so(shown: Book) -> None:
    with pytest.raises(LedgerError, match="no such claim"):
        shown.claim("none")
    with pytest.raises(QueryError, match="no such breakdown"):
        shown.tally(by=("colour",))
    with pytest.raises(QueryError, match="no such day"):
        list(shown.incidents(Query(since="May")))
    with pytest.raises(QueryError, match="no such order"):
        list(shown.incidents(order="size"))


def test_not_a_ledger(tmp_path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "x.db").write_text("these are no tables, " * 100)
    with pytest.raises(LedgerError, match="not a database"):
        ledger.open(tmp_path / "x.db")
    with pytest.raises(LedgerError, match="folder"):
        ledger.open(tmp_path / "nowhere" / "x.db")
    with pytest.raises(LedgerError, match="mysql"):
        ledger.open("mysql://localhost/x")


SQL = [
    "'; DROP TABLE journal; --",
    '" OR 1=1 --',
    "%",
    "_",
    "|",
    "\\",
    "a\x00b",
    "x\x1fy",
    "NEAR(a b)",
    "title:x",
    "é́\u202e",
    "{}",
]


@pytest.mark.parametrize("text", SQL)
def test_sql_in_every_field_is_only_text(book: Book, text: str) -> None:
    report = Report(id=text, title=text, text=text, publisher=text, url=text, language=text, published="2020-01-01")
    claim = Claim(
        id=text,
        report=text,
        harm="killed",
        count=Count(text=text),
        perpetrators=(text,),
        incident="i",
        reader=text,
        why=(text,),
    )
    book.add(reports=[report], claims=[claim], failures=[Failure(where=text, what=text, hint=text)])
    assert book.report(text) == report
    assert book.claim(text) == claim
    for name in ("place", "country", "actor", "side", "source", "text"):
        query = Query(**{name: text})
        list(book.incidents(query)), list(book.reports(query)), list(book.claims(query)), book.tally(query)
    assert book.history(text)
    assert book.verify() == 3


def test_a_lone_surrogate_harms_nothing(book: Book) -> None:
    with pytest.raises(LedgerError, match="surrogate"):
        book.add(reports=[Report(id="x", text="ab\ud800c")])
    assert book.transaction() == 0

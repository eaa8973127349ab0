"""A person has the last word, it is remembered, and two people do not overwrite each other."""

from __future__ import annotations

import msgspec
import pytest
from tests.books import AMARA, MONITOR, QASR, exactly, on, quote

from warmonitor.errors import ConflictError, QueryError
from warmonitor.ledger import Book
from warmonitor.model import Claim, Judgement, Query, Report, Source, Victims

CIVILIANS = Victims(status="civilian")


def tell(n: int, day: str, count: int, who: str = "Valley Monitor", place=AMARA) -> tuple[Report, Claim]:  # type: ignore[no-untyped-def]
    """A report of one claim."""
    text = f"{count} civilians were killed in {place.name}."
    report = Report(id=f"t{n}", text=text, published=day, publisher=f"Paper {n}")
    claim = Claim(
        id=f"k{n}", report=report.id, harm="killed", count=exactly(count, str(count)), victims=CIVILIANS,
        event="air_strike", place=place, time=on(day), source=Source(name=who), reader="1",
        evidence=quote(report, f"{count} civilians were killed"),
    )  # fmt: skip
    return report, claim


def fill(book: Book, *told: tuple[Report, Claim]) -> None:
    """Add and link."""
    book.add(reports=[r for r, _ in told], claims=[c for _, c in told])
    book.link()


@pytest.fixture
def raid(book: Book) -> Book:
    """Two papers on one raid, and another raid two weeks later."""
    fill(book, tell(1, "2019-05-01", 12), tell(2, "2019-05-01", 14, "a doctor"), tell(3, "2019-05-15", 3, place=QASR))
    return book


def homes(book: Book) -> dict[str, str | None]:
    return {c.id: c.incident for c in book.claims()}


def killed(book: Book, claim: str) -> tuple[int | None, int | None]:
    incident = book.incident(book.claim(claim).incident or "")
    return incident.cells[0].low, incident.cells[0].high


def test_linking_groups_what_speaks_of_one_event(raid: Book) -> None:
    found = homes(raid)
    assert found["k1"] == found["k2"] != found["k3"]
    assert killed(raid, "k1") == (12, 14)
    assert raid.link() == 0
    before = raid.head()
    assert raid.link() == 0
    assert raid.head() == before
    assert raid.verify() == before[0]


def test_a_correction_reaches_the_figures_and_survives_a_reading(raid: Book) -> None:
    raid.judge(Judgement(kind="correct", subject="k2", hand="ada", field="count.high", value="16", why="misread"))
    assert raid.claim("k2").count.high == 16
    assert killed(raid, "k1")[1] == 16
    _, claim = tell(2, "2019-05-01", 14, "a doctor")
    before = raid.head()
    raid.add(claims=[claim])
    assert raid.head() == before, "the same reading again is no news"
    raid.add(claims=[msgspec.structs.replace(claim, reader="2", event="shelling")])
    assert (raid.claim("k2").event, raid.claim("k2").count.high) == ("shelling", 16)
    raid.judge(Judgement(kind="correct", subject="k2", hand="ben", field="count.high", value="14", why="it was right"))
    assert raid.claim("k2").count.high == 14


def test_a_rejected_claim_leaves_the_figure(raid: Book) -> None:
    raid.judge(Judgement(kind="reject", subject="k2", hand="ada", why="another war"))
    assert killed(raid, "k1") == (12, 12)
    raid.judge(Judgement(kind="confirm", subject="k2", hand="ada", why="no, this one"))
    assert killed(raid, "k1") == (12, 14)
    assert [j.kind for j in raid.judgements("k2")] == ["confirm"]
    assert [c.kind for c in raid.history("k2") if c.of == "judgement"] == ["judged", "judged"]


def test_not_the_same_splits_and_same_joins_for_good(raid: Book) -> None:
    one = raid.claim("k1").incident or ""
    raid.judge(Judgement(kind="not_same", subject="k1", other="k2", hand="ada", why="two villages"))
    assert homes(raid)["k1"] != homes(raid)["k2"]
    fill(raid, tell(4, "2019-05-02", 14, "a doctor"))
    assert homes(raid)["k1"] != homes(raid)["k2"], "a judgement survives linking"
    left, right = homes(raid)["k1"] or "", homes(raid)["k3"] or ""
    raid.judge(Judgement(kind="same", subject=left, other=right, hand="ada", why="one raid"))
    assert homes(raid)["k1"] == homes(raid)["k3"]
    assert raid.incident(left).id == raid.incident(right).id
    fill(raid, tell(5, "2019-05-16", 3, place=QASR))
    assert homes(raid)["k1"] == homes(raid)["k3"]
    assert raid.incident(one).id in homes(raid).values()
    assert raid.verify() == raid.head()[0]


def test_a_grade_stands(raid: Book) -> None:
    id = raid.claim("k1").incident or ""
    raid.judge(Judgement(kind="grade", subject=id, hand="ada", field="happened", value="contested"))
    assert raid.incident(id).happened == "contested"
    fill(raid, tell(4, "2019-05-02", 13, "a mayor"))
    assert raid.incident(id).happened == "contested"
    assert [i.id for i in raid.incidents(Query(grade="contested"))] == [id]


def test_a_later_judgement_is_not_overwritten(raid: Book) -> None:
    seen = raid.transaction()
    raid.judge(Judgement(kind="reject", subject="k1", hand="ada"), expect=seen)
    with pytest.raises(ConflictError, match=r"k1: ada judged this .*look at it again"):
        raid.judge(Judgement(kind="confirm", subject="k1", hand="ben"), expect=seen)
    raid.judge(Judgement(kind="confirm", subject="k1", hand="ben"), expect=raid.transaction())
    assert [j.hand for j in raid.judgements("k1")] == ["ben"]


def test_the_same_word_twice_is_one(raid: Book) -> None:
    word = Judgement(kind="note", subject="k1", hand="ada", why="ask the hospital")
    assert raid.judge(word) == raid.judge(word) == raid.transaction()
    raid.judge(msgspec.structs.replace(word, why="asked"))
    assert len(raid.judgements("k1")) == 2


WRONG = [
    (Judgement(kind="correct", subject="k1", hand="a", field="count.size", value="1"), "no field count.size"),
    (Judgement(kind="correct", subject="k1", hand="a", field="count.low", value="many"), "cannot be 'many'"),
    (Judgement(kind="correct", subject="k1", hand="a", field="harm", value="hurt"), "cannot be 'hurt'"),
    (Judgement(kind="correct", subject="k1", hand="a", field="id", value="k9"), "no field id"),
    (Judgement(kind="correct", subject="k1", hand="a"), "needs field"),
    (Judgement(kind="same", subject="k1", hand="a"), "needs other"),
    (Judgement(kind="same", subject="k1", other="k1", hand="a"), "itself"),
    (Judgement(kind="grade", subject="k1", hand="a", field="happened", value="fair"), "an incident"),
    (Judgement(kind="reject", subject="zz", hand="a"), "no claim, incident or report"),
    (Judgement(kind="reject", subject="k1", hand=""), "hand"),
]


@pytest.mark.parametrize("word, says", WRONG, ids=lambda v: v if isinstance(v, str) else "")
def test_what_cannot_be_judged_says_why(raid: Book, word: Judgement, says: str) -> None:
    before = raid.head()
    with pytest.raises(QueryError, match=says):
        raid.judge(word)
    assert raid.head() == before


def test_corrections_of_every_kind_of_field(raid: Book) -> None:
    words = {"perpetrators": "Government forces; Allied militia", "place.name": "Hass",
             "victims.group": "children", "time.start": "2019-04-30", "source.name": "a nurse",
             "stance": "unconfirmed", "count.high": ""}  # fmt: skip
    for field, value in words.items():
        raid.judge(Judgement(kind="correct", subject="k1", hand="ada", field=field, value=value))
    claim = raid.claim("k1")
    assert claim.perpetrators == ("Government forces", "Allied militia")
    assert (claim.place.name, claim.victims.group, claim.time.start) == ("Hass", "children", "2019-04-30")
    assert (claim.source and claim.source.name, claim.stance, claim.count.high) == ("a nurse", "unconfirmed", None)


@pytest.mark.parametrize("policy", ["range", "majority", "ucdp", "cautious"])
def test_a_tally_by_every_policy(raid: Book, policy: str) -> None:
    query = Query(policy=policy, place="Tell Amara")  # type: ignore[arg-type]
    row = raid.tally(query, by=("place",)).rows[0]
    cell = next(iter(raid.incidents(query))).cells[0]
    assert (row.low, row.best, row.high) == (cell.low, cell.best, cell.high)
    assert row.claims == ("k1", "k2")


def test_a_ranking_needs_names(raid: Book) -> None:
    with pytest.raises(QueryError, match="best first"):
        raid.tally(Query(policy="ranking"))
    rows = raid.tally(Query(policy="ranking", ranking=("a doctor",), place="Tell Amara")).rows
    assert (rows[0].low, rows[0].high) == (14, 14)
    rows = raid.tally(Query(policy="ranking", ranking=(MONITOR.name,), place="Tell Amara")).rows
    assert (rows[0].low, rows[0].high) == (12, 12)


def test_a_decision_that_is_undone_leaves_everything_as_it_was(raid: Book) -> None:
    for made in (
        Judgement(kind="reject", subject="k2", hand="ada", why="another war"),
        Judgement(kind="correct", subject="k2", hand="ada", field="count.high", value="99"),
        Judgement(
            kind="grade", subject=raid.claim("k1").incident or "", hand="ada", field="happened", value="confirmed"
        ),
        Judgement(kind="same", subject="k1", other="k3", hand="ada"),
        Judgement(kind="same", subject=raid.claim("k1").incident or "", other=raid.claim("k3").incident, hand="ada"),
        Judgement(kind="not_same", subject="k1", other="k2", hand="ada"),
        Judgement(kind="note", subject="k2", hand="ada", why="see the court's finding"),
    ):
        homes_before, stated = homes(raid), list(raid.incidents())
        raid.judge(made)
        (word,) = raid.judgements(made.subject)
        if made.kind != "note":
            assert list(raid.incidents()) != stated
        raid.withdraw(word, "ada", "a slip")
        assert raid.judgements() == []
        assert (homes(raid), list(raid.incidents())) == (homes_before, stated), made
        told = [change for change in raid.history(made.subject) if change.of == "judgement"][-2:]
        assert [(change.kind, change.hand) for change in told] == [("judged", "ada"), ("undone", "ada")]
        assert "a slip" in told[-1].text
    raid.verify()


def test_what_a_decision_superseded_stands_again(raid: Book) -> None:
    confirmed = Judgement(kind="confirm", subject="k2", hand="ada")
    raid.judge(confirmed)
    raid.judge(Judgement(kind="reject", subject="k2", hand="ben"))
    (rejected,) = raid.judgements("k2")
    raid.withdraw(rejected, "ben")
    (word,) = raid.judgements("k2")
    assert (word.kind, word.hand) == ("confirm", "ada")
    with pytest.raises(QueryError, match="does not stand"):
        raid.withdraw(rejected, "ben")
    raid.withdraw(word, "ada")
    assert raid.judgements("k2") == []


def test_nothing_is_undone_over_what_somebody_else_decided(raid: Book) -> None:
    seen = raid.judge(Judgement(kind="note", subject="k2", hand="ada", why="to be looked at"))
    (word,) = raid.judgements("k2")
    raid.judge(Judgement(kind="reject", subject="k2", hand="ben"))
    with pytest.raises(ConflictError, match="ben judged this"):
        raid.withdraw(word, "ada", expect=seen)
    assert len(raid.judgements("k2")) == 2

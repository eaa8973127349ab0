"""Reading sentences of the genre, written for this test: which harms, how many, of whom."""

import pytest

from warmonitor.claims import read
from warmonitor.model import Report

DAY = "2022-03-10"
CASES = [
    ("Rockets killed 15 civilians, including four children, and wounded 30 others in the town of Orikhiv on Tuesday.",
     {("killed", 15, None), ("killed", 4, "children"), ("injured", 30, None)}),
    ("The governor said nine people were killed and 20 injured when a shell hit a queue for bread.",
     {("killed", 9, None), ("injured", 20, None)}),
    ("Twelve soldiers and seven militants died in the fighting near the border, the army said.",
     {("killed", 12, None), ("killed", 7, None)}),
    ("Gunmen abducted 40 schoolgirls from a boarding school on Friday night.", {("detained", 40, "children")}),
    ("No casualties were reported after the drone strike on the depot.", {("killed", 0, None)}),
    ("The shelling has forced 12,000 people to flee their homes.", {("displaced", 12000, None)}),
    ("The death toll from the market bombing rose to 31, police said.", {("killed", 31, None)}),
    ("A roadside bomb killed a nurse and her driver.", {("killed", 1, "medics")}),
    ("At least five US soldiers and two IS fighters were killed in the raid.",
     {("killed", 5, None), ("killed", 2, None)}),
    ("The brigade lost 15 fighters in the assault, its commander said.", {("killed", 15, None)}),
    ("The group said it killed 40 soldiers while losing four of its own men.",
     {("killed", 40, None), ("killed", 4, None)}),
    ("Gunmen made off with 30 schoolboys after the attack on Saturday.", {("detained", 30, "children")}),
    ("A clinic and two schools were set on fire when gunmen stormed the village.",
     {("facility", 1, None), ("facility", 2, None)}),
    ("Rebels captured 30 soldiers and killed two fighters.", {("detained", 30, None), ("killed", 2, None)}),
    ("The army has killed 6,400 civilians and arrested nearly 29,000 people since the coup.",
     {("killed", 6400, None), ("detained", 29000, None)}),
    ("Some 450,000 people have lost their homes since January.", {("displaced", 450000, None)}),
    ("About 9,000 people have fled the town since Monday.", {("displaced", 9000, None)}),
    ("Two children lost limbs in the blast.", {("injured", 2, "children")}),
    ("Over 700 people, mostly women and children, have been killed in the bombing.", {("killed", 700, None)}),
]  # fmt: skip
CLEAN = [
    "The army has 2,000 soldiers in the province and will send 500 more.",
    "Four people died when a bus and a lorry collided on the coast road.",
    "If the talks fail, thousands could be killed, he warned.",
    "The earthquake killed 300 people and injured 2,000.",
    "Twelve rebels fled to the hills after the attack.",
    "Heavy rains killed six people in the capital.",
    "At least 11 people died when a boat carrying migrants sank off the coast.",
    "Cholera has killed 120 people since March.",
    "There was no immediate information about casualties.",
    "Prices rose by 12 per cent and 300 jobs were cut.",
]


def found(text: str) -> set[tuple[str, int | None, str | None]]:
    return {(c.harm, c.count.figure, c.victims.group) for c in read(Report(id="t", text=text, published=DAY))}


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_harms_with_their_counts_and_groups(text: str, expected: set[tuple[str, int | None, str | None]]) -> None:
    assert expected <= found(text)


@pytest.mark.parametrize("text", CLEAN)
def test_what_is_no_claim_makes_none(text: str) -> None:
    assert not {c for c in found(text) if c[0] in ("killed", "injured", "detained", "displaced", "missing")}


@pytest.mark.parametrize(
    "text",
    [
        "Three farmers were killed in the shelling, according to a local rescue worker.",
        "Three farmers were killed in the shelling, a nurse said.",
        "A local aid worker said three farmers were killed in the shelling.",
    ],
)
def test_who_speaks_is_not_harmed(text: str) -> None:
    assert found(text) == {("killed", 3, None)}


def test_a_part_knows_its_whole() -> None:
    claims = read(Report(id="t", text=CASES[0][0], published=DAY))
    whole = next(c for c in claims if c.count.figure == 15)
    assert next(c for c in claims if c.count.figure == 4).part_of == whole.id


def test_the_same_fact_in_headline_and_body_is_one_claim() -> None:
    report = Report(
        id="t",
        title="Air strike kills 23 in Sirwan",
        text="At least 23 people were killed in an air strike on the town of Sirwan on Monday, residents said.",
        published=DAY,
    )
    killed = [c for c in read(report) if c.harm == "killed"]
    assert [(c.count.figure, c.count.modifier, len(c.evidence)) for c in killed] == [(23, "at_least", 2)]


def test_without_a_publication_date_a_weekday_stays_open() -> None:
    claims = read(Report(id="t", text="Nine people were killed by shelling in Orikhiv on Tuesday."))
    assert claims
    assert all(c.time.start is None and c.time.reason for c in claims)


def test_reading_again_gives_the_same() -> None:
    report = Report(id="t", text=" ".join(text for text, _ in CASES), published=DAY)
    assert read(report) == read(report)


def test_an_empty_report_has_no_claims() -> None:
    assert read(Report(id="t", text="")) == []


def test_a_territory_is_where_it_happened_and_not_who_did_it() -> None:
    text = "GAZA - Israeli air strikes killed 14 people in the Gaza Strip on Tuesday, medics said."
    report = Report(id="t", title="Strikes kill 14 in Gaza", text=text, published=DAY)
    assert {c.perpetrators for c in read(report)} == {("Israel",)}


def test_an_age_counts_nobody() -> None:
    assert ("killed", 33, None) not in found(
        "Nadia Saleh, 33, of Tarsa, was killed when a shell hit her home on Tuesday."
    )
    assert ("killed", 1, "children") in found("A 12-year-old girl was killed by shelling in Tarsa on Tuesday.")
    assert not {c[1] for c in found("Seven children aged between six and 15 were killed in an air strike.")} & {6, 15}

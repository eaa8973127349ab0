"""Dates: sentences of the genre against a table, and what the table cannot say."""

from pathlib import Path

import pytest
import yaml

from warmonitor.claims import dates, text
from warmonitor.claims.dates import Dated
from warmonitor.errors import InputError
from warmonitor.model import Report

TABLE = yaml.safe_load((Path(__file__).parent / "test_dates_sentences.yaml").read_text(encoding="utf8"))


PAGE = Path(__file__).parents[2] / "docs" / "dates.md"
ROWS = [
    [cell.strip() for cell in line.strip("| \n").split("|")] for line in PAGE.read_text(encoding="utf8").splitlines()
]
EXAMPLES = [cells for cells in ROWS if len(cells) == 4 and not cells[0].startswith(("**", "words in", "---"))]


def read(words: str, published: str | None = "2022-03-17", title: str = "") -> list[Dated]:
    return dates.find(text.document(Report(id="r", text=words, title=title, published=published)))


def row(dated: Dated) -> str:
    period = dated.period
    return " | ".join((dated.text, dated.relation, period.start or "-", period.end or "-"))


@pytest.mark.parametrize("published,words,expected", TABLE, ids=[entry[1][:60] for entry in TABLE])
def test_a_sentence_of_the_genre(published: str | None, words: str, expected: list[str]) -> None:
    assert [row(dated) for dated in read(words, published)] == expected


@pytest.mark.parametrize("words,relation,start,end", EXAMPLES, ids=[cells[0] for cells in EXAMPLES])
def test_the_page_of_rules_says_what_the_program_does(words: str, relation: str, start: str, end: str) -> None:
    (dated,) = read(words.replace("…", "Six people"))
    assert row(dated) == f"{dated.text} | {relation} | {start} | {end}"


def test_a_null_period_says_why() -> None:
    weekday, *_ = read("Two were shot on Tuesday.", published=None)
    assert weekday.period.start is None
    assert "--published" in (weekday.period.reason or "")
    duration, *_ = read("They held it for three days.")
    assert (duration.named, duration.period.reason) == ("P3D", "how long, not when")


def test_what_a_day_is_counted_from() -> None:
    words = "A shell killed two on 3 March. Two days later a mine killed one."
    day, later = read(words)
    assert (day.anchored_on, later.anchored_on) == (None, day.start)


def test_a_day_after_something_dates_that() -> None:
    _, after = read("They struck on Tuesday, a day after a mine had killed five.")
    assert after.of_what_follows
    assert not any(d.of_what_follows for d in read("They struck on Tuesday. A day later a mine killed five."))


@pytest.mark.parametrize(
    "words,precision",
    [
        ("on Monday", 1),
        ("overnight", 2),
        ("last week", 3),
        ("in February", 4),
        ("since 2019", 5),
        ("in recent days", None),
    ],
)
def test_precision_is_that_of_ucdp(words: str, precision: int | None) -> None:
    (dated,) = read(f"Six were killed {words}.")
    assert dated.period.precision == precision


@pytest.mark.parametrize(
    "words,kind",
    [
        ("on Monday", "day"), ("at dawn on Monday", "part_of_day"), ("last week", "week"), ("in February", "month"),
        ("in 2019", "year"), ("in the summer of 2019", "season"), ("in the past three days", "period"),
    ],
)  # fmt: skip
def test_kinds(words: str, kind: str) -> None:
    (dated,) = read(f"Six were killed {words}.")
    assert dated.kind == kind


@pytest.mark.parametrize(
    "words,named",
    [
        ("in April 2014", "2014-04"), ("late in 2014", "2014"), ("in the 1990s", "199X"), ("in spring 2014", "2014-21"),
        ("in 490 BC", "-0489"), ("in the 20th century", "19XX"), ("on 3 May 2014", "2014-05-03"),
        ("in the second half of 2014", "2014-41"), ("from 2011 to 2014", "2011/2014"),
    ],
)  # fmt: skip
def test_the_unit_named_is_edtf(words: str, named: str) -> None:
    (dated,) = read(f"Six were killed {words}.")
    assert dated.named == named


def test_publication_may_be_given_beside_the_report() -> None:
    document = text.document(Report(id="r", text="Six were killed on Monday."))
    (dated,) = dates.find(document, "2022-03-17T23:30:00+03:00")
    assert dated.period.start == "2022-03-14"


def test_a_day_of_publication_that_is_none_is_an_error() -> None:
    with pytest.raises(InputError, match="YYYY-MM-DD"):
        read("Six were killed on Monday.", published="last Monday")


@pytest.mark.parametrize(
    "words,day",
    [
        ("9 Jul 2015 After a long night the guns fell silent.", "2015-07-09"),
        ("Published October 4 2016 A bomber struck.", "2016-10-04"),
        ("Posted on August 3 2016 by A. Writer Gas was dropped.", "2016-08-03"),
        ("Sat 24 Aug 2013 at 2354 Regional news", "2013-08-24"),
        ("By An Agency (2012-08-22 1:12 AM) Shells fell.", "2012-08-22"),
        ("Date of publication: 26 September 2016", "2016-09-26"),
        ("05-11-2014 Mortars hit a school.", "2014-11-05"),
        ("Last updated at Feb 092015 CAIRO Six were killed.", "2015-02-09"),
        ("Updated: 01/26/2015 10:24 PM Created: 01/26/2015", "2015-01-26"),
        ("A headline again AGENCY Friday 6 Oct 2017 Six people were killed.", "2017-10-06"),
        ("On 3 May 2014, six people were killed.", None),
        ("Six people were killed on Friday, 3 May 2014.", None),
        ("He died Thursday, March 5, 2009, in the city.", None),
        ("Six people were killed.", None),
        ("31 June 2014 is no day.", None),
    ],
)
def test_a_datestamp_at_the_head(words: str, day: str | None) -> None:
    assert dates.published_in(words) == day


def test_a_datestamp_is_found_after_the_title_only() -> None:
    stamp, weekday = read("10 Jul 2016 Six were killed on Friday.", "2016-07-10", title="Six killed")
    assert (stamp.relation, weekday.relation) == ("published", "on")
    assert weekday.period.start == "2016-07-08"

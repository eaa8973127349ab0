"""Words, marks and drawings that pages are made of."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.books import exactly, quote

from warmonitor.model import Claim, Count, Link, Period, Place, Report
from warmonitor.web import charts, words
from warmonitor.web.marks import loose_numbers, segments

REPORT = Report(
    id="r", title="Nine dead", text="Shelling killed nine people, four of them children. Route 66 was closed in 2019."
)


@pytest.mark.parametrize(
    "ends, said",
    [
        ((12, 12), "12"),
        ((12, 15), "12–15"),
        ((12, None), "12+"),
        ((None, 15), "≤ 15"),
        ((None, None), "–"),
        ((1200, 1200), "1\u202f200"),
    ],
)
def test_intervals(ends: tuple[int | None, int | None], said: str) -> None:
    assert words.interval(*ends) == said


@pytest.mark.parametrize(
    "count, said",
    [
        (Count(figure=9, low=9, modifier="at_least"), "at least 9"),
        (Count(low=20, high=25, modifier="range"), "between 20 and 25"),
        (Count(low=24, modifier="vague"), "24+"),
        (exactly(3, "three"), "3"),
    ],
)
def test_counts(count: Count, said: str) -> None:
    assert words.count(count) == said


@pytest.mark.parametrize(
    "start, end, said",
    [
        ("2019-05-01", "2019-05-01", "1 May 2019"),
        ("2019-05-01", "2019-05-03", "1–3 May 2019"),
        ("2019-04-21", "2019-05-02", "21 April 2019 – 2 May 2019"),
        (None, "2019-05-02", "until 2 May 2019"),
        (None, None, "date not known"),
        ("some day", "some day", "some day"),
    ],
)
def test_periods(start: str | None, end: str | None, said: str) -> None:
    assert words.period(Period(start=start, end=end)) == said


def test_places_say_how_exact_they_are() -> None:
    assert words.place(Place(name="Kafr", admin1="Idlib", country="SY")) == "Kafr, Idlib, SY"
    assert words.precision(Place(precision=4)) == "somewhere in the province"
    assert words.precision(Place(reason="the text names none")) == "the text names none"


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "//[bad", None, "ftp://example.org"])
def test_only_web_addresses_become_links(url: str | None) -> None:
    assert words.outside(url) is None


def test_every_word_list_names_its_kinds() -> None:
    assert words.named("air_strike", "events") == "air strike"
    assert words.named("drone_swarm", "events") == "drone swarm"
    assert words.named(None, "harms") == "–"


def _claims() -> list[Claim]:
    whole, part = quote(REPORT, "killed nine people", "four of them children")
    return [
        Claim(
            id="a", report="r", harm="killed", count=exactly(9, "nine"), evidence=(*quote(REPORT, "Nine dead"), whole)
        ),
        Claim(id="b", report="r", harm="killed", count=exactly(4, "four"), evidence=(part,), part_of="a"),
    ]


def test_segments_are_the_text_with_its_quotes_marked() -> None:
    title, text = segments(REPORT, _claims())
    assert "".join(s.text for s in title) == REPORT.title
    assert "".join(s.text for s in text) == REPORT.text
    marked = [(s.text, [c.id for c in s.claims], s.anchors) for s in (*title, *text) if s.claims]
    assert marked == [
        ("Nine dead", ["a"], ("q-a-0",)),
        ("killed nine people", ["a"], ("q-a-1",)),
        ("four of them children", ["b"], ("q-b-0",)),
    ]


@given(
    st.text(max_size=12), st.text(max_size=40), st.lists(st.tuples(st.integers(0, 60), st.integers(0, 20)), max_size=6)
)
def test_segments_lose_and_add_nothing(title: str, text: str, cuts: list[tuple[int, int]]) -> None:
    report = Report(id="r", title=title, text=text)
    from warmonitor.model import Span

    spans = tuple(Span(start=a, end=a + n, text=report.whole[a : a + n]) for a, n in cuts)
    claim = Claim(id="a", report="r", harm="killed", count=Count(), evidence=spans)
    first, rest = segments(report, [claim])
    assert "".join(s.text for s in first) == title
    assert "".join(s.text for s in rest) == text


def test_a_number_that_no_claim_uses_is_told_and_a_year_is_none() -> None:
    assert [one.text for one in loose_numbers(REPORT, _claims())] == ["66"]


@given(st.lists(st.tuples(st.text(max_size=7), st.integers(0, 10**6), st.none() | st.integers(0, 10**6)), max_size=40))
def test_bars_stay_in_their_drawing(rows: list[tuple[str, int, int | None]]) -> None:
    drawn = charts.timeline(rows)
    for bar in drawn.bars:
        assert 0 <= bar.high_y <= bar.low_y <= drawn.base
        assert 0 <= bar.x <= bar.x + bar.width <= drawn.width


def test_a_waterfall_ends_where_its_weights_add_up() -> None:
    link = Link(left="a", right="b", score=0.9, reasons=("the same days", "different places", "told at length"))
    fall = charts.waterfall(link, {"the same days": 5.0, "different places": -1.5}, prior=-2.0, width=70)
    assert [step.weight for step in fall.steps] == [-2.0, 5.0, -1.5, None]
    assert [(step.x, step.width) for step in fall.steps[:3]] == [(0, 28), (0, 70), (49, 21)]


def test_voices_of_one_authority_meet() -> None:
    tree = charts.corroboration([("Wire", "Monitor"), ("Post", "Monitor"), ("Post", "police")])
    assert [node.name for node in tree.outlets] == ["Wire", "Post"]
    assert [(node.name, node.count) for node in tree.authorities] == [("Monitor", 2), ("police", 1)]
    assert len(tree.edges) == 3

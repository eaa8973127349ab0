"""Dates hold their promises on any text: verbatim spans, in order, starts before ends, nothing invented."""

import datetime as dt
import itertools
import re

from hypothesis import given, settings
from hypothesis import strategies as st

from warmonitor.claims import dates, text
from warmonitor.claims.dates import Dated
from warmonitor.claims.dates.words import words
from warmonitor.model import Report

LISTED = sorted(words().meaning)
CALENDAR = st.lists(
    st.sampled_from(LISTED)
    | st.sampled_from(["\n", ". ", ", ", "1914", "10", "311", "ramadan", "eid al-fitr", "killed"]),
    max_size=40,
).map(" ".join)
DAYS = st.none() | st.dates().map(dt.date.isoformat)


def found(report: Report) -> list[Dated]:
    document = text.document(report)
    out = dates.find(document)
    for dated in out:
        assert document.whole[dated.start : dated.end] == dated.text
    return out


@given(st.text(max_size=300), st.text(max_size=40), DAYS)
def test_any_unicode_text_is_read(words: str, title: str, published: str | None) -> None:
    found(Report(id="r", text=words, title=title, published=published))
    dates.published_in(words)


@settings(max_examples=300)
@given(CALENDAR | CALENDAR.map(str.title), DAYS)
def test_spans_are_in_order_and_apart_and_periods_run_forward(words: str, published: str | None) -> None:
    out = found(Report(id="r", text=words, published=published))
    for before, after in itertools.pairwise(out):
        assert before.end <= after.start
    for dated in out:
        start, end = dated.period.start, dated.period.end
        if start and end:
            assert dt.date.fromisoformat(start) <= dt.date.fromisoformat(end)
        else:
            assert dated.period.reason
        assert dated.anchored_on is None or 0 <= dated.anchored_on < len(words) + 1


@given(CALENDAR)
def test_without_publication_nothing_is_counted_from_it(words: str) -> None:
    for dated in found(Report(id="r", text=words)):
        if re.fullmatch(r"(?i)(today|yesterday|tomorrow|tonight|last week|this (?:week|month|year))", dated.text):
            assert (dated.period.start, dated.period.end) == (None, None) or dated.anchored_on is not None


LATER = st.dates(min_value=dt.date(2300, 1, 1)).map(dt.date.isoformat)


@settings(max_examples=200)
@given(CALENDAR, LATER, LATER)
def test_what_bears_its_year_does_not_depend_on_publication(words: str, published: str, other: str) -> None:
    def told(day: str) -> list[tuple[int, str | None]]:
        every = found(Report(id="r", text=words, published=day))
        named = [d for d in every if d.kind in ("day", "month", "year") and re.search(r"(?<!\d)1914(?!\d)", d.text)]
        return [(d.start, d.named) for d in named if d.relation == "on"]

    assert told(published) == told(other)


@given(st.dates(min_value=dt.date(1950, 1, 1)), st.integers(0, 6))
def test_a_weekday_is_one_of_the_last_seven_days(published: dt.date, number: int) -> None:
    name = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"][number]
    (dated,) = found(Report(id="r", text=f"Six were killed on {name}.", published=published.isoformat()))
    day = dt.date.fromisoformat(dated.period.start or "")
    assert day.weekday() == number
    assert 0 <= (published - day).days < 7


@given(st.dates(min_value=dt.date(1000, 1, 1), max_value=dt.date(2199, 12, 31)), DAYS)
def test_a_full_date_is_itself_whenever_it_is_read(day: dt.date, published: str | None) -> None:
    words = f"Six were killed on {day.day} {day.strftime('%B')} {day.year}."
    (dated,) = found(Report(id="r", text=words, published=published))
    assert (dated.period.start, dated.period.end) == (day.isoformat(), day.isoformat())


@given(
    st.text(alphabet=st.characters(blacklist_categories=["Nd", "L"]), max_size=80), st.dates().map(dt.date.isoformat)
)
def test_a_text_without_words_has_no_date(words: str, published: str) -> None:
    assert found(Report(id="r", text=words, published=published)) == []

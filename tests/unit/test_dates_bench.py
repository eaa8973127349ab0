"""The bench of dates: what it makes of our expressions, in the notation of the data set."""

import pytest
from eval.dates import f1, match, timex

from warmonitor.claims import dates, text
from warmonitor.model import Report


@pytest.mark.parametrize(
    "words,values",
    [
        ("It fell on 3 May 1871.", ["1871-05-03"]),
        ("It fell since late April 1871.", ["1871-04"]),
        ("It fell in the 1870s.", ["187"]),
        ("It fell in the summer of 1871.", ["1871-SU"]),
        ("It fell in the 19th century.", ["18"]),
        ("It fell in 311 BC, in the spring of 312 BC.", ["BC0311", "BC0312-SP"]),
        ("It fell on the night of 3 May 1871.", ["1871-05-03TNI"]),
        ("It fell at 5:40 a.m. on 3 May 1871.", ["1871-05-03T05:40"]),
        ("It stood for three weeks.", ["P3W"]),
        ("It burned every day.", ["XXXX-XX-XX"]),
        ("It was besieged from 1869 to 1871.", ["1869", "1871"]),
        ("It now lies in ruins.", ["PRESENT_REF"]),
    ],
)
def test_timex_values(words: str, values: list[str]) -> None:
    found = dates.find(text.document(Report(id="r", text=words)))
    assert [t.value for dated in found for t in timex(dated)] == values


def test_a_range_is_two_expressions_with_their_own_spans() -> None:
    document = text.document(Report(id="r", text="It was besieged from 1869 to 1871."))
    spans = [document.whole[t.start : t.end] for dated in dates.find(document) for t in timex(dated)]
    assert spans == ["1869", "1871"]


def test_a_match_overlaps_or_is_equal() -> None:
    (found,) = timex(dates.find(text.document(Report(id="r", text="In May 1871.")))[0])
    loose = [{"start": found.start - 3, "end": found.end, "value": "1871-05"}]
    assert match(loose, [found], strict=False, valued=True) == [(0, 0)]
    assert match(loose, [found], strict=True, valued=True) == []
    assert match([{**loose[0], "value": "1871"}], [found], strict=False, valued=True) == []


def test_f1_is_in_per_cent() -> None:
    assert (f1(1, 1, 1), f1(1, 2, 2), f1(0, 0, 0)) == (100, 50, 0)

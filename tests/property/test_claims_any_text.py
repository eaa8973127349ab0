"""Whatever the text: every quote is verbatim, every claim has one, every part has a whole of its own report."""

from hypothesis import given, settings
from hypothesis import strategies as st

from warmonitor.claims import read
from warmonitor.model import Report

WORDS = st.sampled_from(
    [
        *("at least", "12", "dozens of people", "civilians", "soldiers", "killed", "wounded", "were", "and", ",", "“"),
        *("including four children", "in Kharkiv", "on Tuesday", "said the army", "a strike", "no casualties", "2016"),
        *("the toll rose to 31", "others", "of them", "Мариуполь", "حلب", "👩‍👧", "e\u0301"),
        *("\u202e", "\x00", "—", "\u2028", "."),
    ]
)
TEXT = st.one_of(st.text(max_size=300), st.lists(WORDS, max_size=60).map(" ".join))


@settings(max_examples=150, deadline=None)
@given(title=TEXT, text=TEXT)
def test_quotes_are_verbatim_under_any_text(title: str, text: str) -> None:
    report = Report(id="r", title=title, text=text, published="2022-05-03")
    claims = read(report)
    ids = [c.id for c in claims]
    assert len(set(ids)) == len(ids)
    for claim in claims:
        assert claim.evidence
        assert all(report.whole[s.start : s.end] == s.text and s.text for s in claim.evidence)
        assert claim.part_of is None or (claim.part_of in ids and claim.part_of != claim.id)
        low, high = claim.count.low, claim.count.high
        assert low is None or high is None or low <= high

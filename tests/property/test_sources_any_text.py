"""Finding sources never fails on any text, and every span it gives lies in the text, in order and verbatim."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from warmonitor.claims import sources
from warmonitor.claims.text import document
from warmonitor.lexicon.actors import registry
from warmonitor.model import Report

PIECES = [
    "said", "told", "according to", "the army", "Ali Hassan", ",", ".", '"', "“", "”", "he", "it", "they", "and", "of",
    "a spokesman for", "the Tarsa Front", "(TF)", "U.N.", "denied", "put the toll at", "12 people were killed", "that",
    ":", ";", "—", "quoted", "as saying", "by", "SANA", "who", "its", "count", "reports", "\n\n", "By", "the", "’s",
    "İ", "ß", "٣", "叙利亚", "Syrian rebels", "troops", "claimed", "responsibility", "figures", "in", "adding", "'s",
]  # fmt: skip
texts = st.one_of(st.text(max_size=300), st.lists(st.sampled_from(PIECES), max_size=60).map(" ".join))


@settings(max_examples=250, deadline=None)
@given(texts, texts)
def test_citations_lie_in_the_text(title: str, text: str) -> None:
    whole = document(Report(id="p", title=title, text=text))
    citations = sources.find(whole)
    for citation in citations:
        assert 0 <= citation.start < citation.end <= len(whole.whole)
        assert 0 <= citation.cue_start < citation.cue_end <= len(whole.whole)
        assert citation.name.strip()
        for start, end in citation.contents:
            assert 0 <= start < end <= len(whole.whole)
    for position in range(0, len(whole.whole), 7):
        answer = sources.cover(citations, whole, position)
        assert answer.reason
        assert answer.citation is None or answer.citation in citations


@settings(max_examples=250, deadline=None)
@given(texts)
def test_actors_lie_in_the_text(text: str) -> None:
    sides = registry()
    end = 0
    for mention in sides.find(text):
        assert text[mention.start : mention.end] == mention.text
        assert mention.start >= end
        end = mention.end
        assert sides.resolve(mention, "SY").name


@settings(max_examples=60, deadline=None)
@given(texts)
def test_the_same_text_gives_the_same_citations(text: str) -> None:
    report = Report(id="p", text=text)
    assert sources.find(document(report)) == sources.find(document(report))

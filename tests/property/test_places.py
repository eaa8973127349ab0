"""Any text at all: no crash, spans verbatim, mentions in order."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from warmonitor.places import Gazetteer, find, resolve
from warmonitor.places.names import fold, skeleton


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return Gazetteer.load(())


PIECES = (
    "Aleppo al-Bab Syria's near the village of and Idlib province Khan Sheikhoun , . Damascus said U.S. ( Zarzur in "
    "Gaza ’s St. New York - Mr northern حلب Київ Ḩamāh İzmir ﬁ \u202e 😀"
)
WORDS = st.sampled_from([*PIECES.split(), "\n", "\t", " "])
PROSE = st.lists(WORDS, max_size=40).map(" ".join) | st.text(max_size=300)
QUICK = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@QUICK
@given(PROSE)
def test_mentions_are_verbatim_and_in_order(gazetteer: Gazetteer, text: str) -> None:
    found = find(text, gazetteer)
    assert [m.start for m in found] == sorted(m.start for m in found)
    for mention in found:
        assert 0 <= mention.start < mention.end <= len(text)
        assert mention.text == text[mention.start : mention.end]
        assert mention.place.name
        assert mention.place.name in mention.text
        assert mention.container is None or 0 <= mention.container < len(found)
        assert mention.place.precision is None or 1 <= mention.place.precision <= 7
        assert mention.place.lat is None or -90 <= mention.place.lat <= 90
        assert mention.place.country is None or len(mention.place.country) == 2
        assert mention.place.country is not None or mention.place.lat is not None or mention.place.reason


@QUICK
@given(PROSE, st.data())
def test_any_span_can_be_asked_for(gazetteer: Gazetteer, text: str, data: st.DataObject) -> None:
    ends = st.integers(0, len(text))
    spans = data.draw(st.lists(st.tuples(ends, ends).map(lambda pair: (min(pair), max(pair))), max_size=5))
    assert len(resolve(text, spans, gazetteer)) == len(spans)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=60))
def test_anything_can_be_folded(text: str) -> None:
    assert "  " not in fold(text)
    skeleton(fold(text))

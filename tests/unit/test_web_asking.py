"""The bar of filters: address to query and back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warmonitor.errors import QueryError
from warmonitor.model import Query
from warmonitor.web.asking import address, chips, deref, parameters, query_of, ref

WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=12).map(str.strip).filter(bool)
QUERIES = st.builds(
    Query, since=st.none() | st.dates().map(str), place=st.none() | WORDS, actor=st.none() | WORDS,
    text=st.none() | WORDS, harm=st.sampled_from([None, "killed", "displaced"]),
    policy=st.sampled_from(["range", "ucdp"]),
    box=st.none() | st.tuples(*[st.integers(-90, 90).map(float)] * 4),
    ranking=st.lists(WORDS.filter(lambda name: ";" not in name), max_size=3).map(tuple),
)  # fmt: skip


@given(QUERIES)
def test_a_query_survives_its_address(query: Query) -> None:
    assert query_of(parameters(query)) == query


@given(st.text(max_size=20))
def test_any_id_is_one_piece_of_an_address(id: str) -> None:
    piece = ref(id)
    assert deref(piece) == id
    assert piece.isascii()
    assert "/" not in piece
    assert piece not in ("", ".", "..")


def test_what_is_not_an_id_is_refused() -> None:
    with pytest.raises(QueryError, match="not an id"):
        deref("~####")


@pytest.mark.parametrize(
    "asked", [{"harm": "sneezed"}, {"box": "1,2,3"}, {"box": "a,b,c,d"}, {"near": "1,2,1e99"}, {"policy": "guess"}]
)
def test_a_value_that_cannot_be_meant_is_refused(asked: dict[str, str]) -> None:
    with pytest.raises(QueryError):
        query_of(asked)


def test_blanks_do_not_filter() -> None:
    assert query_of({"place": "  ", "harm": "", "nonsense": "x"}) == Query()


def test_a_chip_leads_to_the_page_without_it() -> None:
    query = Query(place="Tell Amara", harm="killed")
    assert [(chip.field, chip.without) for chip in chips("/incidents", query)] == [
        ("place", "/incidents?harm=killed"),
        ("harm", "/incidents?place=Tell%20Amara"),
    ]
    assert address("/", query, place=None, harm=None) == "/"

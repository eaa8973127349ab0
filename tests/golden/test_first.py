"""The report that warmonitor must understand first: every claim of it, nothing else, each with its words."""

import os
from pathlib import Path

import msgspec
import pytest

from warmonitor.claims import read

ROOT = Path(os.environ.get("SHARED", Path(__file__).parents[3] / "shared"))

pytestmark = pytest.mark.shared


@pytest.fixture(scope="module")
def scored():
    if not (ROOT / "gold" / "first").is_dir():
        word = "the gold reports are not beside the project (SHARED=… names their folder)"
        pytest.fail(word) if os.environ.get("WARMONITOR_NO_SKIP") else pytest.skip(word)
    from eval import gold

    found = [msgspec.to_builtins(c) for r in gold.reports(ROOT, "first", None) for c in read(r)]
    return gold.scorer(ROOT).score(ROOT / "gold" / "first", found)[0]


def test_every_claim_is_found_and_none_invented(scored) -> None:
    assert (scored["claims"]["p"], scored["claims"]["r"]) == (1.0, 1.0)


def test_every_quote_holds_the_words(scored) -> None:
    assert scored["evidence"] == 1.0


@pytest.mark.parametrize("field", ["interval", "group", "actor", "place", "country", "source", "stance"])
def test_fields_that_are_all_right(scored, field: str) -> None:
    assert scored["fields"][field] == 1.0

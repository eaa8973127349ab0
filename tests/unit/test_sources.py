"""Who says so: a table of sentences, and what a citation promises."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from eval import attribution, gold

from warmonitor.claims import sources
from warmonitor.claims.sources.known import known
from warmonitor.claims.text import Document, document
from warmonitor.errors import LexiconError
from warmonitor.lexicon import table
from warmonitor.lexicon.authorities import ultimate
from warmonitor.model import Report

PAGE = Path(__file__).parents[2] / "docs" / "sources.md"
ROWS = re.findall(r"^\| (.*\*\*.*) \| (.*?) \|$", PAGE.read_text(encoding="utf8"), re.M)
CASES: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text(encoding="utf8"))


def read(text: str, title: str = "") -> tuple[Document, list[sources.Citation]]:
    whole = document(Report(id="t", text=text, title=title))
    return whole, sources.find(whole)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"][:50])
def test_whose_words_they_are(case: dict[str, Any]) -> None:
    whole, citations = read(case["text"], case.get("title", ""))
    got = {}
    for words in case["says"]:
        start = whole.whole.find(words)
        assert start >= 0, words
        citation = sources.cover(citations, whole, start + len(words) // 2).citation
        got[words] = citation.name if citation else None
    assert got == case["says"]


@pytest.mark.parametrize(("sentence", "name"), ROWS)
def test_the_page_tells_the_truth(sentence: str, name: str) -> None:
    whole, citations = read(sentence.replace("**", ""))
    for words in re.findall(r"\*\*(.+?)\*\*", sentence):
        answer = sources.cover(citations, whole, whole.whole.find(words) + len(words) // 2)
        assert (answer.citation.name if answer.citation else "-") == name


@pytest.mark.parametrize("case", [c for c in CASES if "stance" in c], ids=lambda case: case["text"][:50])
def test_denials_and_doubts_are_marked(case: dict[str, Any]) -> None:
    whole, citations = read(case["text"])
    for words, stance in case["stance"].items():
        answer = sources.cover(citations, whole, whole.whole.find(words) + 3)
        assert answer.citation
        assert answer.citation.stance == stance


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("The Syrian Observatory for Human Rights said two died.", "monitor"),
        ("UNICEF said two died.", "un"),
        ("State television said two died.", "state_media"),
        ("The defence ministry said two died.", "military"),
        ("A hospital official said two died.", "medical"),
        ("Police said two died.", "police"),
        ("Villagers said two died.", "resident"),
        ("A witness said two died.", "witness"),
        ("The mayor of Tarsa said two died.", "local_official"),
        ("Opposition activists said two died.", "activist"),
        ("The White Helmets said two died.", "rescue"),
        ("The rebels said two died.", "armed_group"),
        ("A source said two died.", "unknown"),
    ],
)
def test_kinds(text: str, kind: str) -> None:
    _, citations = read(text)
    assert [citation.kind for citation in citations] == [kind]


def test_two_spokesmen_of_one_body_are_one_authority() -> None:
    _, citations = read(
        "Ali Samir, a spokesman for the Tarsa Army, said two died. "
        "Omar Nadir, spokesman for the Tarsa Army, said three died."
    )
    assert {citation.authority for citation in citations} == {"Tarsa Army"}


def test_an_outlet_that_quotes_is_a_relay() -> None:
    _, (unnamed,) = read("Local media reported citing a hospital source that six people died.")
    assert (unnamed.name, unnamed.relays) == ("hospital source", ("Local media",))
    _, (named,) = read("Radio Tarsa said, quoting a hospital source, that six people died.")
    assert (named.name, named.authority) == ("Radio Tarsa", "hospital source")


def test_another_name_of_an_authority_keeps_its_words_and_its_authority() -> None:
    _, citations = read("Syria Civil Defence said two died.")
    assert (citations[0].name, citations[0].authority) == ("Syria Civil Defence", "White Helmets")


@pytest.mark.parametrize(
    ("name", "whose"),
    [
        ("SOHR", "Syrian Observatory for Human Rights (SOHR)"),
        ("Rami Abdel Rahman", "Syrian Observatory for Human Rights (SOHR)"),
        ("Syria Civil Defence", "White Helmets"),
        ("Ali Samir (Tarsa Army)", "Tarsa Army"),
        ("Ali Samir (SANA)", "SANA"),
        ("Tarsa residents", "Tarsa residents"),
    ],
)
def test_whose_word_it_is_in_the_end(name: str, whose: str) -> None:
    assert ultimate(name) == whose


def test_a_reason_is_always_given() -> None:
    whole, citations = read("The mayor said two died. Another was hurt there. In 2012 three died.", "Two die")
    for position in range(len(whole.whole)):
        assert sources.cover(citations, whole, position).reason


def test_every_kind_of_the_lexicon_is_a_kind() -> None:
    kinds = table("sources.yaml", dict[str, Any])["kinds"]
    nouns = table("en/sources.yaml", dict[str, Any])
    assert set(nouns["speakers"]) <= set(kinds)
    assert set(nouns["compounds"]) <= set(kinds)
    assert set(nouns["pointers"]) <= set(kinds)
    assert known().authorities


def test_a_wrong_list_is_named() -> None:
    with pytest.raises(LexiconError, match="no such word list"):
        table("xx/sources.yaml", dict[str, Any])


@pytest.mark.shared
def test_the_gold_does_not_get_worse() -> None:
    root = gold.shared()
    if root is None:
        if os.environ.get("WARMONITOR_NO_SKIP"):
            pytest.fail("the gold reports are not beside the project: set SHARED")
        pytest.skip("the gold reports are not beside the project")
    figures = attribution.gold(root)
    assert figures["source_body"] >= 0.85
    assert attribution.polnear(root, 30)["cue_f1"] > attribution.CUE_BASELINE

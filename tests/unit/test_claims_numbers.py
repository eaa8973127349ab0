"""Quantities: digits, words, rough words, modifiers; and numbers that count no people."""

import pytest

from warmonitor.claims.numbers import quantity
from warmonitor.claims.text import tokens
from warmonitor.lexicon.words import words

COUNTS = [
    ("32 soldiers", (32, 32, 32, "exact")),
    ("thirty-two soldiers", (32, 32, 32, "exact")),
    ("two hundred and six people", (206, 206, 206, "exact")),
    ("at least 15 civilians", (15, 15, None, "at_least")),
    ("no fewer than 15 civilians", (15, 15, None, "at_least")),
    ("more than a dozen people", (12, 12, None, "more_than")),
    ("up to 20 rebels", (20, None, 20, "up_to")),
    ("nearly 300 families", (300, None, 300, "almost")),
    ("some 40 villagers", (40, None, None, "about")),
    ("between 10 and 12 people", (None, 10, 12, "range")),
    ("10 to 12 people", (None, 10, 12, "range")),
    ("a couple of guards", (2, 2, 2, "exact")),
    ("several children", (None, 3, None, "vague")),
    ("dozens of people", (None, 24, None, "vague")),
    ("scores of people", (None, 40, None, "vague")),
    ("tens of thousands of people", (None, 20000, None, "vague")),
    ("1.9 million people", (1900000, 1900000, 1900000, "exact")),
    ("330,000 people", (330000, 330000, 330000, "exact")),
    ("half a million people", (500000, 500000, 500000, "exact")),
    ("20 or more people", (20, 20, None, "at_least")),
]
NO_COUNTS = [
    "12 km away",
    "30 per cent",
    "2016 was a hard year",
    "14-year-old boy",
    "12 July",
    "$40 million",
    "5 tonnes of flour",
    "6 and 7 May",
    "7 and 12 years old",
    "04-03-2016",
]


def read(text: str):
    toks = tokens(text, 0, len(text))
    start = 1 if text.startswith("$") else 0
    return quantity(toks, [t.low for t in toks], start, words())


@pytest.mark.parametrize(("text", "expected"), COUNTS)
def test_a_quantity_is_an_interval_with_its_wording(text: str, expected: tuple[object, ...]) -> None:
    q = read(text)
    assert q is not None
    assert (q.figure, q.low, q.high, q.modifier) == expected


@pytest.mark.parametrize("text", NO_COUNTS)
def test_what_measures_or_dates_counts_nobody(text: str) -> None:
    assert read(text) is None


def test_a_date_run_together_counts_nobody() -> None:
    """What a scraper makes of "June 18, 2016"."""
    toks = tokens("Jun 182016 BEIRUT", 0, 17)
    assert quantity(toks, [t.low for t in toks], 1, words()) is None

"""The calendar words of a language, from `lexicon/<language>/calendar.yaml`: which class a word is of and what it means."""

from __future__ import annotations

import functools
import itertools
from typing import NamedTuple

from warmonitor.lexicon import table
from warmonitor.model import Record

Value = str | int


class Feast(Record):
    """A day or days that the calendar of a faith or a state sets; see the comments in the word list."""

    words: tuple[str, ...]
    month: int | None = None
    day: int | None = None
    easter: int | None = None
    hijri: tuple[int, ...] = ()
    days: int = 1


class Calendar(Record):
    """The word list as it lies in the file."""

    classes: dict[str, dict[str, Value]]
    shy: frozenset[str]
    company: frozenset[str]
    shy_seasons: dict[str, frozenset[str]]
    not_seasons_after: frozenset[str]
    year_after: frozenset[str]
    year_after_weak: frozenset[str]
    onset: frozenset[str]
    ahead: frozenset[str]
    labels: frozenset[str]
    prepositions: frozenset[str]
    seasons: dict[str, tuple[int, int]]
    feasts: tuple[Feast, ...]


class Words(NamedTuple):
    """The word list made ready: the letter of every word's class (`letter_of`) and what a word means (`meaning`)."""

    calendar: Calendar
    letters: dict[str, str]
    letter_of: dict[str, str]
    meaning: dict[str, Value]
    feasts: dict[str, tuple[tuple[tuple[str, ...], Feast], ...]]


# Classes that are made of digits or of other words, not listed.
MADE = ("NUM", "YEAR", "FIGURE", "DOTTED", "FEAST", "MORE", "LASTING", "EDGED")
_ALPHABET = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789αβγδεζηθικλμ"
_POSSESSIVE = ("MONTH", "WEEKDAY", "UNIT", "YEARUNIT", "PART", "SEASON", "TODAY", "OVERNIGHT")
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")


def _listed(calendar: Calendar) -> dict[str, tuple[str, Value]]:
    """Every word with its class and meaning, the forms that are made from the list included."""
    out = {word: (name, value) for name, words in calendar.classes.items() for word, value in words.items()}
    for word, (name, value) in list(out.items()):
        if name in _POSSESSIVE and len(word) > 3:
            out.setdefault(word + "'s", (name, value))
            out.setdefault(word + "s", (name, value))
            out.setdefault(word + "s'", (name, value))
    counts = calendar.classes["COUNT"]
    for tens, unit in itertools.product(_TENS, list(counts)):
        if 0 < int(counts[unit]) < 10 and unit not in ("a", "an", "both"):
            out.setdefault(f"{tens}-{unit}", ("COUNT", int(counts[tens]) + int(counts[unit])))
    out.update(_compounds(calendar, out))
    return out


def _compounds(calendar: Calendar, listed: dict[str, tuple[str, Value]]) -> dict[str, tuple[str, Value]]:
    """Hyphenated words: "mid-may", "three-day", "week-long", "year-old"."""
    out: dict[str, tuple[str, Value]] = {}
    units = {**calendar.classes["UNIT"], **calendar.classes["YEARUNIT"]}
    for edge, word in itertools.product(
        calendar.classes["EDGE"], [*calendar.classes["MONTH"], *calendar.classes["SEASON"]]
    ):
        out[f"{edge}-{word}"] = ("EDGED", f"{edge} {word}")
    for word, unit in units.items():
        for tail in ("long", "old"):
            out[f"{word}-{tail}"] = ("LASTING", f"1 {unit}")
        for count, number in calendar.classes["COUNT"].items():
            for form in (f"{count}-{word}", f"{count}-{word}-long", f"{count}-{word}-old"):
                out[form] = ("LASTING", f"{number} {unit}")
    return {word: value for word, value in out.items() if word not in listed}


@functools.cache
def words(language: str = "en") -> Words:
    """The calendar words of a language; LexiconError where it has none."""
    calendar = table(f"{language}/calendar.yaml", Calendar)
    letters = dict(zip([*calendar.classes, *MADE], _ALPHABET))
    listed = _listed(calendar)
    letter_of = {word: letters[name] for word, (name, _) in listed.items()}
    meaning = {word: value for word, (_, value) in listed.items()}
    for number in range(1, 32):
        letter_of[str(number)] = letter_of[f"{number:02}"] = letters["NUM"]
        meaning[str(number)] = meaning[f"{number:02}"] = number
    for number in range(1000, 2200):
        letter_of[str(number)], meaning[str(number)] = letters["YEAR"], number
    feasts: dict[str, list[tuple[tuple[str, ...], Feast]]] = {}
    for feast in calendar.feasts:
        for phrase in feast.words:
            feasts.setdefault(phrase.split()[0], []).append((tuple(phrase.split()), feast))
    longest_first = {first: tuple(sorted(some, key=lambda f: -len(f[0]))) for first, some in feasts.items()}
    for first in longest_first:
        letter_of.setdefault(first, letters["FEAST"])
    return Words(calendar, letters, letter_of, meaning, longest_first)

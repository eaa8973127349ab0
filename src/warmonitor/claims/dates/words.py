"""The calendar words of a language, from `lexicon/<language>/calendar.yaml`: the class of a word and its meaning."""

from __future__ import annotations

import functools
import itertools
from typing import NamedTuple

from warmonitor.errors import LexiconError
from warmonitor.lexicon import table
from warmonitor.model import Record

Value = str | int

# The classes that the grammar speaks of. The word list fills all but `_MADE`, which are made from digits and words.
_LISTED = (
    "MONTH", "WEEKDAY", "SEASON", "PART", "UNIT", "YEARUNIT", "CENTURY", "COUNT", "FEW", "ORDINAL", "EDGE", "HEAD",
    "TODAY", "OVERNIGHT", "LAST", "PAST", "PREVIOUS", "THIS", "NEXT", "FOLLOWING", "THAT", "SAME", "AGO", "EARLIER",
    "LATER", "BEFORE", "AFTER", "SINCE", "UNTIL", "BY", "FROM", "TO", "BETWEEN", "AND", "OR", "ON", "OF", "THE",
    "FOR", "EVERY", "REPEATED", "STRAIGHT", "ROW", "SUFFIX", "ESS", "ERA", "AM", "EM", "PEE", "DASH", "SLASH",
    "COMMA", "DOT", "COLON", "THEN", "VAGUE",
)  # fmt: skip
_MADE = (
    "NUM", "YEAR", "FIGURE", "DOTTED", "FEAST", "MORE", "LASTING", "EDGED", "PAIR",
)  # fmt: skip
_ALPHABET = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789αβγδεζηθικλμ"
LETTER = dict(zip((*_LISTED, *_MADE), _ALPHABET))
OTHER = "."


class Feast(Record, frozen=True, kw_only=True):
    """A day or days that the calendar of a faith or a state sets; see the comments in the word list."""

    words: tuple[str, ...]
    month: int | None = None
    day: int | None = None
    easter: int | None = None
    orthodox: int | None = None
    jewish: int | None = None
    hijri: tuple[int, ...] = ()
    days: int = 1


class Calendar(Record, frozen=True, kw_only=True):
    """The word list as it lies in the file."""

    classes: dict[str, dict[str, Value]]
    shy: frozenset[str]
    company: frozenset[str]
    shy_seasons: dict[str, frozenset[str]]
    not_seasons_after: frozenset[str]
    year_after: frozenset[str]
    year_after_weak: frozenset[str]
    year_between: frozenset[str]
    onset: frozenset[str]
    origin: frozenset[str]
    perfect: frozenset[str]
    has_since: frozenset[str]
    ahead: tuple[str, ...]
    ahead_ends: frozenset[str]
    intended: frozenset[str]
    plurals: frozenset[str]
    in_row: frozenset[str]
    week_ends: frozenset[str]
    week_begins: frozenset[str]
    came: frozenset[str]
    went_on: frozenset[str]
    no_clause: frozenset[str]
    labels: frozenset[str]
    prepositions: frozenset[str]
    seasons: dict[str, tuple[int, int]]
    feasts: tuple[Feast, ...]


class Letters(dict[str, str]):
    """The letter of every word's class; a word of no class has `OTHER`, one that begins with a digit that of a figure.

    Words of no class are kept as they come, up to a bound: most of a report's words are, and are the same in the next.
    """

    _BOUND = 100_000

    def __missing__(self, low: str) -> str:
        letter = LETTER["FIGURE"] if low[:1].isdigit() else OTHER
        if len(self) < self._BOUND:
            self[low] = letter
        return letter


class Words(NamedTuple):
    """The word list made ready: the letter of every word's class and what the word means; feasts by first word."""

    calendar: Calendar
    letter_of: Letters
    meaning: dict[str, Value]
    feasts: dict[str, tuple[tuple[tuple[str, ...], Feast], ...]]


_ENDINGS = ("'s", "s", "s'")
_INFLECTED = {
    **dict.fromkeys(("WEEKDAY", "UNIT", "YEARUNIT", "CENTURY", "PART", "TODAY"), _ENDINGS),
    **dict.fromkeys(("MONTH", "SEASON"), _ENDINGS[:1]),
}
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
Listed = dict[str, tuple[str, Value]]


def _listed(calendar: Calendar) -> Listed:
    """Every word with its class and meaning, the forms that are made from the list included."""
    out: Listed = {word: (name, value) for name, words in calendar.classes.items() for word, value in words.items()}
    for word, (name, value) in list(out.items()):
        for ending in _INFLECTED.get(name, ()) if len(word) > 3 else ():
            out.setdefault(word + ending, (name, value))
    counts = calendar.classes["COUNT"]
    for tens, unit in itertools.product(_TENS, list(counts)):
        if 0 < int(counts[unit]) < 10 and unit not in ("a", "an", "both"):
            out.setdefault(f"{tens}-{unit}", ("COUNT", int(counts[tens]) + int(counts[unit])))
    for word, entry in _compounds(calendar).items():
        out.setdefault(word, entry)
    return out


def _compounds(calendar: Calendar) -> Listed:
    """Hyphenated words: "mid-may", "may-august", "three-day", "week-long", "year-old"."""
    out: Listed = {}
    classes = calendar.classes
    for edge, word in itertools.product(classes["EDGE"], [*classes["MONTH"], *classes["SEASON"]]):
        out[f"{edge}-{word}"] = ("EDGED", f"{classes['EDGE'][edge]} {word}")
    for name in ("MONTH", "WEEKDAY"):
        for first, last in itertools.permutations(classes[name], 2):
            if classes[name][first] != classes[name][last]:
                out[f"{first}-{last}"] = ("PAIR", f"{name} {classes[name][first]} {classes[name][last]}")
    for word, unit in {**classes["UNIT"], **classes["YEARUNIT"], **classes["CENTURY"]}.items():
        out[f"{word}-long"] = out[f"{word}-old"] = ("LASTING", f"1 {unit}")
        for count, number in classes["COUNT"].items():
            for form in (f"{count}-{word}", f"{count}-{word}-long", f"{count}-{word}-old"):
                out[form] = ("LASTING", f"{number} {unit}")
    return out


def _by_first_word(feasts: tuple[Feast, ...]) -> dict[str, tuple[tuple[tuple[str, ...], Feast], ...]]:
    """The names of feasts by their first word, longest first."""
    out: dict[str, list[tuple[tuple[str, ...], Feast]]] = {}
    for feast in feasts:
        for phrase in feast.words:
            out.setdefault(phrase.split()[0], []).append((tuple(phrase.split()), feast))
    return {first: tuple(sorted(some, key=lambda entry: -len(entry[0]))) for first, some in out.items()}


@functools.cache
def words(language: str = "en") -> Words:
    """The calendar words of a language; LexiconError where it has none or its list misses a class."""
    calendar = table(f"{language}/calendar.yaml", Calendar)
    wrong = set(_LISTED) ^ set(calendar.classes)
    if wrong:
        raise LexiconError(f"classes that should (not) be there: {sorted(wrong)}", f"lexicon/{language}/calendar.yaml")
    listed = _listed(calendar)
    letter_of = Letters({word: LETTER[name] for word, (name, _) in listed.items()})
    meaning = {word: value for word, (_, value) in listed.items()}
    for number in range(1, 32):
        for form in (str(number), f"{number:02}"):
            letter_of[form], meaning[form] = LETTER["NUM"], number
    for number in range(1000, 2200):
        letter_of[str(number)], meaning[str(number)] = LETTER["YEAR"], number
    feasts = _by_first_word(calendar.feasts)
    for first in feasts:
        letter_of.setdefault(first, LETTER["FEAST"])
    return Words(calendar, letter_of, meaning, feasts)

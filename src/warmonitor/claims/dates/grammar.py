"""The grammar of calendar expressions, over the classes of words rather than the words.

A sentence becomes a string with one letter a token (the letter of the token's class, "." for any other word), and every
rule is a regular expression over such letters. Rules are written with the names of the classes; a name that ends in an
underscore is a part defined in `PARTS`. The first rule that matches at the leftmost place wins.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from typing import NamedTuple

from warmonitor.claims.dates.words import Value, Words, words
from warmonitor.claims.text import Sentence, Token

OTHER = "."

PARTS = {
    "NUMBER_": "(?:COUNT FEW OF?|FEW OF?|(?:COUNT|NUM|FIGURE|YEAR)(?:(?:OR|TO|DASH)(?:COUNT|NUM|FIGURE))?)",
    "UNIT_": "[UNIT YEARUNIT]",
    "MOD_": "[LAST PAST PREVIOUS THIS NEXT FOLLOWING THAT]",
    "MON_": "MONTH(?:DOT(?=[NUM YEAR COMMA]))?",
    "DAY_": "(?:THE?(?:NUM SUFFIX?|ORDINAL))",
    "YEAR_": "(?:COMMA? OF? YEAR ERA?|COMMA? OF? ON? THE? THAT?MOD_ YEARUNIT)",
    "DATE_": "(?:(?:WEEKDAY DOT? COMMA?(?:ON? THE)?)?"
    "(?:DAY_ OF? MON_|MON_ THE? NUM SUFFIX?(?!COLON|SLASH|DASH UNIT_|UNIT_))YEAR_?)",
    "NUMERIC_": "(?:YEAR[DASH SLASH]NUM[DASH SLASH]NUM|NUM[DASH SLASH]NUM[DASH SLASH]YEAR|DOTTED)",
    "AM_": "(?:AM|COUNT DOT EM DOT?|PEE DOT EM DOT?)",
    "TIME_": "(?:NUM COLON[NUM FIGURE](?:COLON[NUM FIGURE])?(?:AM_)?AM?|NUM AM_|[YEAR FIGURE]AM)",
    "EDGE_": "(?:EDGE DASH?(?:ON THE?)?|THE?[EDGE ORDINAL]?HEAD OF THE?)",
    "INDAY_": "(?:THE? EDGE?(?:ON THE?)?EDGE? PART UNIT?|OVERNIGHT)",
    "LEAD_": "(?:(?:INDAY_|TIME_)COMMA?(?:ON|OF|TO)?THE?|EDGE ON?)",
    "TAIL_": "(?:COMMA? ON? THE? EDGE?(?:PART|OVERNIGHT)|EDGE(?!HEAD)|COMMA? ON*TIME_)",
}

RULES = {
    "range_dm": "DAY_(?:DASH|TO|AND|UNTIL)DAY_ OF? MON_ YEAR_?",
    "range_md": "MON_ NUM SUFFIX?(?:DASH|TO|UNTIL)NUM SUFFIX?(?!MONTH|UNIT_|COLON)YEAR_?|(?<=BETWEEN)MON_ NUM AND NUM(?!MONTH)YEAR_?",
    "date": "LEAD_?(?:NUMERIC_|DATE_)TAIL_?",
    "weekday": "LEAD_?(?:THE? MOD_)?WEEKDAY(?:OF? MOD_ UNIT)?TAIL_?",
    "today": "LEAD_?TODAY TAIL_?",
    "part_ref": "EDGE?(?:ON THE?)?THE? EDGE? MOD_ THE? EDGE? PART",
    "time": "TIME_",
    "month": "EDGE_? MOD_?MON_ YEAR_?|EDGED YEAR_?",
    "century": "EDGE_?THE? EDGE?(?:ORDINAL|NUM SUFFIX)UNIT ERA?",
    "decade": "EDGE_?THE? EDGE? DASH?(?:YEAR|FIGURE)ESS ERA?",
    "season": "EDGE_?THE? MOD_?SEASON(?:OF? YEAR ERA?|YEAR_)?|EDGE_ THE? SEASON",
    "feast": "EDGE_?FEAST MORE*(?:OF? YEAR|YEAR_)?",
    "years": "YEAR(?:DASH|SLASH)(?:YEAR|NUM|FIGURE)(?!ESS)(?:ERA)?",
    "year": "EDGE_?YEAR ERA?|EDGE_?(?:FIGURE|NUM)ERA",
    "offset": "NUMBER_ UNIT_(?:AGO|EARLIER|LATER|PREVIOUS|BEFORE|AFTER)|THE UNIT(?:BEFORE|AFTER)",
    "nth": "(?:COUNT|THE)?(?:ORDINAL|NUM SUFFIX)STRAIGHT?[UNIT PART YEARUNIT](?:ON COUNT ROW|STRAIGHT)?",
    "unit_ref": "(?:EARLIER|LATER|EDGE_)?(?:ON)?THE? NUMBER_? MOD_ NUMBER_? STRAIGHT?UNIT_",
    "unit": "EDGE_ UNIT_",
    "every": "EVERY NUMBER_?(?:UNIT_|WEEKDAY|PART)",
    "repeated": "REPEATED",
    "lasting": "LASTING|NUMBER_ DASH(?:LASTING|UNIT_)",
    "duration": "NUMBER_ UNIT_",
    "then": "(?<=SINCE)THEN",
    "part": "INDAY_",
    "vague": "VAGUE",
}

# Classes one of which every expression holds: a sentence with none of them is passed over.
CORES = "MONTH WEEKDAY SEASON PART UNIT YEARUNIT TODAY OVERNIGHT REPEATED VAGUE AM YEAR DOTTED FEAST LASTING EDGED ERA ESS THEN COLON"


class Hit(NamedTuple):
    """Words that a rule matched: `tokens[first:last]` of a sentence, with the letters of their classes."""

    rule: str
    sentence: Sentence
    letters: str
    first: int
    last: int

    @property
    def start(self) -> int:
        return self.sentence.tokens[self.first].start

    @property
    def end(self) -> int:
        return self.sentence.tokens[self.last - 1].end


@functools.cache
def letter(name: str) -> str:
    """The letter of a class."""
    return words().letters[name]


def _compiled(rule: str) -> str:
    """A rule in letters."""
    while "_" in rule:
        rule = re.sub(r"[A-Z]+_", lambda name: PARTS[name.group()], rule)
    return re.sub(r"[A-Z]{2,}", lambda name: letter(name.group()), rule).replace(" ", "")


@functools.cache
def _rules() -> re.Pattern[str]:
    return re.compile("|".join(f"(?P<{name}>{_compiled(rule)})" for name, rule in RULES.items()))


@functools.cache
def _core() -> re.Pattern[str]:
    return re.compile(_compiled(f"[{CORES}]"))


def classes(sentence: Sentence) -> str:
    """The sentence as a string of class letters."""
    listed = words()
    get = listed.letter_of.get
    out = [get(token.low, OTHER) for token in sentence.tokens]
    for index, token in enumerate(sentence.tokens):
        if out[index] == OTHER and token.low[0].isdigit():
            out[index] = letter("DOTTED" if token.low.count(".") == 2 else "FIGURE")
    if letter("FEAST") in out:
        _mark_feasts(listed, sentence.tokens, out)
    return "".join(out)


def _mark_feasts(listed: Words, tokens: tuple[Token, ...], out: list[str]) -> None:
    """Keep the mark on the first word of a feast where all its words follow, and take it from others."""
    for index, mark in enumerate(out):
        if mark != letter("FEAST"):
            continue
        size = len(feast_phrase(listed, tokens, index))
        out[index] = mark if size else OTHER
        for further in range(index + 1, index + size):
            out[further] = letter("MORE")


def feast_phrase(listed: Words, tokens: tuple[Token, ...], index: int) -> tuple[str, ...]:
    """The words of the feast that begins at a token; empty where none does."""
    for phrase, _ in listed.feasts.get(tokens[index].low, ()):
        if tuple(token.low for token in tokens[index : index + len(phrase)]) == phrase:
            return phrase
    return ()


def hits(sentence: Sentence) -> Iterator[Hit]:
    """The calendar expressions of a sentence, from left to right, before their context is judged."""
    letters = classes(sentence)
    at = 0
    for core in _core().finditer(letters):
        if core.start() < at:
            continue
        first = max(at, letters.rfind(OTHER, 0, core.start()) + 1)
        last = letters.find(OTHER, core.start())
        last = len(letters) if last < 0 else last
        for found in _rules().finditer(letters, first, last):
            yield Hit(str(found.lastgroup), sentence, letters, found.start(), found.end())
        at = last


def value(hit: Hit, *names: str) -> Value | None:
    """What the first word of those classes in a hit means; null where there is none."""
    some = values(hit, *names)
    return some[0] if some else None


def values(hit: Hit, *names: str) -> list[Value]:
    """What the words of those classes in a hit mean, in order."""
    wanted = {letter(name) for name in names}
    meaning = words().meaning
    return [
        meaning.get(hit.sentence.tokens[index].low, hit.sentence.tokens[index].low)
        for index in range(hit.first, hit.last)
        if hit.letters[index] in wanted
    ]


def has(hit: Hit, name: str) -> bool:
    """Whether a word of that class is in a hit."""
    return hit.letters.find(letter(name), hit.first, hit.last) >= 0

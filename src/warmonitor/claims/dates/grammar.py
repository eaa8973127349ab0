"""The grammar of calendar expressions, over the classes of words rather than the words.

A sentence becomes a string with one letter a token (the letter of the token's class, "." for any other word), and every
rule is a regular expression over such letters. Rules are written with the names of the classes; a name that ends in an
underscore is a part, defined in `PARTS`. Of the rules that match at the leftmost place the first wins.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from warmonitor.claims.dates.words import LETTER, OTHER, Value, Words, words
from warmonitor.claims.text import Sentence, Token

PARTS = {
    "NUMBER_": "(?:COUNT FEW OF?|FEW OF?|(?:COUNT|NUM|FIGURE|YEAR)(?:(?:OR|TO|DASH)(?:COUNT|NUM|FIGURE))?)",
    "COUNTED_": "[LAST PAST PREVIOUS THIS NEXT FOLLOWING SAME]",
    "UNIT_": "[UNIT YEARUNIT CENTURY]",
    "MOD_": "(?:THAT SAME|[LAST PAST PREVIOUS THIS NEXT FOLLOWING THAT SAME])",
    "MON_": "MONTH(?:DOT(?=[NUM YEAR COMMA]))?",
    "DAY_": "(?:THE?(?:NUM SUFFIX?|ORDINAL OF))",
    "ERAYEAR_": "(?:YEAR ERA?|[FIGURE NUM]ERA)",
    "YEAR_": "(?:COMMA? OF? ERAYEAR_|COMMA? OF? ON? THE? MOD_ YEARUNIT)",
    "DATE_": "(?:(?:WEEKDAY DOT? COMMA?(?:ON? THE)?)?"
    "(?:DAY_ OF? MON_|NUM DASH MONTH DASH(?=YEAR)|MON_ THE? NUM SUFFIX?(?!COLON|SLASH|DASH UNIT_|UNIT_))YEAR_?)",
    "NUMERIC_": "(?:YEAR[DASH SLASH]NUM[DASH SLASH]NUM|NUM[DASH SLASH]NUM[DASH SLASH]YEAR|DOTTED)",
    "AM_": "(?:AM|COUNT DOT EM DOT?|PEE DOT EM DOT?)",
    "TIME_": "(?:NUM COLON[NUM FIGURE](?:COLON[NUM FIGURE])?(?:AM_)?AM?|NUM AM_|[YEAR FIGURE]AM)",
    "EDGE_": "(?:EDGE DASH?(?:ON THE?)?|THE?[EDGE ORDINAL]?HEAD OF THE?)",
    "INDAY_": "(?:THE? EDGE?(?:ON THE?)?EDGE? PART UNIT?|OVERNIGHT)",
    "LEAD_": "(?:(?:INDAY_|TIME_|THE? EDGE UNIT)COMMA?(?:ON|OF|TO)?THE?|EDGE ON?)",
    "TAIL_": "(?:COMMA? ON? THE? EDGE?(?:PART|OVERNIGHT)|EDGE(?!HEAD)|COMMA? ON*TIME_)",
    "AND_": "(?:DASH|TO|AND|UNTIL)",
}

RULES = {
    "range_dm": "LEAD_? DAY_ AND_ DAY_ OF? MON_ YEAR_?",
    "range_md": "LEAD_? MON_ NUM SUFFIX? AND_ NUM SUFFIX?(?!MONTH|UNIT_|COLON|SLASH)YEAR_?",
    "week_of": "THE?[ORDINAL LAST]UNIT OF MON_ YEAR_?",
    "date": "LEAD_?(?:NUMERIC_|DATE_)TAIL_?",
    "weekday": "LEAD_?(?:THE? MOD_)?WEEKDAY(?:OF? MOD_ UNIT)?TAIL_?",
    "today": "LEAD_?TODAY TAIL_?",
    "part_ref": "EDGE?(?:ON THE?)?THE? EDGE? MOD_ THE? EDGE? PART",
    "time": "TIME_",
    "pair": "PAIR YEAR_?",
    "month": "EDGE_? MOD_?MON_ YEAR_?|EDGED YEAR_?",
    "century": "EDGE_?THE? EDGE?(?:ORDINAL|NUM SUFFIX)CENTURY ERA?",
    "decade": "EDGE_?THE? EDGE? DASH?(?:YEAR|FIGURE)ESS ERA?",
    "season": "EDGE_?THE? MOD_?SEASON YEAR_?|EDGE_ THE? SEASON",
    "feast": "EDGE_?FEAST MORE*YEAR_?",
    "years": "(?:YEAR|FIGURE)[DASH SLASH TO AND](?:YEAR|NUM|FIGURE)ERA|YEAR(?:DASH|SLASH)(?:YEAR|NUM|FIGURE)(?!ESS)",
    "year": "EDGE_?ERAYEAR_",
    "offset": "NUMBER_ UNIT_(?:AGO|EARLIER|LATER|PREVIOUS|BEFORE|AFTER)|THE UNIT(?:BEFORE|AFTER)",
    "nth": "(?:COUNT|THE)?(?:ORDINAL|NUM SUFFIX)STRAIGHT?[UNIT PART YEARUNIT](?:ON COUNT ROW|STRAIGHT)?",
    "unit_ref": "(?:EARLIER|LATER|EDGE_)?(?:ON)?THE?(?:NUMBER_? COUNTED_ NUMBER_? STRAIGHT?|MOD_)UNIT_",
    "unit": "EDGE_ UNIT_|(?:EARLIER|LATER)ON THE UNIT_|(?<=[FOR ON BY])THE UNIT(?!OF)",
    "every": "EVERY NUMBER_?(?:UNIT_|WEEKDAY|PART)",
    "repeated": "REPEATED",
    "lasting": "LASTING|NUMBER_ DASH(?:LASTING|UNIT_)",
    "duration": "NUMBER_ UNIT_",
    "then": "(?<=SINCE)THEN",
    "part": "INDAY_",
    "some": "UNIT_(?:AGO|EARLIER|LATER|BEFORE|AFTER)?",
    "vague": "VAGUE",
}

# Classes one of which every expression holds: a sentence with none of them is passed over.
CORES = (
    "MONTH WEEKDAY SEASON PART UNIT YEARUNIT CENTURY TODAY OVERNIGHT REPEATED VAGUE AM YEAR DOTTED FEAST LASTING EDGED "
    "ERA ESS THEN COLON EM PAIR"
)


@dataclass(slots=True, frozen=True)
class Hit:
    """Words that a rule matched: `sentence.tokens[first:last]`; with the letters of the sentence and their `own`."""

    rule: str
    sentence: Sentence
    letters: str
    first: int
    last: int
    own: str

    @property
    def start(self) -> int:
        """Offset of the first character."""
        return self.sentence.tokens[self.first].start

    @property
    def end(self) -> int:
        """Offset after the last character."""
        return self.sentence.tokens[self.last - 1].end

    def has(self, *names: str) -> bool:
        """Whether a word of one of the classes is among the words."""
        return any(LETTER[name] in self.own for name in names)

    def values(self, *names: str) -> list[Value]:
        """What the words of those classes mean, in order; a figure stands for itself."""
        wanted = "".join([LETTER[name] for name in names])
        meaning, tokens = words().meaning, self.sentence.tokens
        found = [tokens[self.first + at].low for at, mark in enumerate(self.own) if mark in wanted]
        return [meaning.get(low, low) for low in found]

    def value(self, *names: str) -> Value | None:
        """What the first word of those classes means; null where there is none."""
        found = self.values(*names)
        return found[0] if found else None

    def before(self, back: int = 1) -> str:
        """The word so many places before, in lower case; empty at the start of the sentence."""
        return self.sentence.tokens[self.first - back].low if self.first >= back else ""

    def after(self) -> str:
        """The word that follows, in lower case; empty at the end of the sentence."""
        return self.sentence.tokens[self.last].low if self.last < len(self.letters) else ""

    def preceded_by(self, name: str, back: int = 1) -> bool:
        """Whether a word of that class stands so many places before."""
        return self.first >= back and self.letters[self.first - back] == LETTER[name]

    def followed_by(self, name: str) -> bool:
        """Whether a word of that class follows."""
        return self.letters[self.last : self.last + 1] == LETTER[name]

    def cut(self, rule: str, first: int, last: int) -> Hit:
        """The hit with other bounds."""
        return Hit(rule, self.sentence, self.letters, first, last, self.letters[first:last])


def _compiled(rule: str) -> str:
    """A rule in letters."""
    while "_" in rule:
        rule = re.sub(r"[A-Z]+_", lambda name: PARTS[name.group()], rule)
    return re.sub(r"[A-Z]{2,}", lambda name: LETTER[name.group()], rule).replace(" ", "")


@functools.cache
def _rules() -> re.Pattern[str]:
    return re.compile("|".join(f"(?P<{name}>{_compiled(rule)})" for name, rule in RULES.items()))


@functools.cache
def _core() -> re.Pattern[str]:
    return re.compile(_compiled(f"[{CORES}]"))


def classes(sentence: Sentence) -> str:
    """The sentence as a string of class letters."""
    listed = words()
    get, figure = listed.letter_of.get, LETTER["FIGURE"]
    out = [get(token.low) or (figure if token.low[0].isdigit() else OTHER) for token in sentence.tokens]
    letters = "".join(out)
    if figure in letters or LETTER["FEAST"] in letters:
        _mark(listed, sentence.tokens, out)
        letters = "".join(out)
    return letters


def _mark(listed: Words, tokens: tuple[Token, ...], out: list[str]) -> None:
    """Tell dotted dates from other figures, and keep the mark of a feast only where all its words follow."""
    for index, mark in enumerate(out):
        if mark == LETTER["FIGURE"] and tokens[index].low.count(".") == 2:
            out[index] = LETTER["DOTTED"]
        elif mark == LETTER["FEAST"]:
            size = len(feast_phrase(listed, tokens, index))
            out[index] = mark if size else OTHER
            out[index + 1 : index + size] = LETTER["MORE"] * (size - 1)


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
        first = letters.rfind(OTHER, at, core.start()) + 1 or at
        last = letters.find(OTHER, core.start())
        last = len(letters) if last < 0 else last
        for found in _rules().finditer(letters, first, last):
            yield Hit(str(found.lastgroup), sentence, letters, found.start(), found.end(), found.group())
        at = last

"""The grammar of calendar expressions, over the classes of words rather than the words.

A sentence becomes a string with one letter a token (the letter of the token's class, "." for any other word), and every
rule is a regular expression over such letters. Rules are written with the names of the classes; a name that ends in an
underscore is a part, defined in `PARTS`. Of the rules that match at the leftmost place the first wins.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from typing import NamedTuple

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
    "(?:DAY_ OF? MON_|NUM DASH MONTH DASH(?=YEAR)"
    "|MON_ THE? NUM SUFFIX?(?!COLON[NUM FIGURE]|SLASH|DASH UNIT_|UNIT_))YEAR_?)",
    "NUMERIC_": "(?:YEAR[DASH SLASH]NUM[DASH SLASH]NUM|NUM[DASH SLASH]NUM[DASH SLASH]YEAR|DOTTED)",
    "AM_": "(?:AM|COUNT DOT EM DOT?|PEE DOT EM DOT?)",
    "TIME_": "(?:NUM COLON[NUM FIGURE](?:COLON[NUM FIGURE])?(?:AM_)?AM?|NUM AM_|[YEAR FIGURE]AM)",
    "EDGE_": "(?:EDGE DASH?(?:ON THE?)?|THE?[EDGE ORDINAL]?HEAD OF THE?)",
    "INDAY_": "(?:THE?(?:EDGE(?:ON THE?)?)?EDGE? PART UNIT?|OVERNIGHT)",
    "LEAD_": "(?:(?:INDAY_|TIME_|THE? EDGE UNIT)COMMA?(?:ON|OF|TO)?THE?|EDGE ON?)",
    "TAIL_": "(?:COMMA? ON? THE? EDGE?(?:PART|OVERNIGHT)|EDGE(?!HEAD)|COMMA? ON*TIME_)",
    "AND_": "(?:DASH|TO|AND|UNTIL)",
}


class Rule(NamedTuple):
    """A pattern, and the classes one of which its words must hold for it to be tried."""

    needs: str
    pattern: str


RULES = {
    "range_dm": Rule("MONTH", "LEAD_? DAY_ AND_ DAY_ OF? MON_ YEAR_?"),
    "range_md": Rule("MONTH", "LEAD_? MON_ NUM SUFFIX? AND_ NUM SUFFIX?(?!MONTH|UNIT_|COLON|SLASH)YEAR_?"),
    "week_of": Rule("MONTH", "THE?[ORDINAL LAST]UNIT OF MON_ YEAR_?"),
    "first_of": Rule(
        "UNIT YEARUNIT CENTURY",
        "THE?[ORDINAL LAST]NUMBER_ UNIT_ OF(?:MON_ YEAR_?|YEAR|THE?(?:MOD_)?UNIT_)",
    ),
    "date": Rule("MONTH DOTTED YEAR", "LEAD_?(?:NUMERIC_|DATE_)TAIL_?"),
    "weekday": Rule("WEEKDAY", "LEAD_?(?:THE? MOD_)?WEEKDAY(?:OF? MOD_ UNIT)?TAIL_?"),
    "today": Rule("TODAY", "LEAD_?TODAY TAIL_?"),
    "part_ref": Rule("PART", "(?:EDGE(?:ON THE?)?)?THE? EDGE? MOD_ THE? EDGE? PART"),
    "time": Rule("COLON AM EM", "TIME_"),
    "pair": Rule("PAIR", "PAIR YEAR_?"),
    "month": Rule("MONTH EDGED", "EDGE_?(?:MOD_ MON_(?!DOT? NUM SUFFIX? COMMA? YEAR)|MON_)YEAR_?|EDGED YEAR_?"),
    "century": Rule("CENTURY", "EDGE_?THE? EDGE?(?:ORDINAL|NUM SUFFIX)CENTURY ERA?"),
    "decade": Rule("ESS", "EDGE_?THE? EDGE? DASH?(?:YEAR|FIGURE)ESS ERA?"),
    "season": Rule("SEASON", "EDGE_?THE? MOD_?SEASON YEAR_?|EDGE_ THE? SEASON"),
    "feast": Rule("FEAST", "EDGE_?FEAST MORE*YEAR_?"),
    "years": Rule(
        "YEAR ERA",
        "(?:YEAR|FIGURE)[DASH SLASH TO AND](?:YEAR|NUM|FIGURE)ERA|YEAR(?:DASH|SLASH)(?:YEAR|NUM|FIGURE)(?!ESS)",
    ),
    "year": Rule("YEAR ERA", "EDGE_?ERAYEAR_"),
    "offset": Rule(
        "UNIT YEARUNIT CENTURY",
        "NUMBER_ UNIT_(?:AGO|EARLIER|LATER|PREVIOUS|BEFORE|AFTER)|THE UNIT(?:BEFORE|AFTER)",
    ),
    "nth": Rule(
        "UNIT YEARUNIT PART",
        "(?:COUNT|THE)?(?:ORDINAL|NUM SUFFIX)STRAIGHT?[UNIT PART YEARUNIT](?:ON COUNT ROW|STRAIGHT)?",
    ),
    "unit_ref": Rule(
        "UNIT YEARUNIT CENTURY",
        "(?:(?:EARLIER|LATER)ON?|EDGE_)?THE?(?:NUMBER_? COUNTED_ NUMBER_? STRAIGHT?|MOD_)UNIT_",
    ),
    "unit": Rule(
        "UNIT YEARUNIT CENTURY",
        "EDGE_ UNIT_|(?:EARLIER|LATER)ON THE UNIT_|(?<=[FOR ON BY])THE UNIT(?!OF)",
    ),
    "every": Rule("EVERY", "EVERY NUMBER_?(?:UNIT_|WEEKDAY|PART)"),
    "repeated": Rule("REPEATED", "REPEATED"),
    "lasting": Rule("LASTING UNIT YEARUNIT CENTURY", "LASTING|NUMBER_ DASH(?:LASTING|UNIT_)"),
    "duration": Rule("UNIT YEARUNIT CENTURY", "NUMBER_ UNIT_"),
    "then": Rule("THEN", "(?<=SINCE)THEN"),
    "since": Rule("SINCE", "SINCE(?!THEN)"),
    "part": Rule("PART OVERNIGHT", "INDAY_"),
    "some": Rule("UNIT YEARUNIT CENTURY", "UNIT_(?:AGO|EARLIER|LATER|BEFORE|AFTER)?"),
    "vague": Rule("VAGUE", "VAGUE"),
}


@functools.cache
def _letters(names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(LETTER[name] for name in names)


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
        return not _letters(names).isdisjoint(self.own)

    def values(self, *names: str) -> list[Value]:
        """What the words of those classes mean, in order; a figure stands for itself."""
        wanted, meaning, tokens = _letters(names), words().meaning, self.sentence.tokens
        found = [tokens[self.first + at].low for at, mark in enumerate(self.own) if mark in wanted]
        return [meaning.get(low, low) for low in found]

    def value(self, *names: str) -> Value | None:
        """What the first word of those classes means; null where there is none."""
        return self.values(*names)[0] if self.has(*names) else None

    def before(self, back: int = 1) -> str:
        """The word so many places before, in lower case; empty at the start of the sentence."""
        return self.sentence.tokens[self.first - back].low if self.first >= back else ""

    def after(self) -> str:
        """The word that follows, in lower case; empty at the end of the sentence."""
        return self.sentence.tokens[self.last].low if self.last < len(self.letters) else ""

    def preceded_by(self, *names: str) -> bool:
        """Whether a word of one of the classes stands right before."""
        return self.first > 0 and self.letters[self.first - 1] in _letters(names)

    def followed_by(self, *names: str) -> bool:
        """Whether a word of one of the classes follows."""
        return self.letters[self.last : self.last + 1] in _letters(names)

    def cut(self, rule: str, first: int, last: int) -> Hit:
        """The hit with other bounds."""
        return Hit(rule, self.sentence, self.letters, first, last, self.letters[first:last])


def _compiled(rule: str) -> str:
    """A rule in letters."""
    while "_" in rule:
        rule = re.sub(r"[A-Z]+_", lambda name: PARTS[name.group()], rule)
    return re.sub(r"[A-Z]{2,}", lambda name: LETTER[name.group()], rule).replace(" ", "")


@functools.cache
def _needs() -> dict[str, frozenset[str]]:
    """Of every rule, the letters one of which its words hold."""
    return {name: frozenset(_compiled(rule.needs)) for name, rule in RULES.items()}


@functools.cache
def _rules_for(present: frozenset[str]) -> re.Pattern[str]:
    """The rules worth trying on words of those classes, in their order."""
    tried = {name for name, needs in _needs().items() if needs & present}
    together = [family for family in _families() if family & tried]
    return _pattern(frozenset().union(*together))


# Rules whose words come together are tried together: compiling takes longer than trying one that cannot match, and
# there would be a pattern for nearly every date that is written another way.
_FAMILIES = (
    "UNIT YEARUNIT CENTURY LASTING EVERY REPEATED",
    "MONTH DOTTED YEAR ERA ESS SEASON FEAST EDGED PAIR",
    "WEEKDAY TODAY PART OVERNIGHT COLON AM EM",
)


@functools.cache
def _families() -> tuple[frozenset[str], ...]:
    """Names of rules that are tried together, by the classes that they need; the rest each by itself."""
    wanted = [frozenset(_compiled(classes)) for classes in _FAMILIES]
    families = [frozenset(name for name, needs in _needs().items() if needs & letters) for letters in wanted]
    rest = _needs().keys() - frozenset().union(*families)
    return *families, *(frozenset((name,)) for name in rest)


@functools.cache
def _pattern(tried: frozenset[str]) -> re.Pattern[str]:
    rules = [(name, rule.pattern) for name, rule in RULES.items() if name in tried]
    return re.compile("|".join(f"(?P<{name}>{_compiled(pattern)})" for name, pattern in rules))


@functools.cache
def _core() -> re.Pattern[str]:
    """What every expression holds: a stretch of calendar words with none of it is passed over."""
    needed = "".join(sorted(_tried_letters() - {LETTER["COLON"], LETTER["EVERY"]}))
    return re.compile(f"[{needed}]|" + _compiled("COLON(?=[NUM FIGURE])"))


@functools.cache
def _tried_letters() -> frozenset[str]:
    """The letters that decide which rules are tried."""
    return frozenset().union(*_needs().values())


_TO_MARK = re.compile(f"[{LETTER['FIGURE']}{LETTER['FEAST']}]")


def classes(sentence: Sentence) -> str:
    """The sentence as a string of class letters."""
    listed = words()
    letters = "".join(map(listed.letter_of.__getitem__, sentence.low))
    return _marked(listed, sentence.tokens, letters) if _TO_MARK.search(letters) else letters


def _marked(listed: Words, tokens: tuple[Token, ...], letters: str) -> str:
    """Tell dotted dates from other figures, and keep the mark of a feast only where all its words follow."""
    out = list(letters)
    for found in _TO_MARK.finditer(letters):
        index = found.start()
        if found.group() == LETTER["FIGURE"]:
            out[index] = LETTER["DOTTED"] if tokens[index].low.count(".") == 2 else out[index]
        else:
            size = len(feast_phrase(listed, tokens, index))
            out[index] = out[index] if size else OTHER
            out[index + 1 : index + size] = LETTER["MORE"] * max(0, size - 1)
    return "".join(out)


def feast_phrase(listed: Words, tokens: tuple[Token, ...], index: int) -> tuple[str, ...]:
    """The words of the feast that begins at a token; empty where none does."""
    for phrase, _ in listed.feasts.get(tokens[index].low, ()):
        if tuple(token.low for token in tokens[index : index + len(phrase)]) == phrase:
            return phrase
    return ()


def hits(sentence: Sentence) -> list[Hit]:
    """The calendar expressions of a sentence, from left to right, before their context is judged."""
    letters = classes(sentence)
    core = _core().search(letters)
    out: list[Hit] = []
    while core is not None:
        first = letters.rfind(OTHER, 0, core.start()) + 1
        last = letters.find(OTHER, core.start())
        last = len(letters) if last < 0 else last
        rules = _rules_for(_tried_letters().intersection(letters[first:last]))
        for found in rules.finditer(letters, first, last):
            out.append(Hit(str(found.lastgroup), sentence, letters, found.start(), found.end(), found.group()))
        core = _core().search(letters, last)
    return out

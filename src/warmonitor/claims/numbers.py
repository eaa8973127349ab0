"""Numbers of people in a sentence: digits, words and rough quantities, each with its modifier, as a `Count`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from warmonitor.claims.text import Token
from warmonitor.lexicon.words import Words
from warmonitor.model import Count, Modifier

_DIGITS = re.compile(r"\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?")


class Quantity(NamedTuple):
    """A quantity between token indices `start` and `end`; `kind` is digits, word, rough, range or fixed."""

    start: int
    end: int
    low: int | None
    high: int | None
    figure: int | None
    modifier: Modifier
    kind: str

    def as_count(self, text: str) -> Count:
        """As a record."""
        return Count(figure=self.figure, low=self.low, high=self.high, modifier=self.modifier, text=text)


def interval(figure: int, modifier: Modifier) -> tuple[int | None, int | None]:
    """Low and high of a figure under its modifier (the coding manual's table)."""
    if modifier == "exact":
        return figure, figure
    if modifier in ("at_least", "more_than"):
        return figure, None
    if modifier in ("up_to", "almost"):
        return None, figure
    return None, None


def _digits(text: str) -> float | None:
    return float(text.replace(",", "")) if text[0].isdigit() and _DIGITS.fullmatch(text) else None


def cardinal(low: Sequence[str], i: int, words: Words) -> tuple[int, int, str] | None:
    """(value, end, kind) of the number at token `i`: "1,200", "1.9 million", "twenty-five", "two hundred and six"."""
    units, scales = words.numbers.units, words.numbers.scales
    number = _digits(low[i])
    if number is not None:
        j, kind = i + 1, "digits"
        while j < len(low) and low[j] in scales:
            number, j = number * scales[low[j]], j + 1
        return (round(number), j, kind) if number == int(number) else None
    if low[i] in ("a", "an") and i + 1 < len(low) and low[i + 1] in scales:
        total, j = scales[low[i + 1]], i + 2
        return (total, j, "word") if low[i + 1] != "score" else None
    return _word_number(low, i, units, scales)


def _word_number(
    low: Sequence[str], i: int, units: dict[str, int], scales: dict[str, int]
) -> tuple[int, int, str] | None:
    if low[i] not in units and "-" not in low[i]:
        return None
    total = part = 0
    j, seen = i, False
    while j < len(low):
        pieces = low[j].split("-")
        if all(p in units for p in pieces):
            value = sum(units[p] for p in pieces)
            if seen and part % 10 and part % 100 != 0:
                break
            part, seen = part + value, True
        elif seen and low[j] in scales and low[j] != "score":
            part *= scales[low[j]]
            if scales[low[j]] >= 1000:
                total, part = total + part, 0
        elif not (seen and low[j] == "and" and part >= 100 and j + 1 < len(low) and low[j + 1].split("-")[0] in units):
            break
        j += 1
    return (total + part, j, "word") if seen else None


_DAY_AND_YEAR = re.compile(r"[0-3]?\d(?:19|20)\d\d")  # "Jun 182016", where a scraper has lost what stood between
_CLOCK = (["a", ".", "m"], ["p", ".", "m"])  # "8 a.m."


def _is_date_or_measure(
    toks: Sequence[Token], low: Sequence[str], start: int, end: int, value: float, words: Words
) -> bool:
    """Whether the number counts something other than people: a date, an age, money, a distance, a name's number."""
    before, after = (low[start - 1] if start else ""), (low[end] if end < len(low) else "")
    if (
        low[end : end + 3] in _CLOCK
        or after in words.units_after
        or before in words.before_never
        or low[end : end + 2] == ["per", "cent"]
    ):
        return True
    if after == "-" and end + 1 < len(low) and toks[end].start == toks[end - 1].end:
        return True  # "12-km", "4-03-2016"
    if before in ("-", "/", ":", ".", "$", "€", "£") and start and toks[start].start == toks[start - 1].end:
        return True
    if (
        after in ("/", ":")
        and end < len(toks)
        and toks[end].start == toks[end - 1].end
        and low[end + 1 : end + 2]
        and low[end + 1][0].isdigit()
    ):
        return True
    if (
        after in _BETWEEN_DAYS
        and low[end + 2 : end + 3]
        and low[end + 1].isdigit()
        and low[end + 2] in words.units_after
    ):
        return True
    bare = end - start == 1 and low[start].isdigit()
    if bare and before == "and" and start > 2 and low[start - 2].isdigit() and low[start - 3] in words.before_never:
        return True
    if before == "of" and start > 1 and low[start - 2] in words.ages:  # "over the age of eighteen"
        return True
    if value < 120 and _is_age(toks, low, start, end, words):
        return True
    if bare and before == "of" and start > 2 and low[start - 2].isdigit() and low[start - 3] in words.before_never:
        return True
    if bare and value <= 31 and _is_day(low, start, end, words):
        return True
    if bare and before in words.months and _DAY_AND_YEAR.fullmatch(low[start]):
        return True
    if bare and start and toks[start].start == toks[start - 1].end and before.isalpha():
        return True
    if bare and len(low[start]) == 4 and 1900 <= value <= 2100:
        if before in words.months or (start > 1 and before.isdigit() and _before_day(low, start - 2) in words.months):
            return True
        return words.heads.at([*low[end : end + 4], ""], 0) is None
    return bare and len(low[start]) > 1 and low[start][0] == "0"


def _before_day(low: Sequence[str], k: int) -> str:
    """The word before a day, past the stop of a shortened month ("Aug. 1")."""
    return low[k - 1] if low[k] == "." and k else low[k]


def _is_day(low: Sequence[str], start: int, end: int, words: Words) -> bool:
    """A day of a month: "12 July", "May 6 and 7", "between 7 and 10 May"."""
    before, after = low[max(0, start - 3) : start], low[end : end + 3]
    if before[-1:] == ["."]:  # "Oct. 17"
        before = before[:-1]
    if before and (before[-1] in words.months or (before[-1] in _BETWEEN_DAYS and before[0] in words.months)):
        return True
    return bool(after) and (after[0] in words.months or (after[0] in _BETWEEN_DAYS and after[-1] in words.months))


_BETWEEN_DAYS = frozenset(("and", "to", "or", "-", "–"))
_AMONG_AGES = frozenset((",", "and", "or", "to", "between", "from"))


def _is_age(toks: Sequence[Token], low: Sequence[str], start: int, end: int, words: Words) -> bool:
    """An age set off behind a name ("Nadia Saleh, 33, of …") or in a list of ages ("aged 13, 17 and 19")."""
    k = start - 1
    while k >= 0 and (low[k] in _AMONG_AGES or low[k].isdigit() or low[k] in words.numbers.units):
        k -= 1
    if k >= 0 and low[k] in words.ages:
        return True
    if start < 2 or low[start - 1] != "," or not low[start].isdigit() or not toks[start - 2].text[:1].isupper():
        return False
    if start > 2 and low[start - 3] in words.prepositions:
        return False
    return end >= len(low) or low[end] in (",", ";", ".", "of", "from", ")")


def quantity(toks: Sequence[Token], low: Sequence[str], i: int, words: Words) -> Quantity | None:
    """The quantity that begins at token `i`, its modifier included, or None."""
    start = i
    modifier: Modifier = "exact"
    while (found := words.before.at(low, i)) is not None and i + found[0] < len(low):
        if modifier == "exact" or found[1][0] in ("at_least", "more_than", "up_to"):
            modifier = found[1][0]
        i += found[0]
        if low[i] == "another" and i + 1 < len(low):
            i += 1
    fixed = _range(toks, low, i, words) or _rough(low, i, words) or _figure(toks, low, i, modifier, words)
    if not fixed and i > start and i < len(low) and not _digits(low[i]) and low[i] not in words.numbers.units:
        fixed = _rough(low, start, words)
    return fixed._replace(start=start) if fixed else None


def _rough(low: Sequence[str], i: int, words: Words) -> Quantity | None:
    if i >= len(low):
        return None
    pair = words.fixed.at(low, i)
    if pair:
        n = pair[1][0]
        exact = n < 10
        return Quantity(i, i + pair[0], n, n, n, "exact", "fixed") if exact else None
    if i and low[i - 1] == "how":
        return None
    rough = words.rough.at(low, i)
    many = 0 if rough else _a_number_of(low, i)
    if not rough and not many:
        return None
    j, least = (i + rough[0], rough[1][0]) if rough else (many, 3)
    if low[j : j + 1] == ["of"] and low[j + 1 : j + 2] not in (
        ["them"],
        ["those"],
        ["these"],
        ["whom"],
        ["the"],
        ["its"],
        ["their"],
        ["which"],
    ):
        j += 1
    return Quantity(i, j, least, None, None, "vague", "rough")


def _a_number_of(low: Sequence[str], i: int) -> int:
    """End of "a … number of" or "the great number of"; 0 where there is none ("the number of" counts nothing)."""
    following = low[i + 1 : i + 4]
    if "number" not in following and "numbers" not in following:
        return 0
    for gap in (1, 2, 3):
        if low[i + gap : i + gap + 2] in (["number", "of"], ["numbers", "of"]):
            return i + gap + 2 if low[i] in ("a", "an") or (low[i] == "the" and gap > 1) else 0
    return 0


def _range(toks: Sequence[Token], low: Sequence[str], i: int, words: Words) -> Quantity | None:
    """ "between 10 and 12", "from 10 to 12", "10 to 12", "10-12", "10 to more than 12"."""
    opened = i < len(low) and low[i] in words.numbers.between
    if i and low[i - 1] in words.before_never:
        return None
    first = cardinal(low, i + opened, words) if i + opened < len(low) else None
    if not first or first[1] >= len(low):
        return None
    j, joint = first[1], low[first[1]]
    allowed = words.numbers.joins if opened else ("to", "-", "–", "or")
    if joint not in allowed or j + 1 >= len(low):
        return None
    if joint in "-–" and toks[j].start != toks[j - 1].end:
        return None
    opening = words.before.at(low, j + 1)
    j += 1 + (opening[0] if opening else 0)
    second = cardinal(low, j, words) if j < len(low) else None
    if (
        not second
        or second[0] <= first[0]
        or (joint in "-–" and (low[i][0] == "0" or (first[0] <= 31 and 1900 <= second[0] <= 2100)))
        or (_is_date_or_measure(toks, low, j, second[1], second[0], words) and joint not in "-–")
    ):
        return None
    if joint in "-–" and (low[second[1] : second[1] + 1] and low[second[1]] in words.units_after):
        return None
    high = None if opening and opening[1][0] in ("more_than", "at_least") else second[0]
    return Quantity(i, second[1], first[0], high, None, "range", "range")


def _figure(toks: Sequence[Token], low: Sequence[str], i: int, modifier: Modifier, words: Words) -> Quantity | None:
    half = words.fixed.at(low, i) if i < len(low) else None
    found = (half[1][0], i + half[0], "word") if half else (cardinal(low, i, words) if i < len(low) else None)
    if not found:
        return None
    value, j, kind = found
    if _is_date_or_measure(toks, low, i, j, value, words):
        return None
    after = words.after.at(low, j) if j < len(low) else None
    if after:
        modifier, j = after[1][0], j + after[0]
    low_end, high_end = interval(value, modifier)
    return Quantity(i, j, low_end, high_end, value, modifier, kind)

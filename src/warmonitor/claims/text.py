"""A report's text cut into paragraphs, sentences and tokens, every one of them by character offsets."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass, field
from typing import NamedTuple

import msgspec

from warmonitor.lexicon import table
from warmonitor.model import Report

TOKEN = re.compile(r"[^\W\d_]+(?:['’ʼ`-][^\W\d_]+)*|[^\w\s]|\d+(?:[,.]\d+)*", re.UNICODE)


class Token(NamedTuple):
    """A word, number or mark. `low` is its lower case with straight apostrophes."""

    start: int
    end: int
    text: str
    low: str


@dataclass(slots=True, frozen=True)
class Sentence:
    """A stretch of tokens. `paragraph` counts from 0 (the title); `index` runs through the report.

    `low` and `texts` are the words of its tokens, which most stages want as lists.
    """

    start: int
    end: int
    tokens: tuple[Token, ...]
    paragraph: int
    index: int
    low: list[str]
    texts: list[str]

    @property
    def title(self) -> bool:
        """Whether this is the headline."""
        return self.paragraph == 0


@dataclass(slots=True)
class Document:
    """A report with its sentences; what every stage of reading works on."""

    report: Report
    whole: str
    sentences: list[Sentence] = field(default_factory=list)
    low: str = ""


_BREAK = re.compile(r"\n+|[.!?…](?:[\"'”’)\]]*)(?=\s)")


class _Words(msgspec.Struct, frozen=True):
    """Shape of `sentences.yaml`."""

    abbreviations: list[str]
    carry_over: list[str]
    names: dict[str, str]


class _Low(dict[str, str]):
    """Lower case with straight apostrophes, worked out once a word.

    Names in capitals that in small letters would be little words (IS, US) are each the word that it is read as.
    """

    def __missing__(self, word: str) -> str:
        if len(self) > _KEPT:
            self.clear()
        low = self[word] = table("en/sentences.yaml", _Words).names.get(word) or word.lower().replace("’", "'")
        return low


_KEPT = 100_000  # words remembered; a report has a few hundred of its own
_LOW = _Low()


@functools.cache
def _patterns() -> tuple[re.Pattern[str], frozenset[str]]:
    """What a stop after which ends no sentence, and the words that carry a line over into the next."""
    listed = table("en/sentences.yaml", _Words)
    words = "|".join(map(re.escape, listed.abbreviations))
    before = re.compile(rf"(?:^|[\s(\"“])(?:[A-Z]|{words}|[ap]\.m|[A-Z]\.[A-Z](?:\.[A-Z])*)$")
    return before, frozenset(listed.carry_over)


def tokens(text: str, start: int, end: int) -> tuple[Token, ...]:
    """The tokens of `text[start:end]`, with offsets into `text`."""
    return tuple(_tokens(text, start, end))


def _tokens(text: str, start: int, end: int) -> list[Token]:
    """Made past the class's own constructor, which takes longer than all else that is done for a token."""
    make, lower = tuple.__new__, _LOW
    out: list[Token] = []
    for found in TOKEN.finditer(text, start, end):
        word = found[0]
        out.append(make(Token, (*found.span(), word, lower[word])))
    return out


def _is_stop(whole: str, mark: re.Match[str], start: int) -> bool:
    """Whether a full stop ends a sentence: not after an abbreviation or initial, nor before a lower-case word."""
    after = whole[mark.end() : mark.end() + 40].lstrip(" \t\"“”'‘(")
    if after[:1].islower():
        return False
    if mark.group()[0] != ".":
        return True
    before = whole[max(start, mark.start() - 12) : mark.start()]
    found = _patterns()[0].search(before)
    return not found or (before.lower().endswith((".m", "etc")) and after[:1].isupper() and len(after) > 3)


def _goes_on(whole: str, mark: re.Match[str]) -> bool:
    """Whether a line break stands inside a sentence: the line ends with "and", "of", a comma."""
    if len(mark.group()) > 1:
        return False
    before = whole[max(0, mark.start() - 12) : mark.start()].rsplit(None, 1)
    return bool(before) and (before[-1] in _patterns()[1] or before[-1][-1] == ",") and mark.end() < len(whole)


def sentences(whole: str) -> list[Sentence]:
    """Sentences in order. A line break ends one unless the line goes on; so does a stop that is no abbreviation's."""
    out: list[Sentence] = []
    start, paragraph = 0, 0

    def close(end: int) -> None:
        nonlocal start
        toks = tokens(whole, start, end)
        if toks:
            out.append(
                Sentence(toks[0][0], toks[-1][1], toks, paragraph, len(out), [t[3] for t in toks], [t[2] for t in toks])
            )
        start = end

    title_end = whole.find("\n")
    for mark in _BREAK.finditer(whole):
        if whole[mark.start()] == "\n":
            if mark.start() != title_end and _goes_on(whole, mark):
                continue
            close(mark.start())
            paragraph += 1
        elif _is_stop(whole, mark, start):
            close(mark.end())
    close(len(whole))
    return out


def document(report: Report) -> Document:
    """The report, cut up."""
    whole = report.whole
    return Document(report, whole, sentences(whole), whole.lower())

"""A report's text cut into paragraphs, sentences and tokens, every one of them by character offsets."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from warmonitor.model import Report

TOKEN = re.compile(r"\d+(?:[,.]\d+)*|[^\W\d_]+(?:['’ʼ`-][^\W\d_]+)*|[^\w\s]", re.UNICODE)


class Token(NamedTuple):
    """A word, number or mark. `low` is its lower case with straight apostrophes."""

    start: int
    end: int
    text: str
    low: str


@dataclass(slots=True, frozen=True)
class Sentence:
    """A stretch of tokens. `paragraph` counts from 0 (the title); `index` runs through the report."""

    start: int
    end: int
    tokens: tuple[Token, ...]
    paragraph: int
    index: int

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
_ABBREVIATION = re.compile(
    r"(?:^|[\s(\"“])(?:[A-Z]|Mr|Mrs|Ms|Dr|Gen|Lt|Col|Maj|Sgt|Capt|Brig|Cpl|Pvt|Adm|Cmdr|Gov|Sen|Rep|Prof|Rev|Hon|St|Mt|Ft"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec|No|vs|approx|etc|al|[ap]\.m|[A-Z]\.[A-Z](?:\.[A-Z])*)$"
)


def tokens(text: str, start: int, end: int) -> tuple[Token, ...]:
    """The tokens of `text[start:end]`, with offsets into `text`."""
    return tuple(
        Token(m.start(), m.end(), m.group(), m.group().lower().replace("’", "'"))
        for m in TOKEN.finditer(text, start, end)
    )


def _is_stop(whole: str, mark: re.Match[str], start: int) -> bool:
    """Whether a full stop ends a sentence: not after an abbreviation or initial, nor before a lower-case word."""
    after = whole[mark.end() : mark.end() + 40].lstrip(" \t\"“”'‘(")
    if after[:1].islower():
        return False
    if mark.group()[0] != ".":
        return True
    before = whole[max(start, mark.start() - 12) : mark.start()]
    found = _ABBREVIATION.search(before)
    return not found or (
        before.lower().endswith((".m", "u.s", "u.n", "etc")) and after[:1].isupper() and len(after) > 3
    )


def sentences(whole: str) -> list[Sentence]:
    """Sentences in order. A line break always ends one; so does a full stop that is no abbreviation's."""
    out: list[Sentence] = []
    start, paragraph = 0, 0

    def close(end: int) -> None:
        nonlocal start
        toks = tokens(whole, start, end)
        if toks:
            out.append(Sentence(toks[0].start, toks[-1].end, toks, paragraph, len(out)))
        start = end

    for mark in _BREAK.finditer(whole):
        if whole[mark.start()] == "\n":
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

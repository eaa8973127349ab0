"""The telling words of an event: what its sentences say that most sentences do not."""

from __future__ import annotations

import itertools
import re
import sys
from collections.abc import Sequence

from warmonitor.incidents.names import fold, linking
from warmonitor.model import Claim, Report

_WORD = re.compile(r"[^\W_]+")
_SENTENCE = re.compile(r"(?<=[.!?\n])\s+")
_CAPITALS = re.compile(r"[A-Z][\w'’-]*[a-z](?: (?:[A-Z]\. )?[A-Z][\w'’-]*[a-z])+")
AGE = "aged:"
"""What an age begins with in a bag."""

_LONGEST = 20_000  # characters of a text that are looked at


def bag(text: str) -> tuple[str, ...]:
    """What may tell one event from another: words, and pairs of capitalised words, which are mostly names.

    Folded, sorted, each once, without common words. A pair holds a blank, a word does not. Many bags share their words,
    so each word is held in memory once.
    """
    seen = text[:_LONGEST]
    stop = linking().stop
    words = {w for w in _WORD.findall(fold(seen)) if len(w) > 2 and w not in stop}
    return tuple(map(sys.intern, sorted(words | _pairs(seen) | _ages(seen))))


def _ages(text: str) -> set[str]:
    """The ages of persons, marked so that no word is like them."""
    return {f"{AGE}{found}" for pattern in linking().ages for found in re.findall(pattern, text)}


def _pairs(text: str) -> set[str]:
    """Neighbours in runs of capitalised words: "Mayor John F. Doe" gives "mayor john" and "john doe"."""
    runs = ([w for w in fold(run).split() if len(w) > 1] for run in _CAPITALS.findall(text))
    return {f"{a} {b}" for run in runs for a, b in itertools.pairwise(run)}


def words_near(claims: Sequence[Claim], report: Report | None, alone: bool) -> tuple[str, ...]:
    """The bag of the sentences that state the claims; of the whole report where it tells of nothing else."""
    if report is None:
        return bag(" ".join(span.text for claim in claims for span in claim.evidence))
    return bag(report.whole if alone else _sentences(claims, report.whole))


def _sentences(claims: Sequence[Claim], whole: str) -> str:
    ends = [0, *(m.end() for m in _SENTENCE.finditer(whole)), len(whole)]
    spans = [span for claim in claims for span in claim.evidence]
    kept = [whole[a:b] for a, b in itertools.pairwise(ends) if any(s.start < b and s.end > a for s in spans)]
    return " ".join(kept)

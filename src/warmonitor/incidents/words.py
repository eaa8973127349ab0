"""The telling words of an event: what its sentences say that most sentences do not."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from warmonitor.incidents.names import fold, linking
from warmonitor.model import Claim, Report

_WORD = re.compile(r"[^\W_]+")
_SENTENCE = re.compile(r"(?<=[.!?\n])\s+")
_LONGEST = 20_000


def bag(text: str) -> tuple[str, ...]:
    """The words of a text that may tell one event from another: folded, sorted, each once, without common words."""
    stop = linking().stop
    return tuple(sorted({w for w in _WORD.findall(fold(text[:_LONGEST])) if len(w) > 2 and w not in stop}))


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

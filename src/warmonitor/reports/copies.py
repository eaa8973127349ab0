"""Near-copies: the same text in several outlets, as a news agency's wire copy is.

Ten papers that print one text are one voice. Texts are compared by MinHash over runs of five words. A text that brings
a figure of its own is no copy but an update, however much of its wording is old; so are two bulletins made from one
form on two days.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from warmonitor.model import Record, Report

if TYPE_CHECKING:
    from datasketch import MinHash

SHARED = 0.8
"""Least share of the shorter text's runs that the longer has too."""
ALIKE = 0.5
"""Least share of both texts' runs that they have in common (Jaccard): a copy may be cut to about half."""
_PERMUTATIONS = 128
# 42 bands of 3 find 99.6 in a hundred of the pairs that are alike by half; what they find too much is compared away.
_BANDS = (42, 3)
_RUN = 5
_WORD = re.compile(r"\w+")
_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")


class Fingerprint(Record, frozen=True):
    """What is needed of a report to find its copies later; a kilobyte at most, it can be stored beside the report."""

    report: str
    published: str
    figures: tuple[str, ...]
    runs: int
    hashes: bytes

    @property
    def rank(self) -> tuple[bool, str, str]:
        """Earliest first, undated last: of a text's copies, the first is the original."""
        return (not self.published, self.published, self.report)


def fingerprint(report: Report) -> Fingerprint:
    """The fingerprint of a report's text; the same words give the same one everywhere."""
    words = _WORD.findall(report.text.lower())
    runs = {" ".join(words[at : at + _RUN]).encode("utf-8", "replace") for at in range(max(1, len(words) - _RUN + 1))}
    sketch = _sketch()
    sketch.update_batch(sorted(runs))
    return Fingerprint(
        report=report.id,
        published=report.published or "",
        runs=len(runs),
        figures=tuple(sorted(set(_FIGURE.findall(report.text)))),
        hashes=sketch.hashvalues.astype("<u4").tobytes(),
    )


class Originals:
    """The texts met so far, each once; it tells which of them a new one copies. Grows by one text at a time."""

    def __init__(self) -> None:
        from datasketch import MinHashLSH

        self._lsh = MinHashLSH(num_perm=_PERMUTATIONS, params=_BANDS)
        self._texts: dict[str, Fingerprint] = {}

    def __len__(self) -> int:
        return len(self._texts)

    def copied_by(self, new: Fingerprint) -> str | None:
        """The id of the text that `new` copies: the most alike, the earliest among equals. Null where it is new."""
        mine = _sketch(new.hashes)
        near = [self._texts[key] for key in self._lsh.query(mine) if key != new.report]
        alike = [(_sketch(one.hashes).jaccard(mine), one) for one in near if _no_news(one, new)]
        found = [(-share, one.rank) for share, one in alike if share >= ALIKE and _shared(share, one, new) >= SHARED]
        return min(found)[1][-1] if found else None

    def add(self, new: Fingerprint) -> str | None:
        """Take a text in unless it copies one that is here; the id of that one, else null."""
        original = self.copied_by(new)
        if original is None and new.report not in self._texts:
            self._texts[new.report] = new
            self._lsh.insert(new.report, _sketch(new.hashes))
        return original


def copies(reports: Iterable[Report]) -> Mapping[str, str]:
    """Report id to the id of the text that it copies, for those that copy one; whatever the order they come in.

    The earliest published of a text's copies is its original.
    """
    originals = Originals()
    return dict(_pairs(originals, sorted((fingerprint(report) for report in reports), key=lambda one: one.rank)))


def _pairs(originals: Originals, prints: Iterable[Fingerprint]) -> Iterator[tuple[str, str]]:
    for one in prints:
        original = originals.add(one)
        if original is not None:
            yield one.report, original


def _shared(alike: float, left: Fingerprint, right: Fingerprint) -> float:
    """Share of the shorter text's runs that are in the longer, from the share of both that they have in common."""
    common = alike * (left.runs + right.runs) / (1 + alike)
    return common / min(left.runs, right.runs)


def _no_news(left: Fingerprint, right: Fingerprint) -> bool:
    """Whether the figures of one are all in the other: a copy may be cut, but brings nothing."""
    mine, theirs = set(left.figures), set(right.figures)
    return mine <= theirs or theirs <= mine


def _sketch(hashes: bytes | None = None) -> MinHash:
    import numpy
    from datasketch import MinHash

    if hashes is None:
        return MinHash(num_perm=_PERMUTATIONS, hashfunc=zlib.crc32, scheme="affine32")
    values = numpy.frombuffer(hashes, dtype="<u4")
    return MinHash(hashvalues=values, hashfunc=zlib.crc32, scheme="affine32")

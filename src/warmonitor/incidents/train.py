"""Learn the weights of linking from claims whose incidents are known, such as a user's own reviewed ledger.

    python -m warmonitor.incidents.train CLAIMS.jsonl [--reports REPORTS.jsonl] --out WEIGHTS.yaml

CLAIMS.jsonl is what `read --show claims --format jsonl` writes: claims that bear `incident`, after review. The
weights are those of a logistic regression over the levels that pairs of events reach, drawn towards the weights
that they start from (the shipped ones), so that a small ledger changes little and a level never seen nothing.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from warmonitor.errors import InputError
from warmonitor.incidents.compare import COMPARISONS
from warmonitor.incidents.link import EventRecord, events
from warmonitor.incidents.pairs import Reached, reached
from warmonitor.incidents.weights import Weights, weights
from warmonitor.model import Claim, Report

_BIT = 0.6931471805599453  # a bit of evidence in natural logarithms
_PULL = 2.0  # how strongly a weight is drawn to where it starts, in pairs


class Lesson(NamedTuple):
    """Events with the incident of each, and as how many pairs they shall count together (null: as many as are)."""

    events: Sequence[EventRecord]
    incident: Mapping[str, str]
    counts_as: float | None = None


def lesson(
    claims: Iterable[Claim], reports: Mapping[str, Report] | None = None, counts_as: float | None = None
) -> Lesson:
    """The lesson of claims that bear their incidents; an event is of the incident that most of its claims bear."""
    known = [c for c in claims if c.incident]
    of = {c.id: c.incident for c in known}
    told = events(known, reports)
    incident = {e.id: str(Counter(sorted(str(of[c]) for c in e.claims)).most_common(1)[0][0]) for e in told}
    return Lesson(told, incident, counts_as)


def fit(lessons: Iterable[Lesson], start: Weights | None = None, pull: float = _PULL) -> Weights:
    """Weights learned from lessons, drawn towards `start` (the shipped). InputError where nothing is one event."""
    import numpy as np

    first = start or weights()
    names = [(c.name, v.name) for c in COMPARISONS for v in c.levels]
    begin = np.array([first.prior, *(first.of(c, v) for c, v in names)]) * _BIT
    rows, same, counts = _examples(list(lessons), {name: i + 1 for i, name in enumerate(names)})
    found = _regress(rows, same, counts, begin, pull) / _BIT
    table: dict[str, dict[str, float]] = {c.name: {} for c in COMPARISONS}
    for (comparison, level), bits in zip(names, found[1:], strict=True):
        table[comparison][level] = round(float(bits), 2)
    return Weights(prior=round(float(found[0]), 2), comparisons=table)


def _examples(lessons: Sequence[Lesson], column: Mapping[tuple[str, str], int]) -> tuple[Any, Any, Any]:
    """One row a pair: a one for the prior and for each level reached; whether it is one event; what it counts."""
    import numpy as np

    rows, same, counts = [], [], []
    for one in lessons:
        pairs = [p for p in reached(one.events) if p.left in one.incident and p.right in one.incident]
        each = one.counts_as / len(pairs) if one.counts_as and pairs else 1.0
        for pair in pairs:
            rows.append(_row(pair, column))
            same.append(one.incident[pair.left] == one.incident[pair.right])
            counts.append(each)
    if not any(same):
        raise InputError(
            "no two events of one incident", "train", "give claims of several reports on the same incidents"
        )
    return np.array(rows), np.array(same, dtype=float), np.array(counts)


def _row(pair: Reached, column: Mapping[tuple[str, str], int]) -> Any:
    import numpy as np

    out = np.zeros(len(column) + 1)
    out[0] = 1.0
    for comparison, level in zip(COMPARISONS, pair.levels, strict=True):
        if level:
            out[column[comparison.name, level]] = 1.0
    return out


def _regress(rows: Any, same: Any, counts: Any, begin: Any, pull: float) -> Any:
    """Newton's method on the penalised likelihood; it is convex, so a score of steps is ample."""
    import numpy as np

    found = begin.copy()
    for _ in range(20):
        sure = 1 / (1 + np.exp(-np.clip(rows @ found, -40, 40)))
        slope = rows.T @ (counts * (sure - same)) + pull * (found - begin)
        bend = (rows * (counts * sure * (1 - sure))[:, None]).T @ rows + pull * np.eye(len(found))
        found = found - np.linalg.solve(bend, slope)
    return found


_HEAD = """\
# How much each level of each comparison weighs, in bits: +1 doubles the odds that two events are one, -1 halves them.
# `prior` is where a pair starts that shares a blocking key. Levels and their SQL: `incidents/compare.py`.
# Written by `python -m warmonitor.incidents.train`, which also learns from a user's own ledger.
"""


def write(found: Weights, path: Path) -> None:
    """The weights as the readable file that `pairs.weights` reads: one line a comparison."""
    lines = [
        f"  {name}: {{{', '.join(f'{k}: {v}' for k, v in levels.items())}}}"
        for name, levels in found.comparisons.items()
    ]
    path.write_text(_HEAD + f"prior: {found.prior}\ncomparisons:\n" + "\n".join(lines) + "\n", encoding="utf8")


def _read(path: Path, shape: type[Any]) -> list[Any]:
    try:
        return [msgspec.json.decode(line, type=shape) for line in path.read_bytes().splitlines() if line.strip()]
    except (OSError, msgspec.DecodeError) as error:
        raise InputError(str(error), str(path), "give JSONL, one record a line") from error


def main(argv: Sequence[str] | None = None) -> int:
    """The command: read claims (and reports), learn, write."""
    parser = argparse.ArgumentParser(prog="python -m warmonitor.incidents.train", description=__doc__)
    parser.add_argument("claims", type=Path)
    parser.add_argument("--reports", type=Path)
    parser.add_argument("--start")
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args(argv)
    reports = {r.id: r for r in _read(args.reports, Report)} if args.reports else None
    write(fit([lesson(_read(args.claims, Claim), reports)], weights(args.start)), args.out)
    print(f"weights written to {args.out}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())

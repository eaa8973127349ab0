"""Learn the weights of linking from claims whose incidents are known, such as a user's own reviewed ledger.

    python -m warmonitor.incidents.train CLAIMS.jsonl [--reports REPORTS.jsonl] --out WEIGHTS.yaml

CLAIMS.jsonl is what `read --show claims --format jsonl` writes: claims that bear `incident`, after review. The
weights are those of a logistic regression over the levels that pairs reach, drawn towards the weights that they start
from (the shipped ones), so that a small ledger changes little and a level never seen nothing.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from warmonitor.errors import InputError
from warmonitor.incidents import pairs, within
from warmonitor.incidents.link import events
from warmonitor.incidents.records import EventRecord
from warmonitor.incidents.weights import Table, Weights, weights
from warmonitor.model import Claim, Report

_BIT = 0.6931471805599453  # a bit of evidence in natural logarithms
_PULL = 2.0  # how strongly a weight is drawn to where it starts, in pairs


class Example(NamedTuple):
    """A pair: the levels that it reached, whether it is one event, and as how many pairs it counts."""

    levels: tuple[str, ...]
    same: bool
    counts: float = 1.0


def told(
    claims: Iterable[Claim], reports: Mapping[str, Report] | None = None
) -> tuple[list[EventRecord], dict[str, str]]:
    """The events of claims that bear their incidents, and the incident that most claims of each event bear."""
    known = [c for c in claims if c.incident]
    of = {c.id: str(c.incident) for c in known}
    found = events(known, reports)
    return found, {e.id: Counter(sorted(of[c] for c in e.claims)).most_common(1)[0][0] for e in found}


def across(found: Iterable[EventRecord], incident: Mapping[str, str], count_as: float | None = None) -> list[Example]:
    """Examples from all pairs of events that share a key and whose incidents are known; all count as `count_as`."""
    with pairs.Comparer(found) as comparer:
        known = [p for p in comparer.reached() if p.left in incident and p.right in incident]
    each = count_as / len(known) if count_as and known else 1.0
    return [Example(p.levels, incident[p.left] == incident[p.right], each) for p in known]


def inside(claims: Iterable[Claim], count_as: float | None = None) -> list[Example]:
    """Examples from all pairs of claims of one report that bear their incidents."""
    by_report: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        if claim.incident and claim.scope == "incident":
            by_report[claim.report].append(claim)
    found = [(a, b) for report in sorted(by_report) for a, b in within.pairs(by_report[report])]
    each = count_as / len(found) if count_as and found else 1.0
    return [Example(within.reached(a, b), a.incident == b.incident, each) for a, b in found]


def fit(examples: Sequence[Example], start: Table, pull: float = _PULL) -> Table:
    """A table learned from examples, drawn towards `start`. InputError where no pair is one event, or none is two."""
    import numpy as np

    if len({e.same for e in examples}) < 2:
        raise InputError("no two accounts of one incident, or of two", "train", "give claims of several incidents")
    names = [(c, v) for c, levels in start.comparisons.items() for v in levels]
    begin = np.array([start.prior, *(start.of(c, v) for c, v in names)]) * _BIT
    rows = np.array(list(_rows(examples, start, {name: i + 1 for i, name in enumerate(names)})))
    same, counts = np.array([float(e.same) for e in examples]), np.array([e.counts for e in examples])
    found = _regress(rows, same, counts, begin, pull) / _BIT
    table: dict[str, dict[str, float]] = {c: {} for c in start.comparisons}
    for (comparison, level), bits in zip(names, found[1:], strict=True):
        table[comparison][level] = round(float(bits), 2)
    return Table(prior=round(float(found[0]), 2), comparisons=table)


def _rows(examples: Sequence[Example], start: Table, column: Mapping[tuple[str, str], int]) -> Iterator[Any]:
    """A row for each example: a one for the prior and for each level reached."""
    import numpy as np

    for example in examples:
        out = np.zeros(len(column) + 1)
        out[0] = 1.0
        for comparison, level in zip(start.comparisons, example.levels, strict=True):
            if level:
                out[column[comparison, level]] = 1.0
        yield out


def _regress(rows: Any, same: Any, counts: Any, begin: Any, pull: float) -> Any:
    """Newton's method on the penalised likelihood, which is convex; a step that does not help is halved."""
    import numpy as np

    def loss(at: Any) -> float:
        logits = rows @ at
        return float(counts @ (np.logaddexp(0, logits) - same * logits) + pull / 2 * ((at - begin) ** 2).sum())

    found = begin.copy()
    for _ in range(50):
        sure = 1 / (1 + np.exp(-np.clip(rows @ found, -40, 40)))
        slope = rows.T @ (counts * (sure - same)) + pull * (found - begin)
        bend = (rows * (counts * sure * (1 - sure))[:, None]).T @ rows + pull * np.eye(len(found))
        step = np.linalg.solve(bend, slope)
        while loss(found - step) > loss(found) and np.abs(step).max() > 1e-9:
            step = step / 2
        found = found - step
    return found


_HEAD = """\
# How much each level of each comparison weighs, in bits: +1 doubles the odds that two are one event, -1 halves them.
# `across`: pairs of events of two reports (`incidents/compare.py`); `within`: pairs of claims of one (`within.py`).
# `prior` is where a pair starts. Written by `python -m warmonitor.incidents.train`, which a user may run too.
"""


def write(found: Weights, path: Path) -> None:
    """The weights as the readable file that `weights` reads: one line a comparison."""
    lines = [line for name in ("across", "within") for line in _lines(name, getattr(found, name))]
    path.write_text(_HEAD + "\n".join(lines) + "\n", encoding="utf8")


def _lines(name: str, table: Table) -> Iterator[str]:
    yield f"{name}:"
    yield f"  prior: {table.prior}"
    yield "  comparisons:"
    for comparison, levels in table.comparisons.items():
        yield f"    {comparison}: {{{', '.join(f'{level}: {bits}' for level, bits in levels.items())}}}"


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
    parser.add_argument("--start", help="weights to start from (the shipped ones)")
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args(argv)
    try:
        write(_learned(args.claims, args.reports, weights(args.start)), args.out)
    except InputError as error:
        print(f"train: {error}", file=sys.stderr)
        return 2
    print(f"weights written to {args.out}", file=sys.stderr)
    return 0


def _learned(claims_at: Path, reports_at: Path | None, start: Weights) -> Weights:
    claims = _read(claims_at, Claim)
    reports = {r.id: r for r in _read(reports_at, Report)} if reports_at else None
    return Weights(fit(across(*told(claims, reports)), start.across), fit(inside(claims), start.within))


if __name__ == "__main__":
    sys.exit(main())

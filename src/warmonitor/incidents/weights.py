"""The weights of linking: a readable file, the shipped one or a user's own."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from importlib import resources
from pathlib import Path

import msgspec
import yaml

from warmonitor.errors import InputError
from warmonitor.incidents.compare import COMPARISONS
from warmonitor.incidents.within import LADDERS


class Table(msgspec.Struct, frozen=True):
    """Where a pair starts (`prior`), and what each level of each comparison adds, in bits of evidence."""

    prior: float
    comparisons: dict[str, dict[str, float]]

    def of(self, comparison: str, level: str) -> float:
        """The weight of a level; 0 where there was nothing to compare."""
        return self.comparisons[comparison].get(level, 0.0)

    def bits(self, reached: Iterable[str]) -> float:
        """The match weight of a pair that reached these levels, one for each comparison in order."""
        return self.prior + sum(
            levels.get(v, 0.0) for levels, v in zip(self.comparisons.values(), reached, strict=True)
        )


class Weights(msgspec.Struct, frozen=True):
    """The shape of `weights.yaml`: for pairs of events of two reports, and for pairs of claims within one."""

    across: Table
    within: Table


ACROSS = {c.name: tuple(v.name for v in c.levels) for c in COMPARISONS}
WITHIN = {name: ladder.levels for name, ladder in LADDERS.items()}


@functools.cache
def weights(path: str | None = None) -> Weights:
    """The shipped weights, or those of a file that `python -m warmonitor.incidents.train` wrote."""
    text = (Path(path) if path else resources.files(__package__).joinpath("weights.yaml")).read_text("utf8")
    where = path or "weights.yaml"
    try:
        found = msgspec.convert(yaml.safe_load(text), Weights)
    except (yaml.YAMLError, msgspec.ValidationError) as error:
        raise InputError(f"not a table of weights: {error}", where, "write it by the train command") from error
    return Weights(_complete(found.across, ACROSS, where), _complete(found.within, WITHIN, where))


def _complete(table: Table, wanted: Mapping[str, tuple[str, ...]], where: str) -> Table:
    """The table with its comparisons in order; InputError where a level has no weight."""
    known = {(c, v) for c, levels in table.comparisons.items() for v in levels}
    missing = [f"{c}.{v}" for c, levels in wanted.items() for v in levels if (c, v) not in known]
    if missing:
        raise InputError(f"no weight for {', '.join(missing)}", where, "train it anew")
    return Table(table.prior, {c: table.comparisons[c] for c in wanted})

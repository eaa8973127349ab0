"""The weights of linking: a readable file, the shipped one or a user's own."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from importlib import resources
from pathlib import Path

import msgspec
import yaml

from warmonitor.errors import InputError
from warmonitor.incidents.compare import COMPARISONS


class Weights(msgspec.Struct, frozen=True):
    """The shape of `weights.yaml`: bits of evidence. `prior` is where a pair starts that shares a blocking key."""

    prior: float
    comparisons: dict[str, dict[str, float]]

    def of(self, comparison: str, level: str) -> float:
        """The weight of a level; 0 for a null level."""
        return self.comparisons[comparison].get(level, 0.0)

    def bits(self, reached: Iterable[str]) -> float:
        """The match weight of a pair that reached these levels, one for each comparison, "" where there is nothing."""
        return self.prior + sum(self.of(c.name, v) for c, v in zip(COMPARISONS, reached, strict=True) if v)


@functools.cache
def weights(path: str | None = None) -> Weights:
    """The shipped weights, or those of a file that `python -m warmonitor.incidents.train` wrote."""
    text = (Path(path) if path else resources.files(__package__).joinpath("weights.yaml")).read_text("utf8")
    where = path or "weights.yaml"
    try:
        found = msgspec.convert(yaml.safe_load(text), Weights)
    except (yaml.YAMLError, msgspec.ValidationError) as error:
        raise InputError(f"not a table of weights: {error}", where, "write it by the train command") from error
    known = {(c, v) for c, levels in found.comparisons.items() for v in levels}
    missing = [f"{c.name}.{v.name}" for c in COMPARISONS for v in c.levels if (c.name, v.name) not in known]
    if missing:
        raise InputError(f"no weight for {', '.join(missing)}", where, "train it anew")
    return found

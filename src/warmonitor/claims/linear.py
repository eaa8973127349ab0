"""A small linear model over named features: rules propose, it chooses.

A model is a table from feature name to weight, kept as a readable file under `claims/weights/`, learned from gold
reports by `python -m eval.train`. A score is a sum of weights; its logistic is a probability. A weight may be of two
features at once ("in the lead fine & main scene"): what neither says alone.
"""

from __future__ import annotations

import functools
import math
import sys
from collections.abc import Container, Iterable, Sequence
from importlib import resources

import msgspec

from warmonitor.errors import LexiconError

_KEPT = 200_000  # features remembered to weigh nothing
_AND = " & "  # between two features that weigh something together


class _Weights(dict[str, float]):
    """Weights by feature name; that an unknown one weighs nothing is noted at first sight, so that no sum need ask."""

    def __missing__(self, feature: str) -> float:
        if len(self) < _KEPT:
            self[feature] = 0.0
        return 0.0


class Model:
    """Weights by feature name; an unknown feature weighs nothing."""

    def __init__(self, weights: dict[str, float]) -> None:
        self.weights = _Weights({sys.intern(f): w for f, w in weights.items()})  # found by identity, for speed
        self._pairs: dict[str, _Weights] = {}
        for pair, weight in weights.items():
            if _AND in pair:
                one, other = pair.split(_AND)
                self._pairs.setdefault(sys.intern(one), _Weights())[sys.intern(other)] = weight
                self._pairs.setdefault(sys.intern(other), _Weights())
        self._ranked = ["", *sorted((f for f, w in weights.items() if w), key=lambda f: (-abs(weights[f]), f))]
        self._rank = {f: i for i, f in enumerate(self._ranked) if i}

    def score(self, features: Iterable[str]) -> float:
        """Sum of the weights of the features that hold, and of the pairs of them."""
        if self._pairs:
            return self._score_of_pairs(tuple(features))
        return sum(map(self.weights.__getitem__, features))

    def _score_of_pairs(self, features: tuple[str, ...]) -> float:
        total = sum(map(self.weights.__getitem__, features))
        held = sorted(self._pairs.keys() & features)
        for k, one in enumerate(held, 1):
            total += sum(map(self._pairs[one].__getitem__, held[k:]))
        return total

    def reasons(self, features: Iterable[str], most: int = 4) -> tuple[str, ...]:
        """The features that weighed most, strongest first, as words."""
        features = tuple(features)
        told = [*features, *pairs(features, self._pairs)] if self._pairs else features
        known = sorted(set(filter(None, map(self._rank.get, told))))
        return tuple([f"{f} ({self.weights[f]:+.1f})" for f in [self._ranked[i] for i in known[:most]]])

    def best(self, candidates: Sequence[Iterable[str]]) -> tuple[int, float]:
        """Index of the best candidate and its share of the probability (softmax); the earlier wins a tie."""
        scores = [self.score(c) for c in candidates]
        top = scores.index(max(scores))
        return top, 1 / sum(math.exp(min(50.0, s - scores[top])) for s in scores)


def pairs(features: Iterable[str], paired: Container[str]) -> list[str]:
    """The names of all pairs of the features that hold, out of those that are weighed in pairs."""
    held = sorted({f for f in features if f in paired})
    return [f"{one}{_AND}{other}" for k, one in enumerate(held, 1) for other in held[k:]]


def probability(score: float) -> float:
    """Logistic of a score."""
    return 1 / (1 + math.exp(-max(-50.0, min(50.0, score))))


@functools.cache
def model(name: str) -> Model:
    """The shipped model `name`; LexiconError where it is missing or broken."""
    path = resources.files("warmonitor.claims").joinpath("weights", f"{name}.json")
    try:
        return Model(msgspec.json.decode(path.read_bytes(), type=dict[str, float]))
    except FileNotFoundError:
        raise LexiconError("no such model", f"claims/weights/{name}.json", "run python -m eval.train") from None
    except msgspec.DecodeError as error:
        raise LexiconError(f"not a table of weights: {error}", f"claims/weights/{name}.json") from error

"""Choosing for many facts at once: a fact tends to share its value with its whole or with the one before.

The facts of a report form a tree (parent: the whole, else the fact before). A candidate's score is the weight of its
own features, an edge's the weight of how the two values stand to each other. Sum-product over the tree gives each
candidate's probability.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import mul
from typing import Generic, NamedTuple, TypeVar

from warmonitor.claims.linear import Model

T = TypeVar("T")


class Candidate(NamedTuple, Generic[T]):
    """A value that might be the fact's, and what is to be said of it."""

    value: T
    features: tuple[str, ...]


@dataclass(slots=True)
class Node(Generic[T]):
    """One fact's choice: its candidates, its parent's index (-1: none), and the words that tell edges apart."""

    candidates: list[Candidate[T]]
    parent: int
    context: tuple[str, ...] = ()


@functools.lru_cache(maxsize=4096)
def edge_features(relation: str, context: tuple[str, ...]) -> tuple[str, ...]:
    """Named features of an edge whose two values stand in a relation ("same", "inside", "holds", "other")."""
    return (f"edge {relation}", *(f"edge {relation} {c}" for c in context))


def marginals(
    nodes: Sequence[Node[T]], relation: Callable[[T, T], str], model: Model, key: Callable[[T], str]
) -> list[list[float]]:
    """Probability of each candidate of each node; parents must stand before their children.

    Scores are kept as positive factors, each list scaled to its largest, so that no long product under- or overflows.
    """
    unary = [_factors([model.score(c.features) for c in n.candidates]) for n in nodes]
    known = _Relations(relation, model, key)
    names = [known.names(n) for n in nodes]
    pairs = [
        known.factors(nodes[n.parent], names[n.parent], n, own) if n.parent >= 0 and n.candidates else []
        for n, own in zip(nodes, names, strict=True)
    ]
    inward = [list(u) for u in unary]
    message: list[list[float]] = [[] for _ in nodes]
    for i in range(len(nodes) - 1, -1, -1):
        if pairs[i]:
            own = inward[i]
            message[i] = _scaled([sum(map(mul, row, own)) for row in pairs[i]])
            up = nodes[i].parent
            inward[up] = _scaled(list(map(mul, inward[up], message[i])))
    total: list[list[float]] = []
    for i, n in enumerate(nodes):
        scores = inward[i]
        if pairs[i]:
            above = [t / m if m else 0.0 for t, m in zip(total[n.parent], message[i], strict=True)]
            told = [(weight, row) for weight, row in zip(above, pairs[i], strict=True) if weight > _TELLING]
            weights = [weight for weight, _ in told]
            incoming = [sum(map(mul, weights, column)) for column in zip(*[row for _, row in told], strict=True)]
            scores = list(map(mul, scores, incoming))
        total.append(_scaled(scores))
    return [_shares(scores) for scores in total]


_TELLING = 1e-12  # the weight from which a parent's candidate says anything of the child's


def _shares(scores: list[float]) -> list[float]:
    whole = sum(scores)
    return [s / whole for s in scores]


class _Relations(Generic[T]):
    """How the values of a report stand to each other: most facts choose from the same ones, so each pair is asked once.

    Names stand for values; the first two that bear them answer for all.
    """

    def __init__(self, relation: Callable[[T, T], str], model: Model, key: Callable[[T], str]) -> None:
        self.relation, self.model, self.key = relation, model, key
        self.known: dict[int, str] = {}
        self.pairs: dict[tuple[str, str], str] = {}
        self.tables: dict[tuple[tuple[str, ...], tuple[str, ...]], list[list[str]]] = {}
        self.weighed: dict[tuple[int, tuple[str, ...]], list[list[float]]] = {}

    def names(self, node: Node[T]) -> tuple[str, ...]:
        """The name of each candidate's value; the values outlive this, so each is asked once."""
        out = []
        for c in node.candidates:
            name = self.known.get(id(c.value))
            if name is None:
                name = self.known[id(c.value)] = self.key(c.value)
            out.append(name)
        return tuple(out)

    def factors(
        self, parent: Node[T], above: tuple[str, ...], child: Node[T], below: tuple[str, ...]
    ) -> list[list[float]]:
        """Factor of each pair of a parent's candidate, by row, and a child's, by how the two values stand."""
        relations = self._table(parent, above, child, below)
        known = self.weighed.get((id(relations), child.context))
        if known is None:
            there = set().union(*relations)
            weigh = {r: math.exp(self.model.score(edge_features(r, child.context))) for r in there}
            known = [[weigh[r] for r in row] for row in relations]
            self.weighed[id(relations), child.context] = known
        return known

    def _table(
        self, parent: Node[T], above: tuple[str, ...], child: Node[T], below: tuple[str, ...]
    ) -> list[list[str]]:
        """The relation of each of the parent's candidates, by row, to each of the child's."""
        known = self.tables.get((above, below))
        if known is None:
            known = self.tables[above, below] = [
                [self._of(up.value, a, c.value, b) for c, b in zip(child.candidates, below, strict=True)]
                for up, a in zip(parent.candidates, above, strict=True)
            ]
        return known

    def _of(self, one: T, a: str, other: T, b: str) -> str:
        if a == b:
            return "same"
        return self.pairs.get((a, b)) or self.pairs.setdefault((a, b), self.relation(one, other))


def _factors(scores: Sequence[float]) -> list[float]:
    top = max(scores, default=0.0)
    return [math.exp(max(s - top, -60.0)) for s in scores]


def _scaled(xs: list[float]) -> list[float]:
    top = max(xs, default=0.0)
    return [x / top for x in xs] if top > 0 else xs

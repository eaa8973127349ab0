"""Choosing for many facts at once: a fact tends to share its value with its whole or with the one before.

The facts of a report form a tree (parent: the whole, else the fact before). A candidate's score is the weight of its
own features, an edge's the weight of how the two values stand to each other. Sum-product over the tree gives each
candidate's probability.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from warmonitor.claims.linear import Model

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Candidate(Generic[T]):
    """A value that might be the fact's, and what is to be said of it."""

    value: T
    features: tuple[str, ...]


@dataclass(slots=True)
class Node(Generic[T]):
    """One fact's choice: its candidates, its parent's index (-1: none), and the words that tell edges apart."""

    candidates: list[Candidate[T]]
    parent: int
    context: tuple[str, ...] = ()


def edge_features(relation: str, context: Sequence[str]) -> tuple[str, ...]:
    """Named features of an edge whose two values stand in a relation ("same", "inside", "holds", "other")."""
    return (f"edge {relation}", *(f"edge {relation} {c}" for c in context))


_LASTING = (
    "in the lead",
    "in title",
    "first ",
    "also in title",
    "inside the title",
    "held by",
    "holds",
    "beside another",
)


def merge(
    candidates: Sequence[Candidate[T]], key: Callable[[T], str], distance: Callable[[T], int]
) -> list[Candidate[T]]:
    """One candidate a value: its nearest mention, with what the others add about the report as a whole."""
    pooled: dict[str, list[Candidate[T]]] = {}
    for c in candidates:
        pooled.setdefault(key(c.value), []).append(c)
    out = []
    for same in pooled.values():
        lead = min(same, key=lambda c: distance(c.value))
        more = {f for c in same if c is not lead for f in c.features if f.startswith(_LASTING)}
        out.append(lead if not more else Candidate(lead.value, tuple(sorted(more.union(lead.features)))))
    return out


def _logsum(xs: Sequence[float]) -> float:
    top = max(xs)
    exp = math.exp
    return top + math.log(sum([exp(x - top) for x in xs]))


def marginals(
    nodes: Sequence[Node[T]], relation: Callable[[T, T], str], model: Model, key: Callable[[T], str]
) -> list[list[float]]:
    """Probability of each candidate of each node; parents must stand before their children."""
    unary = [[model.score(c.features) for c in n.candidates] for n in nodes]
    pair: list[list[list[float]]] = []
    known: dict[tuple[str, str], str] = {}
    for n in nodes:
        if n.parent < 0 or not n.candidates or not nodes[n.parent].candidates:
            pair.append([])
            continue
        weigh: dict[str, float] = {}
        rows = []
        names = [key(c.value) for c in n.candidates]
        for up in nodes[n.parent].candidates:
            row = []
            parent = key(up.value)
            for c, name in zip(n.candidates, names, strict=True):
                if (parent, name) not in known:
                    known[parent, name] = relation(up.value, c.value)
                r = known[parent, name]
                if r not in weigh:
                    weigh[r] = model.score(edge_features(r, n.context))
                row.append(weigh[r])
            rows.append(row)
        pair.append(rows)
    inward = [list(u) for u in unary]
    message: list[list[float]] = [[] for _ in nodes]
    for i in range(len(nodes) - 1, -1, -1):
        if pair[i]:
            message[i] = [_logsum([w + s for w, s in zip(row, inward[i], strict=True)]) for row in pair[i]]
            up_scores = inward[nodes[i].parent]
            for k, v in enumerate(message[i]):
                up_scores[k] += v
    total: list[list[float]] = []
    for i, n in enumerate(nodes):
        scores = list(inward[i])
        if pair[i]:
            above = [t - m for t, m in zip(total[n.parent], message[i], strict=True)]
            for k in range(len(scores)):
                scores[k] += _logsum([a + row[k] for a, row in zip(above, pair[i], strict=True)])
        total.append(scores)
    return [_shares(scores) for scores in total]


def _shares(scores: Sequence[float]) -> list[float]:
    if not scores:
        return []
    whole = _logsum(scores)
    return [math.exp(s - whole) for s in scores]

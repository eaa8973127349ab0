"""Learn the weights of a tree of choices (`claims/tree.py`): penalised likelihood of the right candidates."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from warmonitor.claims.linear import pairs
from warmonitor.claims.tree import Node, edge_features


@dataclass
class Tree:
    """One report's nodes with, per node, which candidates are right (all, where none is known)."""

    nodes: list[Node[Any]]
    right: list[list[bool]]
    relation: Callable[[Any, Any], str]


def fit_trees(
    trees: Sequence[Tree], penalty: float, steps: int = 50, least: int = 2, paired: int = 0
) -> dict[str, float]:
    """Weights by feature name; also of pairs among the `paired` candidates' features that tell most alone."""
    alone = _fit(trees, penalty, steps, least)
    if not paired:
        return alone
    telling = _telling(trees, alone, paired)
    return _fit([_with_pairs(t, telling) for t in trees], penalty, 3 * steps, least)  # there are many more weights


def _telling(trees: Sequence[Tree], weights: dict[str, float], most: int) -> frozenset[str]:
    """The features by which the scores of candidates differ most: heavy, and neither rare nor ever there."""
    held = [set(c.features) for t in trees for n in t.nodes for c in n.candidates]
    seen = Counter(f for fs in held for f in fs)
    share = {f: seen[f] / len(held) for f in weights if f in seen}
    return frozenset(sorted(share, key=lambda f: (-abs(weights[f]) * (share[f] * (1 - share[f])) ** 0.5, f))[:most])


def _with_pairs(tree: Tree, paired: frozenset[str]) -> Tree:
    nodes = [
        replace(n, candidates=[c._replace(features=(*c.features, *pairs(c.features, paired))) for c in n.candidates])
        for n in tree.nodes
    ]
    return replace(tree, nodes=nodes)


def _fit(trees: Sequence[Tree], penalty: float, steps: int, least: int) -> dict[str, float]:
    seen: Counter[str] = Counter()
    for t in trees:
        for n in t.nodes:
            seen.update({f for c in n.candidates for f in c.features})
            seen.update(f for r in RELATIONS for f in edge_features(r, n.context))
    index = {f: i for i, f in enumerate(sorted(f for f, k in seen.items() if k >= least))}
    forest = _Forest(trees, index)

    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        value, gradient = forest.likelihood(w)
        return 0.5 * penalty * float(w @ w) - value, penalty * w - gradient

    w = minimize(loss, np.zeros(len(index)), jac=True, method="L-BFGS-B", options={"maxiter": steps}).x
    return {f: round(float(w[i]), 3) for f, i in index.items() if abs(w[i]) >= 0.02}


RELATIONS = ("same", "inside", "holds", "other")


def _rows(features: list[Sequence[str]], index: dict[str, int]) -> csr_matrix:
    data = [[index[f] for f in set(fs) if f in index] for fs in features]
    ptr = np.cumsum([0, *map(len, data)])
    flat = np.fromiter((i for r in data for i in r), dtype=int, count=int(ptr[-1]))
    return csr_matrix((np.ones(len(flat)), flat, ptr), shape=(len(data), len(index)))


def _lse(x: np.ndarray, axis: int) -> np.ndarray:
    top = x.max(axis=axis, keepdims=True)
    return np.log(np.exp(x - top).sum(axis=axis)) + top.squeeze(axis)


class _Forest:
    """All trees with their features as two sparse tables: one row a candidate, four rows an edge (a relation each)."""

    def __init__(self, trees: Sequence[Tree], index: dict[str, int]) -> None:
        self.trees: list[list[tuple[slice, int, np.ndarray | None, int, np.ndarray]]] = []
        unary: list[Sequence[str]] = []
        edges: list[Sequence[str]] = []
        for t in trees:
            built: list[tuple[slice, int, np.ndarray | None, int, np.ndarray]] = []
            for n, ok in zip(t.nodes, t.right, strict=True):
                at = slice(len(unary), len(unary) + len(n.candidates))
                unary += [c.features for c in n.candidates]
                codes = None
                if n.parent >= 0 and n.candidates and t.nodes[n.parent].candidates:
                    codes = np.array(
                        [
                            [RELATIONS.index(t.relation(u.value, c.value)) for c in n.candidates]
                            for u in t.nodes[n.parent].candidates
                        ]
                    )
                built.append(
                    (
                        at,
                        n.parent,
                        codes,
                        len(edges),
                        np.where(np.array(ok if any(ok) else [True] * len(ok), dtype=bool), 0.0, -1e9),
                    )
                )
                if codes is not None:
                    edges += [edge_features(r, n.context) for r in RELATIONS]
            self.trees.append(built)
        self.unary, self.edges = _rows(unary, index), _rows(edges, index)

    def likelihood(self, w: np.ndarray) -> tuple[float, np.ndarray]:
        """Log-likelihood of the right candidates, and its gradient."""
        u, e = self.unary @ w, self.edges @ w
        du, de = np.zeros(len(u)), np.zeros(len(e))
        value = 0.0
        for t in self.trees:
            value += self._pass(t, u, e, du, de, True) - self._pass(t, u, e, du, de, False)
        return value, self.unary.T @ du + self.edges.T @ de

    @staticmethod
    def _pass(t: Any, u: np.ndarray, e: np.ndarray, du: np.ndarray, de: np.ndarray, held: bool) -> float:
        """Log partition of one tree, held to the right candidates or free; marginals go to `du` and `de`."""
        sign = 1.0 if held else -1.0
        inward = [u[at] + (mask if held else 0.0) for at, _, _, _, mask in t]
        pairs = [None if codes is None else e[k : k + 4][codes] for _, _, codes, k, _ in t]
        message: list[Any] = [None] * len(t)
        z = 0.0
        for i in range(len(t) - 1, -1, -1):
            if pairs[i] is not None:
                message[i] = _lse(pairs[i] + inward[i][None, :], 1)
                inward[t[i][1]] = inward[t[i][1]] + message[i]
            elif len(inward[i]):
                z += float(_lse(inward[i], 0))
        total: list[Any] = [None] * len(t)
        for i, (at, parent, codes, k, _) in enumerate(t):
            if not len(inward[i]):
                continue
            total[i] = inward[i]
            if pairs[i] is not None:
                joint = (total[parent] - message[i])[:, None] + pairs[i] + inward[i][None, :]
                total[i] = _lse(joint, 0)
                p = np.exp(joint - joint.max())
                de[k : k + 4] += sign * np.bincount(codes.ravel(), weights=(p / p.sum()).ravel(), minlength=4)
            p = np.exp(total[i] - total[i].max())
            du[at] += sign * p / p.sum()
        return z

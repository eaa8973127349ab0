"""The linear model: single features and pairs of them, whichever order they are told in."""

from __future__ import annotations

import itertools

from eval.treefit import Tree, fit_trees

from warmonitor.claims.linear import Model, pairs
from warmonitor.claims.tree import Candidate, Node

MODEL = Model({"lead": 1.0, "near": 0.5, "far & lead": -2.0, "lead & near": 3.0})


def test_a_score_adds_single_features_and_pairs() -> None:
    assert MODEL.score(("lead",)) == 1.0
    assert MODEL.score(("lead", "near")) == 4.5
    assert MODEL.score(("lead", "far")) == -1.0
    assert MODEL.score(("far", "near", "unheard of")) == 0.5


def test_the_order_of_features_does_not_matter() -> None:
    assert {MODEL.score(order) for order in itertools.permutations(("far", "lead", "near"))} == {2.5}


def test_a_pair_is_among_the_reasons() -> None:
    assert MODEL.reasons(("near", "lead"), 2) == ("lead & near (+3.0)", "lead (+1.0)")


def test_pairs_are_named_once() -> None:
    assert pairs(("b", "a", "c", "a"), {"a", "b"}) == ["a & b"]


def test_what_only_a_pair_tells_is_learned() -> None:
    """What is near speaks for a candidate, but against one in the lead: no sum of single weights says both."""
    questions = [(("x",), ("near",)), (("x",), ("near",)), (("lead", "near"), ("lead",)), (("x",), ("lead",))]
    nodes = [Node([Candidate(str(k), told) for k, told in enumerate(q)], -1) for q in questions]
    trees = [Tree(nodes, [[False, True]] * 4, lambda a, b: "other")] * 40
    weights = fit_trees(trees, 1.0, paired=3)
    assert weights["lead & near"] < 0
    assert "lead & near" not in fit_trees(trees, 1.0)
    assert all(Model(weights).best(question)[0] == 1 for question in questions)

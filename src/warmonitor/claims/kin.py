"""Choosing for each fact by itself, its whole and its parts weighing as much as its own words.

What was chosen for one fact is no witness for the next: one mistake would run through the report.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TypeVar

from warmonitor.claims.facts import Fact
from warmonitor.claims.linear import Model
from warmonitor.claims.tree import Candidate

T = TypeVar("T")
_UNHEARD = -6.0  # log share of a value that a whole or part does not choose from


def likeliest(
    facts: Sequence[Fact], found: Sequence[Sequence[Candidate[T]]], model: Model
) -> list[tuple[Candidate[T], float]]:
    """The likeliest candidate of each fact and its own share of the probability; each fact must have candidates."""
    shares = [_shares(cs, model) for cs in found]
    place = {id(f): i for i, f in enumerate(facts)}
    kin: list[list[int]] = [[] for _ in facts]
    for i, f in enumerate(facts):
        up = place.get(id(f.whole))
        if up is not None:
            kin[i].append(up)
            kin[up].append(i)
    out = []
    for i, cs in enumerate(found):
        own = shares[i]
        score = [own[c.value] for c in cs]
        if kin[i]:
            heard = [shares[k] for k in kin[i]]
            score = [s + sum([h.get(c.value, _UNHEARD) for h in heard]) / len(heard) for s, c in zip(score, cs)]
        best = cs[score.index(max(score))]
        out.append((best, math.exp(own[best.value])))
    return out


def _shares(candidates: Sequence[Candidate[T]], model: Model) -> dict[T, float]:
    """The log of each candidate's share of the probability."""
    scores = [model.score(c.features) for c in candidates]
    top = max(scores)
    whole = top + math.log(sum(math.exp(s - top) for s in scores))
    return {c.value: s - whole for c, s in zip(candidates, scores, strict=True)}

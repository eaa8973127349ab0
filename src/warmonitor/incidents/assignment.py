"""Every claim to its incident: over many reports, with the reviewers' word, with ids that stay."""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from warmonitor.incidents.cluster import Pair, Redirect, Scored, clusters
from warmonitor.incidents.link import events
from warmonitor.incidents.pairs import SHOWN, Comparer
from warmonitor.incidents.records import EventRecord
from warmonitor.incidents.weights import Weights
from warmonitor.model import Claim, Judgement, Link, Report, content_id

Previous = Mapping[str, str | None]


def constraints(judgements: Iterable[Judgement], previous: Previous | None = None) -> tuple[list[Pair], list[Pair]]:
    """Pairs of claim ids that reviewers hold to be of one incident, and of two; the last word on a pair counts.

    A judgement may name claims or incidents; an incident stands for its claims in `previous`.
    """
    members: dict[str, list[str]] = defaultdict(list)
    for claim, incident in sorted((previous or {}).items()):
        if incident:
            members[incident].append(claim)
    last: dict[Pair, str] = {}
    for j in sorted((j for j in judgements if j.kind in ("same", "not_same") and j.other), key=lambda j: j.at):
        assert j.other is not None
        pairs = _pairs(members.get(j.subject, [j.subject]), members.get(j.other, [j.other]), j.kind)
        for pair in pairs:
            last.pop(pair, None)
            last[pair] = j.kind
    return [p for p, kind in reversed(last.items()) if kind == "same"], [
        p for p, kind in last.items() if kind == "not_same"
    ]


def _pairs(left: Sequence[str], right: Sequence[str], kind: str) -> list[Pair]:
    if kind == "same":
        return [(min(left[0], right[0]), max(left[0], right[0]))]
    return [(min(a, b), max(a, b)) for a in left for b in right if a != b]


def assign(
    claims: Iterable[Claim],
    reports: Iterable[Report] | Mapping[str, Report] | None = None,
    judgements: Iterable[Judgement] = (),
    previous: Previous | None = None,
    weights: Weights | None = None,
) -> tuple[list[Claim], list[Link]]:
    """Claims with `incident` set (null where `scope` is "total"), in the order given, and the links between events.

    `reports` give the events words and dates; `previous` (claim id to incident id) keeps ids as they were, and
    `redirects(previous, claims)` then says what merged and split. The order of arrival plays no part.
    """
    known = list(claims)
    by_id = reports if isinstance(reports, Mapping) else {r.id: r for r in reports or ()}
    same, apart = constraints(judgements, previous)
    told = events(known, by_id, same, apart, weights)
    of = {claim: e.id for e in told for claim in e.claims}
    ties = _lift(same, of)
    event = {e.id: e for e in told}
    with Comparer(told) as comparer:
        scored = comparer.score(weights, ties)
        groups = clusters({e.id: e.report for e in told}, scored, ties, _lift(apart, of))
        links = _links(comparer, scored, groups, event)
    ids = _ids([sorted(c for e in g for c in event[e].claims) for g in groups], previous or {})
    incident_of = {claim: ids[i] for i, g in enumerate(groups) for e in g for claim in event[e].claims}
    out = [msgspec.structs.replace(c, incident=incident_of.get(c.id)) for c in known]
    return out, links


def _lift(pairs: Iterable[Pair], of: Mapping[str, str]) -> list[Pair]:
    """Pairs of claims as pairs of their events."""
    return [(of[a], of[b]) for a, b in pairs if a in of and b in of and of[a] != of[b]]


def _ids(groups: Sequence[Sequence[str]], previous: Previous) -> list[str]:
    """An id for each group of claims: the one most of its claims bore, else one from its first claim."""
    wishes = []
    for i, group in enumerate(groups):
        held = Counter(p for c in group if (p := previous.get(c)))
        wishes += [(-n, old, group[0], i) for old, n in held.items()]
    out: dict[int, str] = {}
    taken: set[str] = set()
    for _, old, _, i in sorted(wishes):
        if i not in out and old not in taken:
            out[i] = old
            taken.add(old)
    for i, group in enumerate(groups):
        if i not in out:
            out[i] = _fresh(group, taken)
            taken.add(out[i])
    return [out[i] for i in range(len(groups))]


def _fresh(group: Sequence[str], taken: set[str]) -> str:
    own = (f"i{content_id(c)}" for c in group)
    more = (f"i{content_id(group[0], str(n))}" for n in itertools.count(2))  # its claims founded others, which live on
    return next(x for x in itertools.chain(own, more) if x not in taken)


def redirects(previous: Previous, claims: Iterable[Claim]) -> list[Redirect]:
    """For every earlier incident id: into which ids its claims went, where that is not just itself."""
    went: dict[str, set[str]] = defaultdict(set)
    for claim in claims:
        old = previous.get(claim.id)
        if old and claim.incident:
            went[old].add(claim.incident)
    out = []
    for old in sorted(went):
        if went[old] != {old}:
            kind = "split" if len(went[old]) > 1 else "merged"
            out.append(Redirect(incident=old, into=tuple(sorted(went[old])), kind=kind))
    return out


def _links(
    comparer: Comparer, scored: Iterable[Scored], groups: Iterable[Sequence[str]], event: Mapping[str, EventRecord]
) -> list[Link]:
    """The pairs that are or might be one (of `scored`, in its order) as links of their first claims, with reasons."""
    home = {e: i for i, g in enumerate(groups) for e in g}
    shown = [s for s in scored if s.bits >= SHOWN or home[s.left] == home[s.right]]
    reasons: dict[tuple[bool, tuple[str, ...]], tuple[str, ...]] = {}
    out = []
    for pair, reached in zip(shown, comparer.reached((s.left, s.right) for s in shown), strict=True):
        key = home[pair.left] == home[pair.right], reached.levels
        if key not in reasons:
            verdict = "held to be one incident" if key[0] else "held to be two incidents"
            reasons[key] = (verdict, *reached.reasons)
        left, right = sorted((event[pair.left].claims[0], event[pair.right].claims[0]))
        out.append(Link(left=left, right=right, score=round(pair.probability, 4), reasons=reasons[key]))
    return sorted(out, key=lambda k: (k.left, k.right))

"""What of a ledger new claims can touch: the rest is not looked at again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from warmonitor.incidents.assignment import assign
from warmonitor.incidents.days import day
from warmonitor.incidents.weights import Weights
from warmonitor.model import Claim, Judgement, Link, Report

REACH = 16
"""Days around a new claim within which another may tell of the same incident."""


def _days(claim: Claim, reports: Mapping[str, Report]) -> tuple[int, int] | None:
    """First and last day as day numbers; the report's day where the claim has none; null where neither is known."""
    report = reports.get(claim.report)
    told = day(report.published) if report else None
    start, end = day(claim.time.start), day(claim.time.end)
    first, last = start or end or told, end or start or told
    return (first.toordinal(), last.toordinal()) if first and last else None


def touched(new: Iterable[Claim], known: Sequence[Claim], reports: Mapping[str, Report]) -> list[Claim]:
    """The known claims that new ones can touch: near in time or of no known time, and all claims of their incidents."""
    near: set[int] = set()
    undated = False
    for claim in new:
        days = _days(claim, reports)
        undated |= days is None
        near |= set(range(days[0] - REACH, min(days[1], days[0] + 400) + REACH + 1)) if days else set()
    hit = [c for c in known if undated or _meets(_days(c, reports), near)]
    homes = {c.incident for c in hit if c.incident}
    ids = {c.id for c in hit}
    return [c for c in known if c.id in ids or c.incident in homes]


def _meets(days: tuple[int, int] | None, near: set[int]) -> bool:
    return days is None or any(d in near for d in range(days[0], min(days[1], days[0] + 400) + 1))


def add(
    new: Iterable[Claim],
    known: Sequence[Claim],
    reports: Mapping[str, Report],
    judgements: Iterable[Judgement] = (),
    weights: Weights | None = None,
) -> tuple[list[Claim], list[Link]]:
    """New claims linked into a ledger's: the new claims, and those known ones whose incident changed, with the links.

    Ids of incidents stay as they are; `redirects` tells what merged or split.
    """
    fresh = list(new)
    around = touched(fresh, known, reports)
    before = {c.id: c.incident for c in around}
    after, links = assign([*around, *fresh], reports, judgements, before, weights)
    added = {c.id for c in fresh}
    return [c for c in after if c.id in added or before[c.id] != c.incident], links


def replaced(known: Iterable[Claim], changed: Iterable[Claim]) -> list[Claim]:
    """The ledger's claims with those that changed in their new state, and the new ones after them."""
    now = {c.id: c for c in changed}
    kept = [now.pop(c.id, c) for c in known]
    return kept + list(now.values())

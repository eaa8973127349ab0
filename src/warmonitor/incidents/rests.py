"""Iraq Body Count's rule: a toll enters a tally only after the incidents that it contains are subtracted.

What is left of a toll is people whom no recorded incident counts. To count nobody twice, whatever may be in a toll is
taken for being in it: incidents of an unknown day or place, and people whose status or side nobody gives. Of tolls that
may speak of the same people, the one that leaves most is taken.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from warmonitor.incidents.days import day
from warmonitor.incidents.intervals import Interval, interval, minus, plus
from warmonitor.incidents.names import same_side
from warmonitor.incidents.tolls import counted, in_place, in_time, same_cause
from warmonitor.model import Claim, Incident, Rest

NOBODY = Interval(0, 0)


def rests(claims: Iterable[Claim], incidents: Iterable[Incident]) -> list[Rest]:
    """What each claim of `scope` "total" leaves beside all recorded incidents, or why it leaves nothing; by claim."""
    recorded = sorted(incidents, key=lambda i: i.id)
    totals = sorted((c for c in claims if c.scope == "total"), key=lambda c: c.id)
    found = {c.id: _rest(c, recorded) for c in totals}
    taken: list[Claim] = []
    for claim in sorted(totals, key=lambda c: (*_size(found[c.id]), c.id)):
        rest = found[claim.id]
        if rest.reason:
            continue
        rival = next((other for other in taken if _overlap(claim, other)), None)
        if rival is None:
            taken.append(claim)
        else:
            found[claim.id] = Rest(
                claim=claim.id,
                incidents=rest.incidents,
                reason=f"may count the same people as {rival.id}, of which more is left",
            )
    return [found[c.id] for c in totals]


def _size(rest: Rest) -> tuple[int, int]:
    """The largest rest first: by its low end, then by its high end, an open one before all."""
    return -rest.low, -(rest.high if rest.high is not None else 10**12)


def _rest(claim: Claim, recorded: Sequence[Incident]) -> Rest:
    reason = _unfit(claim)
    if reason:
        return Rest(claim=claim.id, reason=reason)
    shares = [(i.id, _share(claim, i)) for i in recorded if _may_hold(claim, i)]
    inside = tuple(i for i, share in shares if share != NOBODY)
    left = minus(interval(claim.count), plus([share for _, share in shares]))
    if left == NOBODY:
        return Rest(claim=claim.id, incidents=inside, reason="the incidents recorded in it count as many")
    return Rest(claim=claim.id, low=left.floor, high=left.high, incidents=inside)


def _unfit(claim: Claim) -> str | None:
    """Why a toll cannot be held against incidents at all."""
    if claim.harm in ("facility", "none") or not interval(claim.count).known:
        return "it counts no people"
    if claim.stance == "denied":
        return "its source denies it"
    if not claim.place.name and not claim.place.country:
        return "its place is not known"
    if day(claim.time.start) is None or day(claim.time.end) is None:
        return "its period is not known" if not (claim.time.start or claim.time.end) else "its period is open"
    return None


def _may_hold(claim: Claim, incident: Incident) -> bool:
    """Whether an incident may lie in a toll: it does, or it is not known where or when it was."""
    place, time = incident.place, incident.time
    placed = in_place(claim.place, place) or not (place.name or place.country)
    dated = in_time(claim, incident) or not (time.start or time.end)
    return placed and dated and same_cause(claim, incident)


def _share(claim: Claim, incident: Incident) -> Interval:
    """The people of an incident whom a toll may count; nobody, where none are told."""
    span = counted(claim, incident, perhaps=True)
    return span if span.known else NOBODY


def _overlap(left: Claim, right: Claim) -> bool:
    """Whether two tolls may count the same people."""
    return (
        left.harm == right.harm
        and (in_place(left.place, right.place) or in_place(right.place, left.place))
        and _meet(left, right)
        and _compatible(left, right)
    )


def _meet(left: Claim, right: Claim) -> bool:
    """Whether two tolls' periods, both closed, share a day."""
    spans = [(day(c.time.start), day(c.time.end)) for c in (left, right)]
    (a, b), (c, d) = spans
    return bool(a and b and c and d and a <= d and c <= b)


def _compatible(left: Claim, right: Claim) -> bool:
    """Whether status, side and those blamed allow that two tolls count the same people."""
    one, two = left.victims, right.victims
    if one.status != two.status and "unknown" not in (one.status, two.status):
        return False
    if one.actor and two.actor and not same_side(one.actor, two.actor):
        return False
    blamed = [(p, q) for p in left.perpetrators for q in right.perpetrators]
    return not blamed or any(same_side(p, q) for p, q in blamed)

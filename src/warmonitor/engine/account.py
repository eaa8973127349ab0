"""Reports to an account of them: claims, the incidents and tolls they tell of, the arithmetic that was checked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from warmonitor import incidents
from warmonitor.engine import local
from warmonitor.incidents import reconcile
from warmonitor.model import Check, Claim, Incident, Policy, Record, Report, Toll


class Account(Record):
    """What a set of reports says, reconciled. Every record points back to the claims, and every claim to its words."""

    reports: tuple[Report, ...]
    claims: tuple[Claim, ...]
    incidents: tuple[Incident, ...]
    tolls: tuple[Toll, ...]
    checks: tuple[Check, ...]


def account(
    reports: Iterable[Report],
    *,
    policy: Policy = "range",
    ranking: Sequence[str] = (),
    processes: int | None = 1,
    progress: Callable[[int], object] | None = None,
) -> Account:
    """Read, link and reconcile. QueryError for a policy that does not exist."""
    told: list[Report] = []
    found: list[Claim] = []
    for report, said in local.read(reports, processes=processes, progress=progress):
        told.append(report)
        found += said
    claims, links = incidents.assign(found, told)
    events = reconcile.incidents(claims, policy, ranking, reports=told, links=links)
    return Account(
        reports=tuple(told),
        claims=tuple(claims),
        incidents=tuple(events),
        tolls=tuple(reconcile.tolls(claims, events)),
        checks=tuple(reconcile.checks(claims, told)),
    )

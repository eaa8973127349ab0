"""Claimed totals held against the ledger's own sum. A toll is never added to incidents."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from warmonitor.incidents.cells import DISJOINT
from warmonitor.incidents.days import day
from warmonitor.incidents.intervals import Interval, interval, plus
from warmonitor.incidents.names import directions, place_parts, same_side
from warmonitor.model import Cell, Claim, Incident, Place, Toll


def tolls(claims: Iterable[Claim], incidents: Iterable[Incident]) -> list[Toll]:
    """Every claim of `scope` "total" with people in it, against the incidents of its place, period, status and cause.

    `unaccounted` is by what the toll's figure exceeds the recorded high end (the low end where that is open).
    """
    recorded = sorted(incidents, key=lambda i: i.id)
    totals = sorted(
        (c for c in claims if c.scope == "total" and c.harm not in ("facility", "none")), key=lambda c: c.id
    )
    return [_toll(c, recorded) for c in totals if interval(c.count).known]


def _toll(claim: Claim, recorded: Sequence[Incident]) -> Toll:
    span = interval(claim.count)
    found = [(i.id, share) for i in recorded if _covers(claim, i) and (share := counted(claim, i)).known]
    added = plus([share for _, share in found])
    stated = span.low if span.low is not None else span.high or 0
    missing = max(0, stated - (added.high if added.high is not None else added.floor))
    who = claim.source.name if claim.source else "the report"
    text = f"{who}: {span}; incidents recorded here: {added}; unaccounted: {'about ' if missing else ''}{missing}"
    return Toll(
        claim=claim.id, low=span.low, high=span.high, recorded_low=added.floor, recorded_high=added.high,
        incidents=tuple(i for i, _ in found), unaccounted=missing, text=text,
    )  # fmt: skip


def _covers(claim: Claim, incident: Incident) -> bool:
    return in_place(claim.place, incident.place) and in_time(claim, incident) and same_cause(claim, incident)


def in_place(whole: Place, spot: Place) -> bool:
    """Whether a spot lies in the toll's place, by name, region or country; a toll without a place covers all."""
    if not whole.name and not whole.country:
        return True
    if whole.country and spot.country and whole.country != spot.country:
        return False
    named = set(place_parts(whole.name or ""))
    around = {p for name in (spot.name, spot.admin1, spot.admin2) if name for p in place_parts(name)}
    if named & around and not (directions(whole.name or "") - directions(spot.name or "")):
        return True
    wide = whole.precision in (5, 6) or whole.name is None or _is_country(whole)
    return wide and whole.country is not None and whole.country == spot.country


def _is_country(place: Place) -> bool:
    """Without a precision: no first-order unit is given, so the place is a country or a vague part of one."""
    return place.precision is None and place.admin1 is None


def in_time(claim: Claim, incident: Incident) -> bool:
    """Whether the incident's days lie in the toll's period; open ends and undated incidents do not exclude."""
    since, until = day(claim.time.start), day(claim.time.end)
    start = day(incident.time.start) or day(incident.time.end)
    end = day(incident.time.end) or start
    if start is None or end is None:
        return since is None and until is None
    return (since is None or end >= since) and (until is None or start <= until)


def same_cause(claim: Claim, incident: Incident) -> bool:
    """Whether kind of event and those blamed allow that the incident is one of the toll's."""
    if claim.event not in ("unknown", incident.event) and incident.event != "unknown":
        return False
    if not claim.perpetrators or not incident.perpetrators:
        return True
    return any(same_side(p, q) for p in claim.perpetrators for q in incident.perpetrators)


def counted(claim: Claim, incident: Incident, perhaps: bool = False) -> Interval:
    """What the incident's cells count of the people that the toll speaks of, nobody twice.

    With `perhaps` also those of whom nobody says whether they are of the toll's status and side.
    """
    fitting = [c for c in incident.cells if _fits(claim, c, perhaps) and (c.low is not None or c.high is not None)]
    wholes = [Interval(c.low, c.high) for c in fitting if c.group == claim.victims.group]
    wholes += [_largest(g) for g in _groups_alone(fitting) if claim.victims.group is None]
    return plus(wholes) if wholes else Interval(None, None)


def _groups_alone(cells: Sequence[Cell]) -> list[list[Cell]]:
    """Cells of groups whose people no cell without a group counts, those of one status and side together."""
    wholes = {c.status for c in cells if c.group is None}
    alone: dict[tuple[str, str], list[Cell]] = {}
    for c in cells:
        if c.group is not None and not wholes & {c.status, "unknown"}:
            alone.setdefault((c.status, c.actor or ""), []).append(c)
    return [alone[k] for k in sorted(alone)]


def _largest(cells: Sequence[Cell]) -> Interval:
    """Groups that share nobody added up, or the largest of the others, whichever is more."""
    apart = plus([Interval(c.low, c.high) for c in cells if c.group in DISJOINT])
    others = [Interval(c.low, c.high) for c in cells if c.group not in DISJOINT]
    return max([apart, *others], key=lambda i: (i.floor, i.high is None, i.high or 0))


def _fits(claim: Claim, cell: Cell, perhaps: bool) -> bool:
    who = claim.victims
    if cell.harm != claim.harm or (who.group is not None and cell.group != who.group):
        return False
    if who.status != "unknown" and cell.status != who.status and not (perhaps and cell.status == "unknown"):
        return False
    return who.actor is None or (perhaps if cell.actor is None else same_side(who.actor, cell.actor))

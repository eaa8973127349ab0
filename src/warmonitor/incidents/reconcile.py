"""Claims of an incident to its reconciled figures, grades, place, period and sides, all pointing back to claims."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

import msgspec

from warmonitor.incidents.authorities import Telling, corroborating, shown, tellings, voice
from warmonitor.incidents.cells import Rules, cells
from warmonitor.incidents.checks import checks
from warmonitor.incidents.days import day
from warmonitor.incidents.grades import attributed, happened
from warmonitor.incidents.intervals import POLICIES, settle
from warmonitor.incidents.link import events
from warmonitor.incidents.names import place_parts, same_side
from warmonitor.incidents.tolls import tolls
from warmonitor.lexicon.authorities import ultimate
from warmonitor.model import Claim, Event, Grade, Incident, Judgement, Link, Period, Place, Policy, Report

__all__ = ["POLICIES", "checks", "incidents", "settle", "tolls"]

T = TypeVar("T")
_VAGUE_KINDS = ("unknown", "control_change")


def incidents(
    claims: Iterable[Claim],
    policy: Policy = "range",
    ranking: Sequence[str] = (),
    judgements: Iterable[Judgement] = (),
    reports: Mapping[str, Report] | Iterable[Report] | None = None,
    links: Iterable[Link] = (),
) -> list[Incident]:
    """The incidents of claims, by id, each with its cells under `policy`.

    Claims of `scope` "total" are left to `tolls`. A claim of an incident that bears no `incident` yet is grouped with
    those of its own report. `reports` say when and by whom a claim was published, which settles what supersedes what;
    `ranking` names authorities, best first, for the policy "ranking". Judgements of kind reject set a claim aside, of
    kind grade (field "happened" or "attributed") settle a grade. QueryError for a policy that does not exist.
    """
    told = tellings(reports)
    words = sorted(judgements, key=lambda j: j.at)
    rules = Rules(policy, tuple(voice(ultimate(name)) for name in ranking), _rejected(words))
    linked = _by_incident(links, claims := list(claims))
    return [
        _incident(key, members, rules, told, words, linked.get(key, ()))
        for key, members in sorted(_grouped(claims).items())
    ]


def _rejected(judgements: Iterable[Judgement]) -> dict[str, str]:
    """Claims that a reviewer rejected and did not confirm later, with the hand that did."""
    out: dict[str, str] = {}
    for j in judgements:
        if j.kind == "reject":
            out[j.subject] = j.hand
        elif j.kind == "confirm":
            out.pop(j.subject, None)
    return out


def _grouped(claims: Sequence[Claim]) -> dict[str, list[Claim]]:
    out: dict[str, list[Claim]] = defaultdict(list)
    loose = [c for c in claims if c.scope == "incident" and c.incident is None]
    of = {c: f"i{e.id}" for e in events(loose) for c in e.claims}
    for claim in sorted(claims, key=lambda c: c.id):
        if claim.scope == "incident":
            out[claim.incident or of[claim.id]].append(claim)
    return out


def _by_incident(links: Iterable[Link], claims: Iterable[Claim]) -> dict[str, tuple[Link, ...]]:
    of = {c.id: c.incident for c in claims}
    out: dict[str, set[Link]] = defaultdict(set)
    for link in links:
        for end in (of.get(link.left), of.get(link.right)):
            if end:
                out[end].add(link)
    return {key: tuple(sorted(found, key=lambda k: (k.left, k.right))) for key, found in out.items()}


def _incident(
    key: str,
    members: Sequence[Claim],
    rules: Rules,
    told: Mapping[str, Telling],
    judgements: Sequence[Judgement],
    links: tuple[Link, ...],
) -> Incident:
    standing = [c for c in members if c.id not in rules.rejected] or list(members)
    asserted = [c for c in standing if c.stance != "denied"] or standing
    grades = {j.field: j.value for j in judgements if j.kind == "grade" and j.subject == key}
    return Incident(
        id=key,
        event=_kind(asserted),
        place=_place(asserted),
        time=_time(asserted),
        perpetrators=_named(asserted),
        cells=cells(members, told, rules),
        claims=tuple(c.id for c in members),
        reports=tuple(sorted({c.report for c in members})),
        authorities=_authorities(asserted, told),
        happened=_grade(grades.get("happened"), happened(members, rules.rejected, told)),
        attributed=_grade(grades.get("attributed"), attributed(members, rules.rejected, told)),
        checks=tuple(checks(members)),
        links=links,
        policy=msgspec.convert(rules.policy, Policy),
    )


def _authorities(claims: Sequence[Claim], told: Mapping[str, Telling]) -> tuple[str, ...]:
    """The distinct ultimate authorities, by the names that they are shown under."""
    names = shown(claims, told)
    return tuple(sorted({names[key] for key in corroborating(claims, told)}))


def _grade(judged: str | None, found: Grade | None) -> Grade | None:
    return msgspec.convert(judged, Grade) if judged else found


def _most(values: Iterable[T]) -> T | None:
    """The commonest value; in a tie the first by its text."""
    counts = Counter(values)
    return min(counts, key=lambda v: (-counts[v], str(v))) if counts else None


def _kind(claims: Sequence[Claim]) -> Event:
    """The kind that most claims give; a vague one only where nobody says more."""
    return _most(c.event for c in claims if c.event not in _VAGUE_KINDS) or _most(c.event for c in claims) or "unknown"


def _place(claims: Sequence[Claim]) -> Place:
    """The most precise place that the most reports give."""
    named = [c for c in claims if c.place.name or c.place.lat is not None]
    if not named:
        return claims[0].place
    told_by: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for c in named:
        told_by[place_parts(c.place.name or "")].add(c.report)

    def order(c: Claim) -> tuple[int, int, bool, str]:
        reports = told_by[place_parts(c.place.name or "")]
        return c.place.precision or 9, -len(reports), c.place.lat is None, c.id

    return min(named, key=order).place


def _time(claims: Sequence[Claim]) -> Period:
    """The narrowest period that the most reports give; with no closed one, the commonest."""
    dated = [c for c in claims if c.time.start or c.time.end]
    if not dated:
        return claims[0].time
    told_by: dict[tuple[str | None, str | None], set[str]] = defaultdict(set)
    for c in dated:
        told_by[c.time.start, c.time.end].add(c.report)

    def order(c: Claim) -> tuple[bool, int, int, str]:
        start, end = day(c.time.start), day(c.time.end)
        wide = (end - start).days if start and end else 0
        return not (start and end), wide > 3, -len(told_by[c.time.start, c.time.end]), c.id

    return min(dated, key=order).time


def _named(claims: Sequence[Claim]) -> tuple[str, ...]:
    """The sides blamed, each under one name: the longest of those that mean the same."""
    out: list[str] = []
    for name in sorted({p for c in claims for p in c.perpetrators}, key=lambda n: (-len(n), n)):
        if not any(same_side(name, known) for known in out):
            out.append(name)
    return tuple(sorted(out))

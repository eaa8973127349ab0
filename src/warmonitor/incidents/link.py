"""The claims of a report grouped into the events that the report tells of.

A report that counts a strike's dead, its injured and the hospital it hit makes three claims of one event. Claims are of
one event where what they say, how near they stand and what the report makes a part of what speaks for it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from warmonitor.incidents import within
from warmonitor.incidents.cluster import Pair, Scored, clusters
from warmonitor.incidents.days import day
from warmonitor.incidents.records import EventRecord, Figure
from warmonitor.incidents.weights import Weights, weights
from warmonitor.incidents.words import words_near
from warmonitor.model import Claim, Place, Report, content_id

__all__ = ["EventRecord", "Figure", "events", "record"]


def figure(claim: Claim, ids: frozenset[str]) -> Figure:
    """A claim's count as linking compares it."""
    count = claim.count
    return Figure(
        harm=claim.harm, status=claim.victims.status, group=claim.victims.group,
        low=count.low if count.low is not None else count.figure,
        high=count.high if count.high is not None or count.low is not None else count.figure,
        whole=claim.part_of not in ids,
    )  # fmt: skip


def _period(claims: Sequence[Claim]) -> tuple[str | None, str | None]:
    """The period that most claims give, closed and narrow ones and those in the claims' own words before others."""
    known = [c for c in claims if c.time.start or c.time.end]
    told = Counter((c.time.start, c.time.end) for c in known)

    def order(c: Claim) -> tuple[bool, bool, bool, int, str]:
        start, end = day(c.time.start), day(c.time.end)
        wide = bool(start and end and (end - start).days > 3)
        return not (start and end), wide, c.time.inferred is not None, -told[c.time.start, c.time.end], c.id

    best = min(known, key=order).time if known else None
    return (best.start, best.end) if best else (None, None)


def _places(claims: Sequence[Claim]) -> tuple[Place, ...]:
    """The distinct places of claims; those that were only inferred are left out where others are not."""
    known = [c.place for c in claims if c.place.name or c.place.lat is not None]
    own = [p for p in known if p.inferred is None and (p.precision or 0) < 5] or known
    distinct = {(p.name, p.lat, p.lon): p for p in own}
    return tuple(distinct[k] for k in sorted(distinct, key=str))


def record(claims: Sequence[Claim], report: Report | None = None, alone: bool = False) -> EventRecord:
    """The event that these claims of one report tell of; `alone` says that the report tells of no other."""
    told = sorted(claims, key=lambda c: c.id)
    start, end = _period(told)
    ids = frozenset(c.id for c in told)
    blamed = {p for c in told for p in c.perpetrators}
    return EventRecord(
        id=content_id(told[0].report, *(c.id for c in told)),
        report=told[0].report,
        claims=tuple(c.id for c in told),
        published=report.published[:10] if report and report.published else None,
        publisher=report.publisher if report else None,
        start=start,
        end=end,
        kinds=tuple(sorted({c.event for c in told})),
        places=_places(told),
        perpetrators=tuple(sorted(blamed)),
        actors=tuple(sorted(blamed | {c.victims.actor for c in told if c.victims.actor})),
        authorities=tuple(sorted({c.source.name for c in told if c.source})),
        figures=tuple(sorted({figure(c, ids) for c in told}, key=str)),
        names=tuple(sorted({n for c in told for n in c.names})),
        words=words_near(told, report, alone),
    )


def events(
    claims: Iterable[Claim],
    reports: Mapping[str, Report] | None = None,
    same: Iterable[Pair] = (),
    apart: Iterable[Pair] = (),
    used: Weights | None = None,
) -> list[EventRecord]:
    """The events that each report tells of, from its claims of `scope` "incident"; totals are left out.

    `reports` by id give the events their words and dates of publication; `same` and `apart` are pairs of claim ids
    that reviewers have tied or parted.
    """
    by_report: dict[str, dict[str, Claim]] = defaultdict(dict)
    for claim in claims:
        if claim.scope == "incident":
            by_report[claim.report][claim.id] = claim
    tied, parted, used = list(same), list(apart), used or weights()
    out = []
    for report_id in sorted(by_report):
        of = by_report[report_id]
        groups = _groups([of[i] for i in sorted(of)], tied, parted, used)
        report = (reports or {}).get(report_id)
        out += [record([of[i] for i in g], report, alone=len(groups) == 1) for g in groups]
    return sorted(out, key=lambda e: e.id)


def _groups(
    claims: Sequence[Claim], same: Sequence[Pair], apart: Sequence[Pair], used: Weights
) -> list[tuple[str, ...]]:
    """The ids of one report's claims by event."""
    ids = {c.id for c in claims}
    ties = [p for p in same if p[0] in ids and p[1] in ids]
    scored = [Scored(a.id, b.id, used.within.bits(within.reached(a, b))) for a, b in within.pairs(claims)]
    return clusters({c.id: c.id for c in claims}, scored, ties, apart)

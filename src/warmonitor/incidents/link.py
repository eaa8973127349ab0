"""The claims of a report grouped into the events that the report tells of.

A report that counts a strike's dead, its injured and the hospital it hit makes three claims of one event. Two claims
are of one event where the report ties them (a part and its whole), or where their place, period, kind and sides agree.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from warmonitor.incidents.names import directions, kin, place_parts, same_side
from warmonitor.incidents.words import words_near
from warmonitor.model import Claim, Count, Event, Harm, Place, Record, Report, content_id

Pair = tuple[str, str]
Days = tuple[dt.date | None, dt.date | None]


class Figure(Record, frozen=True):
    """One count of an event, as linking compares it; `whole` says that it is no part of another figure."""

    harm: Harm
    status: str
    group: str | None
    low: int | None
    high: int | None
    whole: bool


class EventRecord(Record, frozen=True):
    """An event as one report tells it: what two reports are compared by.

    `start` and `end` are ISO days, `published` the report's. `words` are the event's telling words with their places,
    persons and numbers (a bag: sorted, each once), `names` the victims and others named.
    """

    id: str
    report: str
    claims: tuple[str, ...]
    published: str | None = None
    publisher: str | None = None
    start: str | None = None
    end: str | None = None
    kinds: tuple[Event, ...] = ()
    places: tuple[Place, ...] = ()
    perpetrators: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()
    authorities: tuple[str, ...] = ()
    figures: tuple[Figure, ...] = ()
    names: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


def day(text: str | None) -> dt.date | None:
    """The day of an ISO date or date-time; null for null and for what is no date."""
    try:
        return dt.date.fromisoformat(text[:10]) if text else None
    except ValueError:
        return None


class _Group:
    """Claims of one report held to be of one event, with what they say of place, time, kind and sides."""

    def __init__(self, claims: list[Claim]) -> None:
        self.claims = claims
        self.places = frozenset(p for c in claims for p in place_parts(c.place.name or ""))
        self.aims = frozenset(d for c in claims for d in directions(c.place.name or ""))
        self.days = tuple({(day(c.time.start), day(c.time.end)) for c in claims if c.time.start or c.time.end})
        self.kinds = frozenset(c.event for c in claims if c.event not in ("unknown", "control_change"))
        self.perpetrators = frozenset(p for c in claims for p in c.perpetrators)
        self.sides = self.perpetrators | {c.victims.actor for c in claims if c.victims.actor}

    @property
    def key(self) -> str:
        return min(c.id for c in self.claims)


def _same_place(a: _Group, b: _Group) -> bool:
    if a.aims != b.aims:
        return False
    return bool(a.places & b.places) or (not a.places and not b.places)


def _days_meet(a: Days, b: Days) -> bool:
    """Whether two periods share a day; an open start reaches to its end alone when the other period is known."""
    if (a[0] is None) != (b[0] is None):
        return False
    start_a, end_a, start_b, end_b = a[0] or a[1], a[1] or a[0], b[0] or b[1], b[1] or b[0]
    assert start_a
    assert end_a
    assert start_b
    assert end_b
    return start_a <= end_b and start_b <= end_a


def _same_time(a: _Group, b: _Group) -> bool:
    if not a.days or not b.days:
        return True
    return any(_days_meet(x, y) for x in a.days for y in b.days)


def _same_kind(a: _Group, b: _Group) -> bool:
    return not a.kinds or not b.kinds or any(kin(x, y) for x in a.kinds for y in b.kinds)


def _same_sides(a: _Group, b: _Group) -> bool:
    """Whether the attackers may be the same: none named, one shared, or both sides of one fight."""
    if not a.perpetrators or not b.perpetrators:
        return True
    return any(same_side(x, y) for x in a.perpetrators for y in b.sides) or any(
        same_side(x, y) for x in a.sides for y in b.perpetrators
    )


def _fits(a: _Group, b: _Group) -> bool:
    return _same_place(a, b) and _same_time(a, b) and _same_kind(a, b) and _same_sides(a, b)


def _apart(a: _Group, b: _Group, apart: frozenset[Pair]) -> bool:
    return bool(apart) and any((x.id, y.id) in apart or (y.id, x.id) in apart for x in a.claims for y in b.claims)


def _tied(claims: Sequence[Claim], same: Iterable[Pair], apart: frozenset[Pair]) -> list[_Group]:
    """Groups of claims that the report (a part and its whole) or a reviewer ties together."""
    of = {c.id: c for c in claims}
    groups = {c.id: _Group([c]) for c in claims}

    def join(left: str, right: str) -> None:
        a, b = groups[left], groups[right]
        if a is not b and not _apart(a, b, apart):
            joined = _Group(sorted(a.claims + b.claims, key=lambda c: c.id))
            groups.update({c.id: joined for c in joined.claims})

    for left, right in sorted(same):
        if left in of and right in of:
            join(left, right)
    for claim in claims:
        if claim.part_of in of:
            join(claim.id, claim.part_of)
    return sorted({g.key: g for g in groups.values()}.values(), key=lambda g: g.key)


def _grown(groups: list[_Group], apart: frozenset[Pair]) -> list[_Group]:
    """Groups joined while two of them fit, in the order of their keys: the order of arrival plays no part."""
    todo, done = list(groups), []
    while todo:
        first = todo.pop(0)
        partner = next((g for g in todo if _fits(first, g) and not _apart(first, g, apart)), None)
        if partner is None:
            done.append(first)
        else:
            todo.remove(partner)
            todo.insert(0, _Group(sorted(first.claims + partner.claims, key=lambda c: c.id)))
    return done


def figure(claim: Claim, ids: frozenset[str]) -> Figure:
    """A claim's count as linking compares it."""
    count: Count = claim.count
    return Figure(
        harm=claim.harm, status=claim.victims.status, group=claim.victims.group,
        low=count.low if count.low is not None else count.figure,
        high=count.high if count.high is not None or count.low is not None else count.figure,
        whole=claim.part_of not in ids,
    )  # fmt: skip


def _best_days(group: _Group) -> tuple[str | None, str | None]:
    """The narrowest period that the group's claims give."""
    known = [(c.time.start, c.time.end) for c in group.claims if c.time.start or c.time.end]

    def width(period: tuple[str | None, str | None]) -> tuple[bool, int, str]:
        start, end = day(period[0]), day(period[1])
        return (not (start and end), (end - start).days if start and end else 0, f"{period[0]}{period[1]}")

    return min(known, key=width) if known else (None, None)


def record(claims: Sequence[Claim], report: Report | None = None, alone: bool = False) -> EventRecord:
    """The event that these claims of one report tell of; `alone` says that the report tells of no other."""
    group = _Group(sorted(claims, key=lambda c: c.id))
    start, end = _best_days(group)
    ids = frozenset(c.id for c in claims)
    places = {
        (c.place.name, c.place.lat, c.place.lon): c.place
        for c in group.claims
        if c.place.name or c.place.lat is not None
    }
    return EventRecord(
        id=content_id(group.claims[0].report, *(c.id for c in group.claims)),
        report=group.claims[0].report,
        claims=tuple(c.id for c in group.claims),
        published=report.published[:10] if report and report.published else None,
        publisher=report.publisher if report else None,
        start=start,
        end=end,
        kinds=tuple(sorted({c.event for c in group.claims})),
        places=tuple(places[k] for k in sorted(places, key=str)),
        perpetrators=tuple(sorted(group.perpetrators)),
        actors=tuple(sorted(group.sides)),
        authorities=tuple(sorted({c.source.name for c in claims if c.source})),
        figures=tuple(sorted({figure(c, ids) for c in claims}, key=str)),
        names=tuple(sorted({n for c in claims for n in c.names})),
        words=words_near(group.claims, report, alone),
    )


def events(
    claims: Iterable[Claim],
    reports: Mapping[str, Report] | None = None,
    same: Iterable[Pair] = (),
    apart: Iterable[Pair] = (),
) -> list[EventRecord]:
    """The events that each report tells of, from its claims of `scope` "incident"; totals are left out.

    `reports` by id give the events their words and dates of publication; `same` and `apart` are pairs of claim ids
    that reviewers have tied or parted.
    """
    by_report: dict[str, dict[str, Claim]] = defaultdict(dict)
    for claim in claims:
        if claim.scope == "incident":
            by_report[claim.report][claim.id] = claim
    parted = frozenset(apart)
    out = []
    for report_id in sorted(by_report):
        ordered = [by_report[report_id][i] for i in sorted(by_report[report_id])]
        groups = _grown(_tied(ordered, same, parted), parted)
        report = (reports or {}).get(report_id)
        out += [record(g.claims, report, alone=len(groups) == 1) for g in groups]
    return sorted(out, key=lambda e: e.id)

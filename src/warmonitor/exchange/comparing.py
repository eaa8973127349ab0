"""The ledger held against another's file: which incidents both have, which only one, and where their counts differ.

Incidents match one to one, best pairs first. A pair needs days that meet within the dates' precision and a place that
can be the same: within reach of each other, or of one name, or one inside the other's unit.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import TextIO

import msgspec

from warmonitor.exchange.figures import Figure, harmed
from warmonitor.exchange.records import interval
from warmonitor.incidents.names import place_parts, same_side
from warmonitor.model import Incident, Place, Record

EARTH = 6371.0088
_SLACK = {1: 1, 2: 1, 3: 2, 4: 0, 5: 0}
_LONGEST = 366


class Pair(Record):
    """One incident as both tell it. `distance` in km, null where either has no coordinates; `agrees` on the killed."""

    ours: Incident
    theirs: Incident
    score: float
    distance: float | None
    agrees: bool


class Comparison(Record):
    """All that was compared: the pairs, and what only one side has. Ours are those of their period and countries."""

    pairs: tuple[Pair, ...]
    only_ours: tuple[Incident, ...]
    only_theirs: tuple[Incident, ...]
    since: str | None = None
    until: str | None = None
    countries: tuple[str, ...] = ()

    @property
    def differing(self) -> tuple[Pair, ...]:
        """The pairs whose killed do not agree."""
        return tuple(pair for pair in self.pairs if not pair.agrees)


def compare(ours: Iterable[Incident], theirs: Iterable[Incident], reach: float = 25.0) -> Comparison:
    """Hold ours against theirs. `reach` is how many km apart two points of one incident may lie.

    What lies outside their period and countries is no gap of theirs, so ours are first cut to these.
    """
    their = [incident for incident in theirs if _days(incident)]
    spans = [_days(incident) for incident in their]
    since, until = min((s[0] for s in spans if s), default=None), max((s[1] for s in spans if s), default=None)
    countries = frozenset(i.place.country for i in their if i.place.country)
    our = [incident for incident in ours if _within(incident, since, until, countries)]
    pairs = _matched(our, their, reach)
    matched_ours, matched_theirs = {p.ours.id for p in pairs}, {p.theirs.id for p in pairs}
    return Comparison(
        pairs=tuple(pairs),
        only_ours=tuple(i for i in our if i.id not in matched_ours),
        only_theirs=tuple(i for i in their if i.id not in matched_theirs),
        since=since.isoformat() if since else None,
        until=until.isoformat() if until else None,
        countries=tuple(sorted(countries)),
    )


def _days(incident: Incident) -> tuple[date, date] | None:
    start, end = incident.time.start or incident.time.end, incident.time.end or incident.time.start
    return (date.fromisoformat(start[:10]), date.fromisoformat(end[:10])) if start and end else None


def _within(incident: Incident, since: date | None, until: date | None, countries: frozenset[str]) -> bool:
    days, country = _days(incident), incident.place.country
    if days is None or since is None or until is None:
        return False
    return days[0] <= until and days[1] >= since and (country is None or not countries or country in countries)


def _matched(ours: list[Incident], theirs: list[Incident], reach: float) -> list[Pair]:
    found = sorted(_candidates(ours, theirs, reach), key=lambda p: (-p.score, p.ours.id, p.theirs.id))
    used_ours, used_theirs, pairs = set[str](), set[str](), []
    for pair in found:
        if pair.ours.id not in used_ours and pair.theirs.id not in used_theirs:
            used_ours.add(pair.ours.id)
            used_theirs.add(pair.theirs.id)
            pairs.append(pair)
    return pairs


def _candidates(ours: list[Incident], theirs: list[Incident], reach: float) -> Iterator[Pair]:
    by_day: defaultdict[date, list[Incident]] = defaultdict(list)
    for incident in ours:
        for day in _around(incident):
            by_day[day].append(incident)
    for other in theirs:
        near = {incident.id: incident for day in _around(other) for incident in by_day.get(day, ())}
        for incident in near.values():
            pair = _pair(incident, other, reach)
            if pair:
                yield pair


def _around(incident: Incident) -> Iterator[date]:
    """The days that an incident may have been on; a period of more than a year only by its first and last day."""
    days = _days(incident)
    if days is None:
        return
    slack = timedelta(days=_SLACK.get(incident.time.precision or 1, 1))
    first, last = days[0] - slack, days[1] + slack
    if (last - first).days > _LONGEST:
        yield from days
        return
    for n in range((last - first).days + 1):
        yield first + timedelta(days=n)


def _pair(ours: Incident, theirs: Incident, reach: float) -> Pair | None:
    away = distance(ours.place, theirs.place)
    near = _nearness(ours.place, theirs.place, away, reach)
    if near == 0 or _apart(ours, theirs):
        return None
    mine, other = harmed(ours, "killed"), harmed(theirs, "killed")
    score = near + _likeness(mine, other) + _closeness(ours, theirs) + 0.5 * _sides(ours, theirs)
    return Pair(ours=ours, theirs=theirs, score=round(score, 4), distance=away, agrees=meets(mine, other))


def _apart(ours: Incident, theirs: Incident) -> bool:
    known = ours.place.country, theirs.place.country
    return None not in known and known[0] != known[1]


def _nearness(ours: Place, theirs: Place, away: float | None, reach: float) -> float:
    """How well two places can be one, 0 to 2: a shared name, a short way, or one lying in the other's unit."""
    named = bool(set(place_parts(ours.name or "")) & set(place_parts(theirs.name or "")))
    if away is not None and away <= reach:
        return 2.0 if named else 1.5 - 0.5 * away / reach
    vague = max(ours.precision or 1, theirs.precision or 1) > 2
    if named and (away is None or away <= 4 * reach or vague):
        return 1.2
    inside = vague and bool(_units(ours) & _units(theirs))
    return 0.6 if inside else 0.0


def _units(place: Place) -> set[str]:
    return {part for unit in (place.admin1, place.admin2) if unit for part in place_parts(unit)}


def distance(ours: Place, theirs: Place) -> float | None:
    """Kilometres between two places along the ground; null where either has no coordinates."""
    if ours.lat is None or ours.lon is None or theirs.lat is None or theirs.lon is None:
        return None
    a, b = math.radians(ours.lat), math.radians(theirs.lat)
    half = math.sin((b - a) / 2) ** 2
    half += math.cos(a) * math.cos(b) * math.sin(math.radians(theirs.lon - ours.lon) / 2) ** 2
    return round(2 * EARTH * math.asin(min(1.0, math.sqrt(half))), 1)


def _likeness(mine: Figure, other: Figure) -> float:
    if meets(mine, other):
        return 1.0
    return min(mine.best, other.best) / max(mine.best, other.best, 1) * 0.8


def meets(mine: Figure, other: Figure) -> bool:
    """Whether two figures can both be true: their intervals meet."""
    tops = (mine.high if mine.high is not None else math.inf, other.high if other.high is not None else math.inf)
    return mine.low <= max(tops[1], other.best) and other.low <= max(tops[0], mine.best)


def _closeness(ours: Incident, theirs: Incident) -> float:
    mine, other = _days(ours), _days(theirs)
    if mine is None or other is None:
        return 0.0
    gap = max((other[0] - mine[1]).days, (mine[0] - other[1]).days, 0)
    width = max((mine[1] - mine[0]).days, (other[1] - other[0]).days)
    return (1.0 if gap == 0 else 0.4) / (1 + width / 15)


def _sides(ours: Incident, theirs: Incident) -> bool:
    return any(same_side(a, b) for a in ours.perpetrators for b in theirs.perpetrators)


def said(incident: Incident) -> str:
    """An incident in a line."""
    figure = harmed(incident, "killed")
    time, place = incident.time, incident.place
    when = time.start if time.start == time.end else f"{time.start} to {time.end}"
    where = ", ".join(part for part in (place.name, place.admin1, place.country) if part)
    return f"{when}  {where or 'place not known'}  killed {interval(figure.low, figure.high)}  {incident.id}"


def told(found: Comparison, most: int | None = 20) -> Iterator[str]:
    """A comparison in lines of text; at most `most` of each kind are listed."""
    where = f" in {', '.join(found.countries)}" if found.countries else ""
    yield f"Compared {found.since or 'no day'} to {found.until or 'no day'}{where}."
    yield f"  {len(found.pairs):6} matched, of these {len(found.differing)} with differing counts"
    yield f"  {len(found.only_ours):6} only ours"
    yield f"  {len(found.only_theirs):6} only theirs"
    yield from _listed("Differing counts", [_both(pair) for pair in found.differing], most)
    yield from _listed("Only ours", [said(incident) for incident in found.only_ours], most)
    yield from _listed("Only theirs", [said(incident) for incident in found.only_theirs], most)


def _listed(title: str, lines: list[str], most: int | None) -> Iterator[str]:
    if lines:
        yield f"\n{title}"
        yield from (f"  {line}" for line in lines[:most])
        if most is not None and len(lines) > most:
            yield f"  … and {len(lines) - most} more (--most 0 lists all)"


def _both(pair: Pair) -> str:
    away = "" if pair.distance is None else f" ({pair.distance:g} km apart)"
    return f"ours    {said(pair.ours)}\n  theirs  {said(pair.theirs)}{away}"


class Line(Record):
    """One line of a comparison for a program: `kind` is matched, differs, only_ours or only_theirs."""

    kind: str
    ours: str | None = None
    theirs: str | None = None
    ours_killed: tuple[int, int | None] | None = None
    theirs_killed: tuple[int, int | None] | None = None
    start: str | None = None
    place: str | None = None
    distance: float | None = None
    score: float | None = None


def lines(found: Comparison) -> Iterator[Line]:
    """A comparison, one record an incident."""
    for pair in found.pairs:
        yield Line(
            kind="matched" if pair.agrees else "differs",
            ours=pair.ours.id,
            theirs=pair.theirs.id,
            ours_killed=_killed(pair.ours),
            theirs_killed=_killed(pair.theirs),
            start=pair.ours.time.start,
            place=pair.ours.place.name,
            distance=pair.distance,
            score=pair.score,
        )
    for mine in found.only_ours:
        start, place = mine.time.start, mine.place.name
        yield Line(kind="only_ours", ours=mine.id, ours_killed=_killed(mine), start=start, place=place)
    for other in found.only_theirs:
        start, place = other.time.start, other.place.name
        yield Line(kind="only_theirs", theirs=other.id, theirs_killed=_killed(other), start=start, place=place)


def _killed(incident: Incident) -> tuple[int, int | None]:
    figure = harmed(incident, "killed")
    return figure.low, figure.high


def write_lines(found: Comparison, out: TextIO) -> None:
    """Write a comparison as JSON lines."""
    encoder = msgspec.json.Encoder()
    for line in lines(found):
        out.write(encoder.encode(line).decode() + "\n")

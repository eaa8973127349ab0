"""Arithmetic and consistency over claims. What fails is shown with the quotes of both, never mended."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from warmonitor.incidents.authorities import authority, tellings
from warmonitor.incidents.cells import DISJOINT, Key, key_of, sides
from warmonitor.incidents.days import day
from warmonitor.incidents.intervals import Interval, interval, plus
from warmonitor.incidents.names import place_parts
from warmonitor.model import Check, Claim, Report

_APART = 3  # days between two accounts of one incident from which its dates are worth a look


def checks(claims: Iterable[Claim], reports: Mapping[str, Report] | Iterable[Report] | None = None) -> list[Check]:
    """Every test that the claims allow, those that hold and those that do not, sorted by their claims.

    Kinds: sum (parts that make up a whole), part_over_whole, headline (a total over several incidents), toll_fell,
    dates, authority (one authority contradicting itself within a report).
    """
    known = sorted(claims, key=lambda c: c.id)
    told = tellings(reports)
    published = {r: t.published for r, t in told.items()}
    found = [
        *_wholes(known),
        *_falling([c for c in known if c.scope == "total"], published),
        *_late(known, published),
        *_scattered(known),
        *_wavering(known, reports),
    ]
    return sorted(set(found), key=lambda c: (c.claims, c.kind, c.text))


def quote(claim: Claim) -> str:
    """A claim's first evidence in quotation marks, shortened; its count where it has none."""
    text = (
        " ".join(claim.evidence[0].text.split()) if claim.evidence else claim.count.text or str(interval(claim.count))
    )
    return f"“{text if len(text) <= 90 else text[:87] + '…'}”"


def _wholes(claims: Sequence[Claim]) -> Iterator[Check]:
    of = {c.id: c for c in claims}
    parts: dict[tuple[str, str], list[Claim]] = defaultdict(list)
    for claim in claims:
        whole = of.get(claim.part_of or "")
        if whole and whole.harm == claim.harm:
            parts[whole.id, claim.harm].append(claim)
    for whole_id, _ in sorted(parts):
        yield from _whole(of[whole_id], parts[whole_id, of[whole_id].harm])


def _whole(whole: Claim, parts: Sequence[Claim]) -> Iterator[Check]:
    """Sum and size of one whole's parts."""
    total, spans = interval(whole.count), [interval(p.count) for p in parts]
    if not total.known or not all(s.known for s in spans):
        return
    ids = (whole.id, *(p.id for p in parts))
    yield from (_larger(whole, p) for p, s in zip(parts, spans, strict=True) if _above(s, total))
    if len(parts) > 1 and _disjoint(parts):
        yield _sum(whole, parts, total, spans, ids)
    elif len(parts) == 1 and not _above(spans[0], total) and spans[0].exact is not None and total.exact is not None:
        rest = total.floor - spans[0].floor
        text = f"{spans[0]} of {total}: holds, leaves {rest} {_others(rest)}: {quote(parts[0])}, {quote(whole)}"
        yield Check(kind="part_over_whole", holds=True, text=text, claims=ids)


def _others(rest: int) -> str:
    return "other" if rest == 1 else "others"


def _above(part: Interval, whole: Interval) -> bool:
    return whole.high is not None and part.floor > whole.high


def _larger(whole: Claim, part: Claim) -> Check:
    text = f"{interval(part.count)} of {interval(whole.count)}: a part over its whole: {quote(part)}, {quote(whole)}"
    return Check(kind="part_over_whole", holds=False, text=text, claims=(whole.id, part.id))


def _disjoint(parts: Sequence[Claim]) -> bool:
    """Whether no two parts can share a person: they differ in side or status, or are children and women."""
    side = sides(parts)
    keys = [key_of(p, side) for p in parts]
    if any(p.scope == "incident" and q.scope == "incident" and p.incident != q.incident for p in parts for q in parts):
        return True
    return all(_no_overlap(a, b) for i, a in enumerate(keys) for b in keys[i + 1 :])


def _no_overlap(a: Key, b: Key) -> bool:
    if {a.status, b.status} == {"civilian", "combatant"}:
        return True
    if a.actor and b.actor:
        return a.actor != b.actor
    return a.group != b.group and {a.group, b.group} <= DISJOINT


def _sum(
    whole: Claim, parts: Sequence[Claim], total: Interval, spans: Sequence[Interval], ids: tuple[str, ...]
) -> Check:
    """Parts that share nobody, added. Where they fall short of the whole, it leaves others: no contradiction."""
    added = plus(spans)
    shown = " + ".join(str(s) for s in spans)
    quotes = "; ".join(quote(c) for c in (*parts, whole))
    kind = "headline" if whole.scope == "total" else "sum"
    if _above(added, total):
        text = f"{shown} = {added}, the whole says {total}: does not hold: {quotes}"
        return Check(kind=kind, holds=False, text=text, claims=ids)
    if added == total:
        return Check(kind=kind, holds=True, text=f"{shown} = {total}: holds: {quotes}", claims=ids)
    if total.high is None and (added.high is None or added.high >= total.floor):
        text = f"{shown} = {added}, the whole says {total}: holds: {quotes}"
        return Check(kind=kind, holds=True, text=text, claims=ids)
    rest = total.floor - added.floor
    text = f"{shown} of {total}: holds, leaves {rest} {_others(rest)}: {quotes}"
    return Check(kind="part_over_whole", holds=True, text=text, claims=ids)


def _falling(totals: Sequence[Claim], published: Mapping[str, str | None]) -> Iterator[Check]:
    """Tolls of one authority over one place and start that grew smaller with time."""
    told = tellings(None)
    side = sides(totals)
    series: dict[tuple[object, ...], list[tuple[str, Claim]]] = defaultdict(list)
    for c in totals:
        at = published.get(c.report) or c.time.end
        if at and c.source and c.stance == "asserted":
            series[authority(c, told), place_parts(c.place.name or ""), c.time.start, key_of(c, side)].append(
                (at[:10], c)
            )
    for same in (series[k] for k in sorted(series, key=str)):
        ordered = sorted(same, key=lambda x: (x[0], x[1].id))
        yield from (_fell(a, b) for (on, a), (later, b) in itertools.pairwise(ordered) if on < later and _less(a, b))


def _less(earlier: Claim, later: Claim) -> bool:
    return _above(interval(earlier.count), interval(later.count))


def _fell(a: Claim, b: Claim) -> Check:
    text = f"a toll fell from {interval(a.count)} to {interval(b.count)}: {quote(a)}, {quote(b)}"
    return Check(kind="toll_fell", holds=False, text=text, claims=(a.id, b.id))


def _late(claims: Sequence[Claim], published: Mapping[str, str | None]) -> Iterator[Check]:
    """Events dated after the report that tells of them."""
    for c in claims:
        told, start = day(published.get(c.report)), day(c.time.start)
        if told and start and start > told:
            text = f"dated {c.time.start}, after its report of {told.isoformat()}: {quote(c)}"
            yield Check(kind="dates", holds=False, text=text, claims=(c.id,))
        end = day(c.time.end)
        if start and end and end < start:
            yield Check(
                kind="dates", holds=False, text=f"ends {end} before it starts {start}: {quote(c)}", claims=(c.id,)
            )


def _scattered(claims: Sequence[Claim]) -> Iterator[Check]:
    """Claims of one incident whose days lie more than `_APART` days outside those of its first dated claim."""
    by_incident: dict[str, list[Claim]] = defaultdict(list)
    for c in claims:
        if c.incident and c.scope == "incident" and day(c.time.start) and day(c.time.end):
            by_incident[c.incident].append(c)
    for members in (by_incident[k] for k in sorted(by_incident)):
        first = members[0]
        for other in members[1:]:
            if _gap(first, other) > _APART:
                text = f"one incident on {first.time.start} and on {other.time.start}: {quote(first)}, {quote(other)}"
                yield Check(kind="dates", holds=False, text=text, claims=(first.id, other.id))


def _gap(a: Claim, b: Claim) -> int:
    start_a, end_a, start_b, end_b = (day(x) for x in (a.time.start, a.time.end, b.time.start, b.time.end))
    assert start_a
    assert end_a
    assert start_b
    assert end_b
    return max((start_a - end_b).days, (start_b - end_a).days)


def _wavering(claims: Sequence[Claim], reports: Mapping[str, Report] | Iterable[Report] | None) -> Iterator[Check]:
    """One authority that gives two figures that cannot both be true for one cell of one incident in one report."""
    told, side = tellings(reports), sides(claims)
    said: dict[tuple[object, ...], list[Claim]] = defaultdict(list)
    for c in claims:
        if (
            c.scope == "incident"
            and c.incident
            and c.source
            and c.stance == "asserted"
            and not c.part_of
            and c.harm != "facility"
        ):
            said[c.report, c.incident, authority(c, told), key_of(c, side)].append(c)
    for same in (said[k] for k in sorted(said, key=str)):
        for a, b in itertools.pairwise(same):
            x, y = interval(a.count), interval(b.count)
            if x.known and y.known and not x.meets(y) and a.source:
                text = f"{a.source.name} gives {x} and {y}: {quote(a)}, {quote(b)}"
                yield Check(kind="authority", holds=False, text=text, claims=(a.id, b.id))

"""The reconciled figures of one incident: harm by status, side and group.

Cells without a group are disjoint and add up: "unknown" holds those of whom nobody says whether they were civilians,
and fighters without a side those whose side nobody names. So where one authority says 15 people and another 15
civilians, the civilians are 15 and the rest is 0. A cell with a group (children) is a part of the cell of its status.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import msgspec

from warmonitor.incidents.authorities import Telling, authority, shown
from warmonitor.incidents.intervals import Figure, Interval, both, interval, joined, minus, plus, settle
from warmonitor.incidents.names import same_side
from warmonitor.model import Cell, Claim, Group, Harm, SetAside, Status

DISJOINT: frozenset[str] = frozenset({"children", "women"})
"""Groups that share no one; the others may overlap with them and with each other."""


class Key(NamedTuple):
    """What a cell counts. A null actor or group is "" so that keys sort."""

    harm: Harm
    status: Status
    actor: str
    group: str


class Rules(NamedTuple):
    """How to reconcile: the policy, its ranking of authorities, and claims that reviewers rejected, with who did."""

    policy: str = "range"
    ranking: tuple[str, ...] = ()
    rejected: Mapping[str, str] = {}


def sides(claims: Iterable[Claim]) -> dict[str, str]:
    """Each name of a side as one name for all that mean the same: the longest."""
    names = sorted({c.victims.actor for c in claims if c.victims.actor}, key=lambda n: (-len(n), n))
    out: dict[str, str] = {}
    for name in names:
        out[name] = next((out[known] for known in out if same_side(known, name)), name)
    return out


def key_of(claim: Claim, side: Mapping[str, str]) -> Key:
    """The cell that a claim speaks of. What is hit (facility) and ground that changes hands have no status."""
    if claim.harm in ("facility", "none"):
        return Key(claim.harm, "unknown", "", "")
    who = claim.victims
    return Key(claim.harm, who.status, side.get(who.actor or "", ""), who.group or "")


class Stand(NamedTuple):
    """What an authority says at last of one cell."""

    span: Interval
    claims: tuple[str, ...]


def cells(claims: Sequence[Claim], told: Mapping[str, Telling], rules: Rules) -> tuple[Cell, ...]:
    """The cells of one incident from all its claims; every claim is in one cell, behind the figure or set aside."""
    side = sides(claims)
    by_key: dict[Key, list[Claim]] = defaultdict(list)
    for claim in sorted(claims, key=lambda c: c.id):
        by_key[key_of(claim, side)].append(claim)
    beside = _beside(by_key, told)
    settled = {key: _settle(by_key[key], told, rules, beside) for key in sorted(by_key)}
    spans = {key: figure.span for key, (figure, _, _) in settled.items() if figure}
    notes = dict.fromkeys(settled, "")
    _raise_wholes(spans, notes)
    _close_parts(spans)
    _leave_rests(spans, notes)
    return tuple(_cell(key, *settled[key], spans.get(key), notes[key]) for key in sorted(settled))


def _cell(
    key: Key,
    figure: Figure | None,
    behind: tuple[str, ...],
    aside: tuple[SetAside, ...],
    span: Interval | None,
    note: str,
) -> Cell:
    best = figure.best if figure else None
    if best is not None and span:
        best = max(best if not note else span.floor, span.floor)
        best = min(best, span.high) if span.high is not None else best
    group: Group | None = msgspec.convert(key.group or None, Group | None)
    return Cell(
        harm=key.harm, status=key.status, actor=key.actor or None, group=group,
        low=span.low if span else None, best=best, high=span.high if span else None,
        claims=behind, set_aside=aside, derived=note or None,
    )  # fmt: skip


def _beside(by_key: Mapping[Key, Sequence[Claim]], told: Mapping[str, Telling]) -> dict[str, int]:
    """What to add to a plain figure because the same voice counts others beside it, not within it.

    "22 children and six teachers": six cannot be the whole of which 22 are children, so 28 is what is told. "98 people:
    16 children, 46 women and 36 men", "50: 38 at the scene and 12 in hospital": what makes up its whole is disjoint.
    """
    floors = {c.id: interval(c.count).floor for claims in by_key.values() for c in claims}
    out = {}
    for key, claims in by_key.items():
        for claim in claims if not key.group and key.harm not in ("facility", "none") else ():
            alike = [
                (k.group, floors[c.id])
                for k in by_key
                if k.group in DISJOINT | {""} and k[:3] == key[:3]
                for c in by_key[k]
                if c is not claim
                and c.report == claim.report
                and c.part_of == claim.part_of
                and authority(c, told) == authority(claim, told)
            ]
            if claim.part_of is not None:
                rest = floors.get(claim.part_of, 0) - floors[claim.id]
                if rest > 0 and rest in (sum(n for g, n in alike if not g), sum(n for _, n in alike)):
                    out[claim.id] = rest
                continue
            most, high = max((n for g, n in alike if g), default=0), interval(claim.count).high
            if key.status == "civilian" and high is not None and most > high:
                out[claim.id] = most
    return out


def _settle(
    claims: Sequence[Claim], told: Mapping[str, Telling], rules: Rules, beside: Mapping[str, int]
) -> tuple[Figure | None, tuple[str, ...], tuple[SetAside, ...]]:
    """One cell's figure before it is held against the others, the claims behind it, and those set aside."""
    aside = {c.id: reason for c in claims if (reason := _unfit(c, rules))}
    aside |= _parts_of_same(claims, aside)
    stands: dict[str, Stand] = {}
    for name, words in _by_authority([c for c in claims if c.id not in aside], told).items():
        stands[name], late = _last_word(words, told, beside)
        aside |= late
    said = {name: stand.span for name, stand in stands.items() if stand.span.known}
    figure = settle(said, rules.policy, rules.ranking) if said else None
    for name, stand in stands.items():
        if figure and name in said and name not in figure.voices:
            aside |= {
                c: f"the policy {rules.policy!r} follows {_named(figure.voices, claims, told)}" for c in stand.claims
            }
    behind = tuple(c.id for c in claims if c.id not in aside)
    return figure, behind, tuple(SetAside(claim=c, reason=aside[c]) for c in sorted(aside))


def _named(voices: frozenset[str], claims: Sequence[Claim], told: Mapping[str, Telling]) -> str:
    names = shown(claims, told)
    return ", ".join(sorted(names[v] for v in voices))


def _unfit(claim: Claim, rules: Rules) -> str:
    """Why a claim enters no figure; empty where it does."""
    if claim.id in rules.rejected:
        return f"rejected by {rules.rejected[claim.id]}"
    if claim.stance == "denied":
        return f"denied by {claim.source.name}" if claim.source else "denied"
    if claim.stance == "unconfirmed" and rules.policy == "cautious":
        return "unconfirmed, and the policy is cautious"
    return ""


def _parts_of_same(claims: Sequence[Claim], aside: Mapping[str, str]) -> dict[str, str]:
    """Claims that break down another claim of the same cell: that one already counts their people."""
    here = {c.id for c in claims if c.id not in aside}
    return {c.id: f"a part of {c.part_of}, which counts it" for c in claims if c.id in here and c.part_of in here}


def _by_authority(claims: Sequence[Claim], told: Mapping[str, Telling]) -> dict[str, list[Claim]]:
    out: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        out[authority(claim, told)].append(claim)
    return {name: out[name] for name in sorted(out)}


def _last_word(
    claims: Sequence[Claim], told: Mapping[str, Telling], beside: Mapping[str, int]
) -> tuple[Stand, dict[str, str]]:
    """What one authority says at last: the claims of its latest day, with the earlier ones that agree with them."""
    by_day: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        by_day[_day(claim, told)].append(claim)
    latest = max(by_day)
    span, aside = _said(by_day.pop(latest), beside)
    for day in sorted(by_day, reverse=True):
        older, smaller = _said(by_day[day], beside)
        aside |= smaller
        if not older.known or not span.known:
            span = span if span.known else older
        elif older.meets(span):
            span = joined([span, older])
        else:
            aside |= {c.id: f"superseded on {latest} by the same authority" for c in by_day[day]}
    return Stand(span, tuple(sorted(c.id for c in claims if c.id not in aside))), aside


def _day(claim: Claim, told: Mapping[str, Telling]) -> str:
    telling = told.get(claim.report)
    return telling.published or "" if telling else ""


def _with(claim: Claim, beside: Mapping[str, int]) -> Interval:
    extra = beside.get(claim.id, 0)
    return plus([interval(claim.count), Interval(extra, extra)]) if extra else interval(claim.count)


def _said(claims: Sequence[Claim], beside: Mapping[str, int]) -> tuple[Interval, dict[str, str]]:
    """One authority's words of one day, and those that cannot stand beside them.

    Buildings hit that one report counts one by one add up; people do not. Of figures for people that cannot all be true
    the one that the report tells first stands, since a headline and lead carry the newest; in a tie the largest. The
    others are earlier ones, or parts that nothing ties to their whole.
    """
    if claims[0].harm == "facility":
        reports = sorted({c.report for c in claims})
        return joined([plus([interval(c.count) for c in claims if c.report == r]) for r in reports]), {}
    spans = {c.id: i for c in claims if (i := _with(c, beside)).known}
    first = {c.id: min((s.start for s in c.evidence), default=0) for c in claims}
    ordered = sorted(spans, key=lambda c: (first[c], -(spans[c].low or spans[c].high or 0), c))
    out, aside = Interval(None, None), {}
    for claim in ordered:
        if not out.known or out.meets(spans[claim]):
            out = both(out, spans[claim])
        else:
            aside[claim] = f"the same authority says {out} as well"
    return out, aside


def _raise_wholes(spans: dict[Key, Interval], notes: dict[Key, str]) -> None:
    """No whole is smaller than a certain part of it."""
    for key in sorted(spans):
        if key.group or key.harm in ("facility", "none"):
            continue
        least = _certain(key, spans)
        if least > spans[key].floor:
            high = spans[key].high
            notes[key] = f"raised from {spans[key]}: its parts are at least {least}"
            spans[key] = Interval(least, None if high is None else max(high, least))


def _certain(whole: Key, spans: Mapping[Key, Interval]) -> int:
    """The people whom the groups within a cell count for certain, nobody twice."""
    parts = {k.group: s.floor for k, s in spans.items() if k.group and k[:3] == whole[:3]}
    return max(
        sum(n for g, n in parts.items() if g in DISJOINT), *(n for g, n in parts.items() if g not in DISJOINT), 0
    )


def _close_parts(spans: dict[Key, Interval]) -> None:
    """No part is larger than its whole, less the other certain parts."""
    for key in sorted(spans):
        whole = spans.get(key._replace(group=""))
        if not key.group or whole is None or whole.high is None:
            continue
        others = [
            s.floor for k, s in spans.items() if k[:3] == key[:3] and k != key and {k.group, key.group} <= DISJOINT
        ]
        top = max(whole.high - sum(others), spans[key].floor)
        if spans[key].high is None:
            spans[key] = Interval(spans[key].low, top)


def _leave_rests(spans: dict[Key, Interval], notes: dict[Key, str]) -> None:
    """Fighters of no named side, then people of unknown status, are what the named ones leave of the whole."""
    for harm in sorted({k.harm for k in spans}):
        fighters = [k for k in spans if k.harm == harm and k.status == "combatant" and k.actor and not k.group]
        _leave(Key(harm, "combatant", "", ""), fighters, spans, notes)
        known = [k for k in spans if k.harm == harm and k.status != "unknown" and not k.group]
        _leave(Key(harm, "unknown", "", ""), known, spans, notes)


def _leave(whole: Key, parts: Sequence[Key], spans: dict[Key, Interval], notes: dict[Key, str]) -> None:
    if whole not in spans or not parts or whole.harm in ("facility", "none"):
        return
    total, taken = spans[whole], plus([spans[p] for p in parts])
    if len(parts) == 1 and spans[parts[0]].high is None and total.high is not None and total.high >= taken.floor:
        spans[parts[0]] = taken = Interval(spans[parts[0]].low, total.high)
    spans[whole] = minus(total, taken)
    notes[whole] = f"{total} in all, less {taken} whose status or side is told"

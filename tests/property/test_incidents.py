"""What holds for any claims: order plays no part, cannot-links stand, parts fit wholes, nothing is lost."""

from __future__ import annotations

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from warmonitor.incidents import assign
from warmonitor.incidents.cells import DISJOINT, Key, _close_parts, _leave_rests, _raise_wholes
from warmonitor.incidents.cluster import clusters
from warmonitor.incidents.intervals import POLICIES, Interval, hull, interval, joined, minus, plus, settle
from warmonitor.incidents.pairs import Scored
from warmonitor.incidents.reconcile import checks, incidents
from warmonitor.incidents.rests import rests
from warmonitor.model import Cell, Claim, Count, Incident, Judgement, Period, Place, Report, Source, Victims

slow = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
some = settings(max_examples=150, deadline=None)

REPORTS = {r: Report(id=r, text="", published=f"2019-07-1{i}", publisher=f"Outlet {r}") for i, r in enumerate("abcd")}
SIDES = ("Redland", "Blueland", "Redland army")
HARMS = ("killed", "killed", "injured", "facility")
BLAMED = ((), ("Redland",), SIDES[:2])
VOICES = (None, Source(name="Monitor"), Source(name="Redland"))

counts = st.one_of(
    st.integers(0, 60).map(lambda n: Count(figure=n, low=n, high=n)),
    st.integers(1, 60).map(lambda n: Count(figure=n, low=n, modifier="at_least")),
    st.integers(1, 60).map(lambda n: Count(figure=n, high=n, modifier="up_to")),
    st.integers(1, 60).map(lambda n: Count(figure=n, modifier="about")),
    st.just(Count(low=24, modifier="vague")),
)
victims = st.builds(
    Victims,
    status=st.sampled_from(("civilian", "combatant", "unknown")),
    actor=st.sampled_from((None, *SIDES)),
    group=st.sampled_from((None, None, "children", "women", "medics")),
)


@st.composite
def claims(draw: st.DrawFn, most: int = 14) -> list[Claim]:
    out: list[Claim] = []
    for n in range(draw(st.integers(1, most))):
        report = draw(st.sampled_from("abcd"))
        wholes = [c.id for c in out if c.report == report]
        day = draw(st.sampled_from((None, "2019-07-08", "2019-07-09", "2019-07-10")))
        out.append(
            Claim(
                id=f"{report}-{n}", report=report, harm=draw(st.sampled_from(HARMS)),
                count=draw(counts), victims=draw(victims), perpetrators=draw(st.sampled_from(BLAMED)),
                event=draw(st.sampled_from(("air_strike", "battle", "unknown"))),
                place=Place(name=draw(st.sampled_from((None, "Alba", "Borqa", "eastern Alba"))), country="SY"),
                time=Period(start=day, end=day), source=draw(st.sampled_from(VOICES)),
                stance=draw(st.sampled_from(("asserted", "asserted", "denied", "unconfirmed"))),
                scope=draw(st.sampled_from(("incident", "incident", "incident", "total"))),
                part_of=draw(st.sampled_from((None, None, *wholes))),
            )
        )  # fmt: skip
    return out


def pairs(ids: list[str]) -> st.SearchStrategy[list[tuple[str, str]]]:
    return st.lists(st.tuples(st.sampled_from(ids), st.sampled_from(ids)).filter(lambda p: p[0] != p[1]), max_size=4)


@slow
@given(claims(), st.randoms(use_true_random=False), st.data())
def test_any_order_of_arrival_gives_the_same_incidents_and_cells(
    told: list[Claim], chance: object, data: st.DataObject
) -> None:
    words = [
        Judgement(kind=data.draw(st.sampled_from(("same", "not_same"))), subject=a, other=b, hand="mo", at=str(n))
        for n, (a, b) in enumerate(data.draw(pairs([c.id for c in told])) if len(told) > 1 else [])
    ]
    shuffled, said = list(told), list(words)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    chance.shuffle(said)  # type: ignore[attr-defined]
    one, links = assign(told, REPORTS, words)
    two, others = assign(shuffled, REPORTS, said)
    assert {c.id: c.incident for c in one} == {c.id: c.incident for c in two}
    assert links == others
    assert incidents(one, reports=REPORTS) == incidents(two, reports=REPORTS)
    assert checks(one, REPORTS) == checks(two, REPORTS)


@slow
@given(claims(), st.data())
def test_cannot_links_are_never_broken(told: list[Claim], data: st.DataObject) -> None:
    ids = [c.id for c in told]
    if len(ids) < 2:
        return
    apart, same = data.draw(pairs(ids)), data.draw(pairs(ids))
    words = [Judgement(kind="same", subject=a, other=b, hand="mo", at="1") for a, b in same]
    words += [Judgement(kind="not_same", subject=a, other=b, hand="mo", at="2") for a, b in apart]
    got = {c.id: c.incident for c in assign(told, REPORTS, words)[0]}
    assert all(got[a] is None or got[b] is None or got[a] != got[b] for a, b in apart)


@some
@given(st.data())
def test_clusters_keep_apart_pairs_and_reports_apart_and_lose_nobody(data: st.DataObject) -> None:
    ids = [f"e{n}" for n in range(data.draw(st.integers(2, 9)))]
    items = {i: data.draw(st.sampled_from("rstu")) for i in ids}
    bits = st.floats(-12, 12).map(lambda x: round(x, 2))
    scored = [
        Scored(a, b, data.draw(bits))
        for a in ids
        for b in ids
        if a < b and items[a] != items[b] and data.draw(st.booleans())
    ]
    same, apart = data.draw(pairs(ids)), data.draw(pairs(ids))
    found = clusters(items, scored, same, apart)
    home = {i: g for g in found for i in g}
    assert sorted(home) == sorted(ids)
    assert sum(len(g) for g in found) == len(ids)
    assert all(home[a] != home[b] for a, b in apart)
    if not same:
        assert all(len({items[i] for i in g}) == len(g) for g in found)
    assert clusters(dict(reversed(items.items())), scored[::-1], same, apart[::-1]) == found


@some
@given(claims(), st.sampled_from(sorted(POLICIES)))
def test_no_claim_is_lost_and_no_total_is_smaller_than_a_certain_part(told: list[Claim], policy: str) -> None:
    grouped = [
        msgspec.structs.replace(c, incident="i1" if c.report in "ab" else "i2") for c in told if c.scope == "incident"
    ]
    for found in incidents(grouped, policy, ("Monitor",), reports=REPORTS):  # type: ignore[arg-type]
        told_here = sorted(c.id for c in grouped if c.incident == found.id)
        listed = [id for cell in found.cells for id in (*cell.claims, *(s.claim for s in cell.set_aside))]
        assert sorted(listed) == told_here == sorted(found.claims)
        for cell in found.cells:
            assert cell.low is None or cell.high is None or cell.low <= cell.high
            if (cell.low, cell.high) == (None, None) or cell.group or cell.harm == "facility":
                continue
            assert (cell.derived or "").endswith("is told") or (cell.low or 0) >= certain(found, cell)


def certain(found: Incident, whole: Cell) -> int:
    """The people of a cell whom its groups count for certain."""
    mine = [
        p for p in found.cells if p.group and (p.harm, p.status, p.actor) == (whole.harm, whole.status, whole.actor)
    ]
    return max([sum(p.low or 0 for p in mine if p.group in DISJOINT), *(p.low or 0 for p in mine)])


@some
@given(claims(), st.sampled_from(sorted(POLICIES)))
def test_reconcile_is_idempotent(told: list[Claim], policy: str) -> None:
    first = incidents(told, policy, reports=REPORTS)  # type: ignore[arg-type]
    of = {id: i.id for i in first for id in i.claims}
    again = [msgspec.structs.replace(c, incident=of.get(c.id)) for c in told]
    plain = [msgspec.structs.replace(i, checks=()) for i in first]
    assert [msgspec.structs.replace(i, checks=()) for i in incidents(again, policy, reports=REPORTS)] == plain  # type: ignore[arg-type]


@some
@given(claims())
def test_tolls_leave_no_more_than_they_claim_in_any_order(told: list[Claim]) -> None:
    month = Period(start="2019-07-01", end="2019-07-31")
    closed = [msgspec.structs.replace(c, time=month) if c.scope == "total" else c for c in told]
    recorded = incidents(closed, reports=REPORTS)
    found = rests(closed, recorded)
    assert found == rests(closed[::-1], recorded[::-1])
    claimed = {c.id: interval(c.count) for c in closed if c.scope == "total"}
    assert [r.claim for r in found] == sorted(claimed)
    for rest in found:
        assert rest.high is None or rest.low <= rest.high
        assert (rest.low, rest.high) == (0, 0) or rest.reason is None
        assert rest.low <= claimed[rest.claim].floor
        assert rest.high is None or claimed[rest.claim].high is None or rest.high <= (claimed[rest.claim].high or 0)


ends = st.one_of(st.none(), st.integers(0, 50))
spans = st.tuples(ends, ends).filter(lambda p: p != (None, None)).map(lambda p: Interval(*p)).filter(
    lambda i: i.low is None or i.high is None or i.low <= i.high
)  # fmt: skip
keys = st.builds(
    Key,
    harm=st.just("killed"),
    status=st.sampled_from(("civilian", "combatant", "unknown")),
    actor=st.just(""),
    group=st.sampled_from(("", "children", "women", "medics")),
)


@some
@given(st.dictionaries(keys, spans, min_size=1))
def test_raising_wholes_and_closing_parts_twice_is_the_same_as_once(told: dict[Key, Interval]) -> None:
    def settled(found: dict[Key, Interval]) -> dict[Key, Interval]:
        out = dict(found)
        _raise_wholes(out, {})
        _close_parts(out)
        return out

    assert settled(settled(told)) == settled(told)


@some
@given(st.dictionaries(keys, spans, min_size=1))
def test_rests_are_intervals_and_add_up_to_no_more_than_was_told(told: dict[Key, Interval]) -> None:
    out = dict(told)
    _leave_rests(out, {})
    assert all(i.low is None or i.high is None or i.low <= i.high for i in out.values())
    whole = Key("killed", "unknown", "", "")
    parts = [told[k] for k in told if k.status != "unknown" and not k.group]
    if whole in told and told[whole].high is not None and parts and all(p.high is not None for p in parts):
        added = plus([out[whole], *parts])
        assert added.high == max(told[whole].high or 0, plus(parts).high or 0)


@some
@given(st.dictionaries(st.sampled_from("abcde"), spans, min_size=1), st.sampled_from(sorted(POLICIES)))
def test_a_policy_stays_within_what_was_told(said: dict[str, Interval], policy: str) -> None:
    figure = settle(said, policy, ("c", "a"))
    told = hull(list(said.values()))
    assert figure.span.floor >= min(i.floor for i in said.values())
    assert told.high is None or figure.span.high is None or figure.span.high <= told.high
    assert figure.voices <= set(said)
    assert figure.best is None or figure.span.high is None or figure.best <= figure.span.high


@some
@given(st.lists(spans, min_size=1, max_size=5), spans)
def test_joining_and_taking_away(several: list[Interval], part: Interval) -> None:
    assert joined(several[:1]) == several[0]
    rest = minus(several[0], part)
    assert rest.high is None or rest.floor <= rest.high

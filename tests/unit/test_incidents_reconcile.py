"""Figures of an incident: policies, authorities, parts and wholes, grades, checks and tolls."""

from __future__ import annotations

import msgspec
import pytest

from warmonitor.errors import QueryError
from warmonitor.incidents.intervals import Interval, hull, interval, joined, minus, settle
from warmonitor.incidents.reconcile import checks, incidents, tolls
from warmonitor.model import Cell, Claim, Count, Incident, Judgement, Period, Place, Report, Source, Span, Victims


def claim(
    id: str,
    low: int | None,
    high: int | None = -1,
    *,
    by: str | None = "Monitor",
    status: str = "civilian",
    group: str | None = None,
    side: str | None = None,
    incident: str | None = "i1",
    **other: object,
) -> Claim:
    top = low if high == -1 else high
    fields = {"harm": "killed", "event": "air_strike", "place": Place(name="Alba", country="SY", admin1="Lower Alba"),
              "time": Period(start="2019-07-10", end="2019-07-10"), "perpetrators": ("Redland",)} | other  # fmt: skip
    return Claim(
        id=id, report=id.split("-")[0], count=Count(figure=low, low=low, high=top, text=str(low)), incident=incident,
        victims=Victims(status=status, actor=side, group=group), source=Source(name=by, kind="monitor") if by else None,
        **fields,
    )  # type: ignore[arg-type]  # fmt: skip


REPORTS = [
    Report(id=id, text="", published=f"2019-07-{day}", publisher=name)
    for id, day, name in [("a", 10, "Dawn"), ("b", 11, "Dusk"), ("c", 12, "Noon")]
]


def one(claims: list[Claim], policy: str = "range", **kwargs: object) -> Incident:
    (found,) = incidents(claims, policy, reports=REPORTS, **kwargs)  # type: ignore[arg-type]
    return found


def cell(found: Incident, status: str = "civilian", group: str | None = None, actor: str | None = None) -> Cell:
    (only,) = [c for c in found.cells if (c.status, c.group, c.actor) == (status, group, actor)]
    return only


def bounds(c: Cell) -> tuple[int | None, int | None]:
    return c.low, c.high


def test_intervals() -> None:
    assert interval(Count(figure=30)) == Interval(27, 33)
    assert hull([Interval(12, 12), Interval(10, None)]) == Interval(10, 12)
    assert hull([Interval(12, 12), Interval(20, None)]) == Interval(12, None)
    assert joined([Interval(24, None), Interval(31, 31)]) == Interval(31, 31)
    assert minus(Interval(15, 15), Interval(6, 6)) == Interval(9, 9)
    assert minus(Interval(15, 15), Interval(10, 15)) == Interval(0, 0)


@pytest.mark.parametrize(
    "policy, low, best, high",
    [("range", 10, None, 15), ("ucdp", 10, 12, 15), ("cautious", 10, 10, 10), ("majority", 12, 12, 12)],
)
def test_policies(policy: str, low: int, best: int | None, high: int) -> None:
    voices = {"a": Interval(12, 12), "b": Interval(12, 12), "c": Interval(15, 15), "d": Interval(10, 10)}
    figure = settle(voices, policy)
    assert (*figure.span, figure.best) == (low, high, best)


def test_a_ranking_follows_its_first_that_speaks() -> None:
    claims = [claim("a-1", 12, by="Ministry"), claim("b-1", 30, by="Rebels")]
    found = one(claims, "ranking", ranking=("Nobody", "the Rebels"))
    assert bounds(cell(found)) == (30, 30)
    assert [s.claim for s in cell(found).set_aside] == ["a-1"]


def test_an_unknown_policy_is_an_error() -> None:
    with pytest.raises(QueryError, match="no policy"):
        incidents([claim("a-1", 3)], "median")  # type: ignore[arg-type]


def test_an_update_supersedes_the_same_authority_alone() -> None:
    found = one([claim("a-1", 12), claim("b-1", 30), claim("c-1", 20, by="Army")])
    assert bounds(cell(found)) == (20, 30)
    assert cell(found).set_aside[0].claim == "a-1"
    assert "superseded on 2019-07-11" in cell(found).set_aside[0].reason


def test_ten_outlets_that_quote_one_monitor_are_one_voice() -> None:
    found = one(
        [claim("a-1", 12), claim("b-1", 12), claim("c-1", 12, by=None), claim("c-2", 4, by="Monitor", group="women")]
    )
    assert found.authorities == ("Monitor",)
    assert found.happened == "weak"


def test_two_authorities_are_fair_and_the_accused_itself_confirms() -> None:
    first = claim("a-1", 12)
    assert one([first, claim("b-1", 12, by="Medics")]).happened == "fair"
    army = msgspec.structs.replace(claim("b-1", 12), source=Source(name="Redland army", kind="military"))
    assert (one([first, army]).happened, one([first, army]).attributed) == ("confirmed", "confirmed")
    watch = msgspec.structs.replace(army, source=Source(name="Redland Human Rights Watchers", kind="ngo"))
    assert one([first, watch]).attributed == "fair"


def test_rivals_contest_who_did_it_and_a_denial_what_happened() -> None:
    blamed = [claim("a-1", 12), claim("b-1", 12, by="Army", perpetrators=("Blueland",))]
    assert one(blamed).attributed == "contested"
    denied = [claim("a-1", 12), claim("b-1", 12, by="Army", stance="denied")]
    assert one(denied).happened == "contested"
    assert bounds(cell(one(denied))) == (12, 12)
    assert one([claim("a-1", 12, stance="denied")]).happened == "discounted"


def test_people_told_again_as_civilians_are_not_counted_twice() -> None:
    found = one([claim("a-1", 15, status="unknown"), claim("b-1", 15, by="Medics")])
    assert bounds(cell(found)) == (15, 15)
    assert bounds(cell(found, "unknown")) == (0, 0)


def test_fighters_of_named_sides_leave_the_rest_of_the_whole() -> None:
    found = one([
        claim("a-1", 56, status="combatant"), claim("a-2", 32, status="combatant", side="Redland", part_of="a-1"),
        claim("a-3", 20, status="combatant", side="Blueland", part_of="a-1"),
    ])  # fmt: skip
    assert bounds(cell(found, "combatant")) == (4, 4)
    assert bounds(cell(found, "combatant", actor="Redland")) == (32, 32)


def test_parts_raise_the_whole_and_the_whole_closes_its_parts() -> None:
    found = one([
        claim("a-1", None, 15), claim("a-2", 4, group="children", part_of="a-1"),
        claim("a-3", 2, None, group="women", part_of="a-1"),
    ])  # fmt: skip
    assert bounds(cell(found)) == (6, 15)
    assert bounds(cell(found, group="women")) == (2, 11)


def test_a_smaller_figure_beside_a_larger_group_is_the_rest() -> None:
    found = one([claim("a-1", 22, group="children"), claim("a-2", 6)])
    assert bounds(cell(found)) == (28, 28)


def test_one_authority_in_one_report_stands_by_what_it_tells_first_or_else_the_largest() -> None:
    found = one([claim("a-1", 34), claim("a-2", 45)])
    assert bounds(cell(found)) == (45, 45)
    early, late = ((Span(start=n, end=n + 2, text="x"),) for n in (5, 900))
    found = one([claim("a-1", 34, evidence=early), claim("a-2", 45, evidence=late)])
    assert bounds(cell(found)) == (34, 34)
    assert cell(found).set_aside[0].reason == "the same authority says 34 as well"


def test_buildings_told_one_by_one_add_up() -> None:
    found = one([claim("a-1", 1, harm="facility"), claim("a-2", 2, harm="facility")])
    assert bounds(cell(found, "unknown")) == (3, 3)


def test_a_rejected_claim_is_set_aside_and_a_grade_is_a_persons_word() -> None:
    words = [
        Judgement(kind="reject", subject="b-1", hand="mo"),
        Judgement(kind="grade", subject="i1", field="happened", value="confirmed", hand="mo"),
    ]
    found = one([claim("a-1", 12), claim("b-1", 40, by="Army")], judgements=words)
    assert bounds(cell(found)) == (12, 12)
    assert cell(found).set_aside[0].reason == "rejected by mo"
    assert found.happened == "confirmed"


def told(kind: str, claims: list[Claim]) -> list[tuple[bool | None, str]]:
    return [(c.holds, c.text) for c in checks(claims, REPORTS) if c.kind == kind]


def test_sums_and_headlines() -> None:
    quoted = (Span(start=0, end=11, text="56 fighters"),)
    fight = [
        claim("a-1", 56, status="combatant", part_of="a-9", evidence=quoted),
        claim("a-2", 32, status="combatant", side="Redland", part_of="a-1"),
        claim("a-3", 24, status="combatant", side="Blueland", part_of="a-1"),
        claim("a-4", 15, part_of="a-9", incident="i2"), claim("a-9", 70, None, scope="total", incident=None),
    ]  # fmt: skip
    ((holds, text),) = told("sum", fight)
    assert holds
    assert text.startswith("32 + 24 = 56: holds")
    assert "“56 fighters”" in text
    ((holds, text),) = told("headline", fight)
    assert holds
    assert text.startswith("56 + 15 = 71, the whole says at least 70: holds")


def test_a_part_over_its_whole_and_what_a_whole_leaves() -> None:
    parts = [
        claim("a-1", 15),
        claim("a-2", 4, group="children", part_of="a-1"),
        claim("a-3", 2, group="women", part_of="a-1"),
    ]
    ((holds, text),) = told("part_over_whole", parts)
    assert holds
    assert "leaves 9 others" in text
    ((holds, text),) = told("part_over_whole", [claim("a-1", 3), claim("a-2", 4, group="children", part_of="a-1")])
    assert not holds
    assert "a part over its whole" in text


def test_a_sum_that_misses_a_toll_that_falls_a_day_that_cannot_be_and_an_authority_at_odds() -> None:
    over = [claim("a-1", 50, status="combatant"), claim("a-2", 32, side="R", status="combatant", part_of="a-1"),
            claim("a-3", 24, side="B", status="combatant", part_of="a-1")]  # fmt: skip
    assert [h for h, _ in told("sum", over)] == [False]
    season = {"scope": "total", "incident": None, "time": Period(start="2019-05-01", end="2019-07-12")}
    assert told("toll_fell", [claim("a-1", 550, **season), claim("b-1", 500, **season)])[0][0] is False
    assert not told("toll_fell", [claim("a-1", 550, **season), claim("b-1", 560, **season)])
    assert told("dates", [claim("a-1", 5, time=Period(start="2019-08-01", end="2019-08-01"))])
    assert told("authority", [claim("a-1", 34), claim("a-2", 21)])


def test_a_toll_is_held_against_the_incidents_of_its_place_period_status_and_cause() -> None:
    found = incidents(
        [claim("a-1", 31), claim("b-1", 36, by="Army"), claim("c-1", 9, incident="i2", perpetrators=("Blueland",))]
    )
    toll = claim("a-9", 550, None, scope="total", incident=None, place=Place(name="Lower Alba", country="SY"),
                 time=Period(start="2019-04-21", end="2019-07-12"))  # fmt: skip
    (held,) = tolls([toll], found)
    assert (held.recorded_low, held.recorded_high, held.unaccounted, held.incidents) == (31, 36, 514, ("i1",))
    assert held.text == "Monitor: at least 550; incidents recorded here: 31 to 36; unaccounted: about 514"


def test_parts_that_make_up_their_whole_hold_none_of_each_other() -> None:
    whole = claim("a-1", 98, status="unknown")
    men = claim("a-4", 36, part_of="a-1")
    found = one(
        [whole, claim("a-2", 16, group="children", part_of="a-1"), claim("a-3", 46, group="women", part_of="a-1"), men]
    )
    assert bounds(cell(found)) == (98, 98)
    assert bounds(cell(found, status="unknown")) == (0, 0)


def test_figures_side_by_side_that_make_up_their_whole_add_up() -> None:
    parts = [claim("a-2", 38, part_of="a-1"), claim("a-3", 12, part_of="a-1")]
    figures = cell(one([claim("a-1", 50, status="unknown"), *parts]))
    assert bounds(figures) == (50, 50)
    assert set(figures.claims) == {"a-2", "a-3"}

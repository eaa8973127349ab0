"""Claims of one report to events, and events of several reports to incidents."""

from __future__ import annotations

import pytest

from warmonitor.errors import InputError
from warmonitor.incidents import add, assign, events, redirects, replaced, touched
from warmonitor.incidents.cluster import clusters
from warmonitor.incidents.names import directions, is_side, kin, place_parts, same_side
from warmonitor.incidents.pairs import Scored
from warmonitor.incidents.weights import weights
from warmonitor.model import Claim, Count, Judgement, Period, Place, Report, Source, Victims


def claim(
    id: str,
    low: int = 5,
    *,
    place: str = "Alba",
    day: str | None = "2019-07-10",
    kind: str = "air_strike",
    by: str = "Redland",
    **other: object,
) -> Claim:
    return Claim(
        id=id, report=id.split("-")[0], harm="killed", count=Count(figure=low, low=low, high=low),
        event=kind, place=Place(name=place, country="SY"), time=Period(start=day, end=day),
        perpetrators=(by,) if by else (), **other,
    )  # type: ignore[arg-type]  # fmt: skip


def incidents_of(claims: list[Claim], **kwargs: object) -> dict[str, str | None]:
    linked, _ = assign(claims, **kwargs)  # type: ignore[arg-type]
    return {c.id: c.incident for c in linked}


@pytest.mark.parametrize(
    "left, right",
    [
        ("Saraqeb", "Saraqib"),
        ("al-Qusour", "Qusur"),
        ("Pa Zi Gyi", "Pazigyi"),
        ("Idlib city", "Idleb"),
        ("Hass", "Haas"),
    ],
)
def test_transliterations_of_a_place_are_one(left: str, right: str) -> None:
    assert set(place_parts(left)) & set(place_parts(right))


def test_a_list_of_places_names_each_and_the_compass_stands_apart() -> None:
    assert len(place_parts("al-Joura and al-Qusour")) == 2
    assert place_parts("eastern Aleppo") == place_parts("western Aleppo")
    assert directions("eastern Aleppo") != directions("western Aleppo")


def test_sides() -> None:
    assert same_side("Syrian regime", "Syrian government forces")
    assert not same_side("Russia", "Syrian government")
    assert not is_side("Syrian Observatory for Human Rights", "Syrian government")
    assert is_side("Israeli army", "Israel")
    assert kin("air_strike", "shelling")
    assert not kin("air_strike", "abduction")


def test_a_report_tells_of_events_by_place_day_kind_and_side() -> None:
    told = events([
        claim("a-1"), claim("a-2", 2, part_of="a-1"), claim("a-3", 4, place="Elsewhere"),
        claim("a-4", 3, day="2019-07-12"), claim("a-5", 6, kind="shelling", by="Blueland"),
        claim("a-6", 90, scope="total"),
    ])  # fmt: skip
    assert sorted(e.claims for e in told) == [("a-1", "a-2"), ("a-3",), ("a-4",), ("a-5",)]


def test_both_sides_of_a_fight_are_one_event() -> None:
    red = claim("a-1", kind="battle", by="Blueland", victims=Victims(status="combatant", actor="Redland"))
    blue = claim("a-2", 9, kind="battle", by="Redland", victims=Victims(status="combatant", actor="Blueland"))
    assert len(events([red, blue])) == 1


def test_one_event_in_two_reports_is_one_incident_and_two_strikes_of_a_day_are_two() -> None:
    got = incidents_of([claim("a-1"), claim("a-2", 7, place="Borka"), claim("b-1"), claim("b-2", 7, place="Borqa")])
    assert got["a-1"] == got["b-1"] != got["a-2"] == got["b-2"]


def test_totals_have_no_incident_and_the_order_given_stays() -> None:
    linked, _ = assign([claim("b-1", 500, scope="total"), claim("a-1")])
    assert [(c.id, c.incident is None) for c in linked] == [("b-1", True), ("a-1", False)]


def test_parts_of_one_city_do_not_merge() -> None:
    got = incidents_of([claim("a-1", 15, place="eastern Aleppo"), claim("b-1", 9, place="western Aleppo")])
    assert got["a-1"] != got["b-1"]


def test_a_month_of_shelling_does_not_chain() -> None:
    days = [f"2019-07-{d:02}" for d in range(1, 29)]
    claims = [claim(f"r{d}-1", 3 + i % 4, day=d_) for i, d_ in enumerate(days) for d in [d_.replace("-", "")]]
    groups: dict[str | None, list[str]] = {}
    for c in assign(claims)[0]:
        groups.setdefault(c.incident, []).append(c.time.start or "")
    assert all(max(g) <= min(g)[:8] + f"{int(min(g)[8:]) + 1:02}" for g in groups.values())


def test_reviewers_join_and_part_and_the_later_word_counts() -> None:
    claims = [claim("a-1"), claim("b-1"), claim("c-1", 30, place="Elsewhere", day="2019-09-01")]
    part = Judgement(kind="not_same", subject="a-1", other="b-1", hand="mo", at="2020-01-01")
    join = Judgement(kind="same", subject="a-1", other="c-1", hand="mo", at="2020-01-01")
    got = incidents_of(claims, judgements=[part, join])
    assert got["a-1"] == got["c-1"] != got["b-1"]
    again = Judgement(kind="same", subject="b-1", other="a-1", hand="al", at="2020-02-01")
    assert incidents_of(claims, judgements=[again, part])["a-1"] == incidents_of(claims, judgements=[again])["b-1"]


def test_a_reviewer_may_part_claims_of_one_report() -> None:
    part = Judgement(kind="not_same", subject="a-1", other="a-2", hand="mo")
    got = incidents_of([claim("a-1"), claim("a-2", 2)], judgements=[part])
    assert got["a-1"] != got["a-2"]


def test_ids_stay_when_an_earlier_report_arrives_and_a_merge_redirects() -> None:
    first = incidents_of([claim("m-1")])
    later, _ = assign([claim("a-1"), claim("m-1")], previous=first)
    assert {c.incident for c in later} == {first["m-1"]}
    apart = {"a-1": "ione", "m-1": "itwo"}
    merged, _ = assign([claim("a-1"), claim("m-1")], previous=apart)
    assert [(r.incident, r.into, r.kind) for r in redirects(apart, merged)] == [("itwo", ("ione",), "merged")]


def test_a_split_says_where_each_went() -> None:
    whole = {"a-1": "iold", "b-1": "iold"}
    part = Judgement(kind="not_same", subject="a-1", other="b-1", hand="mo")
    split, _ = assign([claim("a-1"), claim("b-1")], judgements=[part], previous=whole)
    (gone,) = redirects(whole, split)
    assert gone.kind == "split"
    assert "iold" in gone.into
    assert len(gone.into) == 2


def test_links_keep_score_and_reasons() -> None:
    _, links = assign([claim("a-1"), claim("b-1")])
    assert [(k.left, k.right) for k in links] == [("a-1", "b-1")]
    assert links[0].score > 0.7
    assert {"held to be one incident", "the same days", "the same place by name"} <= set(links[0].reasons)


def test_average_link_lets_strong_disagreement_stand() -> None:
    scored = [Scored("a", "b", 5.0), Scored("b", "c", 4.0), Scored("a", "c", -9.0)]
    assert clusters({"a": "r", "b": "s", "c": "t"}, scored) == [("a", "b"), ("c",)]


def test_two_events_of_one_report_never_merge_through_a_third() -> None:
    scored = [Scored("a", "b", 9.0), Scored("b", "c", 9.0)]
    assert clusters({"a": "r", "b": "s", "c": "r"}, scored) == [("a", "b"), ("c",)]


def test_new_reports_touch_only_what_is_near() -> None:
    known, _ = assign([claim("a-1"), claim("z-1", day="2016-01-01")])
    new = [claim("b-1")]
    assert [c.id for c in touched(new, known, {})] == ["a-1"]
    changed, _ = add(new, known, {})
    assert [c.id for c in changed] == ["b-1"]
    assert {c.id: c.incident for c in replaced(known, changed)} == incidents_of([*known, *new])


def test_report_words_and_dates_link_what_has_no_place() -> None:
    told = {
        r.id: r
        for r in [
            Report(
                id="a", text="The clinic of Doctor Marwa Selim in the Qanat quarter burned.", published="2019-07-10"
            ),
            Report(
                id="b", text="Doctor Marwa Selim lost the Qanat quarter clinic to the blast.", published="2019-07-10"
            ),
        ]
    }
    one, two = (Claim(id=f"{r}-1", report=r, harm="killed", count=Count(figure=4, low=4, high=4)) for r in told)
    got = incidents_of([one, two], reports=told)
    assert got["a-1"] == got["b-1"]


def test_a_file_of_weights_that_lacks_a_level_says_which(tmp_path: object) -> None:
    path = tmp_path / "weights.yaml"  # type: ignore[operator]
    one = "{prior: -2, comparisons: {date: {same_days: 1.0}}}"
    path.write_text(f"across: {one}\nwithin: {one}\n")
    with pytest.raises(InputError, match=r"place\.same_name"):
        weights(str(path))


def test_source_is_not_needed_to_link() -> None:
    cited = claim("a-1", source=Source(name="A monitor"))
    assert incidents_of([cited, claim("b-1")])["a-1"] is not None

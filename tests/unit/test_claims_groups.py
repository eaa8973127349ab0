"""Groups of people and words of harm that a sentence proposes, and how they stand to each other; no weights needed."""

import pytest
from eval import drill

from warmonitor.claims.detect import Context, possible
from warmonitor.claims.harms import Scene, scene
from warmonitor.claims.text import sentences
from warmonitor.lexicon.words import words

PROPOSED = [
    ("A third man died and a fourth was injured.", [("man", 1), ("another", 1)]),
    ("Several were hurt, some critically.", [("", 3), ("", 2)]),
    ("Of those killed, six were children.", [("child", 6)]),
    ("Three of its special forces men were wounded.", [("man", 3)]),
    ("Five killed, dozens wounded in market blast", [("", 5), ("wounded", 24)]),
    ("The bombing killed 12 on May 6 and 7.", [("", 12)]),
    ("Eight pupils between 7 and 12 years old were hurt.", [("pupil", 8)]),
    ("More than 30 cases of suffocation were treated.", [("case of suffocation", 30)]),
    ("04-03-2016 Two Syrians killed", [("syrians", 2)]),
]
NOBODY = [
    "Two explosions and six air strikes shook the town.",
    "They fired a number of rocket shells.",
    "The raid destroyed 13 rebel positions and three personnel carriers.",
    "It was one of the bloodiest days of the war.",
    "One family fled.",
    "The last one was in May.",
    "The town is some 30 km from the front.",
    "The death toll is not known.",
]


def scenes(text: str) -> list[Scene]:
    whole = f"\n{text}"
    return [scene(s, words(), whole) for s in sentences(whole)]


def counted(text: str) -> list[tuple[str, int | None]]:
    groups = [g for s in scenes(text) for g in s.groups if g.kind not in ("bare", "naked", "title")]
    return [(g.head, g.count.figure if g.count.figure is not None else g.count.low) for g in groups]


@pytest.mark.parametrize(("text", "expected"), PROPOSED)
def test_what_counts_people_is_proposed(text: str, expected: list[tuple[str, int]]) -> None:
    assert counted(text) == expected


@pytest.mark.parametrize("text", NOBODY)
def test_what_counts_acts_things_and_days_is_not(text: str) -> None:
    assert not [g for s in scenes(text) for g in s.groups if g.kind in ("number", "bare_number", "of_them", "definite")]


@pytest.mark.parametrize(
    "text",
    ["Dozens were killed and wounded.", "It left dozens dead or injured.", "The blast killed and injured dozens."],
)
def test_one_number_said_of_the_dead_and_the_hurt_is_both(text: str) -> None:
    assert [g.joint for s in scenes(text) for g in s.groups] == [True]


def test_two_numbers_are_not_joint() -> None:
    assert not any(g.joint for s in scenes("The shell took three lives and wounded two boys.") for g in s.groups)


def test_a_list_has_one_span() -> None:
    (s,) = scenes("A clinic, two schools and a shop were hit.")
    assert len(set(s.lists)) == 1


@pytest.mark.parametrize(
    ("text", "speaks"),
    [
        ("The raid killed four, two residents said.", [False, True]),
        ("It killed six men and nine women, said the director.", [False, False]),
        ("The raid wounded 80, a spokesman for the health ministry said.", [False, True]),
    ],
)
def test_who_says_so_came_to_no_harm(text: str, speaks: list[bool]) -> None:
    (s,) = scenes(text)
    found = [not possible(s, i, Context(), words()) for i, g in enumerate(s.groups) if not g.kind.startswith("na")]
    assert found[: len(speaks)] == speaks


def test_a_later_figure_recalls_the_harm_of_the_report() -> None:
    (s,) = scenes("Officials had put it at 12, then raised it to 15.")
    context = Context(before=set(), last={"killed"})
    figures = [i for i, g in enumerate(s.groups) if g.count.figure]
    assert [possible(s, i, context, words()) for i in figures if s.groups[i].kind == "bare_number"] == [["killed"]] * 2


def test_a_drill_line_marks_its_groups() -> None:
    text, before, spans = drill.parse("{ki} At least [k|20 people] died and [i|dozens] were hurt.")
    assert text == "At least 20 people died and dozens were hurt."
    assert before == {"killed", "injured"}
    assert [(text[a:b], harms) for a, b, harms in spans] == [("20 people", {"killed"}), ("dozens", {"injured"})]
    assert {y for _, y in drill.rows_of("[k|Two men] died.", words())} == {1.0}


def test_every_drill_mark_names_a_harm() -> None:
    marked = [line for line in drill.FILE.read_text(encoding="utf8").splitlines() if line.strip() and line[0] != "#"]
    assert all("|" not in drill.parse(line)[0] for line in marked)

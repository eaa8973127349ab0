"""The registry of sides: a table of sentences, one side under many names, and users' own actors."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from warmonitor.errors import LexiconError
from warmonitor.lexicon import table
from warmonitor.lexicon.actors import ActorFile, registry, slug
from warmonitor.lexicon.side import initials

PAGE = Path(__file__).parents[2] / "docs" / "actors.md"
ROWS = re.findall(r"^\| ([A-Z]{2}) \| (.+?) \| (.+?) \|$", PAGE.read_text(encoding="utf8"), re.M)
CASES: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text(encoding="utf8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['text'][:50]} {case['country']}")
def test_sides_of_a_sentence(case: dict[str, Any]) -> None:
    sides = registry()
    found = [sides.resolve(mention, case["country"]) for mention in sides.find(case["text"])]
    assert {mention.text: mention.side for mention in found} == case["sides"]


@pytest.mark.parametrize(("country", "words", "side"), ROWS)
def test_the_page_tells_the_truth(country: str, words: str, side: str) -> None:
    sides = registry()
    (mention,) = sides.find(f"Yesterday {words} fired on the town.")
    assert sides.resolve(mention, country).side == side


def test_the_page_counts_right() -> None:
    assert f"knows {len(table('actors.yaml', ActorFile).actors)} actors" in PAGE.read_text(encoding="utf8")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Syrian army", "Assad's forces", True),
        ("Regime forces", "Syrian army", False),  # said without a country, it is anybody's regime
        ("HTS", "Hayat Tahrir al-Sham", True),
        ("HTS", "ISIS", False),
        ("ISIS", "Daesh", True),
        ("Tatmadaw", "Myanmar military", True),
        ("Lowland Guard", "lowland guard", True),
        ("Lowland Guard", "Highland Guard", False),
    ],
)
def test_two_names_of_one_side(one: str, other: str, same: bool) -> None:
    assert registry().same(one, other) is same


def test_descriptions_get_their_id_in_a_country() -> None:
    sides = registry()
    (mention,) = sides.find("regime forces")
    assert (mention.named, mention.id) == (False, None)
    army = sides.get("Syrian army")
    assert army
    assert sides.resolve(mention, "SY").id == army.id


def test_a_force_abroad_is_foreign() -> None:
    sides = registry()
    (mention,) = sides.find("Turkish soldiers")
    assert sides.resolve(mention, "SY").kind == "foreign_force"
    assert sides.resolve(mention, "TR").kind == "state_force"


def test_every_actor_is_whole() -> None:
    listed = table("actors.yaml", ActorFile)
    names = [entry["name"] for entry in listed.actors]
    assert len({slug(name) for name in names}) == len(names) > 250
    for actor in registry().actors:
        assert actor.kind in listed.kinds
        assert (
            actor.years is None or actor.years[0] is None or actor.years[1] is None or actor.years[0] <= actor.years[1]
        )


def test_an_alias_is_one_actors_only() -> None:
    owners: dict[str, str] = {}
    for actor in registry().actors:
        for alias in {name if initials(name) else name.lower() for name in (actor.name, *actor.aliases)}:
            assert owners.setdefault(alias, actor.name) == actor.name, alias


def test_a_users_own_actors_win(tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    path.write_text(
        "kinds: {clan: a clan}\n"
        "actors:\n"
        "  - {name: Tarsa Guard, kind: clan, country: SY, aliases: [the Guards of Tarsa]}\n"
        "  - {name: HTS, kind: rebel, country: SY, aliases: [Tahrir]}\n",
        encoding="utf8",
    )
    sides = registry(extra=path)
    assert [mention.name for mention in sides.find("The Guards of Tarsa shot at Tahrir.")] == ["Tarsa Guard", "HTS"]
    hts = sides.get("HTS")
    assert hts
    assert hts.kind == "rebel"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("actors:\n  - {name: Tarsa Guard, kind: clan}\n", "actor 1 .Tarsa Guard.*unknown kind 'clan'"),
        ("actors:\n  - {name: A, kind: rebel}\n  - {kind: rebel}\n", "actor 2 .without a name"),
        ("actors:\n  - {name: A, kind: rebel, colour: red}\n", "actor 1 .A.*colour"),
        ("actors: 3\n", "own.yaml"),
        ("a: [", "own.yaml"),
    ],
)
def test_a_wrong_entry_is_named(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "own.yaml"
    path.write_text(text, encoding="utf8")
    with pytest.raises(LexiconError, match=told):
        registry(extra=path)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(LexiconError, match=r"none\.yaml"):
        registry(extra=tmp_path / "none.yaml")

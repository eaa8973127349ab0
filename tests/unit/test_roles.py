"""What a side does in a sentence, told by the words beside its name; who "gunmen" are; who acts as one."""

from __future__ import annotations

import pytest

from warmonitor.claims import roles
from warmonitor.claims.setting import setting
from warmonitor.claims.text import document
from warmonitor.lexicon.words import words
from warmonitor.model import Report
from warmonitor.places import Gazetteer

TOLD = [
    ("Boko Haram bombed the village.", "Boko Haram", {"does"}),
    ("Nine people were killed by Boko Haram.", "Boko Haram", {"by"}),
    ("The village is held by Boko Haram.", "Boko Haram", {"holds"}),
    ("The governor blamed Boko Haram.", "Boko Haram", {"blamed"}),
    ("Boko Haram claimed responsibility.", "Boko Haram", {"owns"}),
    ("Boko Haram denied it.", "Boko Haram", {"denies"}),
    ("Boko Haram said so.", "Boko Haram", {"speaks"}),
    ("Planes flew against Boko Haram positions.", "Boko Haram", {"struck", "place"}),
    ("Men loyal to Boko Haram came.", "Boko Haram", {"links"}),
    ("A shell belonging to Boko Haram fell.", "Boko Haram", {"does"}),
]


def cast(text: str) -> roles.Cast:
    around = setting(document(Report(id="r", text=text)), Gazetteer.load())
    return roles.cast([], around, words())


@pytest.mark.parametrize(("text", "side", "told"), TOLD, ids=[text for text, _, _ in TOLD])
def test_what_a_side_does(text: str, side: str, told: set[str]) -> None:
    assert told <= set(cast(text).parts[side][0].roles)


def test_gunmen_are_the_group_that_the_report_names() -> None:
    found = cast("Gunmen stormed the market. Officials blamed Gran Grif. Terrorists fled.")
    assert [p.sentence for p in found.parts["Gran Grif"]] == [0, 1]
    assert "Terrorists" not in found.parts
    assert "terrorists" in found.parts


def test_sides_named_in_one_breath_act_as_one() -> None:
    found = cast("Russian and Syrian warplanes bombed two villages near Idlib, Syria.")
    (pair,) = found.pairs["Russia", "Syrian government"]
    assert pair.sort == "joined"
    assert pair.does
    assert all("does" in p.roles for side in ("Russia", "Syrian government") for p in found.parts[side])


def test_a_battle_has_two_sides() -> None:
    found = cast("Fighting between Boko Haram and the Nigerian army killed ten people.")
    assert [p.sort for p in next(iter(found.pairs.values()))][-1] == "joint"

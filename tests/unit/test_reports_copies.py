"""Ten outlets that print one text are one voice; an update is not a copy."""

import random

from warmonitor.model import Report
from warmonitor.reports.copies import Originals, copies, fingerprint

WIRE = (
    "At least 12 people were killed on Friday when rockets fell on a bus station in the east of the country, the "
    "governor of the region said. Another 30 were wounded and taken to three hospitals, doctors said, adding that"
    " several of them were in a critical state. Witnesses described a loud bang followed by smoke over the "
    "platforms, where families had waited since dawn for buses to the west. The army said that the rockets had "
    "been fired from positions across the river; the other side denied any part in the attack and said that its "
    "own data pointed elsewhere. Rescuers worked into the night. The railway said that it would send more trains,"
    " and the mayor asked people to stay away from the centre of the town until the police had searched it for "
    "shells that had not gone off."
)
OTHER = (
    "Talks on a ceasefire will be held on Monday, the foreign ministry said, while both sides blamed each other "
    "for the failure of an earlier round. Diplomats saw little hope. Prices of bread have risen by half since the"
    " winter, traders in the capital said, and the central bank promised to sell grain from its reserves before "
    "the end of the month."
)


def report(id: str, text: str, published: str = "2022-04-08") -> Report:
    return Report(id=id, text=text, title=id, published=published)


def some() -> list[Report]:
    return [
        report("wire", WIRE, "2022-04-08T09:00:00Z"),
        report("paper", "By our correspondent. " + WIRE, "2022-04-08T12:00:00Z"),
        report("cut", WIRE.rsplit(". ", 1)[0] + ".", "2022-04-09"),
        report("update", WIRE.replace("12 people", "15 people"), "2022-04-09"),
        report("other", OTHER, "2022-04-08"),
        report("undated", WIRE.upper()),
    ]


def test_copies_point_to_the_earliest() -> None:
    undated = report("undated", WIRE, "")
    assert copies([*some()[:-1], undated]) == {"paper": "wire", "cut": "wire", "undated": "wire"}


def test_the_order_of_arrival_does_not_matter() -> None:
    expected = copies(some())
    for seed in range(5):
        shuffled = some()
        random.Random(seed).shuffle(shuffled)
        assert copies(shuffled) == expected


def test_an_index_grows_by_one_text_at_a_time() -> None:
    originals = Originals()
    assert [originals.add(fingerprint(one)) for one in some()[:4]] == [None, "wire", "wire", None]
    assert len(originals) == 2
    assert originals.copied_by(fingerprint(report("again", WIRE))) == "wire"
    assert originals.add(fingerprint(some()[0])) is None
    assert len(originals) == 2


def test_short_and_empty_texts() -> None:
    two = [
        report("a", "Five killed."),
        report("b", "Five killed."),
        report("c", "Six killed."),
        report("d", ""),
        report("e", ""),
    ]
    assert copies(two[:3]) == {"b": "a"}
    assert "a" not in copies(two)
    assert fingerprint(two[0]) == fingerprint(two[0])
    assert fingerprint(two[0]).hashes == fingerprint(two[1]).hashes

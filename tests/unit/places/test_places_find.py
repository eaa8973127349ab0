"""Places found in prose: which, where, how exactly, in what part."""

import pytest

from warmonitor.places import Gazetteer, Mention, find, resolve


def one(text: str, words: str, gazetteer: Gazetteer) -> Mention:
    """The mention that covers `words`."""
    start = text.index(words)
    return next(m for m in find(text, gazetteer) if m.start < start + len(words) and start < m.end)


@pytest.mark.parametrize(
    "text, words, country, admin1",
    [
        ("Shelling killed four in Maaret al-Numan on Friday.", "Maaret al-Numan", "SY", "Idlib"),
        ("Two died in Jisr al-Shughour, Syria.", "Jisr al-Shughour", "SY", "Idlib"),
        ("Gunmen killed ten in Beni, in the Democratic Republic of the Congo.", "Beni", "CD", "North Kivu"),
        ("A drone hit El-Fasher, in Sudan's North Darfur.", "El-Fasher", "SD", "North Darfur"),
        ("A missile struck Kramatorsk, Ukraine.", "Kramatorsk", "UA", "Donetsk"),
        ("Rebels raided Palma, Mozambique.", "Palma", "MZ", "Cabo Delgado"),
        ("The army entered Khan Younis in the Gaza Strip.", "Khan Younis", "PS", "Gaza Strip"),
        ("Houthi fire hit Marib, Yemen.", "Marib", "YE", "Marib"),
        ("A bomb killed eight in Maiduguri, Nigeria.", "Maiduguri", "NG", "Borno"),
        ("Gangs killed 70 in Pont-Sondé, Haiti.", "Pont-Sondé", "HT", "Artibonite"),
        ("Fighters shot nine in Miranshah, Pakistan.", "Miranshah", "PK", "Khyber Pakhtunkhwa"),
    ],
)
def test_towns_of_many_wars(text: str, words: str, country: str, admin1: str, gazetteer: Gazetteer) -> None:
    place = one(text, words, gazetteer).place
    assert (place.country, place.admin1, place.precision) == (country, admin1, 1)
    assert place.lat is not None
    assert place.gazetteer
    assert place.confidence


@pytest.mark.parametrize(
    "text, words, precision",
    [
        ("Nine died in Idlib province, Syria.", "Idlib province", 4),
        ("Nine died north of Aleppo, Syria.", "north of Aleppo", 2),
        ("Nine died near Aleppo, Syria.", "near Aleppo", 2),
        ("Nine died in northern Syria.", "northern Syria", 5),
        ("Nine died in Syria.", "Syria", 6),
        ("Nine died in the Donbas, Ukraine.", "Donbas", 5),
        ("Nine died in Eastern Ghouta, Syria.", "Eastern Ghouta", 2),
        ("A ship was hit in the Red Sea off Yemen.", "Red Sea", 7),
    ],
)
def test_precision_is_ucdp_s(text: str, words: str, precision: int, gazetteer: Gazetteer) -> None:
    found = one(text, words, gazetteer)
    assert found.place.precision == precision
    assert words in found.text


@pytest.mark.parametrize(
    "text, words, role",
    [
        ("Damascus said it had downed two missiles over Syria.", "Damascus", "government"),
        ("Ankara-backed fighters shelled Tal Rifaat in Syria.", "Ankara", "government"),
        ("Moscow's ambassador spoke of Syria.", "Moscow", "government"),
        ("Syrian forces shelled Saraqeb.", "Syrian", "demonym"),
        ("The Aleppo Media Centre in Syria counted ten dead.", "Aleppo", "organisation"),
        ("Title\nBEIRUT (Agency) - Six people were killed in Syria.", "BEIRUT", "dateline"),
        ("Six people were killed in Damascus, Syria.", "Damascus", "place"),
    ],
)
def test_part_in_the_sentence(text: str, words: str, role: str, gazetteer: Gazetteer) -> None:
    assert one(text, words, gazetteer).role == role


def test_a_place_bears_the_place_it_is_said_to_be_in(gazetteer: Gazetteer) -> None:
    text = "Twelve died in Binnish in Idlib province."
    found = find(text, gazetteer)
    inner = one(text, "Binnish", gazetteer)
    assert inner.container is not None
    assert found[inner.container].text == "Idlib province"


def test_a_quarter_of_a_town_is_not_its_namesake_in_another(gazetteer: Gazetteer) -> None:
    """Bayada is a quarter of Homs; one of Aleppo that no gazetteer knows is put where Aleppo is."""
    for text in ("The al-Bayada neighbourhood of Aleppo was shelled.", "Rockets hit the Bayada quarter in Aleppo."):
        quarter, town = find(text, gazetteer)
        assert (quarter.container, quarter.place.admin1, quarter.place.matched) == (1, "Aleppo", "unknown")
        assert (quarter.place.lat, quarter.place.lon) == (town.place.lat, town.place.lon)
    assert find("The al-Bayada neighbourhood of Homs was shelled.", gazetteer)[0].place.admin1 == "Homs"


def test_an_unknown_village_is_kept_by_name_and_placed_by_its_container(gazetteer: Gazetteer) -> None:
    place = one("Six died in the village of Tal Zarzur in Hama province, Syria.", "Tal Zarzur", gazetteer).place
    assert (place.name, place.country, place.admin1, place.precision) == ("Tal Zarzur", "SY", "Hama", 4)
    assert place.gazetteer is None
    assert place.reason
    assert place.inferred


def test_a_list_shares_what_marks_it(gazetteer: Gazetteer) -> None:
    text = "They raided the villages of Gidan Zubo, Unguwar Tsafe and Marakawa in Katsina state, Nigeria."
    assert {one(text, name, gazetteer).place.admin1 for name in ("Gidan Zubo", "Unguwar Tsafe", "Marakawa")} == {
        "Katsina"
    }


def test_an_unknown_name_without_any_context_stays_null(gazetteer: Gazetteer) -> None:
    place = one("Six people died in the village of Qwertzuv.", "Qwertzuv", gazetteer).place
    assert place.country is None
    assert place.lat is None
    assert place.reason


def test_another_spelling_is_named(gazetteer: Gazetteer) -> None:
    place = one("Four died in Sarakib village, Syria, on the road to Aleppo.", "Sarakib", gazetteer).place
    assert place.country == "SY"
    assert place.matched
    assert place.matched.startswith(("exact", "variant of"))


def test_texts_without_apostrophes(gazetteer: Gazetteer) -> None:
    text = "Shells hit Aleppos Old City in Syrias north."
    assert one(text, "Aleppo", gazetteer).text == "Aleppo"
    assert one(text, "Syria", gazetteer).place.country == "SY"


@pytest.mark.parametrize(
    "text", ["Police killed two. Most fled. In March, a man died.", "He met Paris Jones and Alan Hama.", ""]
)
def test_common_words_and_people_are_no_places(text: str, gazetteer: Gazetteer) -> None:
    assert [
        m for m in find(text, gazetteer) if m.role == "place" and m.place.lat is not None and "Paris" not in m.text
    ] == []


def test_namesakes_follow_the_report(gazetteer: Gazetteer) -> None:
    libya = "Fighting in Libya's capital Tripoli killed ten. Clashes reached Tajoura and Gharyan."
    lebanon = "Snipers killed ten in Tripoli. The Lebanese army deployed in Jabal Mohsen; Beirut was calm."
    assert one(libya, "Tripoli", gazetteer).place.country == "LY"
    assert one(lebanon, "Tripoli", gazetteer).place.country == "LB"


def test_a_publisher_s_country_is_a_weak_hint(gazetteer: Gazetteer) -> None:
    text = "Six people were killed in Tripoli."
    places = [m.place.country for m in find(text, gazetteer, publisher_country="LB")]
    assert places
    assert set(places) <= {"LY", "LB"}


def test_given_spans_are_resolved_in_order(gazetteer: Gazetteer) -> None:
    text = "Aleppo and Idlib, Syria; Xyzzyx."
    spans = [(0, 6), (11, 16), (18, 23), (25, 31)]
    places = resolve(text, spans, gazetteer)
    assert [place.text for place in places] == [text[a:b] for a, b in spans]
    assert [place.country for place in places[:3]] == ["SY", "SY", "SY"]
    assert places[3].reason


def test_the_same_text_gives_the_same_places(gazetteer: Gazetteer) -> None:
    text = "Six died in Kafr Nabl. Damascus denied it. In Gidan Dawa, Nigeria, ten were taken."
    first = find(text, gazetteer)
    find("Something about Springfield, Paris and London, Ohio.", gazetteer)
    assert find(text, Gazetteer.load(())) == first == find(text, gazetteer)


def test_a_name_short_for_one_place_and_whole_for_others(gazetteer: Gazetteer) -> None:
    text = "A man was shot in Portland, Ore. on Monday.\nA friend from Ore said two were hurt near Ore."
    assert {m.place.country for m in find(text, gazetteer) if m.text == "Ore"} == {"US", "NG"}

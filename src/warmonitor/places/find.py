"""All places of one document, found and resolved in the context of the whole."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from warmonitor.model import Place, Record
from warmonitor.places.around import contain, datelines, quarters_of, read_around, speaks
from warmonitor.places.entry import Found
from warmonitor.places.gazetteer import Gazetteer
from warmonitor.places.locate import locate, place_of
from warmonitor.places.names import fold
from warmonitor.places.scan import Role, Spot, Vocabulary, spots, vocabulary
from warmonitor.places.weigh import Votes, choose


class Mention(Record):
    """A place named in a text. `start`, `end` hold the qualifying words that belong to it ("northern Hama").

    `role` says in what part it is named; `container` is the index, in the same list, of the place it is said to lie in.
    """

    start: int
    end: int
    text: str
    place: Place
    role: Role = "place"
    container: int | None = None


def find(whole: str, gazetteer: Gazetteer, *, publisher_country: str | None = None) -> list[Mention]:
    """Every place mention of a document, in order. `publisher_country` (ISO alpha-2) hints weakly at where it plays."""
    vocab = vocabulary()
    known, unknown = spots(whole, gazetteer, vocab)
    lower = whole.lower()
    for spot in (*known, *unknown):
        read_around(spot, whole, lower, vocab)
    datelines(known, whole)
    lands = _lands(known, vocab, publisher_country)
    known = [spot for spot in known if _likely(spot, vocab)]
    listed = sorted([*known, *unknown], key=lambda spot: spot.start)
    contain(listed, whole, vocab)
    found = sorted([*known, *_marked(unknown, known, lands, whole, gazetteer, vocab)], key=lambda spot: spot.start)
    votes = choose(found, lands)
    kept = [spot for spot in found if _is_place(spot, whole, vocab, votes)]
    return _mentions(kept, whole, gazetteer, vocab, votes)


def resolve(whole: str, spans: Sequence[tuple[int, int]], gazetteer: Gazetteer) -> list[Place]:
    """The places that given spans of `whole` name; a span that no gazetteer knows gives a place with a reason only."""
    vocab = vocabulary()
    known, _ = spots(whole, gazetteer, vocab)
    given = [_given(whole, start, end, gazetteer, vocab) for start, end in spans]
    taken = [(spot.start, spot.end) for spot in given]
    asked = set(map(id, given))
    beside = [spot for spot in known if not any(start < spot.end and spot.start < end for start, end in taken)]
    everything = sorted([*beside, *given], key=lambda spot: spot.start)
    lower = whole.lower()
    for spot in everything:
        read_around(spot, whole, lower, vocab)
    datelines(everything, whole)
    contain(everything, whole, vocab)
    for spot in given:
        spot.marked = True
    votes = choose(
        [spot for spot in everything if id(spot) in asked or not spot.partial], _lands(everything, vocab, None)
    )
    locate([spot for spot in everything if spot.chosen or id(spot) in asked], whole, gazetteer, votes)
    return [place_of(spot, whole, gazetteer, vocab) for spot in given]


def _given(whole: str, start: int, end: int, gazetteer: Gazetteer, vocab: Vocabulary) -> Spot:
    """A span given as a place: its places by exact name, abbreviation, or another spelling."""
    key = fold(whole[start:end])
    bare = key.removesuffix(" s")
    for name in (key, bare, bare.replace(" ", "")):
        if name in vocab.demonyms:
            return Spot(start, end, name, (), role="demonym")
        places = (
            gazetteer.coded(vocab.abbreviations[name]) if name in vocab.abbreviations else gazetteer.look_up(name)[1]
        )
        if places:
            return Spot(start, end, name, places)
    similar = gazetteer.similar(key)
    return Spot(start, end, key, similar, how="variant" if similar else "unknown")


def _lands(found: Iterable[Spot], vocab: Vocabulary, publisher: str | None) -> dict[str, float]:
    """What demonyms and the publisher say of the countries: each demonym less than a place would."""
    lands: dict[str, float] = {}
    for spot in found:
        if spot.role == "demonym":
            code = vocab.demonyms[spot.key]
            lands[code] = min(lands.get(code, 0.0) + 0.4, 2.0)
    if publisher:
        lands[publisher] = lands.get(publisher, 0.0) + 0.5
    return lands


def _likely(spot: Spot, vocab: Vocabulary) -> bool:
    """Whether a known name is worth weighing: not a common word or first name that nothing marks as a place."""
    if spot.marked or spot.role == "demonym" or spot.places[0].kind == "country" or spot.places[0].capital:
        return True
    return spot.key not in vocab.rare and not (spot.person and spot.places[0].prior < 5.3)


def _marked(
    unknown: Sequence[Spot],
    known: Sequence[Spot],
    lands: dict[str, float],
    whole: str,
    gazetteer: Gazetteer,
    vocab: Vocabulary,
) -> list[Spot]:
    """The unknown names that the text marks as places somewhere, with the places they may be other spellings of.

    Another spelling is believed only in a country that the report names otherwise. A word that also stands in lower
    case is no name.
    """
    firm = _firm(known, lands)
    body = whole.find("\n")
    telling = [spot for spot in unknown if spot.unit or spot.container or (spot.placed and spot.start > body)]
    marked = {spot.key for spot in telling if spot.key not in vocab.common}
    out = []
    for spot in unknown:
        spot.marked = spot.marked or spot.key in marked
        if not spot.marked:
            continue
        variants = gazetteer.similar(spot.key, firm)
        if spot.unit == "quarter" and spot.container:
            variants = quarters_of(spot.container, variants)
        if variants:
            spot.places, spot.how = variants, "variant"
        if variants or (spot.key in marked and not _ordinary(spot, whole)):
            out.append(spot)
    return out


def _firm(known: Sequence[Spot], lands: dict[str, float]) -> frozenset[str]:
    """The countries that a report names without doubt."""
    sure = {place.country for spot in known for place in spot.places[:1] if len(spot.places) == 1 or place.prior > 5.5}
    return frozenset(sure | lands.keys())


def _ordinary(spot: Spot, whole: str) -> bool:
    """Whether a word of it also stands in lower case: then it is no name but the start of a sentence or a headline."""
    words = whole[spot.core[0] : spot.core[1]].replace("-", " ").split()
    return any(len(word) > 3 and f" {word.lower()} " in whole for word in words)


def _is_place(spot: Spot, whole: str, vocab: Vocabulary, votes: Votes) -> bool:
    """Whether a name is meant as a place here; sets the role of names inside organisations' and persons' names."""
    if spot.role == "demonym":
        return True
    chosen = spot.chosen
    if chosen is not None and not _fits(spot, chosen, votes, vocab):
        spot.chosen, spot.how, chosen = None, "unknown", None
    if chosen is None:
        meant = bool(spot.unit) or (not spot.person and (spot.placed or spot.marked))
        return meant and spot.key not in vocab.common and not _ordinary(spot, whole)
    if spot.key in vocab.first_names and spot.rest and spot.container is None:
        return False
    if (
        (spot.person and not spot.placed and spot.container is None)
        or spot.left in vocab.people
        or any(word in vocab.organisations for word in spot.rest)
    ):
        spot.role = "organisation"
    elif spot.role == "place" and speaks(spot, whole, vocab):
        spot.role = "government"
    return True


_BIG = frozenset(["country", "world", "admin1", "region", "area"])


def _fits(spot: Spot, chosen: Found, votes: Votes, vocab: Vocabulary) -> bool:
    """Whether the place chosen is believable: well known, or in a country that the rest of the report speaks of."""
    land = votes.land(spot.key, chosen.country)
    if spot.container is not None and spot.how == "exact":
        return True
    if spot.partial and not spot.marked and chosen.kind != "country" and land < 0.5:
        return False
    if spot.how == "variant":
        return land > 0.3
    if chosen.prior < 5.5 and land < 0.12 * votes.most(spot.key):
        return False  # the report speaks of another country altogether
    if spot.person and not (spot.placed or spot.unit or spot.container or chosen.prior > 5.3):
        return False
    if spot.key in vocab.common and chosen.kind != "country" and not chosen.capital:
        return (spot.marked or bool(spot.unit)) and land > 0.6 and not spot.opens
    if chosen.kind in _BIG or chosen.prior >= 5.3:
        return True
    if spot.partial or not spot.marked:
        return land > 0.8
    return land > 0.3 or (spot.placed and (chosen.prior > 4.8 or (chosen.prior > 4.0 and _one_land(spot))))


def _one_land(spot: Spot) -> bool:
    """Whether a name is borne in one country alone."""
    return len({place.country for place in spot.places}) == 1


def _mentions(kept: Sequence[Spot], whole: str, gazetteer: Gazetteer, vocab: Vocabulary, votes: Votes) -> list[Mention]:
    locate(kept, whole, gazetteer, votes)
    numbers = {id(spot): number for number, spot in enumerate(kept)}
    return [_mention(spot, whole, numbers, place_of(spot, whole, gazetteer, vocab)) for spot in kept]


def _mention(spot: Spot, whole: str, numbers: dict[int, int], place: Place) -> Mention:
    container = None if spot.container is None else numbers.get(id(spot.container))
    text = whole[spot.start : spot.end]
    return Mention(start=spot.start, end=spot.end, text=text, place=place, role=spot.role, container=container)

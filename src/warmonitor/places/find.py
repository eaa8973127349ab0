"""All places of one document, found and resolved in the context of the whole."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Literal

from warmonitor.model import Place, Record
from warmonitor.places.entry import PRECISION, Found
from warmonitor.places.gazetteer import Gazetteer
from warmonitor.places.names import fold
from warmonitor.places.scan import Spot, Token, Vocabulary, article, spots, vocabulary
from warmonitor.places.weigh import Votes, choose, contains, near

Role = Literal["place", "government", "demonym", "organisation", "dateline"]


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
    """Every place mention of a document, in order. `publisher_country` (ISO alpha-2) is a weak hint of where it plays."""
    vocab = vocabulary()
    found, unknown = spots(whole, gazetteer, vocab)
    for spot in found:
        _read_around(spot, whole, vocab)
    _contain(found, whole, vocab)
    found += _marked_unknown(unknown, whole, gazetteer, vocab)
    found.sort(key=lambda spot: spot.start)
    votes = choose(found, _lands(found, vocab, gazetteer, publisher_country))
    kept = [spot for spot in found if _is_place(spot, vocab, votes)]
    return _mentions(kept, whole, gazetteer, vocab)


def resolve(whole: str, spans: Sequence[tuple[int, int]], gazetteer: Gazetteer) -> list[Place]:
    """The places that given spans of `whole` name; a span that no gazetteer knows gives a place with a reason only."""
    vocab = vocabulary()
    found, _ = spots(whole, gazetteer, vocab)
    given = [_given(whole, start, end, gazetteer, vocab) for start, end in spans]
    inside = [spot for spot in found if not any(s.start < spot.end and spot.start < s.end for s in given)]
    everything = sorted([*inside, *given], key=lambda spot: spot.start)
    for spot in everything:
        _read_around(spot, whole, vocab)
    _contain(everything, whole, vocab)
    choose(everything, _lands(everything, vocab, gazetteer, None))
    return [_place(spot, whole, gazetteer, vocab) for spot in given]


def _given(whole: str, start: int, end: int, gazetteer: Gazetteer, vocab: Vocabulary) -> Spot:
    from warmonitor.places.scan import _surround

    key = fold(whole[start:end])
    places: tuple[Found, ...] = ()
    role = "place"
    if key in vocab.demonyms:
        role = "demonym"
    elif key in vocab.abbreviations or key.replace(" ", "") in vocab.abbreviations:
        places = _unit(vocab.abbreviations.get(key) or vocab.abbreviations[key.replace(" ", "")], gazetteer)
    else:
        places = gazetteer.look_up(key)[1] or gazetteer.similar(key)
    spot = Spot(start, end, "", key, places, role=role)
    _surround(spot, whole)
    return spot


def _unit(code: str, gazetteer: Gazetteer) -> tuple[Found, ...]:
    return ()


_POINTED = re.compile(r"^[,;]? ?(?:in |of |\()?(?:the )?(?:[a-z-]+ )?$")


def _read_around(spot: Spot, whole: str, vocab: Vocabulary) -> None:
    """Take in the qualifying words on both sides, and note what unit word and preposition stand there."""
    before, after = list(spot.before), list(spot.after)
    if after and spot.role != "demonym":
        word = after[0].strip(".,;:()'’\"")
        if word in vocab.kinds:
            spot.unit = vocab.kinds[word]
            width = whole.lower().find(word, spot.end) + len(word)
            if whole[spot.end : width].count("\n") == 0:
                spot.end = width
            spot.marked = True
    if before:
        _read_before(spot, before, whole, vocab)
    spot.text = whole[spot.start : spot.end]


def _read_before(spot: Spot, before: list[str], whole: str, vocab: Vocabulary) -> None:
    last = before[-1]
    if last == "of" and len(before) > 1:
        kind = vocab.kinds.get(before[-2])
        if kind:
            spot.unit, spot.marked = spot.unit or kind, True
            return
    if last in vocab.directions and spot.role != "demonym":
        spot.start = whole.lower().rfind(last, 0, spot.start)
        spot.marked = True
    elif last == "of" and len(before) > 1 and before[-2] in vocab.directions:
        spot.start = whole.lower().rfind(before[-2], 0, spot.start)
        spot.marked = True
    elif last in vocab.before or (last == "the" and len(before) > 1 and before[-2] in vocab.before):
        spot.marked = True


def _contain(found: Sequence[Spot], whole: str, vocab: Vocabulary) -> None:
    for inner, outer in zip(found, found[1:]):
        if outer.start - inner.end > 40 or not inner.places or not outer.places:
            continue
        gap = whole[inner.end : outer.start].lower()
        if _POINTED.match(gap) and any(contains(o, i) for o in outer.places for i in inner.places):
            inner.container = outer
        elif re.match(r"^ (?:\w+ )?of $", gap) and any(contains(i, o) for o in outer.places for i in inner.places):
            outer.container = inner


def _lands(found: Iterable[Spot], vocab: Vocabulary, gazetteer: Gazetteer, publisher: str | None) -> dict[str, float]:
    lands: dict[str, float] = {}
    for spot in found:
        if spot.role == "demonym":
            code = vocab.demonyms[spot.key]
            lands[code] = lands.get(code, 0.0) + 0.4
    if publisher:
        lands[publisher] = lands.get(publisher, 0.0) + 0.5
    return {code: min(weight, 2.0) for code, weight in lands.items()}


def _marked_unknown(unknown: Sequence[Token], whole: str, gazetteer: Gazetteer, vocab: Vocabulary) -> list[Spot]:
    """Names that no gazetteer knows but the text marks as places, and other romanisations of names that one does."""
    from warmonitor.places.scan import _surround

    out: list[Spot] = []
    last: Spot | None = None
    for token in unknown:
        if token.key in vocab.never or len(token.key) < 3 or token.key in vocab.organisations:
            last = None
            continue
        if last is not None and token.joint and token.joint in (" ", "-") and token.start - last.end <= 1:
            last.end, last.key = token.end, f"{last.key} {token.key}"
            continue
        last = Spot(token.start, token.end, "", token.key, (), how="unknown", opens=token.opens)
        out.append(last)
    kept = []
    for spot in out:
        spot.title = spot.start < whole.find("\n")
        _surround(spot, whole)
        _read_around(spot, whole, vocab)
        if spot.marked:
            spot.places = gazetteer.similar(spot.key)
            spot.how = "variant" if spot.places else "unknown"
        if spot.places or spot.unit:
            kept.append(spot)
    return kept


def _is_place(spot: Spot, vocab: Vocabulary, votes: Votes) -> bool:
    if spot.role == "demonym" or spot.unit:
        return True
    if spot.chosen is None:
        return False
    big = spot.chosen.kind in ("country", "world", "admin1", "region", "area", "camp") or spot.chosen.population > 100_000
    supported = votes.support(spot.key, spot.chosen) > 1.5
    if spot.left in vocab.persons or spot.left in vocab.first_names or spot.right in vocab.organisations:
        spot.role = "organisation"
        return True
    if spot.key in vocab.common:
        return spot.marked and supported and not spot.opens
    if spot.how == "variant":
        return supported
    return big or supported or (spot.marked and spot.chosen.population > 10_000)


def _mentions(kept: Sequence[Spot], whole: str, gazetteer: Gazetteer, vocab: Vocabulary) -> list[Mention]:
    numbers = {id(spot): number for number, spot in enumerate(kept)}
    out = []
    for spot in kept:
        role: Role = _role(spot, whole, vocab)
        container = numbers.get(id(spot.container)) if spot.container is not None else None
        out.append(
            Mention(
                start=spot.start, end=spot.end, text=whole[spot.start : spot.end], place=_place(spot, whole, gazetteer, vocab),
                role=role, container=container,
            )  # fmt: skip
        )
    return out


def _role(spot: Spot, whole: str, vocab: Vocabulary) -> Role:
    if spot.role != "place":
        return spot.role  # type: ignore[return-value]
    if whole[spot.end : spot.end + 1] == "-" and spot.after and spot.after[0].strip("-").split("-")[0] in vocab.compounds:
        return "government"
    if not spot.marked and spot.after and spot.after[0] in vocab.saying:
        return "government"
    return "place"


def _place(spot: Spot, whole: str, gazetteer: Gazetteer, vocab: Vocabulary) -> Place:
    text = whole[spot.start : spot.end]
    name = whole[spot.start_core : spot.end_core]
    if spot.role == "demonym":
        code = vocab.demonyms[spot.key]
        return Place(name=name, text=text, country=code, precision=6, matched="demonym")
    chosen = spot.chosen
    if chosen is None:
        return Place(name=name, text=text, reason="no gazetteer knows it")
    return Place(
        name=name, text=text, country=chosen.country or None, admin1=chosen.admin1 or None, admin2=chosen.admin2 or None,
        pcode=chosen.pcode or None, lat=chosen.lat, lon=chosen.lon, gazetteer=chosen.id, precision=PRECISION[chosen.kind],
        confidence=round(spot.confidence, 3), matched=spot.how, runner_up=spot.runner_up.name if spot.runner_up else None,
    )  # fmt: skip

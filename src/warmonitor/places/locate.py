"""From a chosen place to the `Place` of a mention; and where a name lies that no gazetteer knows: in what holds it."""

from __future__ import annotations

from collections.abc import Sequence

from warmonitor.model import Place
from warmonitor.places.entry import PRECISION, Found
from warmonitor.places.gazetteer import Gazetteer
from warmonitor.places.scan import Spot, Vocabulary
from warmonitor.places.weigh import Votes

_HOLDS = frozenset(["country", "admin1", "admin2", "region", "area"])


def locate(kept: Sequence[Spot], whole: str, gazetteer: Gazetteer, votes: Votes) -> None:
    """Give every unknown name a container: the one beside it, a town named just before, or the report's region."""
    last: Spot | None = None
    for spot in kept:
        if spot.chosen is not None:
            last = spot if spot.role == "place" else last
        elif spot.role != "demonym":
            _locate(spot, last, whole, gazetteer, votes)


def _locate(spot: Spot, last: Spot | None, whole: str, gazetteer: Gazetteer, votes: Votes) -> None:
    outer = spot.container.chosen if spot.container is not None else None
    if outer is not None:
        spot.runner_up, spot.inferred = outer, "the place it is said to be in"
    elif spot.unit == "quarter" and last is not None and last.chosen is not None and _beside(last, spot, whole):
        spot.runner_up, spot.inferred = last.chosen, "the place named just before it"
    else:
        _by_report(spot, gazetteer, votes)


def _beside(last: Spot, spot: Spot, whole: str) -> bool:
    gap = whole[last.end : spot.start]
    return (
        last.chosen is not None
        and last.chosen.kind == "town"
        and len(gap) < 120
        and "\n" not in gap
        and ". " not in gap
    )


def _by_report(spot: Spot, gazetteer: Gazetteer, votes: Votes) -> None:
    """The first-order unit or country that most of the report's names lie in; null where they do not agree."""
    lands = sorted((item for item in votes.lands.items() if item[0]), key=lambda item: (-item[1], item[0]))
    if not lands or lands[0][1] < 0.4 or (len(lands) > 1 and lands[1][1] > 0.9 * lands[0][1]):
        return
    country = lands[0][0]
    units = [(weight, code) for code, weight in votes.units.items() if code.startswith(f"{country}.")]
    best = max(units, default=(0.0, ""))
    agreed = best[0] >= 1.0 and best[0] > 0.75 * sum(weight for weight, _ in units)
    found = gazetteer.coded(best[1] if agreed else country)
    if found:
        kind = "province" if agreed else "country"
        spot.runner_up, spot.inferred = found[0], f"the {kind} that the report's places lie in"


def place_of(spot: Spot, whole: str, gazetteer: Gazetteer, vocab: Vocabulary) -> Place:
    """The `Place` of a mention: its words, where it is, how exactly, and by which spelling it was found."""
    text, name = whole[spot.start : spot.end], whole[spot.core[0] : spot.core[1]]
    if spot.role == "demonym":
        return _of_demonym(name, vocab.demonyms[spot.key], gazetteer)
    chosen = spot.chosen
    if chosen is None:
        return _of_unknown(name, text, spot)
    runner_up = spot.runner_up
    return Place(
        name=name,
        text=text,
        country=chosen.country or None,
        admin1=chosen.admin1 or None,
        admin2=chosen.admin2 or None,
        pcode=chosen.pcode or None,
        lat=chosen.lat,
        lon=chosen.lon,
        gazetteer=chosen.id,
        precision=_precision(spot, chosen),
        confidence=round(spot.confidence, 3),
        matched=spot.how if spot.how == "exact" else f"variant of {chosen.name}",
        runner_up=None if runner_up is None else f"{runner_up.name} ({runner_up.admin1 or runner_up.country})",
    )


def _precision(spot: Spot, chosen: Found) -> int:
    """UCDP's where_prec; "north of", "near" and "outskirts" of a settlement are near it, a part of a country is 5."""
    exact = PRECISION[chosen.kind]
    if spot.start < spot.core[0]:
        if exact == 6 and chosen.kind == "country":
            return 5
        if exact == 1 and spot.vague:
            return 2
    return exact


def _of_demonym(name: str, code: str, gazetteer: Gazetteer) -> Place:
    country = next(iter(gazetteer.coded(code)), None)
    if country is None:
        return Place(name=name, text=name, country=code, precision=6, matched="demonym")
    return Place(
        name=name,
        text=name,
        country=code,
        lat=country.lat,
        lon=country.lon,
        gazetteer=country.id,
        precision=6,
        confidence=1.0,
        matched="demonym",
    )


def _of_unknown(name: str, text: str, spot: Spot) -> Place:
    outer = spot.runner_up
    if outer is None:
        return Place(name=name, text=text, reason="no gazetteer knows it, and the report does not say where it lies")
    return Place(
        name=name,
        text=text,
        country=outer.country or None,
        admin1=outer.admin1 or None,
        admin2=outer.admin2 or None,
        lat=outer.lat,
        lon=outer.lon,
        precision=max(PRECISION[outer.kind], 2),
        confidence=0.4,
        matched="unknown",
        inferred=f"{spot.inferred}: {outer.name}",
        reason="no gazetteer knows it: located by what holds it",
    )

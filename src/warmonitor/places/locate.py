"""From a chosen place to the `Place` of a mention; and where a name lies that no gazetteer knows: in what holds it."""

from __future__ import annotations

from collections.abc import Sequence

from warmonitor.model import Place
from warmonitor.places.entry import PRECISION, Found
from warmonitor.places.gazetteer import Gazetteer
from warmonitor.places.scan import Spot, Vocabulary
from warmonitor.places.weigh import Votes

_HOLDS = frozenset(["country", "admin1", "admin2", "region", "area"])


def locate(kept: Sequence[Spot], gazetteer: Gazetteer, votes: Votes) -> None:
    """Give every unknown name a container: the one beside it, else the place last named, else the report's country."""
    last: Found | None = None
    for spot in kept:
        if spot.chosen is not None:
            if spot.role == "place":
                last = spot.chosen
            continue
        if spot.role == "demonym":
            continue
        outer = spot.container.chosen if spot.container is not None else None
        if outer is not None:
            spot.runner_up, spot.inferred = outer, "the place it is said to be in"
        else:
            _by_report(spot, last, gazetteer, votes)


def _by_report(spot: Spot, last: Found | None, gazetteer: Gazetteer, votes: Votes) -> None:
    """The first-order unit or country that most of the report's names lie in; null where they do not agree."""
    lands = sorted(votes.lands.items(), key=lambda item: (-item[1], item[0]))
    lands = [(country, weight) for country, weight in lands if country]
    if not lands or lands[0][1] < 0.7 or (len(lands) > 1 and lands[1][1] > 0.9 * lands[0][1]):
        return
    country = lands[0][0]
    units = [(weight, code) for code, weight in votes.units.items() if code.startswith(f"{country}.")]
    total = sum(weight for weight, _ in units)
    best = max(units, default=(0.0, ""))
    if last is not None and last.country == country and last.admin1_code and spot.unit in ("quarter", "town", "camp", "site"):
        found = gazetteer.coded(last.admin1_code)
        why = "the place named before it"
    elif total and best[0] > 0.7 * total:
        found, why = gazetteer.coded(best[1]), "the province that the report's places lie in"
    else:
        found, why = gazetteer.coded(country), "the country that the report's places lie in"
    if found:
        spot.runner_up, spot.inferred = found[0], why


def place_of(spot: Spot, whole: str, gazetteer: Gazetteer, vocab: Vocabulary) -> Place:
    """The `Place` of a mention: its words, where it is, how exactly that is known and by which spelling it was found."""
    text, name = whole[spot.start : spot.end], whole[spot.core[0] : spot.core[1]]
    if spot.role == "demonym":
        return _of_demonym(name, vocab.demonyms[spot.key], gazetteer)
    chosen = spot.chosen
    if chosen is None:
        return _of_unknown(name, text, spot)
    runner_up = spot.runner_up
    return Place(
        name=name, text=text, country=chosen.country or None, admin1=chosen.admin1 or None, admin2=chosen.admin2 or None,
        pcode=chosen.pcode or None, lat=chosen.lat, lon=chosen.lon, gazetteer=chosen.id, precision=_precision(spot, chosen),
        confidence=round(spot.confidence, 3), matched=spot.how if spot.how == "exact" else f"variant of {chosen.name}",
        runner_up=None if runner_up is None else f"{runner_up.name} ({runner_up.admin1 or runner_up.country})",
    )  # fmt: skip


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
        name=name, text=name, country=code, lat=country.lat, lon=country.lon, gazetteer=country.id, precision=6, confidence=1.0,
        matched="demonym",
    )  # fmt: skip


def _of_unknown(name: str, text: str, spot: Spot) -> Place:
    outer = spot.runner_up
    if outer is None:
        return Place(name=name, text=text, reason="no gazetteer knows it, and the report does not say where it lies")
    return Place(
        name=name, text=text, country=outer.country or None, admin1=outer.admin1 or None, admin2=outer.admin2 or None,
        lat=outer.lat, lon=outer.lon, precision=max(PRECISION[outer.kind], 2), confidence=0.4, matched="unknown",
        inferred=f"{spot.inferred}: {outer.name}", reason="no gazetteer knows it: located by what holds it",
    )  # fmt: skip

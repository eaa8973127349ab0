"""Who stood on which side, for formats that have two: side a and b (UCDP), actor 1 and 2 (ACLED)."""

from __future__ import annotations

import functools

from warmonitor.exchange.codes import actor_codes, country_code
from warmonitor.exchange.figures import whole_cells
from warmonitor.lexicon.actors import Registry, registry
from warmonitor.model import Cell, Incident, Record

CIVILIANS = "Civilians"


class Sides(Record):
    """Two sides and what is left over. `violence` is UCDP's type: 1 state-based, 2 non-state, 3 one-sided."""

    a: str | None = None
    b: str | None = None
    others: tuple[str, ...] = ()
    violence: int | None = None


class Party(Record):
    """What the registry knows of a name: the sort of side, its country, UCDP's number of the actor."""

    sort: str = "unknown"
    country: str | None = None
    ucdp: int | None = None


@functools.lru_cache(1 << 14)
def party(name: str) -> Party:
    """The party of a name; of unknown sort where the registry knows neither the name nor its description."""
    codes = actor_codes()
    for words in codes.state_names:
        country = country_code(name.removeprefix(words).split("(")[0]) if name.startswith(words) else None
        if country:
            return Party(sort="state", country=country)
    actor = _registry().get(name)
    if actor:
        return Party(sort=codes.sorts.get(actor.kind, "unknown"), country=actor.country, ucdp=actor.ucdp)
    found = _registry().find(name)[:1]
    if found and found[0].start == 0:
        return Party(sort=codes.sorts.get(found[0].kind, "unknown"), country=found[0].country)
    return Party()


@functools.cache
def _registry() -> Registry:
    return registry()


def parties(incident: Incident) -> tuple[str, ...]:
    """Everyone who took part, perpetrators first, then those whose fighters were harmed."""
    suffered = (cell.actor for cell in incident.cells if cell.status == "combatant" and cell.actor)
    return tuple(dict.fromkeys((*incident.perpetrators, *suffered)))


def _telling(incident: Incident) -> tuple[Cell, ...]:
    """The cells that tell who was attacked: those of the dead, where there are dead."""
    dead = tuple(c for c in whole_cells(incident, "killed") if c.low or c.best)
    return dead or tuple(c for c in incident.cells if c.harm not in ("facility", "none"))


def fighters_harmed(incident: Incident) -> bool:
    """Whether fighters are among the dead, or among those harmed where nobody died."""
    return any(c.status == "combatant" for c in _telling(incident))


def civilians_harmed(incident: Incident) -> bool:
    """Whether civilians are among the dead, or among those harmed where nobody died."""
    return any(c.status == "civilian" for c in _telling(incident))


def sides(incident: Incident) -> Sides:
    """The two sides, the state first where there is one, at home before abroad; null where nobody says who it was."""
    known = parties(incident)
    if incident.event != "battle" and not fighters_harmed(incident) and civilians_harmed(incident):
        return Sides(a=known[0] if known else None, b=CIVILIANS, others=known[1:], violence=3)
    ordered = sorted(known, key=lambda actor: _rank(actor, incident.place.country))
    first, second = (*ordered, None, None)[:2]
    return Sides(a=first, b=second, others=tuple(ordered[2:]), violence=_violence(ordered))


def _rank(actor: str, country: str | None) -> int:
    known = party(actor)
    if known.sort != "state":
        return 2
    return 0 if known.country in (country, None) else 1


def _violence(actors: list[str]) -> int | None:
    sorts = [party(actor).sort for actor in actors]
    if "state" in sorts:
        return 1
    return 2 if len(sorts) > 1 and all(sort in ("rebel", "militia") for sort in sorts[:2]) else None

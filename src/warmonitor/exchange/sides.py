"""Who stood on which side, for formats that have two: side a and b (UCDP), actor 1 and 2 (ACLED)."""

from __future__ import annotations

import functools

from warmonitor.exchange.codes import countries, side_words
from warmonitor.model import Incident, Record

CIVILIANS = "Civilians"


class Sides(Record):
    """Two sides and what is left over. `violence` is UCDP's type: 1 state-based, 2 non-state, 3 one-sided."""

    a: str | None = None
    b: str | None = None
    others: tuple[str, ...] = ()
    violence: int | None = None


@functools.lru_cache(1 << 14)
def kind(actor: str) -> str:
    """What kind of actor a name tells of: state, rebel, militia, external or unknown."""
    words, name = side_words(), f" {actor.lower()} "
    if any(word in name for word in words.external):
        return "external"
    if any(word in name for word in words.militia):
        return "militia"
    governs = any(word in name for word in words.state) or _is_country(actor)
    if governs and not any(word in name for word in words.not_state):
        return "state"
    return "rebel" if any(word in name for word in words.rebel) else "state" if governs else "unknown"


@functools.cache
def _country_names() -> frozenset[str]:
    return frozenset(country.name.lower() for country in countries().values())


def _is_country(actor: str) -> bool:
    return actor.lower() in _country_names()


def parties(incident: Incident) -> tuple[str, ...]:
    """Everyone who took part, perpetrators first, then those whose fighters were harmed."""
    suffered = (cell.actor for cell in incident.cells if cell.status == "combatant" and cell.actor)
    return tuple(dict.fromkeys((*incident.perpetrators, *suffered)))


def fighters_harmed(incident: Incident) -> bool:
    """Whether any cell counts fighters."""
    return any(c.status == "combatant" and c.harm not in ("facility", "none") for c in incident.cells)


def civilians_harmed(incident: Incident) -> bool:
    """Whether any cell counts civilians."""
    return any(c.status == "civilian" for c in incident.cells)


def sides(incident: Incident) -> Sides:
    """The two sides, the state first where there is one; null where nobody says who it was."""
    known = parties(incident)
    if incident.event != "battle" and not fighters_harmed(incident) and civilians_harmed(incident):
        return Sides(a=known[0] if known else None, b=CIVILIANS, others=known[1:], violence=3)
    ordered = sorted(known, key=lambda actor: kind(actor) != "state")
    first, second = (*ordered, None, None)[:2]
    return Sides(a=first, b=second, others=tuple(ordered[2:]), violence=_violence(ordered))


def _violence(actors: list[str]) -> int | None:
    if any(kind(actor) == "state" for actor in actors):
        return 1
    if len(actors) > 1 and all(kind(actor) in ("rebel", "militia") for actor in actors[:2]):
        return 2
    return None

"""The two grades, did it happen and who did it, by one written rule in Airwars' words.

| | did it happen | who did it |
|---|---|---|
| confirmed | an accused side says so itself | an accused side says that it did it |
| fair | two or more distinct ultimate authorities say so | two or more name the same side |
| weak | one does | one does |
| contested | one does and another denies it | authorities name different sides, or a side named denies it |
| discounted | nobody stands by it: every claim is denied or was rejected | – (null: nobody is named) |

Authorities are counted by `authorities.corroborating`: outlets that quote one monitor are one voice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from warmonitor.incidents.authorities import Telling, authority, corroborating
from warmonitor.incidents.names import is_side, same_side
from warmonitor.model import Claim, Grade

_PARTIES = frozenset({"government", "military", "armed_group", "police", "unknown"})
"""Kinds of source that can be a side of the fight."""


def _accepts(claims: Iterable[Claim], accused: Sequence[str]) -> bool:
    """Whether an accused side itself states harm to others than its own people."""
    return any(_by(c, accused) and not _own_people(c) for c in claims)


def _own_people(claim: Claim) -> bool:
    actor = claim.victims.actor
    return claim.source is not None and actor is not None and is_side(claim.source.name, actor)


def happened(claims: Sequence[Claim], rejected: Mapping[str, str], told: Mapping[str, Telling]) -> Grade:
    """How sure it is that the harm happened."""
    standing = [c for c in claims if c.id not in rejected]
    asserted = [c for c in standing if c.stance != "denied" and not _nothing(c)]
    denied = [c for c in standing if c.stance == "denied"]
    if not asserted:
        return "discounted" if denied or not standing else "weak"
    if _accepts(asserted, sorted({p for c in asserted for p in c.perpetrators})):
        return "confirmed"
    voices = len(corroborating([c for c in asserted if c.stance == "asserted"], told))
    if voices < 2 and denied:
        return "contested"
    return "fair" if voices >= 2 else "weak"


def _nothing(claim: Claim) -> bool:
    return claim.count.low == 0 and claim.count.high == 0


def attributed(claims: Sequence[Claim], rejected: Mapping[str, str], told: Mapping[str, Telling]) -> Grade | None:
    """How sure it is who did it; null where nobody is named."""
    naming = [c for c in claims if c.id not in rejected and c.stance != "denied" and c.perpetrators]
    if not naming:
        return None
    named = sorted({p for c in naming for p in c.perpetrators})
    if _accepts(naming, named):
        return "confirmed"
    if _rivals(naming, told) or any(c.stance == "denied" and _by(c, named) for c in claims):
        return "contested"
    return "fair" if len(corroborating(naming, told)) >= 2 else "weak"


def _by(claim: Claim, sides: Sequence[str]) -> bool:
    """Whether the claim's authority is one of the sides, not a body that bears their country's name."""
    said = claim.source
    return said is not None and said.kind in _PARTIES and any(is_side(said.name, s) for s in sides)


def _rivals(naming: Sequence[Claim], told: Mapping[str, Telling]) -> bool:
    """Whether two authorities blame sides that share nobody, outside a fight, where each side hurts the other."""
    if any(c.event == "battle" for c in naming):
        return False
    return any(
        authority(a, told) != authority(b, told)
        and not any(same_side(p, q) for p in a.perpetrators for q in b.perpetrators)
        for i, a in enumerate(naming)
        for b in naming[i + 1 :]
    )

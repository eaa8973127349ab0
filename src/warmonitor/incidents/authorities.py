"""Who ultimately says so. Ten outlets that quote one monitor are one voice."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from warmonitor.incidents.names import fold, linking
from warmonitor.lexicon.authorities import ultimate
from warmonitor.model import Claim, Report

OWN = "own voice of "


class Telling(NamedTuple):
    """What reconciling knows of a report: when it was published (an ISO day) and by whom."""

    published: str | None
    publisher: str | None


def tellings(reports: Mapping[str, Report] | Iterable[Report] | None) -> dict[str, Telling]:
    """The tellings of reports, by id."""
    known = reports.values() if isinstance(reports, Mapping) else reports or ()
    return {r.id: Telling(r.published[:10] if r.published else None, r.publisher) for r in known}


@functools.lru_cache(1 << 14)
def voice(name: str) -> str:
    """One spelling of an authority's name: folded, without articles."""
    words = [w for w in fold(name).split() if w not in linking().articles]
    return " ".join(words) or fold(name)


def authority(claim: Claim, told: Mapping[str, Telling]) -> str:
    """The ultimate authority of a claim: whom it cites, else the outlet (or the report, whose outlet is not known)."""
    if claim.source:
        return voice(ultimate(claim.source.name))
    telling = told.get(claim.report)
    return OWN + (voice(telling.publisher) if telling and telling.publisher else claim.report)


def shown(claims: Iterable[Claim], told: Mapping[str, Telling]) -> dict[str, str]:
    """Each authority of claims as it is shown: the name as cited, or the outlet that speaks in its own voice."""
    out: dict[str, str] = {}
    for claim in sorted(claims, key=lambda c: c.id):
        telling = told.get(claim.report)
        outlet = (telling.publisher if telling else None) or f"report {claim.report}"
        out.setdefault(authority(claim, told), ultimate(claim.source.name) if claim.source else outlet)
    return out


def corroborating(claims: Iterable[Claim], told: Mapping[str, Telling]) -> tuple[str, ...]:
    """The distinct ultimate authorities. An outlet's own voice counts only where it cites nobody else here."""
    known = list(claims)
    citing = {c.report for c in known if c.source}
    return tuple(sorted({authority(c, told) for c in known if c.source or c.report not in citing}))

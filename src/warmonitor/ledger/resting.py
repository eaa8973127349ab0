"""What is left of tolls, added to a tally: Iraq Body Count's rule, for those who ask for it."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import msgspec

from warmonitor.incidents import rests
from warmonitor.ledger import filters
from warmonitor.model import Claim, Query, Rest, Tally, TallyRow

if TYPE_CHECKING:
    from warmonitor.ledger.book import Book

_DATES = {"day": 10, "month": 7, "year": 4}
"""How many characters of an ISO day a key of time has."""


def with_tolls(book: Book, made: Tally, lineage: bool) -> Tally:
    """The tally with the rest of every toll that answers its question, and of each toll what became of it.

    Subtracted are all incidents that the ledger has in a toll, also those that the question leaves out. A rest stands
    in the row of the toll's own place, period and people; where the toll spans several values of a key, under null.
    """
    query, by = made.query, made.by
    rejected = {j.subject for j in book.judgements() if j.kind == "reject"}
    totals = {c.id: c for c in book.claims(query) if c.scope == "total"}
    set_aside = {id: reason for id, c in totals.items() if (reason := _not_asked(c, query, by, rejected))}
    everything = Query(policy=query.policy, ranking=query.ranking, as_of=query.as_of)
    open_ = [c for c in totals.values() if c.id not in set_aside]
    found = rests.rests(open_, book.incidents(everything)) if open_ else []
    told = [*found, *(Rest(claim=id, reason=reason) for id, reason in set_aside.items())]
    rows = {(tuple(row.keys.values()), row.harm): row for row in made.rows}
    for rest in found:
        if rest.reason is None:
            for keys in _keys(totals[rest.claim], by):
                at = (tuple(keys.values()), totals[rest.claim].harm)
                row = rows.get(at) or TallyRow(keys=keys, harm=at[1], low=0, best=_none_yet(query), high=0)
                rows[at] = _added(row, rest, lineage)
    ordered = sorted(rows.values(), key=lambda row: ([(v is None, v or "") for v in row.keys.values()], row.harm))
    return msgspec.structs.replace(made, rows=tuple(ordered), tolls=tuple(sorted(told, key=lambda r: r.claim)))


def _none_yet(query: Query) -> int | None:
    """The best figure of a row that holds tolls alone, before the first: `range` gives none."""
    return None if query.policy == "range" else 0


def _not_asked(claim: Claim, query: Query, by: Sequence[str], rejected: set[str]) -> str | None:
    """Why a toll has no place in this tally, whatever is left of it."""
    since, until = filters.days(query)
    start, end = (claim.time.start or "")[:10], (claim.time.end or "")[:10]
    if claim.id in rejected:
        return "a reviewer rejected it"
    if (since and start and start < since) or (until and end and end > until):
        return "its period reaches beyond what is asked"
    if (query.box or query.near) and (claim.place.precision or 9) > 2:
        return "its place reaches beyond what is asked"
    grouped = query.group is not None or "group" in by
    if grouped != (claim.victims.group is not None):
        return "it counts no group" if grouped else "it counts a group, which is part of other figures"
    return None


def _keys(claim: Claim, by: Sequence[str]) -> Iterator[dict[str, str | None]]:
    """The rows that a toll belongs to: one, or by actor one for each that it blames."""
    choices = [claim.perpetrators or (None,) if name == "actor" else (_key(claim, name),) for name in by]
    for values in itertools.product(*choices):
        yield dict(zip(by, values, strict=True))


def _key(claim: Claim, name: str) -> str | None:
    """A toll's value of a key; null where it spans several."""
    if name in _DATES:
        start, end = ((day or "")[: _DATES[name]] for day in (claim.time.start, claim.time.end))
        return start if start and start == end else None
    return {
        "admin1": claim.place.admin1,
        "country": claim.place.country,
        "place": claim.place.name,
        "source": claim.source.name if claim.source else None,
        "status": claim.victims.status,
        "event": claim.event,
        "harm": claim.harm,
        "group": claim.victims.group,
        "side": claim.victims.actor,
    }.get(name)


def _added(row: TallyRow, rest: Rest, lineage: bool) -> TallyRow:
    """A row with a toll's rest; its best figure grows by the low end."""
    return msgspec.structs.replace(
        row,
        low=row.low + rest.low,
        best=None if row.best is None else row.best + rest.low,
        high=None if row.high is None or rest.high is None else row.high + rest.high,
        claims=(*row.claims, rest.claim) if lineage else row.claims,
        tolls=(*row.tolls, rest.claim),
    )

"""Figures under another policy than the one that is stored: reckoned when they are first asked for, then kept."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import sqlalchemy as sa

from warmonitor.errors import QueryError
from warmonitor.incidents import reconcile
from warmonitor.ledger import regrouping, sums, views
from warmonitor.ledger.journal import unbody
from warmonitor.ledger.schema import cell, incident, journal
from warmonitor.model import Claim, Incident, Query, content_id

STORED = "range"


def name(query: Query) -> str:
    """Under which name the figures of a query's policy are kept. QueryError for one that does not exist."""
    if query.policy not in reconcile.POLICIES:
        raise QueryError("no such policy", query.policy, "one of " + ", ".join(reconcile.POLICIES))
    if query.policy != "ranking":
        return query.policy
    if not query.ranking:
        raise QueryError("a ranking of no sources", query.policy, "name the authorities, best first")
    return f"ranking:{content_id(*query.ranking)}"


def under(db: sa.Connection, found: Sequence[Incident], query: Query, at: int | None) -> list[Incident]:
    """Incidents with their figures by the query's policy."""
    if name(query) == STORED:
        return list(found)
    scene = regrouping.gather(db, [c for one in found for c in one.claims], at)
    mine = {c: one.id for one in found for c in one.claims}
    claims: list[Claim] = [msgspec.structs.replace(c, incident=mine[c.id]) for c in scene.claims]
    made = reconcile.incidents(claims, query.policy, query.ranking, scene.judgements, scene.voices)
    cells = {one.id: one.cells for one in made}
    return [msgspec.structs.replace(one, cells=cells.get(one.id, one.cells), policy=query.policy) for one in found]


def lacking(db: sa.Connection, wanted: sa.Select[tuple[int]], kept_as: str) -> list[int]:
    """The versions of incidents among `wanted` whose figures by this policy have not been reckoned."""
    seq = wanted.subquery().c.seq
    mark = sa.select(cell.c.seq).where(cell.c.policy == kept_as)
    return list(db.scalars(sa.select(seq).where(seq.not_in(mark))))


def reckon(db: sa.Connection, seqs: Sequence[int], query: Query, kept_as: str) -> None:
    """Reconcile versions of incidents by a policy and keep the figures, so that the next tally only adds them up."""
    todo = lacking(db, sa.select(incident.c.seq).where(incident.c.seq.in_(seqs)), kept_as)
    ask = sa.select(incident.c.seq, incident.c.since, incident.c.until, journal.c.body)
    rows = db.execute(ask.join(journal, journal.c.seq == incident.c.seq).where(incident.c.seq.in_(todo))).all()
    standing = [(row.seq, unbody("incident", row.body)) for row in rows if row.until is None]
    _keep(db, [seq for seq, _ in standing], under(db, [one for _, one in standing], query, None), kept_as)
    sums.add(db, [seq for seq, _ in standing], kept_as)
    for row in rows:
        if row.until is not None:
            _keep(db, [row.seq], under(db, [unbody("incident", row.body)], query, row.since), kept_as)


def _keep(db: sa.Connection, seqs: Sequence[int], found: Sequence[Incident], kept_as: str) -> None:
    """Lay figures out flat; an incident without any has one empty row, which says that it was reckoned."""
    flat = [{"seq": seq, **row, "policy": kept_as} for seq, one in zip(seqs, found) for row in views.cell_rows(one)]
    empty = [{"seq": seq, **_NOTHING, "policy": kept_as} for seq, one in zip(seqs, found) if not one.cells]
    if flat or empty:
        db.execute(sa.insert(cell), flat + empty)


_NOTHING = {
    "n": -1, "harm": "none", "status": "unknown", "side": None, "subgroup": None, "low": None, "best": None,
    "high": None, "part": True,
}  # fmt: skip

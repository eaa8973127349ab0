"""Which claim belongs to which incident, and when it did."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import msgspec
import sqlalchemy as sa

from warmonitor.ledger.entries import Entry, chunks
from warmonitor.ledger.filters import alive
from warmonitor.ledger.schema import member
from warmonitor.ledger.views import plain
from warmonitor.model import Claim


def move(db: sa.Connection, number: int, of: str, entries: Sequence[Entry]) -> None:
    """Follow what entries say: an incident lists its claims, a claim may name its incident."""
    put = [e.record for e in entries if e.op == "put"]
    dropped = [e.subject for e in entries if e.op == "drop"]
    if of == "claim":
        _place(db, number, {c.id: c.incident for c in put if c.incident is not None})
        _close(db, number, member.c.claim, dropped)
        return
    now = {claim: i.id for i in put for claim in i.claims}
    before = incidents_of(db, member.c.incident, [i.id for i in put])
    _close(db, number, member.c.claim, [claim for claim in before if claim not in now])
    _place(db, number, now)
    _close(db, number, member.c.incident, dropped)


def incidents_of(
    db: sa.Connection, column: sa.Column[str], ids: Iterable[str], at: int | None = None
) -> dict[str, str]:
    """Claim to incident, for the claims or the incidents named."""
    found: dict[str, str] = {}
    for part in chunks(plain(id) or "" for id in ids):
        ask = sa.select(member.c.claim, member.c.incident).where(column.in_(part), alive(member, at))
        found.update({row.claim: row.incident for row in db.execute(ask)})
    return found


def _place(db: sa.Connection, number: int, wanted: Mapping[str, str]) -> None:
    clean = {plain(claim) or "": plain(incident) or "" for claim, incident in wanted.items()}
    held = incidents_of(db, member.c.claim, clean)
    moved = {claim: incident for claim, incident in clean.items() if held.get(claim) != incident}
    _close(db, number, member.c.claim, [claim for claim in moved if claim in held])
    if moved:
        db.execute(sa.delete(member).where(member.c.since == number, member.c.until == number))
        rows = [{"claim": c, "incident": i, "since": number, "until": None} for c, i in moved.items()]
        db.execute(sa.insert(member), rows)


def _close(db: sa.Connection, number: int, column: sa.Column[str], ids: Iterable[str]) -> None:
    for part in chunks(plain(id) or "" for id in ids):
        db.execute(sa.update(member).where(column.in_(part), member.c.until.is_(None)).values(until=number))


def placed(db: sa.Connection, claims: Sequence[Claim], at: int | None = None) -> list[Claim]:
    """Claims with the incident that they belong to."""
    of = incidents_of(db, member.c.claim, [c.id for c in claims], at)
    return [msgspec.structs.replace(c, incident=of.get(plain(c.id) or "")) for c in claims]

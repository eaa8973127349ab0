"""Changes with the records that they left behind, so that a client who polls holds what the ledger holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

import sqlalchemy as sa

from warmonitor.exchange.stream import records
from warmonitor.ledger import Book, changing, store
from warmonitor.ledger.schema import VIEWS, member, transactions
from warmonitor.model import Change, Claim, Incident, Record, Report

RECORDS = ("report", "claim", "incident")
Kind = Literal["added", "corrected", "judged", "undone", "merged", "split", "withdrawn", "taken_down", "moved"]


class Changed(Record):
    """A change, and its subject as it stands now at the last change of it here.

    `gone` is true for a tombstone: the ledger holds no such record any more; `redirect` may say what stands for it.
    Claims that came to another incident are told as `moved`.
    """

    transaction: int
    at: str
    hand: str
    kind: Kind
    of: str
    subject: str
    text: str = ""
    redirect: str | None = None
    gone: bool = False
    report: Report | None = None
    claim: Claim | None = None
    incident: Incident | None = None


class ChangePage(Record):
    """Changes in their order. `next` goes into `since` of the next question; `more` says whether to ask at once."""

    items: tuple[Changed, ...]
    next: int
    more: bool


def changes(book: Book, since: int | str, limit: int) -> ChangePage:
    """What changed after `since`; about `limit` of it, since a transaction is told whole. All of one moment."""
    with store.reading(book.engine) as db:
        told = list(changing.changes(db, since, limit))
        last = db.scalar(sa.select(sa.func.max(transactions.c.number))) or 0
        if not told:
            return ChangePage(items=(), next=last if isinstance(since, str) else max(since, 0), more=False)
        reached = told[-1].transaction
        told += _moved(db, told, told[0].transaction - 1, reached)
        now = {of: _now(db, of, [c.subject for c in told if c.of == of]) for of in RECORDS}
    return ChangePage(items=tuple(_with_records(told, now)), next=reached, more=reached < last)


def _moved(db: sa.Connection, told: Sequence[Change], since: int, until: int) -> list[Change]:
    """Claims whose incident changed though nothing else of them did."""
    known = {c.subject for c in told if c.of == "claim"}
    came = (member.c.since > since) & (member.c.since <= until)
    left = (member.c.until > since) & (member.c.until <= until)
    ask = sa.select(member.c.claim).where(came | left).distinct().order_by(member.c.claim)
    last = told[-1]
    return [
        Change(transaction=until, at=last.at, hand=last.hand, kind="moved", subject=claim, of="claim")
        for claim in db.scalars(ask)
        if claim not in known
    ]


def _now(db: sa.Connection, of: str, ids: Iterable[str]) -> dict[str, Any]:
    return {record.id: record for record in records(db, VIEWS[of], ids, None)}


def _with_records(told: Sequence[Change], now: Mapping[str, Mapping[str, Any]]) -> list[Changed]:
    last = {(c.of, c.subject): n for n, c in enumerate(told)}
    return [_changed(c, now, last[c.of, c.subject] == n) for n, c in enumerate(told)]


def _changed(change: Change, now: Mapping[str, Mapping[str, Any]], last: bool) -> Changed:
    record = now.get(change.of, {}).get(change.subject)
    shown = {change.of: record} if last and record is not None else {}
    return Changed(
        transaction=change.transaction, at=change.at, hand=change.hand, kind=change.kind, of=change.of,  # type: ignore[arg-type]
        subject=change.subject, text=change.text, redirect=change.redirect,
        gone=change.of in RECORDS and record is None, **shown,
    )  # fmt: skip

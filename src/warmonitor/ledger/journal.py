"""Adding to the journal, and to the views of it, in one transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple, TypeVar

import msgspec
import sqlalchemy as sa

from warmonitor.errors import LedgerError
from warmonitor.ledger import chain, members, sums, text, views
from warmonitor.ledger.entries import Entry, chunks
from warmonitor.ledger.schema import VIEWS, cell, journal, party, redirect, transactions
from warmonitor.model import Claim, Failure, Incident, Judgement, Link, Record, Report

T = TypeVar("T")
_ENCODE = msgspec.json.Encoder(order="sorted").encode
READ = ("claim", "report")
"""What comes from a reader, and may stand corrected by a person."""

SHAPES: dict[str, type[Record]] = {
    "report": Report,
    "claim": Claim,
    "incident": Incident,
    "link": Link,
    "copy": Link,
    "failure": Failure,
    "judgement": Judgement,
    "origin": views.Origin,
    "setting": views.Setting,
}


class Head(NamedTuple):
    """What the journal last said of a subject."""

    seq: int
    op: str
    digest: bytes


def body(record: Any) -> str:
    """A record as JSON without its nulls and empty lists, keys sorted: equal records are equal text."""
    try:
        return _ENCODE(_bare(msgspec.to_builtins(record))).decode()
    except UnicodeEncodeError as error:
        name = getattr(record, "id", "")
        raise LedgerError("text that is not Unicode (a lone surrogate)", str(name), "decode the source anew") from error


def _bare(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _bare(v) for k, v in value.items() if v is not None and v != [] and v != {}}
    return [_bare(v) for v in value] if isinstance(value, list) else value


def unbody(of: str, written: str) -> Any:
    """The record that `body` wrote."""
    return msgspec.json.decode(written, type=SHAPES[of])


class Writer:
    """One transaction's additions: rows of the journal, sealed, and the views that show them."""

    def __init__(self, db: sa.Connection, hand: str, at: str | None = None) -> None:
        self.db, self.hand = db, hand
        last = db.execute(
            sa.select(transactions.c.number, transactions.c.at).order_by(transactions.c.number.desc()).limit(1)
        ).first()
        tip = db.execute(sa.select(journal.c.seq, journal.c.chain).order_by(journal.c.seq.desc()).limit(1)).first()
        self.last: int = last.number if last else 0
        self.at = max(at or now(), last.at if last else "")
        self.seq: int = tip.seq if tip else 0
        self.chain: bytes = tip.chain if tip else chain.START
        self.number = self.last + 1
        self.begun = False

    def write(self, entries: Sequence[Entry], cause: int | None = None) -> list[int]:
        """Add what the book does not say already; the numbers of the new rows."""
        new: list[int] = []
        for of in dict.fromkeys(entry.of for entry in entries):
            for part in chunks({e.subject: e for e in entries if e.of == of}.values()):
                new += self._write(of, part, cause)
        return new

    def _write(self, of: str, entries: list[Entry], cause: int | None) -> list[int]:
        said = heads(self.db, of, [e.subject for e in entries])
        if cause is None and of in READ:
            said |= _as_read(self.db, of, said)
        written = [(e, body(e.record)) for e in entries]
        fresh = [(e, b, said.get(e.subject)) for e, b in written if _is_news(e, b, said.get(e.subject))]
        if not fresh:
            return []
        self._begin()
        rows = [self._seal(e, b, head.seq if head else None, cause) for e, b, head in fresh]
        self.db.execute(sa.insert(journal), rows)
        self._close(of, [e.subject for e, _, head in fresh if head])
        self._show(of, [(row["seq"], e) for row, (e, _, _) in zip(rows, fresh)])
        return [row["seq"] for row in rows]

    def echo(self, entry: Entry, before: int) -> int:
        """Say an earlier row again without what had to be removed from it; the number of the new row."""
        self._begin()
        row = self._seal(entry, body(entry.record), before, None)
        self.db.execute(sa.insert(journal), [row])
        return self.seq

    def _begin(self) -> None:
        if not self.begun:
            self.db.execute(sa.insert(transactions).values(number=self.number, at=self.at, hand=self.hand))
            self.begun = True

    def _seal(self, entry: Entry, written: str, before: int | None, cause: int | None) -> dict[str, Any]:
        self.seq += 1
        digest = chain.digest(written)
        row = chain.Row(
            self.seq,
            self.number,
            self.at,
            self.hand,
            entry.op,
            entry.of,
            entry.subject,
            before,
            cause,
            digest,
            b"",
            None,
        )
        self.chain = chain.seal(self.chain, row)
        return {
            "seq": self.seq, "number": self.number, "op": entry.op, "of": entry.of, "subject": entry.subject,
            "before": before, "cause": cause, "digest": digest, "chain": self.chain, "body": written,
        }  # fmt: skip

    def _close(self, of: str, subjects: list[str]) -> None:
        view = VIEWS.get(of)
        if view is None or not subjects:
            return
        ids = [views.plain(subject) or "" for subject in subjects]
        if of == "incident":
            sums.take(self.db, ids)
        gone = view.c.id.in_(ids) & view.c.until.is_(None)
        if "of" in view.c:
            gone &= view.c.of == of
        self.db.execute(sa.update(view).where(gone).values(until=self.number))

    def _show(self, of: str, entries: list[tuple[int, Entry]]) -> None:
        put = [(seq, e) for seq, e in entries if e.op == "put"]
        if of in VIEWS and put:
            rows = [
                {"seq": seq, "id": views.plain(e.subject), "since": self.number, "until": None, **_FLAT[of](e.record)}
                for seq, e in put
            ]
            self.db.execute(sa.insert(VIEWS[of]), rows)
        if of in ("claim", "incident"):
            members.move(self.db, self.number, of, [e for _, e in entries])
        if of == "report":
            text.index(self.db, [(seq, e.record.title, e.record.text) for seq, e in put])
        if of == "incident":
            self._insert(cell, [{"seq": seq, **row} for seq, e in put for row in views.cell_rows(e.record)])
            self._insert(party, [{"seq": seq, **row} for seq, e in put for row in views.party_rows(e.record)])
            sums.add(self.db, [seq for seq, _ in put])
        moved = [(seq, e, to) for seq, e in entries if e.op == "drop" for to in e.record.get("redirect", [])[:1]]
        self._insert(redirect, [{"seq": seq, "of": of, "old": e.subject, "new": to} for seq, e, to in moved])

    def _insert(self, table: sa.Table, rows: list[dict[str, Any]]) -> None:
        if rows:
            self.db.execute(sa.insert(table), rows)


_FLAT: dict[str, Callable[[Any], views.Flat]] = {
    "report": views.report_row,
    "claim": views.claim_row,
    "incident": views.incident_row,
    "link": lambda record: views.link_row(record, "link"),
    "copy": lambda record: views.link_row(record, "copy"),
    "failure": views.failure_row,
    "judgement": views.judgement_row,
    "origin": views.origin_row,
    "setting": lambda _: {},
}


def now() -> str:
    """The time, in UTC, as the book writes it."""
    return dt.datetime.now(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def heads(db: sa.Connection, of: str, subjects: Iterable[str]) -> dict[str, Head]:
    """The last row of each subject that has one."""
    found: dict[str, Head] = {}
    for part in chunks(subjects):
        newest = (
            sa.select(sa.func.max(journal.c.seq))
            .where(journal.c.of == of, journal.c.subject.in_(part))
            .group_by(journal.c.subject)
        )
        ask = sa.select(journal.c.subject, journal.c.seq, journal.c.op, journal.c.digest).where(
            journal.c.seq.in_(newest)
        )
        found.update({row.subject: Head(row.seq, row.op, row.digest) for row in db.execute(ask)})
    return found


def _as_read(db: sa.Connection, of: str, said: dict[str, Head]) -> dict[str, Head]:
    """For subjects that a person corrected, what the reader last said: the same reading again is no news."""
    found = {}
    for part in chunks(subject for subject, head in said.items() if head.op == "put"):
        newest = sa.select(sa.func.max(journal.c.seq)).where(
            journal.c.of == of, journal.c.subject.in_(part), journal.c.cause.is_(None), journal.c.op == "put"
        )
        ask = sa.select(journal.c.subject, journal.c.digest).where(
            journal.c.seq.in_(newest.group_by(journal.c.subject))
        )
        found.update({row.subject: said[row.subject]._replace(digest=row.digest) for row in db.execute(ask)})
    return found


def _is_news(entry: Entry, written: str, head: Head | None) -> bool:
    if entry.op == "drop":
        return head is not None and head.op == "put"
    said = entry.op if head is None or head.op == "echo" else head.op
    return head is None or said != entry.op or head.digest != chain.digest(written)

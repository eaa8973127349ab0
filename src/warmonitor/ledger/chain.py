"""The hash chain: what makes an altered, lost or reordered row show."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import NamedTuple

import msgspec
import sqlalchemy as sa

from warmonitor.errors import BrokenChainError
from warmonitor.ledger.schema import journal, transactions

START = bytes(32)
_ENCODE = msgspec.json.Encoder().encode


class Row(NamedTuple):
    """One row of the journal with the transaction that wrote it."""

    seq: int
    number: int
    at: str
    hand: str
    op: str
    of: str
    subject: str
    before: int | None
    cause: int | None
    digest: bytes
    chain: bytes
    body: str | None


def digest(body: str) -> bytes:
    """The hash of a row's content."""
    return hashlib.sha256(body.encode("utf-8", "surrogatepass")).digest()


def seal(previous: bytes, row: Row) -> bytes:
    """The hash of a row and of all before it. The body enters by its digest, so that a takedown breaks nothing."""
    fields = [*row[:9], row.digest.hex()]
    return hashlib.sha256(previous + _ENCODE(fields)).digest()


def rows(db: sa.Connection) -> Iterable[Row]:
    """The whole journal in order."""
    columns = [
        journal.c.seq, journal.c.number, transactions.c.at, transactions.c.hand, journal.c.op, journal.c.of,
        journal.c.subject, journal.c.before, journal.c.cause, journal.c.digest, journal.c.chain, journal.c.body,
    ]  # fmt: skip
    joined = journal.outerjoin(transactions, transactions.c.number == journal.c.number)
    ask = sa.select(*columns).select_from(joined).order_by(journal.c.seq)
    for found in db.execution_options(yield_per=1000).execute(ask):
        yield Row(*found)


def verify(found: Iterable[Row]) -> int:
    """How many rows were checked; BrokenChainError names the first that was altered, lost or reordered."""
    expected, previous, erased = 1, START, {}
    for row in found:
        where = f"journal row {row.seq} ({row.of} {row.subject})"
        if row.seq != expected:
            raise BrokenChainError(f"journal row {expected} is missing", where, "restore the ledger from a backup")
        if row.at is None or seal(previous, row) != row.chain:
            raise BrokenChainError("the row or its place in the journal was altered", where)
        if row.body is None:
            erased[row.seq] = where
        elif digest(row.body) != row.digest:
            raise BrokenChainError("the content of the row was altered", where)
        if row.op == "erase":
            for seq in msgspec.json.decode(row.body or "{}").get("rows", []):
                erased.pop(seq, None)
        expected, previous = expected + 1, row.chain
    for where in erased.values():
        raise BrokenChainError("the content was removed without a takedown", where)
    return expected - 1

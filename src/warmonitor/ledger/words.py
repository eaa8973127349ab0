"""The judgements that stand, and records as they read with them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec
import sqlalchemy as sa

from warmonitor.errors import QueryError
from warmonitor.ledger.filters import alive
from warmonitor.ledger.journal import SHAPES, unbody
from warmonitor.ledger.schema import journal, judgement
from warmonitor.ledger.views import plain
from warmonitor.model import Judgement

FIXED = ("id", "report", "incident", "claims", "reports", "cells", "checks", "links", "evidence", "reader", "text")
"""Fields that no one corrects: they say what a record is, or follow from others."""


def by_row(db: sa.Connection, seq: int) -> Judgement:
    found: Judgement = unbody("judgement", db.scalars(sa.select(journal.c.body).where(journal.c.seq == seq)).one())
    return found


def in_slot(db: sa.Connection, where: str) -> Judgement | None:
    seq = db.scalar(sa.select(judgement.c.seq).where(judgement.c.id == plain(where), judgement.c.until.is_(None)))
    return None if seq is None else by_row(db, seq)


def superseded(db: sa.Connection, seq: int) -> Judgement | None:
    """The judgement that stood until the one of a row took its place; null where none did."""
    before = sa.select(journal.c.before).where(journal.c.seq == seq).scalar_subquery()
    written = db.scalar(sa.select(journal.c.body).where(journal.c.seq == before, journal.c.op == "put"))
    return None if written is None else unbody("judgement", written)


def standing(db: sa.Connection, subject: str | None = None, at: int | None = None) -> list[Judgement]:
    """The judgements that stand, in the order they were made."""
    rows = sa.select(judgement.c.seq).where(alive(judgement, at))
    if subject is not None:
        rows = rows.where((judgement.c.subject == plain(subject)) | (judgement.c.other == plain(subject)))
    # By their numbers and not by a join: in the order of the journal, a database would walk through all of it.
    ask = sa.select(journal.c.body).where(journal.c.seq.in_(rows)).order_by(journal.c.seq)
    return [unbody("judgement", written) for written in db.scalars(ask)]


def corrected(record: Any, word: Judgement) -> Any:
    """A record with one field set as a person said. QueryError where the field or the value does not exist."""
    tree: Any = msgspec.to_builtins(record)
    *path, last = (word.field or "").split(".")
    part = tree
    for name in path:
        part = part.get(name) if isinstance(part, dict) else None
        part = {} if part is None else part
    shape = SHAPES[type(record).__name__.lower()]
    if (path[:1] == [] and last in FIXED) or not isinstance(part, dict) or not _exists(shape, [*path, last]):
        raise QueryError(f"no field {word.field}", word.subject, "fields are named as in docs/definitions.md")
    _set(tree, [*path, last], _value(part.get(last), word))
    try:
        return msgspec.convert(tree, shape, strict=False)
    except msgspec.ValidationError as error:
        raise QueryError(f"{word.field} cannot be {word.value!r}: {error}", word.subject) from error


def _exists(shape: Any, path: list[str]) -> bool:
    for name in path:
        fields = {f.name: f.type for f in msgspec.structs.fields(shape)} if isinstance(shape, type) else {}
        if name not in fields:
            return False
        options = getattr(fields[name], "__args__", (fields[name],))
        structs = [o for o in options if isinstance(o, type) and issubclass(o, msgspec.Struct)]
        shape = structs[0] if structs else None
    return True


def _set(tree: dict[str, Any], path: list[str], value: Any) -> None:
    for name in path[:-1]:
        if tree.get(name) is None:
            tree[name] = {}
        tree = tree[name]
    tree[path[-1]] = value


def _value(old: Any, word: Judgement) -> Any:
    """The value as it was typed: nothing is null, a list's items stand between semicolons."""
    if word.value in (None, "", "null"):
        return [] if isinstance(old, (list, tuple)) else None
    if isinstance(old, (list, tuple)):
        return [item.strip() for item in (word.value or "").split(";") if item.strip()]
    return word.value


def judged(record: Any, words: Iterable[Judgement]) -> Any:
    """What a reader says with the corrections that stand."""
    for word in words:
        if word.kind == "correct" and word.subject == record.id:
            record = corrected(record, word)
    return record


def as_read(db: sa.Connection, of: str, id: str) -> Any:
    """A claim or report as it was last read, before any person's correction; null where there is none."""
    ask = sa.select(journal.c.body).where(
        journal.c.subject == plain(id),
        journal.c.of == of,
        journal.c.body.is_not(None),
        journal.c.op != "drop",
        journal.c.cause.is_(None),
    )
    written = db.scalar(ask.order_by(journal.c.seq.desc()).limit(1))
    return None if written is None else unbody(of, written)

"""A person's word: written down, remembered, and applied to what the readers say."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
import sqlalchemy as sa

from warmonitor.errors import ConflictError, LedgerError, QueryError
from warmonitor.ledger import text
from warmonitor.ledger.entries import Entry
from warmonitor.ledger.filters import alive
from warmonitor.ledger.journal import SHAPES, Writer, heads, unbody
from warmonitor.ledger.schema import claim, incident, journal, judgement, report
from warmonitor.ledger.views import plain, slot
from warmonitor.model import Claim, Judgement, Span

NEEDS = {
    "correct": ("field",),
    "same": ("other",),
    "not_same": ("other",),
    "grade": ("field", "value"),
}
GRADED = ("happened", "attributed")


def judge(db: sa.Connection, word: Judgement, expect: int | None) -> int:
    """Write one judgement and what follows from it; the transaction's number."""
    _check(db, word)
    if expect is not None:
        _refuse_if_later(db, word, expect)
    writer = Writer(db, word.hand)
    before = _standing_in(db, slot(word))
    if before and msgspec.structs.replace(before, at=word.at or before.at) == msgspec.structs.replace(
        word, at=word.at or before.at
    ):
        return writer.last
    for cause in writer.write([Entry("judgement", slot(word), msgspec.structs.replace(word, at=word.at or writer.at))]):
        _apply(db, writer, word, cause)
    return writer.number


def _check(db: sa.Connection, word: Judgement) -> None:
    missing = [name for name in NEEDS.get(word.kind, ()) if getattr(word, name) in (None, "")]
    if missing:
        raise QueryError(f"a judgement {word.kind} needs {' and '.join(missing)}", word.subject)
    if word.kind == "grade" and word.field not in GRADED:
        raise QueryError(f"no such grade {word.field}", word.subject, "one of " + ", ".join(GRADED))
    for subject in filter(None, (word.subject, word.other)):
        kind_of(db, subject)
    if word.kind == "correct":
        corrected(_record(db, word.subject), word)


def kind_of(db: sa.Connection, subject: str) -> str:
    """Whether an id is a claim's, an incident's or a report's. QueryError where it is none."""
    for view in (claim, incident, report):
        if db.scalar(sa.select(view.c.seq).where(view.c.id == plain(subject)).limit(1)) is not None:
            return view.name
    raise QueryError("no claim, incident or report has this id", subject, "an id is shown beside each record")


def _record(db: sa.Connection, subject: str) -> Any:
    of = kind_of(db, subject)
    ask = sa.select(journal.c.body).where(
        journal.c.subject == plain(subject), journal.c.of == of, journal.c.op == "put"
    )
    return unbody(of, db.scalars(ask.order_by(journal.c.seq.desc()).limit(1)).one())


def _refuse_if_later(db: sa.Connection, word: Judgement, expect: int) -> None:
    subjects = [plain(s) for s in (word.subject, word.other) if s]
    touched = judgement.c.subject.in_(subjects) | judgement.c.other.in_(subjects)
    later = sa.select(judgement.c.seq, judgement.c.since).where(touched, judgement.c.since > expect)
    found = db.execute(later.order_by(judgement.c.seq.desc()).limit(1)).first()
    if found:
        other = _judgement(db, found.seq)
        raise ConflictError(
            f"{other.hand} judged this at {other.at} ({other.kind})", word.subject, "look at it again, then judge anew"
        )


def _judgement(db: sa.Connection, seq: int) -> Judgement:
    found: Judgement = unbody("judgement", db.scalars(sa.select(journal.c.body).where(journal.c.seq == seq)).one())
    return found


def _standing_in(db: sa.Connection, where: str) -> Judgement | None:
    seq = db.scalar(sa.select(judgement.c.seq).where(judgement.c.id == plain(where), judgement.c.until.is_(None)))
    return None if seq is None else _judgement(db, seq)


def standing(db: sa.Connection, subject: str | None = None, at: int | None = None) -> list[Judgement]:
    """The judgements that stand, in the order they were made."""
    ask = sa.select(journal.c.body).join(judgement, judgement.c.seq == journal.c.seq).where(alive(judgement, at))
    if subject is not None:
        ask = ask.where((judgement.c.subject == plain(subject)) | (judgement.c.other == plain(subject)))
    return [unbody("judgement", written) for written in db.scalars(ask.order_by(journal.c.seq))]


def corrected(record: Any, word: Judgement) -> Any:
    """A record with one field set as a person said. QueryError where the field or the value does not exist."""
    tree: Any = msgspec.to_builtins(record)
    *path, last = (word.field or "").split(".")
    part = tree
    for name in path:
        part = part.get(name) if isinstance(part, dict) else None
        part = {} if part is None else part
    shape = SHAPES[type(record).__name__.lower()]
    if not isinstance(part, dict) or not _exists(shape, [*path, last]):
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


def _apply(db: sa.Connection, writer: Writer, word: Judgement, cause: int) -> None:
    of = kind_of(db, word.subject)
    if word.kind == "correct" and of == "claim":
        read = as_read(db, word.subject)
        if read is not None:
            writer.write([Entry("claim", read.id, judged(read, standing(db, read.id)))], cause)


def as_read(db: sa.Connection, id: str) -> Claim | None:
    """A claim as its reader last stated it, before any person's correction."""
    ask = sa.select(journal.c.body).where(
        journal.c.subject == plain(id),
        journal.c.of == "claim",
        journal.c.body.is_not(None),
        journal.c.op != "drop",
        journal.c.cause.is_(None),
    )
    written = db.scalar(ask.order_by(journal.c.seq.desc()).limit(1))
    return None if written is None else unbody("claim", written)


def take_down(db: sa.Connection, id: str, why: str, hand: str) -> int:
    """Remove a report's words from journal and index; their hash, the claims' figures and `why` remain."""
    ask = sa.select(journal.c.seq, journal.c.body).where(journal.c.subject == plain(id), journal.c.of == "report")
    versions = db.execute(ask.where(journal.c.op == "put", journal.c.body.is_not(None))).all()
    if before := erased(db, "report", id):
        raise LedgerError(f"the report was taken down before: {before}", id)
    if not versions:
        raise LedgerError("no such report", id, "an id is shown beside each record")
    writer = Writer(db, hand)
    whole = [unbody("report", row.body) for row in versions]
    text.forget(db, [(row.seq, r.title, r.text) for row, r in zip(versions, whole)])
    gone = [row.seq for row in versions] + _silence_claims(db, writer, id)
    writer.write([Entry("report", id, {"rows": gone, "why": why}, "erase")])
    db.execute(sa.update(journal).where(journal.c.seq.in_(gone)).values(body=None))
    db.execute(sa.update(report).where(report.c.id == plain(id)).values(title=None, url=None))
    return writer.number


def erased(db: sa.Connection, of: str, id: str) -> str | None:
    """Why a report was taken down; null if it was not."""
    ask = sa.select(journal.c.op, journal.c.body).where(journal.c.subject == plain(id), journal.c.of == of)
    last = db.execute(ask.order_by(journal.c.seq.desc()).limit(1)).first()
    if last is None or last.op != "erase":
        return None
    return str(msgspec.json.decode(last.body).get("why") or "no reason given")


def without_erased(db: sa.Connection, entries: Sequence[Entry]) -> list[Entry]:
    """What may be written: a report that was taken down stays away, and its claims come without their words."""
    told = {e.subject for e in entries if e.of == "report"}
    told |= {e.record.report for e in entries if e.of == "claim" and e.op == "put"}
    gone = {id for id, head in heads(db, "report", map(_plain, told)).items() if head.op == "erase"}
    kept = [e for e in entries if not (e.of == "report" and e.subject in gone)]
    return [e._replace(record=wordless(e.record)) if _of_one(e, gone) else e for e in kept] if gone else kept


def _plain(id: str) -> str:
    return plain(id) or ""


def _of_one(entry: Entry, gone: set[str]) -> bool:
    return entry.of == "claim" and entry.op == "put" and _plain(entry.record.report) in gone


def _silence_claims(db: sa.Connection, writer: Writer, id: str) -> list[int]:
    """Every version of a report's claims said again without its words; the rows that held the words."""
    mine = sa.select(claim.c.id).where(claim.c.report == plain(id))
    ask = sa.select(journal.c.seq, journal.c.subject, journal.c.body).where(
        journal.c.of == "claim", journal.c.subject.in_(mine), journal.c.body.is_not(None), journal.c.op == "put"
    )
    rows = db.execute(ask.order_by(journal.c.seq)).all()
    for row in rows:
        echo = Entry("claim", row.subject, wordless(unbody("claim", row.body)), "echo")
        db.execute(sa.update(claim).where(claim.c.seq == row.seq).values(seq=writer.echo(echo, row.seq)))
    return [row.seq for row in rows]


def wordless(c: Claim) -> Claim:
    """A claim without the report's own words and the names of people."""
    replace = msgspec.structs.replace
    return replace(
        c,
        count=replace(c.count, text=""),
        victims=replace(c.victims, text=""),
        place=replace(c.place, text=None),
        time=replace(c.time, text=None),
        source=replace(c.source, text="") if c.source else None,
        evidence=tuple(Span(start=s.start, end=s.end, text="") for s in c.evidence),
        names=(),
        why=(),
    )

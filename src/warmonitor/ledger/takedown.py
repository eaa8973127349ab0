"""Words taken out of the book for good: the hash, the figures and the reason remain."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import sqlalchemy as sa

from warmonitor.errors import LedgerError
from warmonitor.ledger import text
from warmonitor.ledger.entries import Entry
from warmonitor.ledger.journal import Writer, heads, unbody
from warmonitor.ledger.schema import claim, journal, report
from warmonitor.ledger.views import plain
from warmonitor.model import Claim, Span


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

"""A person's word: written down, remembered, and followed by what it changes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec
import sqlalchemy as sa

from warmonitor.errors import ConflictError, LedgerError, QueryError
from warmonitor.ledger import members, regrouping, words
from warmonitor.ledger.entries import Entry, chunks
from warmonitor.ledger.journal import Writer, unbody
from warmonitor.ledger.schema import claim, incident, journal, judgement, member, report
from warmonitor.ledger.views import plain, slot
from warmonitor.model import Judgement

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
    before = words.in_slot(db, slot(word))
    if before and msgspec.structs.replace(before, at=word.at or before.at) == msgspec.structs.replace(
        word, at=word.at or before.at
    ):
        return writer.last
    for cause in writer.write([Entry("judgement", slot(word), msgspec.structs.replace(word, at=word.at or writer.at))]):
        _apply(db, writer, word, cause)
    return writer.number


def withdraw(db: sa.Connection, word: Judgement, hand: str, why: str, expect: int | None) -> int:
    """Take back a judgement that stands: what it superseded stands again; the transaction's number."""
    rows = sa.select(judgement.c.seq, judgement.c.since).where(judgement.c.id == plain(slot(word)))
    row = db.execute(rows.where(judgement.c.until.is_(None))).first()
    if row is None or words.by_row(db, row.seq) != word:
        raise QueryError("this judgement does not stand", word.subject, "it was undone or superseded: look at it again")
    if expect is not None:
        _refuse_if_later(db, word, expect)
    writer, earlier = Writer(db, hand), words.superseded(db, row.seq)
    (cause,) = writer.write([Entry("judgement", slot(word), {"redirect": [], "why": why}, "drop")])
    if earlier:
        writer.write([Entry("judgement", slot(word), earlier)], cause)
    _apply(db, writer, word, cause, row.since - 1)
    return writer.number


def _check(db: sa.Connection, word: Judgement) -> None:
    missing = [name for name in ("hand", *NEEDS.get(word.kind, ())) if getattr(word, name) in (None, "")]
    if missing:
        raise QueryError(f"a judgement {word.kind} needs {' and '.join(missing)}", word.subject)
    kinds = [kind_of(db, subject) for subject in (word.subject, word.other) if subject]
    if word.other == word.subject:
        raise QueryError("a pair of a thing and itself", word.subject, "name two claims or incidents")
    if word.kind == "grade" and (word.field not in GRADED or kinds != ["incident"]):
        raise QueryError(f"no grade {word.field} here", word.subject, f"grade an incident, {' or '.join(GRADED)}")
    if word.kind in ("same", "not_same") and "report" in kinds:
        raise QueryError("a report in a pair", word.subject, "name two claims or incidents")
    if word.kind in ("correct", "grade"):
        words.corrected(_record(db, word.subject), word)


def _record(db: sa.Connection, subject: str) -> Any:
    of = kind_of(db, subject)
    ask = sa.select(journal.c.body).where(
        journal.c.subject == plain(subject), journal.c.of == of, journal.c.op.in_(("put", "echo"))
    )
    # Of what was taken down the words are gone; a claim's echo without them still stands.
    told = db.scalar(ask.where(journal.c.body.is_not(None)).order_by(journal.c.seq.desc()).limit(1))
    if told is None:
        raise LedgerError(f"the {of} was taken down", subject, "nothing of it is left to correct")
    return unbody(of, told)


def _refuse_if_later(db: sa.Connection, word: Judgement, expect: int) -> None:
    subjects = [plain(s) for s in (word.subject, word.other) if s]
    touched = judgement.c.subject.in_(subjects) | judgement.c.other.in_(subjects)
    later = sa.select(judgement.c.seq, judgement.c.since).where(touched, judgement.c.since > expect)
    found = db.execute(later.order_by(judgement.c.seq.desc()).limit(1)).first()
    if found:
        other = words.by_row(db, found.seq)
        raise ConflictError(
            f"{other.hand} judged this at {other.at} ({other.kind})", word.subject, "look at it again, then judge anew"
        )


def kind_of(db: sa.Connection, subject: str) -> str:
    """Whether an id is a claim's, an incident's or a report's. QueryError where it is none."""
    for view in (claim, incident, report):
        if db.scalar(sa.select(view.c.seq).where(view.c.id == plain(subject)).limit(1)) is not None:
            return str(view.name)
    raise QueryError("no claim, incident or report has this id", subject, "an id is shown beside each record")


def _apply(db: sa.Connection, writer: Writer, word: Judgement, cause: int, as_of: int | None = None) -> None:
    """What follows from a word: the claim or report as corrected, its incident reckoned or linked anew.

    Of a word that is taken back, `as_of` is the transaction before it: what was together then is looked at together,
    and incidents get the ids again that they had.
    """
    of = kind_of(db, word.subject)
    if word.kind == "note":
        return
    if word.kind == "correct" and of in ("claim", "report"):
        _correct(db, writer, of, word.subject, cause)
    touched = {c for subject in (word.subject, word.other) if subject for c in _claims_of(db, subject)}
    touched |= set() if as_of is None else regrouping.together(db, touched, as_of)
    scene = regrouping.gather(db, regrouping.together(db, touched) | touched)
    relink = word.kind in ("same", "not_same")
    then = {} if as_of is None else members.incidents_of(db, member.c.claim, [c.id for c in scene.claims], as_of)
    writer.write(regrouping.plan(db, scene, touched, relink, then), cause)


def _correct(db: sa.Connection, writer: Writer, of: str, id: str, cause: int) -> None:
    read = words.as_read(db, of, id)
    if read is not None:
        writer.write([Entry(of, read.id, words.judged(read, words.standing(db, read.id)))], cause)


def _claims_of(db: sa.Connection, subject: str) -> set[str]:
    """The claims that a judgement on a claim, an incident or a report is about."""
    of = kind_of(db, subject)
    if of == "incident":
        return set(members.incidents_of(db, member.c.incident, [subject]))
    if of == "claim":
        return {subject}
    return set(db.scalars(sa.select(claim.c.id).where(claim.c.report == plain(subject), claim.c.until.is_(None))))


def carry(db: sa.Connection, writer: Writer, entries: Iterable[Entry]) -> None:
    """What people said of a claim that is withdrawn in favour of one other holds of that other."""
    gone = [(e.subject, e.record["redirect"]) for e in entries if e.of == "claim" and e.op == "drop"]
    moved = {old: to[0] for old, to in gone if to}
    for part in chunks(moved):
        ask = sa.select(judgement.c.subject).where(judgement.c.until.is_(None))
        about = judgement.c.subject.in_(part) | judgement.c.other.in_(part)
        for subject in sorted(set(db.scalars(ask.where(about)))):
            for word in words.standing(db, subject):
                other = moved.get(word.other or "", word.other)
                now = msgspec.structs.replace(word, subject=moved.get(word.subject, word.subject), other=other)
                writer.write([Entry("judgement", slot(now), now)])


def remember(db: sa.Connection, writer: Writer, ids: Iterable[str]) -> None:
    """Apply the corrections that stand to claims and reports which a reader has just stated anew."""
    for part in chunks(dict.fromkeys(ids)):
        ask = sa.select(judgement.c.seq, judgement.c.subject).where(judgement.c.until.is_(None))
        mine = ask.where(judgement.c.kind == "correct", judgement.c.subject.in_([plain(id) for id in part]))
        for seq, subject in db.execute(mine.order_by(judgement.c.seq)).all():
            _correct(db, writer, kind_of(db, subject), subject, seq)

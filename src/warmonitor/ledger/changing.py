"""What changed, told from the journal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
import sqlalchemy as sa

from warmonitor.ledger.entries import chunks
from warmonitor.ledger.filters import moment
from warmonitor.ledger.journal import unbody
from warmonitor.ledger.schema import journal, judgement, transactions
from warmonitor.ledger.views import plain
from warmonitor.model import Cell, Change, Claim, Incident, Judgement, Report

_COLUMNS = (journal.c.seq, journal.c.number, transactions.c.at, transactions.c.hand, journal.c.op, journal.c.of,
            journal.c.subject, journal.c.before, journal.c.cause, journal.c.body)  # fmt: skip


def changes(db: sa.Connection, since: int | str, limit: int | None) -> Iterator[Change]:
    """Every change after `since`, in order; at most `limit`, but the last transaction is told whole."""
    after = moment(db, since) or 0
    ask = _select().where(journal.c.number > after)
    if limit is not None:
        nth = (
            sa.select(journal.c.number)
            .where(journal.c.number > after)
            .order_by(journal.c.seq)
            .offset(max(limit - 1, 0))
            .limit(1)
        )
        last = db.scalar(nth)
        if last is not None:
            ask = ask.where(journal.c.number <= last)
    yield from _told(db, ask)


def history(db: sa.Connection, id: str) -> Iterator[Change]:
    """What was said of one subject, in order; judgements on it too."""
    about = (judgement.c.subject == plain(id)) | (judgement.c.other == plain(id))
    # By what they decide and not by their rows: a judgement that was undone has a row of the journal alone.
    judged = (journal.c.of == "judgement") & journal.c.subject.in_(sa.select(judgement.c.id).where(about))
    return _told(db, _select().where((journal.c.subject == plain(id)) | judged))


def latest(db: sa.Connection, of: Sequence[str], limit: int, before: int | None = None) -> list[tuple[int, Change]]:
    """The last `limit` rows of the journal about these kinds of subject, latest first, from before a row's number."""
    newest = sa.select(journal.c.seq).where(journal.c.of.in_(of)).order_by(journal.c.seq.desc()).limit(limit)
    if before is not None:
        newest = newest.where(journal.c.seq < before)
    seqs = list(db.scalars(newest))
    told = list(_told(db, _select().where(journal.c.seq.in_(seqs))))
    return list(zip(seqs, reversed(told)))


def _select() -> sa.Select[Any]:
    joined = journal.join(transactions, transactions.c.number == journal.c.number)
    return sa.select(*_COLUMNS).select_from(joined).order_by(journal.c.seq)


def _told(db: sa.Connection, ask: sa.Select[Any]) -> Iterator[Change]:
    for rows in chunks(db.execution_options(yield_per=500).execute(ask)):
        earlier = [row.before for row in rows if row.before and (row.op in ("put", "echo") or row.of == "judgement")]
        put = journal.c.seq.in_(earlier) & (journal.c.op == "put")
        found = db.execute(sa.select(journal.c.seq, journal.c.body).where(put))
        bodies: dict[int, str | None] = {row.seq: row.body for row in found}
        for row in rows:
            yield _change(row, bodies.get(row.before))


def _change(row: Any, before: str | None) -> Change:
    if row.of == "judgement":
        return _judged(row, before)
    note = msgspec.json.decode(row.body) if row.op in ("drop", "erase") and row.body else {}
    to = note.get("redirect", [])
    return Change(
        transaction=row.number, at=row.at, hand=row.hand, kind=_kind(row, to), subject=row.subject, of=row.of,
        text=note.get("why") or "" if row.op in ("drop", "erase") else told(row.of, row.body, before),
        redirect=to[0] if len(to) == 1 else None,
    )  # fmt: skip


def _judged(row: Any, before: str | None) -> Change:
    """A person's word, or that one was taken back."""
    undone = row.op == "drop"
    word: Judgement = unbody("judgement", (before if undone else row.body) or "{}")
    why = msgspec.json.decode(row.body).get("why") if undone else ""
    said = brief(word) if undone else told(row.of, row.body, before)
    return Change(
        transaction=row.number, at=row.at, hand=row.hand, kind="undone" if undone else "judged", of=row.of,
        subject=word.subject, text=": ".join(filter(None, (said, why))),
    )  # fmt: skip


def _kind(row: Any, to: list[str]) -> str:
    if row.op == "drop":
        return {0: "withdrawn", 1: "merged"}.get(len(to), "split")
    if row.op in ("erase", "echo"):
        return "taken_down"
    return "corrected" if row.before else "added"


def told(of: str, after: str | None, before: str | None) -> str:
    """A record, or how it differs from the one before, in words."""
    if after is None:
        return "the words were taken down"
    now = unbody(of, after)
    if before is None:
        return brief(now)
    return difference(unbody(of, before), now) or brief(now)


def difference(before: Any, after: Any) -> str:
    """What two states of a record do not agree in, in words; nothing where they say the same."""
    then, now = facts(before), facts(after)
    names = [name for name in {**then, **now} if then.get(name) != now.get(name)]
    return "; ".join(f"{name}: {then.get(name, 'nothing')} → {now.get(name, 'nothing')}" for name in names)


def interval(low: int | None, high: int | None) -> str:
    """12, 12 to 15, at least 12, up to 15."""
    if low is None and high is None:
        return "an unknown number of"
    if high is None:
        return f"at least {low:,}"
    if low is None:
        return f"up to {high:,}"
    return f"{low:,}" if low == high else f"{low:,} to {high:,}"


_NAMES = {"unknown": "people", "civilian": "civilians", "combatant": "fighters", "aid_workers": "aid workers",
          "elderly": "elderly people"}  # fmt: skip
_ONE = {"unknown": "person", "civilian": "civilian", "combatant": "fighter", "children": "child", "women": "woman",
        "medics": "medic", "journalists": "journalist", "aid_workers": "aid worker", "police": "police officer",
        "prisoners": "prisoner", "elderly": "elderly person"}  # fmt: skip


def who(harm: str, status: str, actor: str | None, group: str | None, one: bool = False) -> str:
    """Whom a figure counts, in words: civilians killed, fighters (rebels) detained, facilities hit; child killed."""
    if harm == "facility":
        return "facility hit" if one else "facilities hit"
    named = group or status
    people = (_ONE if one else _NAMES).get(named, named)
    return f"{people} ({actor}) {harm}" if actor else f"{people} {harm}"


def counted(low: int | None, high: int | None, harm: str, status: str, actor: str | None, group: str | None) -> str:
    """A figure with whom it counts: 1 child killed, 12 to 15 civilians injured, at least 1 facility hit."""
    one = (low, high) in ((1, 1), (1, None), (None, 1))
    return f"{interval(low, high)} {who(harm, status, actor, group, one)}"


def _cell(cell: Cell) -> str:
    return who(cell.harm, cell.status, cell.actor, cell.group)


def facts(record: Any) -> dict[str, str]:
    """What a record states, each by its name, for a reader."""
    if isinstance(record, Incident):
        figures = {_cell(cell): interval(cell.low, cell.high) for cell in record.cells}
        grades = {"happened": record.happened, "attributed": record.attributed}
        return {
            **_where(record),
            **figures,
            **{k: v for k, v in grades.items() if v},
            "claims": str(len(record.claims)),
        }
    if isinstance(record, Claim):
        count = interval(record.count.low, record.count.high)
        named = who(record.harm, record.victims.status, record.victims.actor, record.victims.group)
        source = {"source": record.source.name} if record.source else {}
        incident = {"incident": record.incident} if record.incident else {}
        return {**_where(record), "counts": named, "count": count, "stance": record.stance, **source, **incident}
    if isinstance(record, Report):
        return {
            "title": record.title,
            "published": record.published or "no date",
            "length": f"{len(record.text)} characters",
        }
    return {k: str(v) for k, v in msgspec.to_builtins(record).items() if v not in (None, "", [], ())}


def _where(record: Incident | Claim) -> dict[str, str]:
    out = {"event": record.event, "place": record.place.name, "start": record.time.start, "end": record.time.end}
    by = {"perpetrators": ", ".join(record.perpetrators)} if record.perpetrators else {}
    return {k: v for k, v in out.items() if v} | by


def brief(record: Any) -> str:
    """A record in a line."""
    if isinstance(record, Report):
        return ", ".join(filter(None, (record.title, record.publisher, record.published)))
    if isinstance(record, Judgement):
        change = f"{record.field} = {record.value}" if record.field else record.other or ""
        return " ".join(filter(None, (record.kind, change, f"({record.why})" if record.why else "")))
    if isinstance(record, Claim):
        source = f", says {record.source.name}" if record.source else ""
        victims = record.victims
        figure = counted(record.count.low, record.count.high, record.harm, victims.status, victims.actor, victims.group)
        return f"{figure}{_at(record)}{source}"
    if isinstance(record, Incident):
        figures = "; ".join(f"{_cell(c)}: {interval(c.low, c.high)}" for c in record.cells)
        return f"{record.event}{_at(record)}" + (f", {figures}" if figures else "")
    return "; ".join(f"{k}: {v}" for k, v in facts(record).items())


def _at(record: Incident | Claim) -> str:
    place = f", {record.place.name}" if record.place.name else ""
    return place + (f", {record.time.start}" if record.time.start else "")

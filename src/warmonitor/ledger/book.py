"""The book: what is put in, what it says, what it said, and what changed."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

import sqlalchemy as sa

from warmonitor.errors import LedgerError, QueryError
from warmonitor.ledger import (
    chain,
    changing,
    filters,
    ingesting,
    judging,
    members,
    policies,
    regrouping,
    resting,
    store,
    sums,
    takedown,
    tallying,
    words,
)
from warmonitor.ledger.entries import Entry, chunks
from warmonitor.ledger.journal import Writer, unbody
from warmonitor.ledger.schema import (
    claim,
    failure,
    incident,
    journal,
    link,
    member,
    origin,
    redirect,
    report,
)
from warmonitor.ledger.views import Origin, Setting, plain
from warmonitor.model import (
    Change,
    Check,
    Claim,
    Failure,
    Incident,
    Judgement,
    Link,
    Query,
    Report,
    Span,
    Tally,
    Toll,
    content_id,
)  # fmt: skip

R = TypeVar("R")
ASK_ALL = Query()


class Book:
    """A ledger. Made by `warmonitor.ledger.open`; every addition is one transaction in the name of `hand`."""

    def __init__(self, url: str | os.PathLike[str], hand: str) -> None:
        self.engine = store.engine(url)
        self.hand = hand

    def __enter__(self) -> Book:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()

    # Putting in

    def add(
        self,
        reports: Iterable[Report] = (),
        claims: Iterable[Claim] = (),
        incidents: Iterable[Incident] = (),
        links: Iterable[Link] = (),
        failures: Iterable[Failure] = (),
        copies: Iterable[Link] = (),
        origins: Mapping[str, Origin] | None = None,
        withdrawn: Mapping[tuple[str, str], Sequence[str]] | None = None,
        why: str = "",
    ) -> int:
        """Add records in one transaction; its number. What the book says already adds nothing.

        `withdrawn` takes back what no longer holds: (kind, id) to the ids that stand for it now, if any ("incident",
        "i1") → ("i2",) is a merge, more than one a split; a claim's judgements go with it.
        `origins` says of a report's id where it was found and what read it.
        """
        entries = [
            *(Entry("report", r.id, r) for r in reports),
            *(Entry("claim", c.id, c) for c in claims),
            *(Entry("incident", i.id, i) for i in incidents),
            *(Entry("link", _pair(x), x) for x in links),
            *(Entry("copy", _pair(x), x) for x in copies),
            *(Entry("failure", f.where, f) for f in failures),
            *(Entry("origin", id, origin) for id, origin in (origins or {}).items()),
        ]
        gone = (withdrawn or {}).items()
        entries += [Entry(of, key, {"redirect": list(to), "why": why}, "drop") for (of, key), to in gone]
        return self._write([e._replace(subject=plain(e.subject) or "") for e in entries])

    def _write(self, entries: Sequence[Entry]) -> int:
        with store.writing(self.engine) as db:
            writer = Writer(db, self.hand)
            allowed = takedown.without_erased(db, entries)
            if writer.write(allowed):
                judging.carry(db, writer, allowed)
                stated = (e.subject for e in allowed if e.of in ("claim", "report") and e.op == "put")
                judging.remember(db, writer, stated)
            return writer.number if writer.begun else writer.last

    def judge(self, judgement: Judgement, expect: int | None = None) -> int:
        """Record a person's word; the transaction's number. `expect` is the last transaction that the person saw.

        ConflictError where somebody judged the same thing after `expect`; QueryError where there is no such subject.
        """
        with store.writing(self.engine) as db:
            return judging.judge(db, judgement, expect)

    def withdraw(self, judgement: Judgement, hand: str, why: str = "", expect: int | None = None) -> int:
        """Undo a judgement that stands, in the name of `hand`; the transaction's number. Both stay in the history.

        What it had superseded stands again. QueryError where it does not stand; ConflictError as in `judge`.
        """
        with store.writing(self.engine) as db:
            return judging.withdraw(db, judgement, hand, why, expect)

    def take_down(self, report_id: str, why: str) -> int:
        """Remove a report's words, and the quotes of its claims, for good; the hash, the figures and `why` remain."""
        with store.writing(self.engine) as db:
            number = takedown.take_down(db, report_id, why, self.hand)
        store.forgotten(self.engine)
        return number

    def link(self, portion: int = 8000, progress: Callable[[int], object] | None = None) -> int:
        """Claims that have no incident yet are given one, and incidents whose claims changed are reckoned anew.

        `progress` is called with the number of claims linked so far; the last number is returned. What was done when it
        is cut short stays done; calling it again does the rest.
        """
        done, through = 0, self.transaction()
        while thought := self._thought(portion):
            self._in_turn(lambda db, writer, thought=thought: regrouping.carry_out(db, writer, thought))  # type: ignore[misc]
            done, through = done + len(thought.claims), self.transaction()
            if progress:
                progress(done)
        with store.reading(self.engine) as db:
            changed = regrouping.stale(db)
        for part in chunks(changed):
            self._in_turn(lambda db, writer, part=part: regrouping.reckon(db, writer, part))  # type: ignore[misc]
        if changed or done:
            self._in_turn(lambda db, writer: regrouping.reckoned(writer, through))
        return done

    def _thought(self, portion: int) -> regrouping.Plan | None:
        """The next portion of linking, thought out while others may write."""
        with store.reading(self.engine) as db:
            return regrouping.plan_pending(db, portion)

    def unlinked(self) -> int:
        """How many claims wait for their incident."""
        with store.reading(self.engine) as db:
            return regrouping.waiting(db)

    def _in_turn(self, work: Callable[[sa.Connection, Writer], R]) -> R:
        """One transaction's work with a writer."""
        with store.writing(self.engine) as db:
            return work(db, Writer(db, self.hand))

    # What it says

    def report(self, id: str, as_of: str | None = None) -> Report:
        """The report as it stands, or stood. LedgerError where there is none."""
        found: Report = self._one(report, id, as_of)
        return found

    def claim(self, id: str, as_of: str | None = None) -> Claim:
        """The claim as it stands, or stood. LedgerError where there is none."""
        found: Claim = self._one(claim, id, as_of)
        return found

    def incident(self, id: str, as_of: str | None = None) -> Incident:
        """The incident as it stands, or stood; an id that was merged away leads on to the one that stands for it."""
        found: Incident = self._one(incident, id, as_of)
        return found

    def reports(self, query: Query = ASK_ALL, limit: int | None = None, after: str | None = None) -> Iterator[Report]:
        """Reports by id; `after` is the id of the last one seen."""
        return self._pages(report, filters.of_reports, query, limit, after)

    def claims(
        self,
        query: Query = ASK_ALL,
        report: str | None = None,
        incident: str | None = None,
        limit: int | None = None,
        after: str | None = None,
    ) -> Iterator[Claim]:
        """Claims by id, of one report or incident if that is given."""

        def conditions(asked: Query, at: int | None, dialect: str) -> filters.Conditions:
            out = filters.of_claims(asked, at, dialect)
            if report is not None:
                out.append(claim.c.report == plain(report))
            if incident is not None:
                held = sa.select(member.c.claim).where(member.c.incident == plain(incident), filters.alive(member, at))
                out.append(claim.c.id.in_(held))
            return out

        return self._pages(claim, conditions, query, limit, after)

    def claims_of(self, reports: Iterable[str]) -> list[Claim]:
        """The claims of several reports."""
        with store.reading(self.engine) as db:
            return regrouping.claims_of(db, reports)

    def incidents(
        self, query: Query = ASK_ALL, limit: int | None = None, after: str | None = None, order: str = "time"
    ) -> Iterator[Incident]:
        """Incidents by `order`: time, -time (newest first), killed (most first), changed (latest first)."""
        self._reckon(query)
        return self._pages(incident, filters.of_incidents, query, limit, after, order)

    def failures(self) -> Iterator[Failure]:
        """What could not be read and has not been read since."""
        return self._pages(failure, lambda q, at, d: [filters.alive(failure, at)], ASK_ALL, None, None)

    def copies(self, report_id: str | None = None) -> Iterator[Link]:
        """Reports that print one text: `left` is a near copy of `right`, which came first."""
        return self._links("copy", None if report_id is None else [report_id])

    def copies_among(self, reports: Iterable[str]) -> Iterator[Link]:
        """The marks of copies on any of these reports."""
        for part in chunks(reports):
            yield from self._links("copy", part)

    def links(self, id: str | None = None) -> Iterator[Link]:
        """Why claims or events were held to be one incident, or not."""
        return self._links("link", None if id is None else [id])

    def _links(self, of: str, ids: Sequence[str] | None) -> Iterator[Link]:
        more = [link.c.of == of]
        if ids is not None:
            named = [plain(id) for id in ids]
            more.append(link.c.left.in_(named) | link.c.right.in_(named))
        return self._pages(link, lambda q, at, d: [filters.alive(link, at), *more], ASK_ALL, None, None)

    def judgements(self, subject: str | None = None) -> list[Judgement]:
        """The judgements that stand, of one subject or all, in the order they were made."""
        with store.reading(self.engine) as db:
            return words.standing(db, subject)

    def lineage(self, claim_ids: Iterable[str]) -> list[tuple[Claim, Report, tuple[Span, ...]]]:
        """For each claim its report and the words that state it; of a report taken down only the id."""
        ids = list(claim_ids)
        with store.reading(self.engine) as db:
            claims, reports = regrouping.found(db, ids)
        told = [claims.get(id) or self.claim(id) for id in ids]
        return [(one, reports.get(one.report) or self._kept(one.report), one.evidence) for one in told]

    def _kept(self, report_id: str) -> Report:
        """A report, or what is left of it after a takedown: its id."""
        try:
            return self.report(report_id)
        except LedgerError:
            return Report(id=report_id, text="")

    def count(self, query: Query = ASK_ALL) -> dict[str, int]:
        """How many reports, claims, tolls and incidents answer the query; all transactions and failures."""
        with store.reading(self.engine) as db:
            return tallying.count(db, query)

    def tally(
        self, query: Query = ASK_ALL, by: Sequence[str] = ("month",), lineage: bool = True, tolls: bool = False
    ) -> Tally:
        """Figures added up over incidents. Without `lineage` the rows do not name their incidents and claims.

        With `tolls`, what claimed totals leave after the incidents in them are subtracted is added too, by Iraq Body
        Count's rule; the tally then says of each toll what became of it.
        """
        self._reckon(query)
        with store.reading(self.engine) as db:
            made = tallying.tally(db, query, tuple(by), lineage)
        return resting.with_tolls(self, made, lineage) if tolls else made

    def behind(
        self, query: Query, keys: Mapping[str, str | None], limit: int | None = None, after: str | None = None
    ) -> list[str]:
        """The incidents behind one row of a tally, by id: `keys` are what it is broken down by, `harm` among them."""
        self._reckon(query)
        with store.reading(self.engine) as db:
            return tallying.behind(db, query, keys, limit, plain(after))

    def tolls(self, query: Query = ASK_ALL) -> Iterator[Toll]:
        """Each claimed total beside the ledger's own sum over its place and period."""
        return tallying.tolls(self, query)

    def checks(self, query: Query = ASK_ALL) -> Iterator[Check]:
        """Arithmetic and consistency over the incidents and claims asked for."""
        return tallying.checks(self, query)

    def origin(self, report_id: str) -> Origin | None:
        """Where a report was found and which version of the reader read it; null where nobody said."""
        with store.reading(self.engine) as db:
            return ingesting.by_report(db, report_id)

    def days(self, since: int) -> list[str]:
        """The days of publication of the reports that came after a transaction, each once."""
        with store.reading(self.engine) as db:
            return ingesting.days(db, since)

    def setting(self, name: str) -> str | None:
        """Something that the book's work depends on or has come to: a gazetteer, a policy, how far a stage has gone."""
        with store.reading(self.engine) as db:
            return ingesting.setting_of(db, name)

    def set(self, name: str, value: str) -> int:
        """Note a setting; the transaction's number."""
        return self._write([Entry("setting", name, Setting(value=value))])

    def tags(self, address: str) -> tuple[str | None, str | None] | None:
        """The ETag and Last-Modified that came with an address when it was last fetched, for a conditional request."""
        with store.reading(self.engine) as db:
            return ingesting.tags(db, address)

    def known(self, reports: Sequence[Report]) -> ingesting.Known:
        """Which of some reports the book has already, word for word, and which are new versions of what it has."""
        with store.reading(self.engine) as db:
            return ingesting.known(db, reports)

    def read_by(self, reader: str, other: bool = False) -> Iterator[Report]:
        """The reports that this version of a reader has read; with `other`, those that it has not."""
        condition = origin.c.reader != reader if other else origin.c.reader == reader
        mine = report.c.id.in_(sa.select(origin.c.id).where(origin.c.until.is_(None), condition))
        return self._pages(report, lambda q, at, d: [filters.alive(report, at), mine], ASK_ALL, None, None)

    # What changed

    def changes(self, since: int | str = 0, limit: int | None = None) -> Iterator[Change]:
        """What was added, corrected, merged, withdrawn after a transaction or day. `limit` never cuts a transaction."""
        with store.reading(self.engine) as db:
            yield from changing.changes(db, since, limit)

    def history(self, id: str) -> list[Change]:
        """What the book has said of one report, claim or incident, and when."""
        with store.reading(self.engine) as db:
            return list(changing.history(db, id))

    def transaction(self) -> int:
        """The number of the last transaction; 0 in a new book."""
        with store.reading(self.engine) as db:
            return regrouping.last(db)

    def head(self) -> tuple[int, str]:
        """How many rows the journal has, and the hash of the last: kept elsewhere, it shows a journal cut short."""
        with store.reading(self.engine) as db:
            tip = db.execute(sa.select(journal.c.seq, journal.c.chain).order_by(journal.c.seq.desc()).limit(1)).first()
            return (tip.seq, tip.chain.hex()) if tip else (0, chain.START.hex())

    def holds(self, hash: str) -> bool:
        """Whether some row of the journal bears this hash: a head noted earlier still stands."""
        try:
            wanted = bytes.fromhex(hash)
        except ValueError as error:
            raise QueryError("not a hash", hash, "give 64 hexadecimal digits") from error
        with store.reading(self.engine) as db:
            return db.scalar(sa.select(journal.c.seq).where(journal.c.chain == wanted).limit(1)) is not None

    def verify(self) -> int:
        """Rows checked; BrokenChainError names the row that was altered, lost or reordered.

        LedgerError where what is kept added up is not what the figures add up to; `mend` adds them up anew.
        """
        with store.reading(self.engine) as db:
            checked = chain.verify(chain.rows(db))
            if wrong := sums.differing(db):
                raise LedgerError(f"{wrong} kept sums differ from the figures", "sums", "warmonitor verify --mend")
            return checked

    def mend(self) -> None:
        """Add up anew what is kept added up; the journal is not touched."""
        with store.writing(self.engine) as db:
            sums.rebuild(db)

    # How

    def _reckon(self, query: Query) -> None:
        """Make sure that the figures by the query's policy are there to be filtered and added up."""
        kept_as = policies.name(query)
        if kept_as == policies.STORED:
            return
        with store.reading(self.engine) as db:
            missing = policies.lacking(db, tallying.asked(db, query), kept_as)
        for part in chunks(missing):
            with store.writing(self.engine) as db:
                policies.reckon(db, part, query, kept_as)

    def _one(self, view: sa.Table, id: str, as_of: str | None) -> Any:
        of = view.name
        with store.reading(self.engine) as db:
            at = filters.moment(db, as_of)
            for _ in range(100):
                seq = db.scalar(sa.select(view.c.seq).where(view.c.id == plain(id), filters.alive(view, at)))
                if seq is not None and (found := self._read(db, of, [seq], at)):
                    return found[0]
                if why := takedown.erased(db, of, id):
                    raise LedgerError(f"the {of} was taken down: {why}", id)
                moved = sa.select(redirect.c.new).where(redirect.c.of == of, redirect.c.old == plain(id))
                onward = db.scalar(moved.order_by(redirect.c.seq.desc()).limit(1))
                if onward is None:
                    break
                id = onward
        raise LedgerError(f"no such {of}", id, "an id is shown beside each record")

    def _read(self, db: sa.Connection, of: str, seqs: Sequence[int], at: int | None) -> list[Any]:
        ask = sa.select(journal.c.seq, journal.c.of, journal.c.body).where(journal.c.seq.in_(seqs))
        written = {row.seq: row for row in db.execute(ask)}
        found = [unbody(row.of, row.body) for row in map(written.__getitem__, seqs) if row.body is not None]
        return members.placed(db, found, at) if of == "claim" else found

    def _pages(
        self,
        view: sa.Table,
        conditions: Callable[[Query, int | None, str], filters.Conditions],
        query: Query,
        limit: int | None,
        after: str | None,
        order: str = "id",
    ) -> Iterator[Any]:
        with store.reading(self.engine) as db:
            at = filters.moment(db, query.as_of)
            ask = sa.select(view.c.seq).where(*conditions(query, at, db.dialect.name))
            ask = _ordered(db, ask, view, order, plain(after), at).limit(limit)
            seqs = [row[0] for row in db.execute(ask)]
            for part in chunks(seqs):
                found = self._read(db, view.name, part, at)
                yield from policies.under(db, found, query, at) if view is incident else found


def _pair(one: Link) -> str:
    return content_id(one.left, one.right)


def _ordered(
    db: sa.Connection, ask: sa.Select[Any], view: sa.Table, order: str, after: str | None, at: int | None
) -> sa.Select[Any]:
    """The question in an order, from after the record that was seen last; what has no day stands before all days."""
    by, down = _order(view, order)
    ask = ask.order_by(
        *([by.desc().nulls_last() if down else by.nulls_first()] if by is not view.c.id else []), view.c.id
    )
    if after is None:
        return ask
    if by is view.c.id:
        return ask.where(view.c.id > after)
    # Where the last record stood at that moment: it may have moved since, and then pages would skip or repeat.
    seen = sa.select(by).where(view.c.id == after)
    mark = db.execute((seen if at is None else seen.where(filters.alive(view, at))).order_by(view.c.seq.desc())).first()
    if mark is None:
        raise QueryError(f"no such {view.name} to go on after", after, "give the id of the last record that you saw")
    return ask.where(_beyond(by, mark[0], down) | (by.is_not_distinct_from(mark[0]) & (view.c.id > after)))


def _beyond(by: sa.ColumnElement[Any], mark: Any, down: bool) -> sa.ColumnElement[bool]:
    if mark is None:
        return sa.false() if down else by.is_not(None)
    return sa.or_(by < mark, by.is_(None)) if down else sa.and_(by > mark)


def _order(view: sa.Table, order: str) -> tuple[sa.ColumnElement[Any], bool]:
    if order == "id":
        return view.c.id, False
    known: dict[str, tuple[sa.ColumnElement[Any], bool]] = {
        "time": (view.c.first, False),
        "-time": (view.c.first, True),
        "changed": (view.c.since, True),
    }
    if "killed_low" in view.c:
        known["killed"] = (view.c.killed_low, True)
    if order not in known:
        raise QueryError("no such order", order, "one of " + ", ".join(known))
    return known[order]

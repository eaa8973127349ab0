"""Adding up: tallies over incidents, and totals held against them."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import msgspec
import sqlalchemy as sa

from warmonitor.errors import QueryError
from warmonitor.incidents import reconcile
from warmonitor.ledger import filters, policies, sums
from warmonitor.ledger.entries import chunks
from warmonitor.ledger.schema import cell, claim, failure, incident, member, party, report, transactions
from warmonitor.model import Check, Claim, Query, Tally, TallyRow, Toll

if TYPE_CHECKING:
    from warmonitor.ledger.book import Book

KEYS: dict[str, sa.ColumnElement[Any]] = {
    "day": incident.c.starts,
    "month": sa.func.substr(incident.c.starts, 1, 7),
    "year": sa.func.substr(incident.c.starts, 1, 4),
    "admin1": incident.c.admin1,
    "country": incident.c.country,
    "place": incident.c.place,
    "actor": party.c.name,
    "source": party.c.name,
    "status": cell.c.status,
    "event": incident.c.event,
    "harm": cell.c.harm,
    "group": cell.c.subgroup,
    "side": cell.c.side,
    "grade": incident.c.happened,
}
ROLES = {"actor": "perpetrator", "source": "authority"}
SEPARATOR = "\x1f"


def count(db: sa.Connection, query: Query) -> dict[str, int]:
    """How much of what answers a query."""
    at = filters.moment(db, query.as_of)
    asked = (at, db.dialect.name)

    def number(view: sa.Table, *conditions: sa.ColumnElement[bool]) -> int:
        return db.scalar(sa.select(sa.func.count()).select_from(view).where(*conditions)) or 0

    claims = filters.of_claims(query, *asked)
    return {
        "reports": number(report, *filters.of_reports(query, *asked)),
        "claims": number(claim, *claims),
        "tolls": number(claim, *claims, claim.c.scope == "total"),
        "incidents": number(incident, *filters.of_incidents(query, *asked)),
        "failures": number(failure, filters.alive(failure, at)),
        "transactions": at if at is not None else db.scalar(sa.select(sa.func.max(transactions.c.number))) or 0,
    }


def tally(db: sa.Connection, query: Query, by: tuple[str, ...], lineage: bool) -> Tally:
    """Figures added up. A row is a value of every key and a harm; open ends make an open end."""
    _check(by)
    rows = list(db.execute(_tally(db, query, by, lineage)))
    said = _claims(db, rows, by, query) if lineage else [()] * len(rows)
    return Tally(query=query, by=by, rows=tuple(_row(row, by, claims) for row, claims in zip(rows, said)))


def behind(
    db: sa.Connection, query: Query, keys: Mapping[str, str | None], limit: int | None, after: str | None
) -> list[str]:
    """The incidents of one row of a tally."""
    by = tuple(name for name in keys if name != "harm")
    _check(by)
    row = [KEYS[name].is_not_distinct_from(value) for name, value in keys.items()]
    row += [incident.c.id > after] if after is not None else []
    ask = sa.select(incident.c.id).select_from(_joined(by)).where(*_counted(db, query, by), *row).distinct()
    return list(db.scalars(ask.order_by(incident.c.id).limit(limit)))


def _check(by: tuple[str, ...]) -> None:
    unknown = [name for name in by if name not in KEYS]
    if unknown or len(set(by)) != len(by):
        raise QueryError("no such breakdown", ", ".join(unknown or by), "any of " + ", ".join(KEYS) + ", each once")
    if len([name for name in by if name in ROLES]) > 1:
        raise QueryError("actor and source in one breakdown", ", ".join(by), "ask for them one after the other")


def _joined(by: Sequence[str]) -> sa.Join:
    """Incidents with their figures, and with those who have a part in them where these are a key."""
    joined = sa.join(incident, cell, cell.c.seq == incident.c.seq)
    for name in by:
        if name in ROLES:
            joined = joined.outerjoin(party, (party.c.seq == incident.c.seq) & (party.c.role == ROLES[name]))
    return joined


def _counted(db: sa.Connection, query: Query, by: Sequence[str]) -> filters.Conditions:
    """Which figures are added up."""
    at = filters.moment(db, query.as_of)
    out = [*filters.of_incidents(query, at, db.dialect.name), *filters.of_cells(query)]
    grouped = cell.c.subgroup.is_not(None) if "group" in by and not query.group else _wholes(query, cell)
    return [*out, cell.c.policy == policies.name(query), grouped]


def _tally(db: sa.Connection, query: Query, by: tuple[str, ...], lineage: bool) -> sa.Select[Any]:
    if not lineage and sums.answers(query, by):
        return _of_sums(query, by)
    keys = [KEYS[name].label(f"key{n}") for n, name in enumerate(by)]
    figures = [
        sa.func.sum(sa.func.coalesce(cell.c.low, 0)).label("low"),
        sa.func.sum(cell.c.best).label("best"),
        sa.func.sum(cell.c.high).label("high"),
        sa.func.count(sa.case((cell.c.high.is_(None), 1))).label("open"),
        sa.func.count(sa.case((cell.c.best.is_(None), 1))).label("unbest"),
    ]
    if lineage:
        figures.append(sa.func.aggregate_strings(incident.c.id, SEPARATOR).label("ids"))
    harm = cell.c.harm.label("harm_")
    return (
        sa.select(*keys, harm, *figures).select_from(_joined(by)).where(*_counted(db, query, by))
        .group_by(*keys, cell.c.harm).order_by(*keys, cell.c.harm)
    )  # fmt: skip


def _of_sums(query: Query, by: tuple[str, ...]) -> sa.Select[Any]:
    """The same out of what is added up already."""
    source = sums.asked(query, policies.name(query))
    keys = [sums.key(source, name).label(f"key{n}") for n, name in enumerate(by)]
    figures = [sa.func.sum(source.c[name]).label(name) for name in ("low", "best", "high", "open", "unbest")]
    grouped = source.c.subgroup != "" if "group" in by and not query.group else _wholes(query, source)
    harm = source.c.harm.label("harm_")
    return sa.select(*keys, harm, *figures).where(grouped).group_by(*keys, harm).order_by(*keys, harm)


def asked(db: sa.Connection, query: Query) -> sa.Select[tuple[int]]:
    """The versions of incidents that a query is about."""
    at = filters.moment(db, query.as_of)
    return sa.select(incident.c.seq).where(*filters.of_incidents(query, at, db.dialect.name))


def _wholes(query: Query, figures: sa.FromClause) -> sa.ColumnElement[bool]:
    """Children among the dead are dead already: only figures that no other figure holds are added up."""
    return sa.true() if query.group else figures.c.part.is_(False)


def _row(row: Any, by: Sequence[str], claims: tuple[str, ...]) -> TallyRow:
    ids = getattr(row, "ids", None)
    return TallyRow(
        keys=dict(zip(by, row)),
        harm=row.harm_,
        low=int(row.low),
        best=None if row.unbest else int(row.best),
        high=None if row.open else int(row.high),
        incidents=tuple(sorted(set(ids.split(SEPARATOR)))) if ids else (),
        claims=claims,
    )


def _claims(db: sa.Connection, rows: Sequence[Any], by: Sequence[str], query: Query) -> list[tuple[str, ...]]:
    """For each row the claims of its incidents that speak of the harm, and of the people, that it counts."""
    at = filters.moment(db, query.as_of)
    told: dict[str, list[Any]] = {}
    for part in chunks(sorted({id for row in rows for id in row.ids.split(SEPARATOR)})):
        ask = sa.select(member.c.incident, claim.c.id, claim.c.harm, claim.c.status, claim.c.subgroup)
        ask = ask.join(claim, (claim.c.id == member.c.claim) & filters.alive(claim, at))
        for found in db.execute(ask.where(member.c.incident.in_(part), filters.alive(member, at)).order_by(claim.c.id)):
            told.setdefault(found.incident, []).append(found)
    return [_behind(row, dict(zip(by, row)), query, told) for row in rows]


def _behind(row: Any, keys: dict[str, Any], query: Query, told: dict[str, list[Any]]) -> tuple[str, ...]:
    status, group = keys.get("status", query.status), keys.get("group", query.group)
    ids = sorted(set(row.ids.split(SEPARATOR)))
    return tuple(
        c.id for id in ids for c in told.get(id, ())
        if c.harm == row.harm_ and status in (None, c.status) and group in (None, c.subgroup)
    )  # fmt: skip


def tolls(book: Book, query: Query) -> Iterator[Toll]:
    """Claimed totals against the ledger's own sum, those of one period after another."""
    totals = sorted((c for c in book.claims(query) if c.scope == "total"), key=_period)
    everything = Query(policy=query.policy, ranking=query.ranking, as_of=query.as_of)
    for (since, until), together in itertools.groupby(totals, key=_period):
        period = msgspec.structs.replace(everything, since=since[:10] or None, until=until[:10] or None)
        yield from reconcile.tolls(list(together), book.incidents(period))


def _period(toll: Claim) -> tuple[str, str]:
    return toll.time.start or "", toll.time.end or ""


def checks(book: Book, query: Query) -> Iterator[Check]:
    """What the claims of an incident say of each other, and the totals of a source over time."""
    for found in book.incidents(query):
        yield from found.checks
    totals = [c for c in book.claims(query) if c.scope == "total"]
    yield from reconcile.checks(totals, [report for _, report, _ in book.lineage(c.id for c in totals)])

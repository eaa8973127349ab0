"""Figures added up as they are written, so that a tally over years adds up thousands of rows and not all of them.

`sums` has a row for each policy, month, country, first-order unit, kind of event, grade, harm and people that standing
incidents have figures of. What a version of an incident brings in is taken out again when a later one supersedes it.
Like all views it follows from the journal: `rebuild` makes it anew, `differing` holds it against the figures.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from warmonitor.ledger import filters
from warmonitor.ledger.schema import cell, incident, sums
from warmonitor.model import Query

KEPT = frozenset({"month", "year", "country", "admin1", "status", "event", "harm", "group", "side", "grade"})
"""The keys of a tally that `sums` knows."""
_ASKED = {"since", "until", "country", "event", "grade", "harm", "status", "group", "policy", "ranking"}
"""The filters that `sums` knows; with any other set, the figures themselves are asked."""
_MONTH: sa.ColumnElement[int] = sa.literal_column("8")
"""Characters of a day that say its month, hyphens and all: "2019-05-"."""
_NOTHING: sa.ColumnElement[str] = sa.literal_column("''")

Conditions = Iterable[sa.ColumnElement[bool]]


def _text(column: sa.ColumnElement[Any]) -> sa.ColumnElement[str]:
    """Null as nothing, since no two nulls are one key."""
    return sa.func.coalesce(column, _NOTHING)


_KEYS: dict[str, sa.ColumnElement[Any]] = {
    "policy": cell.c.policy,
    "country": _text(incident.c.country),
    "starts": _text(sa.func.substr(incident.c.starts, 1, _MONTH)),
    "ends": _text(sa.func.substr(incident.c.ends, 1, _MONTH)),
    "admin1": _text(incident.c.admin1),
    "event": incident.c.event,
    "happened": _text(incident.c.happened),
    "harm": cell.c.harm,
    "status": cell.c.status,
    "side": _text(cell.c.side),
    "subgroup": _text(cell.c.subgroup),
    "part": cell.c.part,
}


def _double(column: sa.ColumnElement[Any]) -> sa.ColumnElement[float]:
    """Whole numbers as floating ones: these are exact to 9 × 10¹⁵, and a figure misread beyond that fails no write."""
    return sa.func.sum(sa.cast(sa.func.coalesce(column, 0), sa.Double))


_FIGURES: dict[str, sa.ColumnElement[Any]] = {
    "figures": sa.func.count(),
    "low": _double(cell.c.low),
    "best": _double(cell.c.best),
    "high": _double(cell.c.high),
    "open": sa.func.count(sa.case((cell.c.high.is_(None), 1))),
    "unbest": sa.func.count(sa.case((cell.c.best.is_(None), 1))),
}


def _shares(sign: int, conditions: Conditions) -> sa.Select[Any]:
    """What figures add to the rows of `sums`; a part without a group is a mark that there is no figure."""
    keys = [column.label(f"of_{name}") for name, column in _KEYS.items()]
    figures = [(column * sign).label(name) for name, column in _FIGURES.items()]
    counted = cell.c.part.is_(False) | cell.c.subgroup.is_not(None)
    joined = sa.join(incident, cell, cell.c.seq == incident.c.seq)
    return sa.select(*keys, *figures).select_from(joined).where(counted, *conditions).group_by(*keys)


def _bring(db: sa.Connection, sign: int, conditions: Conditions) -> None:
    insert: Any = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}[db.dialect.name]
    new = insert(sums).from_select([*_KEYS, *_FIGURES], _shares(sign, conditions))
    added = {name: sums.c[name] + new.excluded[name] for name in _FIGURES}
    db.execute(new.on_conflict_do_update(index_elements=list(_KEYS), set_=added))


def add(db: sa.Connection, seqs: Iterable[int], policy: str | None = None) -> None:
    """Bring in the figures, all or those by one policy, of versions of incidents that stand from now on."""
    of = [] if policy is None else [cell.c.policy == policy]
    _bring(db, 1, [incident.c.seq.in_(list(seqs)), *of])


def take(db: sa.Connection, ids: Iterable[str]) -> None:
    """Take out all figures of incidents whose standing version is about to be superseded."""
    _bring(db, -1, [incident.c.id.in_(list(ids)), incident.c.until.is_(None)])
    db.execute(sa.delete(sums).where(sums.c.figures == 0))


def rebuild(db: sa.Connection) -> None:
    """Add everything up anew."""
    db.execute(sa.delete(sums))
    _bring(db, 1, [incident.c.until.is_(None)])


def differing(db: sa.Connection) -> int:
    """How many rows are not what the figures add up to."""
    true = {row[: len(_KEYS)]: row[len(_KEYS) :] for row in db.execute(_shares(1, [incident.c.until.is_(None)]))}
    kept = {row[: len(_KEYS)]: row[len(_KEYS) :] for row in db.execute(sa.select(sums))}
    return sum(true.get(key) != kept.get(key) for key in true.keys() | kept.keys())


def answers(query: Query, by: Iterable[str]) -> bool:
    """Whether `sums` can tell a tally: as things stand now, by its own keys and filters."""
    usual = Query()
    given = {name for name in Query.__struct_fields__ if getattr(query, name) != getattr(usual, name)}
    return KEPT.issuperset(by) and given <= _ASKED


def asked(query: Query, policy: str) -> sa.Subquery:
    """The rows of `sums` that answer a query, and the figures themselves of months that are asked for in part."""
    since, until = filters.days(query)
    first = sa.case((sums.c.starts == "", sums.c.ends), else_=sums.c.starts)
    inside = [sums.c.policy == policy, *filters.of_cells(query, sums), *_kind(sums, query)]
    cut = []
    if since:
        inside.append(sums.c.ends >= since[:8] if since.endswith("-00") else sums.c.ends > since[:8])
        cut += [] if since.endswith("-00") else [_in_month(incident.c.ends, since)]
    if until:
        inside += [first != "", first <= until[:8] if until.endswith("-99") else first < until[:8]]
        cut += [] if until.endswith("-99") else [_in_month(incident.c.first, until)]
    months = sa.select(*(sums.c[name] for name in (*_KEYS, *_FIGURES))).where(*inside)
    if not cut:
        return months.subquery("asked")
    edges = [incident.c.until.is_(None), *filters.where_and_when(incident, query), sa.or_(*cut)]
    edges += [cell.c.policy == policy, *filters.of_cells(query), *_kind(incident, query)]
    return months.union_all(_shares(1, edges)).subquery("asked")


def _kind(table: sa.Table, query: Query) -> list[sa.ColumnElement[bool]]:
    wanted = ((table.c.event, query.event), (table.c.happened, query.grade))
    where = [filters.in_country(table.c.country, query.country)] if query.country else []
    return where + [column == value for column, value in wanted if value]


def _in_month(column: sa.ColumnElement[str], day: str) -> sa.ColumnElement[bool]:
    return (column >= day[:8]) & (column <= day[:8] + "99")


def key(asked: sa.Subquery, name: str) -> sa.ColumnElement[Any]:
    """A key of a tally out of `asked`; null where it is not known."""
    if name in ("month", "year"):
        return sa.func.nullif(sa.func.substr(asked.c.starts, 1, 7 if name == "month" else 4), "")
    return sa.func.nullif(asked.c[{"grade": "happened", "group": "subgroup"}.get(name, name)], "")

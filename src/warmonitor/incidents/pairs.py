"""How likely each pair of events is one event: Fellegi and Sunter's sum of weights, computed by DuckDB.

Below `MANY` events the comparisons run as plain SQL, from there on through Splink; both are the same comparisons with
the same weights, and a test holds them equal.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from warmonitor.incidents.blocking import keys
from warmonitor.incidents.cluster import Pair, Scored, neighbourhoods
from warmonitor.incidents.compare import COLUMNS, COMPARISONS, Comparison, Row, condition, rarity, row
from warmonitor.incidents.records import EventRecord
from warmonitor.incidents.weights import Table, Weights, weights

MANY = 3_000
"""From this many events on, pairs are scored through Splink."""

SHOWN = -2.0
"""Bits from which a pair is worth showing as a link that might be."""


class Reached(NamedTuple):
    """A pair of events and the level that it reached in each comparison, "" where there was nothing to compare."""

    left: str
    right: str
    levels: tuple[str, ...]

    @property
    def reasons(self) -> tuple[str, ...]:
        """How each comparison came out, in words."""
        return tuple(_WORDS[c.name, level] for c, level in zip(COMPARISONS, self.levels, strict=True) if level)


_WORDS: Mapping[Pair, str] = {(c.name, v.name): v.words for c in COMPARISONS for v in c.levels}

_BLOCK = """
create table blocked as
with k as (select unique_id, report, unnest(keys) as key from events)
select distinct l.unique_id as lid, r.unique_id as rid
from k l join k r on l.key = r.key and l.unique_id < r.unique_id and l.report <> r.report
"""


def rows_of(events: Iterable[EventRecord], pairs: Iterable[Pair] | None = None) -> list[Row]:
    """The events as rows, by id, with the rarity of words among them; only those of `pairs`, where pairs are given."""
    ordered = sorted(events, key=lambda e: e.id)
    worth = rarity(e.words for e in ordered)
    wanted = None if pairs is None else {x for p in pairs for x in p}
    return [row(e, worth) for e in ordered if wanted is None or e.id in wanted]


def opened(rows: Sequence[Row], pairs: Iterable[Pair] | None = None) -> Any:
    """A DuckDB connection with the tables `events` and `blocked`: the pairs given, or all that share a key."""
    import duckdb

    db = duckdb.connect()
    db.register("arrow_events", _table(rows))
    db.execute("create table events as select * from arrow_events")
    if pairs is None:
        db.execute(_BLOCK)
    else:
        import pyarrow as pa

        left, right = [p[0] for p in pairs], [p[1] for p in pairs]
        db.register("arrow_pairs", pa.table({"lid": pa.array(left, pa.string()), "rid": pa.array(right, pa.string())}))
        db.execute("create table blocked as select * from arrow_pairs")
    return db


def _table(rows: Sequence[Row]) -> Any:
    import pyarrow as pa

    kinds = {
        "VARCHAR": pa.string(), "INTEGER": pa.int32(), "DOUBLE": pa.float64(), "BOOLEAN": pa.bool_(),
        "VARCHAR[]": pa.list_(pa.string()), "MAP(VARCHAR, DOUBLE)": pa.map_(pa.string(), pa.float64()),
    }  # fmt: skip
    columns = {name: pa.array([_arrow(r[name]) for r in rows], kinds[kind]) for name, kind in COLUMNS}
    columns["keys"] = pa.array(keys(rows), pa.list_(pa.string()))
    return pa.table(columns)


def _arrow(value: Any) -> Any:
    return list(value.items()) if isinstance(value, dict) else value


def _level_sql(comparison: Comparison) -> str:
    rungs = "".join(f" when {condition(v)} then '{v.name}'" for v in comparison.levels)
    return f"case when {comparison.null} then ''{rungs} end"


def _weight_sql(comparison: Comparison, used: Table) -> str:
    rungs = "".join(f" when {condition(v)} then {used.of(comparison.name, v.name)}" for v in comparison.levels)
    return f"case when {comparison.null} then 0{rungs} end"


def _sides(suffix: str) -> str:
    return ", ".join(f"{suffix}.{name} as {name}_{suffix}" for name, _ in COLUMNS)


def _over_pairs(select: str) -> str:
    return (
        f"with pairs as (select {_sides('l')}, {_sides('r')} from blocked b join events l on l.unique_id = b.lid"
        f" join events r on r.unique_id = b.rid) select unique_id_l as lid, unique_id_r as rid, {select} from pairs"
    )


def reached(events: Iterable[EventRecord], pairs: Iterable[Pair] | None = None) -> list[Reached]:
    """The levels of the given pairs of events, or of all that share a blocking key; sorted by ids."""
    wanted = None if pairs is None else sorted(pairs)
    with opened(rows_of(events, wanted), wanted) as db:
        found = db.execute(f"{_over_pairs(', '.join(map(_level_sql, COMPARISONS)))} order by 1, 2").fetchall()
    return [Reached(left, right, tuple(levels)) for left, right, *levels in found]


def score(events: Sequence[EventRecord], used: Weights | None = None, ties: Iterable[Pair] = ()) -> list[Scored]:
    """The pairs of events of different reports that bear on incidents, scored; sorted by ids.

    These are the pairs that may be shown (`SHOWN` bits or more), and every other pair that shares a key within a
    neighbourhood, that is, among events joined by favourable pairs or by `ties` (pairs that reviewers joined).
    """
    if len(events) < 2:
        return []
    rows, table = rows_of(events), (used or weights()).across
    with opened(rows) as db:
        if len(rows) < MANY:
            total = " + ".join([str(table.prior), *(_weight_sql(c, table) for c in COMPARISONS)])
            db.execute(f"create table scored as {_over_pairs(f'round(({total})::double, 4) as bits')}")
        else:
            from warmonitor.incidents.through_splink import score_blocked

            score_blocked(db, table)
        return _bearing(db, list(ties))


def _bearing(db: Any, ties: list[Pair]) -> list[Scored]:
    """The scored pairs that may be shown or that lie within one neighbourhood."""
    import pyarrow as pa

    near = [Scored(*r) for r in db.execute("select lid, rid, bits from scored where bits >= ?", [SHOWN]).fetchall()]
    root = neighbourhoods([(s.left, s.right) for s in near if s.bits > 0] + ties)
    db.register(
        "parts", pa.table({"id": pa.array(root.keys(), pa.string()), "part": pa.array(root.values(), pa.string())})
    )
    against = db.execute(
        "select lid, rid, bits from scored join parts l on l.id = lid join parts r on r.id = rid and r.part = l.part"
        " where bits < ?",
        [SHOWN],
    ).fetchall()
    return sorted(near + [Scored(*r) for r in against])

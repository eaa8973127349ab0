"""How likely each pair of events is one event: Fellegi and Sunter's sum of weights, computed by DuckDB.

Below `MANY` events the comparisons run as plain SQL, from there on through Splink; both are the same comparisons with
the same weights, and a test holds them equal.
"""

from __future__ import annotations

import itertools
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


def rows_of(events: Sequence[EventRecord]) -> list[Row]:
    """The events as rows, with the rarity of words among them."""
    worth = rarity(e.words for e in events)
    return [row(e, worth) for e in events]


class Comparer:
    """Events in DuckDB, to be compared; a context manager. With events of a single report it opens nothing."""

    def __init__(self, events: Iterable[EventRecord]) -> None:
        ordered = sorted(events, key=lambda e: e.id)
        self.size = len(ordered)
        self.db = _opened(rows_of(ordered)) if len({e.report for e in ordered}) > 1 else None

    def __enter__(self) -> Comparer:
        return self

    def __exit__(self, *_: object) -> None:
        if self.db:
            self.db.close()

    def score(self, used: Weights | None = None, ties: Iterable[Pair] = ()) -> list[Scored]:
        """The pairs of events of different reports that bear on incidents, scored; sorted by ids.

        These are the pairs that may be shown (`SHOWN` bits or more), and every other pair that shares a key within a
        neighbourhood, that is, among events joined by favourable pairs or by `ties` (pairs that reviewers joined).
        """
        if not self.db:
            return []
        table = (used or weights()).across
        if self.size < MANY:
            total = " + ".join([str(table.prior), *(_weight_sql(c, table) for c in COMPARISONS)])
            self.db.execute(
                f"create or replace table scored as {_over('blocked', f'round(({total})::double, 4) as bits')}"
            )
        else:
            from warmonitor.incidents.through_splink import score_blocked

            score_blocked(self.db, table)
        return _bearing(self.db, list(ties))

    def reached(self, pairs: Iterable[Pair] | None = None) -> list[Reached]:
        """The levels of the given pairs of events (lesser id first), or of all that share a key; sorted by ids."""
        if not self.db:
            return []
        if pairs is not None:
            _put_pairs(self.db, "chosen", sorted(pairs))
        levels = ", ".join(map(_level_sql, COMPARISONS))
        found = self.db.execute(f"{_over('blocked' if pairs is None else 'chosen', levels)} order by 1, 2").fetchall()
        return [Reached(left, right, tuple(reached)) for left, right, *reached in found]


def score(events: Iterable[EventRecord], used: Weights | None = None, ties: Iterable[Pair] = ()) -> list[Scored]:
    """`Comparer.score` of events that are compared once."""
    with Comparer(events) as comparer:
        return comparer.score(used, ties)


def _opened(rows: list[Row]) -> Any:
    """A DuckDB connection with the tables `events` and `blocked`, the pairs that share a key.

    The rows are used up: with a million events there is no room to hold them twice.
    """
    import duckdb

    db = duckdb.connect()
    table = _table(rows)
    rows.clear()
    db.register("arrow_events", table)
    db.execute("create table events as select * from arrow_events")
    db.unregister("arrow_events")
    del table
    db.execute(_BLOCK)
    return db


def _put_pairs(db: Any, name: str, pairs: Sequence[Pair]) -> None:
    import pyarrow as pa

    left, right = [p[0] for p in pairs], [p[1] for p in pairs]
    db.register("arrow_pairs", pa.table({"lid": pa.array(left, pa.string()), "rid": pa.array(right, pa.string())}))
    db.execute(f"create or replace table {name} as select * from arrow_pairs")


def _table(rows: Sequence[Row]) -> Any:
    import pyarrow as pa

    kinds = {"VARCHAR": pa.string(), "INTEGER": pa.int32(), "DOUBLE": pa.float64(), "BOOLEAN": pa.bool_(),
             "VARCHAR[]": pa.list_(pa.string())}  # fmt: skip
    columns = {
        name: _coded([r[name] for r in rows]) if kind == "BIGINT[]" else pa.array([r[name] for r in rows], kinds[kind])
        for name, kind in COLUMNS
    }
    columns["keys"] = pa.array(keys(rows), pa.list_(pa.string()))
    return pa.table(columns)


def _coded(bags: Sequence[Mapping[str, float]]) -> Any:
    """Bags of words as lists of numbers: a word's rarity in millionths above 32 bits, below them its own number.

    A word is as rare in every bag, so that what two bags share is what two lists have in common, and numbers are
    compared many times faster than words.
    """
    import pyarrow as pa

    number: dict[str, int] = {}
    codes = [round(x * 1e6) << 32 | number.setdefault(w, len(number)) for bag in bags for w, x in bag.items()]
    ends = [0, *itertools.accumulate(len(bag) for bag in bags)]
    return pa.ListArray.from_arrays(pa.array(ends, pa.int32()), pa.array(codes, pa.int64()))


def _level_sql(comparison: Comparison) -> str:
    rungs = "".join(f" when {condition(v)} then '{v.name}'" for v in comparison.levels)
    return f"case when {comparison.null} then ''{rungs} end"


def _weight_sql(comparison: Comparison, used: Table) -> str:
    rungs = "".join(f" when {condition(v)} then {used.of(comparison.name, v.name)}" for v in comparison.levels)
    return f"case when {comparison.null} then 0{rungs} end"


def _sides(suffix: str) -> str:
    return ", ".join(f"{suffix}.{name} as {name}_{suffix}" for name, _ in COLUMNS)


def _over(pairs: str, select: str) -> str:
    return (
        f"with pairs as (select {_sides('l')}, {_sides('r')} from {pairs} b join events l on l.unique_id = b.lid"
        f" join events r on r.unique_id = b.rid) select unique_id_l as lid, unique_id_r as rid, {select} from pairs"
    )


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

"""How likely each pair of events is one event: Fellegi and Sunter's sum of weights, computed by DuckDB.

Below `MANY` events the comparisons run as plain SQL, from there on through Splink; both are the same comparisons with
the same weights, and a test holds them equal.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from warmonitor.incidents.blocking import block_pairs, block_parts, firm, put_keys
from warmonitor.incidents.cluster import Pair, Scored, neighbourhoods
from warmonitor.incidents.compare import COLUMNS, COMPARISONS, Comparison, Row, condition, rarity, row
from warmonitor.incidents.records import EventRecord
from warmonitor.incidents.weights import Table, Weights, weights

MANY = 3_000
"""From this many events on, pairs are scored through Splink."""

BLOCK = 50_000
"""Events whose pairs are compared at one time: what bounds the room that pairs need."""

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
_NAMES = [("", *(v.name for v in c.levels)) for c in COMPARISONS]


class Comparer:
    """Events in DuckDB, to be compared; a context manager. With events of a single report it opens nothing.

    In DuckDB an event's number is its place in the order of ids.
    """

    def __init__(self, events: Iterable[EventRecord]) -> None:
        ordered = sorted(events, key=lambda e: e.id)
        self.ids = [e.id for e in ordered]
        self.blocks = -(-len(ordered) // BLOCK)
        self.db: Any = _opened(ordered, self.blocks) if len({e.report for e in ordered}) > 1 else None

    def __enter__(self) -> Comparer:
        return self

    def __exit__(self, *_: object) -> None:
        if self.db:
            self.db.close()

    def score(self, used: Weights | None = None, ties: Iterable[Pair] = ()) -> list[Scored]:
        """The pairs of events of different reports that bear on incidents, scored; sorted by ids.

        These are the pairs that may be shown (`SHOWN` bits or more), and every other pair that shares a key within a
        neighbourhood, that is, among events joined by favourable pairs or by `ties` (pairs that reviewers joined).
        The others are many, so they are kept for no longer than a block of events is scored.
        """
        if not self.db:
            return []
        table = (used or weights()).across
        near: list[Scored] = []
        for block in range(self.blocks):
            block_pairs(self.db, block)
            self._score(table)
            near += self._scored("select * from scored where bits >= $shown")
        self._put_parts(neighbourhoods(itertools.chain(((s.left, s.right) for s in near if s.bits > 0), ties)))
        if self.blocks > 1:
            block_parts(self.db)
            self._score(table)
        near += self._scored(
            "select s.* from scored s join parts l on l.unique_id = lid"
            " join parts r on r.unique_id = rid and r.part = l.part where bits < $shown"
        )
        near.sort()
        return near

    def reached(self, pairs: Iterable[Pair] | None = None) -> Iterator[Reached]:
        """The levels of the given pairs of events (lesser id first), or of all that share a key; sorted by ids."""
        if not self.db:
            return
        numbers = sorted(self._blocked() if pairs is None else self._numbered(pairs))
        levels = ", ".join(map(_level_sql, COMPARISONS))
        known: dict[tuple[int, ...], tuple[str, ...]] = {}
        for start in range(0, len(numbers), BLOCK):
            _put(self.db, "chosen", ("lid", "rid"), numbers[start : start + BLOCK])
            for left, right, *rungs in self._rows(f"{_over('chosen', levels)} order by 1, 2"):
                if (key := tuple(rungs)) not in known:
                    known[key] = tuple(_NAMES[c][n] for c, n in enumerate(key))
                yield Reached(self.ids[left], self.ids[right], known[key])

    def _blocked(self) -> Iterator[tuple[int, int]]:
        """All pairs that share a key, as numbers."""
        for block in range(self.blocks):
            block_pairs(self.db, block)
            yield from self._rows("select lid, rid from blocked")

    def _numbered(self, pairs: Iterable[Pair]) -> Iterator[tuple[int, int]]:
        """Pairs of ids as numbers, without those that are not among the events."""
        at = {id: n for n, id in enumerate(self.ids)}
        return ((at[a], at[b]) for a, b in pairs if a in at and b in at)

    def _put_parts(self, root: Mapping[str, str]) -> None:
        """Make the table `parts` (unique_id, part) of the events that hang together."""
        _put(self.db, "parts", ("unique_id", "part"), list(self._numbered(root.items())))

    def _score(self, table: Table) -> None:
        """Make the table `scored` (lid, rid, bits) of all pairs in `blocked`."""
        if len(self.ids) < MANY:
            total = " + ".join([str(table.prior), *(_weight_sql(c, table) for c in COMPARISONS)])
            self.db.execute(
                f"create or replace table scored as {_over('blocked', f'round(({total})::double, 4) as bits')}"
            )
        else:
            from warmonitor.incidents.through_splink import score_blocked

            score_blocked(self.db, table)

    def _scored(self, query: str) -> Iterator[Scored]:
        for left, right, bits in self._rows(query, {"shown": SHOWN}):
            yield Scored(self.ids[left], self.ids[right], bits)

    def _rows(self, query: str, values: Mapping[str, float] | None = None) -> Iterator[Any]:
        """The rows of a query, some at a time; meanwhile the tables may be asked for more."""
        found = self.db.cursor().execute(query, values)
        while rows := found.fetchmany(10_000):
            yield from rows


def score(events: Iterable[EventRecord], used: Weights | None = None, ties: Iterable[Pair] = ()) -> list[Scored]:
    """`Comparer.score` of events that are compared once."""
    with Comparer(events) as comparer:
        return comparer.score(used, ties)


def _opened(events: Sequence[EventRecord], blocks: int) -> Any:
    """A DuckDB connection with the tables `events` and `keyed`.

    Events go in by blocks, in the order of their days, so that a block's pairs lie mostly within it.
    """
    import duckdb

    db = duckdb.connect()
    worth = rarity(e.words for e in events)
    numbers: dict[str, int] = {}
    in_time = sorted(range(len(events)), key=lambda n: events[n].start or events[n].end or events[n].published or "")
    for block in range(blocks):
        chosen = in_time[block * BLOCK : (block + 1) * BLOCK]
        db.register("arrow_rows", _table(chosen, [row(events[n], worth) for n in chosen], block, numbers))
        db.execute("insert into events from arrow_rows" if block else "create table events as from arrow_rows")
    db.unregister("arrow_rows")
    put_keys(db, blocks)
    return db


def _put(db: Any, name: str, columns: tuple[str, str], pairs: Sequence[tuple[int, int]]) -> None:
    """Make a table of two columns of events' numbers."""
    import pyarrow as pa

    given = pa.table({column: pa.array([p[i] for p in pairs], pa.int32()) for i, column in enumerate(columns)})
    db.register("arrow_pairs", given)
    db.execute(f"create or replace table {name} as from arrow_pairs")
    db.unregister("arrow_pairs")


def _table(at: Sequence[int], rows: Sequence[Row], block: int, numbers: dict[str, int]) -> Any:
    """A block's rows as columns, with the events' numbers (`at`). What is only held equal or not goes as its number.

    A word goes with its rarity in millionths, 32 bits up. It is as rare in every bag, so that what two bags share is
    what two lists have in common, and numbers are compared many times faster than words.
    """
    import pyarrow as pa

    def number(text: str) -> int:
        return numbers.setdefault(text, len(numbers))

    kinds = {"VARCHAR": pa.string(), "INTEGER": pa.int32(), "DOUBLE": pa.float64(), "BOOLEAN": pa.bool_(),
             "VARCHAR[]": pa.list_(pa.string()), "BIGINT[]": pa.list_(pa.int64())}  # fmt: skip
    columns = {
        "unique_id": pa.array(at, pa.int32()),
        "report": pa.array([number(r["report"]) for r in rows], pa.int32()),
        "block": pa.array([block] * len(rows), pa.int32()),
        "firm": pa.array([[number(x) for x in firm(r)] for r in rows], pa.list_(pa.int64())),
    }
    for name, kind in COLUMNS:
        cells = [r[name] for r in rows]
        if kind == "BIGINT[]":
            cells = [[round(x * 1e6) << 32 | number(w) for w, x in bag.items()] for bag in cells]
        columns[name] = pa.array(cells, kinds[kind])
    return pa.table(columns)


def _level_sql(comparison: Comparison) -> str:
    """The place in `_NAMES` of the level reached."""
    rungs = "".join(f" when {condition(v)} then {n}" for n, v in enumerate(comparison.levels, 1))
    return f"case when {comparison.null} then 0{rungs} end"


def _weight_sql(comparison: Comparison, used: Table) -> str:
    rungs = "".join(f" when {condition(v)} then {used.of(comparison.name, v.name)}" for v in comparison.levels)
    return f"case when {comparison.null} then 0{rungs} end"


def _sides(suffix: str) -> str:
    return ", ".join(f"{suffix}.{name} as {name}_{suffix}" for name in ("unique_id", *(n for n, _ in COLUMNS)))


def _over(pairs: str, select: str) -> str:
    return (
        f"with pairs as (select {_sides('l')}, {_sides('r')} from {pairs} b join events l on l.unique_id = b.lid"
        f" join events r on r.unique_id = b.rid) select unique_id_l as lid, unique_id_r as rid, {select} from pairs"
    )

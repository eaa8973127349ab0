"""Which pairs of events are worth comparing, and how likely each of them is one event.

Blocking: two events are compared where they share a key, that is a place, a spot on the map, a large figure, a
person's name or a rare word, within the same weeks. Scoring is Fellegi and Sunter's: the prior and the weights of the
levels add up.
"""

from __future__ import annotations

import functools
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from importlib import resources
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import yaml

from warmonitor.errors import InputError
from warmonitor.incidents.compare import COLUMNS, COMPARISONS, Comparison, Row, condition, rarity, row
from warmonitor.incidents.link import EventRecord

MANY = 3_000
"""From this many events on, pairs are scored through Splink; below, by the same SQL without its start-up."""

_WEEKS = 16  # days to a blocking period
_WIDEST = 400  # an event told of a longer period than this many days is compared by names and words alone
_CROWD = 25  # events of one period that may share a word for it to block there
_FEW = 15  # events of all times that may share a word or name for it to block across periods
_TELLING = 12  # words of an event that block


class Weights(msgspec.Struct, frozen=True):
    """The shape of `weights.yaml`: bits of evidence."""

    prior: float
    comparisons: dict[str, dict[str, float]]

    def of(self, comparison: str, level: str) -> float:
        """The weight of a level; 0 for a null level."""
        return self.comparisons[comparison].get(level, 0.0)


class Scored(NamedTuple):
    """A pair of events (left < right), its match weight in bits, and the level that it reached in each comparison."""

    left: str
    right: str
    bits: float
    levels: tuple[str, ...]

    @property
    def probability(self) -> float:
        """The probability that the two are one event."""
        return 1 / (1 + 2 ** -max(-60.0, min(60.0, self.bits)))

    @property
    def reasons(self) -> tuple[str, ...]:
        """What was compared and how it came out, in words, in the order of comparing."""
        words = {(c.name, v.name): v.words for c in COMPARISONS for v in c.levels}
        return tuple(words[c.name, level] for c, level in zip(COMPARISONS, self.levels, strict=True) if level)


@functools.cache
def weights(path: str | None = None) -> Weights:
    """The shipped weights, or those of a file that `python -m warmonitor.incidents.train` wrote."""
    text = (Path(path) if path else resources.files(__package__).joinpath("weights.yaml")).read_text("utf8")
    try:
        found = msgspec.convert(yaml.safe_load(text), Weights)
    except (yaml.YAMLError, msgspec.ValidationError) as error:
        raise InputError(
            f"not a table of weights: {error}", path or "weights.yaml", "write it by the train command"
        ) from error
    missing = [
        f"{c.name}.{v.name}" for c in COMPARISONS for v in c.levels if v.name not in found.comparisons.get(c.name, {})
    ]
    if missing:
        raise InputError(f"no weight for {', '.join(missing)}", path or "weights.yaml", "train it anew")
    return found


def _periods(r: Row) -> list[int]:
    if r["day_from"] is None or r["day_to"] - r["day_from"] > _WIDEST:
        return []
    return list(range((r["day_from"] - 1) // _WEEKS, (r["day_to"] + 1) // _WEEKS + 1))


def _cells(r: Row) -> list[str]:
    """The quarter-degree cells whose middle half or border the spot lies in, so that neighbours share one."""
    if r["lat"] is None or not r["spot"]:
        return []
    return [f"{math.floor(r['lat'] * 4 + a)},{math.floor(r['lon'] * 4 + b)}" for a in (0, 0.5) for b in (0, 0.5)]


def _firm_keys(r: Row) -> list[str]:
    what = [f"p:{x}" for x in r["places"]] + [f"a:{x}" for x in r["around"] if not r["places"]]
    what += [f"{i}:{cell}" for i, cell in enumerate(_cells(r))]
    what += [f"f:{x}" for x in r["large"]] + [f"n:{x}" for x in r["names"]]
    return [f"{x}@{period}" for period in _periods(r) for x in what]


def keys(rows: Sequence[Row]) -> list[list[str]]:
    """The blocking keys of each row. A word is a key where few events have it, of one period or of all."""
    telling = [{**r["pairs"], **r["words"]} for r in rows]
    seen = Counter(w for words in telling for w in words)
    near = [[f"w:{w}@{p}" for p in _periods(r) for w in words] for r, words in zip(rows, telling, strict=True)]
    crowd = Counter(k for ks in near for k in ks)
    out = []
    for r, words, ks in zip(rows, telling, near, strict=True):
        ever = [f"w:{w}" for w in words if seen[w] <= _FEW][:_TELLING]
        out.append(sorted({*_firm_keys(r), *[k for k in ks if crowd[k] <= _CROWD][: 2 * _TELLING], *ever}))
    return out


def _level_sql(comparison: Comparison) -> str:
    rungs = "".join(f" when {condition(v)} then '{v.name}'" for v in comparison.levels)
    return f"case when {comparison.null} then ''{rungs} end"


def table(rows: Sequence[Row]) -> Any:
    """The rows as an Arrow table with their blocking keys."""
    import pyarrow as pa

    kinds = {"VARCHAR": pa.string(), "INTEGER": pa.int32(), "DOUBLE": pa.float64(), "BOOLEAN": pa.bool_(),
             "VARCHAR[]": pa.list_(pa.string()),
             "MAP(VARCHAR, DOUBLE)": pa.map_(pa.string(), pa.float64())}  # fmt: skip
    columns = {name: pa.array([_arrow(r[name]) for r in rows], kinds[kind]) for name, kind in COLUMNS}
    columns["keys"] = pa.array(keys(rows), pa.list_(pa.string()))
    return pa.table(columns)


def _arrow(value: Any) -> Any:
    return list(value.items()) if isinstance(value, dict) else value


_BLOCK = """
create table blocked as
with k as (select unique_id, report, unnest(keys) as key from events)
select distinct l.unique_id as lid, r.unique_id as rid
from k l join k r on l.key = r.key and l.unique_id < r.unique_id and l.report <> r.report
"""


def _sides(suffix: str) -> str:
    return ", ".join(f"{suffix}.{name} as {name}_{suffix}" for name, _ in COLUMNS)


def score(events: Sequence[EventRecord], table_of_weights: Weights | None = None) -> list[Scored]:
    """Every pair of events of different reports that shares a blocking key, scored; sorted by ids."""
    used = table_of_weights or weights()
    worth = rarity(e.words for e in events)
    rows = [row(e, worth) for e in sorted(events, key=lambda e: e.id)]
    if len(rows) < 2:
        return []
    return _direct(rows, used)


def _direct(rows: Sequence[Row], used: Weights) -> list[Scored]:
    import duckdb

    levels = ", ".join(_level_sql(c) for c in COMPARISONS)
    with duckdb.connect() as db:
        db.register("arrow_events", table(rows))
        db.execute("create table events as select * from arrow_events")
        db.execute(_BLOCK)
        found = db.execute(
            f"with pairs as (select {_sides('l')}, {_sides('r')} from blocked b join events l on l.unique_id = b.lid"
            f" join events r on r.unique_id = b.rid) select unique_id_l, unique_id_r, {levels} from pairs order by 1, 2"
        ).fetchall()
    return [Scored(left, right, bits(reached, used), tuple(reached)) for left, right, *reached in found]


def bits(reached: Iterable[str], used: Mapping[str, Any] | Weights) -> float:
    """The match weight of a pair that reached these levels."""
    assert isinstance(used, Weights)
    return used.prior + sum(used.of(c.name, level) for c, level in zip(COMPARISONS, reached, strict=True) if level)

"""Which pairs of events are worth comparing: those that share a key.

A key is a place, a spot on the map, a large figure, a person's name or a rare word, within the same weeks; and a very
rare word or name at any time, for reports that come months later. DuckDB makes the keys and the pairs, since a million
events have tens of millions of both. A key is a number: that of what it names, 20 bits up, and that of the period.
"""

from __future__ import annotations

import math
from typing import Any

from warmonitor.incidents.compare import Row

_WEEKS = 16  # days to a blocking period
_WIDEST = 400  # an event told of a longer period than this many days is compared by names and words alone
_CROWD = 25  # events of one period that may share a word for it to block there
_FEW = 15  # events of all times that may share a word or name for it to block across periods
_TELLING = 18  # words of an event that block across periods
_NEAR = 36  # and within one
_EVER = (1 << 20) - 1  # stands for all periods


def _cells(r: Row) -> list[str]:
    """The quarter-degree cells whose middle half or border the spot lies in, so that neighbours share one."""
    if r["lat"] is None or not r["spot"]:
        return []
    return [f"{math.floor(r['lat'] * 4 + a)},{math.floor(r['lon'] * 4 + b)}" for a in (0, 0.5) for b in (0, 0.5)]


def firm(r: Row) -> list[str]:
    """What of a row blocks within a period, however many have it."""
    what = [f"p:{x}" for x in r["places"]] + [f"a:{x}" for x in r["around"] if not r["places"]]
    what += [f"{i}:{cell}" for i, cell in enumerate(_cells(r))]
    return what + [f"f:{x}" for x in r["large"]] + [f"n:{x}" for x in r["names"]]


_PERIODS = (
    f"case when day_to - day_from <= {_WIDEST}"
    f" then range((day_from - 1) // {_WEEKS}, (day_to + 1) // {_WEEKS} + 1) else [] end"
)
_SETUP = f"""
create view dated as select unique_id, report, block, firm, list_concat(pairs, words) as words, {_PERIODS} as periods
from events;
create view telling as select * exclude (firm, words), unnest(words) & 4294967295 as word,
generate_subscripts(words, 1) as nth from dated;
create view near as select * exclude (periods), unnest(periods) as period from telling;
create table crowd as select word, period from near group by all having count(*) <= {_CROWD};
create table few as select word from telling group by word having count(*) <= {_FEW};
create table keyed (unique_id integer, report integer, block integer, key bigint)
"""
_KEYS = f"""
insert into keyed
select unique_id, report, block, what << 20 | unnest(periods)
from (select unique_id, report, block, periods, unnest(firm) as what from dated where block = $block)
union all
select unique_id, report, block, word << 20 | period from near semi join crowd using (word, period)
where block = $block qualify row_number() over (partition by unique_id order by period, nth) <= {_NEAR}
union all
select unique_id, report, block, word << 20 | {_EVER} from telling semi join few using (word)
where block = $block qualify row_number() over (partition by unique_id order by nth) <= {_TELLING}
"""
_PAIRS = """
create or replace table blocked as select distinct l.unique_id as lid, r.unique_id as rid
from {0} l join {0} r on l.key = r.key and l.unique_id < r.unique_id and l.report <> r.report
"""


def put_keys(db: Any, blocks: int) -> None:
    """Make the table `keyed` of the keys of all `events`. A word is a key where few events have it."""
    db.execute(_SETUP)
    for block in range(blocks):
        db.execute(_KEYS, {"block": block})
    db.execute("drop table crowd; drop table few")


def block_pairs(db: Any, block: int) -> None:
    """Make the table `blocked` (lid, rid) of the pairs that share a key and whose lesser event is of this block."""
    db.execute(f"{_PAIRS.format('keyed')} where l.block = $block", {"block": block})


def block_parts(db: Any) -> None:
    """Make the table `blocked` of the pairs that share a key within a part, by the table `parts` (unique_id, part)."""
    db.execute("create or replace table placed as select keyed.*, part from keyed join parts using (unique_id)")
    db.execute(f"{_PAIRS.format('placed')} and l.part = r.part")
    db.execute("drop table placed")

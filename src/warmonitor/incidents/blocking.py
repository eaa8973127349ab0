"""Which pairs of events are worth comparing: those that share a key.

A key is a place, a spot on the map, a large figure, a person's name or a rare word, within the same weeks; and a very
rare word or name at any time, for reports that come months later.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

from warmonitor.incidents.compare import Row

_WEEKS = 16  # days to a blocking period
_WIDEST = 400  # an event told of a longer period than this many days is compared by names and words alone
_CROWD = 25  # events of one period that may share a word for it to block there
_FEW = 15  # events of all times that may share a word or name for it to block across periods
_TELLING = 18  # words of an event that block across periods
_NEAR = 36  # and within one


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
        out.append(sorted({*_firm_keys(r), *[k for k in ks if crowd[k] <= _CROWD][:_NEAR], *ever}))
    return out

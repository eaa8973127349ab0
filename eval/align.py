"""Where the gold's evidence stands in its report, and which proposed groups it speaks of."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Any

from warmonitor.claims.groups import People
from warmonitor.claims.harms import Scene


def spans(whole: str, evidence: list[str]) -> list[tuple[int, int]]:
    """All places where a piece of evidence stands, white space apart."""
    out = []
    for e in evidence:
        pattern = r"\s+".join(map(re.escape, e.split()))
        out += [m.span() for m in re.finditer(pattern, whole)]
    return out


def key(count: dict[str, Any]) -> tuple[Any, ...]:
    """What the scorer compares of a count."""
    return (count["figure"],) if count["figure"] is not None else (None, count["low"], count["high"])


def group_key(p: People, harm: Any) -> tuple[Any, ...]:
    """The same of a proposed group."""
    c = p.counted(harm)
    return (c.figure,) if c.figure is not None else (None, c.low, c.high)


def label(
    scenes: list[Scene], whole: str, gold: list[dict[str, Any]]
) -> dict[tuple[int, int, str], dict[str, Any] | None]:
    """(scene, group, harm) to its gold claim; None where it only repeats one (neither right nor wrong)."""
    out: dict[tuple[int, int, str], dict[str, Any] | None] = {}
    known = defaultdict(list)
    for g in gold:
        known[g["harm"], key(g["count"])].append(g)
    for si, scene in enumerate(scenes):
        toks = scene.sentence.tokens
        for gi, p in enumerate(scene.groups):
            start, end = toks[p.start].start, toks[p.end - 1].end
            for (harm, k), claims in known.items():
                if k != group_key(p, harm) or ((harm == "facility") != p.facility and p.kind != "bare_number"):
                    continue
                over = [g for g in claims if any(a < end and start < b for a, b in spans(whole, g["evidence"]))]
                if over:
                    out[si, gi, harm] = _closest(p, over)
                elif k[0] is not None and k[0] > 2:
                    out[si, gi, harm] = None
            for harm in {h for h, _ in known} - {h for i, j, h in out if (i, j) == (si, gi)}:
                exact = [g for g in gold if g["harm"] == harm and _roughly(p, g)]
                over = [g for g in exact if any(a < end and start < b for a, b in spans(whole, g["evidence"]))]
                if exact:
                    out[si, gi, harm] = over[0] if over else None
    return out


def _roughly(p: People, g: dict[str, Any]) -> bool:
    """Whether rough words for a group could stand for a figure that the gold has ("dozens" for 31)."""
    c, figure = p.counted(g["harm"]), g["count"]["figure"]
    if figure is None or c.figure is not None or c.low is None or c.low <= 2 or p.facility != (g["harm"] == "facility"):
        return False
    return bool(figure >= c.low)


def _closest(p: People, claims: list[dict[str, Any]]) -> dict[str, Any]:
    def rank(g: dict[str, Any]) -> tuple[bool, bool]:
        return (g["victims"]["group"] != p.group, p.status != "unknown" and g["victims"]["status"] != p.status)

    return min(claims, key=rank)

"""How well dates are read: WikiWars (value F1 of date expressions, beside dateparser) and the periods of the gold claims.

    python -m eval.dates [--misses N]

WikiWars writes TIMEX values; `timex` turns an expression into them. Its texts bear no day of publication (the day of their
download is of no help), so they are read as narratives. `coverage` asks of every gold claim of the open part whether its period is
among those that its report's expressions stand for, or is the day of publication: what a reader could choose at best.
"""

from __future__ import annotations

import argparse
import collections
import functools
import gzip
import importlib.util
import json
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

from warmonitor.claims import dates, text
from warmonitor.claims.dates import Dated
from warmonitor.model import Period, Report

GOLD_SETS = ("first", "dev", "dev2", "press_a", "press_b", "press_c", "press_d")
_SEASONS = {"21": "SP", "22": "SU", "23": "FA", "24": "WI", "40": "H1", "41": "H2"}
_PARTS = {"morning": "MO", "dawn": "MO", "afternoon": "AF", "evening": "EV", "night": "NI"}
_VAGUE = {"now": "PRESENT_REF", "currently": "PRESENT_REF", "presently": "PRESENT_REF", "recently": "PAST_REF"}


class Timex(NamedTuple):
    """A span and its TIMEX value."""

    start: int
    end: int
    value: str


def timex(dated: Dated) -> list[Timex]:
    """The TIMEX expressions of one of ours; a range is two of theirs."""
    parts = re.split(r"\s*(?:\bto\b|\buntil\b|\bthrough\b|\band\b|[-–—/])\s*", dated.text)
    names = (dated.named or "").split("/")
    if len(names) == 2 and len(parts) >= 2:
        first = dated.start + len(parts[0])
        last = dated.end - len(parts[-1])
        return [Timex(dated.start, first, _value(names[0], dated)), Timex(last, dated.end, _value(names[1], dated))]
    return [Timex(dated.start, dated.end, _value(names[0], dated))]


def _value(named: str, dated: Dated) -> str:
    """EDTF or an ISO duration as TIMEX writes it."""
    if not named:
        return _VAGUE.get(dated.text.lower(), "")
    if dated.relation == "repeated":
        return {"P1D": "XXXX-XX-XX", "P1M": "XXXX-XX", "P1Y": "XXXX", "P1W": "XXXX-WXX"}.get(named, named)
    if named.startswith("-"):
        return "BC" + _value(_before_christ(named[1:]), dated)
    if re.fullmatch(r"\d{2,3}X+", named):
        return named.rstrip("X")
    head, _, tail = named.rpartition("-")
    if tail in _SEASONS and head.count("-") == 0 and head:
        return f"{head}-{_SEASONS[tail]}"
    return named + _part(dated) if dated.kind == "part_of_day" and len(named) == 10 else named


def _before_christ(named: str) -> str:
    """An astronomical year as a year before Christ."""
    head = re.match(r"\d+", named)
    if head is None or "X" in named:
        return named
    return f"{int(head.group()) + 1:04}{named[head.end():]}"


def _part(dated: Dated) -> str:
    for word, code in _PARTS.items():
        if word in dated.text.lower():
            return "T" + code
    clock = re.search(r"(\d{1,2}):?(\d\d)?\s*(a\.?m|p\.?m)?", dated.text, re.IGNORECASE)
    if clock and (clock[3] or ":" in clock.group()):
        hour = int(clock[1]) % 12 + (12 if (clock[3] or "").lower().startswith("p") else 0)
        return f"T{hour:02}:{clock[2] or '00'}"
    return ""


@functools.cache
def wikiwars(shared: Path) -> tuple[dict[str, Any], ...]:
    """The development half of WikiWars."""
    with gzip.open(shared / "data" / "wikiwars_dev.jsonl.gz", "rt", encoding="utf8") as lines:
        return tuple(json.loads(line) for line in lines)


def found_in(row: dict[str, Any]) -> list[Timex]:
    """Our expressions of a WikiWars article."""
    document = text.document(Report(id=row["id"], text=row["text"]))
    return [Timex(t.start - 1, t.end - 1, t.value) for dated in dates.find(document) for t in timex(dated)]


def match(gold: list[dict[str, Any]], found: list[Timex], *, strict: bool, valued: bool) -> list[tuple[int, int]]:
    """Pairs of gold and found expressions: spans overlap (strict: are equal), values equal where asked."""
    pairs, used = [], set()
    for i, g in enumerate(gold):
        for j, f in enumerate(found):
            if j in used or f.start >= g["end"] or g["start"] >= f.end:
                continue
            if (not valued or f.value == g["value"]) and (not strict or (f.start, f.end) == (g["start"], g["end"])):
                pairs.append((i, j))
                used.add(j)
                break
    return pairs


def f1(matched: int, found: int, gold: int) -> float:
    """F1 in per cent."""
    return 200 * matched / (found + gold) if found + gold else 0.0


def score_wikiwars(shared: Path) -> dict[str, float]:
    """Value F1, strict F1 and the F1 of spans, over all expressions; value F1 of dates alone; dateparser's share."""
    counts: collections.Counter[str] = collections.Counter()
    for row in wikiwars(shared):
        gold, found = row["timex"], found_in(row)
        day_gold = [g for g in gold if _is_date(g["value"])]
        day_found = [f for f in found if _is_date(f.value)]
        counts["gold"] += len(gold)
        counts["found"] += len(found)
        counts["value"] += len(match(gold, found, strict=False, valued=True))
        counts["strict"] += len(match(gold, found, strict=True, valued=True))
        counts["span"] += len(match(gold, found, strict=False, valued=False))
        counts["date_gold"] += len(day_gold)
        counts["date_found"] += len(day_found)
        counts["date"] += len(match(day_gold, day_found, strict=False, valued=True))
        counts["given"] += len(match(day_gold, found, strict=False, valued=True))
    return {
        "wikiwars_value_f1": f1(counts["value"], counts["found"], counts["gold"]),
        "wikiwars_strict_f1": f1(counts["strict"], counts["found"], counts["gold"]),
        "wikiwars_span_f1": f1(counts["span"], counts["found"], counts["gold"]),
        "wikiwars_date_value_f1": f1(counts["date"], counts["date_found"], counts["date_gold"]),
        "wikiwars_date_right": 100 * counts["given"] / counts["date_gold"],
    }


def _is_date(value: str) -> bool:
    """Whether a value names a day, month, season, year, decade or century of the calendar."""
    return bool(re.match(r"(?:BC)?\d", value))


def score_dateparser(shared: Path) -> dict[str, float]:
    """How many of the gold's own date spans dateparser resolves: it is given the words and the year of the date before."""
    import dateparser

    right = total = 0
    for row in wikiwars(shared):
        for gold in row["timex"]:
            if not _is_date(gold["value"]):
                continue
            total += 1
            parsed = dateparser.parse(gold["text"], languages=["en"], settings={"PREFER_DATES_FROM": "past"})
            right += parsed is not None and parsed.date().isoformat()[: len(gold["value"])] == gold["value"][:10]
    return {"wikiwars_date_right_dateparser": 100 * right / total}


@functools.cache
def _scorer(shared: Path) -> ModuleType:
    """`score.py` of the gold folder: its tolerance of dates and its held part."""
    spec = importlib.util.spec_from_file_location("gold_score", shared / "gold" / "score.py")
    if spec is None or spec.loader is None:
        raise FileNotFoundError(shared / "gold" / "score.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Reachable(NamedTuple):
    """A gold claim with the periods that its report offers; `by` is the expression that gives the gold period."""

    claim: dict[str, Any]
    offered: list[Dated]
    by: str | None


def reachable(shared: Path) -> Iterator[Reachable]:
    """Every gold claim of the open part."""
    scorer = _scorer(shared)
    for name in GOLD_SETS:
        folder = shared / "gold" / name
        reports = {r["id"]: r for r in scorer.load(folder / "reports.jsonl") if not scorer.held(r["id"])}
        offered = {key: dates.find(text.document(_report(r))) for key, r in reports.items()}
        for claim in scorer.load(folder / "gold.jsonl"):
            if claim["report"] in reports:
                published = reports[claim["report"]].get("published")
                yield Reachable(claim, offered[claim["report"]], _by(claim, offered[claim["report"]], published))


def _report(row: dict[str, Any]) -> Report:
    return Report(id=row["id"], title=row["title"], text=row["text"], published=row.get("published"))


def _by(claim: dict[str, Any], offered: list[Dated], published: str | None) -> str | None:
    """The words whose period is the claim's, within the tolerance of the scorer; null where there are none."""
    same = _scorer(Path(os.environ.get("SHARED", "../shared"))).same_time
    for dated in offered:
        if same(claim["time"], _times(dated.period)):
            return dated.text
    day = (published or "")[:10]
    for start, end in ((day, day), (None, day), (None, None)):
        if same(claim["time"], {"start": start, "end": end}):
            return "publication"
    return None


def _times(period: Period) -> dict[str, str | None]:
    return {"start": period.start, "end": period.end}


def coverage(shared: Path) -> dict[str, float]:
    """The share of gold claims with a period whose period the text's expressions (or publication) offer."""
    dated = [r for r in reachable(shared) if r.claim["time"].get("start")]
    ends = [r for r in reachable(shared) if not r.claim["time"].get("start")]
    return {
        "gold_time_coverage": 100 * sum(r.by is not None for r in dated) / len(dated),
        "gold_time_coverage_by_words": 100 * sum(r.by not in (None, "publication") for r in dated) / len(dated),
        "gold_time_coverage_open_start": 100 * sum(r.by is not None for r in ends) / max(1, len(ends)),
    }


def run(shared: Path) -> dict[str, float]:
    """All figures, in per cent."""
    return {**score_wikiwars(shared), **score_dateparser(shared), **coverage(shared)}


def misses(shared: Path, limit: int) -> Iterator[str]:
    """What was missed, for reading."""
    for row in wikiwars(shared):
        gold, found = row["timex"], found_in(row)
        pairs = match(gold, found, strict=False, valued=True)
        hit_gold, hit_found = {i for i, _ in pairs}, {j for _, j in pairs}
        for i, g in enumerate(gold):
            if i not in hit_gold:
                near = [f.value for f in found if f.start < g["end"] and g["start"] < f.end]
                yield f"{row['id']} {g['value']:14} {' '.join(g['text'].split())!r} ours {near}"
        for j, f in enumerate(found):
            if j not in hit_found and not any(f.start < g["end"] and g["start"] < f.end for g in gold):
                yield f"{row['id']} EXTRA {f.value:14} {' '.join(row['text'][max(0, f.start - 20):f.end + 20].split())!r}"
    for r in reachable(shared):
        if r.by is None:
            yield f"{r.claim['id']} {r.claim['time']} {r.claim['scope']} {r.claim['evidence'][0][:80]!r} offered {[d.text for d in r.offered]}"


def main() -> None:
    """Print the figures, and with --misses what was missed."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--misses", type=int, default=0)
    shared = Path(os.environ.get("SHARED", "../shared"))
    asked = arguments.parse_args()
    for line, _ in zip(misses(shared, asked.misses), range(asked.misses)):
        print(line)
    json.dump({key: round(value, 1) for key, value in run(shared).items()}, sys.stdout, indent=1)


if __name__ == "__main__":
    main()

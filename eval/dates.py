"""How well dates are read: WikiWars beside dateparser, and whether the gold claims' periods can be reached.

    python -m eval.dates [--misses N]

WikiWars writes TIMEX values; `timex` turns an expression into them. Its texts bear no day of publication (the day of
their download is of no help), so they are read as narratives. `coverage` asks of every gold claim of the open part
whether its period is among those that its report's expressions stand for, or is the day of publication: what a reader
could choose at best.
"""

from __future__ import annotations

import argparse
import collections
import datetime as dt
import functools
import itertools
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from eval import gold as gold_reports
from warmonitor.claims import dates, text
from warmonitor.claims.dates import Dated
from warmonitor.model import Report

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
        unknown = "XXXX-XX-XX" + _part(dated) if dated.kind == "part_of_day" else ""
        return _VAGUE.get(dated.text.lower(), unknown)
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
    return f"{int(head.group()) + 1:04}{named[head.end() :]}"


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
    return tuple(gold_reports.rows(shared / "data" / "wikiwars_dev.jsonl.gz"))


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
    """The share of the gold's own date spans that dateparser resolves, alone and with the date before as its base.

    The second is more than anybody has: the gold's value of the expression before, whatever it is.
    """
    right: collections.Counter[str] = collections.Counter()
    for row in wikiwars(shared):
        base: dt.datetime | None = None
        for gold in row["timex"]:
            if not _is_date(gold["value"]):
                continue
            right["total"] += 1
            right["alone"] += _parsed(gold["text"], None)[: len(gold["value"])] == gold["value"][:10]
            right["based"] += _parsed(gold["text"], base)[: len(gold["value"])] == gold["value"][:10]
            base = _as_base(gold["value"]) or base
    return {
        "wikiwars_date_right_dateparser": 100 * right["alone"] / right["total"],
        "wikiwars_date_right_dateparser_given_the_date_before": 100 * right["based"] / right["total"],
    }


def _parsed(words: str, base: dt.datetime | None) -> str:
    """What dateparser makes of some words, as an ISO day; empty where it makes nothing of them."""
    import dateparser  # heavy, and of the bench alone

    settings: Any = {"PREFER_DATES_FROM": "past"} if base is None else {"RELATIVE_BASE": base}
    parsed = dateparser.parse(words, languages=["en"], settings=settings)
    return parsed.date().isoformat() if parsed else ""


def _as_base(value: str) -> dt.datetime | None:
    found = re.match(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?", value)
    return dt.datetime(int(found[1]), int(found[2] or 1), int(found[3] or 1)) if found else None


class Reachable(NamedTuple):
    """A gold claim with the expressions of its report; `by` is the first that gives the claim's period."""

    claim: dict[str, Any]
    offered: list[Dated]
    by: str | None


def reachable(shared: Path) -> Iterator[Reachable]:
    """Every gold claim of the open part."""
    same = gold_reports.scorer(shared).same_time
    for name in gold_reports.SETS:
        claims = gold_reports.claims(shared, name)
        for report in gold_reports.reports(shared, name):
            offered = dates.find(text.document(report))
            for claim in claims.get(report.id, []):
                yield Reachable(claim, offered, _by(same, claim["time"], offered, report))


def _by(same: Any, time: dict[str, str | None], offered: list[Dated], report: Report) -> str | None:
    """The words whose period is the claim's, within the scorer's tolerance; null where there are none."""
    for dated in offered:
        if same(time, {"start": dated.period.start, "end": dated.period.end}):
            return dated.text
    day = (report.published or "")[:10] or None
    of_publication = ((day, day), (None, day), (None, None))
    return "publication" if any(same(time, {"start": a, "end": b}) for a, b in of_publication) else None


def coverage(shared: Path) -> dict[str, float]:
    """The share of gold claims whose period the expressions (or publication) offer, by whether it has a start."""
    every = list(reachable(shared))
    dated = [r for r in every if r.claim["time"].get("start")]
    open_start = [r for r in every if not r.claim["time"].get("start")]
    return {
        "gold_time_coverage": 100 * sum(r.by is not None for r in dated) / len(dated),
        "gold_time_coverage_by_words": 100 * sum(r.by not in (None, "publication") for r in dated) / len(dated),
        "gold_time_coverage_open_start": 100 * sum(r.by is not None for r in open_start) / max(1, len(open_start)),
    }


def run(shared: Path) -> dict[str, float]:
    """All figures, in per cent."""
    return {**score_wikiwars(shared), **score_dateparser(shared), **coverage(shared)}


def misses(shared: Path) -> Iterator[str]:
    """What was missed, a line each, for reading."""
    for row in wikiwars(shared):
        yield from _misses_of(row)
    for missed in reachable(shared):
        if missed.by is None:
            claim = missed.claim
            yield f"{claim['id']} {claim['time']} {claim['evidence'][0][:80]!r} of {[d.text for d in missed.offered]}"


def _misses_of(row: dict[str, Any]) -> Iterator[str]:
    gold, found = row["timex"], found_in(row)
    pairs = match(gold, found, strict=False, valued=True)
    right = {i for i, _ in pairs}
    for i, expected in enumerate(gold):
        if i not in right:
            near = [f.value for f in found if f.start < expected["end"] and expected["start"] < f.end]
            yield f"{row['id']} {expected['value']:14} {' '.join(expected['text'].split())!r} read {near}"
    for extra in found:
        if not any(extra.start < g["end"] and g["start"] < extra.end for g in gold):
            around = row["text"][max(0, extra.start - 20) : extra.end + 20]
            yield f"{row['id']} EXTRA {extra.value:14} {' '.join(around.split())!r}"


def main() -> None:
    """Print the figures, and with --misses what was missed."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--misses", type=int, default=0, help="how many of what was missed to print first")
    asked = arguments.parse_args()
    shared = gold_reports.shared()
    if shared is None:
        sys.exit("no gold reports beside the project: set SHARED")
    for line in itertools.islice(misses(shared), asked.misses):
        print(line)
    print(json.dumps({key: round(value, 1) for key, value in run(shared).items()}, indent=1))


if __name__ == "__main__":
    main()

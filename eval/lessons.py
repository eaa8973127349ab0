"""Reports of our own, coded by hand, to learn from beside the gold: one file a writer under `eval/lessons/`.

    python -m eval.lessons            # checks every file: quotes verbatim, wholes known, dates and codes well formed

A file holds reports of this shape (events are invented; places are real):

    === 2021-11-05T18:00:00Z | wire
    Headline
    Text of any length, paragraphs on lines of their own.
    ---
    1 killed 12+ civilian | Rutshuru, CD, North Kivu | 2021-11-04 | the army | shelling by M23 | "at least 12 civilians"
    2 killed 4 civilian children of=1 | = | = | = | = | "four of them children"

Columns of a claim: number, harm, count, status and marks (a group, `actor=…` with `_` for spaces, `of=` the number of
its whole, `total`, `denied`, `unconfirmed`); place, country, first-order unit; dates; source; event and perpetrators;
quotes. Counts: 12, 12+ (at least), >12 (more than), <=12 (up to), <12 (almost), ~12 (about), 10-12, 0, and the rough
words of ROUGH. Dates: a day, `day..day`, `..day` (open start), `-` (none). `-` is null, `=` repeats the claim above.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from warmonitor.model import Report

FOLDER = Path(__file__).with_name("lessons")
ROUGH = {
    "couple": 2, "several": 3, "few": 3, "dozens": 24, "scores": 40, "hundreds": 200, "thousands": 2000,
    "tens-of-thousands": 20000, "hundreds-of-thousands": 200000, "millions": 2000000, "many": 2,
}  # fmt: skip
HARMS = ("killed", "injured", "missing", "detained", "displaced", "facility", "none")
STATUSES = ("civilian", "combatant", "unknown")
GROUPS = ("children", "women", "medics", "journalists", "aid_workers", "police", "prisoners", "elderly")
EVENTS = ("battle", "air_strike", "drone_strike", "shelling", "bombing", "suicide_bombing", "shooting", "chemical")
EVENTS += ("abduction", "control_change", "unknown")


def count_of(text: str) -> dict[str, Any]:
    """A count as the gold has it; ValueError where it is none."""
    if text in ROUGH:
        low = ROUGH[text]
        return {"figure": None, "low": low, "high": 2 if text == "couple" else None, "modifier": "vague"}
    if text == "-":
        return {"figure": None, "low": None, "high": None, "modifier": "exact"}
    shape = re.fullmatch(r"(<=|<|>|~)?(\d+)(\+)?(?:-(\d+))?", text)
    if not shape:
        raise ValueError(f"no count: {text!r}")
    mark, n, more, most = shape[1], int(shape[2]), shape[3], shape[4]
    if most:
        return {"figure": None, "low": n, "high": int(most), "modifier": "range"}
    low, high, modifier = {
        None: (n, n, "exact"),
        "<=": (None, n, "up_to"),
        "<": (None, n, "almost"),
        ">": (n, None, "more_than"),
        "~": (None, None, "about"),
    }[mark]
    if more:
        low, high, modifier = n, None, "at_least"
    return {"figure": n, "low": low, "high": high, "modifier": modifier}


def _period(text: str) -> dict[str, str | None]:
    if text == "-":
        return {"start": None, "end": None}
    start, _, end = text.partition("..") if ".." in text else (text, "", text)
    for day in (start, end):
        if day and not re.fullmatch(r"\d{4}-\d\d-\d\d", day):
            raise ValueError(f"no day: {day!r}")
    return {"start": start or None, "end": end or None}


def _none(text: str) -> str | None:
    return None if text == "-" else text


def _claim(line: str, report: Report, above: list[str] | None) -> tuple[dict[str, Any], list[str]]:
    columns = [c.strip() for c in line.split("|", 5)]
    if len(columns) != 6:
        raise ValueError("a claim has six columns")
    cells = [b if a == "=" and above else a for a, b in zip(columns, above or columns, strict=True)]
    number, harm, count, status, *marks = cells[0].split()
    if harm not in HARMS or status not in STATUSES:
        raise ValueError(f"no harm or no status: {cells[0]!r}")
    named = dict(m.split("=", 1) for m in marks if "=" in m)
    plain = [m for m in marks if "=" not in m]
    if unknown := set(plain) - {"total", "denied", "unconfirmed", *GROUPS} or set(named) - {"of", "actor"}:
        raise ValueError(f"unknown marks: {sorted(unknown)}")
    place = [p.strip() for p in cells[1].rsplit(",", 2)] if cells[1].count(",") >= 2 else cells[1].split(",")
    place = [*map(str.strip, place), "-", "-"][:3]
    event, _, by = cells[4].partition(" by ")
    if event not in EVENTS:
        raise ValueError(f"no event: {event!r}")
    if by.strip() == "-":
        raise ValueError("leave ` by ` out where nobody is named")
    quotes = re.findall(r'"([^"]+)"', cells[5])
    flat = " ".join(report.whole.split())
    for quote in quotes:
        if " ".join(quote.split()) not in flat:
            raise ValueError(f"not in the report: {quote!r}")
    if not quotes:
        raise ValueError("no quote")
    return {
        "report": report.id,
        "id": f"{report.id}-{number}",
        "harm": harm,
        "count": count_of(count),
        "victims": {
            "status": status,
            "actor": named["actor"].replace("_", " ") if "actor" in named else None,
            "group": next((m for m in plain if m in GROUPS), None),
        },
        "perpetrators": [p.strip() for p in by.split(";") if p.strip()],
        "event": event,
        "place": {"name": _none(place[0]), "country": _none(place[1]), "admin1": _none(place[2])},
        "time": _period(cells[2]),
        "source": _none(cells[3]),
        "stance": next((m for m in plain if m in ("denied", "unconfirmed")), "asserted"),
        "scope": "total" if "total" in plain else "incident",
        "part_of": f"{report.id}-{named['of']}" if "of" in named else None,
        "evidence": quotes,
    }, [f"{number} {cells[0].split(maxsplit=1)[1]}", *cells[1:]]


def read(path: Path) -> Iterator[tuple[Report, list[dict[str, Any]]]]:
    """The reports of one file with their claims; ValueError names the line of a fault."""
    for n, block in enumerate(re.split(r"^=== ?", path.read_text(encoding="utf8"), flags=re.MULTILINE)[1:], 1):
        head, _, rest = block.partition("\n")
        text, _, coded = rest.partition("\n---\n")
        title, _, body = text.strip().partition("\n")
        published = head.split("|")[0].strip()
        report = Report(
            id=f"{path.stem}-{n}", title=title.strip(), text=body.strip(), published=published or None, language="en"
        )
        claims: list[dict[str, Any]] = []
        above: list[str] | None = None
        for line in coded.strip().splitlines():
            if not line.strip():
                continue
            try:
                claim, above = _claim(line, report, above)
            except (ValueError, KeyError) as fault:
                raise ValueError(f"{path.name}, report {n} ({title[:40]!r}): {line[:60]!r}: {fault}") from None
            claims.append(claim)
        ids = {c["id"] for c in claims}
        for c in claims:
            if c["part_of"] and c["part_of"] not in ids:
                raise ValueError(f"{path.name}, report {n}: no such whole {c['part_of']!r}")
        yield report, claims


def everything() -> Iterator[tuple[Report, list[dict[str, Any]]]]:
    """All lessons, file by file."""
    for path in sorted(FOLDER.glob("*.txt")):
        yield from read(path)


def main() -> None:
    """Check every file, or those named; print what is wrong and how much there is."""
    faults = 0
    for path in map(Path, sys.argv[1:]) if sys.argv[1:] else sorted(FOLDER.glob("*.txt")):
        try:
            found = list(read(path))
            print(f"{path.name}: {len(found)} reports, {sum(len(c) for _, c in found)} claims")
        except ValueError as fault:
            faults += 1
            print(fault)
    raise SystemExit(faults)


if __name__ == "__main__":
    main()

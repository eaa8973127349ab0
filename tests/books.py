"""Ledgers for tests: a few records made by hand, and one made from the gold reports with the gold's own claims."""

from __future__ import annotations

import json
import os
import runpy
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from warmonitor import ledger
from warmonitor.model import (
    Cell,
    Check,
    Claim,
    Count,
    Failure,
    Incident,
    Link,
    Period,
    Place,
    Report,
    SetAside,
    Source,
    Span,
    Victims,
)  # fmt: skip

SHARED = Path(os.environ.get("SHARED") or Path(__file__).parents[2] / "shared")
GOLD = ("dev", "dev2", "first", "press_a", "press_b", "press_c", "press_d")


SAME_NAMED = (
    "id", "report", "harm", "count", "victims", "event", "place", "time", "stance", "scope", "part_of", "incident",
)  # fmt: skip


def shared(*parts: str) -> Path:
    """A file or folder beside the project; where it is absent the test is skipped, or fails if none may be."""
    path = SHARED.joinpath(*parts)
    if not path.exists():
        say = pytest.fail if os.environ.get("WARMONITOR_NO_SKIP") == "1" else pytest.skip
        say(f"{path} is not there: set SHARED to the folder of gold reports and data sets")
    return path


def quote(report: Report, *quotes: str) -> tuple[Span, ...]:
    """The spans of some words of a report."""
    places = [(report.whole.index(text), text) for text in quotes]
    return tuple(Span(start=at, end=at + len(text), text=text) for at, text in places)


def example_book(path: str | Path) -> ledger.Book:
    """A small ledger, all of it invented: three incidents, one of them told by three outlets, a toll and a failure."""
    book = ledger.open(path, hand="reader 0.1")
    reports, claims, incidents = _reports(), _claims(), _incidents()
    book.add(reports=reports[:2], claims=[c for c in claims if c.report in ("r1", "r2")], incidents=incidents[:1])
    book.add(
        reports=reports[2:],
        claims=[c for c in claims if c.report not in ("r1", "r2")],
        incidents=incidents[1:],
        links=[Link(left="c1", right="c4", score=0.97, reasons=("same day", "same village", "12 within at least 9"))],
        copies=[Link(left="r3", right="r1", score=0.91)],
        failures=[Failure(where="feeds/north.xml", what="an XML entity", hint="ask the feed's owner")],
    )
    return book


def _reports() -> list[Report]:
    return [
        Report(
            id="r1", title="Strike on Tell Amara kills 12", published="2019-05-02T09:00:00Z", publisher="Harbour Wire",
            url="https://example.org/harbour/1",
            text="An air strike killed 12 civilians, among them four children, in the village of Tell Amara on "
            "Wednesday, the Valley Monitor said. Three rescue workers were wounded.",
        ),
        Report(
            id="r2", title="Villagers bury their dead", published="2019-05-03", publisher="The Lowland Post",
            url="https://example.org/lowland/7",
            text="At least nine people died when government jets hit Tell Amara on Wednesday, a local doctor said.",
        ),
        Report(
            id="r3", title="Twelve dead in Tell Amara", published="2019-05-02T12:30:00Z", publisher="Gazette du Sud",
            url="https://example.org/gazette/3",
            text="An air strike killed 12 civilians in the village of Tell Amara, the Valley Monitor said. "
            "The monitor says more than 200 civilians have died in the province since the end of April.",
        ),
        Report(
            id="r4", title="Car bomb at Qasr market", published="2019-05-10", publisher="Harbour Wire",
            url="https://example.org/harbour/9",
            text="A car bomb killed six people at the market of Qasr on Friday, police said. Dozens were hurt.",
        ),
        Report(
            id="r5", title="Fighting near Wadi Sakhr", published="2019-06-01", publisher="The Lowland Post",
            url="https://example.org/lowland/12",
            text="Clashes near Wadi Sakhr on Saturday left 14 soldiers and 20 to 25 rebels dead, "
            "the Valley Monitor said.",
        ),
    ]  # fmt: skip


AMARA = Place(name="Tell Amara", text="Tell Amara", country="SY", admin1="Idlib", lat=35.62, lon=36.68, precision=1)
QASR = Place(name="Qasr", text="Qasr", country="SY", admin1="Aleppo", lat=36.4, lon=37.5, precision=1)
SAKHR = Place(name="Wadi Sakhr", text="Wadi Sakhr", country="SY", admin1="Hama", lat=35.3, lon=36.5, precision=2)
MONITOR = Source(name="Valley Monitor", kind="monitor", text="the Valley Monitor said")


def exactly(n: int, text: str) -> Count:
    """A bare number."""
    return Count(figure=n, low=n, high=n, text=text)


def on(day: str, text: str = "Wednesday") -> Period:
    """One day."""
    return Period(start=day, end=day, precision=1, text=text)


def _claims() -> list[Claim]:
    r1, r2, r3, r4, r5 = _reports()
    civilians = Victims(status="civilian", text="civilians")
    raid: dict[str, Any] = {"event": "air_strike", "place": AMARA, "time": on("2019-05-01"), "incident": "i1"}
    bomb: dict[str, Any] = {"event": "bombing", "place": QASR, "time": on("2019-05-10", "Friday"), "incident": "i2"}
    clash: dict[str, Any] = {"event": "battle", "place": SAKHR, "time": on("2019-06-01", "Saturday"), "incident": "i3"}
    police = Source(name="police", kind="official", text="police said")
    both = ("Government forces", "rebels")
    return [
        Claim(id="c1", report="r1", harm="killed", count=exactly(12, "12"), victims=civilians, source=MONITOR,
              evidence=quote(r1, "killed 12 civilians"), reader="gold", **raid),
        Claim(id="c2", report="r1", harm="killed", count=exactly(4, "four"), source=MONITOR, part_of="c1",
              victims=Victims(status="civilian", group="children"), evidence=quote(r1, "four children"), **raid),
        Claim(id="c3", report="r1", harm="injured", count=exactly(3, "Three"), source=MONITOR,
              victims=Victims(status="civilian", group="aid_workers"),
              evidence=quote(r1, "Three rescue workers were wounded"), **raid),
        Claim(id="c4", report="r2", harm="killed",
              count=Count(figure=9, low=9, modifier="at_least", text="At least nine"),
              perpetrators=("Government forces",), source=Source(name="a local doctor", kind="medic"),
              evidence=quote(r2, "At least nine people died"), **raid),
        Claim(id="c5", report="r3", harm="killed", count=exactly(12, "12"), victims=civilians, source=MONITOR,
              evidence=quote(r3, "killed 12 civilians"), **raid),
        Claim(id="c6", report="r3", harm="killed", victims=civilians,
              count=Count(figure=200, low=200, modifier="more_than"),
              source=MONITOR, scope="total", place=Place(name="Idlib", country="SY", admin1="Idlib", precision=4),
              time=Period(start="2019-04-21", end="2019-05-02", precision=4),
              evidence=quote(r3, "more than 200 civilians have died")),
        Claim(id="c7", report="r4", harm="killed", count=exactly(6, "six"), source=police,
              evidence=quote(r4, "killed six people"), **bomb),
        Claim(id="c8", report="r4", harm="injured", count=Count(low=24, modifier="vague", text="Dozens"), source=police,
              evidence=quote(r4, "Dozens were hurt"), **bomb),
        Claim(id="c9", report="r5", harm="killed", count=exactly(14, "14"), perpetrators=both, source=MONITOR,
              victims=Victims(status="combatant", actor="Government forces", text="soldiers"),
              evidence=quote(r5, "14 soldiers"), **clash),
        Claim(id="c10", report="r5", harm="killed", count=Count(low=20, high=25, modifier="range", text="20 to 25"),
              victims=Victims(status="combatant", actor="rebels", text="rebels"), perpetrators=both, source=MONITOR,
              evidence=quote(r5, "20 to 25 rebels"), **clash),
    ]  # fmt: skip


def _incidents() -> list[Incident]:
    return [
        Incident(
            id="i1", event="air_strike", place=AMARA, time=on("2019-05-01"), perpetrators=("Government forces",),
            cells=(
                Cell(harm="killed", status="civilian", low=9, high=12, claims=("c1", "c4", "c5"),
                     set_aside=(SetAside(claim="c5", reason="the same authority as c1"),)),
                Cell(harm="killed", status="civilian", group="children", low=4, high=4, claims=("c2",)),
                Cell(harm="injured", status="civilian", group="aid_workers", low=3, high=3, claims=("c3",)),
            ),
            claims=("c1", "c2", "c3", "c4", "c5"), reports=("r1", "r2", "r3"),
            authorities=("Valley Monitor", "a local doctor"), happened="fair", attributed="weak",
            checks=(Check(kind="part_over_whole", holds=True, text="4 children of 12 civilians", claims=("c1", "c2")),),
        ),
        Incident(
            id="i2", event="bombing", place=QASR, time=on("2019-05-10", "Friday"),
            cells=(Cell(harm="killed", low=6, high=6, claims=("c7",)), Cell(harm="injured", low=24, claims=("c8",))),
            claims=("c7", "c8"), reports=("r4",), authorities=("police",), happened="weak",
        ),
        Incident(
            id="i3", event="battle", place=SAKHR, time=on("2019-06-01", "Saturday"),
            perpetrators=("Government forces", "rebels"),
            cells=(
                Cell(harm="killed", status="combatant", actor="Government forces", low=14, high=14, claims=("c9",)),
                Cell(harm="killed", status="combatant", actor="rebels", low=20, high=25, claims=("c10",)),
            ),
            claims=("c9", "c10"), reports=("r5",), authorities=("Valley Monitor",), happened="weak", attributed="weak",
        ),
    ]  # fmt: skip


def gold_reports() -> list[Report]:
    """The gold reports that are not held back for scoring; the test is skipped where they are absent."""
    held = runpy.run_path(str(shared("gold", "score.py")))["held"]
    return [msgspec.convert(row, Report) for row in _lines("reports.jsonl") if not held(row["id"])]


def gold_claims(reports: Iterable[Report]) -> list[Claim]:
    """The gold's claims as records, their quotes found in the reports."""
    by_id = {report.id: report for report in reports}
    return [_gold_claim(row, by_id[row["report"]]) for row in _lines("gold.jsonl") if row["report"] in by_id]


def gold_incidents(claims: Iterable[Claim]) -> list[Incident]:
    """The gold's incidents: a cell for each harm, status, side and group, lowest to highest figure."""
    groups: dict[str, list[Claim]] = {}
    for claim in claims:
        if claim.incident and claim.scope == "incident":
            groups.setdefault(claim.incident, []).append(claim)
    return [_gold_incident(id, found) for id, found in groups.items()]


def gold_book(path: str | Path) -> ledger.Book:
    """A ledger of the gold reports, with the gold's claims; the test is skipped where they are absent."""
    reports = gold_reports()
    claims = gold_claims(reports)
    book = ledger.open(path, hand="gold 1")
    book.add(reports=reports, claims=claims, incidents=gold_incidents(claims))
    return book


def _lines(name: str) -> Iterator[dict[str, Any]]:
    for folder in GOLD:
        for line in (shared("gold", folder) / name).read_text(encoding="utf8").splitlines():
            yield json.loads(line)


def _gold_claim(row: dict[str, Any], report: Report) -> Claim:
    spans = [quote(report, text)[0] for text in row.get("evidence", []) if text in report.whole]
    known = {name: row[name] for name in SAME_NAMED if row.get(name) is not None}
    if row.get("source"):
        known["source"] = {"name": row["source"]}
    known["perpetrators"] = row.get("perpetrators") or []
    claim = msgspec.convert(known, Claim)
    return msgspec.structs.replace(claim, id=f"{report.id}:{claim.id}", evidence=tuple(spans), reader="gold 1",
                                   part_of=f"{report.id}:{claim.part_of}" if claim.part_of else None)  # fmt: skip


def _gold_incident(id: str, claims: list[Claim]) -> Incident:
    first = claims[0]
    cells: dict[tuple[Any, ...], list[Claim]] = {}
    for claim in claims:
        victims = claim.victims
        cells.setdefault((claim.harm, victims.status, victims.actor, victims.group), []).append(claim)
    return Incident(
        id=id, event=first.event, place=first.place, time=first.time, perpetrators=first.perpetrators,
        cells=tuple(_gold_cell(key, found) for key, found in cells.items() if key[0] != "none"),
        claims=tuple(c.id for c in claims), reports=tuple(dict.fromkeys(c.report for c in claims)),
        authorities=tuple(dict.fromkeys(c.source.name for c in claims if c.source)),
    )  # fmt: skip


def _gold_cell(key: tuple[Any, ...], claims: list[Claim]) -> Cell:
    harm, status, actor, group = key
    lows = [c.count.low for c in claims if c.count.low is not None]
    highs = [c.count.high for c in claims]
    return Cell(
        harm=harm, status=status, actor=actor, group=group, low=min(lows, default=None),
        high=None if None in highs else max(h for h in highs if h is not None), claims=tuple(c.id for c in claims),
    )  # fmt: skip

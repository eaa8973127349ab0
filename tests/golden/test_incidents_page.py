"""The six worked examples of docs/incidents.md, run."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from warmonitor.incidents import assign
from warmonitor.incidents.intervals import Interval
from warmonitor.incidents.reconcile import checks, incidents, tolls
from warmonitor.model import Cell, Claim, Count, Incident, Period, Place, Report, Source, Span, Victims

PAGE = Path(__file__).parents[2] / "docs" / "incidents.md"


def reports(claims: list[Claim]) -> dict[str, Report]:
    """Reports a, b, c of the last day that the claims tell of and the two after it."""
    last = dt.date.fromisoformat(max(c.time.end or "" for c in claims))
    return {r: Report(id=r, text="", published=(last + dt.timedelta(days=n)).isoformat()) for n, r in enumerate("abc")}


def examples() -> Iterator[tuple[str, list[Claim], str]]:
    for part in PAGE.read_text(encoding="utf8").split("\n### ")[1:]:
        rows = [
            [cell.strip() for cell in row.strip("|").split("|")] for row in re.findall(r"^\| [abc]-.*$", part, re.M)
        ]
        (wanted,) = re.findall(r"```\n(.*?)```", part, re.S)
        yield part.split("\n")[0], [claim(*row) for row in rows], wanted


def claim(id: str, count: str, who: str, where: str, by: str, source: str) -> Claim:
    n, more, harm = re.match(r"(\d+)(\+?) (\w+)", count).groups()  # type: ignore[union-attr]
    spot, days = where.rsplit(" ", 1)
    name, _, admin1 = spot.partition(", ")
    start, _, end = days.partition("/")
    whole = re.search(r"of (\S+)", count)
    return Claim(
        id=id, report=id[0], harm=harm, count=Count(figure=int(n), low=int(n), high=None if more else int(n)),
        victims=Victims(status="civilian" if who in ("children", "women") else who,
                        group=who if who in ("children", "women") else None),
        place=Place(name=name, admin1=admin1 or None, country="XX", precision=4 if "/" in days else 1),
        time=Period(start=start, end=end or start), perpetrators=() if by == "–" else (by,),
        source=Source(name=source), stance="denied" if "denied" in count else "asserted",
        scope="total" if "total" in count else "incident", part_of=whole and whole[1],
        event="shelling" if "rebel" in by else "unknown", evidence=(Span(start=0, end=0, text=f"{n} {harm}"),),
    )  # type: ignore[arg-type]  # fmt: skip


def shown(found: Incident, policy: str | None = None) -> Iterator[str]:
    if policy is None:
        yield f"{found.place.name} {found.time.start}: {found.happened}, attributed {found.attributed}"
    for cell in found.cells:
        who = [x for x in (cell.harm, None if cell.status == "unknown" else cell.status, cell.group, policy) if x]
        best = f", best {cell.best}" if cell.best is not None else ""
        yield f"  {', '.join(who)}: {Interval(cell.low, cell.high)}{best}{aside(cell)}"


def aside(cell: Cell) -> str:
    return "".join(f"; {s.claim} set aside: {s.reason}" for s in cell.set_aside)


@pytest.mark.parametrize("title, claims, wanted", [pytest.param(*e, id=e[0]) for e in examples()])
def test_the_page_says_what_the_program_does(title: str, claims: list[Claim], wanted: str) -> None:
    told = reports(claims)
    linked, _ = assign(claims, told)
    found = sorted(incidents(linked, reports=told), key=lambda i: min(i.claims))
    out = [line for one in found for line in shown(one)]
    if "disagreement" in title:
        for policy in ("ucdp", "cautious", "majority"):
            out += [line for one in incidents(linked, policy, reports=told) for line in shown(one, policy)]  # type: ignore[arg-type]
    out += [f"toll {t.claim}: {t.text}" for t in tolls(linked, found)]
    out += [f"check {c.kind} fails: {c.text}" for c in checks(linked, told) if not c.holds]
    assert "\n".join(out) == wanted.strip()


def test_there_are_six() -> None:
    assert len(list(examples())) == 6

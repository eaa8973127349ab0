"""An ingest that a test can kill: sources read with a reader that is quick and knows one sentence."""

from __future__ import annotations

import json
import random
import re
import time
from multiprocessing.connection import Connection
from pathlib import Path

import msgspec

from warmonitor import ledger
from warmonitor.engine import ingest as engine
from warmonitor.model import Claim, Count, Period, Place, Report, Source, Span, Victims, content_id

SAID = re.compile(r"(\d+) civilians were killed in (\w+), said the (\w+)")
PLACES = ("Amara", "Qasr", "Sakhr", "Deir", "Karm", "Naba")


def read(report: Report) -> list[Claim]:
    """Every "N civilians were killed in PLACE, said the SOURCE"."""
    day = (report.published or "")[:10]
    out = []
    for found in SAID.finditer(report.whole):
        n = int(found[1])
        out.append(
            Claim(
                id=content_id(report.id, str(found.start())), report=report.id, harm="killed",
                count=Count(figure=n, low=n, high=n, text=found[1]), victims=Victims(status="civilian"),
                event="air_strike", place=Place(name=found[2], country="SY"),
                time=Period(start=day, end=day, precision=1), source=Source(name=found[3]), reader="test",
                evidence=(Span(start=found.start(), end=found.end(), text=found[0]),),
            )
        )  # fmt: skip
    return out


def read_anew(report: Report) -> list[Claim]:
    """As `read`, by a reader that names its claims otherwise."""
    return [msgspec.structs.replace(c, id=f"new-{c.id}", reader="newer") for c in read(report)]


def slowly(report: Report) -> list[Claim]:
    """As `read`, so slow that a signal finds it at work."""
    time.sleep(0.002)
    return read(report)


def write(path: Path, count: int, seed: int = 1) -> None:
    """A file of reports, most of a single strike."""
    rng = random.Random(seed)
    with path.open("w", encoding="utf8") as out:
        for n in range(count):
            day = f"2019-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}"
            text = f"{rng.randint(1, 40)} civilians were killed in {rng.choice(PLACES)}, said the monitor."
            out.write(
                json.dumps({"id": f"s{seed}-{n}", "title": "", "published": day, "text": f"{text} No {n}."}) + "\n"
            )


def run(url: str, sources: list[str], pipe: Connection) -> None:
    """Ingest, in a process that can be killed; says by the pipe when it begins."""
    with ledger.open(url, hand="killed") as book:
        pipe.send("at work")
        engine.ingest(book, sources, processes=1, reader=slowly, version="test", portion=10)

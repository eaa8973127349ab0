"""How long an export takes and how much memory it needs, in every format: `python -m eval.exports [INCIDENTS]`.

Incidents are made up, seeded, two claims and two reports each; they stream past, as they do from a ledger. Each format
runs in a process of its own at a tenth of the incidents and at all of them: if its peak grows, it is not constant.
With `--ledger URL` the incidents of that ledger are exported instead.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import random
import resource
import time
from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from warmonitor import exchange, ledger
from warmonitor.exchange import Entry
from warmonitor.model import Cell, Claim, Count, Incident, Period, Place, Query, Report, Source, Span, Victims

KINDS = ("battle", "air_strike", "shelling", "bombing", "shooting", "unknown")
SIDES = ("Syrian government forces", "Syrian rebels", "Islamic State", "Russian forces", "gunmen")
VOICES = tuple(f"Monitor {n}" for n in range(40))
TEXT = "Shells fell on the eastern quarter at dawn and people were killed, residents said. " * 20


class Cost(NamedTuple):
    """What one run took: seconds, peak memory in MB, size of the file in MB."""

    seconds: float
    peak: float
    size: float


def made_up(count: int, seed: int = 7) -> Iterator[Entry]:
    """Entries like those of a long war."""
    draw = random.Random(seed)
    for n in range(count):
        yield _entry(n, draw)


def _entry(n: int, draw: random.Random) -> Entry:
    day = (date(2011, 3, 1) + timedelta(days=draw.randrange(5000))).isoformat()
    lat, lon = round(draw.uniform(32.5, 37), 4), round(draw.uniform(36, 42), 4)
    place = Place(name=f"Village {n % 3000}", country="SY", admin1=f"Province {n % 14}", lat=lat, lon=lon, precision=1)
    shared = {"place": place, "time": Period(start=day, end=day, precision=1), "event": draw.choice(KINDS)}
    dead = draw.randrange(1, 30)
    who = {"perpetrators": (draw.choice(SIDES),)}
    claims = tuple(_claim(n, k, dead, draw, shared | who) for k in (0, 1))
    cells = (
        Cell(harm="killed", status="civilian", low=dead, high=dead + 2, claims=tuple(c.id for c in claims)),
        Cell(harm="injured", status="unknown", low=3, high=None),
    )
    incident = Incident(
        id=f"i{n}", cells=cells, claims=tuple(c.id for c in claims), reports=tuple(c.report for c in claims),
        authorities=tuple(c.source.name for c in claims if c.source), happened="fair", **shared, **who,
    )  # fmt: skip
    reports = tuple(
        Report(id=c.report, title=f"Shelling of village {n}", text=TEXT, published=day, publisher=f"Outlet {n % 50}")
        for c in claims
    )
    return Entry(incident=incident, claims=claims, reports=reports)


def _claim(n: int, k: int, dead: int, draw: random.Random, shared: dict) -> Claim:
    return Claim(
        id=f"c{n}-{k}", report=f"r{n}-{k}", harm="killed", count=Count(figure=dead + k, low=dead + k, high=dead + k),
        victims=Victims(status="civilian"), source=Source(name=draw.choice(VOICES)), incident=f"i{n}",
        evidence=(Span(start=20, end=80, text=TEXT[0:60]),), reader="bench", **shared,
    )  # fmt: skip


def cost(form: str, count: int, url: str | None) -> Cost:
    """One export into a file that is thrown away."""
    path = f"/tmp/warmonitor-export-{os.getpid()}"
    start = time.perf_counter()
    with open(path, "wb") as out, open(os.devnull, "wb") as notes:
        if url:
            with ledger.open(url) as book:
                query = Query(policy=exchange.format_of(form).policy)
                exchange.write(form, exchange.entries(book, query), out, exchange.Notes(notes))
        else:
            exchange.write(form, made_up(count), out, exchange.Notes(notes))
    seconds = time.perf_counter() - start
    size = os.path.getsize(path) / 1e6
    os.unlink(path)
    return Cost(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, size)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("incidents", type=int, nargs="?", default=100_000)
    parser.add_argument("--ledger", help="export the incidents of this ledger")
    parser.add_argument("--formats", default=",".join(exchange.FORMATS))
    args = parser.parse_args()
    pool = multiprocessing.get_context("spawn")
    start = time.perf_counter()
    if not args.ledger:
        for _ in made_up(args.incidents):
            pass
        print(f"making {args.incidents} incidents up takes {time.perf_counter() - start:.1f} s of each figure")
    print(f"{'format':10} {'seconds':>8} {'MB file':>8} {'MB peak':>8} {'at a tenth':>10}")
    for form in args.formats.split(","):
        with pool.Pool(1, maxtasksperchild=1) as one:
            small = None if args.ledger else one.apply(cost, (form, args.incidents // 10, None))
        with pool.Pool(1, maxtasksperchild=1) as one:
            full = one.apply(cost, (form, args.incidents, args.ledger))
        tenth = f"{small.peak:10.0f}" if small else ""
        print(f"{form:10} {full.seconds:8.1f} {full.size:8.1f} {full.peak:8.0f} {tenth}", flush=True)


if __name__ == "__main__":
    main()

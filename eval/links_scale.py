"""How long linking takes: many events at once, and a day's reports added to a large ledger.

    python -m eval.links_scale [EVENTS] [ADDED]

The events are synthetic: incidents at real-looking density (places, days, kinds, figures), each told by one to five
reports that differ a little in place, day and figure.
"""

from __future__ import annotations

import datetime as dt
import random
import resource
import sys
import time
from collections.abc import Iterator

from warmonitor.incidents import add, assign
from warmonitor.model import Claim, Count, Event, Period, Place, Report, Victims

_KINDS: tuple[Event, ...] = ("air_strike", "shelling", "battle", "bombing", "shooting", "drone_strike")
_SIDES = ("Redland", "Blueland", "Greenland rebels", "Coalition")
_START = dt.date(2014, 1, 1)


def _word(chance: random.Random) -> str:
    return "".join(chance.choice("bdfgklmnrst") + chance.choice("aeiou") for _ in range(chance.randint(2, 4)))


def told(events: int, seed: int = 1, days: int = 2500) -> Iterator[tuple[Claim, Report]]:
    """One claim, and its report, for each of so many events."""
    chance = random.Random(seed)
    where = random.Random(0)
    towns = [(_word(where).title(), where.uniform(33, 37), where.uniform(36, 42), _word(where)) for _ in range(4000)]
    vocabulary = [_word(where) for _ in range(20_000)]
    made = 0
    while made < events:
        town, lat, lon, admin = chance.choice(towns)
        day, kind, side = chance.randrange(days), chance.choice(_KINDS), chance.choice(_SIDES)
        killed = min(int(chance.paretovariate(1.1)), 400)
        words = [chance.choice(vocabulary) for _ in range(12)]
        for _ in range(min(chance.choice((1, 1, 1, 2, 2, 3, 5)), events - made)):
            id = f"s{seed}-{made}"
            on = (_START + dt.timedelta(days=day + chance.choice((0, 0, 0, 0, 1)))).isoformat()
            n = max(1, killed + chance.choice((0, 0, 0, 1, 2)))
            text = f"{n} died in {town.title()}. " + " ".join(chance.sample(words, 9))
            claim = Claim(
                id=id, report=id, harm="killed", count=Count(figure=n, low=n, high=n), event=kind,
                victims=Victims(status="civilian"), perpetrators=(side,) if chance.random() < 0.7 else (),
                place=Place(name=town, lat=lat, lon=lon, admin1=admin, country="SY", precision=1),
                time=Period(start=on, end=on),
            )  # fmt: skip
            yield claim, Report(id=id, text=text, published=on)
            made += 1


def main(argv: list[str]) -> int:
    """Print the seconds, by the clock and of all processors, and the peak of memory before linking and after."""
    events = int(argv[0]) if argv else 100_000
    added = int(argv[1]) if len(argv) > 1 else 1_000
    pairs = list(told(events))
    claims, reports = [c for c, _ in pairs], {r.id: r for _, r in pairs}
    del pairs
    print(f"{events} events made: {time.process_time():.1f} s of processors, {_gigabytes():.2f} GB", flush=True)
    started, worked = time.perf_counter(), time.process_time()
    linked, links = assign(claims, reports)
    print(f"linked: {time.perf_counter() - started:.1f} s, {time.process_time() - worked:.1f} of processors,", end=" ")
    print(f"{len(links)} links, {len({c.incident for c in linked})} incidents, {_gigabytes():.2f} GB", flush=True)
    fresh = list(told(added, seed=2, days=3))
    reports |= {r.id: r for _, r in fresh}
    started, worked = time.perf_counter(), time.process_time()
    changed, _ = add([c for c, _ in fresh], linked, reports)
    print(
        f"{added} added: {time.perf_counter() - started:.1f} s, {time.process_time() - worked:.1f} of processors,",
        end=" ",
    )
    print(f"{len(changed)} claims changed, {_gigabytes():.2f} GB")
    return 0


def _gigabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

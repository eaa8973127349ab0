"""Source overlap for capture and recapture: who, of all ultimate authorities, recorded which incident or victim.

One row an incident, and one a named victim where names are given; one column an authority, 1 where it speaks of it.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from typing import BinaryIO

import msgspec

from warmonitor.exchange.figures import harmed
from warmonitor.exchange.records import Entry, Notes
from warmonitor.exchange.sheets import write_rows
from warmonitor.model import Claim, Record

_IN_MEMORY = 1 << 22
HEADER = ("row", "incident", "victim", "start", "place", "country", "killed_low", "killed_high", "lists")


class Seen(Record):
    """Who saw one incident, or one victim of it. `by` are numbers of authorities, in the order they were met."""

    incident: str
    victim: str | None
    start: str | None
    place: str | None
    country: str | None
    low: int | None
    high: int | None
    by: tuple[int, ...]


def write(entries: Iterable[Entry], out: BinaryIO, notes: Notes) -> int:
    """Write the matrix as CSV; how many rows there were. Rows wait on disk until every authority is known."""
    numbers: dict[str, int] = {}
    with tempfile.SpooledTemporaryFile(_IN_MEMORY) as waiting:
        encoder = msgspec.json.Encoder()
        for entry in entries:
            for seen in rows(entry, numbers):
                waiting.write(encoder.encode(seen) + b"\n")
        waiting.seek(0)
        return write_rows((*HEADER, *numbers), _matrix(waiting, len(numbers)), out)


def _matrix(lines: Iterable[bytes], width: int) -> Iterator[list[object]]:
    decoder = msgspec.json.Decoder(Seen)
    for line in lines:
        seen = decoder.decode(line)
        kind = "incident" if seen.victim is None else "victim"
        flags = [0] * width
        for number in seen.by:
            flags[number] = 1
        head = (kind, seen.incident, seen.victim, seen.start, seen.place, seen.country, seen.low, seen.high)
        yield [*head, len(seen.by), *flags]


def rows(entry: Entry, numbers: dict[str, int]) -> Iterator[Seen]:
    """The row of an incident and those of its named dead; authorities not met before are given the next number."""
    incident = entry.incident
    outlets = {report.id: report.publisher for report in entry.reports}
    voices = [(authority(claim, outlets), claim) for claim in entry.claims if claim.stance != "denied"]
    figure = harmed(incident, "killed")
    names = dict.fromkeys(name for claim in entry.claims if claim.harm == "killed" for name in claim.names)
    for victim in (None, *names):
        heard = dict.fromkeys(voice for voice, claim in voices if voice and (victim is None or victim in claim.names))
        yield Seen(
            incident=incident.id,
            victim=victim,
            start=incident.time.start,
            place=incident.place.name,
            country=incident.place.country,
            low=figure.low if victim is None else 1,
            high=figure.high if victim is None else 1,
            by=tuple(numbers.setdefault(voice, len(numbers)) for voice in heard),
        )


def authority(claim: Claim, outlets: dict[str, str | None]) -> str | None:
    """The ultimate authority of a claim: whom it cites, else the outlet that speaks in its own voice."""
    return claim.source.name if claim.source else outlets.get(claim.report)

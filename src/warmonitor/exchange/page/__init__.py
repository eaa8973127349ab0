"""One file that tells it all: map, timeline, incidents and quotes, opened by double-click, without a network.

Incidents are written to a spool while the map and the timeline add up, so that memory does not grow with the ledger.
"""

from __future__ import annotations

import base64
import hashlib
import shutil
import tempfile
from collections.abc import Iterable
from html import escape
from importlib import resources
from typing import BinaryIO

from warmonitor.exchange.figures import Figure, civilian, combatant, harmed, unknown
from warmonitor.exchange.page.bins import Bars, Bin, Spots
from warmonitor.exchange.page.drawing import has_outlines, map_svg, timeline_svg
from warmonitor.exchange.page.incidents import detail
from warmonitor.exchange.records import Entry, Notes, interval
from warmonitor.model import Record

_IN_MEMORY = 1 << 23


class Heading(Record):
    """What the page says of itself: its title, what was asked, by which policy, as of when, made from what."""

    title: str = "Incidents of armed conflict"
    asked: str = ""
    policy: str = "range"
    as_of: str = ""
    public: str = ""


class _Sums:
    """What the head of the page shows, added up while the incidents pass."""

    def __init__(self) -> None:
        self.spots, self.bars = Spots(), Bars()
        self.incidents = self.placeless = self.dateless = 0
        self.reports: int = 0
        self.killed = {name: Figure() for name in ("civilians", "fighters", "unknown")}
        self.injured = Figure()

    def add(self, entry: Entry) -> None:
        incident = entry.incident
        self.incidents += 1
        self.reports += len(incident.reports)
        keeps = (civilian, combatant, unknown)
        for name, keep in zip(self.killed, keeps, strict=True):
            self.killed[name] = _plus(self.killed[name], harmed(incident, "killed", keep))
        self.injured = _plus(self.injured, harmed(incident, "injured"))
        dead, place = harmed(incident, "killed"), incident.place
        high, precision = max(dead.best, dead.high or 0), place.precision or 1
        one = Bin(incidents=1, low=dead.low, high=high, precision=precision, name=place.name or "")
        if place.lat is None or place.lon is None:
            self.placeless += 1
        else:
            self.spots.add(place.lat, place.lon, one)
        if incident.time.start is None:
            self.dateless += 1
        else:
            self.bars.add(incident.time.start, one)


def _plus(a: Figure, b: Figure) -> Figure:
    return Figure(
        low=a.low + b.low,
        best=a.best + b.best,
        high=None if a.high is None or b.high is None else a.high + b.high,
    )


def write(entries: Iterable[Entry], out: BinaryIO, notes: Notes, heading: Heading | None = None) -> int:
    """Write the page; how many incidents it shows."""
    sums, heading = _Sums(), heading or Heading()
    with tempfile.SpooledTemporaryFile(_IN_MEMORY) as waiting:
        for entry in entries:
            sums.add(entry)
            waiting.write(detail(entry).encode("utf8", "replace"))
        waiting.seek(0)
        out.write(_head(sums, heading).encode("utf8", "replace"))
        shutil.copyfileobj(waiting, out)
    out.write(_tail().encode("utf8", "replace"))
    return sums.incidents


def _part(name: str) -> str:
    return resources.files(__name__).joinpath(name).read_text(encoding="utf8")


def _head(sums: _Sums, heading: Heading) -> str:
    script = base64.b64encode(hashlib.sha256(_part("script.js").encode()).digest()).decode()
    allowed = f"style-src 'unsafe-inline'; script-src 'sha256-{script}'"
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; {allowed}; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>{escape(heading.title)}</title>
<style>{_part("style.css")}</style>
</head>
<body>
<header>
<h1>{escape(heading.title)}</h1>
<p class="soft">{escape(_said(heading))}</p>
{_totals(sums)}
</header>
<main>
<h2>Where</h2>
<figure id="map">{map_svg(sums.spots)}</figure>
<p class="tools"><button id="nearer">Nearer</button><button id="farther">Farther</button>
<button id="whole">Whole map</button>
<span class="soft">{_map_note(sums)}</span></p>
<h2>When</h2>
<figure id="timeline">{timeline_svg(sums.bars)}</figure>
<p class="soft">People killed: solid at least, pale at most.{_missing(sums.dateless, "without a date")}</p>
<h2>Incidents</h2>
<p class="tools">
<input id="words" type="search" placeholder="Find words in the incidents" aria-label="Find words in the incidents">
<button id="clear">Show all</button> <span class="soft" id="shown" role="status"></span></p>
<section id="incidents">
"""


def _said(heading: Heading) -> str:
    parts = (
        heading.asked,
        f"Figures by the policy “{heading.policy}”.",
        f"As the ledger stood {heading.as_of}." if heading.as_of else "",
        heading.public,
    )
    return " ".join(part for part in parts if part)


def _totals(sums: _Sums) -> str:
    figures = [(f"Killed, {name}", figure) for name, figure in sums.killed.items()] + [("Injured", sums.injured)]
    shown = "".join(f"<div><dt>{name}</dt><dd>{interval(f.low, f.high)}</dd></div>" for name, f in figures if f)
    return f'<dl class="totals"><div><dt>Incidents</dt><dd>{sums.incidents}</dd></div>{shown}</dl>'


def _map_note(sums: _Sums) -> str:
    drawn = "Outlines: Natural Earth, public domain; dashed areas are disputed. " if has_outlines() else ""
    return f"{drawn}A dashed circle is a vague place.{_missing(sums.placeless, 'without coordinates')}"


def _missing(count: int, what: str) -> str:
    return f" Incidents {what}: {count}." if count else ""


def _tail() -> str:
    return f"""</section>
</main>
<footer>
<p>What was reported, by whom, in whose words: a figure is what the claims support, not a fact established here.
Coordinates may come from GeoNames (CC BY 4.0). Made with warmonitor.</p>
</footer>
<script>{_part("script.js")}</script>
</body>
</html>
"""

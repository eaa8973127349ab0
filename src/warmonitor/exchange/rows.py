"""A row of UCDP GED or ACLED as a report of that source, with the claims that it makes.

The report's text is written from the row, so that every claim has its words; what a reader would infer, the row says.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

import msgspec

from warmonitor.errors import InputError
from warmonitor.exchange.acled import AcledRow, period_of
from warmonitor.exchange.codes import acled, country_code, scales
from warmonitor.exchange.ged import GedRow
from warmonitor.exchange.records import Entry
from warmonitor.exchange.sides import CIVILIANS
from warmonitor.model import (
    Cell,
    Claim,
    Count,
    Event,
    Incident,
    Period,
    Place,
    Record,
    Report,
    Source,
    Span,
    Status,
    Victims,
    content_id,
)  # fmt: skip

READER = "exchange 1"


class Part(Record):
    """People killed, as a row counts them: of which status and side, how many, in which words."""

    status: Status
    actor: str | None
    low: int
    best: int
    high: int
    exact: bool
    words: str


class _Words:
    """A report's text as it is written, sentence by sentence; `span` is where a sentence came to stand."""

    def __init__(self, title: str) -> None:
        self.title, self.lines = title, list[str]()

    def say(self, words: str) -> Span:
        start = len(self.title) + 1 + sum(len(line) + 1 for line in self.lines)
        self.lines.append(words)
        return Span(start=start, end=start + len(words), text=words)

    def report(self, id: str, published: str | None, publisher: str) -> Report:
        return Report(id=id, title=self.title, text="\n".join(self.lines), published=published, publisher=publisher)


class Told(NamedTuple):
    """What all the claims of a row share."""

    event: Event
    place: Place
    time: Period
    perpetrators: tuple[str, ...]
    source: Source


# UCDP GED


def ged_entry(row: GedRow, name: str = "UCDP GED") -> Entry:
    """A row of UCDP GED as an entry: its report, its claims, and the incident that they tell of."""
    words = _Words(f"{name}: {row.dyad_name or row.where_coordinates or row.id}"[:200])
    told = Told(
        event="battle" if row.type_of_violence in (1, 2) else "unknown",
        place=_ged_place(row),
        time=Period(start=_day(row.date_start), end=_day(row.date_end), precision=row.date_prec),
        perpetrators=tuple(s for s in (row.side_a, row.side_b) if s and s != CIVILIANS),
        source=_source(row.source_original, name),
    )
    words.say(_scene(told, row.country))
    for line in (row.source_headline, row.source_article, row.where_description):
        if line:
            words.say(" ".join(line.split()))
    return _entry(content_id("ged", name, row.id), words, told, _boxes(row), _published(row.source_date), name)


def _ged_place(row: GedRow) -> Place:
    return Place(
        name=row.where_coordinates, country=_country(row.country), admin1=row.adm_1, admin2=row.adm_2,
        lat=row.latitude, lon=row.longitude, precision=row.where_prec, gazetteer=None,
    )  # fmt: skip


def _boxes(row: GedRow) -> list[Part]:
    """The boxes of a row that are not empty. UCDP gives a range for the whole alone: its slack is put into one box."""
    given: list[tuple[Status, str | None, int | None, str]] = [
        ("unknown", None, row.deaths_unknown, "of whom nothing is known"),
        ("civilian", None, row.deaths_civilians, "civilians"),
        ("combatant", row.side_b, row.deaths_b, f"of {row.side_b or 'side b'}"),
        ("combatant", row.side_a, row.deaths_a, f"of {row.side_a or 'side a'}"),
    ]
    boxes = [(status, actor, count, words) for status, actor, count, words in given if count]
    boxes = boxes or [("unknown", None, row.best or 0, "of whom nothing is known")]
    best = sum(count for _, _, count, _ in boxes)
    spare, more = max(0, best - (row.low if row.low is not None else best)), max(0, (row.high or 0) - best)
    parts = []
    for n, (status, actor, count, words) in enumerate(boxes):
        less = min(spare, count)
        spare -= less
        high = count + (more if n == 0 else 0)
        said = f"Killed, {words}: {count}" + (f" ({count - less} to {high})." if less or high > count else ".")
        exact = row.low == row.high
        parts.append(Part(status=status, actor=actor, low=count - less, best=count, high=high, exact=exact, words=said))
    return parts


# ACLED


def acled_entry(row: AcledRow, name: str = "ACLED") -> Entry | None:
    """A row of ACLED as an entry; null where it tells of no violence (a protest, an agreement) and nobody died."""
    event = acled().sub_events.get(row.sub_event_type or "")
    if event is None and not row.fatalities:
        return None
    words = _Words(f"{name}: {row.sub_event_type or row.event_type or 'event'}, {row.location or row.event_id_cnty}")
    told = Told(
        event=msgspec.convert(event or "unknown", Event),
        place=_acled_place(row),
        time=_acled_time(row),
        perpetrators=_acled_actors(row),
        source=_source(row.source, name),
    )
    words.say(_scene(told, row.country))
    for line in (row.notes, f"Source: {row.source}" if row.source else None):
        if line:
            words.say(" ".join(line.split()))
    dead = row.fatalities or 0
    status: Status = "civilian" if row.civilian_targeting else "unknown"
    parts = [Part(status=status, actor=None, low=dead, best=dead, high=dead, exact=True, words=f"Fatalities: {dead}.")]
    if event == "control_change":
        parts = []
    return _entry(content_id("acled", name, row.event_id_cnty), words, told, parts, None, name)


def _acled_place(row: AcledRow) -> Place:
    return Place(
        name=row.location, country=_country(row.country), admin1=row.admin1, admin2=row.admin2, lat=row.latitude,
        lon=row.longitude, precision=scales().geo_acled.get(row.geo_precision or 0),
    )  # fmt: skip


def _acled_time(row: AcledRow) -> Period:
    day = _day(row.event_date)
    return period_of(day, row.time_precision or 1) if day else Period(reason="no event_date")


def _acled_actors(row: AcledRow) -> tuple[str, ...]:
    codes = acled()
    others = (row.assoc_actor_1 or "").split("; ")
    named = (row.actor1, row.actor2, *others)
    return tuple(n for n in named if n and not n.startswith((codes.unidentified, codes.civilians)))


# Both


def _entry(id: str, words: _Words, told: Told, parts: list[Part], published: str | None, name: str) -> Entry:
    spans = [words.say(part.words) for part in parts]
    claims = tuple(_claim(id, n, told, part, span) for n, (part, span) in enumerate(zip(parts, spans)))
    if told.event == "control_change":
        claims = (_change(id, told, words.say("The place changed hands.")),)
    report = words.report(f"x{id}", published, name)
    return Entry(incident=_incident(id, told, parts, claims, report), claims=claims, reports=(report,))


def _claim(id: str, number: int, told: Told, part: Part, span: Span) -> Claim:
    # A box of a whole that alone has a range is a best estimate: about so many.
    count = (
        Count(figure=part.best, low=part.best, high=part.best, text=str(part.best))
        if part.exact
        else Count(figure=part.best, low=part.low, high=part.high, modifier="range", text=part.words)
    )
    return Claim(
        id=f"x{id}-{number}", report=f"x{id}", harm="killed", count=count,
        victims=Victims(status=part.status, actor=part.actor), perpetrators=told.perpetrators, event=told.event,
        place=told.place, time=told.time, source=told.source, incident=f"x{id}", evidence=(span,), reader=READER,
    )  # fmt: skip


def _change(id: str, told: Told, span: Span) -> Claim:
    return Claim(
        id=f"x{id}-0", report=f"x{id}", harm="none", count=Count(), perpetrators=told.perpetrators, event=told.event,
        place=told.place, time=told.time, source=told.source, incident=f"x{id}", evidence=(span,), reader=READER,
    )  # fmt: skip


def _incident(id: str, told: Told, parts: list[Part], claims: tuple[Claim, ...], report: Report) -> Incident:
    cells = tuple(
        Cell(
            harm="killed", status=part.status, actor=part.actor, low=part.low, best=part.best, high=part.high,
            claims=(claim.id,),
        )
        for part, claim in zip(parts, claims)
    )  # fmt: skip
    return Incident(
        id=f"x{id}", event=told.event, place=told.place, time=told.time, perpetrators=told.perpetrators, cells=cells,
        claims=tuple(claim.id for claim in claims), reports=(report.id,), authorities=(told.source.name,),
    )  # fmt: skip


def _scene(told: Told, country: str | None) -> str:
    place, time = told.place, told.time
    where = ", ".join(dict.fromkeys(part for part in (place.name, place.admin2, place.admin1, country) if part))
    when = f"{time.start} to {time.end}" if time.start != time.end else time.start
    who = " and ".join(told.perpetrators)
    return "; ".join(part for part in (where, when, who) if part) + "."


def _source(cited: str | None, name: str) -> Source:
    """The authority cited where there is one; where there are several, the dataset itself, which weighed them."""
    if cited and not any(mark in cited for mark in ";,"):
        return Source(name=cited, text=cited)
    return Source(name=name, kind="dataset", text=cited or "")


def _country(name: str | None) -> str | None:
    return country_code(name) if name else None


def _day(text: str | None) -> str | None:
    """An ISO day from a file's day or date-time, also as "11 July 2019"; InputError where it is none."""
    if not text:
        return None
    words = text.strip().split()
    try:
        if len(words) == 3:
            return date(int(words[2]), _MONTHS.index(words[1][:3].lower()) + 1, int(words[0])).isoformat()
        return date.fromisoformat(text[:10]).isoformat()
    except ValueError as error:
        raise InputError(f"{text!r} is no day: {error}") from error


_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def _published(text: str | None) -> str | None:
    """UCDP lists several days of several sources; only a single one says when a report appeared."""
    try:
        return None if text and any(mark in text for mark in ";,") else _day(text)
    except InputError:
        return None

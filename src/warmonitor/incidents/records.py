"""An event as one report tells it: what linking compares."""

from __future__ import annotations

from warmonitor.model import Event, Harm, Place, Record


class Figure(Record, frozen=True):
    """One count of an event, as linking compares it; `whole` says that it is no part of another figure."""

    harm: Harm
    status: str
    group: str | None
    low: int | None
    high: int | None
    whole: bool


class EventRecord(Record, frozen=True):
    """An event as one report tells it: what two reports are compared by.

    `start` and `end` are ISO days, `published` the report's. `words` are the event's telling words with their places,
    persons and numbers (a bag: sorted, each once), `names` the victims and others named.
    """

    id: str
    report: str
    claims: tuple[str, ...]
    published: str | None = None
    publisher: str | None = None
    start: str | None = None
    end: str | None = None
    kinds: tuple[Event, ...] = ()
    places: tuple[Place, ...] = ()
    perpetrators: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()
    authorities: tuple[str, ...] = ()
    figures: tuple[Figure, ...] = ()
    names: tuple[str, ...] = ()
    words: tuple[str, ...] = ()

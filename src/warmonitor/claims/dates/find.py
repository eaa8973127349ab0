"""Finding: what the grammar matches, judged in context, resolved, and given the relation that its preposition says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import NamedTuple

from warmonitor.claims.dates import days, ranges, stamps
from warmonitor.claims.dates.clock import Clock, Meaning
from warmonitor.claims.dates.context import WHY_OPEN, applied, aside, judged, relation
from warmonitor.claims.dates.days import Days
from warmonitor.claims.dates.grammar import Hit, hits
from warmonitor.claims.dates.record import Dated, Relation
from warmonitor.claims.dates.resolve import Near, meaning
from warmonitor.claims.text import Document
from warmonitor.errors import InputError
from warmonitor.model import Period


class Found(NamedTuple):
    """An expression on its way: the words, their meaning, and the record made of them."""

    hit: Hit
    meaning: Meaning
    dated: Dated


def find(document: Document, published: str | None = None) -> list[Dated]:
    """All calendar expressions of a report in order, resolved against `published` (an ISO day or date-time).

    `published` defaults to that of the report, else to the datestamp at the head of its text. Without
    either, what counts from the day of publication stays null with a reason. InputError where `published` is no date.
    """
    day = publication(published or document.report.published)
    stamp = stamps.at_head(document, day)
    clock = Clock(day or (stamp.date if stamp else None), document.whole)
    out: list[Dated] = []
    for sentence in document.sentences:
        matched = hits(sentence)
        if matched:
            kept = [hit for hit in map(judged, matched) if hit and not stamps.covers(stamp, hit.start, hit.end)]
            out.extend(_in_sentence(document, kept, clock))
    if stamp is not None:
        out = sorted([*out, stamps.dated(document, stamp)], key=lambda dated: dated.start)
    return out


def publication(published: str | None) -> dt.date | None:
    """The day of an ISO day or date-time; null for null. InputError where it is neither."""
    if not published:
        return None
    try:
        return dt.date.fromisoformat(published[:10])
    except ValueError:
        raise InputError(f"not a date: {published!r}", "published", "give it as YYYY-MM-DD") from None


def _in_sentence(document: Document, kept: list[Hit], clock: Clock) -> Iterator[Dated]:
    """The expressions of one sentence; two that make a range become one."""
    if kept:
        clock.begin_sentence(kept[0].sentence.paragraph)
    last: Found | None = None
    waits = False  # whether the last has not been given yet, for it may open a range
    for hit, following in zip(kept, [*kept[1:], None]):
        near = Near(last.hit if last else None, last.meaning if last else None, following)
        found = _found(document, hit, meaning(hit, clock, near), clock)
        if not aside(hit):
            clock.note(found.meaning, hit.start, found.dated.relation)
        both = ranges.joined(last.hit, last.meaning, hit, found.meaning) if last and waits else None
        if last and both:
            yield _dated(document, last.hit.start, hit.end, both.span, "between", both)
        elif last:
            yield from [last.dated] if waits else []
            yield from _gone_on(document, last, found)
        waits = both is None and following is not None and ranges.may_open(hit)
        if both is None and not waits:
            yield found.dated
        last = found


def _gone_on(document: Document, first: Found, last: Found) -> Iterator[Dated]:
    """ "Continued", between the day on which it began and the day on which it did."""
    said = ranges.went_on(first.hit, first.meaning, last.hit, last.meaning)
    if said is not None:
        word = first.hit.sentence.tokens[said[0]]
        yield _dated(document, word.start, word.end, said[1].span, "between", said[1])


def _found(document: Document, hit: Hit, said: Meaning, clock: Clock) -> Found:
    how = relation(hit, said)
    span = applied(said.span, how, clock)
    shown = said
    if said.reason is None and (span.start is None or span.end is None):
        shown = said._replace(reason=WHY_OPEN.get(how, "open"))
    return Found(hit, said, _dated(document, hit.start, hit.end, span, how, shown))


def _dated(document: Document, start: int, end: int, span: Days, how: Relation, said: Meaning) -> Dated:
    text = document.whole[start:end]
    period = Period(
        start=span.start.isoformat() if span.start else None,
        end=span.end.isoformat() if span.end else None,
        precision=days.precision(span),
        text=text,
        reason=said.reason,
    )
    return Dated(
        start=start,
        end=end,
        text=text,
        period=period,
        relation=how,
        kind=said.kind,
        anchored_on=said.anchor,
        named=said.named,
        of_what_follows=said.of_what_follows,
    )

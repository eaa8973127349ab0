"""Finding: what the grammar matches, judged in context, resolved, and given the relation that its preposition says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import NamedTuple

from warmonitor.claims.dates import days, stamps
from warmonitor.claims.dates.clock import Clock, Meaning
from warmonitor.claims.dates.context import WHY_OPEN, applied, aside, judged, relation, went_on
from warmonitor.claims.dates.days import Days
from warmonitor.claims.dates.grammar import Hit, hits
from warmonitor.claims.dates.record import Dated, Relation
from warmonitor.claims.dates.resolve import meaning
from warmonitor.claims.text import Document
from warmonitor.errors import InputError
from warmonitor.model import Period

_RANGED = ("date", "month", "year", "weekday", "today", "season", "unit_ref", "part_ref")


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
    clock.begin_sentence()
    waiting: Found | None = None
    for hit, following in zip(kept, [*kept[1:], None]):
        said = meaning(hit, clock, following)
        found = Found(hit, said, _record(document, hit, said, clock))
        if not aside(hit):
            clock.note(said, hit.start, found.dated.relation)
        joined = _joined(document, waiting, found, clock) if waiting else None
        if waiting and joined is None:
            yield waiting.dated
        waiting = None
        if joined is None and following is not None and _may_open_range(hit, following):
            waiting = found
        else:
            yield joined or found.dated


def _record(document: Document, hit: Hit, said: Meaning, clock: Clock) -> Dated:
    how = relation(hit, said)
    span = applied(said.span, how, clock)
    if said.reason is None and (span.start is None or span.end is None):
        said = said._replace(reason=WHY_OPEN.get(how, "open"))
    return _dated(document, hit.start, hit.end, span, how, said)


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


def _may_open_range(hit: Hit, following: Hit) -> bool:
    """Whether a word of ranging follows: "from Monday to", "between May and", "began on Friday and continued on"."""
    if hit.rule not in _RANGED:
        return False
    return hit.followed_by("TO", "DASH", "AND", "UNTIL") or went_on(hit, following)


def _joined(document: Document, opened: Found, closing: Found, clock: Clock) -> Dated | None:
    """One expression of "from 3 May to 7 June", where the second follows right on; null where the two are no range."""
    first, last = opened.hit, closing.hit
    start, end = opened.meaning.span.start, closing.meaning.span.end
    on = went_on(first, last)
    if (last.first - first.last > 2 and not on) or last.rule not in _RANGED or start is None or end is None:
        return None
    if start > end:
        start = _in_year_before(start, end, first)
    if start is None or start > end or not (on or _ranges(first, opened.meaning, closing.meaning)):
        return None
    named = f"{opened.meaning.named}/{closing.meaning.named}"
    return _dated(document, first.start, last.end, Days(start, end), "between", Meaning(kind="period", named=named))


def _ranges(first: Hit, opened: Meaning, closing: Meaning) -> bool:
    """ "And" makes a range after "between", and of days that follow each other; "until" makes one after "from"."""
    if first.followed_by("UNTIL"):
        return first.preceded_by("FROM")
    if not first.followed_by("AND"):
        return opened.kind == closing.kind or first.preceded_by("FROM") or "part_of_day" in (opened.kind, closing.kind)
    if first.preceded_by("BETWEEN"):
        return True
    after = days.shift(opened.span.end, 1) if opened.span.end else None
    return opened.kind == closing.kind and after is not None and after == closing.span.start


def _in_year_before(start: dt.date, end: dt.date, first: Hit) -> dt.date | None:
    """ "From November to March 2014" begins in the year before."""
    if first.has("YEAR"):
        return None
    same = days.day(end.year, start.month, start.day)
    return same if same is None or same <= end else days.day(end.year - 1, start.month, start.day)

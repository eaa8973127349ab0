"""Finding: hits of the grammar, judged in context, resolved, and given the relation that their preposition says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from warmonitor.claims.dates import days, stamps
from warmonitor.claims.dates.days import Days
from warmonitor.claims.dates.grammar import Hit, has, hits, letter, value
from warmonitor.claims.dates.record import Dated, Kind, Relation
from warmonitor.claims.dates.resolve import MEANINGS, Clock, Meaning, in_day
from warmonitor.claims.dates.words import words
from warmonitor.claims.text import Document
from warmonitor.errors import InputError
from warmonitor.model import Period


def find(document: Document, published: str | None = None) -> list[Dated]:
    """All calendar expressions of a report in order, resolved against `published` (an ISO day or date-time).

    `published` defaults to that of the report, and where there is none to the datestamp at the head of its text. Without either,
    what counts from the day of publication stays null with a reason. InputError where `published` is no date.
    """
    day = publication(published or document.report.published)
    stamp = stamps.at_head(document, day)
    if day is None and stamp is not None:
        day = stamp.date
    return list(_dated(document, day, stamp))


def publication(published: str | None) -> dt.date | None:
    """The day of an ISO day or date-time; null for null."""
    if not published:
        return None
    try:
        return dt.date.fromisoformat(published[:10])
    except ValueError:
        raise InputError(f"not a date: {published!r}", "published", "give it as YYYY-MM-DD") from None


def _dated(document: Document, published: dt.date | None, stamp: stamps.Stamp | None) -> Iterator[Dated]:
    clock = Clock(published)
    waiting: tuple[Hit, Meaning, Dated] | None = None
    for sentence in document.sentences:
        clock.open(sentence.index)
        for hit in hits(sentence):
            if stamp is not None and hit.start < stamp.end and hit.end > stamp.start:
                if hit.start <= stamp.day_start < hit.end or hit.rule == "date":
                    yield stamps.dated(document, stamp)
                continue
            if not _stands(hit):
                continue
            meaning = MEANINGS[hit.rule](hit, clock)
            here = _record(document, hit, meaning, clock)
            clock.note(meaning, hit.start, has(hit, "YEAR") or has(hit, "DOTTED"))
            if waiting is not None:
                joined = _joined(document, waiting, hit, meaning, here)
                yield joined or waiting[2]
                waiting = None
                if joined:
                    continue
            if _may_open_range(hit):
                waiting = hit, meaning, here
            else:
                yield here
        if waiting is not None:
            yield waiting[2]
            waiting = None


def _stands(hit: Hit) -> bool:
    """Whether the words are a calendar expression here: "may" and "march", years and seasons need company."""
    if hit.rule in ("month", "date", "weekday"):
        return _stands_shy(hit)
    if hit.rule == "year":
        return _is_year(hit)
    if hit.rule == "season":
        return _is_season(hit)
    if hit.rule == "decade":
        return str(value(hit, "YEAR", "FIGURE")).endswith("0")
    if hit.rule == "offset":
        return True
    return True


def _before(hit: Hit, back: int = 1) -> str:
    return hit.sentence.tokens[hit.first - back].low if hit.first >= back else ""


def _after(hit: Hit) -> str:
    return hit.sentence.tokens[hit.last].low if hit.last < len(hit.sentence.tokens) else ""


def _stands_shy(hit: Hit) -> bool:
    calendar = words().calendar
    cores = [t for t in hit.sentence.tokens[hit.first : hit.last] if t.low in calendar.shy]
    if not cores:
        return True
    if not all(token.text[0].isupper() for token in cores):
        return False
    alone = hit.last - hit.first == 1 and not has(hit, "YEAR")
    return not alone or _before(hit) in calendar.company


def _is_year(hit: Hit) -> bool:
    calendar = words().calendar
    if hit.last - hit.first > 1:
        return True
    number, before, after = value(hit, "YEAR"), _before(hit), _after(hit)
    if before in calendar.year_after:
        return True
    plural = after[:1].isalpha() and after.endswith("s") and len(after) > 3
    if before in calendar.year_after_weak:
        return not plural and after != "people"
    return isinstance(number, int) and 1900 <= number < 2100 and not after[:1].isalnum() and not before[-1:].isalpha()


def _is_season(hit: Hit) -> bool:
    calendar = words().calendar
    name = next(
        t
        for i, t in enumerate(hit.sentence.tokens[hit.first : hit.last], hit.first)
        if hit.letters[i] == letter("SEASON")
    )
    if hit.letters[hit.first] == letter("SEASON") and _before(hit) in calendar.not_seasons_after:
        return False
    needed = calendar.shy_seasons.get(name.low)
    if needed is None or has(hit, "YEAR") or has(hit, "YEARUNIT"):
        return True
    inside = [t.low for t in hit.sentence.tokens[hit.first : hit.last]]
    return _before(hit) in needed or any(word in needed for word in inside)


_PREPOSITIONS: dict[str, Relation] = {"SINCE": "since", "UNTIL": "until", "BEFORE": "before", "AFTER": "after"}


def _relation(hit: Hit, meaning: Meaning) -> Relation:
    if meaning.relation in ("age_or_duration", "repeated"):
        return meaning.relation
    for back in (1, 2, 3):
        at = hit.first - back
        if at < 0:
            break
        for name, relation in _PREPOSITIONS.items():
            if hit.letters[at] == letter(name):
                return _checked(hit, relation, meaning)
        if hit.letters[at] not in (letter("THE"), letter("ON"), letter("EDGE")):
            break
    if _onset(hit, meaning):
        return "since"
    return meaning.relation or "on"


def _checked(hit: Hit, relation: Relation, meaning: Meaning) -> Relation:
    """ "After Friday's raid" dates the raid; so does "before dawn on Friday" date what happened on that Friday."""
    possessive = hit.sentence.tokens[hit.last - 1].low.endswith("'s") or _after(hit) == "'s"
    if relation in ("before", "after") and (possessive or in_day(hit)):
        return meaning.relation or "on"
    return relation


def _onset(hit: Hit, meaning: Meaning) -> bool:
    """ "The war that broke out in 2011": a month, season or year right after a word of beginning says since when."""
    if meaning.kind not in ("month", "year", "season") or hit.letters[hit.first - 1 : hit.first] not in (
        letter("ON"),
        letter("THE"),
    ):
        return False
    onset = words().calendar.onset
    return any(token.low in onset for token in hit.sentence.tokens[max(0, hit.first - 4) : hit.first])


def _applied(span: Days, relation: Relation, clock: Clock) -> Days:
    """The days that the relation makes of the days named."""
    start, end = span
    today = clock.published
    if relation == "since":
        return Days(start, today if today is None or start is None or start <= today else None)
    if relation == "until":
        return Days(None, end)
    if relation == "before":
        return Days(None, days.shift(start, -1) if start else end)
    if relation == "after":
        return Days(start, today if today is None or start is None or start <= today else None)
    return span


_WHY_OPEN: dict[str, str] = {
    "since": "open: what the words count up to is not known",
    "after": "open: what the words count up to is not known",
    "until": "open: the words give only the end",
    "before": "open: the words give only the end",
}


def _record(document: Document, hit: Hit, meaning: Meaning, clock: Clock) -> Dated:
    relation = _relation(hit, meaning)
    span = _applied(meaning.span, relation, clock)
    reason = meaning.reason
    if reason is None and (span.start is None or span.end is None):
        reason = _WHY_OPEN.get(relation, "open")
    return _made(document, hit.start, hit.end, span, relation, meaning, reason)


def _made(
    document: Document, start: int, end: int, span: Days, relation: Relation, meaning: Meaning, reason: str | None
) -> Dated:
    text = document.whole[start:end]
    period = Period(
        start=span.start.isoformat() if span.start else None,
        end=span.end.isoformat() if span.end else None,
        precision=days.precision(span),
        text=text,
        reason=reason,
    )
    kind: Kind = meaning.kind
    return Dated(
        start=start, end=end, text=text, period=period, relation=relation, kind=kind, anchored_on=meaning.anchor,
        named=meaning.named, of_what_follows=meaning.of_what_follows,
    )  # fmt: skip


def _may_open_range(hit: Hit) -> bool:
    """Whether "from" or "between" stands before it, or a word of ranging after."""
    if hit.rule not in ("date", "month", "year", "weekday", "today", "season", "unit_ref", "part_ref"):
        return False
    after = hit.letters[hit.last : hit.last + 1]
    before = hit.letters[hit.first - 1 : hit.first] if hit.first else ""
    if after == letter("AND"):
        return before == letter("BETWEEN")
    if after == letter("UNTIL"):
        return before == letter("FROM")
    return after in (letter("TO"), letter("DASH"))


def _joined(
    document: Document, opened: tuple[Hit, Meaning, Dated], hit: Hit, meaning: Meaning, here: Dated
) -> Dated | None:
    """One expression of "from 3 May to 7 June", where the second follows right on."""
    first, earlier, _ = opened
    gap = hit.first - first.last
    start, end = earlier.span.start, meaning.span.end
    if gap not in (1, 2) or start is None or end is None:
        return None
    if start > end:
        start = _year_before(start, end, first)
    if start is None or start > end:
        return None
    both = Meaning(Days(start, end), "period", f"{earlier.named}/{meaning.named}")
    return _made(document, first.start, hit.end, both.span, "between", both, None)


def _year_before(start: dt.date, end: dt.date, first: Hit) -> dt.date | None:
    """ "From November to March 2014" begins in the year before."""
    if has(first, "YEAR"):
        return None
    return days.day(end.year if start.replace(year=end.year) <= end else end.year - 1, start.month, start.day)

"""A report to its claims: find the harms, gather them to facts, tie parts to wholes, give each its where, when, who.

A pure function of the report, the lexicon, the gazetteer and the weights: no clock, no network, no database.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TypeVar

import msgspec

from warmonitor.claims import causes, choose, detect, facts, ground, kin, roles, sides, when, where
from warmonitor.claims.dates import Dated
from warmonitor.claims.detect import Finding
from warmonitor.claims.facts import Fact, Mention
from warmonitor.claims.harms import scene
from warmonitor.claims.linear import Model, model, probability
from warmonitor.claims.setting import Setting, mention, setting
from warmonitor.claims.text import document
from warmonitor.claims.tree import Candidate, marginals
from warmonitor.lexicon.words import Words, words
from warmonitor.model import (
    Claim,
    Event,
    Group,
    Period,
    Place,
    Report,
    Scope,
    Source,
    Span,
    Stance,
    Status,
    Victims,
    content_id,
)
from warmonitor.places import Gazetteer
from warmonitor.places import Mention as PlaceMention

READER = "warmonitor 0.1"
NAMES = ("harm", "same", "part", "place", "time", "event", "status", "scope", "sides", "ground")


@dataclass(slots=True)
class Fields:
    """What was chosen for one fact, before it is written as a claim."""

    place: PlaceMention | None = None
    time: Dated | str | None = None
    event: Event = "unknown"
    status: Status = "unknown"
    scope: Scope = "incident"
    perpetrators: tuple[str, ...] = ()
    actor: str | None = None
    why: list[str] = field(default_factory=list)


def models() -> dict[str, Model]:
    """The shipped models, by name."""
    return {name: model(name) for name in NAMES}


def findings(around: Setting, w: Words, learned: dict[str, Model]) -> list[Finding]:
    """Every group that came to harm, and every change of ground, in the order of the text."""
    context = detect.Context(detect.war(around.document, w))
    elsewhere = causes.apart(around.document, w)
    out: list[Finding] = []
    for sentence in around.document.sentences:
        told = context.before or not w.harm_starts.isdisjoint(sentence.low)
        if sentence.index in elsewhere or not (told or (context.last and not w.figures.isdisjoint(sentence.low))):
            continue
        sc = scene(sentence, w, around.document.whole)
        if sc.groups and (sc.triggers or context.last):
            found = detect.detect(sc, context, w, learned["harm"])
            out += found
            if sc.triggers or found:
                context.follow(found)
        elif sc.triggers:
            context.follow(())
        for t, feats in ground.candidates(sc, around, w):
            p = probability(learned["ground"].score(feats))
            if p >= ground.LEAST:
                out.append(Finding(sc, ground.group_of(t, sc), "none", p, feats, t))
    return sorted(out, key=lambda f: (f.scene.sentence.tokens[f.people.start].start, f.harm))


def read(report: Report, gazetteer: Gazetteer | None = None, learned: dict[str, Model] | None = None) -> list[Claim]:
    """All claims of one report, in the order of the text. Deterministic; an empty report has none."""
    w = words(report.language[:2] if report.language[:2] == "en" else "en")
    with _uncollected():
        return _read(report, gazetteer, w, learned or models())


def _read(report: Report, gazetteer: Gazetteer | None, w: Words, learned: dict[str, Model]) -> list[Claim]:
    doc = document(report)
    if all(w.harm_starts.isdisjoint(s.low) for s in doc.sentences):
        return []
    around = setting(doc, gazetteer or Gazetteer.load())
    mentions = [mention(around, f, i) for i, f in enumerate(findings(around, w, learned))]
    gathered = facts.gather(mentions, learned["same"])
    facts.tie(gathered, learned["part"])
    chosen = _fields(gathered, around, w, learned)
    return _claims(report, gathered, chosen, around, learned)


@contextmanager
def _uncollected() -> Iterator[None]:
    """No search for cycles until what a report needed is gone: there are few, and looking takes a tenth of the time.

    What is still held at the end of the block is searched, so the block must hold nothing but the claims.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def in_order(gathered: Iterable[Fact]) -> list[Fact]:
    """Facts in the order of the text, but never a part before its whole."""
    out: list[Fact] = []

    def put(f: Fact) -> None:
        if f not in out:
            if f.whole is not None:
                put(f.whole)
            out.append(f)

    for f in sorted(gathered, key=lambda f: f.main.order):
        put(f)
    return out


T = TypeVar("T")


def together(
    ordered: Sequence[Fact],
    candidates: Sequence[Sequence[Candidate[T]]],
    key: Callable[[T], str],
    relation: Callable[[T, T], str],
    by: Model,
) -> list[tuple[Candidate[T], float] | None]:
    """The likeliest candidate of each fact, all facts of the report weighed together."""
    tree = choose.nodes(ordered, candidates)
    out: list[tuple[Candidate[T], float] | None] = []
    for node, shares in zip(tree, marginals(tree, relation, by, key), strict=True):
        top = shares.index(max(shares)) if shares else None
        out.append(None if top is None else (node.candidates[top], shares[top]))
    return out


def _fields(gathered: list[Fact], around: Setting, w: Words, learned: dict[str, Model]) -> dict[int, Fields]:
    """Fields of each fact: place and time of all facts together, the event, what follows from them, and who did it."""
    around.events(w)
    ordered = in_order(gathered)
    around.harmed = tuple(sorted({f.main.sentence for f in gathered}))
    places = together(
        ordered,
        [where.place_candidates(f, around, w) for f in ordered],
        where.place_key,
        where.place_relation,
        learned["place"],
    )
    times = together(
        ordered,
        [when.time_candidates(f, around, w) for f in ordered],
        when.time_key,
        when.value_relation,
        learned["time"],
    )
    cast = roles.cast(ordered, around, w)
    kinds = [choose.event_candidates(f, around, w, cast) for f in ordered]
    events = kin.likeliest(ordered, kinds, learned["event"])
    scopes = together(
        ordered,
        [
            choose.scope_candidates(f, around, t and t[0].value, where.exactness(p[0].value.place) if p else None, w)
            for f, p, t in zip(ordered, places, times, strict=True)
        ],
        str,
        when.value_relation,
        learned["scope"],
    )
    chosen: dict[int, Fields] = {}
    previous: tuple[Fact, Fields] | None = None
    for fact, place, time, event, scope in zip(ordered, places, times, events, scopes, strict=True):
        out = Fields(place=place and place[0].value, time=time and time[0].value)
        out.event = "control_change" if fact.harm == "none" else event[0].value
        for name, found in (("place", place), ("time", time), ("event", event)):
            if found:
                value = getattr(found[0].value, "text", found[0].value)
                reasons = ", ".join(learned[name].reasons(found[0].features, 3))
                out.why.append(f"{name} {value!r} ({found[1]:.2f}): {reasons}")
        out.scope = scope[0].value if scope else "incident"
        _status(fact, out, chosen, previous, learned)
        chosen[id(fact)] = out
        previous = (fact, out)
    fighters = [chosen[id(f)].status == "combatant" for f in ordered]
    for fact, actor in zip(ordered, sides.victims_names(ordered, cast, fighters), strict=True):
        chosen[id(fact)].actor = actor
    sets = [sides.candidates(f, cast, around, chosen[id(f)].event) for f in ordered]
    for fact, (best, share) in zip(ordered, kin.likeliest(ordered, sets, learned["sides"]), strict=True):
        out = chosen[id(fact)]
        out.perpetrators = best.value
        reasons = ", ".join(learned["sides"].reasons(best.features, 3))
        out.why.append(f"by {' and '.join(best.value) or 'nobody named'} ({share:.2f}): {reasons}")
    return chosen


def _status(
    fact: Fact,
    out: Fields,
    chosen: dict[int, Fields],
    previous: tuple[Fact, Fields] | None,
    learned: dict[str, Model],
) -> None:
    """Status, given the event; buildings and ground have none."""
    if fact.harm in ("facility", "none"):
        out.status = "unknown"
        return
    last = previous[1] if previous else None
    whole = chosen.get(id(fact.whole)) if fact.whole else None
    lead = last.status if last and previous and previous[0].main.sentence == fact.main.sentence else None
    status = choose.best(
        choose.status_candidates(fact, lead, whole.status if whole else None, out.event), learned["status"]
    )
    out.status = status[0].value if status else "unknown"


def _group(fact: Fact) -> Group | None:
    return fact.main.found.people.group or next(
        (m.found.people.group for m in fact.mentions if m.found.people.group), None
    )


_CLAUSE_END = frozenset(("COMMA", "STOP", "SAY", "SUB", "QUOTE"))
_SHORT = 9  # tokens of a quote that goes on past a comma: "19 women" alone says too little


def _span(m: Mention, whole: str) -> Span:
    """The words from the group to its word of harm, and on to the end of their clause."""
    scene, p, t = m.found.scene, m.found.people, m.found.trigger
    first, last = p.start, p.end
    if t and abs(t.start - p.start) < 25:
        first, last = min(first, t.start), max(last, t.end)
    for _ in range(10):
        if last >= len(scene.symbols) or scene.symbols[last] == "STOP" or scene.low[last] == ".":
            break
        if scene.symbols[last] in _CLAUSE_END and last - first >= _SHORT:
            break
        last += 1
    for _ in range(6):
        if first == 0 or scene.symbols[first - 1] in _CLAUSE_END or scene.low[first - 1] == ".":
            break
        first -= 1
    start, end = scene.sentence.tokens[first].start, scene.sentence.tokens[last - 1].end
    return Span(start=start, end=end, text=whole[start:end])


def _place(m: PlaceMention | None, fact: Fact) -> Place:
    if m is None:
        return Place(reason="the report names no place")
    sentence = fact.main.found.scene.sentence
    inferred = None if sentence.start <= m.start < sentence.end else f"named at {m.start}, outside the sentence"
    return msgspec.structs.replace(m.place, text=m.text, inferred=inferred)


def _period(t: Dated | str | None, fact: Fact, report: Report) -> Period:
    if isinstance(t, Dated):
        sentence = fact.main.found.scene.sentence
        inferred = None if sentence.start <= t.start < sentence.end else f"date at {t.start}, outside the sentence"
        return msgspec.structs.replace(t.period, text=t.text, inferred=inferred)
    if report.published:
        return Period(end=report.published[:10], inferred="publication date", reason="the report gives no date for it")
    return Period(reason="the report gives no date, and its own is not known: pass --published")


def _source(fact: Fact) -> tuple[Source | None, Stance]:
    """Who says so: the main mention's voice, else another's of the body; a headline's own where it names one.

    Where nobody is named for a part, it is told by whom its whole is told by in the same paragraph.
    """
    body = [m for m in fact.mentions if not m.title]
    for m in [fact.main, *body, *fact.mentions]:
        if m.source and not (m.title and body and m.source.inferred):
            return m.source, m.stance
    whole = fact.whole
    if whole is not None and _paragraph(whole) == _paragraph(fact) and (said := _source(whole)[0]):
        return msgspec.structs.replace(said, inferred="said of the whole that it is a part of"), fact.main.stance
    return None, fact.main.stance


def _paragraph(fact: Fact) -> int:
    return fact.main.found.scene.sentence.paragraph


def _why(m: Mention, whole: str, by: dict[str, Model]) -> str:
    words = whole[m.start : m.end]
    reasons = ", ".join(by["ground" if m.harm == "none" else "harm"].reasons(m.found.features, 4))
    return f"{m.harm} {words!r} ({m.found.probability:.2f}): {reasons}"


def _claims(
    report: Report, gathered: list[Fact], chosen: dict[int, Fields], around: Setting, by: dict[str, Model]
) -> list[Claim]:
    ordered = sorted(gathered, key=lambda f: min((m.start, m.order) for m in f.mentions))
    ids = {
        id(f): f"{report.id}-{content_id(report.id, f.harm, *(f'{m.start}:{m.end}' for m in f.mentions[:1]))[:8]}"
        for f in ordered
    }
    out = []
    for f in ordered:
        c = chosen[id(f)]
        source, stance = _source(f)
        why = [_why(m, around.document.whole, by) for m in f.mentions] + c.why
        out.append(
            Claim(
                id=ids[id(f)],
                report=report.id,
                harm=f.harm,
                count=f.count,
                victims=Victims(
                    status=c.status,
                    actor=c.actor,
                    group=_group(f) if f.harm != "facility" else None,
                    text=around.document.whole[f.main.start : f.main.end],
                ),
                perpetrators=c.perpetrators,
                event=c.event,
                place=_place(c.place, f),
                time=_period(c.time, f, report),
                source=source,
                stance=stance,
                scope=c.scope,
                part_of=ids[id(f.whole)] if f.whole else None,
                evidence=tuple(dict.fromkeys(_span(m, around.document.whole) for m in f.mentions)),
                confidence=round(max(m.found.probability for m in f.mentions), 3),
                reader=READER,
                why=tuple(why),
            )
        )
    return out

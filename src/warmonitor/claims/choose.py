"""Which place, date, event, status, scope and sides belong to a fact: candidates described by features, then chosen.

Each `…_candidates` function pairs a value with the named features that speak for or against it; the model of that name
picks. What is picked from another sentence is marked as inferred, with from where.
"""

from __future__ import annotations

import functools
import operator
import sys
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from warmonitor.claims.dates import Dated
from warmonitor.claims.facts import Fact, Mention
from warmonitor.claims.harms import path
from warmonitor.claims.linear import Model
from warmonitor.claims.roles import Cast, sort
from warmonitor.claims.setting import Dating, Setting, Spot, home
from warmonitor.claims.tree import Candidate, Node, lasting, merge
from warmonitor.lexicon.words import Words
from warmonitor.model import Event, Place, Scope, Status
from warmonitor.places import Mention as PlaceMention

T = TypeVar("T")


def best(candidates: Sequence[Candidate[T]], model: Model) -> tuple[Candidate[T], float] | None:
    """The likeliest candidate and its share of the probability; None where there is none."""
    if not candidates:
        return None
    index, share = model.best([c.features for c in candidates])
    return candidates[index], share


def token_at(m: Mention, position: int) -> int:
    """Index of the token of the mention's sentence that begins at or after a character."""
    return bisect_left(m.found.scene.sentence.tokens, position, key=_START)


_START = operator.itemgetter(0)


def _gap(n: int) -> str:
    return "0-2" if n < 3 else "3-6" if n < 7 else "7-14" if n < 15 else "15+"


def standing(m: Mention, around: Setting, start: int, end: int, title: bool, at: int | None = None) -> tuple[str, ...]:
    """How a stretch of text stands to a mention: in which sentence, on which side, what lies between."""
    sentence = m.found.scene.sentence
    if not (sentence.start <= start < sentence.end):
        if title:
            return _IN_TITLE
        at = around.sentence_at(start) if at is None else at
        return _elsewhere(m.sentence - at, around.document.sentences[at].paragraph == sentence.paragraph)
    p = m.found.people
    low, high = token_at(m, start), token_at(m, end)
    symbols = m.found.scene.symbols
    anchor = m.found.trigger
    first, last = (
        (min(p.start, anchor.start), max(p.end, anchor.end))
        if anchor and abs(anchor.start - p.start) < 12
        else (p.start, p.end)
    )
    if high <= first:
        side, between = "left", symbols[high:first]
    elif low >= last:
        side, between = "right", symbols[last:low]
    else:
        return _WITHIN
    return _beside(side, _gap(len(between)), tuple([mark for mark in _OVER if mark in between]))


_IN_TITLE, _WITHIN = ("in title",), ("within", "same sentence")
_OVER = ("AND", "COMMA", "SUB", "SAY", "WHO", "STOP", "K", "J", "g")

Speller = Callable[..., tuple[str, ...]]


def _spelled(spell: Speller) -> Speller:
    """Features spelled once for each combination that occurs: there are few, and every report has them again."""
    return functools.lru_cache(maxsize=20_000)(lambda *told: tuple(map(sys.intern, spell(*told))))


@_spelled
def _elsewhere(gap: int, same_paragraph: bool) -> tuple[str, ...]:
    """How another sentence stands to the mention's."""
    near = "1" if abs(gap) == 1 else "2" if abs(gap) == 2 else "3-5" if abs(gap) < 6 else "6+"
    stand = f"{'back' if gap > 0 else 'ahead'} {near}"
    return stand, f"{stand} {'same' if same_paragraph else 'other'} paragraph"


@_spelled
def _beside(side: str, gap: str, over: tuple[str, ...]) -> tuple[str, ...]:
    """How words of the mention's own sentence stand to it."""
    return "same sentence", f"{side} {gap}", side, *(f"{side} over {mark}" for mark in over)


def parents(facts: Sequence[Fact]) -> list[int]:
    """For each fact in order, the index of its whole, else of the fact before it; -1 for the first."""
    place = {id(f): i for i, f in enumerate(facts)}
    return [place[id(f.whole)] if f.whole is not None and id(f.whole) in place else i - 1 for i, f in enumerate(facts)]


def _sentences(n: int) -> str:
    return "0" if n == 0 else "1" if n == 1 else "2" if n == 2 else "3+" if n > 0 else "back"


def _edge_context(fact: Fact, parent: Fact | None, own: str) -> tuple[str, ...]:
    if parent is None:
        return ()
    kind = "part" if fact.whole is parent else "next"
    gap = _sentences(fact.main.sentence - parent.main.sentence)
    scope = "thousands" if (fact.count.figure or fact.count.low or 0) >= 1000 else "fewer"
    sentences = fact.main.found.scene.sentence, parent.main.found.scene.sentence
    block = "same block" if sentences[0].paragraph == sentences[1].paragraph else "new block"
    return _edge(kind, block, own, gap, scope, "same harm" if fact.harm == parent.harm else "other harm")


@_spelled
def _edge(kind: str, block: str, own: str, gap: str, scope: str, harm: str) -> tuple[str, ...]:
    return (
        f"{kind} {block} {own}",
        kind,
        f"{kind} {gap}",
        f"{kind} {own}",
        f"{kind} {gap} {own}",
        f"{kind} {scope}",
        f"{kind} {harm}",
    )


def _away(m: Mention, value: object) -> int:
    start: int = getattr(value, "start", -1)
    sentence = m.found.scene.sentence
    if sentence.start <= start < sentence.end:
        return abs(start - m.start) // 1000
    return 1000 + abs(start - m.start)


def _is_here(m: Mention, c: Candidate[T]) -> bool:
    """Whether a candidate stands in the mention's own sentence; a kind of event has no place of its own."""
    start: int | None = getattr(c.value, "start", None)
    if start is None:
        return "same sentence" in c.features
    sentence = m.found.scene.sentence
    return sentence.start <= start < sentence.end


def nodes(
    facts: Sequence[Fact], candidates: Sequence[Sequence[Candidate[T]]], key: Callable[[T], str]
) -> list[Node[T]]:
    """The tree of choices of one field over the facts of a report."""
    ups = parents(facts)
    out = []
    for fact, cs, up in zip(facts, candidates, ups, strict=True):
        m = fact.main
        merged = merge(cs, key, functools.partial(_away, m))
        own = "own" if any(_is_here(m, c) for c in merged) else "none"
        out.append(Node(merged, up, _edge_context(fact, facts[up] if up >= 0 else None, own)))
    return out


def place_relation(a: PlaceMention, b: PlaceMention) -> str:
    """How a parent's place stands to a fact's own."""
    if place_key(a) == place_key(b):
        return "same"
    return "inside" if _inside(b, a) else "holds" if _inside(a, b) else "other"


def value_relation(a: Dated | str, b: Dated | str) -> str:
    """Same or other, for dates and kinds of event."""
    return "same" if time_key(a) == time_key(b) else "other"


def place_key(p: PlaceMention) -> str:
    """The value that two mentions of one place share."""
    return p.place.name or p.text


def place_sort(p: PlaceMention) -> str:
    """Fine, unit, country or unplaced: how exact the place is."""
    return _sort(exactness(p.place))


def exactness(place: Place) -> int:
    """The precision of a place as named: a name that no gazetteer knows is that of a settlement, wherever it is put."""
    return 2 if place.matched == "unknown" else place.precision or 9


def _sort(precision: int) -> str:
    return "fine" if precision <= 2 else "unit" if precision <= 5 else "country" if precision == 6 else "unplaced"


def time_key(t: Dated | str) -> str:
    """The value that two mentions of one date share."""
    return f"{t.period.start}/{t.period.end}" if isinstance(t, Dated) else t


def _inside(p: PlaceMention, q: PlaceMention) -> bool:
    """Whether the first place lies in the second, as far as their units tell."""
    a, b = p.place, q.place
    if exactness(a) >= exactness(b) or a.country != b.country:
        return False
    return exactness(b) == 6 or bool(b.admin1 and a.admin1 == b.admin1)


def _spots(around: Setting, words: Words) -> list[Spot]:
    """The places that could be a fact's, with all that holds whatever the fact."""
    if around.spots is not None:
        return around.spots
    places = [p for p in around.places if p.role in ("place", "dateline", "unknown")]
    often = Counter(p.place.name for p in places)
    most = max(often.values(), default=0)
    title_end = len(around.document.report.title)
    in_title = [p for p in places if p.start < title_end]
    names_in_title = {p.place.name for p in in_title}
    country = home(around.places)
    holders = {p.container for p in around.places if p.container is not None}
    index = {id(p): i for i, p in enumerate(around.places)}
    first_fine = next(
        (p for p in places if p.start >= title_end and exactness(p.place) <= 2 and p.role == "place"), None
    )
    sentences = [around.sentence_at(p.start) for p in places]
    around.spots = []
    for p, sentence in zip(places, sentences, strict=True):
        kind = place_sort(p)
        before = around.document.low[max(0, p.start - 10) : p.start].split()
        prep = before[-1] if before and before[-1] in words.prepositions else "other"
        where = "home" if p.place.country == country else "abroad" if p.place.country else "nowhere"
        told = [f"after {prep} {kind}", where, f"{where} {kind}", f"named {min(often[p.place.name], 4)} {kind}"]
        if index[id(p)] in holders:
            told += ["holds another", f"holds another {kind}"]
        if p.container is not None:
            told += ["held by another", f"held by another {kind}"]
        if often[p.place.name] == most:
            told.append(f"most often {kind}")
        if p.place.name in names_in_title:
            told.append(f"also in title {kind}")
        elif any(_inside(p, q) for q in in_title):
            told.append(f"inside the title's {kind}")
        if p is first_fine:
            told.append("first fine place")
        if sentence in (1, 2):
            told.append(f"in the lead {kind}")
        finer = frozenset(
            n
            for q, n in zip(places, sentences, strict=True)
            if -2 <= n - sentence <= 2 and q is not p and _inside(q, p)
        )
        around.spots.append(
            Spot(
                p,
                sentence,
                kind,
                exactness(p.place),
                p.start < title_end,
                tuple(told),
                prep,
                finer,
                tuple(lasting(told)),
            )
        )
    return around.spots


def _by_harm(sentences: set[int], around: Setting, own: int) -> tuple[int, str]:
    """How many other sentences that state a harm name the value (3: more), and how it stands to the first of them."""
    n = min(3, len(sentences.intersection(around.harmed) - {own}))
    first = next((s for s in around.harmed if s > 0), None)
    if first is None:
        return n, "none"
    return n, "in" if first in sentences else "next" if not sentences.isdisjoint((first - 1, first + 1)) else "none"


@_spelled
def _beside_harm(n: int, first: str, local: str, kind: str) -> tuple[str, ...]:
    out = f"beside {n} harms {local}", f"beside {n} harms {kind}"
    if first == "in":
        return *out, f"beside the first harm {local}", f"beside the first harm {local} {kind}"
    return (*out, f"next to the first harm {local} {kind}") if first == "next" else out


@_spelled
def _of_place(kind: str, local: str, role: str, prep: str, big: str, tone: str, harm: str) -> tuple[str, ...]:
    return (
        f"{kind} {local}",
        f"role {role} {local}",
        f"after {prep} {local}",
        f"{big} {kind} {local}",
        f"{tone} {kind} {local}",
        f"{tone} {big} {kind}",
        f"harm {harm} {kind}",
    )


@_spelled
def _named_here(named: str, kind: str) -> tuple[str, ...]:
    return f"here is {named}", f"{kind} while here is {named}"


@_spelled
def _each(kind: str, stand: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"{kind} {x}" for x in stand)


def _nearest(spots: Sequence[Spot], m: Mention) -> dict[str, Spot]:
    """Of each place, where it is named nearest to the mention."""
    out: dict[str, Spot] = {}
    away: dict[str, int] = {}
    for s in spots:
        name, far = place_key(s.place), _away(m, s.place)
        if name not in out or far < away[name]:
            out[name], away[name] = s, far
    return out


def _kept(s: Spot, m: Mention, here: Sequence[Spot], others: set[int]) -> tuple[str, ...]:
    """What is kept of a place when the same is named nearer to the mention: what tells of the report as a whole."""
    sentence, out = m.found.scene.sentence, list(s.kept)
    if s.title and not sentence.start <= s.place.start < sentence.end:
        out += _IN_TITLE
    if here and any(_inside(h.place, s.place) for h in here if h.precision < s.precision):
        out.append("holds another of this sentence")
    if s.sentence in others:
        out.append(f"beside another mention {s.sort}")
    return tuple(out)


def place_candidates(fact: Fact, around: Setting, words: Words) -> list[Candidate[PlaceMention]]:
    """Every place of the report that might be the fact's; in full only where each is named nearest to the fact."""
    m = fact.main
    spots = _spots(around, words)
    sentence = m.found.scene.sentence
    here = [s for s in spots if sentence.start <= s.place.start < sentence.end]
    beside: dict[str | None, set[int]] = {}
    for s in spots:
        beside.setdefault(s.place.place.name, set()).add(s.sentence)
    finest = min((s.precision for s in here), default=0)
    named = (
        "fine"
        if finest and finest <= 2
        else "unit"
        if finest and finest <= 5
        else "country"
        if finest and finest <= 6
        else "none"
    )
    others = {o.sentence for o in fact.mentions if o is not m}
    low = m.found.scene.low
    tone = "plain" if words.totals.isdisjoint(low) else "span"
    tone = tone if words.wars.isdisjoint(low) else "war"
    big = (
        "thousands"
        if (fact.count.figure or fact.count.low or 0) >= 1000
        else "hundreds"
        if (fact.count.figure or 0) >= 100
        else "fewer"
    )
    by_harm = {name: _by_harm(sentences, around, m.sentence) for name, sentences in beside.items()}
    leads = _nearest(spots, m)
    out = []
    for s in spots:
        p, kind = s.place, s.sort
        if leads[place_key(p)] is not s:
            out.append(Candidate(p, _kept(s, m, here, others)))
            continue
        stand = standing(m, around, p.start, p.end, s.title, s.sentence)
        local = "here" if "same sentence" in stand else "away"
        feats = [*stand, *s.lasting, *_of_place(kind, local, p.role, s.prep, big, tone, fact.harm)]
        feats += _each(kind, stand[:2])
        if local == "here":
            feats.append(f"{'finest' if s.precision == finest else 'coarser'} here")
            if any(abs(n - m.sentence) <= 2 for n in s.finer_near):
                feats.append(f"finer one near {kind}")
        else:
            feats += _named_here(named, kind)
            if here:
                inner = any(_inside(p, h.place) for h in here if s.precision < h.precision)
                feats += (
                    [f"inside what is named here {kind}", f"inside what is named here {stand[0]}"]
                    if inner
                    else ["outside what is named here"]
                )
        if here and any(_inside(h.place, p) for h in here if h.precision < s.precision):
            feats.append("holds another of this sentence")
        if s.sentence in others:
            feats.append(f"beside another mention {kind}")
        feats += _beside_harm(*by_harm[p.place.name], local, kind)
        if m.title:
            feats.append(f"headline only {kind} {local}")
        out.append(Candidate(p, tuple(feats)))
    return out


def _datings(around: Setting) -> list[Dating]:
    """The dates of things told: no durations, no date of the report itself, nothing unresolved."""
    if around.datings is None:
        told = [
            d
            for d in around.dates
            if d.relation not in _NO_DATING and (d.period.start or d.period.end) and not _is_dateline(around, d)
        ]
        around.datings = [_dating(around, d, d is told[0]) for d in told]
    return around.datings


def _dating(around: Setting, d: Dated, first: bool) -> Dating:
    title = d.start < len(around.document.report.title)
    span = "one day" if d.period.start == d.period.end else "open start" if not d.period.start else "longer"
    return Dating(d, around.sentence_at(d.start), title, _spoken(around, d.start, d.end), first, span)


_NO_DATING = ("age_or_duration", "repeated", "published")


def _is_dateline(around: Setting, d: Dated) -> bool:
    """Whether a date stands in the dateline ("KYIV, April 11 (Wire) – …"): it dates the report, not what it tells."""
    index = around.sentence_at(d.start)
    if index > 1 or d.period.start != (around.document.report.published or "")[:10]:
        return False
    sentence = around.document.sentences[index]
    head = around.document.whole[sentence.start : min(sentence.end, sentence.start + 70)]
    cut = max(head.find(dash) for dash in (" - ", " -- ", " – ", " — ", ") "))
    return 0 < d.start - sentence.start < cut and head[:4].isupper()


OPEN = "open"  # the time option "some day up to publication": the report gives none


def _spoken(around: Setting, start: int, end: int) -> str:
    """Whether a date is when something was said ("said on Monday", "on Monday announced") or happened."""
    sentence = around.document.sentences[around.sentence_at(start)]
    toks = sentence.tokens
    low, high = bisect_left(toks, start, key=_START), bisect_left(toks, end, key=_START)
    said = around.said
    for k in range(low - 1, max(-1, low - 5), -1):
        if toks[k].start in said:
            return "said then"
        if toks[k].low in (",", ".") or toks[k].low in ("killed", "wounded"):
            break
    if high < len(toks) and toks[high].start in said:
        return "then said"
    return "happened then"


_LEAD = {local: ("in the lead", f"in the lead {local}") for local in ("here", "away")}


@_spelled
def _of_date(
    relation: str, kind: str, stand: tuple[str, ...], local: str, big: str, named: str, spoken: str, scope: str
) -> tuple[str, ...]:
    return (
        f"{relation} {kind}",
        f"{relation} {local}",
        *(f"{relation} {s}" for s in stand),
        f"{big} {relation}",
        f"{big} {kind}",
        f"{kind} {local}",
        f"{named} here {'own' if local == 'here' else 'other'}",
        f"{spoken} {local}",
        f"{spoken} {relation}",
        f"{scope} {relation}",
    )


def time_candidates(fact: Fact, around: Setting, words: Words) -> list[Candidate[Dated | str]]:
    """Every date of the report that might be the fact's, and the option that it gives none."""
    m = fact.main
    dates = _datings(around)
    sentence = m.found.scene.sentence
    here = sum(1 for d in dates if sentence.start <= d.date.start < sentence.end)
    named = "only" if here == 1 else "several" if here else "none"
    others = {o.sentence for o in fact.mentions if o is not m}
    big = "big" if (fact.count.figure or 0) >= 1000 else "usual"
    scope = "no scope word" if words.totals.isdisjoint(m.found.scene.low) else "scope word"
    out: list[Candidate[Dated | str]] = []
    for d in dates:
        told = d.date
        stand = standing(m, around, told.start, told.end, d.title, d.sentence)
        local = "here" if sentence.start <= told.start < sentence.end else "away"
        feats = [*stand, *_of_date(told.relation, told.kind, stand[:2], local, big, named, d.spoken, scope)]
        if told.of_what_follows:
            feats += ("of what follows", *_each("of what follows", stand[1:2]))
        if d.sentence in others:
            feats.append("beside another mention")
        if d.first:
            feats.append("first date")
        if d.sentence in (1, 2):
            feats += _LEAD[local]
        feats.append(d.span)
        out.append(Candidate(told, tuple(feats)))
    feats = [
        "open",
        f"open {'own' if here else 'none'}",
        f"open {big}",
        f"open {min(len(dates), 4)} dates",
        f"open {fact.harm}",
        "open title" if m.title else "open body",
    ]
    out.append(Candidate(OPEN, tuple(feats)))
    return out


EVENTS: tuple[Event, ...] = (
    "battle",
    "air_strike",
    "drone_strike",
    "shelling",
    "bombing",
    "suicide_bombing",
    "shooting",
    "chemical",
    "abduction",
    "unknown",
)


def event_candidates(fact: Fact, around: Setting, words: Words, cast: Cast) -> list[Candidate[Event]]:
    """Each kind of event, with where its words stand to the fact, and what sort of side strikes there, or last."""
    m = fact.main
    seen, places = around.events(words), around.event_sentences(words)
    title_end = len(around.document.report.title)
    own: dict[str, dict[str, None]] = {e: {} for e in EVENTS}
    for (start, end, kind, word), at in zip(seen, places, strict=True):
        if kind not in own:
            continue
        told = own[kind]
        if at in (1, 2):
            told["lead"] = None
        if start >= title_end and (at > m.sentence + 1 or at < m.sentence - 5):
            continue
        stand = standing(m, around, start, end, start < title_end, at)
        if "same sentence" in stand:
            told.update(dict.fromkeys(("same sentence", *stand[1:2], f"same word {word}")))
        elif stand[0] in ("back 1", "ahead 1", "in title", "back 2", "back 3-5"):
            told[stand[0]] = None
            if stand[0] in ("back 1", "in title"):
                told[f"{stand[0]} word {word}"] = None
    any_here = any("same sentence" in told for told in own.values())
    doer = next((p for p in reversed(cast.doers) if p.mention.start < m.found.scene.sentence.end), None)
    by = f"by {sort(doer.mention)} {'here' if doer.sentence == m.sentence else 'before'}" if doer else "by nobody"
    counts = Counter(kind for _, _, kind, _ in seen)
    scope = "thousands" if (fact.count.figure or 0) >= 1000 else "fewer"
    out = []
    for kind in EVENTS:
        if kind != "unknown" and not counts[kind]:
            continue
        told = own[kind]
        feats = [*told, kind, f"{kind} {by}", f"{kind} {scope}"]
        feats += [f"{kind} {f}" for f in told if not f.startswith(("back", "ahead"))]
        feats.append(f"{kind} share {min(4, counts[kind] * 5 // (len(seen) or 1))}")
        if not any_here:
            feats += [f"bare sentence {kind}", *(f"bare {f}" for f in told)]
        out.append(Candidate(kind, tuple(feats)))
    return out


STATUSES: tuple[Status, ...] = ("civilian", "combatant", "unknown")


def status_candidates(fact: Fact, lead: Status | None, whole: Status | None, event: Event) -> list[Candidate[Status]]:
    """Each status, with what the head noun, the group before and the whole say."""
    m = fact.main
    p = m.found.people
    heads = {(o.found.people.head, o.found.people.status) for o in fact.mentions}
    said = {s for _, s in heads}
    base = (
        [f"head {h}" for h, _ in heads]
        + [f"says {s}" for s in said]
        + [
            f"kind {p.kind}",
            f"kind {p.kind} says {p.status}",
            f"harm {fact.harm}",
            f"event {event}",
            f"{p.kind} event {event}",
            f"lead {lead}",
            f"{p.kind} lead {lead}",
            f"{p.status} lead {lead}",
            f"whole {whole}",
            f"{p.status} whole {whole}",
            f"{p.status} event {event}",
            f"group {p.group}",
        ]
    )
    base += [f"word {a}" for a in p.adjectives[:3]]
    if m.found.trigger:
        base.append(f"lemma {m.found.trigger.lemma}")
    base.append(f"{p.status} thousands" if (fact.count.figure or 0) >= 1000 else f"{p.status} fewer")
    return [Candidate(s, tuple(f"{s} {b}" for b in base)) for s in STATUSES]


def scope_candidates(
    fact: Fact,
    around: Setting,
    time: Dated | str | None,
    precision: int | None,
    words: Words,
    whole: Scope | None,
    previous: Scope | None,
) -> list[Candidate[Scope]]:
    """Incident or total, with what the time, the place and the wording say."""
    m = fact.main
    low = m.found.scene.low
    days = _days(time) if isinstance(time, Dated) else "open"
    relation = time.relation if isinstance(time, Dated) else "open"
    where = _sort(precision or 9)
    base = [
        f"days {days}",
        f"time {relation}",
        f"place {where}",
        f"{where} {days}",
        f"{where} {relation}",
        f"harm {fact.harm}",
        f"size {_magnitude(fact)}",
        f"size {_magnitude(fact)} {where}",
        f"size {_magnitude(fact)} {days}",
        f"whole {whole}",
        f"before {previous}",
        f"before {previous} {days}",
    ]
    base += [f"word {w}" for w in set(low) & words.totals]
    sentence = m.found.scene.sentence
    spans = {_days(d) for d in around.dates if sentence.start <= d.start < sentence.end and d.relation == "since"}
    base += [f"since here {'long' if spans & {'32+', '8-31'} else 'short' if spans else 'none'}"]
    base += [
        f"source {m.source.kind if m.source else 'none'}",
        f"source {m.source.kind if m.source else 'none'} {days}",
    ]
    places = {
        p.place.name
        for p in around.places
        if p.role == "place" and sentence.start <= p.start < sentence.end and exactness(p.place) <= 3
    }
    base.append(f"places here {min(3, len(places))}")
    base.append("title" if m.title else "body")
    between = path(m.found.scene.symbols, m.found.people.end, min(len(low), m.found.people.end + 4), 4)
    base.append(f"then {between}")
    return [Candidate(s, tuple(f"{s} {b}" for b in base)) for s in ("incident", "total")]


def _magnitude(fact: Fact) -> str:
    n = fact.count.figure if fact.count.figure is not None else fact.count.low or 0
    return (
        "0"
        if not n
        else "1-9"
        if n < 10
        else "10-49"
        if n < 50
        else "50-199"
        if n < 200
        else "200-999"
        if n < 1000
        else "1000+"
    )


def _days(d: Dated) -> str:
    from datetime import date

    if not d.period.start or not d.period.end:
        return "half"
    n = (date.fromisoformat(d.period.end) - date.fromisoformat(d.period.start)).days
    return "1" if n == 0 else "2" if n == 1 else "3-7" if n < 8 else "8-31" if n < 32 else "32+"


def names(found: Iterable[str | None]) -> tuple[str, ...]:
    """Names without nulls and repeats, in order."""
    return tuple(dict.fromkeys(n for n in found if n))

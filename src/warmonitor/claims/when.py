"""Which date of the report is a fact's: each date with all its mentions, described as it stands to the fact."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field

from warmonitor.claims.dates import Dated
from warmonitor.claims.facts import Fact
from warmonitor.claims.scenes import turn
from warmonitor.claims.setting import Setting
from warmonitor.claims.standing import START, VIOLENT, Ranks, eventful, nearest, spelled, standing, uses
from warmonitor.claims.text import Sentence
from warmonitor.claims.tree import Candidate
from warmonitor.claims.where import size_and_tone
from warmonitor.lexicon.words import Words

OPEN = "open"  # the option "some day up to publication": the report gives none
_NO_DATING = ("age_or_duration", "repeated", "published")


@dataclass(slots=True)
class Dating:
    """One mention of a date, with what does not change from fact to fact."""

    date: Dated
    sentence: int
    title: bool
    spoken: str
    eventful: str
    uses: tuple[str, ...]

    @property
    def happened(self) -> bool:
        """Whether it dates what happened, not what was said, and something violent is told beside it."""
        return self.spoken == "happened then" and self.eventful in VIOLENT and "toll told" not in self.uses


@dataclass(slots=True)
class Moment:
    """A date of the report: all its mentions, and what the report as a whole tells of it.

    `starts` is where it is named, `named` where the text names it, `lately` where as the date of something violent;
    `main` whether it is the first such date.
    """

    key: str
    span: str
    datings: list[Dating] = field(default_factory=list)
    told: tuple[str, ...] = ()
    starts: tuple[int, ...] = ()
    sentences: frozenset[int] = frozenset()
    paragraphs: frozenset[int] = frozenset()
    named: tuple[int, ...] = ()
    lately: tuple[int, ...] = ()
    main: bool = False


class Moments:
    """The dates of a report, and by how lately each was named before anything."""

    def __init__(self, found: list[Moment]) -> None:
        self.all = found
        self.named, self.lately = Ranks((x.key, x.named) for x in found), Ranks((x.key, x.lately) for x in found)


def time_key(t: Dated | str) -> str:
    """The value that mentions of one date share."""
    return f"{t.period.start}/{t.period.end}" if isinstance(t, Dated) else t


def value_relation(a: Dated | str, b: Dated | str) -> str:
    """Same or other, for dates and for words."""
    return "same" if time_key(a) == time_key(b) else "other"


def _is_dateline(around: Setting, d: Dated) -> bool:
    """Whether a date stands in the dateline ("KYIV, April 11 (Wire) – …"): it dates the report, not what it tells."""
    index = around.sentence_at(d.start)
    if index > 1 or d.period.start != (around.document.report.published or "")[:10]:
        return False
    sentence = around.document.sentences[index]
    head = around.document.whole[sentence.start : min(sentence.end, sentence.start + 70)]
    cut = max(head.find(dash) for dash in (" - ", " -- ", " – ", " — ", ") "))
    return 0 < d.start - sentence.start < cut and head[:4].isupper()


_SPENT = frozenset((",", ".", "killed", "wounded"))


def _spoken(around: Setting, d: Dated, sentence: Sentence) -> str:
    """Whether a date is when something was said ("said on Monday", "on Monday announced") or happened."""
    toks, said = sentence.tokens, around.said
    low, high = bisect_left(toks, d.start, key=START), bisect_left(toks, d.end, key=START)
    for k in range(low - 1, max(-1, low - 5), -1):
        if toks[k].start in said:
            return "said then"
        if toks[k].low in _SPENT:
            break
    return "then said" if high < len(toks) and toks[high].start in said else "happened then"


_OWNED = 30  # characters after "Monday's" in which its event is named


def _uses(around: Setting, d: Dated, sentence: Sentence, words: Words) -> tuple[str, ...]:
    """What the date is used for: it names the event ("Monday's attack"), or dates a toll."""
    out = uses(d.start, sentence, words)
    after = sentence.low[bisect_left(sentence.tokens, d.end, key=START) :][:1]
    owns = d.text.endswith(("'s", "’s")) or after == ["'s"] or (d.text.endswith("days") and d.kind == "day")
    starts = around.event_starts(words)
    k = bisect_left(starts, d.end)
    if owns and k < len(starts) and starts[k] < d.end + _OWNED:
        out.append("names the event")
    if not words.figures.isdisjoint(sentence.low) and any(words.symbols.get(w) == "RISE" for w in sentence.low):
        out.append("toll told")
    return tuple(out)


def moments(around: Setting, words: Words) -> Moments:
    """The dates of things told: no durations, no date of the report itself, nothing unresolved."""
    if around.moments is None:
        title_end = len(around.document.report.title)
        found: dict[str, Moment] = {}
        for d in around.dates:
            if d.relation in _NO_DATING or not (d.period.start or d.period.end) or _is_dateline(around, d):
                continue
            span = "one day" if d.period.start == d.period.end else "longer" if d.period.start else "open start"
            index = around.sentence_at(d.start)
            s = around.document.sentences[index]
            one = found.setdefault(time_key(d), Moment(time_key(d), span))
            near = eventful(around, d.start, s, words)
            spoken = _spoken(around, d, s)
            one.datings.append(Dating(d, index, d.start < title_end, spoken, near, _uses(around, d, s, words)))
        _tell(list(found.values()), around)
        around.moments = Moments(list(found.values()))
    return around.moments


def _tell(found: Sequence[Moment], around: Setting) -> None:
    """What the report as a whole tells of each date."""
    for x in found:
        body = [d for d in x.datings if not d.title]
        x.starts = tuple(d.date.start for d in x.datings)
        x.sentences = frozenset(d.sentence for d in x.datings)
        x.paragraphs = frozenset(around.document.sentences[d].paragraph for d in x.sentences)
        x.named = tuple(d.date.start for d in body)
        x.lately = tuple(d.date.start for d in body if d.happened)
    first = min((x.named[0] for x in found if x.named), default=-1)
    main = min((x.lately[0] for x in found if x.lately), default=-1)
    published = (around.document.report.published or "")[:10]
    for x in found:
        x.main = main in x.lately
        told = [
            x.span,
            f"told {min(3, len(x.datings))} times {x.span}",
            f"eventful {min(3, sum(d.happened for d in x.datings))} {x.span}",
        ]
        if first in x.named:
            told.append(f"first date {x.span}")
        if x.main:
            told.append("main date")
        if not x.sentences.isdisjoint((1, 2)):
            told.append(f"in the lead {x.span}")
        if any("names the event" in d.uses for d in x.datings):
            told.append("names the event somewhere")
        if all(d.spoken != "happened then" for d in x.datings):
            told.append("only spoken")
        if x.key == f"{published}/{published}":
            told.append("the day of publication")
        x.told = tuple(told)


@spelled
def _described(
    span: str,
    relation: str,
    kind: str,
    local: str,
    named: str,
    spoken: str,
    near: str,
    big: str,
    tone: str,
    stand: tuple[str, ...],
    used: tuple[str, ...],
) -> tuple[str, ...]:
    return (
        *stand,
        *(f"{relation} {s}" for s in stand[:2]),
        *(f"{u} {local}" for u in used),
        f"{span} {local}",
        f"{relation} {kind}",
        f"{relation} {local}",
        f"{big} {relation}",
        f"{big} {span}",
        f"{tone} {relation}",
        f"{tone} {span} {local}",
        f"{kind} {local}",
        f"{named} here {local}",
        f"{spoken} {local}",
        f"{spoken} {relation}",
        f"{near} {local}",
        f"{spoken} {near} {local}",
    )


@spelled
def _away(recent: int, lately: int, named: str, event: str, span: str, happened: bool) -> tuple[str, ...]:
    return (
        f"recent {recent}",
        f"recent {recent} {named}",
        f"recent {recent} {event}",
        f"lately {lately}",
        f"lately {lately} {named}",
        f"lately {lately} {event}",
        f"lately {lately} {span}",
        f"while a date of it here {happened}",
    )


def time_candidates(fact: Fact, around: Setting, words: Words) -> list[Candidate[Dated | str]]:
    """Every date of the report that might be the fact's, and the option that it gives none."""
    m = fact.main
    known = moments(around, words)
    found, sentence = known.all, m.found.scene.sentence
    near = [x.datings[nearest(m, x.starts)] for x in found]
    own = [d.sentence == m.sentence for d in near]
    named = "only" if sum(own) == 1 else "several" if any(own) else "none"
    happened = any(o and d.spoken == "happened then" for o, d in zip(own, near, strict=True))
    others = {o.sentence for o in fact.mentions if o is not m}
    harmed = {k for k in around.harmed if k != m.sentence}
    big, tone = size_and_tone(fact, words)
    event = turn(sentence).event
    recent, lately = known.named.before(m.start), known.lately.before(m.start)
    toll = "no toll" if words.figures.isdisjoint(m.found.scene.low) else "toll"
    out: list[Candidate[Dated | str]] = []
    for x, at, mine in zip(found, near, own, strict=True):
        d, local = at.date, "here" if mine else "away"
        stand = standing(m, around, d.start, d.end, at.title, at.sentence)
        feats = [
            *x.told,
            *_described(
                x.span, d.relation, d.kind, local, named, at.spoken, at.eventful, big, tone, stand, at.uses
            ),
        ]  # fmt: skip
        if mine:
            feats += [f"{at.spoken} {toll} here", f"{at.spoken} {named} here"]
        else:
            r, t = min(recent.get(x.key, 0), 3), min(lately.get(x.key, 0), 3)
            feats += _away(r, t, named, event, x.span, happened)
            if x.main:
                feats += [f"main date {event}", f"main date while {named}", f"main date happened {happened}"]
            if sentence.paragraph in x.paragraphs:
                feats.append("in this paragraph")
        if d.of_what_follows:
            feats += ["of what follows", f"of what follows {stand[1] if len(stand) > 1 else stand[0]}"]
        if not x.sentences.isdisjoint(others):
            feats.append("beside another mention")
        feats.append(f"beside {min(3, len(x.sentences & harmed))} harms {local}")
        out.append(Candidate(d, tuple(feats)))
    feats = [
        "open",
        f"open {named}",
        f"open happened {happened}",
        f"open {big}",
        f"open {tone}",
        f"open {min(len(found), 4)} dates",
        f"open {fact.harm}",
        f"open {event}",
        f"open main {any(x.main for x in found)}",
        f"open lately {bool(lately)} {named}",
        "open title" if m.title else "open body",
    ]
    out.append(Candidate(OPEN, tuple(feats)))
    return out

"""Which place of the report is a fact's: each place with all its mentions, described as it stands to the fact."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field

from warmonitor.claims.facts import Fact
from warmonitor.claims.scenes import scene_words, turn
from warmonitor.claims.setting import Setting, home
from warmonitor.claims.standing import START, VIOLENT, Ranks, away, eventful, nearest, spelled, standing, uses
from warmonitor.claims.tree import Candidate
from warmonitor.lexicon.words import Words
from warmonitor.model import Place
from warmonitor.places import Mention as PlaceMention
from warmonitor.places.names import fold
from warmonitor.places.weigh import near


@dataclass(slots=True)
class Naming:
    """One mention of a place, with what does not change from fact to fact."""

    place: PlaceMention
    sentence: int
    title: bool
    prep: str
    eventful: str
    uses: tuple[str, ...]


@dataclass(slots=True)
class Locale:
    """A place of the report: all its mentions, and what the report as a whole tells of it.

    `inside` and `holds` are the keys of the other places that it lies in or that lie in it; `starts` where it is named;
    `named`, `scenes` and `eventful` where in the text, where by something violent told around it, and where right
    beside one; `main` whether it is the scene of what the report tells first.
    """

    key: str
    sort: str
    precision: int
    namings: list[Naming] = field(default_factory=list)
    told: tuple[str, ...] = ()
    inside: frozenset[str] = frozenset()
    holds: frozenset[str] = frozenset()
    starts: tuple[int, ...] = ()
    sentences: frozenset[int] = frozenset()
    paragraphs: frozenset[int] = frozenset()
    named: tuple[int, ...] = ()
    scenes: tuple[int, ...] = ()
    eventful: tuple[int, ...] = ()
    main: bool = False


class Locales:
    """The places of a report in the order in which they are first named, and by how near they are named to anything."""

    def __init__(self, found: list[Locale]) -> None:
        self.all = found
        fine = [x for x in found if x.sort == "fine"]
        self.named, self.fine = Ranks((x.key, x.named) for x in found), Ranks((x.key, x.named) for x in fine)
        self.scenes = Ranks((x.key, x.scenes) for x in fine)
        self.eventful = Ranks((x.key, x.eventful) for x in fine)


def exactness(place: Place) -> int:
    """The precision of a place as named: a name that no gazetteer knows is that of a settlement, wherever it is put."""
    return 2 if place.matched == "unknown" else place.precision or 9


def sort_of(precision: int) -> str:
    """Fine, unit, country or unplaced."""
    return "fine" if precision <= 2 else "unit" if precision <= 5 else "country" if precision == 6 else "unplaced"


def place_key(p: PlaceMention) -> str:
    """The value that the mentions of one place share, however it is spelled: its name, articles and case apart."""
    name = fold(p.place.name or p.text)
    return name.removeprefix("al ").removeprefix("el ") or name


def _lies_in(p: PlaceMention, q: PlaceMention) -> bool:
    """Whether the first place lies in the second, as far as their units tell."""
    a, b = p.place, q.place
    if exactness(a) >= exactness(b) or a.country != b.country:
        return False
    return exactness(b) == 6 or bool(b.admin1 and a.admin1 == b.admin1)


_QUARTER = 22.24  # km: a quarter lies no farther from its town


def _quarters(x: Locale) -> list[Place]:
    """The mentions of a place that call it a quarter of some town."""
    words = scene_words().quarters
    named = (n.place for n in x.namings)
    return [p.place for p in named if exactness(p.place) <= 2 and p.text.rsplit(None, 1)[-1].lower() in words]


def _is_quarter(a: Place, b: Place) -> bool:
    """Whether the first, called a quarter, is one of the second: a town, and near it."""
    return exactness(b) <= 2 and near(a, b) < _QUARTER


def place_relation(a: PlaceMention, b: PlaceMention) -> str:
    """How a parent's place stands to a fact's own."""
    if place_key(a) == place_key(b):
        return "same"
    return "inside" if _lies_in(b, a) else "holds" if _lies_in(a, b) else "other"


def _believed(around: Setting) -> list[PlaceMention]:
    """The mentions that may be where something happened: no part of a side's name ("Ahrar al-Sham")."""
    starts = [a.start for a in around.actors]
    out = []
    for p in around.places:
        if p.role not in ("place", "dateline", "unknown"):
            continue
        k = bisect_left(starts, p.end) - 1
        within = k >= 0 and around.actors[k].end > p.start
        if not within or (exactness(p.place) == 6 and around.actors[k].end <= p.end):
            out.append(p)
    return out


_SEPARATORS = frozenset((", ", " and ", ", and ", " & ", " or ", "/"))


def _uses(around: Setting, places: Sequence[PlaceMention], i: int, sentence: int, words: Words) -> tuple[str, ...]:
    """What a mention of a place is used for, besides saying where: who speaks, from where to measure, a heading."""
    p, low = places[i], around.document.low
    s = around.document.sentences[sentence]
    out = uses(p.start, s, words) if p.role != "dateline" else []
    k = bisect_left(s.tokens, p.end, key=START)
    if any(t.start in around.said for t in s.tokens[k : k + 2]):
        out.append("speaks")
    before = low[max(s.start, p.start - 24) : p.start].split()
    if not scene_words().distances.isdisjoint(before) or (p.text[:1].islower() and " of " in p.text):
        out.append("measured from")
    elif p.text[:1].islower():
        out.append("qualified")
    beside = [places[j] for j in (i - 1, i + 1) if 0 <= j < len(places)]
    if any(
        low[min(q.end, p.end) : max(q.start, p.start)] in _SEPARATORS and exactness(q.place) == exactness(p.place)
        for q in beside
    ):
        out.append("listed")
    if p.place.matched == "unknown" and sum([word[:1].isupper() for word in s.texts]) * 10 > len(s.tokens) * 6:
        out.append("unknown among capitals")
    if len(p.text) > 3 and p.text.isupper():
        out.append("capitals")
    return tuple(out)


def locales(around: Setting, words: Words) -> Locales:
    """The places that could be a fact's."""
    if around.locales is None:
        places = _believed(around)
        found: dict[str, Locale] = {}
        for i, p in enumerate(places):
            sentence = around.sentence_at(p.start)
            before = around.document.low[max(0, p.start - 10) : p.start].split()
            prep = before[-1] if before and before[-1] in words.prepositions else "other"
            near = eventful(around, p.start, around.document.sentences[sentence], words)
            precision = exactness(p.place)
            one = found.setdefault(place_key(p), Locale(place_key(p), "", precision))
            one.precision = min(one.precision, precision)
            title = p.start < len(around.document.report.title)
            one.namings.append(Naming(p, sentence, title, prep, near, _uses(around, places, i, sentence, words)))
        _relate(around, list(found.values()))
        _tell(around, list(found.values()))
        around.locales = Locales(list(found.values()))
    return around.locales


def _relate(around: Setting, found: Sequence[Locale]) -> None:
    """Which places lie in which, where each is named, and which is the main scene."""
    for x in found:
        x.sort = sort_of(x.precision)
        x.starts = tuple(n.place.start for n in x.namings)
        x.sentences = frozenset(n.sentence for n in x.namings)
        x.paragraphs = frozenset(around.document.sentences[n].paragraph for n in x.sentences)
        body = [n for n in x.namings if not n.title and n.place.role != "dateline"]
        x.named = tuple(n.place.start for n in body)
        x.scenes = tuple(n.place.start for n in body if n.eventful != "no event")
        x.eventful = tuple(n.place.start for n in x.namings if n.eventful in VIOLENT)
        said = {place_key(around.places[n.place.container]) for n in x.namings if n.place.container is not None}
        lead, quarters = x.namings[0].place, _quarters(x)
        x.inside = frozenset(
            [
                y.key
                for y in found
                if y is not x
                and (
                    y.key in said
                    or _lies_in(lead, y.namings[0].place)
                    or (quarters and any(_is_quarter(q, y.namings[0].place.place) for q in quarters))
                )
            ]
        )
    for x in found:
        x.holds = frozenset([y.key for y in found if x.key in y.inside])
    _mark_main(found)


def _mark_main(found: Sequence[Locale]) -> None:
    """The first fine place by which something violent is told, or what soon after is named inside it."""
    told = [
        (n.place.start, x)
        for x in found
        for n in x.namings
        if x.sort == "fine" and not n.title and n.eventful in VIOLENT and n.place.role == "place"
    ]
    told.sort(key=lambda t: t[0])
    if told:
        main = told[0][1]
        for _, x in told[1:6]:
            main = x if main.key in x.inside else main
        main.main = True


def _tell(around: Setting, found: Sequence[Locale]) -> None:
    """What the report as a whole tells of each place."""
    country = home(around.places)
    held = {id(p) for p in around.places if p.container is not None}
    holders = {id(around.places[p.container]) for p in around.places if p.container is not None}
    most = max((len(x.namings) for x in found), default=0)
    titled = {x.key for x in found if any(n.title for n in x.namings)}
    for x in found:
        kind, lead = x.sort, x.namings[0].place
        where = "home" if lead.place.country == country else "abroad" if lead.place.country else "nowhere"
        told = [
            f"{where} {kind}",
            f"named {min(len(x.namings), 4)} {kind}",
            f"eventful {min(3, len(x.eventful))} {kind}",
        ]
        if len(x.namings) == most:
            told.append(f"most often {kind}")
        if any(id(n.place) in holders for n in x.namings):
            told += ["holds another", f"holds another {kind}"]
        if any(id(n.place) in held for n in x.namings):
            told.append(f"held by another {kind}")
        if x.key in titled:
            told.append(f"in title {kind}")
        elif not titled.isdisjoint(x.inside):
            told.append(f"inside the title's {kind}")
        if not x.sentences.isdisjoint((1, 2)):
            told.append(f"in the lead {kind}")
        if x.main:
            told.append("main scene")
        if all(n.place.role == "dateline" for n in x.namings):
            told.append("dateline only")
        if lead.place.matched == "unknown":
            told.append("unknown to gazetteers")
        x.told = tuple(told)


@spelled
def _with_kind(
    kind: str, side: str, role: str, prep: str, near: str, big: str, tone: str, harm: str, stand: tuple[str, ...]
) -> tuple[str, ...]:
    return (
        *stand,
        f"{kind} {side}",
        f"role {role} {side}",
        f"after {prep} {side}",
        f"{near} {side}",
        f"{near} {kind} {side}",
        f"{big} {kind}",
        f"{tone} {kind} {side}",
        f"{tone} {big} {kind}",
        f"harm {harm} {kind}",
        *(f"{kind} {x}" for x in stand[:2]),
    )


@spelled
def _used(side: str, used: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"{side} {u}" for u in used)


@spelled
def _here(kind: str, fineness: str, order: int, of: int) -> tuple[str, ...]:
    return f"{fineness} here", f"nearest {order} here", f"nearest {order} {kind} here of {of}"


@spelled
def _away(
    kind: str,
    named: str,
    rank: int,
    scene: int,
    any_rank: int,
    ahead: int,
    within: str,
    first: str,
    place: str,
    event: str,
) -> tuple[str, ...]:
    return (
        f"{kind} while here is {named}",
        f"recent {rank} {kind} here {named}",
        f"recent scene {scene} {kind}",
        f"recent any {any_rank} {kind}",
        f"{place} taken up {kind}",
        f"{place} taken up {kind} {rank}",
        f"{event} {kind} {rank}",
        f"ahead {ahead} {within} {named}",
        f"ahead {ahead} {kind} {first}",
        f"ahead {ahead} {kind} {within} {first}",
    )


def place_candidates(fact: Fact, around: Setting, words: Words) -> list[Candidate[PlaceMention]]:
    """Every place of the report that might be the fact's, at the mention nearest to it."""
    m = fact.main
    known = locales(around, words)
    found, sentence = known.all, m.found.scene.sentence
    near = [x.namings[nearest(m, x.starts)] for x in found]
    local = [n.sentence == m.sentence for n in near]
    here = [(away(m, n.place.start), x.key) for x, n, own in zip(found, near, local, strict=True) if own]
    order = {key: k for k, (_, key) in enumerate(sorted(here))}
    finest = min([x.precision for x in found if x.key in order], default=0)
    named = sort_of(finest) if finest else "none"
    others = {o.sentence for o in fact.mentions if o is not m}
    harmed = {k for k in around.harmed if k != m.sentence}
    big, tone = size_and_tone(fact, words)
    hangs = turn(sentence)
    recent, scenes = known.fine.before(m.start), known.scenes.before(m.start)
    any_recent, ahead = known.named.before(m.start), known.eventful.after(sentence.end)
    first = "later" if scenes else "first"
    out = []
    for x, at, own in zip(found, near, local, strict=True):
        kind, p = x.sort, at.place
        side = "here" if own else "away"
        stand = standing(m, around, p.start, p.end, at.title, at.sentence)
        feats = [
            *x.told,
            *_with_kind(kind, side, p.role, at.prep, at.eventful, big, tone, fact.harm, stand),
            *_used(side, at.uses),
        ]
        holds = not x.holds.isdisjoint(order)
        within = "inside" if not x.inside.isdisjoint(order) else "holds" if holds else "apart"
        if own:
            fineness = "finest" if x.precision == finest else "coarser"
            feats += _here(kind, fineness, min(order[x.key], 3), min(len(here), 3))
            if holds:
                feats.append("holds another here")
        else:
            feats += _away(
                kind,
                named,
                min(recent.get(x.key, 0), 4),
                min(scenes.get(x.key, 0), 4),
                min(any_recent.get(x.key, 0), 4),
                min(ahead.get(x.key, 0), 3),
                within,
                first,
                *hangs,
            )
            if x.main:
                feats += [f"main scene {hangs.event}", f"main scene here {named}", f"main scene {hangs.place}"]
            if here:
                feats.append("inside what is named here" if within == "inside" else "outside what is named here")
                if holds:
                    feats.append("holds what is named here")
            if sentence.paragraph in x.paragraphs:
                feats.append(f"in this paragraph {kind}")
        if not x.sentences.isdisjoint(others):
            feats.append(f"beside another mention {kind}")
        feats.append(f"beside {min(3, len(x.sentences & harmed))} harms {kind} {side}")
        if m.title:
            feats.append(f"headline only {kind} {side}")
        out.append(Candidate(p, tuple(feats)))
    return out


def size_and_tone(fact: Fact, words: Words) -> tuple[str, str]:
    """How many, roughly, and whether the sentence speaks of one event, of a span of them, or of a war."""
    low = fact.main.found.scene.low
    n = fact.count.figure or fact.count.low or 0
    big = "thousands" if n >= 1000 else "hundreds" if n >= 100 else "fewer"
    tone = "span" if not words.totals.isdisjoint(low) else "plain"
    return big, tone if words.wars.isdisjoint(low) else "war"

"""Mentions of harm gathered into facts: the same fact said twice is one, and a part knows its whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from warmonitor.claims.detect import Finding
from warmonitor.claims.harms import path
from warmonitor.claims.linear import Model
from warmonitor.model import Count, Harm, Source, Stance

LEAST = -0.5  # the score from which a fact is held to be part of another: a part left alone is as wrong as one misled


@dataclass(slots=True, eq=False)
class Mention:
    """One place in the report that states a harm, with what its own sentence says around it.

    `title` is whether it stands in the headline.
    """

    found: Finding
    order: int
    sentence: int
    start: int
    end: int
    count: Count
    source: Source | None = None
    places: frozenset[str] = frozenset()
    days: frozenset[str] = frozenset()
    stance: Stance = "asserted"
    harm: Harm = field(init=False)
    title: bool = field(init=False)

    def __post_init__(self) -> None:
        self.harm = self.found.harm
        self.title = self.found.scene.sentence.title


@dataclass(slots=True, eq=False)
class Fact:
    """What will be one claim: mentions of one harm of one group, and what they say together."""

    mentions: list[Mention]
    whole: Fact | None = None
    harm: Harm = field(init=False)
    main: Mention = field(init=False)
    count: Count = field(init=False)

    def __post_init__(self) -> None:
        self._settle()

    def add(self, mention: Mention) -> None:
        """Take in another mention of the same."""
        self.mentions.append(mention)
        self._settle()

    def _settle(self) -> None:
        self.harm = self.mentions[0].found.harm
        self.main = self._first()
        self.count = self._agreed()

    def _first(self) -> Mention:
        """The mention that the claim's fields are read off: the first outside the headline."""
        return next((m for m in self.mentions if not m.title and m.found.people.explicit), None) or next(
            (m for m in self.mentions if not m.title), self.mentions[0]
        )

    def _agreed(self) -> Count:
        """The count of all mentions: a figure before rough words, an exact one before one near it, else an open end."""
        with_figure = [m for m in self.mentions if m.count.figure is not None]
        pool = with_figure or self.mentions
        if len({m.count.figure for m in pool}) > 1:
            pool = [m for m in pool if m.count.modifier == "exact"] or pool
        body = [m for m in pool if not m.title] + [m for m in pool if m.title]
        open_ended = [m for m in body if m.count.modifier not in ("exact", "about")]
        return (open_ended or body)[0].count


def _size(c: Count) -> str:
    n = c.figure
    if n is None:
        return "rough"
    return "1" if n == 1 else "2" if n == 2 else "3-9" if n < 10 else "10-99" if n < 100 else "100+"


def may_be_same(a: Mention, b: Mention) -> bool:
    """Whether two mentions could state one fact: the same harm, and figures that do not differ."""
    if a.harm != b.harm or a.found.people is b.found.people or _listed(a.found, b.found):
        return False
    x, y = a.count, b.count
    if x.figure is not None and y.figure is not None:
        return x.figure == y.figure or _is_near(x, y) or _is_near(y, x)
    if x.figure is None and y.figure is None:
        return x.low == y.low and x.high == y.high
    rough, exact = (a, b) if x.figure is None else (b, a)
    least, figure = rough.count.low or 0, exact.count.figure
    if figure is None or least < 2 or (least > 2 and figure > 20 * least):  # nobody says "dozens" for thousands
        return False
    return figure >= least / 2 if rough.title else figure >= least > 2


_NEAR = 0.1  # how far a rough figure is from the exact one that it stands for: "some 30 … 31"


def _is_near(rough: Count, exact: Count) -> bool:
    """Whether a figure with a rough word may stand for an exact one: "more than 60 … 62", "almost 6,300 … 6,270"."""
    n, figure = rough.figure, exact.figure
    if n is None or figure is None or exact.modifier != "exact" or n < 10 or abs(n - figure) > _NEAR * n:
        return False
    return rough.modifier == "about" or (
        figure >= n if rough.modifier in ("more_than", "at_least") else figure <= n and rough.modifier == "almost"
    )


def _name(m: Mention) -> list[str]:
    """The word behind a title: "General (Adnan)", "Masjid (Bilal)"."""
    return m.found.scene.low[m.found.people.end : m.found.people.end + 1]


_LISTED = frozenset(("COMMA", "AND", "DET", "g", "f"))


def _listed(a: Finding, b: Finding) -> bool:
    """Whether two groups stand in one list ("a clinic and a school"): each is a fact of its own."""
    first, second = sorted((a.people, b.people), key=lambda p: p.start)
    return a.scene is b.scene and _LISTED.issuperset(a.scene.symbols[first.end : second.start])


def same_features(a: Mention, b: Mention) -> tuple[str, ...]:
    """Named features of "these two mentions state one fact"; `a` comes first in the report."""
    p, q = a.found.people, b.found.people
    size = _size(a.count) if (a.count.figure is None) == (b.count.figure is None) else "rough-exact"
    if None not in (a.count.figure, b.count.figure) and a.count.figure != b.count.figure:
        size = "near"
    gap = b.sentence - a.sentence
    near = "0" if gap == 0 else "1" if gap == 1 else "2-4" if gap < 5 else "5+"
    group = "same" if p.group == q.group else "one" if not (p.group and q.group) else "differ"
    status = "same" if p.status == q.status else "open" if "unknown" in (p.status, q.status) else "differ"
    where = "none" if not (a.places and b.places) else "same" if a.places & b.places else "differ"
    when = "none" if not (a.days and b.days) else "same" if a.days & b.days else "differ"
    who = "none" if not (a.source and b.source) else "same" if a.source.name == b.source.name else "differ"
    title = "title" if a.title else "body"
    out = [
        f"size {size}",
        f"{title}",
        f"{title} {size}",
        f"gap {near}",
        f"{title} gap {near} {size}",
        f"group {group}",
        f"status {status}",
        f"place {where}",
        f"day {when}",
        f"source {who}",
    ]
    out += [
        f"{size} group {group}",
        f"{size} place {where}",
        f"{size} day {when}",
        f"{size} source {who}",
        f"{title} source {who}",
        f"harm {a.harm}",
    ]
    head = "same" if p.head == q.head else "differ"
    out += [
        f"{size} head {head}",
        f"gap {near} head {head}",
        f"{'facility' if p.facility else 'people'} head {head} {size}",
    ]
    if p.kind == q.kind == "title":
        out.append(f"name {'same' if _name(a) == _name(b) else 'differ'}")
    out.append(f"modifiers {a.count.modifier} {b.count.modifier}")
    out.append(f"kinds {p.kind} {q.kind}")
    out.append(f"modifier {'same' if a.count.modifier == b.count.modifier else 'differ'} {title}")
    out.append(
        f"{size} order {min(b.order - a.order, 9)}"
        if title == "body"
        else f"{size} title order {min(a.order, 3)}-{min(b.order, 6)}"
    )
    if q.kind == "definite" or (q.start and b.found.scene.low[q.start - 1] in ("the", "those", "these")):
        out.append(f"definite {size}")
    if q.head in ("other", "others", "more", "another", "further"):
        out.append("another")
    return tuple(out)


def gather(mentions: Sequence[Mention], model: Model) -> list[Fact]:
    """Mentions to facts, in order of their first mention outside the headline where there is one."""
    facts: list[Fact] = []
    for m in mentions:
        best, best_score = None, 0.0
        for f in facts:
            scores = [model.score(same_features(o, m)) for o in f.mentions if may_be_same(o, m)]
            if len(scores) < len(f.mentions) or not scores:
                continue
            score = sum(scores) / len(scores)
            if score > best_score:
                best, best_score = f, score
        if best:
            best.add(m)
        else:
            facts.append(Fact([m]))
    return facts


def may_be_part(part: Fact, whole: Fact) -> bool:
    """Whether one fact could break down another: the same harm, no larger, nor the same."""
    if part is whole or part.harm != whole.harm:
        return False
    x, y = part.count, whole.count
    least = x.low if x.low is not None else x.figure or 0
    most = y.high if y.high is not None else None
    if x.figure is not None and y.figure is not None and x.figure > y.figure and y.high is not None:
        return False
    return most is None or least <= most


def _nearest(ours: Sequence[Mention], theirs: Sequence[Mention]) -> tuple[Mention, Mention]:
    """The two mentions nearest to each other, the headline's last."""
    if len(ours) == len(theirs) == 1:
        return ours[0], theirs[0]
    return min(
        ((m, n) for m in ours for n in theirs),
        key=lambda mn: (
            mn[0].title,
            mn[1].title,
            abs(mn[0].sentence - mn[1].sentence),
            mn[0].order < mn[1].order,
            abs(mn[0].order - mn[1].order),
        ),
    )


def part_features(part: Fact, whole: Fact, facts: Sequence[Fact]) -> tuple[str, ...]:
    """Named features of "this fact is a part of that one"; the nearest two mentions are compared."""
    a, b = _nearest(part.mentions, whole.mentions)
    p, q = a.found.people, b.found.people
    gap = a.sentence - b.sentence
    side = "after" if a.order > b.order else "before"
    near = f"{side} {'0' if gap == 0 else '1' if abs(gap) == 1 else '2-4' if abs(gap) < 5 else '5+'}"
    low = a.found.scene.low
    before = low[p.start - 1] if p.start else "^"
    marked = a.found.scene.symbols[p.start - 1] if p.start else "^"
    out = [
        near,
        f"{p.kind} {near}",
        f"kinds {p.kind} {q.kind}",
        f"before {marked}"
        if marked in ("PART", "AND", "COMMA", "WHO")
        else f"before {before[:4]}"
        if before == "^"
        else "before other",
    ]
    if gap == 0 and side == "after":
        way = path(a.found.scene.symbols, q.end, p.start, 4)
        out += [f"path {way}", f"{p.kind} path {way}"]
    if "PART" in a.found.scene.symbols[max(0, p.start - 6) : p.start]:
        out += [f"marked {near}", "marked"]
    if "PART" in a.found.scene.symbols[p.end : p.end + 2]:
        out.append(f"marked behind {near}")
    out += _sibling(part, whole, a, facts)
    if p.start <= 6:
        out.append(f"opening {path(a.found.scene.symbols, 0, p.start, 4)} {near}")
    group = "child" if p.group and not q.group else "same" if p.group == q.group else "differ"
    status = (
        "same"
        if p.status == q.status
        else "narrower"
        if q.status == "unknown"
        else "wider"
        if p.status == "unknown"
        else "differ"
    )
    out += [
        f"group {group}",
        f"status {status}",
        f"{near} group {group}",
        f"{near} status {status}",
        f"group {group} status {status}",
    ]
    equal = part.count.figure is not None and part.count.figure == whole.count.figure
    out.append(f"equal {equal}")
    out.append("head " + ("same" if p.head == q.head else "differ"))
    out.append(f"order {max(-3, min(5, a.order - b.order))}")
    out.append(f"part size {_size(part.count)} whole {_size(whole.count)}")
    skipped = _between(part, whole, b.order, a.order, facts) if b.order < a.order else 0
    out.append(f"{side} skip {min(skipped, 3)}")
    if p.head in ("others", "other", "more", "another") or p.kind == "elliptic":
        out.append("elliptic")
    out += _sums(part, whole, facts)
    if where := (a.places and b.places):
        out.append("place same" if a.places & b.places else "place differ") if where else None
    if a.days and b.days:
        out.append("day same" if a.days & b.days else "day differ")
    if a.source and b.source:
        out.append("source same" if a.source.name == b.source.name else "source differ")
    if b.title:
        out.append("whole in title only" if all(m.title for m in whole.mentions) else "whole in title")
    return tuple(out)


def _sibling(part: Fact, whole: Fact, at: Mention, facts: Sequence[Fact]) -> list[str]:
    """What the group right before this one in its sentence is a part of: those of one list have one whole."""
    near: Mention | None = None
    owner: Fact | None = None
    for f in facts:
        for m in f.mentions if f is not part else ():
            if m.sentence == at.sentence and m.order < at.order and (near is None or m.order > near.order):
                near, owner = m, f
    if near is None or owner is None:
        return []
    kin = (
        "is it"
        if owner is whole
        else "has none"
        if owner.whole is None
        else "same"
        if owner.whole is whole
        else "other"
    )
    way = path(at.found.scene.symbols, near.found.people.end, at.found.people.start, 3)
    return [f"sibling {kin}", f"sibling {kin} {way}", f"sibling {kin} {at.found.people.kind}"]


def _between(part: Fact, whole: Fact, first: int, last: int, facts: Sequence[Fact]) -> int:
    """How many facts of that harm have a mention between two mentions."""
    out = 0
    for f in facts:
        if f.harm == part.harm and f is not part and f is not whole:
            for m in f.mentions:
                if first < m.order < last:
                    out += 1
                    break
    return out


def _sums(part: Fact, whole: Fact, facts: Sequence[Fact]) -> list[str]:
    """Whether the part and one or two neighbours, or any other fact, add up to the whole."""
    n, total = part.count.figure, whole.count.figure
    if n is None or total is None or n >= total:
        return []
    near, others, rest, here = [], [], [], part.main.sentence
    for f in facts:
        figure = f.count.figure
        if not figure or f is whole:
            continue
        if f.whole is None or f.whole is whole:
            rest.append(figure)
        if f is not part and f.harm == part.harm:
            others.append(figure)
            if -3 < f.main.sentence - here < 3:
                near.append(figure)
    if total - n in near:
        return ["sums"]
    if len(rest) > 2 and sum(rest) == total:
        return ["sums of all"]
    if whole.count.high is None:
        most = total + max(2, total // 20) - n
        for x in others:
            if total - n <= x <= most:
                return ["sums to at least", f"sums to at least {'title' if whole.mentions[0].title else 'body'}"]
    for i, x in enumerate(near):
        if total - n - x in near[i + 1 :]:
            return ["sums of three"]
    return []


def tie(facts: Sequence[Fact], model: Model) -> None:
    """Give each fact its whole, where one is likelier than none; no whole is its own part."""
    by_harm: dict[Harm, list[Fact]] = {}
    for f in facts:
        by_harm.setdefault(f.harm, []).append(f)
    for part in facts:
        alike = by_harm[part.harm]
        best, best_score = None, LEAST
        for whole in alike:
            if not may_be_part(part, whole) or _is_within(whole, part):
                continue
            score = model.score(part_features(part, whole, alike))
            if score > best_score:
                best, best_score = whole, score
        part.whole = best


def _is_within(inner: Fact, outer: Fact) -> bool:
    seen = inner
    while seen.whole is not None:
        seen = seen.whole
        if seen is outer:
            return True
    return False

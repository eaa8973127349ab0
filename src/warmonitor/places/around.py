"""The words around a name: which belong to it, what kind of place they say it is, in what part it stands."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from warmonitor.places.entry import Found
from warmonitor.places.scan import Spot, Vocabulary
from warmonitor.places.weigh import contains, near

_MARKS = ".,;:()'’\"“”[]"


def read_around(spot: Spot, whole: str, lower: str, vocab: Vocabulary) -> None:
    """Take in the qualifying words on both sides, and note what unit word and preposition stand there."""
    start, end = spot.start, spot.end
    spot.core = (start, end)
    line = lower[max(0, start - 36) : start]
    cut = line.rfind("\n")
    before = (line if cut < 0 else line[cut + 1 :]).rsplit(None, 3)[-3:]
    tail = lower[end : end + 32]
    cut = tail.find("\n")
    after = (tail if cut < 0 else tail[:cut]).split(None, 3)[:3]
    spot.after = tuple(after)
    if spot.role == "demonym":
        return
    if after and tail[0] == " ":
        _read_after(spot, lower, after, vocab)
    elif after and tail[0] == "," and len(after) > 2 and after[1] in ("a", "the", "an"):
        _read_aside(spot, after, tail, vocab)
    if before and lower[start - 1] != "\n":
        _read_before(spot, lower, before, vocab)


def _read_after(spot: Spot, lower: str, after: list[str], vocab: Vocabulary) -> None:
    """ "Idlib province", "Shahba neighbourhood", "Aleppo countryside": the unit word belongs to the name."""
    word = after[0].strip(_MARKS)
    if not word:
        return
    two = f"{word} {after[1].strip(_MARKS)}" if len(after) > 1 and after[0] == word else word
    for unit in (two, word):
        kind = vocab.kinds.get(unit)
        if kind:
            spot.end = lower.index(unit, spot.end) + len(unit)
            spot.unit, spot.marked = kind, True
            return


def _read_aside(spot: Spot, after: list[str], tail: str, vocab: Vocabulary) -> None:
    """ "Mai Aini, a camp for refugees": what the name is said to be."""
    for word in tail.split()[2:4]:
        kind = vocab.kinds.get(word.strip(_MARKS))
        if kind:
            spot.unit, spot.marked, spot.placed = kind, True, True
            return


def _read_before(spot: Spot, lower: str, before: list[str], vocab: Vocabulary) -> None:
    last = before[-1]
    of = last == "of" and len(before) > 1
    head = before[-2] if of else last
    if last in vocab.particles or (of and head in vocab.organisations):
        spot.person = True  # "Vivian van de Perre", "the Army of Conquest"
        return
    if head in vocab.directions and (of or head not in ("near", "around", "outside")):
        spot.start = lower.rindex(head, 0, spot.start)
        spot.marked = spot.placed = True
        spot.vague = of
        before = before[:-2] if of else before[:-1]
        last = before[-1] if before else ""
        of = False
    elif head in ("near", "around", "outside", "near to"):
        spot.start = lower.rindex(head, 0, spot.start)
        spot.marked = spot.placed = spot.vague = True
        return
    if of and head in vocab.kinds:
        spot.unit = spot.unit or vocab.kinds[head]
        spot.marked = spot.placed = True
        return
    if last == "the" and len(before) > 1:
        last = before[-2]
    if last == "on" and len(before) > 1 and before[-2] in vocab.attacks:
        spot.marked = spot.placed = True
    elif last in vocab.before:
        spot.marked = True
        spot.placed = spot.placed or last in vocab.inside


_DATELINE = re.compile(
    r"(?:/[A-Z]\w+)*(?:, ?[A-Z][\w.’' -]{1,24}){0,2}[,:]? ?(?:\([A-Z][^()\n]{1,40}\)|[-–—] |(?:\(|[A-Z][a-z]+ \d))"
)


def datelines(found: Sequence[Spot], whole: str) -> None:
    """ "BEIRUT, Lebanon (Agency) —": the places at the head of a paragraph that say where the report was written."""
    until = -1
    for spot in found:
        start, end = spot.core
        if spot.role != "place":
            continue
        if start and whole[start - 1] == "\n" and (head := _DATELINE.match(whole, end)):
            until = head.end()
        if start < until:
            spot.role = "dateline"


_UNITS = r"\)?(?:'s|’s)? ?(?:(?:province|governorate|district|city|town|village|camp|neighbou?rhood|quarter|suburb)s?)?"
_PART = r"(?:(?:\w+-held )?(?:(?:north|south|east|west|central|rural|coastal)[\w-]* )?)"
_ASIDE = re.compile(_UNITS + r"(?:,? ?(?:in|of|near) (?:the )?|, ?| ?\()" + _PART + "$")
_SEAT = re.compile(r"(?:'s|’s|s) (?:(?:\w+-)?\w+ ){0,2}$")
_CALLED = re.compile(r"(?:'s|’s|s)? (?:[\w-]+ ){0,2}(\w+) of (?:the )?$")


_AND = frozenset([", ", " and ", ", and ", " or ", " & "])


def _together(left: Spot, right: Spot) -> None:
    """ "the villages of A, B and C": what marks one name of a list marks the next."""
    if right.how == "unknown" and left.placed:
        right.marked = right.placed = True
        right.unit = right.unit or left.unit
    elif left.how == "unknown" and right.unit:
        left.marked = left.placed = True
        left.unit = left.unit or right.unit


def contain(found: Sequence[Spot], whole: str, vocab: Vocabulary) -> None:
    """Give each name the place beside it that it is said to lie in: "Hass in Idlib province", "Syria's Idlib"."""
    listed: list[tuple[Spot, Spot]] = []
    for inner, outer in pairwise(found):
        gap = whole[inner.core[1] : outer.core[0]]
        if gap in _AND:
            _together(inner, outer)
            listed.append((inner, outer))
            continue
        if len(gap) > 48 or "\n" in gap:
            continue
        low = gap.lower()
        if low.startswith(", in") and inner.how == "unknown" and not (inner.placed or inner.unit):
            continue  # "the mayor, NAME, in Cairo": a person's as likely as a place's
        if _ASIDE.match(low) and inner.unit == "quarter" and any(place.kind == "town" for place in outer.places):
            inner.container, inner.places = outer, quarters_of(outer, inner.places)
            inner.how = inner.how if inner.places else "unknown"
            inner.marked = inner.placed = True
        elif (_ASIDE.match(low) or _bare(gap, inner, outer)) and _may(outer, inner):
            inner.container = outer
        elif gap == " (":
            listed.append((inner, outer))  # "Kobani (Ayn al-Arab), Syria": two names of one place
        elif _seated(low, vocab) and _may(inner, outer):
            outer.container = inner
    for left, right in reversed(listed):
        if left.container is None and right.container is not None and _may(right.container, left):
            left.container = right.container


_QUARTER = 30.0  # km that a quarter may lie from its town


def quarters_of(town: Spot, places: Sequence[Found]) -> tuple[Found, ...]:
    """Which of the places can be a quarter of a town: "the Bayada neighbourhood of Aleppo" is not the one of Homs."""
    towns = [place for place in town.places if place.kind == "town"]
    return tuple([place for place in places if any(near(place, each) < _QUARTER for each in towns)])


def _bare(gap: str, inner: Spot, outer: Spot) -> bool:
    """ "Idlib Syria", in texts that lost their commas: only where both names first mean just that."""
    return gap == " " and bool(inner.places and outer.places) and contains(outer.places[0], inner.places[0])


def _seated(gap: str, vocab: Vocabulary) -> bool:
    """ "Syria's northern Idlib", "the Idlib village of Hass": what stands between a place and one in it."""
    called = _CALLED.match(gap)
    return called.group(1) in vocab.kinds if called else _SEAT.match(gap) is not None


_HOLDING = frozenset(["country", "admin1", "region", "area"])


def _may(outer: Spot, inner: Spot) -> bool:
    """Whether one name can contain the other in some sense of both."""
    if outer.role == "demonym" or inner.role == "demonym" or not outer.places:
        return False
    if not inner.places:
        return outer.unit in ("admin1", "admin2") or any(place.kind in _HOLDING for place in outer.places)
    if inner.places[0].kind == "country" and outer.places[0].kind == "country":
        return False  # "Turkey, the United States and ...": a list
    return any(contains(big, small) for big in outer.places for small in inner.places)


def speaks(spot: Spot, whole: str, vocab: Vocabulary) -> bool:
    """Whether a name stands for its government: "Damascus said", "Moscow's ambassador", "Ankara-backed"."""
    end = spot.end
    if whole[end : end + 1] == "-" and spot.after and spot.after[0].lstrip("-").split("-")[0] in vocab.compounds:
        return True
    chosen = spot.chosen
    if chosen is None or not (chosen.kind == "country" or chosen.capital):
        return False
    if spot.after and spot.after[0] in ("'s", "’s"):
        return len(spot.after) > 1 and spot.after[1] in vocab.belongings
    return not spot.marked and bool(spot.after) and spot.after[0] in vocab.saying

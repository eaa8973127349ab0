"""Finding what may be a place: capitalised words looked up in the gazetteer, with the words around them."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, NamedTuple

from warmonitor.places.entry import Found
from warmonitor.places.gazetteer import Gazetteer
from warmonitor.places.names import ARTICLES, fold
from warmonitor.places.overlay import Words, words

# A capital, or a letter of a script without case, and what follows it up to an apostrophe's tail.
_CAPITAL = "[A-Z\u00c0-\u1fff\u2c00-\u2dff\u3040-\ufdff\ufe70-\ufeff]"
_WORD = re.compile(_CAPITAL + r"(?:(?:\.[A-Z][a-z]?)+\.?(?!\w)|\w*(?:['’ʼ`‘ʿ]\w+)*)")
_TIGHT = frozenset([" ", "-", "‑", " - ", ". ", "."])
_LOOSE = frozenset(
    [
        " of ",
        " of the ",
        " and ",
        " de ",
        " de la ",
        " del ",
        " la ",
        " du ",
        " des ",
        " da ",
        " do ",
        " dos ",
        " the ",
        " upon ",
        " al ",
        " el ",
        " bin ",
        " ibn ",
        " d’",
        " d'",
        "/",
    ]
)
_JOINTS = _TIGHT | _LOOSE
Role = Literal["place", "government", "demonym", "organisation", "dateline"]
_QUOTES = " \t\"“”'‘’(*•"


class Token(NamedTuple):
    """A capitalised word with its Arabic article. `joint` is what joins it to the one before (empty: nothing does)."""

    start: int
    end: int
    key: str
    joint: str
    opens: bool


@dataclass(slots=True, eq=False)
class Spot:
    """Words that may name a place: the places that they may name, and what stands beside them.

    `start`, `end` grow over qualifying words ("northern Hama"), `core` stays on the name. `how` is exact, variant or
    unknown. `unit` is the kind that a word beside it says ("province"); `marked`: a preposition or such a word does.
    """

    start: int
    end: int
    key: str
    places: tuple[Found, ...]
    how: str = "exact"
    role: Role = "place"
    core: tuple[int, int] = (0, 0)
    after: tuple[str, ...] = ()
    rest: tuple[str, ...] = ()
    left: str = ""
    opens: bool = False
    partial: bool = False
    marked: bool = False
    placed: bool = False
    vague: bool = False
    person: bool = False
    unit: str = ""
    container: Spot | None = None
    chosen: Found | None = None
    runner_up: Found | None = None
    confidence: float = 0.0
    inferred: str | None = None


class Vocabulary:
    """The place words of a language, folded and ready to ask."""

    def __init__(self, lists: Words) -> None:
        self.demonyms = {fold(name): code for code, names in lists.demonyms.items() for name in names}
        settlements = {word: kind for kind, names in lists.settlement_words.items() for word in names}
        self.units = {word: kind for kind, names in lists.units.items() for word in names}
        self.kinds = {
            **dict.fromkeys(lists.camp_words, "camp"),
            **dict.fromkeys(lists.quarter_words, "quarter"),
            **settlements,
            **self.units,
        }
        self.directions, self.before = frozenset(lists.directions), frozenset(lists.before)
        self.inside, self.attacks = frozenset(lists.inside), frozenset(lists.attacks)
        self.saying, self.compounds = frozenset(lists.saying), frozenset(lists.compounds)
        self.belongings = frozenset(lists.belongings)
        self.organisations, self.persons = _folded(lists.organisation_words), _folded(lists.person_words)
        self.first_names, self.common = _folded(lists.first_names), _folded(lists.common)
        self.never = _folded(lists.not_places) | _folded(self.kinds) | _folded(self.directions)
        self.elements = _folded(lists.elements)
        self.particles = frozenset(lists.particles)
        self.rare = self.common | self.first_names
        self.people = (self.persons | self.first_names) - self.elements
        self.abbreviations = {fold(name): code for name, code in lists.abbreviations.items()}


def _folded(items: Iterable[str]) -> frozenset[str]:
    return frozenset(map(fold, items))


@functools.cache
def vocabulary(language: str = "en") -> Vocabulary:
    """The vocabulary of `language`."""
    return Vocabulary(words(language))


def tokens(whole: str) -> list[Token]:
    """The capitalised words of a text."""
    out: list[Token] = []
    last, width = -1, 0
    for match in _WORD.finditer(whole):
        start, end = match.span()
        text = whole[start:end]
        before = whole[start - 1] if start else "\n"
        if (before != " " and before.isalnum()) or (
            not text[0].isupper() and (text[0].islower() or not text[0].isalpha())
        ):
            continue
        if text[-2:] in _POSSESSIVE and len(text) > 3:
            end, text = end - 2, text[:-2]
        if before == "-" or (before == " " and whole[start - 3 : start - 1] in _ARTICLE):
            start = _article(whole, start)
            text = whole[start:end]
        joint = ""
        if start - last < 9 and last >= 0:
            gap = whole[last:start]
            if gap in _JOINTS and (gap != ". " or width < 3):
                joint = gap
        opens = not joint and (start < 3 or whole[start - 3 : start].rstrip(_QUOTES)[-1:] in _STOPS)
        out.append(Token(start, end, fold(text), joint, opens))
        last, width = end, end - start
    return out


_POSSESSIVE = frozenset(["'s", "’s", "`s"])
_ARTICLE = frozenset(["al", "el"])
_STOPS = frozenset(["", ".", "!", "?", "\n", ":"])


def _article(whole: str, start: int) -> int:
    """Where the Arabic article before `start` begins ("al-Bab", "al Bab"), else `start`."""
    for width in (2, 3):
        at = start - 1 - width
        if at >= 0 and whole[at : start - 1] in ARTICLES and not (at and whole[at - 1].isalnum()):
            return at
    return start


def spots(whole: str, gazetteer: Gazetteer, vocab: Vocabulary) -> tuple[list[Spot], list[Spot]]:
    """The names in `whole` that some gazetteer knows (and demonyms), and chains of capitalised words that none does."""
    toks = tokens(whole)
    known: list[Spot] = []
    unknown: list[Spot] = []
    persons: set[str] = set()
    never = vocab.never
    at, count = 0, len(toks)
    while at < count:
        end = at + 1
        while end < count and toks[end].joint in _TIGHT:
            end += 1
        if end == at + 1 and toks[at].key in never and not (end < count and toks[end].joint):
            at = end
            continue
        _chain(whole, toks, at, end, gazetteer, vocab, known, unknown, persons)
        at = end
        while known and at < count and toks[at].start < known[-1].end:
            at += 1
    for spot in (*known, *unknown):
        spot.person = spot.key in persons
    return known, unknown


def _chain(
    whole: str,
    toks: list[Token],
    at: int,
    end: int,
    gazetteer: Gazetteer,
    vocab: Vocabulary,
    known: list[Spot],
    unknown: list[Spot],
    persons: set[str],
) -> None:
    """Cut one chain of adjacent capitalised words into known names and the words between them."""
    loose: list[Token] = []
    pieces: list[Spot | Token] = []
    titled = False
    head = whole[toks[at].start : toks[at].end]
    while at < end:
        spot, used = _longest(whole, toks, at, gazetteer, vocab)
        pieces.append(toks[at] if spot is None else spot)
        if spot is not None:
            spot.opens = toks[at].opens
        at += used
    if head.upper() == head.lower():
        # A script without capitals: any word might be a name, so only those are taken that a gazetteer knows.
        known.extend(piece for piece in pieces if isinstance(piece, Spot))
        return
    for number, piece in enumerate(pieces):
        if isinstance(piece, Spot):
            _beside(piece, pieces, number, vocab)
            if piece.left in vocab.people:
                persons.add(piece.key)
            if piece.partial and _small(piece):
                loose.append(Token(piece.start, piece.end, piece.key, " ", piece.opens))
                continue
            known.append(piece)
        elif piece.key not in vocab.never:
            if titled:
                persons.add(piece.key)
            elif not (number and _whole(pieces[number - 1], known)):
                loose.append(piece)
            continue
        titled = isinstance(piece, Token) and piece.key in vocab.persons
        if loose:
            _unknown(loose, whole, vocab, unknown, persons)
    if loose:
        _unknown(loose, whole, vocab, unknown, persons)


def _whole(left: Spot | Token, known: list[Spot]) -> bool:
    """Whether what stands to the left is a name kept by itself, of which this word then is no part ("Bahia Hariri")."""
    return isinstance(left, Spot) and bool(known) and known[-1] is left and left.role == "place"


def _beside(spot: Spot, pieces: list[Spot | Token], number: int, vocab: Vocabulary) -> None:
    """Note the capitalised words right beside a name, and whether it is only a part of a longer one."""
    left, right = (pieces[number - 1] if number else None), (pieces[number + 1] if number + 1 < len(pieces) else None)
    spot.left = left.key if isinstance(left, Token) or (left is not None and left.key in vocab.people) else ""
    spot.rest = tuple(piece.key for piece in pieces[number + 1 : number + 4])
    broken = isinstance(left, Token) and left.key not in vocab.never and (not left.opens or _small(spot))
    runs_on = isinstance(right, Token) and right.key not in vocab.never and right.joint in (" ", "-")
    spot.partial = broken or runs_on or (spot.key in vocab.elements and right is not None)


def _small(spot: Spot) -> bool:
    """Whether a part of a longer name is too little known to be meant by itself."""
    return spot.role == "place" and all(place.prior < 6.0 for place in spot.places)


def _unknown(loose: list[Token], whole: str, vocab: Vocabulary, unknown: list[Spot], persons: set[str]) -> None:
    """Keep a chain of words as a name; a last word after a first name, title or initial is a person's from then on."""
    first, last = loose[0], loose[-1]
    if first.key in vocab.people or (len(loose) > 1 and any(len(token.key) == 1 for token in loose)):
        persons.add(last.key)
    elif not any(token.key in vocab.organisations for token in loose):
        start, end = first.start, last.end
        key = fold(whole[start:end])
        if len(key) > 2 and not whole[start:end].isupper():
            unknown.append(Spot(start, end, key, (), how="unknown", opens=first.opens))
            if len(loose) > 1 and first.key not in vocab.elements and "-" not in whole[start:end]:
                persons.add(last.key)
    loose.clear()


def _longest(
    whole: str, toks: list[Token], at: int, gazetteer: Gazetteer, vocab: Vocabulary
) -> tuple[Spot | None, int]:
    """The longest name that begins at a token, and how many tokens it takes."""
    token = toks[at]
    key = token.key
    if not key:
        return None, 1
    if at + 1 == len(toks) or not toks[at + 1].joint:
        return _single(whole, token, gazetteer, vocab), 1
    most = gazetteer.look_up(key.partition(" ")[0])[0]
    keys, size = [key], key.count(" ") + 1
    limit = at + 1
    while size < most and limit < len(toks) and toks[limit].joint:
        keys.append(f"{keys[-1]} {_bound(toks[limit])}")
        size = keys[-1].count(" ") + 1
        limit += 1
    for used in range(len(keys), 1, -1):
        name = keys[used - 1]
        if name in vocab.never:
            return None, used
        places = gazetteer.look_up(name)[1]
        if places:
            spot = Spot(token.start, toks[at + used - 1].end, name, places)
            spot.unit = vocab.units.get(name.rpartition(" ")[2], "")
            return spot, used
    if at + 1 < len(toks) and toks[at + 1].joint in _TIGHT and f"{key} {toks[at + 1].key}" in vocab.demonyms:
        return Spot(token.start, toks[at + 1].end, f"{key} {toks[at + 1].key}", (), role="demonym"), 2
    return _single(whole, token, gazetteer, vocab), 1


def _abbreviated(whole: str, token: Token) -> bool:
    """ "Louisville, Ky.": after a comma, with a full stop."""
    return whole[token.start - 2 : token.start] == ", " and "." in whole[token.start : token.end + 1]


def _bound(token: Token) -> str:
    joint = token.joint.strip(" -‑./’'")
    return f"{joint} {token.key}" if joint else token.key


def _single(whole: str, token: Token, gazetteer: Gazetteer, vocab: Vocabulary) -> Spot | None:
    key = token.key
    if key in vocab.demonyms:
        return Spot(token.start, token.end, key, (), role="demonym")
    if key in vocab.never or len(key) < 2:
        return None
    places = gazetteer.look_up(key)[1]
    if key[-1] == "s" and len(key) > 4 and (not places or places[0].prior < 5.0):
        # Texts that lost their apostrophes: "Aleppos Old City".
        owner = gazetteer.look_up(key[:-1])[1]
        if owner and (not places or owner[0].prior > 6.0):
            return Spot(token.start, token.end - 1, key[:-1], owner)
        if key[:-1] in vocab.demonyms:
            return Spot(token.start, token.end - 1, key[:-1], (), role="demonym")
    if key in vocab.abbreviations and _abbreviated(whole, token):
        places = gazetteer.coded(vocab.abbreviations[key])
    if not places:
        return None
    if (
        len(key) < 5
        and whole[token.start : token.end].isupper()
        and not any(p.kind in ("country", "world") for p in places)
    ):
        return None
    if len(key) < 4 and not whole[token.start : token.end].isupper():
        places = tuple(p for p in places if p.kind != "country" or len(p.name) < 5)
    return Spot(token.start, token.end, key, places) if places else None

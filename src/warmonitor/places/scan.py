"""Finding what may be a place: runs of capitalised words looked up in the gazetteer, with the words around them."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass, field

from warmonitor.places.entry import Found
from warmonitor.places.gazetteer import Gazetteer
from warmonitor.places.names import ARTICLES, fold
from warmonitor.places.overlay import Words, words

# A capital (or a letter of a script without case), with an Arabic article before it: "al-Bab", "ash-Shughur".
_WORD = re.compile(
    r"(?<![\w’'-])(?:(?:al|el|ad|ar|as|ash|at|az|an|ed|er|es|et|ez|en|ul|bin|ibn)[- ])?[^\W\d_a-z][\w.]*(?:['’ʼ`‘-]\w+)*\.?"
    if False
    else r"(?:(?<![\w’'])(?:a[ldrstzn]|ash|e[ldrstzn]|esh|ul|ud)[- ])?(?<![^\W_])[^\W\d_a-z]\w*(?:['’ʼ`‘ʿ]\w+)*"
)
_JOINTS = frozenset([" ", "-", " - ", "'", "’", ". ", ".", " of ", " of the ", " and ", " de ", " de la ", " del ", " la ", " du ", " des ",
                     " da ", " do ", " dos ", " the ", " upon ", " al ", " el ", " bin ", " d’", " d'"])  # fmt: skip


@dataclass(slots=True)
class Token:
    """A capitalised word: where it is, its folded text, and whether it bore a possessive."""

    start: int
    end: int
    text: str
    key: str
    joint: str = ""
    opens: bool = False


@dataclass(slots=True)
class Spot:
    """Words that may name a place, with the places that they may name and the words beside them."""

    start: int
    end: int
    text: str
    key: str
    places: tuple[Found, ...]
    how: str = "exact"
    role: str = "place"
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    left: str = ""
    right: str = ""
    opens: bool = False
    title: bool = False
    marked: bool = False
    unit: str = ""
    container: Spot | None = None
    chosen: Found | None = None
    runner_up: Found | None = None
    score: float = 0.0
    confidence: float = 0.0
    start_core: int = 0
    end_core: int = 0
    scores: list[float] = field(default_factory=list)


class Vocabulary:
    """The place words of a language, folded and ready to ask."""

    def __init__(self, lists: Words) -> None:
        def folded(items: object) -> frozenset[str]:
            return frozenset(fold(item) for item in items)  # type: ignore[attr-defined]

        self.demonyms = {fold(name): code for code, names in lists.demonyms.items() for name in names}
        self.units = {word: kind for kind, names in lists.units.items() for word in names}
        self.settlements = {word: kind for kind, names in lists.settlement_words.items() for word in names}
        self.quarters, self.camps = frozenset(lists.quarter_words), frozenset(lists.camp_words)
        self.directions, self.before = frozenset(lists.directions), frozenset(lists.before)
        self.saying, self.compounds = frozenset(lists.saying), frozenset(lists.compounds)
        self.organisations, self.persons = folded(lists.organisation_words), folded(lists.person_words)
        self.common, self.never = folded(lists.common), folded(lists.not_places)
        self.first_names, self.features = folded(lists.first_names), folded(lists.feature_words)
        self.abbreviations = {fold(name): code for name, code in lists.abbreviations.items()}
        self.kinds = {**dict.fromkeys(self.camps, "camp"), **dict.fromkeys(self.quarters, "quarter"), **self.settlements, **self.units}


@functools.cache
def vocabulary(language: str = "en") -> Vocabulary:
    """The vocabulary of `language`."""
    return Vocabulary(words(language))


def tokens(whole: str) -> list[Token]:
    """The capitalised words of a text, each with what joins it to the one before (empty where nothing does)."""
    out: list[Token] = []
    last = -1
    for match in _WORD.finditer(whole):
        start, end, text = match.start(), match.end(), match.group()
        if text[-2:] in ("'s", "’s") and len(text) > 3:
            end, text = end - 2, text[:-2]
        gap = whole[last:start] if last >= 0 else "\n"
        joint = gap if gap in _JOINTS else ""
        stop = whole[max(0, start - 2) : start].rstrip(" \t\"“'‘(")
        opens = not joint and (not stop or stop[-1] in ".!?\n:;\"”“")
        out.append(Token(start, end, text, fold(text), joint, opens))
        last = end
    return out


def spots(whole: str, gazetteer: Gazetteer, vocab: Vocabulary) -> tuple[list[Spot], list[Token]]:
    """Everything in `whole` that some gazetteer knows by name, and the capitalised words that none does."""
    toks = tokens(whole)
    found: list[Spot] = []
    unknown: list[Token] = []
    title_end = whole.find("\n")
    at, count = 0, len(toks)
    while at < count:
        spot, used = _longest(whole, toks, at, gazetteer, vocab)
        if spot is None:
            unknown.append(toks[at])
            at += 1
            continue
        spot.left = toks[at - 1].key if at and toks[at].joint == " " else ""
        after = at + used
        spot.right = toks[after].key if after < count and toks[after].joint == " " else ""
        spot.opens, spot.title = toks[at].opens, spot.start < title_end
        _surround(spot, whole)
        found.append(spot)
        at = after
    return found, unknown


def _longest(whole: str, toks: list[Token], at: int, gazetteer: Gazetteer, vocab: Vocabulary) -> tuple[Spot | None, int]:
    token = toks[at]
    key = token.key
    if not key:
        return None, 1
    first = key.partition(" ")[0]
    words, places = gazetteer.look_up(first)
    keys, sizes = [key], [key.count(" ") + 1]
    limit = at + 1
    while limit < len(toks) and toks[limit].joint and sizes[-1] < max(words, 2):
        more = f"{fold(toks[limit].joint)} {toks[limit].key}".strip()
        keys.append(f"{keys[-1]} {more}")
        sizes.append(sizes[-1] + more.count(" ") + 1)
        limit += 1
    for used in range(len(keys), 0, -1):
        name = keys[used - 1]
        if name in vocab.demonyms:
            return Spot(token.start, toks[at + used - 1].end, "", name, (), role="demonym"), used
        if sizes[used - 1] > words and used > 1:
            continue
        if used == 1 and (name in vocab.never or len(name) < 2):
            return None, 1
        places = gazetteer.look_up(name)[1]
        if not places and used == 1 and name.endswith("s") and len(name) > 4 and not _plural(whole, token.end):
            places = gazetteer.look_up(name[:-1])[1]
            if places or name[:-1] in vocab.demonyms:
                return Spot(token.start, token.end - 1, "", name[:-1], places), 1
        if places and not (len(name) <= 3 and not token.text.isupper() and any(p.kind == "country" for p in places)):
            return Spot(token.start, toks[at + used - 1].end, "", name, places), used
    return None, 1


def _plural(whole: str, end: int) -> bool:
    return not whole[end : end + 1].isspace()


def _surround(spot: Spot, whole: str) -> None:
    spot.start_core, spot.end_core = spot.start, spot.end
    spot.text = whole[spot.start : spot.end]
    line = whole[max(0, spot.start - 48) : spot.start].rpartition("\n")[2]
    spot.before = tuple(line.lower().split()[-4:])
    spot.after = tuple(whole[spot.end : spot.end + 36].partition("\n")[0].lower().split()[:3])


def article(key: str) -> bool:
    """Whether a folded name begins with an Arabic article."""
    return key.partition(" ")[0] in ARTICLES

"""Spellings of a place name: the exact key, and the skeleton that all transliterations of it share."""

from __future__ import annotations

import functools
import re
import unicodedata

_APOSTROPHES = dict.fromkeys(map(ord, "'’‘`´ʼʻʿʾʽ′ˈ·."), None)
_PLAIN = str.maketrans(
    {"ı": "i", "ł": "l", "ø": "o", "đ": "d", "ß": "ss", "æ": "ae", "œ": "oe", "ə": "a", "ð": "d", "þ": "th"}
)
_APART = re.compile(r"[\W_]+")
ARTICLES = frozenset(
    [
        "al",
        "el",
        "il",
        "ad",
        "ed",
        "ar",
        "er",
        "as",
        "es",
        "ash",
        "esh",
        "at",
        "et",
        "ath",
        "az",
        "ez",
        "an",
        "en",
        "ur",
        "ud",
        "us",
        "ul",
    ]
)
_ROMANISED = (
    ("tsch", "s"),
    ("tch", "s"),
    ("sch", "s"),
    ("sh", "s"),
    ("ch", "s"),
    ("dzh", "j"),
    ("dj", "j"),
    ("kh", "k"),
    ("gh", "g"),
    ("dh", "d"),
    ("th", "t"),
    ("ph", "f"),
    ("zh", "z"),
    ("ck", "k"),
    ("ks", "x"),
    ("q", "k"),
    ("c", "k"),
    ("p", "b"),
    ("v", "w"),
)
_DULL = re.compile(r"[aeiouwyh]+")
_TWICE = re.compile(r"(.)\1+")


@functools.lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """`text` in lower case without accents, apostrophes or ʿayn, its words parted by single spaces."""
    if text.isascii():
        plain = text.translate(_APOSTROPHES).lower()
        return plain if plain.isalnum() else _APART.sub(" ", plain).strip()
    apart = unicodedata.normalize("NFKD", text.translate(_APOSTROPHES).lower().translate(_PLAIN))
    return _APART.sub(" ", "".join(c for c in apart if not unicodedata.combining(c)).lower()).strip()


def bare(name: str) -> str:
    """`name` without accents and ʿayn, its capitals kept."""
    apart = unicodedata.normalize("NFKD", name.translate(_PLAIN))
    return "".join(c for c in apart if not unicodedata.combining(c) and c not in "‘’`ʻʼʿʾ")


@functools.lru_cache(maxsize=65536)
def joined(folded: str) -> str:
    """A folded name without its Arabic articles and spaces: "al bab" and "bab", "kafr nabl" and "kafrnabl" are one."""
    words = [word for word in folded.split() if word not in ARTICLES]
    if words and len(words[0]) > 5 and words[0].startswith(("al", "el")) and words[0][2] not in "aeiou":
        words[0] = words[0][2:]
    return "".join(words)


@functools.lru_cache(maxsize=65536)
def together(folded: str) -> str:
    """A folded name without articles, spaces and doubled letters: "hass" and "haas" are one."""
    return _TWICE.sub(r"\1", joined(folded).replace("ou", "u").replace("ee", "i"))


@functools.lru_cache(maxsize=65536)
def skeleton(folded: str) -> str:
    """What is left of a folded name in every romanisation: its consonants, each class by one letter."""
    text = joined(folded)
    if not text:
        return ""
    for digraph, letter in _ROMANISED:
        text = text.replace(digraph, letter)
    first = "a" if text[0] in "aeiouy" else text[0]
    return _TWICE.sub(r"\1", first + _DULL.sub("", text[1:]))


def distance(left: str, right: str) -> int:
    """Levenshtein's distance of two folded names."""
    row = list(range(len(right) + 1))
    for i, a in enumerate(left, 1):
        before, row[0] = row[0], i
        for j, b in enumerate(right, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (a != b))
    return row[-1]


def alike(left: str, right: str) -> bool:
    """Whether two folded names that share a skeleton are close enough to be one name."""
    left, right = joined(left), joined(right)
    longest = max(len(left), len(right))
    return distance(left, right) <= (1 if longest < 6 else max(2, longest // 3))

"""Names of places and sides made comparable: one spelling for what outlets spell in many ways."""

from __future__ import annotations

import functools
import re
import unicodedata

import msgspec

from warmonitor.lexicon import table


class Linking(msgspec.Struct, frozen=True):
    """The shape of `lexicon/en/linking.yaml`."""

    place_kinds: frozenset[str]
    articles: frozenset[str]
    directions: dict[str, frozenset[str]]
    side_kinds: frozenset[str]
    side_words: dict[str, str]
    kin_events: tuple[frozenset[str], ...]
    stop: frozenset[str]
    ages: tuple[str, ...]


@functools.cache
def linking() -> Linking:
    """The words that linking reads past or reads specially."""
    return table("en/linking.yaml", Linking)


def fold(text: str) -> str:
    """Lower case, no accents, no apostrophes, hyphens as blanks."""
    plain = unicodedata.normalize("NFKD", text.lower().replace("ı", "i"))
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return re.sub(r"[^\w]+", " ", re.sub(r"['’‘`ʼʿʾ]", "", plain)).strip()


_SOUNDS = (
    ("ph", "f"), ("kh", "k"), ("gh", "g"), ("dh", "d"), ("th", "t"), ("sh", "s"), ("ch", "c"),
    ("q", "k"), ("ck", "k"), ("x", "k"), ("dj", "j"), ("v", "w"), ("z", "s"),
)  # fmt: skip


@functools.lru_cache(1 << 16)
def skeleton(word: str) -> str:
    """The consonants of a word, as transliterations agree on them: Saraqeb and Saraqib are both "srkb"."""
    sound = word
    for written, heard in _SOUNDS:
        sound = sound.replace(written, heard)
    bare = sound[:1] + re.sub(r"[aeiouyhw]", "", sound[1:])
    return re.sub(r"(.)\1+", r"\1", bare)


@functools.lru_cache(1 << 16)
def place_parts(name: str) -> tuple[str, ...]:
    """The places that a name names, each as one key: "al-Qusour and al-Joura" gives two."""
    parts = (_place_key(part) for part in re.split(r",|;|/|\band\b|\(|\)", name))
    return tuple(sorted({part for part in parts if part}))


def _place_key(part: str) -> str:
    words = fold(part).split()
    told = [
        w for w in words if w not in linking().place_kinds and w not in linking().articles and not _directions_of(w)
    ]
    joined = "".join(told or [w for w in words if w not in linking().articles])
    bare = skeleton(joined)
    return bare if len(bare) > 2 else re.sub(r"(.)\1+", r"\1", joined)


def _directions_of(word: str) -> frozenset[str]:
    return frozenset(d for d, words in linking().directions.items() if word in words)


@functools.lru_cache(1 << 16)
def directions(name: str) -> frozenset[str]:
    """The parts of the compass in a place's name: "eastern Aleppo" gives east."""
    return frozenset(d for word in fold(name).split() for d in _directions_of(word))


@functools.lru_cache(1 << 16)
def side(name: str) -> frozenset[str]:
    """The words that tell one side from another, in one spelling."""
    words = fold(name).split()
    told = [linking().side_words.get(w, w) for w in words if w not in linking().side_kinds]
    return frozenset(w for text in told or words for w in text.split())


def same_side(left: str, right: str) -> bool:
    """Whether two names of sides share at least half of the shorter one's telling words."""
    a, b = side(left), side(right)
    return len(a & b) * 2 >= min(len(a), len(b)) > 0 and bool(a & b)


def is_side(name: str, other: str) -> bool:
    """Whether one body's name is the other's: at least half of the longer one's telling words are shared."""
    a, b = side(name), side(other)
    return len(a & b) * 2 >= max(len(a), len(b)) > 0


def kin(left: str, right: str) -> bool:
    """Whether outlets take one kind of event for the other."""
    return left == right or any(left in family and right in family for family in linking().kin_events)

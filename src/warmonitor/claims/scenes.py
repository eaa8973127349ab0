"""Whether a sentence stays with the event and the place just told, or turns to another: read off its little words."""

from __future__ import annotations

import functools
from typing import NamedTuple

import msgspec

from warmonitor.claims.text import Sentence
from warmonitor.lexicon import table


class _Listed(msgspec.Struct, frozen=True):
    """Shape of `scenes.yaml`."""

    taken_up: dict[str, list[str]]
    there: list[str]
    resumed: list[str]
    turns: list[str]
    earlier: list[str]
    distances: list[str]
    quarters: list[str]


class SceneWords(NamedTuple):
    """`places`: nouns that take up a place, by how exact it is. `events`: words that resume an event or turn away."""

    places: dict[str, str]
    events: dict[str, str]
    distances: frozenset[str]
    quarters: frozenset[str]


class Turn(NamedTuple):
    """What the words of a sentence say of how it hangs on those before.

    `place`: "there", or how exact a place it takes up ("settlement", "unit", "country"), or "none". `event`: whether
    it "resumes" an event, "turns" to another, to one "earlier", or says "nothing".
    """

    place: str
    event: str


@functools.cache
def scene_words(language: str = "en") -> SceneWords:
    """The words of `lexicon/<language>/scenes.yaml`."""
    listed = table(f"{language}/scenes.yaml", _Listed)
    places = {w: kind for kind, ws in listed.taken_up.items() for w in ws} | dict.fromkeys(listed.there, "there")
    events = dict.fromkeys(listed.earlier, "earlier") | dict.fromkeys(listed.turns, "turns")
    return SceneWords(
        places,
        events | dict.fromkeys(listed.resumed, "resumes"),
        frozenset(listed.distances),
        frozenset(listed.quarters),
    )


_DEFINITE = frozenset(("the", "this", "that", "these", "those"))
_BEING = frozenset(("is", "are", "was", "were", "has", "have", "had", "'s", "be", "been"))
_HEAD = 8  # tokens of a sentence's head, where it says how it hangs on what was before


@functools.lru_cache(maxsize=1024)
def _turn(low: tuple[str, ...]) -> Turn:
    words = scene_words()
    place, event = "none", "nothing"
    for i, word in enumerate(low):
        if place == "none" and (kind := words.places.get(word)):
            after = low[i + 1] if i + 1 < len(low) else "."
            if kind == "there":
                place = kind if after not in _BEING else place
            elif i and low[i - 1] in _DEFINITE and after != "of":
                place = kind
        if event == "nothing" and (what := words.events.get(word)):
            if what == "resumes":
                event = what if i and low[i - 1] in _DEFINITE else event
            elif i < _HEAD:
                event = what
    return Turn(place, event)


def turn(sentence: Sentence) -> Turn:
    """How a sentence hangs on those before."""
    return _turn(tuple(sentence.low))

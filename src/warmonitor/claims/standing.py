"""How a stretch of text (a place, a date, a word of violence) stands to a mention of harm, and what it is used for."""

from __future__ import annotations

import functools
import operator
import sys
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence

from warmonitor.claims.facts import Mention
from warmonitor.claims.scenes import turn
from warmonitor.claims.setting import Setting
from warmonitor.claims.text import Sentence
from warmonitor.lexicon.words import Words

START = operator.itemgetter(0)  # where a token begins
Speller = Callable[..., tuple[str, ...]]


def spelled(spell: Speller) -> Speller:
    """Features spelled once for each combination that occurs: there are few, and every report has them again."""
    return functools.lru_cache(maxsize=20_000)(lambda *told: tuple(map(sys.intern, spell(*told))))


def token_at(m: Mention, position: int) -> int:
    """Index of the token of the mention's sentence that begins at or after a character."""
    return bisect_left(m.found.scene.sentence.tokens, position, key=START)


def gap(n: int) -> str:
    """A number of tokens, roughly."""
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
    return _beside(side, gap(len(between)), tuple([mark for mark in _OVER if mark in between]))


_IN_TITLE, _WITHIN = ("in title",), ("within", "same sentence")
_OVER = ("AND", "COMMA", "SUB", "SAY", "WHO", "STOP", "K", "J", "g")


@spelled
def _elsewhere(apart: int, same_paragraph: bool) -> tuple[str, ...]:
    """How another sentence stands to the mention's."""
    near = "1" if abs(apart) == 1 else "2" if abs(apart) == 2 else "3-5" if abs(apart) < 6 else "6+"
    stand = f"{'back' if apart > 0 else 'ahead'} {near}"
    return stand, f"{stand} {'same' if same_paragraph else 'other'} paragraph"


@spelled
def _beside(side: str, near: str, over: tuple[str, ...]) -> tuple[str, ...]:
    """How words of the mention's own sentence stand to it."""
    return "same sentence", f"{side} {near}", side, *(f"{side} over {mark}" for mark in over)


def away(m: Mention, start: int) -> int:
    """Characters between a mention and a stretch of text; another sentence is farther than any of the own."""
    sentence = m.found.scene.sentence
    return abs(start - m.start) + (0 if sentence.start <= start < sentence.end else 100_000)


def nearest(m: Mention, starts: Sequence[int]) -> int:
    """Which of some stretches of text, in the order of the text, is the nearest to a mention; the first wins a tie."""
    k = bisect_left(starts, m.start)
    if k == len(starts) or (k and away(m, starts[k - 1]) <= away(m, starts[k])):
        return k - 1
    return k


VIOLENT = ("event near", "event by")


def eventful(around: Setting, start: int, sentence: Sentence, words: Words) -> str:
    """How near a word of violence stands to a character, in its own sentence."""
    starts = around.event_starts(words)
    k = bisect_left(starts, start)
    near = [starts[i] for i in (k - 1, k) if 0 <= i < len(starts)]
    far = min((abs(s - start) for s in near if sentence.start <= s < sentence.end), default=None)
    return "no event" if far is None else "event near" if far < 40 else "event by" if far < 120 else "event far"


_VERBS = frozenset(("BE", "SAY", "MODAL", "RISE", "CAUSE", "LEAVE"))
_HEADING, _FRONT = 12, 12  # tokens of a heading at most; characters before what stands in front


def uses(start: int, sentence: Sentence, words: Words) -> list[str]:
    """What a place or date is used for: a sentence that resumes an event, its opening, a heading without a verb."""
    out = ["elaborates"] if turn(sentence).event == "resumes" else []
    if start - sentence.start < _FRONT:
        out.append("fronted")
    if len(sentence.tokens) < _HEADING and not any(words.symbols.get(w) in _VERBS for w in sentence.low):
        out.append("heading")
    return out


class Ranks:
    """How near to a character the values of a report are named: 1 the nearest, 2 the one beyond …"""

    def __init__(self, named: Iterable[tuple[str, Sequence[int]]]) -> None:
        marks = sorted([(start, key) for key, starts in named for start in starts])
        self._starts, self._keys = [start for start, _ in marks], [key for _, key in marks]
        self._before: dict[int, dict[str, int]] = {}
        self._after: dict[int, dict[str, int]] = {}

    def before(self, position: int) -> dict[str, int]:
        """Values by how lately they were named before a character."""
        k = bisect_left(self._starts, position)
        if k not in self._before:
            self._before[k] = _ranked(reversed(self._keys[:k]))
        return self._before[k]

    def after(self, position: int) -> dict[str, int]:
        """Values by how soon they are named from a character on."""
        k = bisect_left(self._starts, position)
        if k not in self._after:
            self._after[k] = _ranked(self._keys[k:])
        return self._after[k]


def _ranked(keys: Iterable[str]) -> dict[str, int]:
    return {key: k for k, key in enumerate(dict.fromkeys(keys), 1)}

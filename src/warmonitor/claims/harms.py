"""Words of harm in a sentence, and what stands between them and the groups that they may have befallen."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass, field

from warmonitor.claims.groups import People, find
from warmonitor.claims.text import Sentence
from warmonitor.lexicon.words import Form, Words
from warmonitor.model import Harm


@dataclass(frozen=True, slots=True)
class Trigger:
    """A word of harm between token indices. `form` is the lexicon's, or P for a passive ("were killed")."""

    start: int
    end: int
    harm: Harm
    lemma: str
    form: str
    fate: bool


@dataclass(slots=True)
class Scene:
    """A sentence with its groups, its words of harm, and one symbol a token for spelling paths."""

    sentence: Sentence
    low: list[str]
    groups: list[People]
    triggers: list[Trigger]
    symbols: list[str] = field(default_factory=list)
    by_harm: dict[Harm, list[Trigger]] = field(default_factory=dict)
    lists: list[tuple[int, int]] = field(default_factory=list)


def triggers(low: Sequence[str], words: Words) -> list[Trigger]:
    """All words of harm, left to right; one word may state several harms."""
    out: list[Trigger] = []
    for i, n, forms in words.harms.all(low):
        seen = set()
        for f in forms:
            form = _passive(low, i, f, words)
            if (f.harm, form) not in seen:
                seen.add((f.harm, form))
                out.append(Trigger(i, i + n, f.harm, f.lemma, form, f.fate))
    return out


def _passive(low: Sequence[str], i: int, form: Form, words: Words) -> str:
    if form.form != "D" or form.fate:
        return form.form
    for k in range(i - 1, max(-1, i - 4), -1):
        if words.symbols.get(low[k]) == "BE" and low[k] not in ("has", "have", "had", "having"):
            return "P"
        if not (
            low[k].endswith("ly")
            or low[k] in ("been", "also", "either", "or", "and", "not", "n't", "being", "reportedly")
            or words.harms.at(low, k)
        ):
            break
    return "D"


def scene(sentence: Sentence, words: Words, whole: str) -> Scene:
    """The sentence made ready for deciding."""
    low = sentence.low
    groups = find(sentence, words, whole)
    found = triggers(low, words)
    by_harm: dict[Harm, list[Trigger]] = {}
    for t in found:
        by_harm.setdefault(t.harm, []).append(t)
    made = Scene(sentence, low, groups, found, _symbols(sentence, groups, found, words), by_harm)
    made.lists = _lists(made)
    for g in groups:
        g.joint = _joint(made, g)
    return made


def _joint(s: Scene, g: People) -> bool:
    """Whether one number is said of the killed and the injured together ("dozens killed or wounded")."""
    if g.kind not in ("number", "bare_number", "unknown_noun", "elliptic", "of_them"):
        return False
    if "killed" not in s.by_harm or "injured" not in s.by_harm:
        return False
    pairs = [
        (a, b)
        for a in s.by_harm.get("killed", ())
        for b in s.by_harm.get("injured", ())
        if a.start != b.start and "N" not in a.form + b.form and (a.form == b.form or "A" in a.form + b.form)
    ]
    for a, b in pairs:
        first, second = (a, b) if a.start < b.start else (b, a)
        if second.start - first.end <= 2 and all(
            w in ("and", "or", "/", ",", "either") for w in s.low[first.end : second.start]
        ):
            if g.head_start <= first.start and first.end == g.end:  # "several dozen dead and wounded"
                return True
            if path(s.symbols, second.end, g.start, 2) in ("next", "IN", "OF", "w") and g.start >= second.end:
                return True
            if first.start - g.end >= 0 and path(s.symbols, g.end, first.start, 2) in ("next", "BE", "w"):
                return True
    return False


_LINKS = frozenset(("COMMA", "AND", "DET"))  # what may stand between the groups of one list


def _lists(s: Scene) -> list[tuple[int, int]]:
    """Start and end, in tokens, of the list of groups that each group stands in ("two clinics and a shop")."""
    out: list[tuple[int, int]] = []
    opened = 0
    for i, g in enumerate(s.groups):
        if i and not _LINKS.issuperset(s.symbols[s.groups[i - 1].end : g.start]):
            opened = i
        out[opened:] = [(s.groups[opened].start, g.end)] * (i + 1 - opened)
    return out


_LETTER: dict[Harm, str] = {
    "killed": "K",
    "injured": "J",
    "missing": "M",
    "detained": "T",
    "displaced": "X",
    "facility": "F",
    "none": "C",
}


class _SymbolOf(dict[str, str]):
    """The symbol of a word as it is written, worked out once."""

    def __init__(self, symbols: dict[str, str]) -> None:
        super().__init__()
        self.symbols = symbols

    def __missing__(self, text: str) -> str:
        if len(self) > _KEPT:
            self.clear()
        low = text.lower().replace("’", "'")
        plain = "N" if text[0].isupper() else "9" if low[0].isdigit() else "w"
        symbol = self[text] = self.symbols.get(low) or plain
        return symbol


_KEPT = 100_000  # words remembered; a report has a few hundred of its own


@functools.cache
def _symbol_of(words: Words) -> _SymbolOf:
    return _SymbolOf(words.symbols)


def _symbols(sentence: Sentence, groups: Sequence[People], found: Sequence[Trigger], words: Words) -> list[str]:
    out = list(map(_symbol_of(words).__getitem__, sentence.texts))
    for t in reversed(found):
        for k in range(t.start, t.end):
            if t.harm != "none" or out[k] != "FREE":
                out[k] = _LETTER[t.harm]
    for g in groups:
        mark = "g" if not g.facility else "f"
        for k in range(g.start, g.end):
            out[k] = mark
    return out


def path(symbols: Sequence[str], start: int, end: int, longest: int = 5) -> str:
    """The symbols between two token indices, runs pressed into one; "far" where more than `longest` remain."""
    out: list[str] = []
    last = ""
    for s in symbols[start:end]:
        if s == "N":
            s = "w"
        if s != last and s not in ("DET", "QUOTE"):
            out.append(s)
            last = s
            if len(out) > longest:
                return "far"
    return " ".join(out) or "next"


_FRAME = frozenset(
    {*_LETTER.values(), "g", "f", "BE", "BY", "WHO", "SUB", "SAY", "COMMA", "STOP", "AND", "PART", "CAUSE", "RISE"}
    | {"FREE", "LEAVE", "NEG", "MODAL", "TO", "OF"}
)


def frame(symbols: Sequence[str], start: int, end: int, longest: int = 4) -> str:
    """As `path`, but without plain words and the phrases of place, time and means that they make."""
    out: list[str] = []
    last = ""
    for s in symbols[start:end]:
        if s != last and s in _FRAME:
            out.append(s)
            last = s
            if len(out) > longest:
                return "far"
    return " ".join(out) or "next"

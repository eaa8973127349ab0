"""Sentences coded by hand beside the gold reports: each group that came to a harm is marked with its letters.

`eval/drill.txt` has one sentence a line, `At least [k|20 people] died and [i|dozens] were hurt.`; `{k}` before it tells
what the sentence before spoke of. What is not marked came to no harm. They teach the harm model only.
"""

from __future__ import annotations

import re
from pathlib import Path

from warmonitor.claims import detect
from warmonitor.claims.detect import Finding
from warmonitor.claims.harms import scene
from warmonitor.claims.text import sentences
from warmonitor.lexicon.words import Words
from warmonitor.model import Harm

FILE = Path(__file__).with_name("drill.txt")
LETTERS: dict[str, Harm] = {
    "k": "killed",
    "i": "injured",
    "m": "missing",
    "d": "detained",
    "x": "displaced",
    "f": "facility",
}
_MARK = re.compile(r"\[([kimdxf]+)\|(.*?)\]")
Row = tuple[tuple[str, ...], float]


def parse(line: str) -> tuple[str, set[Harm], list[tuple[int, int, set[Harm]]]]:
    """(sentence, harms told before, spans of the marked groups with their harms) of one line."""
    before: set[Harm] = set()
    if line.startswith("{"):
        letters, line = line[1:].split("}", 1)
        before = {LETTERS[x] for x in letters}
    text, spans, last = "", [], 0
    line = line.strip()
    for m in _MARK.finditer(line):
        text += line[last : m.start()]
        spans.append((len(text), len(text) + len(m[2]), {LETTERS[x] for x in m[1]}))
        text, last = text + m[2], m.end()
    return text + line[last:], before, spans


def rows_of(line: str, words: Words) -> list[Row]:
    """What one sentence teaches: the features of each proposed group and harm, with whether it is so."""
    text, before, spans = parse(line)
    whole = f"\n{text}"
    out: list[Row] = []
    context = detect.Context("war2", set(before), set(before))
    for s in sentences(whole):
        sc = scene(s, words, whole)
        said: dict[int, list[Finding]] = {}
        for i, g in enumerate(sc.groups):
            start, end = s.tokens[g.start].start - 1, s.tokens[g.end - 1].end - 1
            true = {h for a, b, hs in spans if a < end and start < b for h in hs}
            for harm in detect.possible(sc, i, context, words):
                feats, _ = detect.features(sc, i, harm, said, context, words)
                out.append((feats, float(harm in true)))
            said[i] = [Finding(sc, g, h, 1.0, ()) for h in sorted(true)]
        context.follow(f for fs in said.values() for f in fs)
    return out


def rows(words: Words) -> list[Row]:
    """What all sentences teach."""
    lines = FILE.read_text(encoding="utf8").splitlines()
    return [row for line in lines if line.strip() and not line.startswith("#") for row in rows_of(line, words)]

"""Sentences coded by hand beside the gold reports: each group that came to a harm is marked with its letters.

`eval/drill.txt` has one sentence a line, `At least [k|20 people] died and [i|dozens] were hurt.`; `{k}` before it tells
what the sentence before spoke of. What is not marked came to no harm. A line that begins with a star teaches where
ground changed hands instead: `* Rebels [c|took] the town.`
"""

from __future__ import annotations

import re
from pathlib import Path

from eval import gold
from warmonitor.claims import detect, ground
from warmonitor.claims.detect import Finding
from warmonitor.claims.harms import scene
from warmonitor.claims.setting import setting
from warmonitor.claims.text import document, sentences
from warmonitor.lexicon.words import Words
from warmonitor.model import Harm, Report
from warmonitor.places import Gazetteer

FILE, ELSEWHERE = Path(__file__).with_name("drill.txt"), Path(__file__).with_name("drill_fakes.txt")
LETTERS: dict[str, Harm] = {
    "k": "killed",
    "i": "injured",
    "m": "missing",
    "d": "detained",
    "x": "displaced",
    "f": "facility",
    "c": "none",
}
_OFFSETS = re.compile(r"(\*?(?:\{[kimdxfc]+\})?)@([\w-]+):(\d+)\+(\d+)((?: [kimdxfc]+\d+-\d+)*)")
_MARK = re.compile(r"\[([kimdxfc]+)\|(.*?)\]")
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


def ground_rows_of(line: str, words: Words, gazetteer: Gazetteer) -> list[Row]:
    """What one sentence teaches of ground that changed hands."""
    text, _, spans = parse(line)
    around = setting(document(Report(id="drill", text=text)), gazetteer)
    out: list[Row] = []
    for s in around.document.sentences:
        for t, feats in ground.candidates(scene(s, words, around.document.whole), around, words):
            start, end = s.tokens[t.start].start - 1, s.tokens[t.end - 1].end - 1
            out.append((feats, float(any(a < end and start < b for a, b, _ in spans))))
    return out


def _lines(path: Path) -> list[str]:
    return [line for line in path.read_text(encoding="utf8").splitlines() if line.strip() and line[0] != "#"]


def marked(line: str, articles: dict[str, str]) -> str:
    """The sentence that a line of offsets marks, written as in `drill.txt`; ValueError where it is no such line."""
    found = _OFFSETS.fullmatch(line)
    if not found or found[2] not in articles:
        raise ValueError(f"no marks of a known article: {line!r}")
    start, out, last = int(found[3]), found[1], 0
    text = articles[found[2]][start : start + int(found[4])]
    for mark in found[5].split():
        harm, a, b = re.fullmatch(r"([a-z]+)(\d+)-(\d+)", mark).groups()  # type: ignore[union-attr]
        out += f"{text[last : int(a)]}[{harm}|{text[int(a) : int(b)]}]"
        last = int(b)
    return out + text[last:]


def lines() -> list[str]:
    """All sentences, those of articles too where these lie beside the project."""
    root = gold.shared()
    if root is None:
        return _lines(FILE)
    articles = {r["id"]: f"{r['title']}\n{r['text']}" for r in gold.rows(root / "data" / "fakes_syria.jsonl.gz")}
    return [*_lines(FILE), *(marked(line, articles) for line in _lines(ELSEWHERE))]


def rows(words: Words, gazetteer: Gazetteer) -> dict[str, list[Row]]:
    """What all sentences teach, by model."""
    known = lines()
    return {
        "harm": [row for line in known if line[0] != "*" for row in rows_of(line, words)],
        "ground": [row for line in known if line[0] == "*" for row in ground_rows_of(line[1:], words, gazetteer)],
    }

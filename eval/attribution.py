"""Who says so, measured: on the gold reports (is the source of each claim right?) and on PolNeAR (cues and sources).

python -m eval.attribution            the figures
python -m eval.attribution --held     the gold's held third instead of the open part
python -m eval.attribution --wrong    the open claims whose source is wrong, with the reason given
python -m eval.attribution --learn    the weights of lexicon/en/carry.yaml anew, from the open part and our own reports
"""

from __future__ import annotations

import argparse
import math
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from eval import gold as files
from eval import lessons
from warmonitor.claims import sources
from warmonitor.claims.sources.coverage import carry_features, carry_table, sentence_at
from warmonitor.claims.text import Document, document
from warmonitor.lexicon.actors import registry
from warmonitor.model import Report

CUE_BASELINE = 0.567  # a list of 29 expressions of saying, on PolNeAR's dev part
_GOLD = 3  # how often each gold claim counts against one of our own reports


class Case(NamedTuple):
    """One gold claim: its report read, and where its pieces of evidence stand (their middles)."""

    claim: dict[str, Any]
    document: Document
    citations: list[sources.Citation]
    positions: list[int]

    def source(self, position: int) -> str | None:
        """The name that answers for a position."""
        citation = sources.cover(self.citations, self.document, position).citation
        return citation.name if citation else None

    def in_title(self, position: int) -> bool:
        """Whether a position is in the headline."""
        return position <= len(self.document.report.title)


def cases(shared: Path, part: str | None = "open") -> Iterator[Case]:
    """Every gold claim of the part ("open", "held") whose evidence stands in its report."""
    for name in files.SETS:
        claims = files.claims(shared, name)
        for report in files.reports(shared, name, part):
            yield from _cases(report, claims[report.id])


def _cases(report: Report, claims: list[dict[str, Any]]) -> Iterator[Case]:
    read = document(report)
    citations = sources.find(read)
    for claim in claims:
        found = [(read.whole.find(text), len(text)) for text in claim["evidence"]]
        positions = [start + size // 2 for start, size in found if start >= 0]
        if positions:
            yield Case(claim, read, citations, positions)


def gold(shared: Path, part: str | None = "open") -> dict[str, float]:
    """Share of gold claims whose source is right, by the gold's own `same_name`.

    `first`: at the first piece of evidence. `body`: of these, those that are not in the headline. `joined`: over all
    pieces of evidence, as a reader takes it who joins the repetitions of one fact.
    """
    same_name = files.scorer(shared).same_name
    right, total = dict.fromkeys(("first", "body", "joined"), 0), dict.fromkeys(("first", "body", "joined"), 0)

    def count(kind: str, wanted: str | None, got: str | None) -> None:
        total[kind] += 1
        right[kind] += bool(same_name(wanted, got))

    for case in cases(shared, part):
        wanted, first = case.claim.get("source"), case.positions[0]
        count("first", wanted, case.source(first))
        if not case.in_title(first):
            count("body", wanted, case.source(first))
        count("joined", wanted, _joined(case))
    return {f"source_{kind}": right[kind] / total[kind] for kind in right if total[kind]}


def _joined(case: Case) -> str | None:
    """The first source of any piece of evidence; what a headline takes from the lead does not outweigh the body."""
    body = [p for p in case.positions if not case.in_title(p)]
    title = [p for p in case.positions if case.in_title(p)]
    if body:
        title = [p for p in title if any(c.covers(p) for c in case.citations)]
    return next((name for p in (*body, *title) if (name := case.source(p))), None)


def polnear(shared: Path, limit: int | None = None) -> dict[str, float]:
    """PolNeAR's dev part: F1 of cues by overlap, and the share of contents whose source is right."""
    rows = [row for row in files.rows(shared / "data" / "polnear_dev.jsonl.gz") if row["split"] == "dev"][:limit]
    correct = predicted = hit = expected = sourced = contents = 0
    for row in rows:
        read = document(Report(id="", text=row["text"]))
        found = sources.find(read)
        cues = [tuple(span) for a in row["attributions"] for span in a["cue"]]
        mine = [(c.cue_start - 1, c.cue_end - 1) for c in found]
        correct += sum(any(_overlap(span, cue) for cue in cues) for span in mine)
        hit += sum(any(_overlap(cue, span) for span in mine) for cue in cues)
        predicted, expected = predicted + len(mine), expected + len(cues)
        judged = [_source_right(a, found, read) for a in row["attributions"] if a["source"] and a["content"]]
        sourced, contents = sourced + sum(judged), contents + len(judged)
    precision, recall = correct / max(1, predicted), hit / max(1, expected)
    f1 = 2 * precision * recall / max(1e-9, precision + recall)
    return {"cue_p": precision, "cue_r": recall, "cue_f1": f1, "content_source": sourced / max(1, contents)}


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _source_right(attribution: dict[str, Any], found: list[sources.Citation], read: Document) -> bool:
    """Whether the citation that covers the middle of a content names its source (an empty title shifts by one)."""
    start, end = attribution["content"][0]
    citation = sources.cover(found, read, (start + end) // 2 + 1, secondary=True).citation
    return citation is not None and any(
        _overlap((citation.start - 1, citation.end - 1), (a, b)) for a, b in attribution["source"]
    )


def speed(shared: Path) -> float:
    """Milliseconds that finding the sources of a report of 3,000 characters takes, cut into tokens beforehand."""
    reports = [document(r) for name in files.SETS for r in files.reports(shared, name)]
    named = [(read, registry().find(read.whole)) for read in reports]  # reading looks the sides up in any case
    start = time.process_time()
    for read, sides in named:
        sources.find(read, sides)
    return (time.process_time() - start) / sum(len(read.whole) for read in reports) * 3000 * 1000


def learn(shared: Path) -> dict[str, float]:
    """The weights of `carry.yaml` by logistic regression (ridge 1, no step left to chance) over the open gold, which
    counts `_GOLD` times, and our own reports."""
    same_name = files.scorer(shared).same_name
    names = list(carry_table().weights)
    known = [case for case in cases(shared) for _ in range(_GOLD)]
    known += [case for report, claims in lessons.everything() for case in _cases(report, claims)]
    rows = [row for case in known if (row := _carrying(case, same_name))]
    weights = dict.fromkeys(names, 0.0)
    for _ in range(3000):
        slope = {name: (0.0 if name == "bias" else weights[name]) for name in names}
        for features, carried in rows:
            error = 1 / (1 + math.exp(-sum(weights[name] for name in features))) - carried
            for name in features:
                slope[name] += error
        weights = {name: weights[name] - 0.005 * slope[name] for name in names}
    return weights


def _carrying(case: Case, same_name: Any) -> tuple[list[str], bool] | None:
    """The features of a claim whose sentence cites nobody right after one that does; whether the gold carries on."""
    position = case.positions[0]
    sentence = sentence_at(case.document, position)
    if case.in_title(position) or sentence is None or any(c.sentence == sentence.index for c in case.citations):
        return None
    before = next((c for c in reversed(case.citations) if c.sentence == sentence.index - 1), None)
    if before is None or case.document.sentences[before.sentence].paragraph != sentence.paragraph:
        return None
    wanted = case.claim.get("source")
    if wanted and not same_name(wanted, before.name):
        return None  # wrong either way
    return carry_features(before, sentence), bool(wanted)


def wrong(shared: Path) -> Iterator[str]:
    """The open claims whose source is wrong at their first evidence: what is right, what was given, and why."""
    same_name = files.scorer(shared).same_name
    for case in cases(shared):
        answer = sources.cover(case.citations, case.document, case.positions[0])
        got = answer.citation.name if answer.citation else None
        if not same_name(case.claim.get("source"), got):
            yield f"{case.claim['id']}: {case.claim.get('source')!r} is right, {got!r} given: {answer.reason}"


def run(shared: Path) -> dict[str, float]:
    """Every figure of this bench, by name."""
    out = {f"gold_{name}": value for name, value in gold(shared).items()}
    out |= {f"polnear_{name}": value for name, value in polnear(shared).items()}
    return out | {"sources_ms_per_report": speed(shared)}


def main() -> None:
    """Prints what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for flag in ("--held", "--wrong", "--learn"):
        parser.add_argument(flag, action="store_true")
    args = parser.parse_args()
    shared = files.shared()
    if shared is None:
        raise SystemExit("no gold reports and data sets beside the project: set SHARED to their folder")
    if args.wrong:
        print("\n".join(wrong(shared)))
    elif args.learn:
        print("\n".join(f"  {name}: {value:.2f}" for name, value in learn(shared).items()))
    else:
        figures = gold(shared, "held") if args.held else run(shared)
        print("\n".join(f"{name:28}{value:8.3f}" for name, value in figures.items()))
        print(f"{'(cue F1 of a plain list)':28}{CUE_BASELINE:8.3f}")


if __name__ == "__main__":
    main()

"""Breadth: killed and injured of local shooting reports against the record, beside one regular expression.

Nothing is tuned to these reports. An article's figure is the one that it states most often.
"""

from __future__ import annotations

import re
from pathlib import Path

from eval import gold
from warmonitor.claims import read
from warmonitor.model import Claim, Harm
from warmonitor.places import Gazetteer

EVERY = 4  # one article in four keeps the gate quick; the whole file differs by less than a point
_WORDS = {
    w: i
    for i, w in enumerate(
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
    )
}
_NUMBER = r"(\d+|" + "|".join(_WORDS) + r"|a|an)"
_KILLED = re.compile(
    _NUMBER + r"\s+(?:\w+\s+){0,2}?(?:was |were |are |is )?(?:killed|dead|dies|died)|kill(?:s|ed|ing)\s+" + _NUMBER,
    re.I,
)
_INJURED = re.compile(
    _NUMBER
    + r"\s+(?:\w+\s+){0,2}?(?:was |were |are |is )?(?:injured|wounded|hurt)|(?:injur|wound)(?:es|s|ed|ing)\s+"
    + _NUMBER,
    re.I,
)


def figure(claims: list[Claim], harm: Harm) -> int:
    """The figure of a harm that an article states most often, the first of equals; 0 where none is told."""
    whole = [c for c in claims if c.harm == harm and c.scope == "incident" and c.part_of is None and c.count.figure]
    return max(whole, key=lambda c: (len(c.evidence), -c.evidence[0].start)).count.figure or 0 if whole else 0


def by_expression(text: str, pattern: re.Pattern[str]) -> int:
    """What the regular expression says: its first match."""
    found = pattern.search(text)
    if not found:
        return 0
    word = next(g for g in found.groups() if g).lower()
    return int(word) if word.isdigit() else _WORDS.get(word, 1)


def run(shared: Path) -> dict[str, float]:
    """Share of articles whose killed and injured agree with the record: ours, and the expression's."""
    gazetteer = Gazetteer.load()
    right = dict.fromkeys(("killed", "injured", "regex_killed", "regex_injured"), 0)
    n = 0
    for i, row in enumerate(gold.rows(shared / "data" / "gva_dev.jsonl.gz")):
        if i % EVERY:
            continue
        n += 1
        report = gold.report(row)
        claims = read(report, gazetteer)
        for harm, pattern in (("killed", _KILLED), ("injured", _INJURED)):
            right[harm] += figure(claims, harm) == row[harm]  # type: ignore[arg-type]
            right[f"regex_{harm}"] += by_expression(report.whole, pattern) == row[harm]
    return {k: v / n for k, v in right.items()}


if __name__ == "__main__":
    root = gold.shared()
    print(run(root) if root else "skipped: no shared data")

"""Speeds, as ratios against a named peer measured in the same run.

python -m eval.bench            reading
python -m eval.bench all        also linking, the ledger, exports and pages (minutes)
"""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterable

from eval import gold
from warmonitor.claims import read
from warmonitor.model import Report
from warmonitor.places import Gazetteer


def rate(work: Callable[[Report], object], reports: Iterable[Report]) -> float:
    """Reports a second on one core."""
    reports = list(reports)
    start = time.perf_counter()
    for r in reports:
        work(r)
    return len(reports) / (time.perf_counter() - start)


def articles() -> list[Report]:
    """The articles on the war in Syria; the gold reports where these are absent."""
    root = gold.shared()
    if root is None:
        raise SystemExit("eval.bench: skipped, there are no reports beside the project (SHARED=… names their folder)")
    path = root / "data" / "fakes_syria.jsonl.gz"
    return [gold.report(row) for row in gold.rows(path)] if path.exists() else gold.reports(root, "press_a", None)


def reading() -> None:
    """Reading beside spaCy's blank tokenizer with its sentence splitter, where spaCy is installed."""
    found = articles()
    gazetteer = Gazetteer.load()
    for r in found[:20]:
        read(r, gazetteer)
    ours = rate(lambda r: read(r, gazetteer), found[:300])
    size = sum(len(r.text) for r in found[:300]) / 300
    print(f"reading: {ours:.0f} reports a second on one core ({size:.0f} characters each)")
    print(f"  memory at most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    try:
        import spacy
    except ImportError:
        print("  spaCy is not installed (pip install spacy): no peer measured")
        return
    peer = spacy.blank("en")
    peer.add_pipe("sentencizer")
    theirs = rate(lambda r: peer(r.text), found[:300])
    print(f"  spaCy blank tokenizer and sentence splitter: {theirs:.0f} a second, ours {ours / theirs:.2f} of it")


BENCHES = {
    "linking": ("eval.links_scale",),
    "ledger": ("eval.book", "--reports", "100000", "--times", "10", "--read", "300"),
    "exports": ("eval.exports", "100000"),
    "pages": ("eval.pages", "--times", "25"),
}


def main() -> None:
    """Run the benches named, or all."""
    named = sys.argv[1:] or ["reading", *BENCHES]
    for name in named:
        print(f"\n{name}", flush=True)
        if name == "reading":
            reading()
        elif name in BENCHES:
            subprocess.run([sys.executable, "-m", *BENCHES[name]], check=False)
        else:
            print(f"no such bench; there are reading, {', '.join(BENCHES)}")


if __name__ == "__main__":
    main()

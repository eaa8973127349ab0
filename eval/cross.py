"""Read the open gold reports with weights that were learned without them: four folds, scored as one.

python -m eval.cross [--misses N] [SET...]
"""

from __future__ import annotations

import argparse
import hashlib
import json
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import Any

import msgspec

from eval import gold
from eval.train import Lesson, lessons, own, weights_of
from warmonitor.claims.linear import Model
from warmonitor.claims.reader import read
from warmonitor.places import Gazetteer

FOLDS = 4


def fold(report: str) -> int:
    """Which fold a report is in."""
    return int(hashlib.sha1(f"fold {report}".encode()).hexdigest(), 16) % FOLDS


def claims(known: list[tuple[gold.Report, Lesson]]) -> list[dict[str, Any]]:
    """Claims of every report, read without having learned from it."""
    gazetteer, out, ours = Gazetteer.load(), [], own()
    for k in range(FOLDS):
        learned = {n: Model(w) for n, w in weights_of([x for r, x in known if fold(r.id) != k], ours).items()}
        for r, _ in known:
            if fold(r.id) == k:
                out += [msgspec.to_builtins(c) for c in read(r, gazetteer, learned)]
    return out


def main() -> None:
    """Print the scores by set and together."""
    a = argparse.ArgumentParser()
    a.add_argument("sets", nargs="*")
    a.add_argument("--misses", type=int, default=0)
    args = a.parse_args()
    root = gold.shared()
    assert root
    scorer = gold.scorer(root)
    found = claims(lessons())
    Path(tempfile.gettempdir(), "cross.jsonl").write_text("\n".join(map(json.dumps, found)))
    total: dict[str, float] = defaultdict(float)
    for name in args.sets or gold.SETS:
        scored, log = scorer.score(root / "gold" / name, found, args.misses, None if name == "first" else "open")
        c, part = scored["claims"], {k: round(v, 2) for k, v in scored["fields"].items()}
        print(f"{name} P {c['p']:.3f} R {c['r']:.3f} F {c['f1']:.3f} complete {scored['complete']['f1']:.3f}", part)
        print(f"  evidence {scored['evidence']:.3f} clean {scored['reports_without_claims_kept_clean']}")
        for line in log:
            print("   ", line)
        total[name] = scored["claims"]["f1"]


if __name__ == "__main__":
    main()

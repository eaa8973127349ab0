"""The quality gate: scores on the gold reports and the data sets, held against the floors of `eval/floors.json`.

    python -m eval.score [--raise]      --raise writes better scores into the floors (never lower ones)

A floor is lowered by hand only, with the reason in the commit message. Both parts of the gold sets are reported:
"open", on which weights were learned, and "held", which nobody reads or trains on.
"""

from __future__ import annotations

import argparse
import importlib
import json
import math
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from eval import gold
from warmonitor.claims import read
from warmonitor.places import Gazetteer

FLOORS = Path(__file__).with_name("floors.json")
SLACK = 0.003  # rounding and library versions may move a score by so much
KEPT = (  # what the data sets' floors are set on
    "geo.lgl_held", "geo.tr_news_held", "geo.gold_country", "dates.wikiwars_value_f1", "dates.gold_time_coverage",
    "attribution.polnear_cue_f1", "local_news.killed", "local_news.injured", "links.gold_f1", "links.own_f1",
    "links.gva_f1", "links.gva_held_f1",
)  # fmt: skip
BENCHES = ("geo", "dates", "attribution", "local_news", "links")


def claims_of(root: Path) -> dict[str, list[dict[str, Any]]]:
    """Claims read from every gold report, by set."""
    gazetteer = Gazetteer.load()
    return {
        name: [msgspec.to_builtins(c) for r in gold.reports(root, name, None) for c in read(r, gazetteer)]
        for name in gold.SETS
    }


def gold_scores(root: Path) -> dict[str, float]:
    """Claims, complete, evidence and clean reports of every gold set, by part."""
    scorer, out = gold.scorer(root), {}
    read_claims = claims_of(root)
    for name in gold.SETS:
        for part in (None,) if name == "first" else ("open", "held"):
            scored, _ = scorer.score(root / "gold" / name, read_claims[name], 0, part)
            label = f"gold.{name}" + (f".{part}" if part else "")
            out[f"{label}.claims"], out[f"{label}.complete"] = scored["claims"]["f1"], scored["complete"]["f1"]
            out[f"{label}.evidence"] = scored["evidence"]
            if scored["reports_without_claims"]:
                out[f"{label}.clean"] = scored["reports_without_claims_kept_clean"] / scored["reports_without_claims"]
            for field in ("place", "country", "time", "source", "status", "scope", "event"):
                out[f"{label}.{field}"] = scored["fields"][field]
    return out


def bench_scores(root: Path) -> dict[str, float]:
    """What each bench of the data sets says; a bench that is not there says nothing."""
    out: dict[str, float] = {}
    for name in BENCHES:
        run: Callable[[Path], dict[str, float]] = importlib.import_module(f"eval.{name}").run
        start = time.perf_counter()
        out |= {f"{name}.{k}": float(v) for k, v in run(root).items()}
        print(f"  {name}: {time.perf_counter() - start:.0f} s", flush=True)
    return out


def below(scores: dict[str, float], floors: dict[str, float]) -> list[str]:
    """The scores that fell under their floor, and floors that nothing was scored for."""
    missing = [f"{name}: not scored, floor {floor:.3f}" for name, floor in floors.items() if name not in scores]
    return missing + [
        f"{name}: {scores[name]:.3f}, floor {floor:.3f}"
        for name, floor in floors.items()
        if name in scores and scores[name] < floor - SLACK
    ]


def main() -> int:
    """Print the scores; 1 where one is below its floor."""
    a = argparse.ArgumentParser(description=__doc__)
    a.add_argument("--raise", dest="lift", action="store_true")
    args = a.parse_args()
    root = gold.shared()
    if root is None:
        print("eval.score: skipped, there are no gold reports beside the project (SHARED=… names their folder)")
        return 1 if os.environ.get("WARMONITOR_NO_SKIP") else 0
    scores = gold_scores(root) | bench_scores(root)
    for name, value in scores.items():
        print(f"{name:38} {value:8.3f}")
    floors = json.loads(FLOORS.read_text(encoding="utf8")) if FLOORS.exists() else {}
    if args.lift:
        wanted = tuple(f".{name}" for name in ("claims", "complete", "evidence", "clean"))
        kept = {
            k: v
            for k, v in scores.items()
            if k in floors or k in KEPT or (k.startswith("gold.") and k.endswith(wanted))
        }
        chosen = {k: max(math.floor(v * 100) / 100, floors.get(k, 0.0)) for k, v in kept.items()}
        FLOORS.write_text(json.dumps(chosen, indent=1, sort_keys=True) + "\n", encoding="utf8")
        return 0
    fallen = below(scores, floors)
    print("\n".join(["", "below the floor:", *fallen]) if fallen else f"\nall {len(floors)} floors hold")
    return 1 if fallen else 0


if __name__ == "__main__":
    sys.exit(main())

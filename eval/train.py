"""Learn the weights of the claims room's models from the open part of the gold reports.

    python -m eval.train

Writes `src/warmonitor/claims/weights/*.json`: feature name to weight, sorted, small weights left out. Each decision is
learned given that those before it were right.
"""

from __future__ import annotations

import functools
import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from eval import align, drill, gold
from eval import lessons as written
from eval.treefit import Tree, fit_trees
from warmonitor.claims import choose, detect, ground, roles, sides, when, where
from warmonitor.claims.detect import Finding
from warmonitor.claims.facts import Fact, Mention, may_be_part, may_be_same, part_features, same_features
from warmonitor.claims.harms import Scene, scene
from warmonitor.claims.linear import Model
from warmonitor.claims.reader import in_order
from warmonitor.claims.setting import Setting, mention, setting
from warmonitor.claims.text import document
from warmonitor.claims.tree import marginals
from warmonitor.lexicon.words import words
from warmonitor.model import Report
from warmonitor.places import Gazetteer

WEIGHTS = Path(__file__).parents[1] / "src" / "warmonitor" / "claims" / "weights"
Row = tuple[tuple[str, ...], float]
Rows = dict[str, list[Row]]
PENALTY = {  # how strongly weights are held to zero, chosen by cross-validation over reports
    "harm": 3.0,
    "same": 3.0,
    "part": 0.5,
    "place": 25.0,
    "time": 25.0,
    "event": 8.0,
    "status": 8.0,
    "scope": 12.0,
    "sides": 20.0,
    "ground": 1.0,
}


FIRST = 30  # times that the report of `gold/first`, which must be understood first, is learned from
LEAST = {"place": 15, "time": 15}  # how often a feature must be seen to be learned from; 2 where not said
TWICE = ("harm",)  # learned twice from the gold and once from our own reports, by cross-validation
PAIRED = {"place": 60}  # of how many features pairs are weighed too; by cross-validation no other choice gains by it


def fit(rows: list[Row], penalty: float = 1.0, least: int = 2) -> dict[str, float]:
    """L2-penalised logistic regression; features seen fewer than `least` times are left out."""
    seen = Counter(f for feats, _ in rows for f in set(feats))
    index = {f: i for i, f in enumerate(sorted(f for f, n in seen.items() if n >= least))}
    data = [[index[f] for f in set(feats) if f in index] for feats, _ in rows]
    ptr = np.cumsum([0, *map(len, data)])
    flat = np.fromiter((i for r in data for i in r), dtype=int, count=int(ptr[-1]))
    x = csr_matrix((np.ones(len(flat)), flat, ptr), shape=(len(rows), len(index)))
    y = np.array([label for _, label in rows])

    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        z = x @ w
        p = 1 / (1 + np.exp(-np.clip(z, -30, 30)))
        return float(np.sum(np.logaddexp(0, z) - y * z) + 0.5 * penalty * np.dot(w, w)), x.T @ (p - y) + penalty * w

    w = minimize(loss, np.zeros(len(index)), jac=True, method="L-BFGS-B", options={"maxiter": 300}).x
    return {f: round(float(w[i]), 3) for f, i in index.items() if abs(w[i]) >= 0.02}


def fit_choice(groups: list[list[Row]], penalty: float = 1.0, least: int = 2) -> dict[str, float]:
    """L2-penalised conditional logistic regression: within each group, the right candidates against the others."""
    groups = [g for g in groups if any(y for _, y in g) and not all(y for _, y in g)]
    seen = Counter(f for g in groups for f in {f for feats, _ in g for f in feats})
    index = {f: i for i, f in enumerate(sorted(f for f, n in seen.items() if n >= least))}
    rows = [row for g in groups for row in g]
    data = [[index[f] for f in set(feats) if f in index] for feats, _ in rows]
    ptr = np.cumsum([0, *map(len, data)])
    flat = np.fromiter((i for r in data for i in r), dtype=int, count=int(ptr[-1]))
    x = csr_matrix((np.ones(len(flat)), flat, ptr), shape=(len(rows), len(index)))
    starts = np.cumsum([0, *(len(g) for g in groups)])[:-1]
    which = np.repeat(np.arange(len(groups)), [len(g) for g in groups])
    right = np.array([y for _, y in rows])

    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        z = x @ w
        z = np.exp(z - np.maximum.reduceat(z, starts)[which])
        everything, good = np.add.reduceat(z, starts), np.add.reduceat(z * right, starts) + 1e-12
        gradient = z / everything[which] - z * right / good[which]
        return float(
            np.sum(np.log(everything) - np.log(good)) + 0.5 * penalty * np.dot(w, w)
        ), x.T @ gradient + penalty * w

    w = minimize(loss, np.zeros(len(index)), jac=True, method="L-BFGS-B", options={"maxiter": 200}).x
    return {f: round(float(w[i]), 3) for f, i in index.items() if abs(w[i]) >= 0.02}


def save(name: str, weights: dict[str, float]) -> None:
    """Write one model's weights."""
    WEIGHTS.mkdir(exist_ok=True)
    (WEIGHTS / f"{name}.json").write_text(
        json.dumps(dict(sorted(weights.items())), indent=0, ensure_ascii=False) + "\n", encoding="utf8"
    )


class Lesson:
    """One report with its gold claims, read as far as the gold's own decisions."""

    def __init__(self, report: Report, claims: list[dict[str, Any]], gazetteer: Gazetteer, scorer: Any) -> None:
        self.claims, self.scorer, self.w = claims, scorer, words()
        self.doc = document(report)
        self.around: Setting = setting(self.doc, gazetteer)
        self.around.events(self.w)
        self.scenes: list[Scene] = [scene(s, self.w, self.doc.whole) for s in self.doc.sentences]
        self.labels = align.label(self.scenes, self.doc.whole, claims)
        self.rows: Rows = defaultdict(list)
        self.groups: dict[str, list[list[Row]]] = defaultdict(list)
        self._harm()
        self._ground()
        self._facts()

    def _harm(self) -> None:
        context = detect.Context(detect.war(self.doc, self.w))
        self.found: list[tuple[Finding, dict[str, Any] | None]] = []
        for si, sc in enumerate(self.scenes):
            said: dict[int, list[Finding]] = {}
            for gi in range(len(sc.groups)):
                for harm in detect.possible(sc, gi, context, self.w):
                    feats, trigger = detect.features(sc, gi, harm, said, context, self.w)
                    k = (si, gi, harm)
                    if k in self.labels:
                        self.found.append((Finding(sc, sc.groups[gi], harm, 1.0, feats, trigger), self.labels[k]))
                        if self.labels[k] is None:
                            continue
                    self.rows["harm"].append((feats, 1.0 if k in self.labels else 0.0))
                for i, j, harm in self.labels:
                    if (i, j) == (si, gi):
                        said.setdefault(gi, []).append(Finding(sc, sc.groups[gi], harm, 1.0, ()))
            if sc.triggers or said:
                context.follow(f for fs in said.values() for f in fs)

    def _ground(self) -> None:
        taken = [(g, s) for g in self.claims if g["harm"] == "none" for s in align.spans(self.doc.whole, g["evidence"])]
        for sc in self.scenes:
            for t, feats in ground.candidates(sc, self.around, self.w):
                at = sc.sentence.tokens[t.start].start
                hit = next((g for g, (a, b) in taken if a <= at < b), None)
                self.rows["ground"].append((feats, 1.0 if hit else 0.0))
                if hit:
                    self.found.append((Finding(sc, ground.group_of(t, sc), "none", 1.0, feats, t), hit))

    def _facts(self) -> None:
        pairs = sorted(self.found, key=lambda p: p[0].scene.sentence.tokens[p[0].people.start].start)
        mentions = [(mention(self.around, f, i), g) for i, (f, g) in enumerate(pairs)]
        known = [(m, g) for m, g in mentions if g is not None]
        for i, (a, g) in enumerate(known):
            for b, h in known[i + 1 :]:
                if may_be_same(a, b):
                    self.rows["same"].append((same_features(a, b), float(g is h)))
        by: dict[str, list[Mention]] = {}
        claims = {g["id"]: g for _, g in known}
        for m, g in known:
            by.setdefault(g["id"], []).append(m)
        facts = {i: Fact(ms) for i, ms in by.items()}
        for i, fact in facts.items():
            fact.whole = facts.get(claims[i]["part_of"] or "")
        for i, fact in facts.items():
            for j, whole in facts.items():
                if may_be_part(fact, whole):
                    self.rows["part"].append(
                        (part_features(fact, whole, list(facts.values())), float(claims[i]["part_of"] == j))
                    )
        self.ordered, self.gold_of = sorted(facts.items(), key=lambda kv: kv[1].main.order), claims

    def choices(self) -> None:
        """Place, time and event candidates of each fact, with which of them are right."""
        self.order = in_order(f for _, f in self.ordered)
        names = {id(f): i for i, f in self.ordered}
        self.golds = [self.gold_of[names[id(f)]] for f in self.order]
        self.around.harmed = tuple(sorted({f.main.sentence for f in self.order}))
        self.cast = roles.cast(self.order, self.around, self.w)
        self.candidates = {
            "place": [where.place_candidates(f, self.around, self.w) for f in self.order],
            "time": [when.time_candidates(f, self.around, self.w) for f in self.order],
            "event": [choose.event_candidates(f, self.around, self.w, self.cast) for f in self.order],
        }
        test = {"place": self._place, "time": self._time, "event": lambda g, v: g["event"] == v}
        self.right = {
            name: [[bool(test[name](g, c.value)) for c in cs] for g, cs in zip(self.golds, found, strict=True)]
            for name, found in self.candidates.items()
        }
        self.trees = {name: self._tree(name, test[name]) for name in TREES}
        for fact, found, right in zip(self.order, self.candidates["event"], self.right["event"], strict=True):
            if fact.harm != "none":
                self._choice("event", found, [c for c, y in zip(found, right, strict=True) if y])

    def _tree(self, name: str, right: Any) -> Tree:
        relation = KEYS[name][1]
        found = choose.nodes(self.order, self.candidates[name])
        return Tree(
            found,
            [[bool(right(g, c.value)) for c in n.candidates] for g, n in zip(self.golds, found, strict=True)],
            relation,
        )

    def predict(self, weights: dict[str, dict[str, float]]) -> None:
        """What weights learned from other reports choose for each fact."""
        self.predicted: dict[str, list[Any]] = {}
        for name, (key, relation) in TREES.items():
            found = self.trees[name].nodes
            shares = marginals(found, relation, Model(weights[name]), key)
            self.predicted[name] = [
                n.candidates[s.index(max(s))].value if s else None for n, s in zip(found, shares, strict=True)
            ]

    def scopes(self) -> None:
        """Scope candidates of each fact, given the place and time that were predicted for it."""
        self.candidates["scope"] = [
            choose.scope_candidates(f, self.around, time, where.exactness(place.place) if place else None, self.w)
            for f, place, time in zip(self.order, self.predicted["place"], self.predicted["time"], strict=True)
        ]
        self.trees["scope"] = self._tree("scope", lambda g, v: g["scope"] == v)

    def rest(self) -> None:
        """Status of each fact, given the gold's event."""
        previous: dict[str, Any] = {}
        for fact, g in zip(self.order, self.golds, strict=True):
            whole = self.gold_of.get(g["part_of"] or "")
            lead = previous.get("status") if previous.get("sentence") == fact.main.sentence else None
            statuses = choose.status_candidates(fact, lead, whole["victims"]["status"] if whole else None, g["event"])
            if fact.harm not in ("facility", "none"):
                self._choice("status", statuses, [c for c in statuses if c.value == g["victims"]["status"]])
            previous = {
                "status": g["victims"]["status"],
                "sentence": fact.main.sentence,
            }

    def perpetrators(self) -> None:
        """The sides that might have done it, given the gold's event."""
        for fact, g in zip(self.order, self.golds, strict=True):
            wanted = self._sides(g["perpetrators"], list(self.cast.parts))
            found = sides.candidates(fact, self.cast, self.around, g["event"])
            self._choice("sides", found, [c for c in found if c.value == wanted])

    def _sides(self, names: list[str], known: list[str]) -> roles.Sides | None:
        """The sides of the report that the gold's names mean, each the closest in words; None where one is missing."""
        out = set()
        for name in names:
            fits = [side for side in known if self.scorer.same_name(side, name)]
            if not fits:
                return None
            out.add(max(fits, key=lambda side: (self._likeness(side, name), side)))
        return tuple(sorted(out))

    def _likeness(self, one: str, other: str) -> float:
        x, y = self.scorer.words(one), self.scorer.words(other)
        return len(x & y) / len(x | y)

    def _choice(self, name: str, candidates: list[Any], right: list[Any]) -> None:
        ok = {id(c) for c in right}
        self.groups[name].append([(c.features, float(id(c) in ok)) for c in candidates])

    def _place(self, g: dict[str, Any], value: Any) -> bool:
        name = g["place"]["name"]
        return bool(name) and (self.scorer.same_name(name, value.text) or self.scorer.same_name(name, value.place.name))

    def _time(self, g: dict[str, Any], value: Any) -> bool:
        if value == when.OPEN:
            return bool(
                self.scorer.same_time(g["time"], {"start": None, "end": (self.doc.report.published or "")[:10] or None})
            )
        return bool(self.scorer.same_time(g["time"], {"start": value.period.start, "end": value.period.end}))


def _beside() -> tuple[Path, Any, Gazetteer]:
    """Where the gold reports lie, their scorer, and the gazetteer; ends the run where there are none."""
    root = gold.shared()
    if root is None:
        raise SystemExit("eval.train needs the gold reports beside the project (SHARED=…)")
    return root, gold.scorer(root), Gazetteer.load()


def lessons(part: str | None = "open") -> list[tuple[Report, Lesson]]:
    """The open reports of all gold sets with their claims."""
    root, scorer, gazetteer = _beside()
    out = []
    for name in gold.SETS:
        claims = gold.claims(root, name)
        out += [(r, Lesson(r, claims[r.id], gazetteer, scorer)) for r in gold.reports(root, name, part)]
    return out


def own() -> list[Lesson]:
    """The reports of our own (`eval/lessons/`), to learn from beside the gold."""
    _, scorer, gazetteer = _beside()
    return [Lesson(r, claims, gazetteer, scorer) for r, claims in written.everything()]


TREES: dict[str, tuple[Any, Any]] = {
    "place": (where.place_key, where.place_relation),
    "time": (when.time_key, when.value_relation),
}
KEYS = {**TREES, "scope": (str, when.value_relation)}


@functools.cache
def _first() -> frozenset[str]:
    root = gold.shared()
    return frozenset(r.id for r in gold.reports(root, "first", None)) if root else frozenset()


def weights_of(golden: Iterable[Lesson], ours: Iterable[Lesson]) -> dict[str, dict[str, float]]:
    """Weights of each model from gold reports and from our own."""
    golden = list(golden)
    golden += [x for x in golden for _ in range(FIRST - 1) if x.doc.report.id in _first()]
    known = [*golden, *ours]
    by = {name: [*known, *golden] if name in TWICE else known for name in PENALTY}
    for lesson in known:
        lesson.groups.clear()
        lesson.choices()
        lesson.rest()
        lesson.perpetrators()
    halves = known[::2], known[1::2]
    for learned, read in (halves, halves[::-1]):
        weights = {name: _tree(learned, name) for name in TREES}
        for lesson in read:
            lesson.predict(weights)
            lesson.scopes()
    out = {name: _tree(by[name], name, PAIRED.get(name, 0)) for name in KEYS}
    for name in ("event", "status", "sides"):
        out[name] = fit_choice([g for x in by[name] for g in x.groups[name]], PENALTY[name])
    drilled = drill.rows(words(), Gazetteer.load())
    for name in ("harm", "same", "part", "ground"):
        rows = [row for x in by[name] for row in x.rows[name]]
        out[name] = fit(rows + drilled.get(name, []), PENALTY[name])
    return out


def _tree(known: Iterable[Lesson], name: str, paired: int = 0) -> dict[str, float]:
    trees = [x.trees[name] for x in known]
    return fit_trees(trees, PENALTY[name], least=LEAST.get(name, 2), paired=paired)


def main() -> None:
    """Train and write all models."""
    for name, weights in weights_of([lesson for _, lesson in lessons()], own()).items():
        save(name, weights)
        print(f"{name}: {len(weights)} weights")


if __name__ == "__main__":
    main()

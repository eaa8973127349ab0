"""Linking and reconciling against the gold sets and the gun-violence articles.

    python -m eval.links [gold|own|gva|gva-read|weights]

`run(shared)` is the gate's part. Training uses the open two thirds of the gold reports and two thirds of the
gun-violence incidents; `python -m eval.links weights` writes what it learns to the package.
"""

from __future__ import annotations

import hashlib
import itertools
import math
import multiprocessing
import statistics
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import msgspec

from eval import gold
from warmonitor.incidents import assign, events
from warmonitor.incidents.cluster import clusters
from warmonitor.incidents.intervals import POLICIES, Interval
from warmonitor.incidents.link import EventRecord, record
from warmonitor.incidents.pairs import score
from warmonitor.incidents.reconcile import incidents
from warmonitor.incidents.tolls import counted
from warmonitor.incidents.weights import Weights
from warmonitor.incidents.words import bag
from warmonitor.model import Claim, Count, Harm, Incident, Period, Place, Report, Source, Span, Victims

Figures = dict[str, float]


def spans(report: Report, quotes: Iterable[str]) -> tuple[Span, ...]:
    """The quotes where they stand in the report."""
    found = [(report.whole.find(q), q) for q in quotes]
    return tuple(Span(start=at, end=at + len(q), text=q) for at, q in found if at >= 0)


def claim(row: dict[str, Any], report: Report) -> Claim:
    """A gold row as a claim."""
    who, where, when = (row.get(k) or {} for k in ("victims", "place", "time"))
    return Claim(
        id=row["id"], report=row["report"], harm=row["harm"], count=Count(**row["count"]),
        victims=Victims(status=who.get("status") or "unknown", actor=who.get("actor"), group=who.get("group")),
        perpetrators=tuple(row.get("perpetrators") or ()), event=row["event"],
        place=Place(name=where.get("name"), country=where.get("country"), admin1=where.get("admin1")),
        time=Period(start=when.get("start"), end=when.get("end")),
        source=Source(name=row["source"]) if row.get("source") else None,
        stance=row.get("stance", "asserted"), scope=row["scope"], part_of=row.get("part_of"),
        incident=row.get("incident"), evidence=spans(report, row["evidence"]),
    )  # fmt: skip


def gold_claims(shared: Path, part: str | None = "open") -> tuple[dict[str, Report], list[Claim]]:
    """All gold sets together: reports by id and their claims."""
    reports = {r.id: r for name in gold.SETS for r in gold.reports(shared, name, part)}
    rows = (row for name in gold.SETS for rows in gold.claims(shared, name).values() for row in rows)
    return reports, [claim(row, reports[row["report"]]) for row in rows if row["report"] in reports]


def b_cubed(of: Mapping[str, Any], found: Mapping[str, Any], over: Iterable[str] | None = None) -> Figures:
    """Precision, recall and F1, mean over all items or those of `over`; an item that was not found stands alone."""
    mine = {k: found.get(k, ("alone", k)) for k in of}
    size, here, both = Counter(of.values()), Counter(mine.values()), Counter((of[k], mine[k]) for k in of)
    items = list(of if over is None else over)
    p = sum(both[of[k], mine[k]] / here[mine[k]] for k in items) / (len(items) or 1)
    r = sum(both[of[k], mine[k]] / size[of[k]] for k in items) / (len(items) or 1)
    return {"p": p, "r": r, "f1": 2 * p * r / (p + r) if p + r else 0.0}


def of_gold(shared: Path, part: str | None = "open", weights: Weights | None = None) -> Figures:
    """B-cubed of links on the gold sets together, fed the gold claims without their incidents."""
    reports, claims = gold_claims(shared, part)
    blank = [msgspec.structs.replace(c, incident=None) for c in claims]
    linked, _ = assign(blank, reports, weights=weights)
    truth = {c.id: c.incident for c in claims if c.scope == "incident" and c.incident}
    return b_cubed(truth, {c.id: c.incident for c in linked if c.incident})


class Article(msgspec.Struct, frozen=True):
    """A gun-violence article with the record of its incident."""

    report: Report
    incident: str
    killed: int | None
    injured: int | None


def articles(shared: Path) -> list[Article]:
    """All articles of the file."""
    rows = gold.rows(shared / "data" / "gva_dev.jsonl.gz")
    return [Article(gold.report(r), str(r["incident"]), r["killed"], r["injured"]) for r in rows]


def kept_back(incident: str) -> bool:
    """Whether an incident belongs to the third that no training sees."""
    return int(hashlib.sha1(f"link {incident}".encode()).hexdigest(), 16) % 3 == 0


def told(article: Article) -> EventRecord:
    """An article as one event, by its words and its day of publication alone."""
    r = article.report
    return EventRecord(
        id=r.id, report=r.id, claims=(r.id,), published=r.published, publisher=r.publisher, words=bag(r.whole)
    )


def grouped(events: list[EventRecord], weights: Weights | None = None) -> dict[str, str]:
    """Each event's incident, named by the first event of it."""
    groups = clusters({e.id: e.report for e in events}, score(events, weights))
    return {event: group[0] for group in groups for event in group}


def of_articles(shared: Path, weights: Weights | None = None) -> Figures:
    """B-cubed of the gun-violence articles by their words and dates, all and the third held back, beside TF-IDF."""
    known = articles(shared)
    found = grouped([told(a) for a in known], weights)
    truth = {a.report.id: a.incident for a in known}
    back = {a.report.id for a in known if kept_back(a.incident)}
    peer = tf_idf(known) if not weights else {}
    out = {f"gva_{k}": v for k, v in b_cubed(truth, found).items()}
    out |= {f"gva_held_{k}": v for k, v in b_cubed(truth, found, back).items()}
    return out | {f"gva_tfidf_{k}": v for k, v in b_cubed(truth, peer).items()}


def tf_idf(known: list[Article], least: float = 0.12, days: int = 7) -> dict[str, str]:
    """The peer: words and bigrams, cosine over `least`, single link, published at most `days` apart."""
    import datetime as dt

    import numpy as np

    matrix = _tf_idf([f"{a.report.title}\n{a.report.text}" for a in known])
    alike = (matrix @ matrix.T).tocoo()
    day = np.array([dt.date.fromisoformat((a.report.published or "1970-01-01")[:10]).toordinal() for a in known])
    near = (alike.row < alike.col) & (alike.data > least) & (abs(day[alike.row] - day[alike.col]) <= days)
    root = list(range(len(known)))

    def find(i: int) -> int:
        while root[i] != i:
            root[i] = root[root[i]]
            i = root[i]
        return i

    for a, b in zip(alike.row[near].tolist(), alike.col[near].tolist(), strict=True):
        root[find(a)] = find(b)
    return {a.report.id: str(find(i)) for i, a in enumerate(known)}


def _tf_idf(texts: list[str]) -> Any:
    import re

    import numpy as np
    from scipy import sparse

    words = [re.findall(r"[a-z0-9]+", t.lower()) for t in texts]
    terms = [Counter([*w, *map(" ".join, itertools.pairwise(w))]) for w in words]
    seen = Counter(t for doc in terms for t in doc)
    index = {t: i for i, t in enumerate(t for t, n in seen.items() if 1 < n <= 0.3 * len(texts))}
    cells = [(d, index[t], (1 + math.log(n)) * math.log(len(texts) / seen[t])) for d, doc in enumerate(terms)
             for t, n in doc.items() if t in index]  # fmt: skip
    at, term, worth = zip(*cells, strict=True)
    matrix = sparse.csr_matrix((worth, (at, term)), shape=(len(texts), len(index)))
    length = np.sqrt(np.asarray(matrix.multiply(matrix).sum(1)).ravel())
    return sparse.diags(1 / np.where(length == 0, 1, length)) @ matrix


def own_claims(shared: Path, part: str | None = "open") -> tuple[dict[str, Report], list[Claim]]:
    """The reports of all gold sets and our own claims of them."""
    from warmonitor.claims.reader import models, read
    from warmonitor.places import Gazetteer

    reports = {r.id: r for name in gold.SETS for r in gold.reports(shared, name, part)}
    gazetteer, learned = Gazetteer.load(), models()
    return reports, [c for r in reports.values() for c in read(r, gazetteer, learned)]


def matched(shared: Path, reports: Mapping[str, Report], claims: Iterable[Claim]) -> dict[str, dict[str, Any]]:
    """For each of our claims that the scorer pairs with a gold claim, that gold row."""
    scorer = gold.scorer(shared)
    mine: dict[str, list[Claim]] = defaultdict(list)
    for c in claims:
        mine[c.report].append(c)
    out = {}
    for name in gold.SETS:
        for report, rows in gold.claims(shared, name).items():
            if report in reports:
                plain = [msgspec.to_builtins(c) for c in mine[report]]
                out |= {plain[j]["id"]: rows[i] for i, j in scorer.match(rows, plain)}
    return out


def of_own(shared: Path, part: str | None = "open", weights: Weights | None = None) -> Figures:
    """B-cubed of links on the gold sets together with our own claims; a claim that we missed stands alone.

    `own_best_f1` is what faultless links of the claims that we found would reach: the rest is lost in reading.
    """
    reports, claims = own_claims(shared, part)
    linked, _ = assign(claims, reports, weights=weights)
    pair = matched(shared, reports, linked)
    found = {pair[c.id]["id"]: c.incident for c in linked if c.id in pair and c.incident}
    _, told = gold_claims(shared, part)
    truth = {c.id: c.incident for c in told if c.scope == "incident" and c.incident}
    seen = {k: v for k, v in truth.items() if k in found}
    return {
        **{f"own_{k}": v for k, v in b_cubed(truth, found).items()},
        "own_found": len(seen) / len(truth),
        "own_of_found_f1": b_cubed(seen, found)["f1"],
        "own_best_f1": b_cubed(truth, seen)["f1"],
    }


_PULL = 32.0  # how strongly the weights within a report are drawn to where they start: it has few pairs
_LENIENT = 0.5
"""Bits by which the prior is raised: B-cubed is best a little below even odds (cross-validated on the open parts)."""


def learn(shared: Path, start: Weights | None = None) -> Weights:
    """Weights from the open gold and two thirds of the gun-violence incidents, each by its words and by our claims.

    Our claims of a gold report are read by weights that were learned without it, with the mistakes that a new report
    would meet.
    """
    from eval import cross
    from eval.train import lessons
    from warmonitor.incidents import train, weights

    begin = start or weights.weights()
    reports, claims = gold_claims(shared, "open")
    read = [msgspec.convert(c, Claim) for c in cross.claims(lessons())]
    pair = matched(shared, reports, read)
    ours = [msgspec.structs.replace(c, incident=pair[c.id]["incident"]) for c in read if c.id in pair]
    within = train.fit(train.inside(claims, 1000) + train.inside(ours, 1000), begin.within, _PULL)
    known = articles(shared)
    open_incidents = {a.report.id: a.incident for a in known if not kept_back(a.incident)}
    pairs = train.across(*train.told(claims, reports)) + train.across(*train.told(ours, reports))
    pairs += train.across([told(a) for a in known], open_incidents, 10_000)
    pairs += train.across([e for e, _ in read_articles(known)], open_incidents, 10_000)
    across = train.fit(pairs, begin.across)
    return Weights(msgspec.structs.replace(across, prior=round(across.prior + _LENIENT, 2)), within)


def _read(report: Report) -> list[Claim]:
    from warmonitor.claims.reader import models, read
    from warmonitor.places import Gazetteer

    return read(report, Gazetteer.load(), models())


def read_articles(known: list[Article]) -> list[tuple[EventRecord, list[Claim]]]:
    """Each article by our own claims: its main event, with the words of all of it, and the claims of that event."""
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        found = pool.map(_read, [a.report for a in known], chunksize=100)
    return [_main_event(a, claims) for a, claims in zip(known, found, strict=True)]


def _main_event(article: Article, claims: list[Claim]) -> tuple[EventRecord, list[Claim]]:
    """The event that most claims of the article speak of, under the article's id; by words alone where it has none."""
    of = {c.id: c for c in claims}
    several = events(claims)
    if not several:
        return told(article), []
    main = max(several, key=lambda e: (len(e.claims), sum(f.low or 0 for f in e.figures), e.id))
    mine = [of[id] for id in main.claims]
    return msgspec.structs.replace(record(mine, article.report, alone=True), id=article.report.id), mine


def of_read_articles(shared: Path, weights: Weights | None = None) -> Figures:
    """The gun-violence articles by our own claims: links, and by policy how many records the intervals hold."""
    known = articles(shared)
    read = read_articles(known)
    found = grouped([e for e, _ in read], weights)
    truth = {a.report.id: a.incident for a in known}
    back = {a.report.id for a in known if kept_back(a.incident)}
    out = {f"gva_read_{k}": v for k, v in b_cubed(truth, found).items()}
    out |= {f"gva_read_held_{k}": v for k, v in b_cubed(truth, found, back).items()}
    claims = [msgspec.structs.replace(c, incident=found[a.report.id]) for a, (_, own) in zip(known, read) for c in own]
    for policy in POLICIES:
        out |= _held_by(policy, known, found, claims)
    return out


def _held_by(policy: str, known: list[Article], found: Mapping[str, str], claims: list[Claim]) -> Figures:
    """The share of our incidents whose interval holds the record of most of their articles; mean and median width."""
    made = {i.id: i for i in incidents(claims, policy, (), (), [a.report for a in known])}  # type: ignore[arg-type]
    members: dict[str, list[Article]] = defaultdict(list)
    for article in known:
        members[found[article.report.id]].append(article)
    out = {}
    for harm in ("killed", "injured"):
        spans = []
        for home in made:
            most = Counter(a.incident for a in members[home]).most_common(1)[0][0]
            fact = next(getattr(a, harm) for a in members[home] if a.incident == most)
            spans.append((_interval(made[home], harm), fact))
        holds = [s.floor <= n and (s.high is None or n <= s.high) for s, n in spans if n is not None]
        width = [s.high - s.floor for s, _ in spans if s.high is not None]
        out[f"{policy}_{harm}_held"] = sum(holds) / (len(holds) or 1)
        out[f"{policy}_{harm}_width"] = sum(width) / (len(width) or 1)
        out[f"{policy}_{harm}_median"] = statistics.median(width or [0])
        out[f"{policy}_{harm}_open"] = sum(s.high is None for s, _ in spans) / (len(spans) or 1)
    return out


def _interval(incident: Incident, harm: Harm) -> Interval:
    """All people of a harm in an incident; nobody, where nothing is told."""
    everyone = Claim(id="", report="", harm=harm, count=Count(), scope="total")
    span = counted(everyone, incident)
    return span if span.known else Interval(0, 0)


def main(argv: list[str]) -> int:
    """Print one bench, or all of the gate."""
    shared = gold.shared()
    if shared is None:
        print("no gold reports on this machine: set SHARED", file=sys.stderr)
        return 1
    started = time.perf_counter()
    if argv[:1] == ["weights"]:
        from warmonitor.incidents import pairs, train

        train.write(learn(shared), Path(pairs.__file__).with_name("weights.yaml"))
        return 0
    benches = {
        "gold": lambda: of_gold(shared),
        "own": lambda: of_own(shared),
        "gva": lambda: of_articles(shared),
        "gva-read": lambda: of_read_articles(shared),
    }
    figures = benches[argv[0]]() if argv else run(shared)
    for name, value in figures.items():
        print(f"{name:24} {value:8.4f}")
    print(f"{'seconds':24} {time.perf_counter() - started:8.1f}")
    return 0


def run(shared: Path) -> Figures:
    """The gate's figures."""
    return {f"gold_{k}": v for k, v in of_gold(shared).items()} | of_own(shared) | of_articles(shared)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

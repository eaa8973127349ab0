"""Ground that changed hands: a verb of taking or losing, a place that is taken."""

from __future__ import annotations

from warmonitor.claims.groups import People
from warmonitor.claims.harms import Scene, Trigger, path
from warmonitor.claims.setting import Setting
from warmonitor.lexicon.words import Words
from warmonitor.model import Count

LEAST = 0.4  # the probability from which ground is held to have changed hands


def candidates(scene: Scene, around: Setting, words: Words) -> list[tuple[Trigger, tuple[str, ...]]]:
    """Each verb of taking ground in a sentence, with the features that tell whether ground changed hands."""
    if "none" not in scene.by_harm:
        return []
    out = []
    toks, low, symbols = scene.sentence.tokens, scene.low, scene.symbols
    places = [
        p
        for p in around.places
        if scene.sentence.start <= p.start < scene.sentence.end and p.role in ("place", "unknown", "dateline")
    ]
    told = 0  # the end of the trigger before: "the capture of" is a verb and a noun of taking, and one of them
    for t in scene.by_harm.get("none", ()):
        if t.start < told:
            continue
        told = t.end
        here, end = toks[t.start].start, toks[t.end - 1].end
        after = [p for p in places if p.start >= end]
        before = [p for p in places if p.end <= here]
        feats = [f"lemma {t.lemma}", f"form {t.form}", f"lemma {t.lemma} {t.form}"]
        if after:
            gap = sum(1 for x in toks if end <= x.start < after[0].start)
            near = "near" if gap < 3 else "mid" if gap < 7 else "far"
            feats += [
                f"place after {near}",
                f"{t.form} place after {near}",
                f"{t.lemma} place after {near}",
                f"path {path(symbols, t.end, t.end + gap, 3)}",
            ]
        else:
            feats += ["no place after", f"{t.form} no place after"]
        feats.append(f"{t.form} place before" if before else f"{t.form} no place before")
        window = low[t.end : t.end + 8]
        if not words.ground.isdisjoint(window):
            feats += ["ground after", f"{t.lemma} ground after"]
        if not words.ground.isdisjoint(low[max(0, t.start - 8) : t.start]):
            feats += ["ground before", f"{t.form} ground before"]
        if any(w in words.hypothetical or w == "to" for w in low[max(0, t.start - 3) : t.start]):
            feats.append("hypothetical")
        if not words.negation.isdisjoint(low[max(0, t.start - 4) : t.start]):
            feats.append("negated")
        if any(g.start >= t.end and g.start - t.end < 3 for g in scene.groups if not g.facility):
            feats.append("people after")
        feats += [
            "actor before" if any(scene.sentence.start <= a.end <= here for a in around.actors) else "no actor before",
            f"after {symbols[t.end] if t.end < len(symbols) else '$'}",
            f"before {symbols[t.start - 1] if t.start else '^'}",
        ]
        k = next((k for k in range(t.end, min(t.end + 5, len(low))) if symbols[k] not in ("DET", "OF", "IN")), t.end)
        taken = "ground" if not words.ground.isdisjoint(low[k : k + 3]) else symbols[k] if k < len(low) else "$"
        feats.append(f"behind {path(symbols, max(0, t.start - 3), t.start, 3)}")
        feats += [f"takes {taken}", f"{t.form} takes {taken}"]
        if scene.sentence.texts[t.start][0].isupper() and t.start and not scene.sentence.title:
            feats.append(f"name {t.form}")
        feats.append(f"word after {low[t.end] if t.end < len(low) else '$'}")
        feats.append("title" if scene.sentence.title else "body")
        feats += [f"first {scene.sentence.index < 4}"]
        out.append((t, tuple(feats)))
    return out


def group_of(t: Trigger, scene: Scene) -> People:
    """The verb as a group of nobody, so that a change of ground can be carried like any other fact."""
    return People(
        t.start,
        t.end,
        Count(figure=None, low=None, high=None, modifier="exact", text=" ".join(scene.low[t.start : t.end])),
        "ground",
        "",
        quantity_end=t.end,
        head_start=t.start,
    )

"""Who did it, and whose fighters the victims were: the sides that a report names, by how they stand to the harm."""

from __future__ import annotations

import functools
from collections.abc import Sequence

from warmonitor.claims.facts import Fact, Mention
from warmonitor.claims.harms import path
from warmonitor.claims.linear import Model
from warmonitor.claims.setting import Setting, makers, speakers
from warmonitor.claims.standing import standing, token_at
from warmonitor.claims.tree import Candidate
from warmonitor.lexicon.actors import ActorMention
from warmonitor.lexicon.words import Words
from warmonitor.model import Event


def victims_actor(fact: Fact, around: Setting) -> ActorMention | None:
    """The side that the group itself is said to belong to: inside its words, or "of the …" right behind them."""
    for m in [fact.main, *fact.mentions]:
        p = m.found.people
        if p.status == "civilian" or p.facility:
            continue
        tail = m.found.scene.low[p.end : p.end + 3]
        reach = m.end + (60 if tail[:1] in (["of"], ["from"], ["within"]) else 0)
        inside = [a for a in around.actors if a.start >= m.start and a.start < reach and a.kind not in ("police",)]
        if inside:
            return inside[-1] if inside[-1].end <= m.end else inside[0]
    return None


def _standing(m: Mention, around: Setting, a: ActorMention, at: int) -> Sequence[str]:
    stand = standing(m, around, a.start, a.end, a.start < len(around.document.report.title), at)
    if "same sentence" not in stand:
        return stand[:1]
    symbols = m.found.scene.symbols
    low, high = min(token_at(m, a.start), len(symbols) - 1), token_at(m, a.end)
    before = m.found.scene.low[low - 1] if low else "^"
    out = [
        *stand,
        f"before {before}" if before in _BEFORE else "before other",
    ]
    t = m.found.trigger
    if t and high <= t.start:
        between = path(symbols, high, t.start, 4)
        out += [f"subject {t.form} {between}", f"subject {t.form}", f"subject over {between}"]
    elif t and low >= t.end:
        between = path(symbols, t.end, low, 4)
        out += [f"object {t.form} {between}", f"object {t.form}"]
        if "BY" in symbols[t.end : low]:
            out.append(f"by {t.form}")
    return out


_BEFORE = frozenset(("by", "of", "against", "on", "from", "the", "between", "and", "with", "in", "to", "among"))


@functools.lru_cache(maxsize=20_000)
def _of_side(kind: str, named: str, event: str, harm: str, mentions: int, status: str, here: str) -> tuple[str, ...]:
    return (
        f"kind {kind}",
        f"named {named}",
        f"event {event}",
        f"kind {kind} {event}",
        f"harm {harm}",
        f"mentions {mentions}",
        f"status {status} kind {kind}",
        f"{here} here",
    )


def side_candidates(
    fact: Fact, around: Setting, event: Event, own: ActorMention | None, previous: Sequence[str], words: Words
) -> list[Candidate[str]]:
    """Each side that the report names, with the features of all its mentions."""
    m = fact.main
    mentions: dict[str, list[tuple[ActorMention, int]]] = {}
    for a, at in zip(around.actors, around.actor_sentences(), strict=True):
        if not (a.start < m.end and a.end > m.start) or fact.harm == "none":
            mentions.setdefault(a.side, []).append((a, at))
    makes, speaks = makers(around, words), speakers(around)
    out = []
    sentence = m.found.scene.sentence
    here_any = any(sentence.start <= a.start < sentence.end for a in around.actors)
    here = "others" if here_any else "nobody"
    for side, found in mentions.items():
        feats: set[str] = set()
        for a, at in found:
            stand = _standing(m, around, a, at)
            local = "here" if "same sentence" in stand else stand[0]
            feats.update(stand)
            if makes[a.start]:
                feats |= {f"makes event {local}", f"makes event {event}"}
            if a.start in speaks:
                feats.add(f"speaks {local}")
        last = found[0][0]
        feats.update(_of_side(last.kind, last.named, event, fact.harm, min(4, len(found)), m.found.people.status, here))
        if own is not None:
            feats.add("victims' own" if own.side == side or own.id == last.id else "not victims' own")
        if side in previous:
            feats |= {
                "as the fact before",
                f"as the fact before {'with' if here_any else 'without'}",
                f"as the fact before {last.kind}",
            }
        elif previous:
            feats.add("unlike the fact before")
        out.append(Candidate(side, tuple(sorted(feats))))
    return out


def perpetrators(candidates: Sequence[Candidate[str]], model: Model) -> tuple[str, ...]:
    """The sides likelier than not to have done it, the likeliest first; three at most."""
    scored = sorted(((model.score(c.features), c.value) for c in candidates), key=lambda p: (-p[0], p[1]))
    return tuple(name for score, name in scored[:3] if score > 0)

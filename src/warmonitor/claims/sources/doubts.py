"""What a report could not verify: which of its citations that speaks of."""

from __future__ import annotations

from itertools import pairwise

from msgspec.structs import replace

from warmonitor.claims.sources.citation import Citation
from warmonitor.claims.sources.known import name_words
from warmonitor.claims.sources.words import DoubtList, words
from warmonitor.claims.text import Document, Sentence

_BEFORE = 9  # tokens from a negation to its verb
_SEVERAL = 3  # sentences that "the reports" reaches back


def doubted(document: Document, citations: list[Citation]) -> list[Citation]:
    """The citations, `unconfirmed` where the report says that it, or anybody, could not verify them."""
    lists = words().doubts
    out = citations
    for sentence in document.sentences:
        low = sentence.low
        if lists.verbs.isdisjoint(low) or lists.nouns.isdisjoint(low):
            continue
        verb = next(k for k, word in enumerate(low) if word in lists.verbs)
        if verb + 1 < len(low) and low[verb + 1] in lists.asks:
            continue
        before = low[max(0, verb - _BEFORE) : verb]
        if not lists.negations.isdisjoint(before) and not lists.nouns.isdisjoint(low[: verb + 4]):
            spoken_of = _spoken_of(sentence, verb, low[: verb + 5], out, lists)
            out = [_unconfirmed(citation) if n in spoken_of else citation for n, citation in enumerate(out)]
    return out


def _unconfirmed(citation: Citation) -> Citation:
    return replace(citation, stance="unconfirmed") if citation.stance == "asserted" else citation


def _spoken_of(sentence: Sentence, verb: int, low: list[str], citations: list[Citation], lists: DoubtList) -> set[int]:
    """The numbers of the citations that a doubt speaks of: one voice's, all, the last sentences', or the one before."""
    earlier = [n for n, citation in enumerate(citations) if citation.cue_start < sentence.start]
    at = sentence.tokens[verb].start
    here = [n for n, citation in enumerate(citations) if citation.sentence == sentence.index]
    own = {n for n in here if "which" in low or (citations[n].cue_start < at and not citations[n].covers(at))}
    last = citations[earlier[-1]] if earlier else None
    voice = _owner(low, citations, last, lists)
    if voice is not None:
        return {n for n, citation in enumerate(citations) if citation.name == voice}
    if not lists.every.isdisjoint(low):
        return set(range(len(citations)))
    if own or last is None:
        return own
    if not lists.both.isdisjoint(low):
        names = list(dict.fromkeys(citations[n].name for n in reversed(earlier)))[:2]
        return {n for n in earlier if citations[n].name in names and sentence.index - citations[n].sentence < _SEVERAL}
    reach = _SEVERAL if not lists.several.isdisjoint(low) else 1
    return {n for n in earlier if citations[n].name == last.name and sentence.index - citations[n].sentence <= reach}


def _owner(low: list[str], citations: list[Citation], last: Citation | None, lists: DoubtList) -> str | None:
    """Whose claims are doubted: "its claims" are the last voice's, "the Observatory's report" the Observatory's."""
    for word, following in pairwise(low):
        if following in lists.nouns and word in lists.owners:
            return last.name if last else None
        if following in lists.nouns and word.endswith("s"):
            owner = name_words(word.removesuffix("'s").removesuffix("s"))
            named = next((c.name for c in reversed(citations) if owner and owner <= name_words(c.name)), None)
            if named:
                return named
    return None

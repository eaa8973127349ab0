"""What a report says around its harms: who speaks, where, when, and which sides; each found once a report."""

from __future__ import annotations

import operator
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from warmonitor.claims import dates, sources
from warmonitor.claims.dates import Dated
from warmonitor.claims.detect import Finding
from warmonitor.claims.facts import Mention
from warmonitor.claims.harms import Scene
from warmonitor.claims.sources import Citation
from warmonitor.claims.text import Document, Sentence
from warmonitor.lexicon.actors import ActorMention, registry
from warmonitor.lexicon.words import Words
from warmonitor.model import Source
from warmonitor.places import Gazetteer
from warmonitor.places import Mention as PlaceMention
from warmonitor.places import find as find_places

if TYPE_CHECKING:
    from warmonitor.claims.when import Moments
    from warmonitor.claims.where import Locales


@dataclass(slots=True)
class Setting:
    """All citations, dates, places and sides of a report, each in the order of the text.

    `harmed` are the sentences that state a harm, in order, once they are known.
    """

    document: Document
    citations: list[Citation]
    dates: list[Dated]
    places: list[PlaceMention]
    actors: list[ActorMention]
    sentence_starts: list[int]
    said: frozenset[int] = frozenset()
    harmed: tuple[int, ...] = ()
    locales: Locales | None = None
    moments: Moments | None = None
    _events: list[tuple[int, int, str, str]] | None = None
    _event_starts: list[int] | None = None
    _event_sentences: list[int] | None = None
    _actor_sentences: list[int] | None = None

    def events(self, words: Words) -> list[tuple[int, int, str, str]]:
        """Words that tell a kind of event: (start, end, kind, word)."""
        if self._events is None:
            self._events = []
            for sentence in self.document.sentences:
                toks = sentence.tokens
                for i, n, kinds in words.events.all(sentence.low):
                    word = " ".join(sentence.low[i : i + n])
                    self._events += [(toks[i].start, toks[i + n - 1].end, kind, word) for kind in kinds]
        return self._events

    def event_starts(self, words: Words) -> list[int]:
        """Where each of these words begins."""
        if self._event_starts is None:
            self._event_starts = [start for start, _, _, _ in self.events(words)]
        return self._event_starts

    def event_sentences(self, words: Words) -> list[int]:
        """The sentence of each of these words."""
        if self._event_sentences is None:
            self._event_sentences = [self.sentence_at(start) for start, _, _, _ in self.events(words)]
        return self._event_sentences

    def actor_sentences(self) -> list[int]:
        """The sentence of each side's mention."""
        if self._actor_sentences is None:
            self._actor_sentences = [self.sentence_at(a.start) for a in self.actors]
        return self._actor_sentences

    def sentence_at(self, position: int) -> int:
        """Index of the sentence that holds a character."""
        return max(0, bisect_left(self.sentence_starts, position + 1) - 1)


def home(places: Iterable[PlaceMention]) -> str | None:
    """The country that most of a report's place names and demonyms lie in."""
    named = Counter(p.place.country for p in places if p.place.country and p.role in ("place", "dateline", "demonym"))
    return min(named, key=lambda c: (-named[c], c)) if named else None


def setting(document: Document, gazetteer: Gazetteer) -> Setting:
    """Everything around the harms of one report."""
    places = find_places(document.whole, gazetteer)
    country = home(places)
    sides = registry()
    named = sides.find(document.whole)
    citations = sources.find(document, named)
    return Setting(
        document,
        citations,
        dates.find(document),
        places,
        [sides.resolve(a, country) for a in named],
        [s.start for s in document.sentences],
        frozenset(c.cue_start for c in citations),
    )


_START = operator.attrgetter("start")


def _named_in(places: list[PlaceMention], sentence: Sentence) -> list[PlaceMention]:
    """The places that begin in the sentence; they stand in the order of the text."""
    first = bisect_left(places, sentence.start, key=_START)
    return places[first : bisect_left(places, sentence.end, first, key=_START)]


def mention(around: Setting, found: Finding, order: int) -> Mention:
    """A finding with what its sentence says around it."""
    scene: Scene = found.scene
    sentence, toks = scene.sentence, scene.sentence.tokens
    start, end = toks[found.people.start].start, toks[found.people.end - 1].end
    cited = sources.cover(around.citations, around.document, start)
    source = None
    if cited.citation:
        c = cited.citation
        source = Source(
            name=c.name,
            kind=c.kind,
            text=around.document.whole[c.start : c.end],
            inferred=None if c.covers(start) else cited.reason,
        )
    inside = [p for p in _named_in(around.places, sentence) if p.role in ("place", "dateline")]
    days = [
        d
        for d in around.dates
        if sentence.start <= d.start < sentence.end
        and d.relation in ("on", "within", "since", "between")
        and d.period.start
    ]
    return Mention(
        found, order, sentence.index, start, end, found.people.counted(found.harm), source,
        frozenset(p.place.name or p.text for p in inside), frozenset(f"{d.period.start}/{d.period.end}" for d in days),
        cited.stance,
    )  # fmt: skip

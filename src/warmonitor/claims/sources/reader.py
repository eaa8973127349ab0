"""Reading who says what: every word of saying, its speaker, and what it covers."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import or_
from typing import NamedTuple

from warmonitor.claims.sources.citation import Citation
from warmonitor.claims.sources.contents import contents
from warmonitor.claims.sources.doubts import doubted
from warmonitor.claims.sources.known import bare, name_words
from warmonitor.claims.sources.naming import Namer, Voice
from warmonitor.claims.sources.phrase import Phrase
from warmonitor.claims.sources.quotes import quotations
from warmonitor.claims.sources.saying import Saying
from warmonitor.claims.sources.sayings import sayings
from warmonitor.claims.sources.speakers import Finder
from warmonitor.claims.sources.voices import Voices
from warmonitor.claims.sources.words import ACT, CUE, DENY, DOCUMENT, PRONOUN, SELF, words
from warmonitor.claims.text import Document, Sentence
from warmonitor.lexicon.actors import ActorMention, registry
from warmonitor.model import Stance

_MARKS = frozenset([":", ")", "–", "—", "-"])
_ASIDE = frozenset(',"”')  # "A clinic was looted, it added": the clinic is among what is said
_MEDIA = ("media", "state_media")


class Heard(NamedTuple):
    """An attribution with its voice, before later words have settled who that is."""

    sentence: Sentence
    saying: Saying
    spans: list[tuple[int, int]]
    voice: Voice
    position: int
    relays: tuple[str, ...]
    authority: str | None


def find(document: Document, sides: Sequence[ActorMention] | None = None) -> list[Citation]:
    """Every attribution of the report in order of its words; each with its speaker, resolved, and what it covers.

    `sides` are the sides that the report names, to one of which "the group" may point; they are looked up if not given.
    """
    listener = Listener(document, registry().find(document.whole) if sides is None else sides)
    for sentence in document.sentences:
        listener.listen(sentence)
    citations = [
        _citation(document, item, listener.voices.settle(item.voice, item.position)) for item in listener.heard
    ]
    return doubted(document, quotations(document, citations))


class Listener:
    """Hears the sentences of one report in order."""

    def __init__(self, document: Document, sides: Sequence[ActorMention]) -> None:
        self.table = words()
        self.whole = document.whole
        self.voices = Voices(document.whole, self.table.pointers, self.table.documents, sides)
        self.heard: list[Heard] = []
        self._silent: Sentence | None = None  # the sentence right before, when nobody spoke in it

    def listen(self, sentence: Sentence) -> None:
        """Adds the attributions of the next sentence."""
        flags = self.table.marks.of(sentence.texts)
        found: list[Saying] = []
        if reduce(or_, flags) & CUE or _labelled(sentence):
            finder = Finder(sentence, flags)
            namer = self._namer(finder)
            found = sayings(finder)
            for saying in found:
                self._hear(sentence, saying, finder, namer, _room(found, saying, finder.size))
        self._silent = None if found else sentence

    def _namer(self, finder: Finder) -> Namer:
        return Namer(self.whole, finder, self.table, self.voices.short)

    def _hear(self, sentence: Sentence, saying: Saying, finder: Finder, namer: Namer, room: tuple[int, int]) -> None:
        voice = self._voice(saying, finder, namer)
        if voice is None:
            return
        position = len(self.voices.heard) - 1
        quoted = self._quoted(saying, finder, namer, voice)
        relays: tuple[str, ...] = (namer.text(saying.relay.start, saying.relay.end),) if saying.relay else ()
        authority = quoted.authority if quoted else None
        if quoted and not voice.named:
            at = finder.tokens[saying.cue].start
            relays, voice = (voice.name,), self.voices.hear(quoted, at)
            position += 1
        spans = contents(finder, saying, *room, self.table)
        self.heard.append(Heard(sentence, saying, spans, voice, position, relays, authority))
        self._silent = None

    def _voice(self, saying: Saying, finder: Finder, namer: Namer) -> Voice | None:
        start, end, _ = saying.speaker
        at = finder.tokens[start].start
        if finder.flags[start] & SELF and end - start == 1:
            return None
        number = self.table.owners.get(finder.low[start])
        his = number and finder.flags[end - 1] & DOCUMENT and not saying.speaker.apposition  # "his register shows"
        if his or (finder.flags[start] & PRONOUN and end - start == 1):
            subject = _subject(finder, namer, start) if start > 0 and saying.form == "subject" else None
            if subject is None and self._silent is not None:
                earlier = Finder(self._silent, self.table.marks.of(self._silent.texts))
                subject = _subject(earlier, self._namer(earlier), earlier.size)
            elif subject and not subject.person and finder.low[start - 1] in _ASIDE:
                subject = None
            return self.voices.pronoun(number or self.table.pronouns[finder.low[start]], subject, at)
        voice = namer.voice(saying.speaker)
        if voice is None:
            return None
        if (number or voice.person) and namer.speaks_for_other(saying.speaker):
            named = namer.body_before(start) if number != "person" else None
            owner = named or self.voices.last_body(number or "body")
            voice = _spokesman(voice, self.voices.short.get(owner, owner)) if owner else voice
        elif number == "body" and not voice.named and (voice.number == "body" or voice.kind == "unknown"):
            owner = self.voices.last_body(number)
            voice = _belonging(voice, owner) if owner else voice
        return self.voices.hear(voice, at)

    def _quoted(self, saying: Saying, finder: Finder, namer: Namer, voice: Voice) -> Voice | None:
        """Whom an outlet says that it quotes: "SANA said, quoting a medic", "local media said citing a medic"."""
        if voice.kind not in _MEDIA or saying.form != "subject":
            return None
        for k in (*range(saying.after, min(saying.after + 4, finder.size - 1)), saying.speaker.end + 1):
            if k + 1 < finder.size and finder.low[k] in ("quoting", "citing"):
                phrase = finder.right(k + 1)
                return namer.voice(Phrase(phrase.start, phrase.end)) if phrase and finder.speaks(phrase) else None
        return None


def _spokesman(voice: Voice, owner: str) -> Voice:
    """The voice of a spokesman of whom only another sentence tells for whom he speaks: "Its spokesman, N, said"."""
    if voice.person:
        return voice._replace(name=f"{voice.person} ({owner})", authority=owner)
    words = name_words(owner)
    return Voice(owner, voice.kind, owner, "body", voice.heads | words, words, True)


def _belonging(voice: Voice, owner: str) -> Voice:
    """ "Its director said": the hospital's director, if a hospital was the last body to speak."""
    name = f"{bare(owner)}'s {voice.name}"
    return voice._replace(name=name, authority=name, words=name_words(name), named=True)


def _room(found: list[Saying], saying: Saying, size: int) -> tuple[int, int]:
    """The tokens between the neighbouring attributions; speech that states no fact bounds no other."""
    others = [other for other in found if other is not saying and not other.flag & ACT]
    left = max((other.last for other in others if other.first < saying.first), default=0)
    right = min((other.first for other in others if other.first > saying.first), default=size)
    return left, right


def _labelled(sentence: Sentence) -> bool:
    """Whether the source of a bulletin's item may stand before a colon, in brackets, after "by" or a dash."""
    tokens = sentence.tokens
    if tokens[0].low == "by" or "per" in sentence.low:
        return True
    return not _MARKS.isdisjoint([token.text for token in (*tokens[1:9], *tokens[-7:])])


def _subject(finder: Finder, namer: Namer, limit: int) -> Voice | None:
    """Whom the sentence is about: the noun phrase that opens it, before token `limit`."""
    opening = finder.opening() or finder.behind_comma()
    return namer.voice(opening) if opening and opening.end <= limit else None


def _citation(document: Document, item: Heard, voice: Voice) -> Citation:
    tokens, saying = item.sentence.tokens, item.saying
    return Citation(
        start=tokens[saying.speaker.start].start,
        end=tokens[saying.speaker.end - 1].end,
        name=voice.name,
        kind=voice.kind,
        authority=item.authority or voice.authority,
        cue_start=tokens[saying.cue].start,
        cue_end=tokens[saying.after - 1].end,
        contents=_spans(document, item),
        relays=item.relays,
        stance=_stance(item.sentence, saying),
        sentence=item.sentence.index,
        form=saying.form,
        secondary=bool(saying.flag & ACT),
        resolved=None if item.voice.name == voice.name else f"{item.voice.name} means {voice.name}",
    )


def _spans(document: Document, item: Heard) -> tuple[tuple[int, int], ...]:
    """What is said, in characters of the report; what is credited to somebody afterwards is the sentence before."""
    tokens, index = item.sentence.tokens, item.sentence.index
    if item.saying.form == "credit" and index and not document.sentences[index - 1].title:
        before = document.sentences[index - 1]
        return ((before.start, before.end),)
    return tuple((tokens[a].start, tokens[b - 1].end) for a, b in item.spans if a < b)


def _stance(sentence: Sentence, saying: Saying) -> Stance:
    if saying.flag & DENY:
        return "denied"
    start, end, _ = saying.speaker
    if "unconfirmed" in [token.low for token in sentence.tokens[max(0, start - 1) : end]]:
        return "unconfirmed"
    if sentence.tokens[saying.cue].low in ("confirm", "verify"):
        between = {token.low for token in sentence.tokens[end : saying.cue]}
        if between & {"not", "cannot", "never"}:
            return "unconfirmed"
    return "asserted"

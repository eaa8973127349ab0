"""Who is meant by "he", "the group", "a war monitor": the speakers of one report, in the order of the text."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from warmonitor.claims.sources.known import name_words
from warmonitor.claims.sources.naming import Voice
from warmonitor.claims.sources.words import words
from warmonitor.lexicon.actors import ActorMention
from warmonitor.lexicon.authorities import ultimate

_SHORT = re.compile(
    r"([A-Z][\w'’-]+(?: (?:of|for|the|and|in|[A-Z][\w'’-]+)){1,8})[ ,]*(?:\(|or (?:the )?)([A-Z]{2,8})\b"
)
_SOON = 3  # voices within which a person described without a name is named
_OFFICES = {"government", "local_official"}
_CLOSE = 120  # characters
_ARMED = ("rebel", "militia", "jihadist", "criminal")
_STATE = ("government", "military", "police")  # "the army" in the lead is no body that the report names later
_OF = re.compile(r" (?:of|for|in|at) ")
_BRANCHES = {"government", "military", "police", "medical"}
_FITS = {"person": ("person", "name"), "body": ("body", "name"), "many": ("many", "body")}


def short_forms(text: str) -> dict[str, str]:
    """The initialisms that a text introduces: "Group for Peace (GP)" gives GP."""
    if "(" not in text and " or " not in text:
        return {}
    spelled = {found.group(2): _spelled(found.group(1), found.group(2)) for found in _SHORT.finditer(text)}
    return {s: long for s, long in spelled.items() if ultimate(long) == long or ultimate(long) != ultimate(s)}


def _spelled(long: str, short: str) -> str:
    """The name from where its initials begin: "In September the UN Assistance Mission" is the UN Assistance Mission."""
    words = long.split(" ")
    for start in range(len(words) - 1, -1, -1):
        letters = iter("".join(words[start:]).lower())
        if words[start][0] == short[0] and all(letter in letters for letter in short.lower()):
            return " ".join(words[start:])
    return long.removeprefix("The ")


class Voices:
    """The voices of a report. `hear` them all in the order of the text, then `settle` those that a later name tells."""

    def __init__(
        self,
        text: str,
        pointers: Mapping[str, frozenset[str]],
        documents: frozenset[str],
        sides: Sequence[ActorMention] = (),
    ) -> None:
        self._pointers, self._documents = pointers, documents
        self._represents = words().represents
        self._armed = [side for side in sides if side.named and side.kind in _ARMED]
        self._at: list[int] = []
        self.short = short_forms(text)
        self.heard: list[Voice] = []
        self._settled: dict[int, Voice] = {}

    def hear(self, voice: Voice, at: int) -> Voice:
        """Takes note of who speaks at a character of the text, and gives whom that is as far as is known by now."""
        voice = self._long(voice)
        resolved = self._group(voice, at) or self._earlier(voice) or voice
        self._note(resolved, at)
        return resolved

    def _note(self, voice: Voice, at: int) -> None:
        self.heard.append(voice)
        self._at.append(at)

    def _group(self, voice: Voice, at: int) -> Voice | None:
        """Whom "the group", "the militants" are: the armed group last named in the text, if no other spoke since.

        Where a group that is not armed has spoken before, the armed one must stand close by.
        """
        armed = voice.heads and voice.heads | name_words(voice.name) <= self._pointers["armed_group"]
        if voice.named or voice.same or not voice.definite or not armed:
            return None
        side = next((side for side in reversed(self._armed) if side.end <= at), None)
        if side is None:
            return None
        spoken = self._pointed(voice, self.heard[::-1])
        if spoken and (self._at[self.heard.index(spoken)] > side.start or at - _CLOSE >= side.end):
            return None
        words = name_words(side.name)
        return Voice(side.name, "armed_group", side.name, "body", voice.heads | words, words, True)

    def pronoun(self, number: str, subject: Voice | None, at: int) -> Voice | None:
        """Who "he" (person), "it" (body) or "they" (many) is: the subject just named, or the last voice that can be."""
        fits = _FITS[number]
        for voice in (*([subject] if subject else []), *reversed(self.heard)):
            spoke = voice.person or not voice.heads.isdisjoint(self._represents)
            if voice.number in fits or (number == "person" and spoke):
                self._note(voice, at)
                return voice
        if self.heard:
            self._note(self.heard[-1], at)
            return self.heard[-1]
        return None

    def last_body(self, number: str) -> str | None:
        """Whose spokesman "its spokesman" is: the body that spoke last, or that the last speaker speaks for."""
        for voice in reversed(self.heard):
            if voice.number == "body" and number != "person":
                return voice.name
            if voice.person and (voice.authority != voice.person) == (number != "person"):
                return voice.authority
        return None

    def _long(self, voice: Voice) -> Voice:
        long = self.short.get(voice.name)
        if long is None:
            return voice
        words = name_words(long)
        return voice._replace(name=long, authority=long, heads=voice.heads | words, words=words)

    def _earlier(self, voice: Voice) -> Voice | None:
        if voice.named:
            return self._same_words(voice, reversed(self.heard))
        if voice.heads and voice.heads <= self._documents:
            return next((heard for heard in reversed(self.heard) if heard.number != "many"), None)
        if not voice.definite:
            return None
        found = self._pointed(voice, self.heard[::-1])
        if found is None and voice.number == "person":
            return next((heard for heard in reversed(self.heard) if heard.person and _may_be(voice, heard)), None)
        return found

    def _same_words(self, voice: Voice, others: object) -> Voice | None:
        """The voice whose name holds all the words of this one: a surname, "the Observatory"."""
        for other in others:  # type: ignore[attr-defined]
            if other.named and voice.words and voice.words < other.words:
                return other  # type: ignore[no-any-return]
        return None

    def _pointed(self, voice: Voice, others: list[Voice]) -> Voice | None:
        others = [other for other in others if not _apart(voice, other)]
        for other in map(_body, others) if voice.number == "body" else others:
            if voice.heads and voice.heads <= other.heads:
                return other
        others = [other for other in others if voice.number != "body" or other.number != "person"]
        for other in others:
            if other.named and other.number != "person" and voice.heads & self._pointers.get(other.kind, frozenset()):
                return other
        for other in others:
            if voice.heads & other.heads:
                return other
        return None

    def settle(self, voice: Voice, position: int) -> Voice:
        """The voice heard at `position`, or the later one that it announces ("a war monitor said …")."""
        if id(voice) not in self._settled:
            self._settled[id(voice)] = self._later(voice, self.heard[position + 1 :], position)
        return self._settled[id(voice)]

    def _later(self, voice: Voice, later: list[Voice], position: int) -> Voice:
        if voice.named:
            return self._same_words(voice, iter(later)) or voice
        if voice.kind in _STATE and (voice.definite or voice.number == "many"):
            return voice
        if voice.number == "person" and (not voice.definite or position == 0):
            return self._introduced(voice, later, position)
        if voice.number == "person":
            return voice
        if voice.number == "many" and position > 0:
            return voice
        for other in later:
            if other.named and other.number == "body" and self._announces(voice, other):
                return other
        return voice

    def _introduced(self, voice: Voice, later: list[Voice], position: int) -> Voice:
        """The person whom the lead has described without a name ("a civic leader said"): the next one to be named."""
        following = next((other for other in later[:_SOON] if other.person), None)
        if position < 2 and following and _is_he(voice, following):
            return following
        return next((other for other in later if other.person and voice.heads & other.heads), voice)

    def _announces(self, voice: Voice, other: Voice) -> bool:
        pointers = self._pointers.get(other.kind, frozenset()) | other.heads
        return bool(voice.heads & pointers) and (voice.kind in ("unknown", "ngo", "monitor", other.kind))


def _body(voice: Voice) -> Voice:
    """Whom a spokesman speaks for, as a voice of its own."""
    if voice.number != "person":
        return voice
    head = _OF.split(voice.authority)[0].split()[-1:]
    words = name_words(voice.authority)
    heads = words & name_words(*head) if voice.authority not in (voice.name, voice.person) else frozenset()
    return voice._replace(name=voice.authority, number="body", heads=heads, words=words, person=None)


def _may_be(voice: Voice, other: Voice) -> bool:
    """Whether "the officer" can be a person of whom the report has not told what he is, or only in other words."""
    return voice.kind in ("unknown", other.kind) or (other.kind == "unknown" and not other.heads)


def _is_he(voice: Voice, named: Voice) -> bool:
    """Whether "an ambulance chief" can be the person named next: of the same calling, or of none that is told."""
    if not named.heads or named.heads & voice.heads:
        return True
    kinds = {voice.kind, named.kind}
    return kinds <= _OFFICES or (len(kinds) == 1 and voice.kind != "unknown")


def _apart(voice: Voice, other: Voice) -> bool:
    """Whether both are of the state and of different branches of it: a health ministry is no army."""
    branches = {voice.kind, other.kind}
    return len(branches) == 2 and branches <= _BRANCHES and not voice.heads >= name_words(voice.name)

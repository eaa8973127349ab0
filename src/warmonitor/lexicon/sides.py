"""How sides are found in a text: names and short forms, a state's forces by its adjective, and mere descriptions."""

from __future__ import annotations

import re
from typing import NamedTuple

import ahocorasick

from warmonitor.lexicon.side import Actor, ActorMention, Descriptions, State, initials, low, slug


class Noun(NamedTuple):
    """A noun of forces: its kind after a country's adjective, at home without one, and as a mere description."""

    text: str
    after: str | None
    home: str | None
    unnamed: bool


class Name(NamedTuple):
    """A word for a state: its name ("Mali") or its adjective ("Malian")."""

    code: str
    adjective: bool


class Hit(NamedTuple):
    """One entry of the lexicon found in a text."""

    start: int
    end: int
    entry: Actor | Noun | Name


_WORD = r"(?:[A-Z][\w'’-]*|al-[A-Z]\w*)"
_INTRODUCED = re.compile(
    rf"({_WORD}(?: (?:of|for|the|and|al|de|{_WORD})){{1,8}})(?:,? or| \(|, known as) ?([A-Z][A-Z0-9-]{{1,7}})\b"
)
_NAME_BEFORE = re.compile(rf"{_WORD}(?: (?:(?:al|of|and) )?{_WORD})* $")
_PLACES = re.compile(
    r"(?:\b(?:in|of|from|to|into|near|across|inside|outside|around|through|over|within|at|between|with|for|towards?"
    r"|(?:north|south)?(?:eastern|western)|(?:north|south)(?:east|west)?|northern|southern|central|east|west"
    r"|neighbou?ring|rebel-held|war-torn|entire|whole|throughout|left|leave|enter|entered|visit|visited) (?:the )?|-)$",
    re.I,
)
_SHARES = (" and ", " or ", "/")


class Sides:
    """The actors and states of the lexicon in two automata, and the small grammar over what they hit."""

    def __init__(self, actors: tuple[Actor, ...], words: Descriptions, states: dict[str, State]) -> None:
        self.actors, self.states, self.words = actors, states, words
        self._ids = {actor.id: actor for actor in actors}
        self._names: dict[str, Actor] = {}
        self._adjectives = {low(word) for state in states.values() for word in state.adjectives}
        self._kinds = {noun: kind for kind, nouns in words.named.items() for noun in nouns}
        self._allies = tuple(f"and {ally}" for ally in words.allies)
        self._any, self._exact = self._automata()

    def _automata(self) -> tuple[ahocorasick.Automaton, ahocorasick.Automaton]:
        """One automaton over lower case, one over what is matched as written; actors win over states and nouns."""
        entries: dict[str, Actor | Noun | Name] = {noun.text: noun for noun in _nouns(self.words)}
        for code, state in self.states.items():
            entries |= {_key(word): Name(code, False) for word in (state.name, *state.aliases)}
            entries |= {_key(word): Name(code, True) for word in state.adjectives}
        for actor in self.actors:
            for alias in (actor.name, *actor.aliases):
                self._names.setdefault(_key(alias), actor)
        entries |= self._names
        anyhow, exact = ahocorasick.Automaton(), ahocorasick.Automaton()
        for text, entry in entries.items():
            (exact if initials(text) else anyhow).add_word(text, (len(text), entry))
        for automaton in (anyhow, exact):
            automaton.make_automaton()
        return anyhow, exact

    def get(self, name: str) -> Actor | None:
        """The actor of that name, alias or id."""
        return self._names.get(name) or self._names.get(low(name)) or self._ids.get(name)

    def force(self, country: str, kind: str = "state_force") -> Actor:
        """The army, police or government of a country: the first listed one that bears its name, or one made of it."""
        state = self.states.get(country)
        if state is None:
            return Actor(name=country, kind=kind, country=country)
        own = (state.name, *state.adjectives)
        for actor in self.actors:
            if actor.country == country and actor.kind == kind and actor.name.startswith(own):
                return actor
        noun = {"state_force": "army"}.get(kind, kind)
        return Actor(name=f"{(*state.adjectives, state.name)[0]} {noun}", kind=kind, country=country, parent=state.name)

    # Finding

    def find(self, text: str) -> list[ActorMention]:
        """Every mention of a side in the text, leftmost and longest first; none overlap."""
        hits = self._hits(text)
        out: list[ActorMention] = []
        position = 0
        while position < len(hits):
            mention, position = self._mention(text, hits, position)
            if mention and (not out or mention.start >= out[-1].end):
                out.append(mention)
        return out

    def _hits(self, text: str) -> list[Hit]:
        found = []
        for source, automaton in ((low(text), self._any), (text, self._exact)):
            for last, (length, entry) in automaton.iter(source):
                if _bounded(source, last + 1 - length, last + 1):
                    found.append(Hit(last + 1 - length, last + 1, entry))
        if "(" in text or " or " in text or "known as" in text:
            found += self._introduced(text)
        found.sort(key=lambda hit: (hit.start, -hit.end))
        return _longest(found)

    def _introduced(self, text: str) -> list[Hit]:
        """Where a short form given in the text itself stands: "Ituri Shield Front (ISF)"."""
        out = []
        for found in _INTRODUCED.finditer(text):
            long, short = found.group(1).removeprefix("The "), found.group(2)
            actor = self.get(long) or self._new(long, short)
            if actor is None or self.get(short) is actor:
                continue
            out.append(Hit(found.end(1) - len(long), found.end(1), actor))
            again = re.finditer(rf"(?<![\w-]){re.escape(short)}(?![\w-])", text)
            out += [Hit(one.start(), one.end(), actor) for one in again]
        return out

    def _new(self, long: str, short: str) -> Actor | None:
        """An actor that the lexicon lacks, where its name says that it fights and its short form is made of it."""
        kind = next((self._kinds[word] for word in reversed(long.split()) if word in self._kinds), None)
        return Actor(name=long, kind=kind) if kind and short[0] in {word[0].upper() for word in long.split()} else None

    def _mention(self, text: str, hits: list[Hit], position: int) -> tuple[ActorMention | None, int]:
        """The mention that begins with the hit at `position`, and the position after it."""
        hit = hits[position]
        if isinstance(hit.entry, Actor):
            return self._of_longer(text, hit, hit.entry) or self._of_actor(text, hit, hit.entry), position + 1
        if isinstance(hit.entry, Noun):
            state = self._state_after(text, hits, position, hit.entry)
            if state:
                return state, position + 2
            return self._of_noun(text, hit, hit.entry), position + 1
        noun_at = self._noun_after(text, hits, position, hit.entry)
        if noun_at is None:
            return self._of_name(text, hit, hit.entry), position + 1
        noun = hits[noun_at].entry
        kind = (noun.after if isinstance(noun, Noun) else None) or "state_force"
        shared = noun_at > position + 1 or text[hit.end : hits[noun_at].start] in _SHARES
        end = hit.end if shared else hits[noun_at].end
        return self._of_state(text, hit.start, end, hit.entry.code, kind), position + 1 if shared else noun_at + 1

    def _noun_after(self, text: str, hits: list[Hit], position: int, name: Name) -> int | None:
        """The hit that is the noun of an adjective, also across "and": "Russian and Syrian jets"."""
        for at in range(position + 1, min(position + 3, len(hits))):
            between = text[hits[at - 1].end : hits[at].start]
            entry = hits[at].entry
            if isinstance(entry, Noun) and between in (" ", "'s ", "’s ", " government ", " regime "):
                bare = not name.adjective and between == " "
                return at if entry.after and (not bare or entry.text in self.words.own) else None
            if between not in _SHARES or not name.adjective:
                return None
            if _force(entry):
                return at
            if not isinstance(entry, Name):
                return None
        return None

    def _state_after(self, text: str, hits: list[Hit], position: int, noun: Noun) -> ActorMention | None:
        """The state whose forces they are: "the armed forces of Armenia"."""
        hit, following = hits[position], hits[position + 1 : position + 2]
        if noun.text not in self.words.own or not following:
            return None
        name = following[0].entry
        if (
            not isinstance(name, Name)
            or name.adjective
            or text[hit.end : following[0].start] not in (" of ", " of the ")
        ):
            return None
        return self._of_state(text, hit.start, following[0].end, name.code, noun.after or "state_force")

    def _of_longer(self, text: str, hit: Hit, actor: Actor) -> ActorMention | None:
        """Another's name that ends in a listed one: the "Chin National Defence Force" is no Syrian militia."""
        if not text.startswith("National ", hit.start):
            return None
        before = self._name_before(text, hit.start)
        start = hit.start - len(before) - 1
        if not before or text[start - 1 : start] == "-":
            return None
        words = text[start : hit.end]
        return ActorMention(start, hit.end, words, words, actor.kind, None, slug(words), words)

    def _of_actor(self, text: str, hit: Hit, actor: Actor) -> ActorMention:
        allied = next((ally for ally in self._allies if text.startswith(ally, hit.end + 1)), None)
        end = hit.end + 1 + len(allied) if allied else hit.end
        name = f"{actor.name} {allied}" if allied else actor.name
        side = self._side(actor) if actor.kind in ("state_force", "government") or not allied else name
        return ActorMention(hit.start, end, text[hit.start : end], name, actor.kind, actor.country, actor.id, side)

    def _side(self, actor: Actor) -> str:
        """The listed state that a force belongs to; else the force itself."""
        parent = self.get(actor.parent) if actor.kind == "state_force" and actor.parent else None
        return parent.name if parent else actor.name

    def _of_name(self, text: str, hit: Hit, name: Name) -> ActorMention | None:
        """A state's own name, where it acts and is not where something happens: "Israel said", not "in Mali"."""
        after = text[hit.end : hit.end + 2]
        if name.adjective or after in ("'s", "’s") or _PLACES.search(text[max(0, hit.start - 18) : hit.start]):
            return None
        state = self.states[name.code].name
        words = text[hit.start : hit.end]
        return ActorMention(hit.start, hit.end, words, state, "government", name.code, slug(state), state)

    def _of_state(self, text: str, start: int, end: int, code: str, kind: str) -> ActorMention:
        words = text[start:end]
        if kind in ("state_force", "police", "government"):
            actor = self.force(code, kind)
            return ActorMention(start, end, words, actor.name, kind, code, actor.id, self._side(actor))
        name = self._rebels(code) if kind == "rebel" else words
        actor_ = self.get(words) or self.get(name)
        name = actor_.name if actor_ else name
        return ActorMention(start, end, words, name, kind, code, slug(name), name)

    def _of_noun(self, text: str, hit: Hit, noun: Noun) -> ActorMention | None:
        words = text[hit.start : hit.end]
        kind = self._kinds.get(words) or self._kinds.get(noun.text)
        before = self._name_before(text, hit.start) if kind else ""
        if kind and before:
            return self._of_named(text, hit, kind, before)
        if noun.home or noun.unnamed:
            kind = noun.home or "unnamed"
            return ActorMention(hit.start, hit.end, words, noun.text, kind, None, None, noun.text, False)
        return None

    def _of_named(self, text: str, hit: Hit, kind: str, before: str) -> ActorMention:
        """ "Shabak militants" are the Shabak, the "Tarsa Brigade" is itself, "Sunni fighters" have no name."""
        start = hit.start - len(before) - 1
        words = text[start : hit.end]
        last = low(before.split()[-1])
        plain = last in self.words.peoples or last in self._adjectives
        name = before if text[hit.start].islower() and not plain else words
        actor = self.get(name) or Actor(name=name, kind=kind)
        return ActorMention(start, hit.end, words, actor.name, actor.kind, actor.country, actor.id, self._side(actor))

    def _name_before(self, text: str, end: int) -> str:
        """The capitalised words before `end` that are a name: no sentence's first word, no country's adjective."""
        found = _NAME_BEFORE.search(text[max(0, end - 60) : end])
        parts = found.group().split() if found else []
        while parts and low(parts[0]) in self.words.strangers:
            parts.pop(0)
        if not parts:
            return ""
        name = " ".join(parts)
        start = end - len(name) - 1
        opens = start < 2 or text[start - 2] in '.!?\n"”'
        lone = len(parts) == 1 and not initials(name) and low(name) not in self.words.peoples
        return "" if low(name) in self._adjectives or (lone and opens) else name

    # Reading in a country

    def resolve(self, mention: ActorMention, country: str | None) -> ActorMention:
        """The mention as a report on `country` means it."""
        if country is None or country not in self.states:
            return mention
        if not mention.named:
            return self._at_home(mention, country)
        state = self.states.get(mention.country or "")
        if mention.kind == "state_force" and state and mention.country != country:
            return mention._replace(kind="foreign_force", side=state.name)
        return mention

    def _at_home(self, mention: ActorMention, country: str) -> ActorMention:
        if mention.kind not in ("state_force", "police", "government", "rebel"):
            return mention
        made = self._of_state("", 0, 0, country, mention.kind)
        return mention._replace(name=made.name, country=country, id=made.id, side=made.side)

    def _rebels(self, country: str) -> str:
        state = self.states[country]
        return f"{state.adjectives[0] if state.adjectives else state.name} rebels"


def _key(alias: str) -> str:
    return alias if initials(alias) else low(alias)


def _force(entry: Actor | Noun | Name) -> bool:
    """Whether an entry brings its own noun of forces: "regime jets", "Syrian warplanes"."""
    if isinstance(entry, Noun):
        return entry.home == "state_force"
    return isinstance(entry, Actor) and entry.kind == "state_force"


def _bounded(source: str, start: int, end: int) -> bool:
    """Whether `start:end` are whole words, and no part of a compound like "Hamas-run"."""
    if start and (source[start - 1].isalnum() or source[start - 1] == "-"):
        return False
    after = source[end : end + 2]
    return not after or not (after[0].isalnum() or (after[0] == "-" and after[1:].isalpha()))


def _nouns(words: Descriptions) -> list[Noun]:
    after = {low(noun): kind for kind, nouns in words.forces.items() for noun in nouns}
    home = {noun: kind for kind, nouns in words.home.items() for noun in nouns}
    named = {low(noun) for nouns in words.named.values() for noun in nouns}
    everything = sorted({*after, *home, *words.unnamed, *named})
    return [Noun(text, after.get(text), home.get(text), text in words.unnamed) for text in everything]


def _longest(hits: list[Hit]) -> list[Hit]:
    """Of hits sorted by start and length, those that no earlier or longer one overlaps."""
    out: list[Hit] = []
    end = -1
    for hit in hits:
        if hit.start >= end:
            out.append(hit)
            end = hit.end
    return out

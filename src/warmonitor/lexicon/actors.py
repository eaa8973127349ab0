"""The registry of sides: who fights, under whatever name a report gives them.

    registry().find("regime warplanes and HTS fighters")      -> the mentions, in order of the text
    registry().resolve(mention, "SY")                         -> the same, read as in a report on Syria
    registry(extra="my-actors.yaml")                          -> with a user's own actors

Names come from `actors.yaml`; what every state has (army, police, government) is made from `en/countries.yaml` and
`en/actors.yaml`. Two names are one side when their `id` is one.
"""

from __future__ import annotations

import functools
import re
from pathlib import Path
from typing import Any, NamedTuple

import ahocorasick
import msgspec
import yaml

from warmonitor.errors import LexiconError
from warmonitor.lexicon import table
from warmonitor.model import Record


class Actor(Record, frozen=True, forbid_unknown_fields=True):
    """One side. `kind` is one of the kinds in `actors.yaml`; `country` where it is at home; `years` first and last."""

    name: str
    kind: str
    aliases: tuple[str, ...] = ()
    country: str | None = None
    parent: str | None = None
    years: tuple[int | None, int | None] | None = None
    ucdp: int | None = None

    @property
    def id(self) -> str:
        """A stable id made of the name: "Syrian government forces" is "syrian-government-forces"."""
        return slug(self.name)


class ActorMention(NamedTuple):
    """Words of a text that name or describe a side.

    `text` is `start:end` of the text; `name` the side as the ledger prints it; `side` whom it fights for (the state whose
    jets they are, where it is at war abroad); `named` is False for "rebels", "gunmen" and other descriptions, whose `id`
    is null until `Registry.resolve` reads them in a country.
    """

    start: int
    end: int
    text: str
    name: str
    kind: str
    country: str | None
    id: str | None
    side: str
    named: bool = True


class ActorFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The shape of `actors.yaml`; a user's own file may leave out `kinds`."""

    actors: tuple[dict[str, Any], ...]
    kinds: dict[str, str] = {}


class Descriptions(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The shape of `<language>/actors.yaml`."""

    forces: dict[str, tuple[str, ...]]
    home: dict[str, tuple[str, ...]]
    unnamed: tuple[str, ...]
    named: dict[str, tuple[str, ...]]
    allies: tuple[str, ...]
    loose: tuple[str, ...]


class State(msgspec.Struct, frozen=True):
    """A state as the language names it."""

    name: str
    adjectives: tuple[str, ...] = ()
    seats: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()


class Noun(NamedTuple):
    """A noun of forces: its kind after a country's adjective, at home without one, and as a mere description."""

    text: str
    after: str | None
    home: str | None
    unnamed: bool


class Hit(NamedTuple):
    """One entry of the lexicon found in a text."""

    start: int
    end: int
    entry: Actor | Noun | str


def slug(name: str) -> str:
    """The name as an id: lower-case words joined by hyphens."""
    return re.sub(r"[^\w]+", "-", name.lower().replace("'", "").replace("’", "")).strip("-")


_INTRODUCED = re.compile(
    r"((?:[A-Z][\w'’-]*|al-[A-Z]\w*)(?: (?:of|for|the|and|al|de|[A-Z][\w'’-]*|al-[A-Z]\w*)){1,8})(?:,? or| \(|, known as) ?([A-Z][A-Z0-9-]{1,7})\b"
)
_NAME_BEFORE = re.compile(r"(?:[A-Z][\w’'-]*|al-[A-Z]\w*)(?: (?:al|of|and|[A-Z][\w’'-]*|al-[A-Z]\w*))* $")
_PLACES = re.compile(
    r"\b(?:in|of|from|to|into|near|across|inside|outside|around|through|over|within|at|between|with) (?:the )?$", re.I
)


class Registry:
    """The sides, ready to be found in texts."""

    def __init__(self, actors: tuple[Actor, ...], words: Descriptions, states: dict[str, State]) -> None:
        self.actors, self.states = actors, states
        self._names: dict[str, Actor] = {}
        self._codes: dict[str, str] = {}
        self._ids = {actor.id: actor for actor in actors}
        self._any = ahocorasick.Automaton()
        self._exact = ahocorasick.Automaton()
        self._named = {noun: kind for kind, nouns in words.named.items() for noun in nouns}
        self._allies = tuple(f"and {ally}" for ally in words.allies)
        self._loose = frozenset(words.loose)
        self._fill(words)

    def _fill(self, words: Descriptions) -> None:
        entries: dict[str, Actor | Noun | str] = {}
        for noun in _nouns(words):
            entries[noun.text] = noun
        for code, state in self.states.items():
            for word in (state.name, *state.aliases):
                entries[_low(word)] = f"name:{code}"
            for word in state.adjectives:
                entries[_low(word)] = f"adjective:{code}"
                self._codes[_low(word)] = code
        for actor in self.actors:
            self._names.setdefault(_low(actor.name), actor)
            for alias in (actor.name, *actor.aliases):
                self._names.setdefault(_low(alias), actor)
                if _initials(alias):
                    self._exact.add_word(alias, (len(alias), actor))
                else:
                    entries[_low(alias)] = actor
        for text, entry in entries.items():
            self._any.add_word(text, (len(text), entry))
        for code, state in self.states.items():
            for word in (*state.adjectives, *state.aliases, state.name):
                if _initials(word):
                    kind = "adjective" if word in state.adjectives else "name"
                    self._exact.add_word(word, (len(word), f"{kind}:{code}"))
        self._any.make_automaton()
        self._exact.make_automaton()

    # Looking up

    def get(self, name: str) -> Actor | None:
        """The actor of that name, alias or id; None when there is none."""
        return self._names.get(_low(name)) or self._ids.get(name)

    def same(self, one: str, other: str) -> bool:
        """Whether two names are one side."""
        left, right = self.get(one), self.get(other)
        return _low(one) == _low(other) if left is None or right is None else left is right

    def force(self, country: str, kind: str = "state_force") -> Actor:
        """The army (or police, government) of a country: the listed actor, or one made from the country's adjective."""
        state = self.states.get(country)
        if state is None:
            return Actor(name=country, kind=kind, country=country)
        own = (state.name, *state.adjectives)
        for actor in self.actors:
            if actor.country == country and actor.kind == kind and actor.name.startswith(own):
                return actor
        adjective = state.adjectives[0] if state.adjectives else state.name
        noun = {"state_force": "army", "police": "police", "government": "government"}.get(kind, kind)
        return Actor(name=f"{adjective} {noun}", kind=kind, country=country, parent=state.name)

    # Finding

    def find(self, text: str) -> list[ActorMention]:
        """Every mention of a side in the text, leftmost and longest first; none overlap."""
        hits = self._hits(text)
        introduced = self._introduced(text) if "(" in text or " or " in text else []
        if introduced:
            hits = _longest(sorted(hits + introduced, key=lambda h: (h.start, -h.end)))
        out: list[ActorMention] = []
        position = 0
        while position < len(hits):
            mention, position = self._mention(text, hits, position)
            if mention and (not out or mention.start >= out[-1].end):
                out.append(mention)
        return out

    def _hits(self, text: str) -> list[Hit]:
        low = _low(text)
        size = len(text)
        found = []
        for source, automaton in ((low, self._any), (text, self._exact)):
            if len(source) != size:
                continue
            for last, (length, entry) in automaton.iter(source):
                start, end = last + 1 - length, last + 1
                if (start == 0 or not (source[start - 1].isalnum() or source[start - 1] == "-")) and (
                    end == size
                    or not (source[end].isalnum() or (source[end] == "-" and source[end + 1 : end + 2].isalpha()))
                ):
                    found.append(Hit(start, end, entry))
        found.sort(key=lambda hit: (hit.start, -hit.end))
        return _longest(found)

    def _introduced(self, text: str) -> list[Hit]:
        """Where a short form given in the text itself stands: "Ituri Self-Defence Front (ISF)"."""
        out = []
        for found in _INTRODUCED.finditer(text):
            long, short = found.groups()
            actor = self._names.get(_low(long)) or self._new(long, short)
            if actor is None or self._names.get(_low(short)) is actor:
                continue
            for again in re.finditer(rf"(?<![\w-]){re.escape(short)}(?![\w-])", text):
                out.append(Hit(again.start(), again.end(), actor))
            if long.split()[0] not in ("The",):
                out.append(Hit(found.start(1), found.end(1), actor))
        return out

    def _new(self, long: str, short: str) -> Actor | None:
        words = [word for word in long.split() if word[0].isupper() or "-" in word]
        if not {word[0].upper() for word in words} >= set(re.sub(r"[^A-Z]", "", short)[:1]):
            return None
        kind = next((self._named[word] for word in reversed(words) if word in self._named), None)
        return Actor(name=long.removeprefix("The "), kind=kind) if kind else None

    def _mention(self, text: str, hits: list[Hit], position: int) -> tuple[ActorMention | None, int]:
        """The mention that begins with the hit at `position`, and the position after it."""
        hit = hits[position]
        entry = hit.entry
        if isinstance(entry, Actor):
            return self._of_actor(text, hit, entry), position + 1
        if isinstance(entry, Noun):
            return self._of_noun(text, hit, entry), position + 1
        kind, code = entry.split(":")
        noun_at = self._noun_after(text, hits, position)
        if noun_at:
            noun = hits[noun_at].entry
            assert isinstance(noun, Noun)
            shared = noun_at > position + 1
            end = hit.end if shared else hits[noun_at].end
            mention = self._of_state(text, hit.start, end, code, noun.after or "state_force")
            return mention, position + 1 if shared else noun_at + 1
        if kind == "name" and not _PLACES.search(text[max(0, hit.start - 14) : hit.start]):
            state = self.states[code]
            return ActorMention(
                hit.start,
                hit.end,
                text[hit.start : hit.end],
                state.name,
                "government",
                code,
                slug(state.name),
                state.name,
            ), position + 1
        return None, position + 1

    def _noun_after(self, text: str, hits: list[Hit], position: int) -> int | None:
        """The hit that is the noun of an adjective, also across "and": "Russian and Syrian jets"."""
        for step in (1, 2):
            if position + step >= len(hits):
                return None
            between = text[hits[position + step - 1].end : hits[position + step].start]
            following = hits[position + step].entry
            if isinstance(following, Noun) and between in (" ", "'s ", "’s ", " government ", " regime "):
                return position + step if following.after else None
            if not (
                isinstance(following, str) and following.startswith("adjective") and between in (" and ", " or ", "/")
            ):
                return None
        return None

    def _of_actor(self, text: str, hit: Hit, actor: Actor) -> ActorMention:
        allied = next((ally for ally in self._allies if text.startswith(ally, hit.end + 1)), None)
        end = hit.end + 1 + len(allied) if allied else hit.end
        name = f"{actor.name} {allied}" if allied else actor.name
        return ActorMention(
            hit.start, end, text[hit.start : end], name, actor.kind, actor.country, actor.id, self._side(actor)
        )

    def _side(self, actor: Actor) -> str:
        if actor.kind in ("state_force", "foreign_force") and actor.parent:
            parent = self._names.get(_low(actor.parent))
            return parent.name if parent else actor.name
        return actor.name

    def _of_state(self, text: str, start: int, end: int, code: str, kind: str) -> ActorMention:
        if kind in ("state_force", "police", "government"):
            actor = self.force(code, kind)
            return ActorMention(start, end, text[start:end], actor.name, kind, code, actor.id, self._side(actor))
        words = text[start:end]
        adjective = self.states[code].adjectives[0]
        name = f"{adjective} rebels" if kind == "rebel" else words
        actor_ = self._names.get(_low(words)) or self._names.get(_low(name))
        name = actor_.name if actor_ else name
        return ActorMention(start, end, words, name, kind, code, slug(name), name)

    def _of_noun(self, text: str, hit: Hit, noun: Noun) -> ActorMention | None:
        words = text[hit.start : hit.end]
        kind = self._named.get(words) or self._named.get(noun.text)
        if kind:
            before = _NAME_BEFORE.search(text[max(0, hit.start - 60) : hit.start])
            if before and self._is_name(before.group().strip(), text, hit.start - len(before.group())):
                start = hit.start - len(before.group())
                name = before.group().strip() if words[0].islower() else text[start : hit.end]
                actor = self._names.get(_low(name)) or Actor(name=name, kind=kind)
                return ActorMention(
                    start,
                    hit.end,
                    text[start : hit.end],
                    actor.name,
                    actor.kind,
                    actor.country,
                    actor.id,
                    self._side(actor),
                )
        if noun.home or noun.unnamed:
            return ActorMention(
                hit.start, hit.end, words, noun.text, noun.home or "unnamed", None, None, noun.text, False
            )
        return None

    def _is_name(self, name: str, text: str, start: int) -> bool:
        """Whether capitalised words before "fighters" are a name, and not a sentence's first word or a country's adjective."""
        first = name.split()[0]
        if _low(name) in self._codes or _low(first) in _NO_NAMES:
            return False
        return len(name.split()) > 1 or (start >= 2 and text[start - 2] not in '.!?\n"”')

    # Reading in a country

    def resolve(self, mention: ActorMention, country: str | None) -> ActorMention:
        """The mention as a report on `country` (ISO 3166-1 alpha-2) means it.

        "rebels" become "Syrian rebels" in Syria, "the army" the army of the country; the forces of another state fight
        for that state ("Russian warplanes" over Syria: side Russia, kind foreign_force).
        """
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
        made = self._of_state("", 0, 0, country, mention.kind) if mention.kind != "rebel" else self._rebels(country)
        return mention._replace(name=made.name, country=country, id=made.id, side=made.side)

    def _rebels(self, country: str) -> ActorMention:
        state = self.states[country]
        name = f"{state.adjectives[0] if state.adjectives else state.name} rebels"
        actor = self._names.get(_low(name))
        name = actor.name if actor else name
        return ActorMention(0, 0, "", name, "rebel", country, slug(name), name)


_NO_NAMES = frozenset(["the", "a", "an", "on", "in", "at", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "some", "many", "several", "most", "other", "these", "those", "his", "its", "their", "rebel", "local", "when", "while", "after", "but", "and", "as", "islamist", "armed", "syrian-backed", "turkish-backed"])  # fmt: skip


def _nouns(words: Descriptions) -> list[Noun]:
    after = {_low(noun): kind for kind, nouns in words.forces.items() for noun in nouns}
    home = {noun: kind for kind, nouns in words.home.items() for noun in nouns}
    bare = set(words.unnamed)
    named = {_low(noun) for nouns in words.named.values() for noun in nouns}
    return [
        Noun(text, after.get(text), home.get(text), text in bare) for text in sorted({*after, *home, *bare, *named})
    ]


def _longest(hits: list[Hit]) -> list[Hit]:
    """Of hits sorted by start and length, those that no earlier or longer one overlaps."""
    out: list[Hit] = []
    end = -1
    for hit in hits:
        if hit.start >= end:
            out.append(hit)
            end = hit.end
    return out


def _initials(alias: str) -> bool:
    """Whether an alias is matched as written, like ISIS, LeT or U.S."""
    letters = [c for c in alias if c.isalpha()]
    return (" " not in alias and len(letters) <= 6 and sum(c.isupper() for c in letters) >= 2) or (
        bool(letters) and all(c.isupper() for c in letters)
    )


def _low(text: str) -> str:
    low = text.lower().replace("’", "'")
    return (
        low
        if len(low) == len(text)
        else "".join(c.lower() if len(c.lower()) == 1 else c for c in text).replace("’", "'")
    )


def _actors(raw: ActorFile, kinds: dict[str, str], where: str) -> tuple[Actor, ...]:
    out = []
    for number, entry in enumerate(raw.actors, 1):
        place = f"{where}, actor {number} ({entry.get('name', 'without a name')})"
        try:
            actor = msgspec.convert(entry, Actor)
        except msgspec.ValidationError as error:
            raise LexiconError(
                str(error), place, "fields: name, kind, aliases, country, parent, years, ucdp"
            ) from error
        if actor.kind not in kinds:
            raise LexiconError(f"unknown kind {actor.kind!r}", place, f"one of {', '.join(kinds)}")
        out.append(actor)
    return tuple(out)


def _own(path: Path, kinds: dict[str, str]) -> tuple[Actor, ...]:
    try:
        raw = msgspec.convert(yaml.safe_load(path.read_text(encoding="utf8")), ActorFile)
    except OSError as error:
        raise LexiconError(
            f"cannot be read: {error.strerror}", str(path), "give a YAML file with a list `actors`"
        ) from error
    except (yaml.YAMLError, msgspec.ValidationError, UnicodeDecodeError) as error:
        raise LexiconError(str(error), str(path), "give a YAML file with a list `actors`") from error
    return _actors(raw, {**kinds, **raw.kinds}, str(path))


@functools.lru_cache(maxsize=8)
def registry(extra: str | Path | None = None, language: str = "en") -> Registry:
    """The registry, built once; with a user's own YAML file `extra`, whose names win over those in the box.

    LexiconError names the entry that is wrong.
    """
    listed = table("actors.yaml", ActorFile)
    actors = _actors(listed, listed.kinds, "lexicon/actors.yaml")
    own = _own(Path(extra), listed.kinds) if extra else ()
    named = {slug(actor.name) for actor in own}
    return Registry(
        (*own, *(actor for actor in actors if actor.id not in named)),
        table(f"{language}/actors.yaml", Descriptions),
        table(f"{language}/countries.yaml", dict[str, State]),
    )

"""The words that reading claims needs, compiled for look-up: numbers, people, harms, small words."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import msgspec

from warmonitor.lexicon import table
from warmonitor.model import Group, Harm, Modifier, Status

T = TypeVar("T")
HARMS: tuple[Harm, ...] = ("killed", "injured", "missing", "detained", "displaced", "facility", "none")


class NumberWords(msgspec.Struct, frozen=True):
    """Shape of `numbers.yaml`."""

    units: dict[str, int]
    scales: dict[str, int]
    short_scales: dict[str, int]
    halves: dict[str, int]
    rough: dict[str, int]
    pairs: dict[str, int]
    ordinals: list[str]
    pronouns: list[str]
    before: dict[Modifier, list[str]]
    after: dict[Modifier, list[str]]
    between: list[str]
    joins: list[str]
    units_after: list[str]
    before_never: list[str]
    ages: list[str]
    months: list[str]


class PeopleClass(msgspec.Struct, frozen=True):
    """One entry of `people.yaml`: what its nouns say of those they name."""

    nouns: list[str]
    status: Status
    group: Group | None = None


class PeopleWords(msgspec.Struct, frozen=True):
    """Shape of `people.yaml`."""

    classes: list[PeopleClass]
    adjectives: dict[str, list[str]]
    suffixes: list[str]
    not_people: list[str]
    elliptic: list[str]
    fates: list[str]
    only_counted: list[str]


class HarmForms(msgspec.Struct, frozen=True):
    """One harm of `harms.yaml`."""

    people: list[str] = []
    fate: list[str] = []
    adjectives: list[str] = []
    nouns: list[str] = []


class HarmWords(msgspec.Struct, frozen=True):
    """Shape of `harms.yaml`."""

    killed: HarmForms
    injured: HarmForms
    missing: HarmForms
    detained: HarmForms
    displaced: HarmForms
    facility: HarmForms
    none: HarmForms
    facilities: list[str]
    nobody: dict[Harm, list[str]]


class GrammarWords(msgspec.Struct, frozen=True):
    """Shape of `grammar.yaml`."""

    classes: dict[str, list[str]]
    hypothetical: list[str]
    unreal: list[str]
    negation: list[str]
    apart: list[str]
    other_causes: list[str]
    conflict: list[str]
    totals: list[str]
    wars: list[str]
    figures: list[str]
    ground: list[str]
    prepositions: list[str]
    no_reports: list[str]
    loose_takings: list[str]
    flights: list[str]


class Phrases(Generic[T]):
    """Phrases of one or more words, found at a position of a sequence of lower-case words; the longest wins."""

    def __init__(self, pairs: Iterable[tuple[str, T]]) -> None:
        first: dict[str, dict[tuple[str, ...], list[T]]] = {}
        for phrase, value in pairs:
            words = tuple(phrase.lower().split())
            kept = first.setdefault(words[0], {}).setdefault(words, [])
            if value not in kept:
                kept.append(value)
        self._first = {
            w: [(len(phrase), phrase, (len(phrase), d[phrase])) for phrase in sorted(d, key=len, reverse=True)]
            for w, d in first.items()
        }

    def starts(self) -> frozenset[str]:
        """The words that a phrase can begin with."""
        return frozenset(self._first)

    def after(self, first: str) -> frozenset[str]:
        """The second words of the phrases that begin with a word; the empty word where it is a phrase by itself."""
        return frozenset("".join(phrase[1:2]) for _, phrase, _ in self._first.get(first, ()))

    def absent(self, words: Sequence[str]) -> bool:
        """Whether no phrase can begin in the words."""
        return self._first.keys().isdisjoint(words)

    def among(self, words: Sequence[str]) -> bool:
        """Whether any phrase stands in the words."""
        first = self._first.keys()
        return not first.isdisjoint(words) and any(self.at(words, i) for i, w in enumerate(words) if w in first)

    def all(self, words: Sequence[str]) -> Iterator[tuple[int, int, list[T]]]:
        """(position, length, values) of the phrases from left to right, none within another."""
        end = 0
        for i in [i for i, w in enumerate(words) if w in self._first]:
            if i >= end and (found := self.at(words, i)):
                end = i + found[0]
                yield (i, *found)

    def at(self, words: Sequence[str], i: int) -> tuple[int, list[T]] | None:
        """Length and values of the longest phrase that begins at `words[i]`, or None."""
        found = self._first.get(words[i])
        if found is None:
            return None
        for n, phrase, answer in found:
            if n == 1 or tuple(words[i : i + n]) == phrase:
                return answer
        return None


@dataclass(frozen=True, slots=True)
class Head:
    """A noun for people or a facility: what it says of them."""

    lemma: str
    plural: bool
    singular: bool
    status: Status
    group: Group | None
    facility: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """A form of a word of harm. `form`: B base, S third person, D past or participle, G -ing, A adjective, N noun.

    `fate` is true where the harmed are the subject ("died"), not the object ("killed").
    """

    harm: Harm
    lemma: str
    form: str
    fate: bool


def plural_of(noun: str) -> str:
    """The regular English plural of a noun phrase."""
    stem, _, last = noun.rpartition(" ")
    if last.endswith(("s", "x", "z", "ch", "sh")):
        last += "es"
    elif last.endswith("y") and last[-2:-1] not in "aeiou":
        last = last[:-1] + "ies"
    else:
        last += "s"
    return f"{stem} {last}".strip()


def noun_forms(entry: str) -> list[tuple[str, bool, bool]]:
    """(form, is plural, is singular) of one entry: "child/children", "police!", "soldier"."""
    if entry.endswith("!"):
        return [(entry[:-1], True, False)]
    singular, _, plural = entry.partition("/")
    return [(singular, False, True), (plural or plural_of(singular), True, False)]


def verb_forms(entry: str) -> list[tuple[str, str]]:
    """(form, code) of one verb entry: "kill" or "lemma/past/participle/-ing"."""
    parts = entry.split("/")
    lemma = parts[0]
    first, _, rest = lemma.partition(" ")
    tail = f" {rest}" if rest else ""
    if len(parts) == 4:
        third = plural_of(first) + tail
        return [(lemma, "B"), (third, "S"), (parts[1], "D"), (parts[2], "D"), (parts[3], "G")]
    return [(lemma, "B"), (plural_of(first) + tail, "S"), (_past(first) + tail, "D"), (_ing(first) + tail, "G")]


_DOUBLED = {
    "trap": "trapp",
    "gun": "gunn",
    "nab": "nabb",
    "kidnap": "kidnapp",
    "expel": "expell",
    "cut": "cutt",
    "stab": "stabb",
    "gas": "gass",
}


def _past(verb: str) -> str:
    if verb in _DOUBLED:
        return _DOUBLED[verb] + "ed"
    if verb.endswith("e"):
        return verb + "d"
    if verb.endswith("y") and verb[-2:-1] not in "aeiou":
        return verb[:-1] + "ied"
    return verb + "ed"


def _ing(verb: str) -> str:
    if verb in _DOUBLED:
        return _DOUBLED[verb] + "ing"
    if verb.endswith("e") and not verb.endswith(("ee", "oe", "ye")):
        return verb[:-1] + "ing"
    return verb + "ing"


def _harm_forms(words: HarmWords) -> list[tuple[str, Form]]:
    out: list[tuple[str, Form]] = []
    for harm in HARMS:
        forms: HarmForms = getattr(words, harm)
        for kind, fate in ((forms.people, False), (forms.fate, True)):
            for entry in kind:
                lemma = entry.split("/")[0]
                out += [(form, Form(harm, lemma, code, fate)) for form, code in verb_forms(entry)]
        out += [(a, Form(harm, a, "A", True)) for a in forms.adjectives]
        for entry in forms.nouns:
            lemma = entry.split("/")[0]
            out += [(form, Form(harm, lemma, "N", False)) for form, _, _ in noun_forms(entry)]
    return out


def _heads(people: PeopleWords, harms: HarmWords) -> list[tuple[str, Head]]:
    out: dict[str, Head] = {}
    for entry in people.classes:
        for noun in entry.nouns:
            for form, plural, singular in noun_forms(noun):
                out.setdefault(form, Head(noun.split("/")[0].rstrip("!"), plural, singular, entry.status, entry.group))
    for noun in harms.facilities:
        for form, plural, singular in noun_forms(noun):
            out.setdefault(form, Head(noun.split("/")[0], plural, singular, "unknown", None, True))
    return list(out.items())


class Words:
    """All that reading looks up, for one language."""

    def __init__(self, language: str = "en") -> None:
        numbers = self.numbers = table(f"{language}/numbers.yaml", NumberWords)
        people = table(f"{language}/people.yaml", PeopleWords)
        harms = table(f"{language}/harms.yaml", HarmWords)
        grammar = table(f"{language}/grammar.yaml", GrammarWords)
        self.symbols = {w: symbol for symbol, words in grammar.classes.items() for w in words}
        self.hypothetical, self.negation = frozenset(grammar.hypothetical), frozenset(grammar.negation)
        self.totals, self.wars = frozenset(grammar.totals), frozenset(grammar.wars)
        self.figures, self.ground = frozenset(grammar.figures), frozenset(grammar.ground)
        self.prepositions, self.no_reports = frozenset(grammar.prepositions), frozenset(grammar.no_reports)
        self.other_causes = Phrases((w, True) for w in grammar.other_causes)
        self.flights = frozenset(grammar.flights)
        self.unreal, self.loose_takings = frozenset(grammar.unreal), frozenset(grammar.loose_takings)
        self.apart, self.conflict = frozenset(grammar.apart), frozenset(grammar.conflict)
        self.events: Phrases[str] = Phrases(
            (p, e) for e, ps in table(f"{language}/events.yaml", dict[str, list[str]]).items() for p in ps
        )
        self.heads = Phrases(_heads(people, harms))
        self.harms = Phrases(_harm_forms(harms))
        self.harm_starts = self.harms.starts() | {"no", "without", "nobody", "none"}
        self.ordinals, self.pronouns = frozenset(numbers.ordinals), frozenset(numbers.pronouns)
        self.rough = Phrases(numbers.rough.items())
        self.fixed = Phrases([*numbers.halves.items(), *numbers.pairs.items()])
        self.before: Phrases[Modifier] = Phrases((p, m) for m, ps in numbers.before.items() for p in ps)
        self.quantity_starts = frozenset().union(
            numbers.units,
            numbers.scales,
            numbers.between,
            ("a", "an", "the"),
            self.rough.starts(),
            self.fixed.starts(),
            self.before.starts(),
        )
        self.after: Phrases[Modifier] = Phrases((p, m) for m, ps in numbers.after.items() for p in ps)
        articles = ("a", "an", "the")
        follow = {w: self.rough.after(w) | self.fixed.after(w) | self.before.after(w) for w in articles}
        number = {*numbers.units, *numbers.scales, *numbers.between}
        self.articles = frozenset(w for w in articles if "" not in follow[w] and w not in number)
        self.counted_after = frozenset().union(numbers.scales, *follow.values())
        self.nobody: Phrases[Harm] = Phrases(
            (form, harm) for harm, ends in harms.nobody.items() for e in ends for form, _, _ in noun_forms(e)
        )
        self.ages = frozenset(numbers.ages)
        self.units_after, self.before_never = frozenset(numbers.units_after), frozenset(numbers.before_never)
        self.months = frozenset(numbers.months)
        self.elliptic = frozenset(people.elliptic)
        self.fates, self.only_counted = frozenset(people.fates), frozenset(people.only_counted)
        self.suffixes, self.not_people = tuple(people.suffixes), frozenset(people.not_people)
        self.adjectives = {w.lower(): kind for kind, ws in people.adjectives.items() for w in ws}


@functools.cache
def words(language: str = "en") -> Words:
    """The compiled words of a language; LexiconError where it has none."""
    return Words(language)

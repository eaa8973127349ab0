"""Groups of people in a sentence: a number, what stands between, a head noun; or only one of these.

Every group that might be a count of people is proposed; whether it came to harm is decided elsewhere.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass

from warmonitor.claims.numbers import Quantity, quantity
from warmonitor.claims.text import Sentence
from warmonitor.lexicon.words import Head, Words
from warmonitor.model import Count, Group, Harm, Status

REACH = 7  # how many words may stand between a number and its head noun


@dataclass(slots=True)
class People:
    """A group between token indices `start` and `end` of its sentence.

    `kind`: number, article, definite, bare, title, elliptic, of_them, bare_number, zero, family, unknown_noun.
    `head` is the lemma; `facility` whether it is a building; `harm` the harm that a "no …" denies.
    """

    start: int
    end: int
    count: Count
    kind: str
    head: str = ""
    status: Status = "unknown"
    group: Group | None = None
    facility: bool = False
    harm: Harm | None = None
    quantity_end: int = 0
    head_start: int = 0
    explicit: bool = False
    adjectives: tuple[str, ...] = ()
    joint: bool = False

    def counted(self, harm: Harm) -> Count:
        """The count for one harm: a number said of the killed and the injured together is the most that each can be."""
        if not self.joint or harm not in ("killed", "injured"):
            return self.count
        c = self.count
        if c.figure is None:
            return Count(figure=None, low=2, high=None, modifier="vague", text=c.text)
        return Count(figure=c.figure, low=None, high=c.figure, modifier="up_to", text=c.text)


_MORE = frozenset(("other", "more", "others", "further", "additional"))
_NONE = frozenset(("no", "without", "any", "nobody", "none", "not"))
_BEFORE_FATES = frozenset(("the", "these", "those", "its", "their", "more", "other"))
_THE = frozenset(("the", "his", "her", "their", "its", "my", "whose"))


@functools.cache
def _starts(words: Words) -> frozenset[str]:
    """The words that a group can begin with, those with a digit or a hyphen apart."""
    own = ("family", "other", "others", "a", "an")
    return frozenset().union(_NONE, _THE, own, words.quantity_starts, words.heads.starts())


def _run(low: Sequence[str], j: int, words: Words) -> int:
    """End of the stretch of words from `j` that can be one noun phrase."""
    symbols, units = words.symbols, words.numbers.units
    last = max(j, min(len(low), j + REACH))
    for k in range(j, last):
        word = low[k]
        if _opens_age(low, k) or (k > j and _opens_age(low, k - 1)):
            continue
        if word in symbols and not _opens_head(low, k, words):
            if not (k == j and word in _MORE and symbols[word] == "DET"):
                return k
        elif not word[0].isalpha() and word != "-":
            return k
        if k > j and (word in units or words.rough.at(low, k)):
            return k
    return last


def _opens_head(low: Sequence[str], k: int, words: Words) -> bool:
    """Whether a head noun of several words begins: "rescue workers", though "rescue" is a verb alone."""
    found = words.heads.at(low, k)
    return found is not None and found[0] > 1


def _opens_age(low: Sequence[str], k: int) -> bool:
    """Whether a number is the age of whom the noun names: "a 12-year-old girl"."""
    return low[k].isdigit() and low[k + 1 : k + 2] == ["-"] and k + 2 < len(low) and low[k + 2].startswith("year")


def _heads_in(low: Sequence[str], j: int, end: int, words: Words) -> tuple[int, int, Head] | None:
    """(start, end, head) of the last head noun of the run; a second head right behind it is taken, a verb is not."""
    if words.heads.absent(low[j:end]):
        return None
    best = None
    i = j
    while i < end:
        found, harms = words.heads.at(low, i), words.harms.at(low, i)
        if found:
            if best and harms and any(f.form in ("A", "D") for f in harms[1]):
                break
            best = (i, i + found[0], found[1][0])
            i += found[0]
            continue
        if harms:
            if i > j and low[i] not in words.adjectives and all(f.form in ("D", "S", "B") for f in harms[1]):
                break  # only a verb: no noun, nor a participle before whom it describes
            if best and all(f.form in ("D", "S", "G", "B") for f in harms[1]):
                break
            if best and low[i].endswith("ing") and i + 1 < len(low) and low[i + 1] in words.quantity_starts:
                break
        i += 1
    return best


def _status_of(
    low: Sequence[str], j: int, head_start: int, head: Head, words: Words
) -> tuple[Status, Group | None, tuple[str, ...]]:
    """Status and subgroup of a head noun with the words before it: "rebel commander", "civilian men"."""
    between = tuple(low[j:head_start])
    kinds = {words.adjectives.get(w) for w in between}
    status, group = head.status, head.group
    if status == "unknown" and "combatant" in kinds and group != "police":
        status = "combatant"
    if status == "unknown" and "civilian" in kinds:
        status = "civilian"
    if group is None and "children" in kinds and head.lemma not in ("man", "soldier") and head.status != "combatant":
        group, status = "children", "civilian"
    if group is None and "women" in kinds and head.status != "combatant":
        group, status = "women", "civilian"
    if status == "unknown" and group is None and "civilians" in between:
        status = "civilian"
    return status, group, between


def _people(
    q: Quantity | None, i: int, j: int, low: Sequence[str], plain: Sequence[str], words: Words, kind: str, count: Count
) -> People | None:
    """A group whose number ended at `j`: look for its head noun."""
    end = _run(low, j, words)
    found = _heads_in(low, j, end, words)
    if found and low[found[1] : found[1] + 1] and low[found[1]] in words.not_people:
        return None  # "three personnel carriers", "rebel positions"
    if found:
        start, stop, head = found
        status, group, between = _status_of(low, j, start, head, words)
        return People(i, stop, count, kind, head.lemma, status, group, head.facility, None, j, start, True, between)
    if q is None:
        return None
    return _headless(q, j, end, low, plain, words, count)


def _counts_acts(low: Sequence[str], k: int, words: Words) -> bool:
    """Whether the noun at `k` is what was done, not to whom: "two explosions", "multiple raids", "6 shells"."""
    if k >= len(low) or not low[k].endswith("s"):
        return False
    found = words.harms.at(low, k)
    return bool(found) and any(f.harm == "facility" and f.form in "NS" for f in found[1])  # type: ignore[index]


def _headless(
    q: Quantity, j: int, end: int, low: Sequence[str], plain: Sequence[str], words: Words, count: Count
) -> People | None:
    """A number without a known head noun: "12 more", "20 dead", "12", "13 Ghanaians"."""
    i = q.start
    first = low[j] if j < len(low) else ""
    if first in words.elliptic:
        return People(i, j + 1, count, "elliptic", first, quantity_end=j, head_start=j)
    if low[j : j + 2] == ["of", "the"]:  # "one of the bloodiest days", "four of the shells"
        return None
    harm_at = j + 1 if first.endswith("ly") and first != "family" and j + 1 < len(low) else j
    if (
        _counts_acts(low, j, words)
        or _counts_acts(low, j + 1, words)
        or (q.figure == 1 and i and low[i - 1] in words.pronouns)
    ):
        return None
    if end == j or words.harms.at(low, harm_at):
        return People(i, j, count, "bare_number", quantity_end=j, head_start=j)
    for k in range(j, end):
        word = low[k]
        if word in words.not_people or _counts_acts(low, k, words):
            return None
        if words.harms.at(low, k):
            break
        if q.figure == 1 and k == j and word.isalpha() and plain[k].islower():
            return None
        if word.endswith(words.suffixes) or (plain[k][:1].isupper() and word.endswith(("s", "ese"))):
            status: Status = "combatant" if any(words.adjectives.get(w) == "combatant" for w in low[j:k]) else "unknown"
            return People(
                i, k + 1, count, "unknown_noun", word, status, None, False, None, j, k, False, tuple(low[j:k])
            )
        if k - j < 2 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
            return None
    return People(i, j, count, "bare_number", quantity_end=j, head_start=j)


def _of(q: Quantity, low: Sequence[str], words: Words, count: Count) -> People | None:
    """ "five of them", "two of whom were children", "22 of them children", "six of their teachers"."""
    j = q.end
    if low[j : j + 1] != ["of"] or j + 1 >= len(low):
        return None
    target, k = low[j + 1], j + 2
    if target not in ("them", "whom", "these", "those", "which", "the", "its", "their", "his", "our", "her"):
        return None
    base = None
    if target in ("the", "its", "their", "his", "these", "those", "our", "her"):
        base = _heads_in(low, k, _run(low, k, words), words)
        if base:
            k = base[1]
        elif target not in ("them", "these", "those"):
            harms = words.harms.at(low, k) if k < len(low) else None
            if not harms and k < len(low) and not (low[k][0].isdigit() or low[k] in words.numbers.units):
                return None  # "one of the most ferocious raids"
            if harms and (low[k].endswith("iest") or _counts_acts(low, k, words)):
                return None  # "one of the bloodiest days", "four of the shells"
            if harms or (k < len(low) and low[k] in words.numbers.units):
                k += 1
    named = k
    if named < len(low) and low[named] == ",":
        named += 1
    if named < len(low) and words.symbols.get(low[named]) == "BE":
        named += 1
        if named < len(low) and low[named] in ("a", "an"):
            named += 1
    attribute = _heads_in(low, named, _run(low, named, words), words) if named < len(low) else None
    if attribute and not (attribute[2].facility or attribute[2].lemma in words.fates) and attribute[0] - named <= 2:
        start, stop, head = attribute
        status, group, between = _status_of(low, named, start, head, words)
        return People(
            q.start, stop, count, "of_them", head.lemma, status, group, False, None, q.end, start, True, between
        )
    if base:
        status, group, between = _status_of(low, j + 2, base[0], base[2], words)
        return People(
            q.start,
            base[1],
            count,
            "of_them",
            base[2].lemma,
            status,
            group,
            base[2].facility,
            None,
            q.end,
            base[0],
            True,
            between,
        )
    return People(q.start, k, count, "of_them", "", quantity_end=q.end, head_start=q.end)


def _who_were(q: Quantity, low: Sequence[str], words: Words, count: Count) -> People | None:
    """ "of whom 34 were children", "six were women": the number breaks down those just named."""
    if low[q.end : q.end + 1] not in (["were"], ["are"], ["was"]) or q.end + 1 >= len(low):
        return None
    found = _heads_in(low, q.end + 1, _run(low, q.end + 1, words), words)
    if not found or found[0] - q.end > 3 or found[2].facility or found[2].lemma in words.fates:
        return None
    if any(words.harms.at(low, k) for k in range(q.end + 1, found[0])):
        return None
    start, stop, head = found
    status, group, between = _status_of(low, q.end + 1, start, head, words)
    return People(q.start, stop, count, "of_them", head.lemma, status, group, False, None, q.end, start, True, between)


def _one(i: int, low: Sequence[str], toks: Sequence[str], words: Words) -> People | None:
    """One person or building without a number: "a child", "the mayor", "his wife", "field commander Abu Omar"."""
    word = low[i]
    if word not in _THE and word not in ("a", "an"):
        return None
    one = Count(figure=1, low=1, high=1, modifier="exact", text=toks[i])
    if word in ("a", "an"):
        if low[i + 1 : i + 2] and low[i + 1] in words.ordinals and _goes_on(low, i + 2, words):
            return People(i, i + 2, one, "elliptic", "another", quantity_end=i + 1, head_start=i + 1)
        found = _people(None, i, i + 1, low, toks, words, "article", one)
        return found if found and _singular(low, found, words) else None
    found = _people(None, i, i + 1, low, toks, words, "definite", one)
    if found and found.head in words.only_counted:
        return None
    return found if found and _singular(low, found, words) else None


def _goes_on(low: Sequence[str], i: int, words: Words) -> bool:
    """Whether what befell someone is told right at `i`: "(a fourth) was injured", "(a second) died"."""
    return i < len(low) and (words.symbols.get(low[i]) == "BE" or words.harms.at(low, i) is not None)


def _singular(low: Sequence[str], found: People, words: Words) -> bool:
    head = words.heads.at(low, found.head_start)
    return bool(head and head[1][0].singular)


def _bare(i: int, low: Sequence[str], toks: Sequence[str], words: Words) -> People | None:
    """A bare plural ("civilians were killed") or a title before a name ("Major General Mohsen …")."""
    found = words.heads.at(low, i)
    if not found:
        return None
    head, stop = found[1][0], i + found[0]
    if head.lemma in words.only_counted:
        return None
    if head.lemma in words.fates and (not i or low[i - 1] not in _BEFORE_FATES):
        return None
    later = words.heads.at(low, stop) if stop < len(low) else None
    if later and not head.plural and not words.harms.at(low, stop):
        return None
    start = i
    while start > 0 and words.adjectives.get(low[start - 1]) and words.adjectives[low[start - 1]] != "any":
        start -= 1
    status, group, between = _status_of(low, start, i, head, words)
    if head.plural:
        many = Count(figure=None, low=2, high=None, modifier="vague", text=toks[i])
        return People(start, stop, many, "bare", head.lemma, status, group, head.facility, None, i, i, True, between)
    named = stop < len(toks) and toks[stop][:1].isupper() and not toks[i].isupper()
    if head.singular and named:
        one = Count(figure=1, low=1, high=1, modifier="exact", text=toks[i])
        return People(start, stop, one, "title", head.lemma, status, group, head.facility, None, i, i, True, between)
    if head.singular and head.facility:
        one = Count(figure=1, low=1, high=1, modifier="exact", text=toks[i])
        return People(start, stop, one, "naked", head.lemma, status, group, True, None, i, i, True, between)
    if head.singular:
        one = Count(figure=1, low=1, high=1, modifier="exact", text=toks[i])
        return People(start, stop, one, "naked", head.lemma, status, group, False, None, i, i, True, between)
    return None


def _zero(i: int, low: Sequence[str], toks: Sequence[str], words: Words) -> People | None:
    """ "no casualties", "no one was hurt": harm that did not happen."""
    if low[i] not in _NONE:
        return None
    j = i if low[i] == "nobody" else i + 1
    k = j
    while k < len(low) and k - j < 4 and low[k] in words.no_reports:
        k += 1
    end = _nobody(low, j, words) or _nobody(low, k, words)
    if not end or (end[0] < len(low) and low[end[0]] in words.figures):
        return _no_person(i, low, toks, words)
    j, harm = end
    none = Count(figure=0, low=0, high=0, modifier="exact", text=toks[i])
    return People(i, j, none, "zero", "", harm=harm, quantity_end=j, head_start=j)


def _no_person(i: int, low: Sequence[str], toks: Sequence[str], words: Words) -> People | None:
    """ "no passenger died", "not a single resident was hurt": the harm is the one that the sentence states."""
    j = i + 1 if low[i] == "no" else i + 3 if list(low[i : i + 3]) == ["not", "a", "single"] else 0
    found = _heads_in(low, j, _run(low, j, words), words) if j and j < len(low) else None
    if not found or found[2].facility or found[0] - j > 1:
        return None
    none = Count(figure=0, low=0, high=0, modifier="exact", text=toks[i])
    return People(
        i,
        found[1],
        none,
        "zero",
        found[2].lemma,
        found[2].status,
        found[2].group,
        quantity_end=j,
        head_start=found[0],
        explicit=True,
    )


def _nobody(low: Sequence[str], j: int, words: Words) -> tuple[int, Harm] | None:
    """End and harm of what "no" denies at `j`."""
    if j >= len(low):
        return None
    said = ["one", *low[j + 1 :]] if low[j] == "nobody" else list(low[j:])
    found = words.nobody.at(said, 0)
    return (j + found[0], found[1][0]) if found else None


def _family(i: int, low: Sequence[str], words: Words) -> People | None:
    """The number that "a family of five" gives."""
    if low[i] != "family" or low[i + 1 : i + 2] != ["of"]:
        return None
    if i + 2 < len(low) and low[i + 2].split("-")[0] in words.numbers.units:
        n = words.numbers.units.get(low[i + 2])
        if n:
            count = Count(figure=n, low=n, high=n, modifier="exact", text=low[i + 2])
            return People(i, i + 3, count, "number", "family", "civilian", None, False, None, i + 2, i, True)
    return None


def find(sentence: Sentence, words: Words, whole: str) -> list[People]:
    """All groups that the sentence might count, from left to right; a token belongs to one of them at most."""
    toks = sentence.tokens
    low = sentence.low
    plain = sentence.texts
    out: list[People] = []
    starts, end = _starts(words), 0
    for i in [i for i, w in enumerate(low) if w in starts or "-" in w or w[0].isdigit()]:
        if i >= end and (found := _at(i, toks, low, plain, words, whole)):
            out.append(found)
            end = found.end
    return out


def _may_count(word: str, i: int, low: Sequence[str], words: Words) -> bool:
    """Whether a quantity can begin at a word; an article begins one only before few words, and articles are many."""
    if word in words.articles:
        following = low[i + 1 : i + 4]
        return bool(following) and (
            following[0] in words.counted_after or "number" in following or "numbers" in following
        )
    return (
        word in words.quantity_starts
        or word[0].isdigit()
        or ("-" in word and word.split("-")[0] in words.numbers.units)
    )


def _at(i: int, toks: Sequence[object], low: list[str], plain: list[str], words: Words, whole: str) -> People | None:
    word = low[i]
    if word in _NONE and (zero := _zero(i, low, plain, words)):
        return zero
    if word == "family" and (family := _family(i, low, words)):
        return family
    q = quantity(toks, low, i, words) if _may_count(word, i, low, words) else None  # type: ignore[arg-type]
    if q:
        span = whole[toks[q.start].start : toks[q.end - 1].end]  # type: ignore[attr-defined]
        count = q.as_count(span)
        return (
            _of(q, low, words, count)
            or _who_were(q, low, words, count)
            or _people(q, q.start, q.end, low, plain, words, "number", count)
        )
    if low[i] == "others" or (
        low[i] == "other"
        and i + 1 < len(low)
        and not words.heads.at(low, i + 1)
        and low[i + 1] not in words.numbers.units
        and not low[i + 1].isdigit()
        and low[i - 1 : i] == ["the"]
    ):
        return People(
            i, i + 1, Count(low=2, modifier="vague", text=plain[i]), "elliptic", "others", quantity_end=i, head_start=i
        )
    return _one(i, low, plain, words) or _bare(i, low, plain, words)

"""Judging a match by its neighbours: whether the words are a date at all, and what their preposition makes of it."""

from __future__ import annotations

from warmonitor.claims.dates import days
from warmonitor.claims.dates.clock import Clock, Meaning
from warmonitor.claims.dates.days import Days
from warmonitor.claims.dates.grammar import Hit
from warmonitor.claims.dates.lengths import RECENT
from warmonitor.claims.dates.parts import in_day
from warmonitor.claims.dates.record import Relation
from warmonitor.claims.dates.words import LETTER, words


def judged(hit: Hit) -> Hit | None:
    """The hit, a shorter one, or null: "may", "march", "fall" and four-digit numbers need company to be dates."""
    if hit.rule in ("month", "date", "weekday", "range_md", "range_dm", "week_of"):
        return _judged_month(hit)
    if hit.rule == "year":
        return hit if _is_year(hit) else None
    if hit.rule == "season":
        return hit if _is_season(hit) else None
    if hit.rule == "decade":
        return hit if str(hit.value("YEAR", "FIGURE")).endswith("0") else None
    if hit.rule == "unit" and hit.own == _THE_UNIT:
        return hit if hit.value("UNIT") == "weekend" else None
    if hit.rule == "offset" and RECENT in hit.values("FEW"):
        return hit.cut("duration", hit.first, hit.last - 1)  # "in recent months, after ..."
    if hit.rule == "since":
        adverb = hit.before() in words().calendar.has_since or (
            hit.before() == "ever" and not hit.after()[:1].isalnum()
        )
        return hit if adverb else None
    if hit.rule == "some":
        return hit if _is_plural(hit) else None
    if hit.rule == "part":
        return hit if _is_part_of_day(hit) else None
    return hit


def _judged_month(hit: Hit) -> Hit | None:
    calendar = words().calendar
    tokens = hit.sentence.tokens
    shy = [token for token in tokens[hit.first : hit.last] if token.low in calendar.shy]
    if shy and not all(token.text[0].isupper() for token in shy):
        return None
    if shy and hit.last - hit.first == 1 and hit.before() not in calendar.company:
        return None
    if hit.rule == "date" and hit.before() == "in" and hit.own == _MONTH_DAY and _noun_follows(hit):
        return hit.cut("month", hit.first, hit.first + 1)  # "in May 12 people died"
    return hit


def _noun_follows(hit: Hit) -> bool:
    after = hit.after()
    return after[:1].isalpha() and after not in words().calendar.no_clause


def _is_plural(hit: Hit) -> bool:
    """Whether the unit is a plural: "weeks later", but not "the week"."""
    return hit.sentence.tokens[hit.first].low in words().calendar.plurals


def _is_part_of_day(hit: Hit) -> bool:
    """Not a name ("Red Dawn"), and not the dawn of an era."""
    first = hit.sentence.tokens[hit.first]
    return not (hit.followed_by("OF") or (hit.first and first.text[0].isupper()))


def _is_year(hit: Hit) -> bool:
    calendar = words().calendar
    number, before, after = hit.value("YEAR"), hit.before(), hit.after()
    if len(hit.own) > 1 or before in calendar.year_after or before[-4:-2] == "19":
        return True
    plural = after[:1].isalpha() and (
        (after.endswith("s") and len(after) > 3) or after in ("people", "children", "civilian")
    )
    if before in calendar.year_after_weak:
        return not plural and not (hit.before(2).isdigit() and len(hit.before(2)) != 4)
    if not isinstance(number, int) or not 1900 <= number < 2100:
        return False
    if before in calendar.year_between:
        return after[:1].isalpha() and not plural and number % 100 != 0
    return not after[:1].isalnum() and not before[-1:].isalpha()


def aside(hit: Hit) -> bool:
    """Whether a date is mentioned in passing: "the 2003 invasion", "since 1945", "until they fell in May 1946"."""
    if hit.rule in ("then", "since") or (hit.has("YEAR") and _in_clause_of(hit, "SINCE", "UNTIL")):
        return True
    if hit.rule not in ("year", "years", "decade", "century"):
        return False
    calendar = words().calendar
    near = [token.low for token in hit.sentence.tokens[max(0, hit.first - _INTENDED) : hit.first]]
    passing = hit.before() in calendar.year_between or hit.preceded_by("BEFORE", "AFTER", "SINCE", "UNTIL")
    return passing or not calendar.intended.isdisjoint(near)


def _is_season(hit: Hit) -> bool:
    calendar = words().calendar
    at = hit.first + hit.own.index(LETTER["SEASON"])
    name = hit.sentence.tokens[at].low
    if at == hit.first and hit.before() in calendar.not_seasons_after:
        return False
    needed = calendar.shy_seasons.get(name)
    if needed is None or hit.has("YEAR", "YEARUNIT", "ERA"):
        return True
    near = {token.low for token in hit.sentence.tokens[max(0, at - 2) : at]}
    return bool(near & needed)


_THE_UNIT = LETTER["THE"] + LETTER["UNIT"]
_MONTH_DAY = LETTER["MONTH"] + LETTER["NUM"]
_PREPOSITIONS: dict[str, Relation] = {
    "SINCE": "since",
    "UNTIL": "until",
    "BY": "until",
    "BEFORE": "before",
    "AFTER": "after",
}
_LETTER_RELATION: dict[str, Relation] = {LETTER[name]: relation for name, relation in _PREPOSITIONS.items()}
_SKIPPED = LETTER["THE"] + LETTER["ON"] + LETTER["EDGE"]
_INTENDED = 8  # words between a word of intent and the year that is looked forward to
_ONSET = 8  # and between a word of beginning and its date
_CLAUSE = 14  # words that may stand between "since" and the date of what happened then
_CLAUSE_ENDS = "".join(LETTER[name] for name in ("COMMA", "DASH", "DOT", "YEAR", "MONTH", "WEEKDAY"))


def relation(hit: Hit, meaning: Meaning) -> Relation:
    """What the words before an expression make of it."""
    if meaning.relation in ("age_or_duration", "repeated") or meaning.of_what_follows:
        return meaning.relation or "on"
    before = hit.letters[max(0, hit.first - 3) : hit.first].rstrip(_SKIPPED)[-1:]
    found = _LETTER_RELATION.get(before)
    if found is not None:
        return _dates_an_event(hit, found) or found
    if hit.preceded_by("OF") and hit.before(2) == "as":
        return "until"
    if _since_clause(hit, meaning) or _onset(hit, meaning):
        return "since"
    return meaning.relation or "on"


def _dates_an_event(hit: Hit, found: Relation) -> Relation | None:
    """ "After Friday's raid", "by Thursday's gunmen" date the raid, the gunmen; "before dawn on Friday" is Friday."""
    possessive = hit.sentence.tokens[hit.last - 1].low.endswith(("'s", "s'")) or hit.after() == "'s"
    if found in ("before", "after") and (possessive or in_day(hit)):
        return "on"
    return "on" if found == "until" and possessive else None


def _since_clause(hit: Hit, meaning: Meaning) -> bool:
    """ "Since the conflict broke out in March 2011", "since it took power in 2021"."""
    dated = meaning.kind in ("month", "year", "season", "day") and hit.preceded_by("ON")
    return dated and _in_clause_of(hit, "SINCE")


def _in_clause_of(hit: Hit, *names: str) -> bool:
    """Whether one of those words stands before in the same clause, with no other date between."""
    clause = hit.letters[max(0, hit.first - _CLAUSE) : hit.first]
    at = max(clause.rfind(LETTER[name]) for name in names)
    return at >= 0 and not any(mark in _CLAUSE_ENDS for mark in clause[at + 1 :])


def begins(hit: Hit) -> bool:
    """Whether a word of beginning stands before in the same clause."""
    clause = hit.letters[max(0, hit.first - _ONSET) : hit.first]
    size = len(clause) - max(clause.rfind(mark) for mark in _CLAUSE_ENDS) - 1
    onset = words().calendar.onset
    return any(token.low in onset for token in hit.sentence.tokens[hit.first - size : hit.first])


def _onset(hit: Hit, meaning: Meaning) -> bool:
    """ "The war that broke out in 2011"; "protests in 2011 that turned into a war that has killed …"."""
    if meaning.kind not in ("month", "year", "season") or not hit.preceded_by("ON"):
        return False
    calendar, tokens = words().calendar, hit.sentence.tokens
    near = {token.low for token in tokens[max(0, hit.first - 4) : hit.first]}
    if begins(hit):
        return True
    return bool(near & calendar.origin) and any(token.low in calendar.perfect for token in tokens[hit.last :])


WHY_OPEN: dict[Relation, str] = {
    "since": "open: what the words count up to is not known",
    "after": "open: what the words count up to is not known",
    "until": "open: the words give only the end",
    "before": "open: the words give only the end",
}


def applied(span: Days, relation: Relation, clock: Clock) -> Days:
    """The days that a relation makes of the days named."""
    start, end = span
    if relation in ("since", "after"):
        today = clock.published
        return Days(start, today if today and start and start <= today else None)
    if relation == "until":
        return Days(None, end)
    if relation == "before":
        return Days(None, days.shift(start, -1) if start else end)
    return span

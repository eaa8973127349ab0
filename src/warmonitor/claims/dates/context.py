"""Judging a match by its neighbours: whether the words are a date at all, and what their preposition makes of it."""

from __future__ import annotations

from warmonitor.claims.dates import days
from warmonitor.claims.dates.absolute import in_day
from warmonitor.claims.dates.clock import Clock, Meaning
from warmonitor.claims.dates.days import Days
from warmonitor.claims.dates.grammar import Hit
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
    return hit


def _judged_month(hit: Hit) -> Hit | None:
    calendar = words().calendar
    tokens = hit.sentence.tokens
    shy = [token for token in tokens[hit.first : hit.last] if token.low in calendar.shy]
    if shy and not all(token.text[0].isupper() for token in shy):
        return None
    if shy and hit.last - hit.first == 1 and hit.before() not in calendar.company:
        return None
    if hit.rule == "date" and hit.before() == "in" and hit.own == LETTER["MONTH"] + LETTER["NUM"]:
        return hit.cut("month", hit.first, hit.first + 1)  # "in May 12 people died"
    return hit


def _is_year(hit: Hit) -> bool:
    calendar = words().calendar
    number, before, after = hit.value("YEAR"), hit.before(), hit.after()
    if len(hit.own) > 1 or before in calendar.year_after or before[-4:-2] == "19":
        return True
    plural = after[:1].isalpha() and (
        (after.endswith("s") and len(after) > 3) or after in ("people", "children", "civilian")
    )
    if before in calendar.year_after_weak:
        return not plural
    if not isinstance(number, int) or not 1900 <= number < 2100:
        return False
    if before in calendar.year_between:
        return after[:1].isalpha() and not plural and number % 100 != 0
    return not after[:1].isalnum() and not before[-1:].isalpha()


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


_PREPOSITIONS: dict[str, Relation] = {"SINCE": "since", "UNTIL": "until", "BEFORE": "before", "AFTER": "after"}
_LETTER_RELATION: dict[str, Relation] = {LETTER[name]: relation for name, relation in _PREPOSITIONS.items()}
_SKIPPED = LETTER["THE"] + LETTER["ON"] + LETTER["EDGE"]
_CLAUSE = 14  # words that may stand between "since" and the date of what happened then
_STOPS = LETTER["COMMA"] + LETTER["DASH"] + LETTER["DOT"]


def relation(hit: Hit, meaning: Meaning) -> Relation:
    """What the words before an expression make of it."""
    if meaning.relation in ("age_or_duration", "repeated") or meaning.of_what_follows:
        return meaning.relation or "on"
    before = hit.letters[max(0, hit.first - 3) : hit.first].rstrip(_SKIPPED)[-1:]
    found = _LETTER_RELATION.get(before)
    if found is not None:
        return _dates_an_event(hit, found) or found
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
    if meaning.kind not in ("month", "year", "season", "day") or not hit.preceded_by("ON"):
        return False
    clause = hit.letters[max(0, hit.first - _CLAUSE) : hit.first]
    since = clause.rfind(LETTER["SINCE"])
    if since < 0 or any(stop in clause[since:] for stop in _STOPS):
        return False
    between = clause[since + 1 :]
    return not any(LETTER[name] in between for name in ("YEAR", "MONTH", "WEEKDAY"))


def _onset(hit: Hit, meaning: Meaning) -> bool:
    """ "The war that broke out in 2011"; "protests in 2011 that turned into a war that has killed …"."""
    if meaning.kind not in ("month", "year", "season") or not hit.preceded_by("ON"):
        return False
    calendar, tokens = words().calendar, hit.sentence.tokens
    near = {token.low for token in tokens[max(0, hit.first - 4) : hit.first]}
    if near & calendar.onset:
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

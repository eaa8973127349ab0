"""How long and how often: lengths and repetitions, which are no dates."""

from __future__ import annotations

from warmonitor.claims.dates.clock import OPEN, Clock, Meaning, duration, unknown
from warmonitor.claims.dates.grammar import Hit

RECENT = -1  # what "recent" means among the words of few


def count_in(hit: Hit) -> int | None:
    """How many units the words count; null where they are vague ("several days")."""
    if hit.has("FEW"):
        return 2 if hit.value("FEW") == 2 else None
    numbers = [str(number).replace(",", "") for number in hit.values("COUNT", "NUM", "FIGURE", "YEAR")]
    digits = [int(number) for number in numbers if number.isdigit()]
    return digits[0] if digits else None


def unit_in(hit: Hit) -> str:
    """The unit that the words count in."""
    return str(hit.value("UNIT", "YEARUNIT", "CENTURY"))


def lasting(hit: Hit, clock: Clock) -> Meaning:
    """Three days, a 14-year war, a ten-year-old: how long, or how old."""
    word = hit.value("LASTING")
    count, unit = str(word).split() if word else ("", "")
    given = count_in(hit)
    named = duration(int(count) if word and given is None else given, unit if word else unit_in(hit))
    return Meaning(OPEN, "period", named, "age_or_duration", "how long, not when")


def repeated(hit: Hit, clock: Clock) -> Meaning:
    """Every day, daily, each Friday: how often."""
    unit = str(hit.value("REPEATED") or hit.value("UNIT", "YEARUNIT", "CENTURY") or "day")
    return Meaning(OPEN, "period", duration(1, unit), "repeated", "how often, not when")


def vague(hit: Hit, clock: Clock) -> Meaning:
    """Now, recently: no day."""
    return unknown("the words give no day", "period")

"""From words to days: what each rule of the grammar means on a given day of publication."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import NamedTuple

from warmonitor.claims.dates import days
from warmonitor.claims.dates.days import Days
from warmonitor.claims.dates.grammar import Hit, feast_phrase, has, letter, value, values
from warmonitor.claims.dates.record import Kind, Relation
from warmonitor.claims.dates.words import words

NOT_PUBLISHED = "counted from the day of publication, which is not known: pass --published"
OPEN = Days(None, None)


class Meaning(NamedTuple):
    """What an expression stands for, before its preposition is applied."""

    span: Days = OPEN
    kind: Kind = "day"
    named: str | None = None
    relation: Relation | None = None
    reason: str | None = None
    anchor: int | None = None
    of_what_follows: bool = False


class Anchor(NamedTuple):
    """A date that the text has named, and where."""

    date: dt.date
    at: int


class Clock:
    """Where in time the text stands: the day of publication and the dates named so far.

    A report that bears no date is read as a narrative: a month or day without a year takes the year of the date before it.
    """

    def __init__(self, published: dt.date | None) -> None:
        self.published = published
        self.day: Anchor | None = None
        self.month: Anchor | None = None
        self.year: Anchor | None = None
        self.sentence = -1
        self.sentence_year: Anchor | None = None
        self.sentence_day: Anchor | None = None

    def open(self, sentence: int) -> None:
        """A sentence begins."""
        if sentence != self.sentence:
            self.sentence, self.sentence_year, self.sentence_day = sentence, None, None

    def note(self, meaning: Meaning, at: int, explicit_year: bool) -> None:
        """Remember a resolved expression as what later ones may count from."""
        start = meaning.span.start
        if start is None or meaning.relation in ("age_or_duration", "repeated", "within"):
            return
        here = Anchor(start, at)
        if meaning.kind in ("day", "part_of_day"):
            self.day = self.sentence_day = here
        if meaning.kind in ("day", "part_of_day", "month"):
            self.month = here
        self.year = here
        if explicit_year:
            self.sentence_year = here


def edtf(year: int, month: int | None = None, day: int | None = None) -> str:
    """A year, month or day in EDTF; a year before 1 counts astronomically (1 BC is 0000)."""
    head = f"-{-year:04}" if year < 0 else f"{year:04}"
    return head + "".join(f"-{part:02}" for part in (month, day) if part is not None)


def unknown(reason: str, kind: Kind = "day", named: str | None = None) -> Meaning:
    """Words that stand for no day that can be told."""
    return Meaning(OPEN, kind, named, None, reason)


def _ahead(hit: Hit) -> bool:
    """Whether the words before a date put it in the future."""
    before = hit.sentence.tokens[max(0, hit.first - 8) : hit.first]
    return has(hit, "NEXT") or any(token.low in words().calendar.ahead for token in before)


def _years(hit: Hit) -> int | None:
    """The year that the words give, negative before the common era."""
    year = value(hit, "YEAR")
    if not isinstance(year, int):
        return None
    return 1 - year if value(hit, "ERA") == "BC" else year


def _relative_year(hit: Hit, clock: Clock) -> Anchor | None:
    """The year of "May of last year", "that year"; `at` is -1 where publication gives it."""
    if not has(hit, "YEARUNIT"):
        return None
    word = value(hit, "LAST", "PAST", "PREVIOUS", "THIS", "NEXT", "FOLLOWING", "THAT")
    if word in ("that", "previous", "following"):
        if clock.year is None:
            return None
        return _moved(clock.year, {"previous": -1, "following": 1}.get(str(word), 0))
    if clock.published is None:
        return None
    return _moved(Anchor(clock.published, -1), {"last": -1, "past": -1, "next": 1}.get(str(word), 0))


def _moved(anchor: Anchor, years: int) -> Anchor | None:
    year = anchor.date.year + years
    return Anchor(dt.date(year, 1, 1), anchor.at) if dt.MINYEAR <= year <= dt.MAXYEAR else None


def _year_of(hit: Hit, clock: Clock, latest: Callable[[int], dt.date | None]) -> tuple[int, int | None] | None:
    """The year of a month or day that bears none, and the offset of what it was taken from.

    `latest(year)` is the first day of the month or the day itself in a year. In a report: the year of the same sentence, else the
    last such date on or before publication (the next one where the words look ahead). In a narrative: the year of the
    date before, or the next where the text has moved on past New Year.
    """
    named = _years(hit)
    if named is not None:
        return named, None
    told = _relative_year(hit, clock)
    if told is not None:
        return told.date.year, told.at if told.at >= 0 else None
    if has(hit, "YEARUNIT"):
        return None
    if clock.published is None:
        return _narrative_year(clock, latest)
    if clock.sentence_year is not None and clock.sentence_year.date.year < clock.published.year:
        return clock.sentence_year.date.year, clock.sentence_year.at
    return _reported_year(hit, clock.published, latest), None


def _reported_year(hit: Hit, published: dt.date, latest: Callable[[int], dt.date | None]) -> int:
    ahead = _ahead(hit)
    for year in (
        published.year + 1,
        published.year,
        published.year - 1,
        published.year - 2,
        published.year - 3,
        published.year - 4,
    ):
        date = latest(year)
        if date is not None and (date <= published) != ahead and (not ahead or year == published.year):
            return year
    return published.year + 1 if ahead else published.year


def _narrative_year(clock: Clock, latest: Callable[[int], dt.date | None]) -> tuple[int, int | None] | None:
    if clock.year is None:
        return None
    year = clock.year.date.year
    same = latest(year)
    if clock.month is not None and clock.month.date.year == year and same is not None:
        back = (clock.month.date - same).days
        if back > 210:
            year += 1
    return year, clock.year.at


def _edge(hit: Hit) -> str | None:
    """The part that the words pick out: early, mid, late, first, second (halves); null for the whole."""
    last = max(

            hit.letters.rfind(letter(core), hit.first, hit.last)
            for core in ("MONTH", "YEAR", "SEASON", "UNIT", "YEARUNIT", "FEAST", "ESS")

    )
    heads = [v for v in values(hit, "EDGE", "HEAD", "ORDINAL", "LATER", "EARLIER") if last >= 0]
    if "half" in heads:
        return "first" if 1 in heads or "early" in heads or "earlier" in heads else "second"
    for head in heads:
        if head in ("early", "mid", "late"):
            return str(head)
    return None


def cut(span: Days, hit: Hit) -> Days:
    """The early, middle, late part or half of a span that the words pick out."""
    edge = _edge(hit)
    if edge is None:
        word = value(hit, "EDGED")
        edge = str(word).split()[0] if word else None
    if edge is None:
        return span
    return days.half(span, edge == "first") if edge in ("first", "second") else days.third(span, edge)


def _day(hit: Hit, clock: Clock) -> Meaning:
    kind: Kind = "part_of_day" if in_day(hit) else "day"
    numeric = _numeric(hit)
    if numeric is not None:
        date = days.day(*numeric)
        if date is None:
            return unknown("no such day in the calendar", kind)
        return Meaning(Days(date, date), kind, date.isoformat())
    month, number = value(hit, "MONTH"), _number_of_day(hit)
    if not isinstance(month, int) or not isinstance(number, int):
        return unknown("no such day in the calendar", kind)
    found = _year_of(hit, clock, lambda year: days.day(year, month, number))
    if found is None:
        return unknown(_no_year(hit), kind)
    if found[0] < 1:
        return unknown("before the common era", kind, edtf(found[0], month, number))
    date = days.day(found[0], month, number)
    if date is None:
        return unknown("no such day in the calendar", kind)
    return Meaning(Days(date, date), kind, date.isoformat(), anchor=found[1])


def _no_year(hit: Hit) -> str:
    return NOT_PUBLISHED if has(hit, "YEARUNIT") else "no year: " + NOT_PUBLISHED


def _number_of_day(hit: Hit) -> int | None:
    """The day of the month: the number beside the month's name, not that of a clock time."""
    at = hit.letters.index(letter("MONTH"), hit.first)
    wanted = {letter("NUM"), letter("ORDINAL")}
    before = [i for i in range(max(hit.first, at - 3), at) if hit.letters[i] in wanted]
    after = [i for i in range(at + 1, min(hit.last, at + 4)) if hit.letters[i] in wanted]
    for index in [*before[-1:], *after[:1]]:
        meaning = words().meaning.get(hit.sentence.tokens[index].low)
        if isinstance(meaning, int) and meaning <= 31:
            return meaning
    return None


def _numeric(hit: Hit) -> tuple[int, int, int] | None:
    """Year, month, day of a date in digits; day before month unless that cannot be."""
    if has(hit, "DOTTED"):
        numbers = [int(n) for n in str(value(hit, "DOTTED")).split(".")]
    else:
        numbers = [int(n) for n in values(hit, "NUM", "YEAR", "FIGURE") if str(n).isdigit()]
    if has(hit, "MONTH") or len(numbers) < 3:
        return None
    if numbers[0] > 31:
        return numbers[0], numbers[1], numbers[2]
    first, second, year = numbers[-3:]
    year = year + 2000 if year < 100 else year
    return (year, first, second) if second > 12 else (year, second, first)


def in_day(hit: Hit) -> bool:
    """Whether the words speak of a part of the day."""
    return any(has(hit, name) for name in ("PART", "AM", "COLON", "OVERNIGHT", "EM")) or (
        hit.rule in ("date", "weekday", "today") and has(hit, "EDGE")
    )


def _night(hit: Hit, date: dt.date) -> Days:
    """ "Overnight" into a day began on the day before; "Friday overnight" ends on the day after."""
    if not has(hit, "OVERNIGHT"):
        return Days(date, date)
    leads = hit.letters.find(letter("OVERNIGHT"), hit.first) == hit.first
    return Days(days.shift(date, -1), date) if leads else Days(date, days.shift(date, 1))


def _weekday(hit: Hit, clock: Clock) -> Meaning:
    number = int(value(hit, "WEEKDAY") or 0)
    kind: Kind = "part_of_day" if in_day(hit) else "day"
    if clock.published is None:
        return _weekday_in_narrative(clock, number, kind)
    back = (clock.published.weekday() - number) % 7
    shift = -back
    modifier = value(hit, "LAST", "PAST", "NEXT", "FOLLOWING", "PREVIOUS", "THAT")
    if has(hit, "UNIT"):
        shift = number - clock.published.weekday() + {"last": -7, "next": 7}.get(str(modifier), 0)
    elif modifier in ("last", "past") and back == 0:
        shift = -7
    elif modifier == "next" or (back and _ahead(hit) and modifier is None):
        shift = 7 - back
    date = days.shift(clock.published, shift)
    return Meaning(_night(hit, date) if date else OPEN, kind, date.isoformat() if date else None)


def _weekday_in_narrative(clock: Clock, number: int, kind: Kind) -> Meaning:
    return unknown("a weekday, " + NOT_PUBLISHED, kind)


def _today(hit: Hit, clock: Clock) -> Meaning:
    kind: Kind = "part_of_day" if in_day(hit) or "tonight" in hit.sentence.tokens[hit.last - 1].low else "day"
    if clock.published is None:
        return unknown(NOT_PUBLISHED, kind)
    date = days.shift(clock.published, int(value(hit, "TODAY") or 0))
    return Meaning(Days(date, date), kind, date.isoformat() if date else None)


def _part_ref(hit: Hit, clock: Clock) -> Meaning:
    """This morning, last night, the following evening, that night."""
    word = value(hit, "LAST", "PAST", "PREVIOUS", "THIS", "NEXT", "FOLLOWING", "THAT")
    if word in ("this", "last", "past"):
        if clock.published is None:
            return unknown(NOT_PUBLISHED, "part_of_day")
        date = days.shift(clock.published, 0 if word == "this" else -1)
        return Meaning(Days(date, date), "part_of_day", date.isoformat() if date else None)
    if clock.day is None:
        return unknown("counted from a day that the text does not give", "part_of_day")
    date = days.shift(clock.day.date, {"previous": -1, "next": 1, "following": 1}.get(str(word), 0))
    return Meaning(Days(date, date), "part_of_day", date.isoformat() if date else None, anchor=clock.day.at)


def _part(hit: Hit, clock: Clock) -> Meaning:
    """A time of day alone: of the day that the text last named; overnight needs no other day than that of publication."""
    if has(hit, "OVERNIGHT"):
        base = clock.sentence_day or (Anchor(clock.published, -1) if clock.published else clock.day)
        if base is None:
            return unknown(NOT_PUBLISHED, "part_of_day")
        span = Days(days.shift(base.date, -1), base.date)
        return Meaning(span, "part_of_day", base.date.isoformat(), anchor=base.at if base.at >= 0 else None)
    if clock.day is None:
        return unknown("a time of day without a day", "part_of_day")
    date = clock.day.date
    return Meaning(Days(date, date), "part_of_day", date.isoformat(), anchor=clock.day.at)


def _month(hit: Hit, clock: Clock) -> Meaning:
    word = value(hit, "EDGED")
    number = words().meaning.get(str(word).split()[1]) if word else value(hit, "MONTH")
    if isinstance(number, str):
        return _season_of(hit, clock, number)
    month = int(number or 0)
    modifier = value(hit, "LAST", "PAST", "THIS", "NEXT")
    if modifier is not None and not has(hit, "YEARUNIT") and clock.published is not None:
        year = clock.published.year
        if modifier == "next" and month <= clock.published.month:
            year += 1
        if modifier in ("last", "past") and month >= clock.published.month:
            year -= 1
        found: tuple[int, int | None] | None = (year, None)
    else:
        found = _year_of(hit, clock, lambda year: days.day(year, month, 1))
    if found is None:
        return unknown(_no_year(hit), "month", edtf_month(month))
    if found[0] < 1:
        return unknown("before the common era", "month", edtf(found[0], month))
    span = cut(days.month(found[0], month), hit)
    return Meaning(_not_past(span, clock), "month", edtf(found[0], month), anchor=found[1])


def edtf_month(month: int) -> str:
    """A month of no year."""
    return f"XXXX-{month:02}"


def _not_past(span: Days, clock: Clock) -> Days:
    """A span that publication falls into ends there."""
    if clock.published and span.start and span.end and span.start <= clock.published < span.end:
        return Days(span.start, clock.published)
    return span


def _year(hit: Hit, clock: Clock) -> Meaning:
    number = _years(hit)
    if number is None:
        figure = int(str(value(hit, "FIGURE", "NUM")))
        number = 1 - figure if value(hit, "ERA") == "BC" else figure
    if number < 1:
        return unknown("before the common era", "year", edtf(number))
    if number > 9999:
        return unknown("no such year", "year")
    return Meaning(_not_past(cut(days.year(number), hit), clock), "year", edtf(number))


def _year_pair(hit: Hit, clock: Clock) -> Meaning:
    first, *rest = (int(n) for n in values(hit, "YEAR", "NUM", "FIGURE"))
    second = rest[0]
    second = first // 100 * 100 + second if second < 100 else second
    if not first <= second <= 9999 or has(hit, "ERA"):
        return unknown("no such years", "year")
    return Meaning(
        Days(days.year(first).start, days.year(second).end), "year", f"{edtf(first)}/{edtf(second)}", "between"
    )


def _decade(hit: Hit, clock: Clock) -> Meaning:
    number = int(str(value(hit, "YEAR", "FIGURE")).replace(",", ""))
    if value(hit, "ERA") == "BC" or not 1000 <= number <= 9990:
        return unknown("before the common era", "period", f"-{(number // 10):03}X")
    span = Days(days.year(number).start, days.year(number + 9).end)
    return Meaning(cut(span, hit), "period", f"{number // 10}X")


def _century(hit: Hit, clock: Clock) -> Meaning:
    if "century" not in values(hit, "UNIT"):
        return _nth(hit, clock)
    number = int(value(hit, "ORDINAL", "NUM") or 1)
    if value(hit, "ERA") == "BC":
        return unknown("before the common era", "period", f"-{number - 1:02}XX")
    if number > 90:
        return unknown("no such century", "period")
    span = Days(days.year(max(1, (number - 1) * 100)).start, days.year(number * 100 - 1).end)
    return Meaning(cut(span, hit), "period", f"{number - 1:02}XX")


def _season(hit: Hit, clock: Clock) -> Meaning:
    return _season_of(hit, clock, str(value(hit, "SEASON")))


_SEASON_CODE = {"spring": 21, "summer": 22, "autumn": 23, "winter": 24}


def _season_of(hit: Hit, clock: Clock, name: str) -> Meaning:
    first, last = words().calendar.seasons[name]
    modifier = value(hit, "LAST", "PAST", "THIS", "NEXT")
    if modifier is not None and not has(hit, "YEARUNIT"):
        if clock.published is None:
            return unknown(NOT_PUBLISHED, "season")
        found: tuple[int, int | None] | None = (_season_year(clock.published, first, str(modifier)), None)
    else:
        found = _year_of(hit, clock, lambda year: days.day(year, first, 1))
    if found is None:
        return unknown(_no_year(hit), "season", f"XXXX-{_SEASON_CODE[name]}")
    if found[0] < 1:
        return unknown("before the common era", "season", edtf(found[0], _SEASON_CODE[name]))
    span = _not_past(cut(days.season(found[0], first, last), hit), clock)
    return Meaning(span, "season", edtf(found[0], _SEASON_CODE[name]), anchor=found[1])


def _season_year(published: dt.date, first: int, modifier: str) -> int:
    begun = published.month >= first
    if modifier == "this":
        return published.year
    if modifier == "next":
        return published.year + 1 if begun else published.year
    return published.year if published.month >= first + 3 else published.year - 1


def _feast(hit: Hit, clock: Clock) -> Meaning:
    at = hit.letters.index(letter("FEAST"), hit.first)
    phrase = feast_phrase(words(), hit.sentence.tokens, at)
    feast = next(feast for known, feast in words().feasts[phrase[0]] if known == phrase)

    def span_in(year: int) -> Days | None:
        if feast.hijri:
            return _hijri_in(year, feast.hijri, feast.days)
        start = days.easter(year) if feast.easter is not None else dt.date(year, feast.month or 1, feast.day or 1)
        start = start + dt.timedelta(days=feast.easter or 0)
        return Days(start, days.shift(start, feast.days - 1))

    def start_in(year: int) -> dt.date | None:
        span = span_in(year) if 1 < year < 9999 else None
        return span.start if span else None

    found = _year_of(hit, clock, start_in)
    span = span_in(found[0]) if found and 1 < found[0] < 9999 else None
    if found is None or span is None or span.start is None:
        return unknown("a feast in a year that is not known" if found is None else "a feast outside the tables", "day")
    long = feast.hijri and len(feast.hijri) == 1
    cut_span = cut(span, hit)
    return Meaning(cut_span, "month" if long else "day", span.start.isoformat(), anchor=found[1])


def _hijri_in(year: int, hijri: tuple[int, ...], length: int) -> Days | None:
    """The last time that an Islamic month or day began in a Gregorian year."""
    guess = (year - 622) * 33 // 32
    for islamic in (guess + 2, guess + 1, guess, guess - 1):
        span = days.hijri(islamic, hijri[0], hijri[1] if len(hijri) > 1 else None, length)
        if span and span.start and span.start.year == year:
            return span
    return None


def _duration_name(hit: Hit) -> str:
    """The ISO 8601 duration that the words name."""
    word = value(hit, "LASTING")
    if word is not None and " " in str(word):
        count, unit = str(word).split()
        given = value(hit, "NUM", "FIGURE", "COUNT")
        return _iso_duration(str(given) if given else count, unit)
    unit = str(value(hit, "UNIT", "YEARUNIT"))
    return _iso_duration(str(_count(hit) or "X"), unit)


def _iso_duration(count: str, unit: str) -> str:
    count = count.replace(",", "")
    codes = {"hour": "TH", "minute": "TM", "day": "D", "week": "W", "month": "M", "year": "Y", "weekend": "D"}
    if unit in ("decade", "century", "fortnight") and count.isdigit():
        return (
            f"P{int(count) * {'decade': 10, 'century': 100, 'fortnight': 2}[unit]}{'W' if unit == 'fortnight' else 'Y'}"
        )
    code = codes.get(unit, "Y")
    return f"PT{count}{code[1]}" if code[0] == "T" else f"P{count}{code}"


def _count(hit: Hit) -> int | None:
    """How many units; null where the words are vague ("several days")."""
    if has(hit, "FEW"):
        return 2 if value(hit, "FEW") == 2 else None
    numbers = [n for n in values(hit, "COUNT", "NUM", "FIGURE", "YEAR") if str(n).replace(",", "").isdigit()]
    return int(str(numbers[0]).replace(",", "")) if numbers else None


def _offset(hit: Hit, clock: Clock) -> Meaning:
    """N units ago, earlier, later, before, after."""
    count = 1 if has(hit, "THE") else _count(hit)
    unit = str(value(hit, "UNIT", "YEARUNIT"))
    word = str(value(hit, "AGO", "EARLIER", "LATER", "PREVIOUS", "BEFORE", "AFTER"))
    sign = 1 if word in ("later", "after") else -1
    kind: Kind = {"day": "day", "week": "week", "month": "month", "year": "year", "hour": "day"}.get(unit, "period")  # type: ignore[assignment]
    if word == "ago":
        base = Anchor(clock.published, -1) if clock.published else None
    else:
        base = clock.day or (Anchor(clock.published, -1) if clock.published else None)
        if unit in ("month", "year", "decade") and clock.year and (clock.day is None or clock.year.at > clock.day.at):
            base = clock.year
    if base is None:
        return unknown(NOT_PUBLISHED if word == "ago" else "counted from a day that the text does not give", kind)
    if count is None:
        end = days.shift(base.date, -1)
        return Meaning(
            Days(None, end) if sign < 0 else Days(base.date, None),
            "period",
            None,
            reason="the words do not say how many",
            anchor=base.at if base.at >= 0 else None,
        )
    forward = hit.letters[hit.last - 1] in (letter("BEFORE"), letter("AFTER")) and _clause_follows(hit)
    if forward:
        sign = -sign
    span = _moved_span(base.date, sign * count, unit)
    if span is None:
        return unknown("outside the calendar", kind)
    return Meaning(span, kind, _name_of(span, kind), anchor=base.at if base.at >= 0 else None, of_what_follows=forward)


def _clause_follows(hit: Hit) -> bool:
    """Whether "a day after" is followed by what happened then, and was preceded by its own clause."""
    after = hit.sentence.tokens[hit.last : hit.last + 1]
    return bool(after) and (after[0].text[0].isalnum() or after[0].text[0] in "\"“'‘") and hit.first > 1


def _name_of(span: Days, kind: Kind) -> str | None:
    if span.start is None:
        return None
    return {
        "year": f"{span.start.year:04}",
        "month": f"{span.start.isoformat()[:7]}",
        "day": span.start.isoformat(),
        "part_of_day": span.start.isoformat(),
    }.get(kind)


def _moved_span(base: dt.date, count: int, unit: str) -> Days | None:
    """The day, week, month or year that lies so many units from a day; a week ago is a week wide, for the words are not exact."""
    if unit in ("hour", "minute"):
        hours = count if unit == "hour" else 0
        other = days.shift(base, (hours // 24) if hours >= 0 else -(-hours // 24))
        return Days(*sorted((base, other))) if other and abs(hours) >= 24 else Days(base, base)
    if unit in ("day", "weekend"):
        date = days.shift(base, count)
        return Days(date, date) if date else None
    if unit in ("week", "fortnight"):
        middle = days.shift(base, count * (14 if unit == "fortnight" else 7))
        return Days(days.shift(middle, -3), days.shift(middle, 3)) if middle else None
    if unit == "month":
        year, month = days.months_on(base, count)
        return days.month(year, month) if 1 <= year <= dt.MAXYEAR else None
    year = base.year + count * {"decade": 10, "century": 100}.get(unit, 1)
    return days.year(year) if 1 <= year <= dt.MAXYEAR else None


def _back(base: dt.date, count: int, unit: str) -> dt.date | None:
    """The first day of the last `count` units up to `base`."""
    if unit in ("hour", "minute"):
        return days.shift(base, -max(1, -(-count // 24))) if unit == "hour" else base
    if unit in ("day", "weekend"):
        return days.shift(base, -count)
    if unit in ("week", "fortnight"):
        return days.shift(base, -count * (14 if unit == "fortnight" else 7))
    return days.same_day_months_on(base, -count * {"month": 1, "year": 12, "decade": 120, "century": 1200}[unit])


def _unit_ref(hit: Hit, clock: Clock) -> Meaning:
    """Last week, this year, that month, the past three days, the next day."""
    word = str(value(hit, "LAST", "PAST", "PREVIOUS", "THIS", "NEXT", "FOLLOWING", "THAT"))
    unit = str(value(hit, "UNIT", "YEARUNIT"))
    many = has(hit, "COUNT") or has(hit, "NUM") or has(hit, "FIGURE") or has(hit, "FEW") or _plural(hit)
    if word in ("previous", "following", "that") or (word in ("next", "last", "past") and clock.published is None):
        return _from_text(hit, clock, word, unit, many)
    if clock.published is None:
        return unknown(NOT_PUBLISHED, "period")
    if word in ("last", "past", "this") and (many or word == "past" or unit in ("hour", "minute", "decade")):
        return _lately(hit, clock.published, unit)
    count = {"last": -1, "next": 1}.get(word, 0)
    return _whole_unit(hit, clock, Anchor(clock.published, -1), count, unit)


def _plural(hit: Hit) -> bool:
    return any(
        t.low.endswith("s") and "'" not in t.low
        for t in hit.sentence.tokens[hit.first : hit.last]
        if t.low in words().calendar.classes["UNIT"] or t.low in words().calendar.classes["YEARUNIT"]
    )


def _lately(hit: Hit, published: dt.date, unit: str) -> Meaning:
    """The stretch that ends on the day of publication."""
    count = _count(hit) or (None if _plural(hit) or has(hit, "FEW") else 1)
    if count is None:
        return Meaning(Days(None, published), "period", None, "within", "the words do not say how many")
    start = _back(published, count, unit)
    if start is None:
        return unknown("outside the calendar", "period")
    return Meaning(Days(start, published), "period", _iso_duration(str(count), unit), "within")


def _from_text(hit: Hit, clock: Clock, word: str, unit: str, many: bool) -> Meaning:
    """Counted from a date of the text: the next day, that month, the following year."""
    base = {"month": clock.month, "year": clock.year, "decade": clock.year, "century": clock.year}.get(unit, clock.day)
    if base is None:
        return unknown("counted from a day that the text does not give", "period")
    sign = {"previous": -1, "last": -1, "past": -1, "next": 1, "following": 1}.get(word, 0)
    if not many:
        return _whole_unit(hit, clock, base, sign, unit)
    count = _count(hit)
    if count is None:
        span = Days(None, base.date) if sign < 0 else Days(base.date, None)
        return Meaning(span, "period", None, reason="the words do not say how many", anchor=base.at)
    other = _back(base.date, -sign * count if sign else count, unit)
    span = Days(*sorted((base.date, other))) if other else OPEN
    return Meaning(span, "period", _iso_duration(str(count), unit), anchor=base.at)


def _whole_unit(hit: Hit, clock: Clock, base: Anchor, count: int, unit: str) -> Meaning:
    """The calendar unit `count` units from that of a date; its part before publication where the unit is under way."""
    anchor = base.at if base.at >= 0 else None
    kind: Kind = {"day": "day", "week": "week", "month": "month", "year": "year"}.get(unit, "period")  # type: ignore[assignment]
    if unit == "week":
        middle = days.shift(base.date, 7 * count)
        span = days.week(middle) if middle else None
    elif unit == "weekend":
        middle = days.shift(base.date, 7 * count)
        week = days.week(middle) if middle else OPEN
        span = Days(days.shift(week.end, -1), week.end) if week.end else None
    else:
        span = _moved_span(base.date, count, unit)
    if span is None:
        return unknown("outside the calendar", kind)
    named = _name_of(span, kind)
    if anchor is None and count == 0:
        later = has(hit, "LATER")
        if later and clock.published:
            return Meaning(Days(clock.published, span.end), kind, named, "within")
        return Meaning(_not_past(cut(span, hit), clock), kind, named, "within")
    return Meaning(cut(span, hit), kind, named, anchor=anchor)


def _unit(hit: Hit, clock: Clock) -> Meaning:
    """The end of the year, the beginning of the month: of the one that the text stands in."""
    unit = str(value(hit, "UNIT", "YEARUNIT"))
    base = {"month": clock.month, "year": clock.year}.get(unit, clock.day)
    if clock.published is not None and (base is None or clock.published.year == base.date.year):
        return _whole_unit(hit, clock, Anchor(clock.published, -1), 0, unit)._replace(relation=None)
    if base is None:
        return unknown("counted from a day that the text does not give", "period")
    return _whole_unit(hit, clock, base, 0, unit)


def _nth(hit: Hit, clock: Clock) -> Meaning:
    """For the third straight day: from two days before the day it is told of."""
    number = int(value(hit, "ORDINAL", "NUM") or 1)
    unit = str(value(hit, "UNIT", "YEARUNIT") or "day")
    before = hit.sentence.tokens[hit.first - 1].low if hit.first else ""
    in_row = has(hit, "STRAIGHT") or has(hit, "ROW") or before in ("for", "into")
    base = clock.sentence_day or (Anchor(clock.published, -1) if clock.published else clock.day)
    if not in_row or base is None:
        return unknown("counted from an event, not from a day", "day" if unit == "day" else "period")
    unit = "day" if has(hit, "PART") else unit
    start = _back(base.date, number - 1, unit) if unit in ("day", "week", "month", "year") else None
    return Meaning(Days(start, base.date), "period", None, "within", anchor=base.at if base.at >= 0 else None)


def _lasting(hit: Hit, clock: Clock) -> Meaning:
    return Meaning(OPEN, "period", _duration_name(hit), "age_or_duration", "how long, not when")


def _duration(hit: Hit, clock: Clock) -> Meaning:
    if value(hit, "FEW") == 0 and any(t.low == "recent" for t in hit.sentence.tokens[hit.first : hit.last]):
        if clock.published is None:
            return unknown(NOT_PUBLISHED, "period")
        return Meaning(Days(None, clock.published), "period", None, "within", "the words do not say how many")
    return _lasting(hit, clock)


def _repeated(hit: Hit, clock: Clock) -> Meaning:
    unit = str(value(hit, "REPEATED") or value(hit, "UNIT", "YEARUNIT") or "day")
    return Meaning(OPEN, "period", _iso_duration("1", unit), "repeated", "how often, not when")


def _vague(hit: Hit, clock: Clock) -> Meaning:
    return unknown("the words give no day", "period")


def _then(hit: Hit, clock: Clock) -> Meaning:
    if clock.year is None:
        return unknown("counted from a day that the text does not give")
    return Meaning(Days(clock.year.date, clock.year.date), "day", clock.year.date.isoformat(), anchor=clock.year.at)


def _days_between(hit: Hit, clock: Clock) -> Meaning:
    """3 to 7 May; May 3-7."""
    month = int(value(hit, "MONTH") or 0)
    numbers = [int(n) for n in values(hit, "NUM", "ORDINAL")][:2]
    found = _year_of(hit, clock, lambda year: days.day(year, month, numbers[0]))
    if found is None:
        return unknown(_no_year(hit), "period")
    first, last = (days.day(found[0], month, n) if found[0] > 0 else None for n in numbers)
    if first is None or last is None or last < first:
        return unknown("no such days in the calendar", "period")
    return Meaning(Days(first, last), "period", f"{first}/{last}", "between", anchor=found[1])


MEANINGS: dict[str, Callable[[Hit, Clock], Meaning]] = {
    "range_dm": _days_between, "range_md": _days_between, "date": _day, "weekday": _weekday, "today": _today,
    "part_ref": _part_ref, "time": _part, "month": _month, "century": _century, "decade": _decade, "season": _season,
    "feast": _feast, "years": _year_pair, "year": _year, "offset": _offset, "nth": _nth, "unit_ref": _unit_ref,
    "unit": _unit, "every": _repeated, "repeated": _repeated, "lasting": _lasting, "duration": _duration,
    "then": _then, "part": _part, "vague": _vague,
}  # fmt: skip

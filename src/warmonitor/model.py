"""The vocabulary: what a report says, what the ledger holds.

Frozen records, from the words of a report (`Span`) to the reconciled figures of an event (`Incident`). The
names are those of the coding manual in `docs/definitions.md`; they hold in the Python API, the JSON API, the store and
every export. Dates are ISO 8601 days. Character offsets count code points of `Report.whole`.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Literal, dataclass_transform

import msgspec

Harm = Literal["killed", "injured", "missing", "detained", "displaced", "facility", "none"]
Modifier = Literal["exact", "at_least", "more_than", "up_to", "almost", "about", "range", "vague"]
Status = Literal["civilian", "combatant", "unknown"]
Group = Literal["children", "women", "medics", "journalists", "aid_workers", "police", "prisoners", "elderly"]
Event = Literal[
    "battle", "air_strike", "drone_strike", "shelling", "bombing", "suicide_bombing",
    "shooting", "chemical", "abduction", "control_change", "unknown",
]  # fmt: skip
Stance = Literal["asserted", "denied", "unconfirmed"]
Scope = Literal["incident", "total"]
Grade = Literal["confirmed", "fair", "weak", "contested", "discounted"]
Policy = Literal["range", "ucdp", "cautious", "majority", "ranking"]


if TYPE_CHECKING:

    @dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(msgspec.field,))
    class _Frozen(msgspec.StructMeta):
        """Tells the type checker what holds at run time: the subclasses of a frozen record are frozen too."""
else:
    _Frozen = type(msgspec.Struct)


class Record(msgspec.Struct, frozen=True, kw_only=True, metaclass=_Frozen):
    """What all records are: immutable, comparable, hashable where their fields are, and JSON by msgspec."""


class Failure(Record):
    """An input that could not be read: `where` it lies (file and row, URL), `what` was wrong, what to do (`hint`)."""

    where: str
    what: str
    hint: str = ""


class Span(Record):
    """Verbatim words of a report: `text == report.whole[start:end]`."""

    start: int
    end: int
    text: str


class Report(Record):
    """One report as it was published. `published` is an ISO day or date-time, null where nothing says when."""

    id: str
    text: str
    title: str = ""
    published: str | None = None
    publisher: str | None = None
    url: str | None = None
    language: str = "en"

    @property
    def whole(self) -> str:
        """Title, line feed, text: what every span counts its characters in."""
        return f"{self.title}\n{self.text}"


class Reading(Record):
    """A report and where it was found: file and row or address, and the SHA-256 of its bytes as found.

    `etag` and `modified` are what a server gave with a fetched page, for the next conditional request.
    """

    report: Report
    where: str
    sha256: str
    etag: str | None = None
    modified: str | None = None


class Count(Record):
    """A number of people as an interval with its wording; a null end is open."""

    figure: int | None = None
    low: int | None = None
    high: int | None = None
    modifier: Modifier = "exact"
    text: str = ""


class Victims(Record):
    """Who came to harm: status, the side a combatant belongs to, and the subgroup named."""

    status: Status = "unknown"
    actor: str | None = None
    group: Group | None = None
    text: str = ""


class Place(Record):
    """Where. `text` is as written; `name` the place's own name; `precision` is UCDP's where_prec.

    1 the place itself, 2 near it (about 25 km), 3 second-order unit, 4 first-order unit, 5 part of a country or
    vague, 6 country, 7 sea or air. `lat`, `lon` in degrees (WGS 84). `gazetteer` is "source:id". `matched` says by
    which spelling or rule it was found, `inferred` from what it was taken when the claim's own words do not name it,
    `reason` why a value is missing.
    """

    name: str | None = None
    text: str | None = None
    country: str | None = None
    admin1: str | None = None
    admin2: str | None = None
    pcode: str | None = None
    lat: float | None = None
    lon: float | None = None
    gazetteer: str | None = None
    precision: int | None = None
    confidence: float | None = None
    matched: str | None = None
    runner_up: str | None = None
    inferred: str | None = None
    reason: str | None = None


class Period(Record):
    """When, both days inclusive; a null end is not known. `precision` is UCDP's date_prec.

    1 a day, 2 two to six days, 3 a week, 4 a month, 5 a year or more.
    """

    start: str | None = None
    end: str | None = None
    precision: int | None = None
    text: str | None = None
    inferred: str | None = None
    reason: str | None = None


class Source(Record):
    """Who says so, as the report cites them. `kind` is one of the kinds in `lexicon/sources.yaml`."""

    name: str
    kind: str = "unknown"
    text: str = ""
    inferred: str | None = None


class Claim(Record):
    """One statement, in one report, that people (or places of care, shelter, worship) came to harm."""

    id: str
    report: str
    harm: Harm
    count: Count
    victims: Victims = Victims()
    perpetrators: tuple[str, ...] = ()
    event: Event = "unknown"
    place: Place = Place()
    time: Period = Period()
    source: Source | None = None
    stance: Stance = "asserted"
    scope: Scope = "incident"
    part_of: str | None = None
    incident: str | None = None
    evidence: tuple[Span, ...] = ()
    names: tuple[str, ...] = ()
    confidence: float | None = None
    reader: str = ""
    why: tuple[str, ...] = ()


class SetAside(Record):
    """A claim that does not enter a cell's figure, and why."""

    claim: str
    reason: str


class Cell(Record):
    """One reconciled figure of an incident: an interval, the best figure where a policy gives one, its claims."""

    harm: Harm
    status: Status = "unknown"
    actor: str | None = None
    group: Group | None = None
    low: int | None = None
    best: int | None = None
    high: int | None = None
    claims: tuple[str, ...] = ()
    set_aside: tuple[SetAside, ...] = ()
    derived: str | None = None


class Check(Record):
    """One test of arithmetic or consistency over claims.

    `kind`: sum, part_over_whole, headline, toll_fell, dates, authority.
    """

    kind: str
    holds: bool | None
    text: str
    claims: tuple[str, ...] = ()


class Link(Record):
    """Why two claims (or events) were held to be about one incident, or not. `score` is a probability."""

    left: str
    right: str
    score: float
    reasons: tuple[str, ...] = ()


class Incident(Record):
    """One event as all its claims tell it, reconciled."""

    id: str
    event: Event = "unknown"
    place: Place = Place()
    time: Period = Period()
    perpetrators: tuple[str, ...] = ()
    cells: tuple[Cell, ...] = ()
    claims: tuple[str, ...] = ()
    reports: tuple[str, ...] = ()
    authorities: tuple[str, ...] = ()
    happened: Grade | None = None
    attributed: Grade | None = None
    checks: tuple[Check, ...] = ()
    links: tuple[Link, ...] = ()
    policy: Policy = "range"


class Toll(Record):
    """A claimed total held against the ledger's own sum over its place, period, status and cause."""

    claim: str
    low: int | None
    high: int | None
    recorded_low: int
    recorded_high: int | None
    incidents: tuple[str, ...] = ()
    unaccounted: int | None = None
    text: str = ""


class Judgement(Record):
    """A person's word on a claim, incident or pair. It stands until a later one supersedes it.

    `kind`: confirm, reject, correct (`field` becomes `value`), same, not_same (`subject` and `other`), grade, note.
    """

    kind: Literal["confirm", "reject", "correct", "same", "not_same", "grade", "note"]
    subject: str
    hand: str
    other: str | None = None
    field: str | None = None
    value: str | None = None
    why: str = ""
    at: str = ""


class Query(Record):
    """What to ask the ledger for. Every filter that is null does not filter.

    `box` is west, south, east, north and `near` latitude, longitude (degrees) and kilometres. `ranking` names
    authorities, best first, for the policy of that name. `as_of` is a day, a time in UTC or a transaction's number.
    """

    since: str | None = None
    until: str | None = None
    place: str | None = None
    country: str | None = None
    box: tuple[float, float, float, float] | None = None
    near: tuple[float, float, float] | None = None
    actor: str | None = None
    side: str | None = None
    harm: Harm | None = None
    status: Status | None = None
    group: Group | None = None
    event: Event | None = None
    source: str | None = None
    grade: Grade | None = None
    policy: Policy = "range"
    ranking: tuple[str, ...] = ()
    as_of: str | None = None
    text: str | None = None


class Rest(Record):
    """What a claimed total adds to a tally by Iraq Body Count's rule, or the reason why it adds nothing.

    `low` to `high` is what is left of the claim's figure after the people of `incidents` are subtracted.
    """

    claim: str
    low: int = 0
    high: int | None = 0
    incidents: tuple[str, ...] = ()
    reason: str | None = None


class TallyRow(Record):
    """One line of a tally: the keys it is broken down by, the interval, the incidents and the tolls behind it."""

    keys: dict[str, str | None]
    harm: Harm
    low: int
    best: int | None
    high: int | None
    incidents: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()
    tolls: tuple[str, ...] = ()


class Tally(Record):
    """A table of reconciled figures over incidents, with the question that made it.

    Tolls are not in it unless they were asked for; then `tolls` says of each what is left of it, or why nothing is.
    """

    query: Query
    by: tuple[str, ...] = ()
    rows: tuple[TallyRow, ...] = ()
    tolls: tuple[Rest, ...] = ()


class Change(Record):
    """Something that the book says now and did not say before.

    `kind`: added, corrected, judged, undone, merged, split, withdrawn, taken_down. `of` says what the subject is:
    report, claim, incident, judgement, link, copy, failure. `redirect` is the id that stands for the subject from now
    on.
    """

    transaction: int
    at: str
    hand: str
    kind: str
    subject: str
    of: str = ""
    text: str = ""
    redirect: str | None = None


def content_id(*parts: str) -> str:
    """A short id that depends on content alone: the same words give the same id on every machine."""
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]

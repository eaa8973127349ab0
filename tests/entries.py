"""Entries for tests of the exchange: one made by hand, and strategies that draw any."""

from __future__ import annotations

from datetime import date, timedelta

import msgspec
from hypothesis import strategies as st

from warmonitor.exchange import Entry
from warmonitor.exchange.codes import countries
from warmonitor.model import Cell, Claim, Count, Incident, Period, Place, Report, Source, Span, Victims

REPORT = Report(
    id="r1", title="=Strike on Tell Amara", published="2019-05-02", publisher="Harbour Wire",
    url="https://example.org/1", text="An air strike killed 12 civilians in Tell Amara.",
)  # fmt: skip
AMARA = Place(name="Tell Amara", country="SY", admin1="Idlib", lat=35.62, lon=36.68, precision=1, pcode="SY07")
DAY = Period(start="2019-05-01", end="2019-05-01", precision=1)


def strike(**changes: object) -> Entry:
    """An air strike with 9 to 12 civilians killed; `changes` replace fields of the incident."""
    claim = Claim(
        id="c1", report="r1", harm="killed", count=Count(figure=12, low=12, high=12, text="12"),
        victims=Victims(status="civilian"), perpetrators=("Syrian government forces",), event="air_strike",
        place=AMARA, time=DAY, source=Source(name="Valley Monitor"), incident="i1", names=("Amal Haddad",),
        evidence=(Span(start=37, end=55, text="killed 12 civilians"),),
    )  # fmt: skip
    incident = Incident(
        id="i1", event="air_strike", place=AMARA, time=DAY, perpetrators=("Syrian government forces",),
        cells=(Cell(harm="killed", status="civilian", low=9, best=12, high=12, claims=("c1",)),),
        claims=("c1",), reports=("r1",), authorities=("Valley Monitor",), happened="fair", policy="ucdp",
    )  # fmt: skip
    return Entry(incident=msgspec.structs.replace(incident, **changes), claims=(claim,), reports=(REPORT,))


# Any entry

ACTORS = st.sampled_from(
    (
        "Syrian government forces",
        "Syrian rebels",
        "Islamic State",
        "Russian forces",
        "rebels",
        "gunmen",
        "Blue Column",
        None,
    )
)
COUNTRIES = st.sampled_from(sorted(countries()))
WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1, max_size=12).map(
    lambda text: " ".join(text.split()) or "x"
)
SMALL = st.integers(0, 500)


@st.composite
def places(draw: st.DrawFn) -> Place:
    point = draw(st.none() | st.tuples(st.floats(-90, 90), st.floats(-180, 180)))
    return Place(
        name=draw(WORDS | st.none()),
        country=draw(COUNTRIES | st.none()),
        admin1=draw(WORDS | st.none()),
        admin2=draw(WORDS | st.none()),
        lat=round(point[0], 6) if point else None,
        lon=round(point[1], 6) if point else None,
        precision=draw(st.none() | st.integers(1, 7)),
    )


@st.composite
def periods(draw: st.DrawFn) -> Period:
    start = draw(st.dates(date(1990, 1, 1), date(2026, 12, 31)))
    end = start + timedelta(days=draw(st.sampled_from((0, 0, 1, 5, 7, 20, 40, 400))))
    return Period(
        start=draw(st.sampled_from((start.isoformat(), start.isoformat(), None))),
        end=draw(st.sampled_from((end.isoformat(), end.isoformat(), None))),
        precision=draw(st.none() | st.integers(1, 5)),
    )


@st.composite
def cells(draw: st.DrawFn) -> Cell:
    low = draw(st.none() | SMALL)
    high = draw(st.none() | SMALL.map(lambda more: (low or 0) + more))
    best = draw(st.none() | st.integers(low or 0, high if high is not None else (low or 0) + 50))
    status = draw(st.sampled_from(("civilian", "combatant", "unknown")))
    return Cell(
        harm=draw(st.sampled_from(("killed", "killed", "injured", "displaced", "facility"))),
        status=status,
        actor=draw(ACTORS) if status == "combatant" else None,
        group=draw(st.sampled_from((None, None, None, "children", "women"))),
        low=low,
        best=best,
        high=high,
    )


@st.composite
def entries(draw: st.DrawFn) -> Entry:
    """Any incident, with the report of `strike` and no claims: what a format says of figures, place, time, sides."""
    drawn = draw(st.lists(cells(), max_size=5, unique_by=lambda c: (c.harm, c.status, c.actor, c.group)))
    incident = Incident(
        id=draw(st.text("abcdef0123456789", min_size=4, max_size=8)),
        event=draw(
            st.sampled_from(("battle", "air_strike", "shelling", "bombing", "shooting", "abduction", "unknown"))
        ),
        place=draw(places()),
        time=draw(periods()),
        perpetrators=tuple(dict.fromkeys(a for a in draw(st.lists(ACTORS, max_size=3)) if a)),
        cells=tuple(drawn),
        reports=("r1",),
        authorities=("Valley Monitor",),
        happened=draw(st.sampled_from((None, "confirmed", "fair", "weak"))),
    )
    return Entry(incident=incident, reports=(REPORT,))

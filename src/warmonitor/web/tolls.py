"""Tolls: what was claimed over a place and period, beside what the book's own incidents add up to there."""

from __future__ import annotations

from itertools import islice

from litestar import get
from litestar.response import Template

from warmonitor.ledger.book import Book
from warmonitor.model import Claim, Query, Record, Report, Toll
from warmonitor.web import glance
from warmonitor.web.desk import Asked, asked, desk_of, page
from warmonitor.web.discretion import marked_of

MOST = 150


class Held(Record):
    """A toll with the claim that states it, its report, and the ends of its bars as shares of the largest figure."""

    toll: Toll
    claim: Claim
    report: Report
    claimed: float
    recorded: float


def held(book: Book, query: Query, most: int = MOST) -> list[Held]:
    """Tolls by who claims them and then by time, so that one authority's tolls can be followed."""
    tolls = list(islice(book.tolls(query), most))
    told = {claim.id: (claim, report) for claim, report in glance.told(book, [toll.claim for toll in tolls])}
    made = [_held(toll, *told[toll.claim]) for toll in tolls if toll.claim in told]
    return sorted(
        made, key=lambda h: (h.claim.source.name if h.claim.source else "~", h.claim.time.end or "", h.claim.id)
    )


def _held(toll: Toll, claim: Claim, report: Report) -> Held:
    claimed = toll.high or toll.low or 0
    recorded = toll.recorded_high if toll.recorded_high is not None else toll.recorded_low
    most = max(claimed, recorded, 1)
    return Held(
        toll=toll, claim=claim, report=report, claimed=round(claimed / most, 4), recorded=round(recorded / most, 4)
    )


@get("/tolls", sync_to_thread=True)
def toll_list(request: Asked) -> Template:
    """Each claimed toll against the ledger's own sum over time."""
    query, desk = asked(request), desk_of(request)
    found = desk.kept(("tolls", query), lambda: held(desk.book, query))
    hidden = set(marked_of(request, "source"))
    shown = [one for one in found if not {one.claim.id, one.report.id} & hidden]
    return page(request, "tolls", query, tolls=shown, most=MOST)


PAGES = (toll_list,)

"""Tolls: what was claimed over a place and period, beside what the book's own incidents add up to there."""

from __future__ import annotations

from functools import partial

from litestar import get
from litestar.response import Template

from warmonitor.errors import QueryError
from warmonitor.model import Claim, Record, Report, Toll
from warmonitor.web import glance
from warmonitor.web.asking import address
from warmonitor.web.desk import Asked, asked, desk_of, page
from warmonitor.web.discretion import marked_of
from warmonitor.web.held import SHOWN, held, known, toll_claims

ON_A_PAGE = 10


class Held(Record):
    """A toll with the claim that states it, its report, and the ends of its bars as shares of the largest figure."""

    toll: Toll
    claim: Claim
    report: Report
    claimed: float
    recorded: float


def _held(toll: Toll, claim: Claim, report: Report) -> Held:
    claimed = toll.high or toll.low or 0
    recorded = toll.recorded_high if toll.recorded_high is not None else toll.recorded_low
    most = max(claimed, recorded, 1)
    shares = {"claimed": round(claimed / most, 4), "recorded": round(recorded / most, 4)}
    return Held(toll=toll, claim=claim, report=report, **shares)


@get("/tolls", sync_to_thread=True)
def toll_list(request: Asked) -> Template:
    """Each claimed toll against the ledger's own sum over time."""
    query, desk, skip = asked(request), desk_of(request), request.query_params.get("skip", "0")
    book = desk.book
    if not skip.isdecimal() or len(skip) > 9:
        raise QueryError(f"{skip!r} is not a number of tolls to pass over", "skip")
    about = desk.kept("about tolls", lambda: known(book))
    claims, more = toll_claims(book, query, about, ON_A_PAGE, int(skip))
    following = address("/tolls", query, skip=int(skip) + ON_A_PAGE) if more else None
    hidden = set(marked_of(request, "source"))
    claims = [one for one in claims if not {one.id, one.report} & hidden]
    told = {claim.id: (claim, report) for claim, report in glance.told(book, [one.id for one in claims])}
    asked_as = (query.policy, query.ranking, query.as_of)
    found = [desk.kept(("toll", one.id, asked_as), partial(held, book, query, one, about)) for one in claims]
    tolls = [_held(toll, *told[toll.claim]) for toll in found if toll.claim in told]
    return page(request, "tolls", query, tolls=tolls, following=following, shown=SHOWN)


PAGES = (toll_list,)

"""Reports: the list, and a report's text with every claim marked in it."""

from __future__ import annotations

from litestar import get
from litestar.params import FromPath
from litestar.response import Template

from warmonitor.model import Claim
from warmonitor.web import glance
from warmonitor.web.asking import address, deref
from warmonitor.web.desk import Asked, asked, desk_of, page
from warmonitor.web.discretion import withheld
from warmonitor.web.marks import loose_numbers, segments

ON_A_PAGE = 50


def nested(claims: list[Claim]) -> list[tuple[Claim, int]]:
    """Claims in the order of their first words, each followed by its parts, with how deep each lies."""
    parts: dict[str | None, list[Claim]] = {}
    ids = {claim.id for claim in claims}
    for claim in sorted(claims, key=lambda c: (min((s.start for s in c.evidence), default=1 << 30), c.id)):
        parts.setdefault(claim.part_of if claim.part_of in ids else None, []).append(claim)
    out: list[tuple[Claim, int]] = []
    reached: set[str] = set()

    def add(of: str | None, depth: int) -> None:
        for claim in parts.get(of, ()):
            if claim.id not in reached:
                reached.add(claim.id)
                out.append((claim, depth))
                add(claim.id, depth + 1)

    add(None, 0)
    # Claims that are parts of each other hang on no whole; they are shown, not lost.
    return out + [(claim, 0) for claim in claims if claim.id not in reached]


def not_understood(claims: list[Claim]) -> list[tuple[Claim, str, str]]:
    """(claim, what is missing, why) for each value that a reader left null with a reason."""
    out = []
    for claim in claims:
        out += [(claim, "place", claim.place.reason)] if claim.place.reason else []
        out += [(claim, "date", claim.time.reason)] if claim.time.reason else []
    return out


@get("/reports", sync_to_thread=True)
def report_list(request: Asked) -> Template:
    """Reports that answer the filters, newest first."""
    query = asked(request)
    book = desk_of(request).book
    found = glance.report_lines(book, query, ON_A_PAGE + 1, request.query_params.get("after") or None)
    following = address("/reports", query, after=found[ON_A_PAGE - 1].id) if len(found) > ON_A_PAGE else None
    return page(request, "reports", query, reports=found[:ON_A_PAGE], following=following)


@get("/reports/{piece:str}", sync_to_thread=True)
def report_page(request: Asked, piece: FromPath[str]) -> Template:
    """One report."""
    book = desk_of(request).book
    report = book.report(deref(piece))
    claims = list(book.claims(report=report.id))
    secret = withheld(request, report, [claim.id for claim in claims])
    title, text = ((), ()) if secret else segments(report, claims)
    order = nested([] if secret else claims)
    return page(
        request,
        "report",
        report=report,
        withheld=secret,
        title_segments=title,
        text_segments=text,
        claims=order,
        numbered={claim.id: n for n, (claim, _) in enumerate(order, 1)},
        loose=() if secret else loose_numbers(report, claims),
        missing=[] if secret else not_understood(claims),
        copies=list(book.copies(report.id)),
        history=book.history(report.id),
        transaction=book.transaction(),
    )


PAGES = (report_list, report_page)

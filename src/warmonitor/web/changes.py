"""What the book says now and did not say before."""

from __future__ import annotations

from itertools import islice

from litestar import get
from litestar.exceptions import PermissionDeniedException
from litestar.response import Template

from warmonitor.errors import QueryError
from warmonitor.model import Change
from warmonitor.web import glance
from warmonitor.web.desk import Asked, desk_of, page
from warmonitor.web.discretion import marks

ON_A_PAGE = 60


@get("/changes", sync_to_thread=True)
def change_list(request: Asked) -> Template:
    """The latest changes, or those since a day or transaction in their order."""
    book, asked_for = desk_of(request).book, request.query_params
    if marks(request):
        raise PermissionDeniedException("changes quote what is marked sensitive: coders and above may read them")
    since, before = asked_for.get("since", "").strip(), asked_for.get("before", "")
    if before and not before.isdecimal():
        raise QueryError(f"{before!r} is no row of the journal", "before")
    if since:
        rows = list(islice(book.changes(since, ON_A_PAGE), ON_A_PAGE))
        return page(request, "changes", rows=rows, since=since, following=_onward(rows))
    told = glance.latest(book, ON_A_PAGE, int(before) if before else None)
    following = f"/changes?before={told[-1][0]}" if len(told) == ON_A_PAGE else None
    return page(request, "changes", rows=[change for _, change in told], since="", following=following)


def _onward(rows: list[Change]) -> str | None:
    return f"/changes?since={rows[-1].transaction}" if len(rows) == ON_A_PAGE else None


PAGES = (change_list,)

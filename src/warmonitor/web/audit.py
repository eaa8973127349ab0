"""Who did what at the desk: for the administrator."""

from __future__ import annotations

from datetime import UTC, datetime

from litestar import get
from litestar.response import Template

from warmonitor.errors import QueryError
from warmonitor.web.desk import Asked, desk_of, page

ON_A_PAGE = 100


@get("/audit", opt={"role": "admin"}, sync_to_thread=True)
def audit(request: Asked) -> Template:
    """Sign-ins, refusals and decisions, latest first; and the accounts."""
    people, before = desk_of(request).people, request.query_params.get("before", "")
    try:
        mark = float(before) if before else None
    except ValueError:
        raise QueryError(f"{before!r} is not a time", "before") from None
    rows = list(people.audit(ON_A_PAGE, mark))
    following = f"/audit?before={rows[-1].at!r}" if len(rows) == ON_A_PAGE else None
    return page(request, "audit", rows=rows, accounts=people.all(), following=following, moment=moment)


def moment(seconds: float) -> str:
    """A time as a person reads it, in UTC."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M:%S")


PAGES = (audit,)

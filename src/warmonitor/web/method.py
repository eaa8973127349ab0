"""The method: definitions, policies, versions, known limits, attributions."""

from __future__ import annotations

from importlib import metadata

from litestar import get
from litestar.response import Template

from warmonitor.web import glance
from warmonitor.web.desk import Asked, desk_of, page


@get("/method", sync_to_thread=True)
def method(request: Asked) -> Template:
    """How the book comes to its figures, and what it cannot know."""
    desk = desk_of(request)
    rows, seal = desk.book.head()
    return page(
        request,
        "method",
        version=metadata.version("warmonitor"),
        readers=desk.kept("readers", lambda: glance.readers(desk.book)),
        transaction=desk.book.transaction(),
        journal_rows=rows,
        seal=seal,
    )


PAGES = (method,)

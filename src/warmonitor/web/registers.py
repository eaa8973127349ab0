"""The registers: who is cited, who prints, who fights, where."""

from __future__ import annotations

from litestar import get
from litestar.response import Template

from warmonitor.web import glance
from warmonitor.web.desk import Asked, asked, desk_of, page
from warmonitor.web.discretion import discreet, marked_of, may_list_places


@get("/sources", sync_to_thread=True)
def sources(request: Asked) -> Template:
    """Authorities cited and outlets that print them, with how much the book has from each."""
    desk = desk_of(request)
    return page(
        request,
        "sources",
        # A source's name may itself be what is marked; a list of names cannot tell, so it is for those who may see all.
        authorities=() if marked_of(request, "source") else desk.kept("sources", lambda: glance.sources(desk.book)),
        outlets=desk.kept("outlets", lambda: glance.outlets(desk.book)),
        withheld=discreet(request) and bool(marked_of(request, "source")),
    )


@get("/actors", sync_to_thread=True)
def actors(request: Asked) -> Template:
    """Who is said to have attacked, and whose people came to harm."""
    desk = desk_of(request)
    return page(
        request,
        "actors",
        attackers=desk.kept(("parties", "perpetrator"), lambda: glance.parties(desk.book, "perpetrator")),
        sides=desk.kept(("parties", "side"), lambda: glance.parties(desk.book, "side")),
    )


@get("/places", sync_to_thread=True)
def places(request: Asked) -> Template:
    """Where, with how exactly it is known."""
    may_list_places(request)
    desk, query = desk_of(request), asked(request)
    found = desk.kept(("places", query), lambda: glance.places(desk.book, query))
    return page(request, "places", query, places=found)


PAGES = (sources, actors, places)

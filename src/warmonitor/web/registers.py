"""The registers: who is cited, who prints, who fights, where."""

from __future__ import annotations

from litestar import get
from litestar.response import Template

from warmonitor.exchange.sides import party
from warmonitor.web import glance
from warmonitor.web.desk import Asked, Desk, asked, desk_of, page
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
    attackers, sides = (kept_parties(desk, role) for role in ("perpetrator", "side"))
    sorts = {one.name: party(one.name) for one in (*attackers, *sides)}
    return page(request, "actors", attackers=attackers, sides=sides, sorts=sorts)


def kept_parties(desk: Desk, role: str) -> list[glance.Named]:
    """Those who have this role in incidents, once for each state of the book."""
    return desk.kept(("parties", role), lambda: glance.parties(desk.book, role))


@get("/places", sync_to_thread=True)
def places(request: Asked) -> Template:
    """Where, with how exactly it is known."""
    may_list_places(request)
    desk, query = desk_of(request), asked(request)
    found = desk.kept(("places", query), lambda: glance.places(desk.book, query))
    return page(request, "places", query, places=found)


PAGES = (sources, actors, places)

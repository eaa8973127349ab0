"""What every page works with: the open book, the people, the settings; and how a page is filled in."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from litestar import Request
from litestar.response import Template

from warmonitor.ledger.book import Book
from warmonitor.model import Query, Record
from warmonitor.web.asking import address, chips, parameters, query_of
from warmonitor.web.guard import Door
from warmonitor.web.people import People, Visit

T = TypeVar("T")
Asked = Request[Any, Any, Any]


class Settings(Record):
    """What the owner of the server chooses. `tiles` is a tile URL with {z}/{x}/{y}, or a PMTiles file that we serve."""

    tiles: str = ""
    title: str = "warmonitor"


class Desk:
    """Shared by all requests. Answers that cost an addition over the whole book are kept until the book changes."""

    def __init__(self, book: Book, people: People, settings: Settings, keep: int = 2000) -> None:
        self.book, self.people, self.settings = book, people, settings
        self._kept: OrderedDict[Hashable, Any] = OrderedDict()
        self._keep = keep
        self._lock = threading.Lock()

    def kept(self, key: Hashable, make: Callable[[], T]) -> T:
        """What `make` gave for `key` since the book last changed. The result is shared: it must not be altered."""
        full = (self.book.transaction(), key)
        with self._lock:
            if full in self._kept:
                self._kept.move_to_end(full)
                found: T = self._kept[full]
                return found
        made = make()
        with self._lock:
            self._kept[full] = made
            while len(self._kept) > self._keep:
                self._kept.popitem(last=False)
        return made


def desk_of(request: Asked) -> Desk:
    """The application's desk."""
    found: Desk = request.app.state.desk
    return found


def visit_of(request: Asked) -> Visit | None:
    """Who asks, if they have signed in."""
    if "visit" in request.scope:
        found: Visit | None = request.scope["visit"]  # type: ignore[typeddict-item]
        return found
    # An address that no route knows never came to the middleware that looks.
    door: Door = request.app.state.door
    return door.visit(request)


def asked(request: Asked) -> Query:
    """The filters of this page."""
    return query_of(request.query_params)


def page(request: Asked, name: str, query: Query | None = None, status: int = 200, **context: Any) -> Template:
    """A page filled in: its own values, and what all pages show."""
    query = query or Query()
    path = request.url.path
    common = {
        "visit": visit_of(request),
        "settings": desk_of(request).settings,
        "path": path,
        "status": status,
        "query": query,
        "asked": parameters(query),
        "chips": chips(path, query),
        "to": lambda where, **changed: address(where, query, **changed),
    }
    return Template(f"{name}.html", context=common | context, status_code=status)

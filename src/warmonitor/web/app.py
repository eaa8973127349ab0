"""The application: the pages, the API, the files, behind one door."""

from __future__ import annotations

import importlib
import logging
from pathlib import Path
from typing import Any, get_args
from urllib.parse import urlsplit

import jinja2
from litestar import Litestar, MediaType, Response, Router
from litestar.config.compression import CompressionConfig
from litestar.datastructures import State
from litestar.exceptions import HTTPException
from litestar.plugins.jinja import JinjaTemplateEngine
from litestar.static_files import create_static_files_router
from litestar.template.config import TemplateConfig

from warmonitor import model
from warmonitor.errors import ConflictError, LedgerError, QueryError, WarmonitorError
from warmonitor.ledger.book import Book
from warmonitor.web import (
    account,
    asking,
    audit,
    changes,
    geo,
    incident,
    marks,
    method,
    overview,
    registers,
    report,
    review,
    tally,
    tolls,
    words,
)  # fmt: skip
from warmonitor.web.desk import Asked, Desk, Settings, page
from warmonitor.web.guard import Door, Recognised, permitted
from warmonitor.web.people import ROLES, People
from warmonitor.web.ready import Ready

HERE = Path(__file__).parent
PAGES = (
    ("/", "Overview"), ("/incidents", "Incidents"), ("/reports", "Reports"), ("/tolls", "Tolls"), ("/review", "Review"),
    ("/tally", "Tally"), ("/changes", "Changes"), ("/sources", "Sources"), ("/actors", "Actors"), ("/places", "Places"),
    ("/method", "Method"), ("/audit", "Audit"),
)  # fmt: skip
FILTERED = frozenset({"/", "/incidents", "/reports", "/tolls", "/tally"})
"""The pages that the bar of filters rules: a link from one to another keeps it."""
PAGE_MODULES = (overview, incident, report, tolls, review, tally, registers, method, changes, audit, account, geo)


def application(
    book: Book, people: People, local_hand: str | None, settings: Settings | None = None, secure: bool = False
) -> Litestar:
    """The pages of a book. With `local_hand` everyone who reaches them is that hand: for the loopback address only.

    `secure` says that visitors come by https, so that cookies go no other way.
    """
    desk = Desk(book, people, settings or Settings())
    ready = Ready(desk)
    door = Door(people, local_hand, _origin(desk.settings.tiles), secure)
    handlers: list[Any] = [one for module in PAGE_MODULES for one in module.PAGES]
    return Litestar(
        route_handlers=[*handlers, *_api(), _files()],
        template_config=TemplateConfig(instance=JinjaTemplateEngine.from_environment(environment())),
        middleware=[Recognised()],
        guards=[permitted],
        before_send=[door.before_send],
        exception_handlers={WarmonitorError: refused, HTTPException: refused, Exception: broken},
        state=State({"desk": desk, "door": door, "book": book, "ready": ready}),
        compression_config=CompressionConfig(
            backend="gzip", minimum_size=1500, gzip_compress_level=4, exclude=["/tiles.pmtiles"]
        ),
        openapi_config=None,
        on_startup=[ready.soon],
        on_shutdown=[people.close, book.close],
    )


def built() -> bool:
    """Whether the front-end parts lie where the pages look for them."""
    return (HERE / "static" / "vendor" / "maplibre.js").exists()


def _origin(tiles: str) -> str:
    parts = urlsplit(tiles)
    return f"{parts.scheme}://{parts.netloc}" if parts.scheme in ("http", "https") else ""


def _files() -> Router:
    return create_static_files_router("/static", [HERE / "static"], opt={"public": True}, cache_control=None)


def _api() -> list[Router]:
    try:
        return [importlib.import_module("warmonitor.web.api").router]
    except ModuleNotFoundError as missing:
        if missing.name != "warmonitor.web.api":
            raise
        return []


def environment() -> jinja2.Environment:
    """The templates' environment: everything is escaped, a name that does not exist is an error."""
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(HERE / "templates"), autoescape=True, undefined=jinja2.StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    kinds = {
        name: get_args(getattr(model, name.title()))
        for name in ("harm", "status", "group", "event", "stance", "grade", "policy")
    }
    made.globals.update(
        words=words.words(), pages=PAGES, filtered=FILTERED, kinds=kinds, named=words.named, number=words.number,
        interval=words.interval, said=words.count, day=words.day, period=words.period, where=words.place,
        precision=words.precision, outside=words.outside, anchor=marks.anchor, headline=incident.headline,
        title="warmonitor", roles=ROLES,
        claim_fields=review.CLAIM_FIELDS, place_fields=review.PLACE_FIELDS, value_of=review.value_of,
    )  # fmt: skip
    made.filters["ref"] = asking.ref
    return made


def refused(request: Asked, error: Exception) -> Response[Any]:
    """What went wrong, in words: a page, or JSON under /api."""
    status, what, hint = _told(error)
    if request.url.path.startswith("/api"):
        body = {"status_code": status, "detail": what, "hint": hint}
        return Response(body, status_code=status, media_type=MediaType.JSON)
    if status == 401 and request.method == "GET":
        return account.to_entrance(request)
    return page(request, "error", status=status, what=what, hint=hint)


def broken(request: Asked, error: Exception) -> Response[Any]:
    """A fault of ours: the log has it, the visitor is told that it is not theirs."""
    logging.getLogger("warmonitor").error("%s %s", request.method, request.url.path, exc_info=error)
    return refused(request, HTTPException(status_code=500, detail="this page broke; the server's log says how"))


def _told(error: Exception) -> tuple[int, str, str]:
    if isinstance(error, WarmonitorError):
        kinds = {QueryError: 400, ConflictError: 409, LedgerError: 404}
        status = next((code for kind, code in kinds.items() if type(error) is kind), 500)
        return status, ": ".join(filter(None, (error.where, error.what))), error.hint
    if isinstance(error, HTTPException):
        return error.status_code, error.detail, ""
    return 500, "this page broke", ""

"""The JSON API under /api: the ledger's records by the names they have everywhere else. See `docs/api.md`."""

from __future__ import annotations

import functools
from typing import Annotated, Any

import msgspec
from litestar import Litestar, MediaType, Response, Router, get, post
from litestar.config.compression import CompressionConfig
from litestar.datastructures import State
from litestar.di import Provide
from litestar.exceptions import HTTPException, PermissionDeniedException, ValidationException
from litestar.openapi import OpenAPIConfig
from litestar.openapi.spec import Components, SecurityScheme
from litestar.params import Body

from warmonitor.errors import QueryError, WarmonitorError
from warmonitor.ledger import Book
from warmonitor.model import Judgement, Record
from warmonitor.web import api_files, api_records, api_sums
from warmonitor.web.callers import Callers, unchanged
from warmonitor.web.desk import Asked, Desk, Settings, desk_of, visit_of
from warmonitor.web.guard import Door, Recognised, permitted
from warmonitor.web.paging import filters
from warmonitor.web.people import People, at_least

_CODERS = ("correct", "note")


class Word(Record):
    """A judgement as it is sent: the hand is the caller's. `expect` is the last transaction that they saw."""

    kind: Annotated[str, msgspec.Meta(pattern="^(confirm|reject|correct|same|not_same|grade|note)$")]
    subject: Annotated[str, msgspec.Meta(min_length=1, max_length=300)]
    other: str | None = None
    field: str | None = None
    value: str | None = None
    why: Annotated[str, msgspec.Meta(max_length=5000)] = ""
    expect: int | None = None


class Undo(Record):
    """Which judgement of the caller's is taken back: the one on `subject` made `at` this time, else the latest."""

    subject: Annotated[str, msgspec.Meta(min_length=1, max_length=300)]
    at: str | None = None
    why: Annotated[str, msgspec.Meta(max_length=5000)] = ""
    expect: int | None = None


class Written(Record):
    """The transaction in which something was written."""

    transaction: int


@post("/judgements", opt={"role": "coder"}, sync_to_thread=True)
def judge(request: Asked, data: Annotated[Word, Body(description="a person's word")]) -> Written:
    """Record a judgement in the caller's name. Coders correct and note; the rest is a reviewer's."""
    visit = visit_of(request)
    if visit is None or (data.kind not in _CODERS and not at_least(visit.person.role, "reviewer")):
        raise PermissionDeniedException(f"to {data.kind} needs the role reviewer")
    shape = {name: getattr(data, name) for name in Word.__struct_fields__ if name != "expect"}
    word = msgspec.convert({**shape, "hand": visit.person.name}, Judgement)
    return Written(transaction=desk_of(request).book.judge(word, data.expect))


@post("/judgements/undo", opt={"role": "reviewer"}, sync_to_thread=True)
def undo(request: Asked, data: Annotated[Undo, Body(description="which word is taken back")]) -> Written:
    """Take back a judgement of the caller's that stands; what it superseded stands again, the history keeps both."""
    visit, book = visit_of(request), desk_of(request).book
    hand = visit.person.name if visit else ""
    mine = [w for w in book.judgements(data.subject) if w.hand == hand and data.at in (None, w.at)]
    if not mine:
        raise QueryError("no such judgement of yours stands", data.subject, "GET /api/changes tells what was judged")
    return Written(transaction=book.withdraw(mine[-1], hand, data.why, data.expect))


@get("/openapi.json", opt={"public": True}, media_type=MediaType.JSON)
async def openapi() -> bytes:
    """This API, described in OpenAPI 3.1."""
    return description()


def invalid(request: Asked, error: ValidationException) -> Response[Any]:
    """A parameter or body that cannot be meant: which, and why."""
    extra = error.extra if isinstance(error.extra, list) else []
    told = "; ".join(f"{one.get('key', 'body')}: {one.get('message', '')}" for one in extra if isinstance(one, dict))
    return Response(
        {"status_code": 400, "detail": told or error.detail, "hint": "see /api/openapi.json"}, status_code=400
    )


router = Router(
    "/api",
    route_handlers=[*api_records.ROUTES, *api_sums.ROUTES, *api_files.ROUTES, judge, undo, openapi],
    dependencies={"asked": Provide(filters, sync_to_thread=False)},
    middleware=[Callers()],
    before_request=unchanged,
    exception_handlers={ValidationException: invalid},
    tags=["ledger"],
)


@functools.cache
def description() -> bytes:
    """The API as an OpenAPI 3.1 document."""
    bearer = SecurityScheme(type="http", scheme="bearer", description="warmonitor token add NAME --role ROLE")
    config = OpenAPIConfig(
        title="warmonitor",
        version=api_sums.VERSION,
        description="The ledger of harm in armed conflict: who, how many, where, when, by whom, according to whom.",
        use_handler_docstrings=True,
        components=Components(security_schemes={"token": bearer}),
        security=[{"token": []}, {}],
    )
    app = Litestar([router], openapi_config=config)
    return msgspec.json.encode(app.openapi_schema.to_schema())


def api_app(book: Book, people: People, local_hand: str | None = None) -> Litestar:
    """The API alone, without the pages. With `local_hand` everyone who reaches it is that hand."""
    from warmonitor.web.app import broken, refused

    return Litestar(
        [router],
        middleware=[Recognised()],
        guards=[permitted],
        exception_handlers={WarmonitorError: refused, HTTPException: refused, Exception: broken},
        state=State({"desk": Desk(book, people, Settings()), "door": Door(people, local_hand), "book": book}),
        compression_config=CompressionConfig(backend="gzip", minimum_size=1500),
        openapi_config=None,
    )

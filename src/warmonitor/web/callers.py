"""Programs at the door of the API: their tokens, and answers that they hold already.

A token is no cookie, so nobody can make a browser send it: what a token's bearer writes needs no form token.
"""

from __future__ import annotations

import hashlib
from typing import Any

import msgspec
from litestar import Response
from litestar.connection import ASGIConnection
from litestar.datastructures import MutableScopeHeaders
from litestar.enums import ScopeType
from litestar.exceptions import NotAuthorizedException
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from warmonitor.web.desk import Asked, desk_of, visit_of
from warmonitor.web.people import People, Visit
from warmonitor.web.tokens import Tokens

_TAG = "etag"


class Callers(ASGIMiddleware):
    """Knows the bearer of a token, and writes the tag on the answer."""

    scopes = (ScopeType.HTTP,)

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        """Let the request through as the token's person, where it bears a token."""
        given = ASGIConnection[Any, Any, Any, Any](scope).headers.get("authorization", "")
        if given.lower().startswith("bearer "):
            _enter(scope, given[7:].strip())

        async def tagged(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] in (200, 304):
                headers = MutableScopeHeaders.from_message(message)
                headers.setdefault("cache-control", "private, no-cache")
                headers.setdefault("vary", "Authorization, Cookie")
                if _TAG in scope["state"]:
                    headers["etag"] = scope["state"][_TAG]
            await send(message)

        await next_app(scope, receive, tagged)


def _enter(scope: Scope, secret: str) -> None:
    people: People = scope["litestar_app"].state.desk.people
    person = Tokens(people).person(secret)
    if person is None:
        raise NotAuthorizedException("this token does not hold: ask for another (warmonitor token add)")
    scope["visit"] = Visit(person=person, token="", bearer=True)  # type: ignore[typeddict-unknown-key]


async def unchanged(request: Asked) -> Response[None] | None:
    """304 for a caller whose answer is of the ledger's last transaction; the tag is kept for the answer else."""
    if request.method != "GET":
        return None
    tag = _tag(request)
    request.scope["state"][_TAG] = tag
    held = {part.strip().removeprefix("W/") for part in request.headers.get("if-none-match", "").split(",")}
    return Response(None, status_code=304) if tag.removeprefix("W/") in held else None


def _tag(request: Asked) -> str:
    visit = visit_of(request)
    role = visit.person.role if visit else ""
    asked = msgspec.json.encode((request.url.path, request.url.query, role))
    return f'W/"{desk_of(request).book.transaction()}-{hashlib.sha256(asked).hexdigest()[:16]}"'

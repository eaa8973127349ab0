"""The door: who a request is, what they may do, and the headers that every answer bears.

Every route needs a role: what a route's `opt["role"]` says, else `reader` to see and `admin` to write, so that a route
whose author forgot is closed and not open. `opt["public"]` opens the few that come before signing in. Every write also
needs the visitor's own token, in the form (`_token`) or in the header `X-CSRF-Token`.
"""

from __future__ import annotations

import hmac
import secrets
import threading
import time
from collections import OrderedDict, deque
from typing import Any

from litestar.concurrency import sync_to_thread
from litestar.connection import ASGIConnection, Request
from litestar.datastructures import MutableScopeHeaders
from litestar.enums import RequestEncodingType, ScopeType
from litestar.exceptions import NotAuthorizedException, PermissionDeniedException, TooManyRequestsException
from litestar.handlers import BaseRouteHandler
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from warmonitor.web.people import People, Person, Role, Visit, at_least

COOKIE = "warmonitor"
ENTRY = "warmonitor_entry"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]", "::1"})
# The map draws its workers and images from memory (blob, data); nothing inline runs, nothing comes from elsewhere.
_POLICY = (
    "default-src 'none'; script-src 'self'; worker-src 'self' blob:; style-src 'self'; font-src 'self'; "
    "img-src 'self' data: blob:{tiles}; connect-src 'self'{tiles}; manifest-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


class Limiter:
    """At most `most` tries a key in `seconds`; the oldest keys are forgotten past `keys` of them."""

    def __init__(self, most: int = 8, seconds: float = 300, keys: int = 10_000) -> None:
        self._most, self._seconds, self._keys = most, seconds, keys
        self._tries: OrderedDict[str, deque[float]] = OrderedDict()
        self._lock = threading.Lock()

    def count(self, key: str) -> None:
        """One more try; TooManyRequestsException past the limit."""
        now = time.monotonic()
        with self._lock:
            tries = self._tries.setdefault(key, deque())
            self._tries.move_to_end(key)
            while tries and tries[0] < now - self._seconds:
                tries.popleft()
            if len(tries) >= self._most:
                raise TooManyRequestsException("too many tries: wait five minutes")
            tries.append(now)
            while len(self._tries) > self._keys:
                self._tries.popitem(last=False)

    def forget(self, key: str) -> None:
        """They got in."""
        with self._lock:
            self._tries.pop(key, None)


class Door:
    """Tells visitors apart: on the loopback address everyone is the owner (`hand`), elsewhere sessions tell.

    `tiles` is the origin of the user's own tile server, the one address besides our own that a page may then ask.
    """

    def __init__(self, people: People, local_hand: str | None, tiles: str = "", secure: bool = False) -> None:
        self.people, self.local_hand, self.secure = people, local_hand, secure
        self.limiter = Limiter()
        self._local_token = secrets.token_urlsafe(32)
        self._policy = _POLICY.format(tiles=f" {tiles}" if tiles else "")

    def visit(self, connection: ASGIConnection[Any, Any, Any, Any]) -> Visit | None:
        """Who this is; None where they have yet to sign in."""
        if self.local_hand is not None:
            return Visit(person=Person(name=self.local_hand, role="admin"), token=self._local_token, local=True)
        key = connection.cookies.get(COOKIE)
        return self.people.visit(key) if key else None

    def check_host(self, connection: ASGIConnection[Any, Any, Any, Any]) -> None:
        """A page elsewhere that points its own name at this machine must not get in without an account."""
        host = connection.headers.get("host", "")
        name = host if host.endswith("]") else host.rsplit(":", 1)[0]
        if self.local_hand is not None and name not in LOOPBACK:
            raise PermissionDeniedException("this address serves the machine itself only: open it as 127.0.0.1")

    async def before_send(self, message: Message, scope: Scope) -> None:
        """The security headers, on every answer there is: pages, files, errors."""
        if message["type"] != "http.response.start":
            return
        headers = MutableScopeHeaders.from_message(message)
        headers["content-security-policy"] = self._policy
        for name, value in _HEADERS.items():
            headers[name] = value
        if not scope["path"].startswith("/static/"):
            headers.setdefault("cache-control", "no-store")
        if self.secure:
            headers["strict-transport-security"] = "max-age=31536000"


class Recognised(ASGIMiddleware):
    """Looks up who a request is, once, before anything else asks."""

    scopes = (ScopeType.HTTP,)

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        door: Door = scope["litestar_app"].state.door
        if not scope["path"].startswith("/static/"):
            scope["visit"] = await sync_to_thread(door.visit, ASGIConnection(scope))  # type: ignore[typeddict-unknown-key]
        await next_app(scope, receive, send)


def role_of(handler: BaseRouteHandler) -> Role | None:
    """The role that a route needs; None where it is public."""
    if handler.opt.get("public"):
        return None
    methods = getattr(handler, "http_methods", None) or set()
    role: Role = handler.opt.get("role") or ("reader" if methods and methods <= SAFE else "admin")
    return role


async def permitted(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """The guard of the whole application: host, person, role and, for a write, the token."""
    door: Door = connection.app.state.door
    door.check_host(connection)
    need = role_of(handler)
    visit: Visit | None = connection.scope.get("visit")  # type: ignore[assignment]
    if need is not None:
        if visit is None:
            raise NotAuthorizedException("sign in first")
        if not at_least(visit.person.role, need):
            raise PermissionDeniedException(f"this needs the role {need}; {visit.person.name} is {visit.person.role}")
    if connection.scope.get("method") not in SAFE and not (visit and visit.bearer):
        # Before signing in there is no session: the entrance's own cookie stands in for its token.
        await _check_token(connection, visit.token if visit else connection.cookies.get(ENTRY, ""))


async def _check_token(connection: ASGIConnection[Any, Any, Any, Any], token: str) -> None:
    request: Request[Any, Any, Any] = Request(connection.scope, connection.receive)
    given = request.headers.get("x-csrf-token")
    kinds = {RequestEncodingType.URL_ENCODED, RequestEncodingType.MULTI_PART}
    if not given and request.content_type[0] in kinds:
        given = str((await request.form()).get("_token", ""))
    if not given or not token or not hmac.compare_digest(given.encode(), token.encode()):
        raise PermissionDeniedException("the form's token is missing or stale: reload the page and try again")

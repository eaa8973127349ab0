"""The entrance: signing in and out."""

from __future__ import annotations

import secrets
from typing import Any
from urllib.parse import quote

from litestar import Response, get, post
from litestar.concurrency import sync_to_thread
from litestar.datastructures import Cookie
from litestar.response import Redirect, Template

from warmonitor.web.desk import Asked, desk_of, page, visit_of
from warmonitor.web.guard import COOKIE, ENTRY, Door
from warmonitor.web.people import SESSION_SECONDS


def local(path: str) -> str:
    """A page of ours to go on to; anything else is the first page."""
    fine = path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable()
    return path if fine else "/"


def to_entrance(request: Asked) -> Response[Any]:
    """To the entrance, and from there back to where the visitor wanted to go."""
    wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return Redirect(f"/enter?to={quote(wanted, safe='')}")


def _cookie(request: Asked, key: str, value: str, seconds: int) -> Cookie:
    door: Door = request.app.state.door
    return Cookie(key=key, value=value, max_age=seconds, httponly=True, samesite="strict", secure=door.secure, path="/")


@get("/enter", opt={"public": True})
async def entrance(request: Asked) -> Template | Redirect:
    """The form to sign in."""
    if visit_of(request) is not None:
        return Redirect("/")
    return _form(request, local(request.query_params.get("to", "/")))


def _form(request: Asked, onward: str, wrong: str = "", status: int = 200) -> Template:
    token = request.cookies.get(ENTRY) or secrets.token_urlsafe(32)
    shown = page(request, "enter", status=status, token=token, onward=onward, wrong=wrong)
    shown.set_cookie(_cookie(request, ENTRY, token, 3600))
    return shown


@post("/enter", opt={"public": True})
async def enter(request: Asked) -> Template | Redirect:
    """Sign in. A wrong name or password says no more than that; many tries have to wait."""
    form = await request.form()
    name, password = str(form.get("name", ""))[:80], str(form.get("password", ""))[:1000]
    onward, people = local(str(form.get("to", "/"))), desk_of(request).people
    limiter = request.app.state.door.limiter
    address = request.client.host if request.client else ""
    for key in (f"from {address}", f"as {name.casefold()} from {address}"):
        limiter.count(key)
    entered = await sync_to_thread(people.enter, name, password)
    if entered is None:
        await sync_to_thread(people.note, name, address, "refused", "wrong name or password")
        return _form(request, onward, "That name and password do not belong together.", 403)
    key, person = entered
    limiter.forget(f"from {address}")
    await sync_to_thread(people.note, person.name, address, "signed in", person.role)
    answer = Redirect(onward, status_code=303)
    answer.set_cookie(_cookie(request, COOKIE, key, SESSION_SECONDS))
    answer.delete_cookie(ENTRY)
    return answer


@post("/leave", opt={"role": "reader"})
async def leave(request: Asked) -> Redirect:
    """Sign out."""
    key, people = request.cookies.get(COOKIE, ""), desk_of(request).people
    visit = visit_of(request)
    await sync_to_thread(people.leave, key)
    await sync_to_thread(people.note, visit.person.name if visit else "", "", "signed out")
    answer = Redirect("/enter", status_code=303)
    answer.delete_cookie(COOKIE)
    return answer


PAGES = (entrance, enter, leave)

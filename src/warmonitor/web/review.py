"""Review: what a decision would change most, and the decisions.

Each becomes a judgement in the book, under the person's name; none is lost, and none overwrites what somebody else
decided since the page was shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec
from litestar import Response, get, post
from litestar.concurrency import sync_to_thread
from litestar.exceptions import NotAuthorizedException, PermissionDeniedException
from litestar.response import Redirect, Template

from warmonitor.errors import ConflictError, LedgerError, QueryError
from warmonitor.ledger.book import Book
from warmonitor.model import Claim, Judgement, Record, Report
from warmonitor.web import glance, trouble
from warmonitor.web.account import local
from warmonitor.web.desk import Asked, desk_of, page, visit_of

SHOWN = 12
QUESTIONS = {
    "contradiction": "contradictions",
    "link": "doubtful links",
    "claim": "doubtful claims",
    "place": "places unknown",
}
CLAIM_FIELDS = (
    "harm", "count.figure", "count.low", "count.high", "victims.status", "victims.actor", "victims.group",
    "perpetrators", "event", "place.name", "place.lat", "place.lon", "time.start", "time.end", "source.name",
    "stance", "scope",
)  # fmt: skip
PLACE_FIELDS = ("place.name", "place.admin1", "place.country", "place.lat", "place.lon", "place.precision")
KINDS = frozenset({"confirm", "reject", "correct", "same", "not_same", "grade", "note"})
CODERS = frozenset({"correct", "note"})


class Step(NamedTuple):
    """One thing to write: `write` does it, given the last transaction that the person saw; `about` is for the audit."""

    kind: str
    subject: str
    about: str
    write: Callable[[int | None], int]


class Case(Record):
    """A trouble with the quotes that a person needs to decide on it."""

    trouble: trouble.Trouble
    told: tuple[tuple[Claim, Report], ...]


def cases(book: Book, waiting: Sequence[trouble.Trouble], most: int = SHOWN) -> list[Case]:
    """The head of the queue, ready to be shown."""
    return [Case(trouble=one, told=tuple(_told(book, one))) for one in waiting[:most]]


def _told(book: Book, one: trouble.Trouble) -> list[tuple[Claim, Report]]:
    ids: tuple[str, ...] = ()
    if one.link:
        ids = (one.link.left, one.link.right)
    elif one.check:
        ids = one.check.claims
    elif one.claim:
        ids = (one.claim.id,)
    elif one.incident:
        ids = one.incident.claims[:3]
    return glance.told(book, ids)


def value_of(record: Any, field: str) -> str:
    """A field of a record as a form shows it: lists with semicolons between, null as nothing."""
    for name in field.split("."):
        record = getattr(record, name, None)
    if isinstance(record, tuple):
        return "; ".join(record)
    return "" if record is None else str(record)


@get("/review", sync_to_thread=True)
def queue_page(request: Asked) -> Template:
    """The queue."""
    desk, visit, kind = desk_of(request), visit_of(request), request.query_params.get("kind")
    everything, words = trouble.queue(desk), desk.book.judgements()
    waiting = [one for one in everything if kind in (None, one.kind)]
    mine = [word for word in words if visit and word.hand == visit.person.name][-8:]
    return page(
        request,
        "review",
        cases=cases(desk.book, waiting),
        counts=Counter(one.kind for one in everything),
        kind=kind,
        back=f"/review?kind={kind}" if kind in QUESTIONS else "/review",
        questions=QUESTIONS,
        transaction=desk.book.transaction(),
        mine=list(reversed(mine)),
    )


def words_of(form: Mapping[str, Any], hand: str, book: Book) -> list[Judgement]:
    """The judgements that a form states. Of a form of corrections, those fields that were changed."""
    kind, subject = str(form.get("kind", "")), str(form.get("subject", ""))
    if kind not in KINDS:
        raise QueryError(f"no such judgement: {kind!r}", subject, "one of " + ", ".join(sorted(KINDS)))
    why = str(form.get("why", "")).strip()
    changed = {name[4:]: str(value).strip() for name, value in form.items() if name.startswith("set.")}
    if kind == "correct" and changed:
        record = _record(book, subject)
        found = [(field, value) for field, value in changed.items() if value != value_of(record, field)]
        if not found:
            raise QueryError("nothing was changed", subject, "change a value, or go on to the next")
        return [Judgement(kind="correct", subject=subject, hand=hand, field=f, value=v, why=why) for f, v in found]
    other, field, value = (str(form.get(name, "")).strip() or None for name in ("other", "field", "value"))
    shape = {"kind": kind, "subject": subject, "hand": hand, "other": other, "field": field, "value": value, "why": why}
    return [msgspec.convert(shape, Judgement)]


def _record(book: Book, subject: str) -> Any:
    try:
        return book.claim(subject)
    except LedgerError:
        return book.incident(subject)


@post("/judge", opt={"role": "reviewer"})
async def judge(request: Asked) -> Response[Any]:
    """Any judgement."""
    return await _judge(request, KINDS)


@post("/correct", opt={"role": "coder"})
async def correct(request: Asked) -> Response[Any]:
    """What coders may say: a correction or a note."""
    return await _judge(request, CODERS)


@post("/undo", opt={"role": "reviewer"})
async def undo(request: Asked) -> Response[Any]:
    """Take back a judgement of one's own."""
    form, book, hand = await request.form(), desk_of(request).book, _hand(request)
    subject, at, why = (str(form.get(name, "")).strip() for name in ("subject", "at", "why"))

    def take_back(expect: int | None) -> int:
        mine = [word for word in book.judgements(subject) if word.hand == hand and word.at == at]
        if not mine:
            raise QueryError("this judgement of yours no longer stands", subject)
        return book.withdraw(mine[-1], hand, why, expect)

    return await _write(request, form, [Step("undo", subject, subject, take_back)])


async def _judge(request: Asked, allowed: frozenset[str]) -> Response[Any]:
    form, book = await request.form(), desk_of(request).book
    found = await sync_to_thread(words_of, form, _hand(request), book)
    if not {word.kind for word in found} <= allowed:
        raise PermissionDeniedException("your role may correct and note; the rest is for reviewers")
    return await _write(request, form, [_step(book, word) for word in found])


def _step(book: Book, word: Judgement) -> Step:
    about = f"{word.subject} {word.other or word.field or ''}"
    return Step(word.kind, word.subject, about, lambda expect: book.judge(word, expect))


async def _write(request: Asked, form: Mapping[str, Any], steps: Sequence[Step]) -> Response[Any]:
    """Write judgements, unless somebody else judged the same since the form was shown: then show both."""
    desk, back = desk_of(request), local(str(form.get("back", "/review")))
    expect = str(form.get("expect", ""))
    seen: int | None = int(expect) if expect.isdecimal() else None
    try:
        for step in steps:
            # The first of several corrections must not stand in the way of the next.
            last = await sync_to_thread(step.write, seen)
            seen = last if seen is not None else None
            await _note(request, step)
    except ConflictError as conflict:
        now = await sync_to_thread(desk.book.transaction)
        fields = {k: str(v) for k, v in form.items() if k not in ("_token", "expect")}
        theirs = await sync_to_thread(desk.book.judgements, steps[0].subject)
        context: dict[str, Any] = {"conflict": conflict, "fields": fields, "theirs": theirs, "transaction": now}
        return page(request, "conflict", status=409, action=request.url.path, back=back, **context)
    request.app.state.ready.soon()
    return Redirect(back, status_code=303)


async def _note(request: Asked, step: Step) -> None:
    address = request.client.host if request.client else ""
    await sync_to_thread(desk_of(request).people.note, _hand(request), address, step.kind, step.about)


def _hand(request: Asked) -> str:
    visit = visit_of(request)
    if visit is None:
        raise NotAuthorizedException("sign in first")
    return visit.person.name


PAGES = (queue_page, judge, correct, undo)

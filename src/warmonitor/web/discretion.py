"""What a reader with an account does not see of what is marked sensitive. Coders and above see the book itself."""

from __future__ import annotations

from litestar.exceptions import PermissionDeniedException

from warmonitor.exchange.public import Blur, Marks, blur_of, marks_of, public_entry
from warmonitor.exchange.records import Entry
from warmonitor.model import Report
from warmonitor.web.desk import Asked, desk_of, visit_of

_UNIT = blur_of("0.1deg")
_UNMARKED = Blur()


def discreet(request: Asked) -> bool:
    """Whether marks hide something from this visitor."""
    visit = visit_of(request)
    return visit is None or visit.person.role == "reader"


def marks(request: Asked) -> Marks:
    """What is marked and hides something from this visitor."""
    desk = desk_of(request)
    return desk.kept("marks", lambda: marks_of(desk.book.judgements())) if discreet(request) else {}


def marked_of(request: Asked, what: str) -> tuple[str, ...]:
    """The ids whose `what` (place, source, names) this visitor does not see."""
    return tuple(sorted(id for id, said in marks(request).items() if said & {what, "all"}))


def shown(request: Asked, entry: Entry) -> Entry | None:
    """An incident with its claims and reports as this visitor may see it; None where not at all."""
    found = marks(request)
    touched = {entry.incident.id, *(c.id for c in entry.claims), *(r.id for r in entry.reports)} & found.keys()
    return public_entry(entry, found, _UNIT if touched else _UNMARKED) if touched else entry


def withheld(request: Asked, report: Report, claims: list[str]) -> bool:
    """Whether a report's text is kept from this visitor, since it or a claim in it is marked."""
    return bool({report.id, *claims} & marks(request).keys())


def may_list_places(request: Asked) -> None:
    """PermissionDeniedException where a list of places would give one away that is marked."""
    if marked_of(request, "place"):
        raise PermissionDeniedException("some places are marked sensitive: coders and above may list them")

"""Has at hand what visitors ask for first: after the start and after each decision, in the background."""

from __future__ import annotations

import threading

from warmonitor.model import Query
from warmonitor.web import glance, held, overview, registers, trouble
from warmonitor.web.desk import Desk


def warm(desk: Desk) -> None:
    """Ask the questions that cost an addition over the whole book; the desk keeps the answers."""
    book, everything = desk.book, Query()
    overview.kept(desk, everything, "month")
    desk.kept(("points", everything, ()), lambda: glance.points(book, everything))
    trouble.queue(desk)
    desk.kept("about tolls", lambda: held.known(book))
    desk.kept("sources", lambda: glance.sources(book))
    desk.kept("outlets", lambda: glance.outlets(book))
    for role in ("perpetrator", "side"):
        registers.kept_parties(desk, role)


class Ready:
    """Warms a desk in the background, one round at a time; what changes meanwhile has one more round follow."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._lock = threading.Lock()
        self._again = self._busy = False

    def soon(self) -> None:
        """Begin a round, or have one follow."""
        with self._lock:
            self._again = True
            if self._busy:
                return
            self._busy = True
        threading.Thread(target=self._rounds, name="warm", daemon=True).start()

    def _rounds(self) -> None:
        while self._next():
            warm(self._desk)

    def _next(self) -> bool:
        with self._lock:
            self._busy = self._again
            self._again = False
            return self._busy

"""A Chromium and the pages of two ledgers: one of the gold reports, one invented. What is lacking is said."""

from __future__ import annotations

import os
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, Request, sync_playwright
from tests.books import example_book, gold_book

from warmonitor.ledger.book import Book
from warmonitor.model import Check, Link
from warmonitor.web.app import application, built
from warmonitor.web.people import People

ROOT = Path(__file__).parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
# Drawing without a graphics card, and no word to the browser's maker.
FLAGS = ["--no-sandbox", "--disable-background-networking", "--enable-unsafe-swiftshader", "--use-angle=swiftshader"]
SIZES = {"phone": (360, 740), "tablet": (820, 1180), "desktop": (1366, 850)}


def lacking(what: str) -> None:
    """Skip with a clear word, or fail where skipping is not allowed."""
    say = pytest.fail if os.environ.get("WARMONITOR_NO_SKIP") == "1" else pytest.skip
    say(what)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or ""
    if not chromium:
        lacking("no chromium on this machine")
    if not built() or not AXE.exists():
        lacking("the front-end parts are not built: make pages")
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield made
        made.close()


class Served:
    """A book behind a real server on the loopback address."""

    def __init__(self, book: Book, people: People, hand: str | None = "owner") -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.address = f"http://127.0.0.1:{free.getsockname()[1]}"
        self.book = book
        app = application(book, people, hand)
        port = int(self.address.rsplit(":", 1)[1])
        self._server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="error", lifespan="on"))
        self._thread = threading.Thread(target=self._server.run, daemon=True)
        self._thread.start()
        while not self._server.started:
            time.sleep(0.02)

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join(10)


def serve(book: Book, folder: Path, hand: str | None = "owner") -> Iterator[Served]:
    people = People(f"sqlite:///{folder}/people.db")
    served = Served(book, people, hand)
    yield served
    served.stop()


def troubled(book: Book) -> None:
    """Give a ledger of the gold something to decide on: a contradiction, doubtful links, doubtful claims."""
    found = [one for one in book.incidents(limit=20, order="killed") if len(one.claims) > 1][:9]
    first = [one.claims[0] for one in found]
    check = Check(kind="sum", holds=False, text="3 and 4 are not 8", claims=found[8].claims[:2])
    book.add(
        incidents=[msgspec.structs.replace(found[8], checks=(check,))],
        claims=[msgspec.structs.replace(book.claim(id), confidence=0.5) for id in first[6:8]],
        links=[
            Link(left=first[0], right=first[1], score=0.55, reasons=("the same days", "different places")),
            Link(left=first[2], right=first[3], score=0.45, reasons=("a day apart",)),
            Link(left=first[4], right=first[5], score=0.7, reasons=("held to be two incidents", "the same spot")),
        ],
    )


@pytest.fixture(scope="session")
def gold(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The pages of a ledger made from the gold reports."""
    folder = tmp_path_factory.mktemp("gold")
    book = gold_book(folder / "gold.db")
    troubled(book)
    yield from serve(book, folder)


@pytest.fixture(scope="session")
def invented(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The pages of the small invented ledger, whose places are located."""
    folder = tmp_path_factory.mktemp("invented")
    yield from serve(example_book(folder / "book.db"), folder)


class Watched:
    """A page whose every fault is kept: console errors, errors in scripts, requests that leave the machine."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.address = address
        self.faults: list[str] = []
        self.page: Page = context.new_page()
        self.page.on("console", lambda said: self.faults.append(said.text) if said.type == "error" else None)
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("request", self._request)

    def _request(self, request: Request) -> None:
        if not request.url.startswith((self.address, "blob:", "data:")):
            self.faults.append(f"a request left the machine: {request.url}")

    def go(self, path: str) -> Page:
        self.page.goto(self.address + path, wait_until="load")
        return self.page


Visit = Callable[..., Watched]


@pytest.fixture
def visit(browser: Browser) -> Iterator[Visit]:
    """`visit(served, size, scheme, js)` is a new visitor; at the end none of theirs may have met a fault."""
    contexts: list[BrowserContext] = []
    visitors: list[Watched] = []

    def enter(served: Served, size: str = "desktop", scheme: str = "light", js: bool = True) -> Watched:
        width, height = SIZES[size]
        context = browser.new_context(
            viewport={"width": width, "height": height}, color_scheme=scheme, java_script_enabled=js,  # type: ignore[arg-type]
            permissions=["clipboard-read", "clipboard-write"], reduced_motion="reduce",
        )  # fmt: skip
        context.set_default_timeout(8000)
        contexts.append(context)
        visitors.append(Watched(context, served.address))
        return visitors[-1]

    yield enter
    for context in contexts:
        context.close()
    assert [fault for visitor in visitors for fault in visitor.faults] == []

"""The page in one file, opened from the disk in a browser without a network."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from tests.books import example_book
from tests.entries import strike

from warmonitor import exchange
from warmonitor.model import Query, Span

pytestmark = pytest.mark.browser
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or "/usr/bin/chromium"


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    playwright = pytest.importorskip("playwright.sync_api")
    if not Path(CHROMIUM).exists():
        pytest.skip("no Chromium on this machine: install it, or leave out the marker browser")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-background-networking"]
        )
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Any) -> Iterator[Any]:
    """A page without a network; the test fails on a request for anything but the file, and on a console error."""
    context = chromium.new_context(offline=True)
    found = context.new_page()
    faults: list[str] = []
    found.on("request", lambda request: None if request.url.startswith("file:") else faults.append(request.url))
    found.on("console", lambda message: faults.append(message.text) if message.type in ("error", "warning") else None)
    found.on("pageerror", lambda error: faults.append(str(error)))
    yield found
    context.close()
    assert faults == []


def opened(page: Any, path: Path) -> None:
    page.goto(path.as_uri())


@pytest.fixture
def example(tmp_path: Path) -> Path:
    path = tmp_path / "war.html"
    with example_book(tmp_path / "book.db") as book, path.open("wb") as out:
        exchange.write("html", exchange.entries(book, Query()), out)
    return path


def test_it_opens_from_the_disk_and_shows_all(page: Any, example: Path) -> None:
    assert example.stat().st_size < 5_000_000
    opened(page, example)
    assert page.locator("#incidents details").count() == 3
    assert page.locator("#map circle.spot").count() == 3
    assert page.locator("#timeline .bar").count() == 3
    assert page.locator("#shown").inner_text() == "3 of 3 incidents shown"
    assert "49 to 57" not in page.locator("header").inner_text()
    page.locator("#incidents summary").first.click()
    first = page.locator("#incidents details").first.inner_text()
    for words in ("killed 12 civilians", "Valley Monitor", "Harbour Wire", "Government forces", "9 to 12"):
        assert words in first


def test_map_timeline_and_words_narrow_the_list(page: Any, example: Path) -> None:
    opened(page, example)
    visible = page.locator("#incidents details:not([hidden])")
    page.locator("#map circle.spot").first.focus()
    page.keyboard.press("Enter")
    assert visible.count() == 1
    page.locator("#clear").click()
    page.locator("#timeline .bar").nth(1).click(position={"x": 5, "y": 20})
    assert "Qasr" in visible.first.inner_text()
    assert visible.count() == 1
    page.locator("#clear").click()
    page.locator("#words").fill("soldiers")
    assert "Wadi Sakhr" in visible.first.inner_text()
    assert visible.count() == 1
    before = page.locator("#map svg").get_attribute("viewBox")
    page.locator("#nearer").click()
    assert page.locator("#map svg").get_attribute("viewBox") != before
    page.locator("#whole").click()
    assert page.locator("#map svg").get_attribute("viewBox") == before


def test_it_reads_without_scripts(chromium: Any, example: Path) -> None:
    context = chromium.new_context(offline=True, java_script_enabled=False)
    found = context.new_page()
    found.goto(example.as_uri())
    found.locator("#incidents summary").first.click()
    assert "killed 12 civilians" in found.locator("#incidents details").first.inner_text()
    context.close()


def test_script_in_the_records_is_shown_as_text(page: Any, tmp_path: Path) -> None:
    evil = '<script>document.title="caught"</script><img src=x onerror="document.title=1">'
    claim = msgspec.structs.replace(strike().claims[0], evidence=(Span(start=0, end=9, text=evil),))
    report = msgspec.structs.replace(strike().reports[0], publisher=evil, url='javascript:alert("x")', title=evil)
    place = msgspec.structs.replace(strike().incident.place, name=evil)
    entry = exchange.Entry(incident=strike(place=place, id='i"><b>').incident, claims=(claim,), reports=(report,))
    path = tmp_path / "evil.html"
    with path.open("wb") as out:
        exchange.write("html", [entry], out, heading=exchange.Heading(title=evil))
    opened(page, path)
    assert page.title() == evil
    page.locator("#incidents summary").click()
    assert evil in page.locator("blockquote").inner_text()
    assert page.locator("img, #incidents a, #incidents script").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [380, 1200])
def test_nothing_overflows_at_any_width(chromium: Any, example: Path, scheme: str, width: int) -> None:
    context = chromium.new_context(offline=True, color_scheme=scheme, viewport={"width": width, "height": 800})
    found = context.new_page()
    found.goto(example.as_uri())
    assert found.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    context.close()


def test_the_file_names_no_address_but_those_of_the_reports(example: Path) -> None:
    text = example.read_text(encoding="utf8")
    assert set(re.findall(r"https?://([\w.-]+)", text)) == {"example.org"}
    assert not re.search(r"<(link|img|iframe|script src)", text)

"""Every page at three sizes, by day and by night: whole, quiet, and readable by everyone."""

from __future__ import annotations

import time

import pytest
from playwright.sync_api import Page
from tests.browser.conftest import AXE, SIZES, Served, Visit

from warmonitor.web.asking import ref

pytestmark = [pytest.mark.browser, pytest.mark.shared]

# Narrowed where a list is long: what is looked for is in its first lines as in its last.
LISTS = (
    "/", "/incidents?country=SD", "/reports", "/tolls?country=SD", "/review",
    "/tally?rows=month&columns=status&harm=killed&country=SD", "/lineage?harm=killed", "/sources", "/actors",
    "/places?country=SD", "/method", "/changes", "/audit",
)  # fmt: skip
EVERYTHING_READ = {("desktop", "light"), ("phone", "dark")}
"""Where axe reads the pages; at the other sizes they are looked at for width and faults."""


def pages_of(served: Served) -> list[str]:
    """Every kind of page: the lists, an incident that many tell of, and a report with many claims."""
    incidents = list(served.book.incidents(limit=30, order="killed"))
    told = max(incidents, key=lambda one: len(one.reports))
    return [*LISTS, f"/incidents/{ref(told.id)}", f"/reports/{ref(told.reports[0])}", "/nothing-here"]


def until(page: Page, holds: str, seconds: float = 10) -> None:
    """Wait for something to hold in a page. Asked from outside: the pages' policy refuses a string as a script."""
    end = time.monotonic() + seconds
    while not page.evaluate(holds):
        assert time.monotonic() < end, holds
        page.wait_for_timeout(50)


def faults_of(page: Page) -> list[str]:
    """What axe finds serious or worse."""
    # Evaluated and not added as a script: the pages' own policy would rightly refuse it.
    page.evaluate(AXE.read_text(encoding="utf8"))
    found = page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{one['id']}: {one['nodes'][0]['html'][:160]}"
        for one in found["violations"]
        if one["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_every_page_is_whole_and_readable(gold: Served, visit: Visit, size: str, scheme: str) -> None:
    visitor = visit(gold, size, scheme)
    wrong = []
    for path in pages_of(gold):
        page = visitor.go(path)
        if path == "/nothing-here":
            # The browser itself tells the console of a page that is not there.
            visitor.faults[:] = [fault for fault in visitor.faults if "404" not in fault]
        assert page.locator("h1").count() == 1, path
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        wrong += [f"{path} is {wide} pixels too wide"] if wide > 0 else []
        wrong += [f"{path} {fault}" for fault in faults_of(page)] if (size, scheme) in EVERYTHING_READ else []
    assert wrong == []


def test_every_page_says_the_same_without_javascript(gold: Served, visit: Visit) -> None:
    visitor = visit(gold, js=False)
    for path in pages_of(gold)[:-1]:
        page = visitor.go(path)
        assert page.locator("h1").count() == 1, path
        assert page.locator("main .sheet, main .case, main .figures").count() >= 1, path
    page = visitor.go("/")
    assert page.locator("svg.chart rect.low").count() > 5
    page.locator("details summary", has_text="More filters").click()
    page.locator("select[name=harm]").select_option("injured")
    page.get_by_role("button", name="Show").click()
    assert "harm=injured" in page.url
    assert page.get_by_role("heading", name="Injured by month").is_visible()
    page.locator(".chip", has_text="injured").click()
    assert "harm" not in page.url


def test_from_a_total_to_the_sentence_in_three_clicks(gold: Served, visit: Visit) -> None:
    page = visit(gold).go("/")
    page.locator(".figure .big a").first.click()
    page.wait_for_url("**/lineage**")
    page.locator(".quotes blockquote a").first.click()
    page.wait_for_url("**/reports/**#q-*")
    anchor = page.url.split("#")[1]
    marked = page.locator(f"[id='{anchor}'] + mark")
    assert marked.is_visible()
    box = marked.bounding_box()
    assert box is not None
    assert 0 <= box["y"] < SIZES["desktop"][1]


def test_filters_live_in_the_address_and_come_in_part(invented: Served, visit: Visit) -> None:
    page = visit(invented).go("/incidents")
    page.evaluate("window.same = true")
    page.locator("input[name=place]").fill("Qasr")
    page.get_by_role("button", name="Show").click()
    page.wait_for_url("**place=Qasr**")
    assert page.locator("tbody tr").count() == 1
    assert page.evaluate("window.same") is True
    page.go_back()
    until(page, "document.querySelectorAll('tbody tr').length === 3")


def test_the_theme_is_chosen_and_kept(invented: Served, visit: Visit) -> None:
    page = visit(invented, scheme="light").go("/method")
    ground = "getComputedStyle(document.documentElement).backgroundColor"
    day = page.evaluate(ground)
    page.get_by_role("button", name="Change between light and dark").click()
    night = page.evaluate(ground)
    assert day != night
    page.reload()
    assert page.evaluate(ground) == night


def test_pages_are_walked_by_keyboard(invented: Served, visit: Visit) -> None:
    page = visit(invented).go("/incidents")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_the_area_in_view_becomes_a_filter(invented: Served, visit: Visit) -> None:
    page = visit(invented).go("/?harm=killed")
    page.locator("#map[data-filled=yes] canvas").wait_for()
    page.evaluate("() => { window.warmonitorMap.jumpTo({ center: [36.68, 35.62], zoom: 9 }); }")
    with page.expect_navigation():
        page.get_by_role("button", name="Only what lies in view").click()
    assert "harm=killed" in page.url
    assert page.locator(".chip", has_text="box").count() == 1
    assert page.get_by_role("link", name="1 incidents").count() == 1


def test_the_map_shows_what_is_known_and_opens_it(invented: Served, visit: Visit) -> None:
    page = visit(invented).go("/")
    page.locator("#map[data-filled=yes] canvas").wait_for()
    page.locator("#map").scroll_into_view_if_needed()
    until(page, "window.warmonitorMap?.queryRenderedFeatures({layers: ['exact']}).length === 3")
    spot = page.evaluate(
        "(() => { const m = window.warmonitorMap; const f = m.queryRenderedFeatures({layers: ['exact']})[0];"
        " const p = m.project(f.geometry.coordinates); return [p.x, p.y]; })()"
    )
    page.locator("#map canvas").click(position={"x": spot[0], "y": spot[1]})
    page.locator(".maplibregl-popup a").click()
    page.wait_for_url("**/incidents/i*")


def test_the_timeline_can_be_looked_into(gold: Served, visit: Visit) -> None:
    page = visit(gold).go("/?since=2016&until=2017")
    plot = page.locator(".timeline-plot .u-over")
    plot.scroll_into_view_if_needed()
    box = plot.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] * 0.3, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.6, box["y"] + 40, steps=4)
    page.mouse.up()
    page.wait_for_url("**since=2016-0*")


def test_a_tally_is_laid_out_copied_and_fetched(gold: Served, visit: Visit) -> None:
    page = visit(gold).go("/tally")
    page.locator("select[name=rows]").select_option("country")
    page.locator("select[name=columns]").select_option("status")
    page.get_by_role("button", name="Lay out").click()
    page.wait_for_url("**rows=country&columns=status**")
    page.get_by_role("button", name="Copy the table with its citation").click()
    page.get_by_role("button", name="Copied").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("country\tHarm\t")
    assert "ledger at transaction" in copied
    with page.expect_download() as fetched:
        page.get_by_role("link", name="Download CSV").click()
    assert fetched.value.suggested_filename == "tally-by-country-status.csv"
    page.locator("td a.cell").first.click()
    page.wait_for_url("**/lineage**")
    assert page.locator("section.lineage").count() >= 1

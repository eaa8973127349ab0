"""Every action of review by single keys and without JavaScript; nothing is lost, nobody is overwritten."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page
from tests.browser.conftest import Served, Visit

from warmonitor.model import Judgement, Query
from warmonitor.web import trouble
from warmonitor.web.asking import ref
from warmonitor.web.desk import Desk, Settings
from warmonitor.web.people import People

pytestmark = [pytest.mark.browser, pytest.mark.shared]


def last(served: Served) -> Judgement:
    """The decision made last."""
    return max(served.book.judgements(), key=lambda word: word.at)


def at_case(page: Page, question: str) -> None:
    """Step to the first case that asks a question."""
    while not page.locator(".case.now h2", has_text=question).count():
        before = page.locator(".case.now").get_attribute("id")
        page.keyboard.press("j")
        assert page.locator(".case.now").get_attribute("id") != before, f"no case asks: {question}"


def pressed(served: Served, page: Page, key: str) -> Judgement:
    """The decision that a key made."""
    before = served.book.transaction()
    with page.expect_navigation():
        page.keyboard.press(key)
    page.locator(".undo li").first.wait_for()
    assert served.book.transaction() > before
    return last(served)


def test_links_are_merged_and_split_by_a_key(gold: Served, visit: Visit) -> None:
    page = visit(gold).go("/review?kind=link")
    for key, kind in (("m", "same"), ("s", "not_same")):
        at_case(page, "Do these tell of one event?")
        assert pressed(gold, page, key).kind == kind


def test_claims_are_accepted_and_rejected_by_a_key_and_undone(gold: Served, visit: Visit) -> None:
    page = visit(gold).go("/review?kind=claim")
    for key, kind in (("a", "confirm"), ("r", "reject")):
        at_case(page, "Is this claim read rightly?")
        assert pressed(gold, page, key).kind == kind
    rejected = last(gold)
    pressed(gold, page, "u")
    assert rejected not in gold.book.judgements()
    assert "undone" in [change.kind for change in gold.book.history(rejected.subject)]


def test_a_correction_is_begun_by_a_key_kept_over_a_reload_and_written(gold: Served, visit: Visit) -> None:
    page = visit(gold).go("/review?kind=place")
    at_case(page, "Where was this?")
    incident = str(page.locator(".case.now input[name=subject]").first.input_value())
    page.keyboard.press("c")
    field = page.locator(".case.now input[name='set.place.lat']")
    field.fill("35.5")
    page.locator(".case.now .correction input[name=why]").fill("from the village's own page")
    page.reload()
    kept = page.locator(f".case:has(input[value='{incident}']) input[name='set.place.lat']").first
    assert kept.input_value() == "35.5"
    page.locator(f".case:has(input[value='{incident}'])").get_by_role(
        "button", name="Write the corrections"
    ).first.click()
    page.locator(".undo li").first.wait_for()
    words = gold.book.judgements(incident)
    assert [(w.field, w.value, w.why) for w in words] == [("place.lat", "35.5", "from the village's own page")]
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('draft')).length") == 0


def test_a_contradiction_is_shown_with_its_quotes(gold: Served, visit: Visit) -> None:
    page = visit(gold).go("/review?kind=contradiction")
    shown = trouble.contradictions(Desk(gold.book, People("sqlite://"), Settings()), Query())
    texts = page.locator(".case .alert").all_inner_texts()
    assert texts
    assert set(texts) <= {one.check.text for one in shown if one.check}
    assert page.locator(".case.now blockquote").count() >= 1


def test_an_incident_is_graded_noted_merged_and_its_link_cut(gold: Served, visit: Visit) -> None:
    link = next(one for one in gold.book.links() if not gold.book.judgements(one.left))
    incident = gold.book.claim(link.left).incident or ""
    other = gold.book.claim(link.right).incident or ""
    page = visit(gold).go(f"/incidents/{ref(incident)}")
    page.locator("select[name=value]").first.select_option("fair")
    with page.expect_navigation():
        page.get_by_role("button", name="Set the grade").click()
    page.get_by_label("Note").fill("see the court's finding")
    with page.expect_navigation():
        page.get_by_role("button", name="Add the note").click()
    page.locator("h2", has_text="What people decided").wait_for()
    with page.expect_navigation():
        page.keyboard.press("n")
    page.get_by_label("The same as incident").fill(other)
    with page.expect_navigation():
        page.get_by_role("button", name="Merge").click()
    made = {word.kind for subject in (incident, link.left) for word in gold.book.judgements(subject)}
    assert {"grade", "note", "not_same", "same"} <= made


def test_a_grade_and_a_note_are_undone_beside_them(gold: Served, visit: Visit) -> None:
    incident = next(one for one in gold.book.incidents(order="killed") if not gold.book.judgements(one.id))
    for word in (Judgement(kind="grade", subject=incident.id, hand="owner", field="happened", value="contested"),
                 Judgement(kind="note", subject=incident.id, hand="owner", why="see the court's finding")):  # fmt: skip
        gold.book.judge(word)
    page = visit(gold, js=False).go(f"/incidents/{ref(incident.id)}")
    for left in (1, 0):
        with page.expect_navigation():
            page.get_by_role("button", name="Undo").first.click()
        assert len(gold.book.judgements(incident.id)) == left
    assert gold.book.incident(incident.id).happened != "contested"
    assert page.locator("section", has_text="What we said when").locator("b", has_text="undone").count() == 2


def test_without_javascript_a_decision_is_a_plain_form(gold: Served, visit: Visit) -> None:
    page = visit(gold, js=False).go("/review")
    before = gold.book.transaction()
    page.locator(".case").last.get_by_role("button", name="Reject").click()
    assert page.locator(".undo li").first.is_visible()
    assert gold.book.transaction() > before
    page.locator(".undo li").first.get_by_role("button", name="Undo").click()
    assert gold.book.transaction() > before + 1


def test_who_comes_second_sees_what_the_first_decided(gold: Served, visit: Visit) -> None:
    first, second = visit(gold), visit(gold)
    pages = [first.go("/review?kind=place"), second.go("/review?kind=place")]
    case = pages[0].locator(".case").last.get_attribute("id")
    before = gold.book.transaction()
    pages[0].locator(f"[id='{case}']").get_by_role("button", name="Reject").click()
    pages[0].locator(".undo li").first.wait_for()
    assert gold.book.transaction() == before + 1
    pages[1].locator(f"[id='{case}']").get_by_role("button", name="Leave it unknown").click()
    pages[1].get_by_role("heading", name="Somebody was first").wait_for()
    second.faults[:] = [fault for fault in second.faults if "409" not in fault]
    assert gold.book.transaction() == before + 1
    pages[1].get_by_role("button", name="Write mine all the same").click()
    pages[1].wait_for_url("**/review?kind=place")
    assert last(gold).kind == "confirm"

"""The door: who may do what, and what is refused. The routes are walked, so that a new one cannot be forgotten."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from litestar import Litestar
from litestar.testing import TestClient
from tests.books import exactly, example_book, quote

from warmonitor.ledger.book import Book
from warmonitor.model import Cell, Check, Claim, Incident, Judgement, Link, Period, Place, Report, Source, Victims
from warmonitor.web import guard
from warmonitor.web.app import application
from warmonitor.web.desk import Settings
from warmonitor.web.people import ROLES, People

WORD = "a long enough password"
EVIL = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>{{7*7}}"
WRITES = {"POST", "PUT", "PATCH", "DELETE"}


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Book]:
    """The invented ledger, with a report whose every field tries to run."""
    made = example_book(tmp_path_factory.mktemp("door") / "book.db")
    report = Report(
        id=EVIL,
        title=EVIL,
        text=f"Nine died. {EVIL}",
        publisher=EVIL,
        url="javascript:alert(1)",
        published="2019-05-04",
    )
    place = Place(name=EVIL, text=EVIL, country="SY", admin1=EVIL, lat=35.0, lon=36.0, precision=1, reason=EVIL)
    when = Period(start="2019-05-04", end="2019-05-04", reason=EVIL)
    claim = Claim(
        id=EVIL, report=EVIL, harm="killed", count=exactly(9, "Nine"), victims=Victims(actor=EVIL, text=EVIL),
        place=place, time=when, source=Source(name=EVIL, kind=EVIL), perpetrators=(EVIL,), names=(EVIL,), reader=EVIL,
        incident=EVIL, evidence=(*quote(report, "Nine died"), *quote(report, EVIL)), confidence=0.5,
    )  # fmt: skip
    toll = msgspec.structs.replace(claim, id=EVIL + "2", scope="total", incident=None)
    incident = Incident(
        id=EVIL, event="battle", place=place, time=when, perpetrators=(EVIL,), claims=(EVIL,), reports=(EVIL,),
        authorities=(EVIL,), cells=(Cell(harm="killed", actor=EVIL, low=9, high=9, claims=(EVIL,), derived=EVIL),),
        checks=(Check(kind="sum", holds=False, text=EVIL, claims=(EVIL,)),),
    )  # fmt: skip
    made.add([report], [claim, toll], [incident], [Link(left=EVIL, right="c1", score=0.5, reasons=(EVIL,))])
    made.judge(Judgement(kind="note", subject=EVIL, hand=EVIL, why=EVIL))
    yield made
    made.close()


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> Iterator[People]:
    made = People(f"sqlite:///{tmp_path_factory.mktemp('people') / 'people.db'}")
    for role in ROLES:
        made.add(role.title(), role, WORD)
    yield made
    made.close()


def client_of(book: Book, people: People, hand: str | None, base: str) -> Iterator[TestClient[Litestar]]:
    app = application(book, people, local_hand=hand)
    app.on_shutdown.clear()
    with TestClient(app, base_url=base) as client:
        yield client


@pytest.fixture(scope="module")
def shared_server(book: Book, people: People) -> Iterator[TestClient[Litestar]]:
    yield from client_of(book, people, None, "http://monitor.example")


@pytest.fixture
def served(shared_server: TestClient[Litestar]) -> TestClient[Litestar]:
    """The pages as others reach them, with accounts; nobody has signed in."""
    shared_server.cookies.clear()
    return shared_server


@pytest.fixture
def fresh(book: Book, people: People) -> Iterator[TestClient[Litestar]]:
    """The same, with an entrance that nobody has tried yet."""
    yield from client_of(book, people, None, "http://monitor.example")


@pytest.fixture(scope="module")
def local(book: Book, people: People) -> Iterator[TestClient[Litestar]]:
    """The pages on the owner's own machine."""
    yield from client_of(book, people, "owner", "http://127.0.0.1:8321")


@pytest.fixture(scope="module")
def keys(people: People) -> dict[str, str]:
    """A session for each role, by the account's name."""
    return {role.title(): (people.enter(role.title(), WORD) or ("",))[0] for role in ROLES}


def enter(client: TestClient[Litestar], name: str, password: str = WORD, to: str = "/") -> Any:
    """Sign in as the form does."""
    client.cookies.clear()
    client.get("/enter")
    form = {"name": name, "password": password, "to": to, "_token": client.cookies[guard.ENTRY]}
    return client.post("/enter", data=form, follow_redirects=False)


def be(client: TestClient[Litestar], key: str) -> None:
    """Go on in a session."""
    client.cookies.clear()
    client.cookies.set(guard.COOKIE, key)


def token(client: TestClient[Litestar]) -> str:
    """The token that the visitor's pages bear."""
    return str(client.get("/method").text.split('name="csrf-token" content="')[1].split('"')[0])


def routes(app: Litestar) -> Iterator[tuple[str, str, Any]]:
    """Every method, path and handler there is, paths filled in."""
    for route in app.routes:
        path = "/" + "/".join("x" if not isinstance(part, str) else part for part in route.path_components)
        for handler in getattr(route, "route_handlers", [getattr(route, "route_handler", None)]):
            for method in getattr(handler, "http_methods", ()):
                yield method, path, handler


def test_every_page_is_closed_to_strangers(served: TestClient[Litestar]) -> None:
    for method, path, handler in routes(served.app):
        if method != "GET" or handler.opt.get("public"):
            continue
        answer = served.get(path, follow_redirects=False)
        asked_to_enter = answer.status_code == 302 and answer.headers["location"].startswith("/enter")
        assert asked_to_enter or answer.status_code == 401, path


def test_what_is_public_is_the_entrance_and_the_files_only(served: TestClient[Litestar]) -> None:
    public = {
        (m, p) for m, p, handler in routes(served.app) if handler.opt.get("public") and m not in ("HEAD", "OPTIONS")
    }
    ours = {(m, p) for m, p in public if not p.startswith("/api")}
    assert ours == {("GET", "/enter"), ("POST", "/enter"), ("GET", "/static/x")}


def test_every_write_is_refused_to_strangers(served: TestClient[Litestar]) -> None:
    seen = 0
    for method, path, _ in routes(served.app):
        if method in WRITES:
            seen += 1
            assert served.request(method, path, data={"x": "y"}).status_code in (401, 403), (method, path)
    assert seen >= 5


@pytest.mark.parametrize("role", ROLES)
def test_every_write_is_refused_without_its_role(served: TestClient[Litestar], keys: dict[str, str], role: str) -> None:
    be(served, keys[role.title()])
    mine = token(served)
    for method, path, handler in routes(served.app):
        need = guard.role_of(handler)
        if method in WRITES and need and ROLES.index(need) > ROLES.index(role):
            answer = served.request(method, path, data={"_token": mine}, headers={"x-csrf-token": mine})
            assert answer.status_code == 403, (method, path)


@pytest.mark.parametrize("given", [None, "", "wrong"])
def test_every_write_is_refused_without_its_token(
    served: TestClient[Litestar], keys: dict[str, str], given: str | None
) -> None:
    be(served, keys["Admin"])
    for method, path, _ in routes(served.app):
        if method in WRITES:
            form = {"x": "y"} if given is None else {"_token": given}
            assert served.request(method, path, data=form).status_code == 403, (method, path)


def test_a_route_that_forgets_its_role_is_closed() -> None:
    from litestar import get, post

    @get("/seen", sync_to_thread=False)
    def seen() -> str:
        return ""

    @post("/written", sync_to_thread=False)
    def written() -> str:
        return ""

    app = Litestar([seen, written], openapi_config=None)
    needs = {path: guard.role_of(handler) for method, path, handler in routes(app) if method != "OPTIONS"}
    assert needs["/seen"] == "reader"
    assert needs["/written"] == "admin"


def test_another_visitors_token_does_not_do(served: TestClient[Litestar], keys: dict[str, str]) -> None:
    be(served, keys["Admin"])
    other = token(served)
    be(served, keys["Reviewer"])
    assert served.post("/judge", data={"_token": other, "kind": "confirm", "subject": "i1"}).status_code == 403


@pytest.mark.parametrize("path", ["/", "/enter", "/nope", "/static/base.css", "/incidents?harm=sneezed", "/map.json"])
def test_every_answer_bears_the_security_headers(local: TestClient[Litestar], path: str) -> None:
    headers = local.get(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "no-referrer"


def test_no_page_bears_inline_script_or_style(local: TestClient[Litestar]) -> None:
    for path in pages(local):
        answer = local.get(path)
        if answer.headers["content-type"].startswith("text/html"):
            assert " style=" not in answer.text, path
            assert "<style" not in answer.text, path
            assert all(piece.startswith(' src="/static/') for piece in answer.text.split("<script")[1:]), path


def pages(client: TestClient[Litestar]) -> list[str]:
    """Every page, with the hostile records' own."""
    from warmonitor.web.asking import ref

    fixed = [
        p
        for m, p, h in routes(client.app)
        if m == "GET" and "/x" not in p and not p.startswith("/api") and p not in ("/enter", "/tiles.pmtiles")
    ]
    own = [f"/incidents/{ref(EVIL)}", f"/reports/{ref(EVIL)}", "/incidents/i1", "/reports/r1", "/reports/r3"]
    return [
        *fixed,
        *own,
        "/lineage?harm=killed",
        "/tally?rows=side&columns=actor",
        "/tally?rows=place",
        "/changes?since=0",
    ]


def test_hostile_words_are_shown_as_text_everywhere(local: TestClient[Litestar]) -> None:
    shown = 0
    for path in pages(local):
        answer = local.get(path)
        assert answer.status_code == 200, path
        if answer.headers["content-type"].startswith("text/html"):
            assert "<script>alert" not in answer.text, path
            assert "<img src=x" not in answer.text, path
            assert 'href="javascript' not in answer.text, path
            shown += "&lt;script&gt;" in answer.text
    assert shown > 12


def test_actors_are_told_by_kind(local: TestClient[Litestar]) -> None:
    text = local.get("/actors").text
    assert re.search(r"rebels</a></th><td>armed group", text)
    assert re.search(r"Government forces</a></th><td>state", text)


def test_filters_are_shown_as_text(local: TestClient[Litestar]) -> None:
    for name in ("place", "text", "actor", "source", "since"):
        assert "<script>alert" not in local.get("/incidents", params={name: EVIL}).text


@pytest.mark.parametrize("host", ["evil.example", "192.0.2.7:8321", ""])
def test_on_the_loopback_only_its_own_names_are_served(local: TestClient[Litestar], host: str) -> None:
    assert local.get("/incidents", headers={"host": host}).status_code == 403


def test_the_owner_needs_no_account_but_still_the_token(local: TestClient[Litestar], book: Book) -> None:
    assert local.post("/judge", data={"kind": "confirm", "subject": "i2"}).status_code == 403
    form = {"_token": token(local), "kind": "confirm", "subject": "i2", "back": "//evil.example"}
    answer = local.post("/judge", data=form, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert book.judgements("i2")[-1].hand == "owner"


def test_signing_in_and_out(fresh: TestClient[Litestar]) -> None:
    answer = enter(fresh, "Reviewer", to="/tally?rows=place")
    assert (answer.status_code, answer.headers["location"]) == (303, "/tally?rows=place")
    cookie = next(c for c in answer.headers.get_list("set-cookie") if c.startswith(f"{guard.COOKIE}="))
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert fresh.get("/review").status_code == 200
    fresh.post("/leave", data={"_token": token(fresh)})
    assert fresh.get("/review", follow_redirects=False).status_code == 302
    enter(fresh, "Admin")
    assert "<td>Reviewer</td><td>signed in</td>" in fresh.get("/audit").text


@pytest.mark.parametrize("to", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)"])
def test_the_way_on_stays_here(fresh: TestClient[Litestar], to: str) -> None:
    assert enter(fresh, "Reader", to=to).headers["location"] == "/"


def test_a_wrong_password_says_no_more_than_that_and_many_wait(fresh: TestClient[Litestar]) -> None:
    texts = {enter(fresh, name, "wrong password").text.split("role=")[1][:80] for name in ("Reader", "Nobody")}
    assert len(texts) == 1
    codes = [enter(fresh, "Reader", "wrong password").status_code for _ in range(9)]
    assert codes[0] == 403
    assert codes[-1] == 429


def test_the_audit_is_the_administrators_and_tells_who_did_what(
    served: TestClient[Litestar], keys: dict[str, str]
) -> None:
    be(served, keys["Reviewer"])
    assert served.get("/audit").status_code == 403
    served.post("/judge", data={"_token": token(served), "kind": "confirm", "subject": "i3"})
    be(served, keys["Admin"])
    text = served.get("/audit").text
    assert "<td>Reviewer</td><td>confirm</td>" in text


def test_coders_correct_and_do_not_decide(served: TestClient[Litestar], keys: dict[str, str], book: Book) -> None:
    be(served, keys["Coder"])
    mine = token(served)
    fine = {"_token": mine, "kind": "correct", "subject": "c8", "set.count.low": "30", "set.stance": "asserted"}
    assert served.post("/correct", data=fine, follow_redirects=False).status_code == 303
    assert book.claim("c8").count.low == 30
    assert [word.field for word in book.judgements("c8")] == ["count.low"]
    assert served.post("/correct", data={"_token": mine, "kind": "reject", "subject": "c8"}).status_code == 403


def test_two_reviewers_do_not_overwrite_each_other(
    served: TestClient[Litestar], keys: dict[str, str], book: Book
) -> None:
    seen = book.transaction()
    book.judge(Judgement(kind="reject", subject="c7", hand="Omar", why="he was first"))
    be(served, keys["Reviewer"])
    form = {"_token": token(served), "kind": "confirm", "subject": "c7", "expect": str(seen), "why": "mine"}
    answer = served.post("/judge", data=form)
    assert answer.status_code == 409
    assert "he was first" in answer.text
    assert 'name="why" value="mine"' in answer.text
    assert book.judgements("c7")[-1].hand == "Omar"


@pytest.mark.parametrize(
    "form",
    [
        {"kind": "correct", "subject": "c10", "set.count.low": "21"},
        {"kind": "correct", "subject": "i3", "set.place.lat": "35.5"},
        {"kind": "confirm", "subject": "c9"},
        {"kind": "reject", "subject": "c9"},
        {"kind": "not_same", "subject": "c1", "other": "c4"},
        {"kind": "same", "subject": "i2", "other": "i3"},
        {"kind": "grade", "subject": "i2", "field": "happened", "value": "confirmed"},
        {"kind": "note", "subject": "i2", "why": "see the court's finding"},
        {"kind": "note", "subject": "r2", "field": "sensitive", "value": "place"},
    ],
)
def test_every_decision_is_taken_back(
    served: TestClient[Litestar], keys: dict[str, str], book: Book, form: dict[str, str]
) -> None:
    be(served, keys["Reviewer"])
    mine, subject = token(served), form["subject"]
    before = book.judgements(subject)
    served.post("/judge", data=form | {"_token": mine})
    word = book.judgements(subject)[-1]
    assert (word.kind, word.hand) == (form["kind"], "Reviewer")
    undo = {"_token": mine, "subject": subject, "at": word.at, "why": "a slip"}
    assert served.post("/undo", data=undo, follow_redirects=False).status_code == 303
    assert [(w.kind, w.hand, w.at) for w in book.judgements(subject)] == [(w.kind, w.hand, w.at) for w in before]
    last = [change for change in book.history(subject) if change.of == "judgement"][-1 - len(before) :]
    assert ("undone", "Reviewer") in [(change.kind, change.hand) for change in last]
    assert "a slip" in served.get("/changes").text
    again = served.post("/undo", data=undo)
    assert (again.status_code, "no longer stands" in again.text) == (400, True)


@pytest.mark.parametrize(
    "form",
    [
        {"kind": "sneeze", "subject": "i1"},
        {"kind": "confirm", "subject": "nothing"},
        {"kind": "correct", "subject": "c1", "set.harm": "sneezed"},
        {"kind": "correct", "subject": "c1", "set.nose": "x"},
        {"kind": "grade", "subject": "i1", "field": "mood", "value": "fair"},
        {"kind": "same", "subject": "i1"},
        {},
    ],
)
def test_a_decision_that_cannot_be_meant_is_refused_with_words(
    local: TestClient[Litestar], form: dict[str, str], book: Book
) -> None:
    before = book.transaction()
    answer = local.post("/judge", data=form | {"_token": token(local)})
    assert answer.status_code in (400, 404)
    assert "<h1>" in answer.text
    assert book.transaction() == before


def test_readers_do_not_see_what_is_marked(served: TestClient[Litestar], keys: dict[str, str], book: Book) -> None:
    be(served, keys["Reader"])
    assert "Tell Amara" in served.get("/incidents/i1").text
    assert "36.68" in served.get("/map.json?zoom=14").text
    book.judge(Judgement(kind="note", subject="i1", hand="Omar", field="sensitive", value="place"))
    assert "killed 12 civilians" in served.get("/incidents/i1").text
    assert "36.68" not in served.get("/map.json?zoom=14").text
    for path in ("/places", "/tally?rows=place", "/tally.csv?rows=month&columns=place", "/changes"):
        assert served.get(path).status_code == 403, path
    book.judge(Judgement(kind="note", subject="i1", hand="Omar", field="sensitive", value="all"))
    assert served.get("/incidents/i1").status_code == 404
    be(served, keys["Coder"])
    assert served.get("/incidents/i1").status_code == 200
    book.judge(Judgement(kind="note", subject="i1", hand="Omar", field="sensitive", value="clear"))


def test_a_withheld_report_shows_no_text_to_readers(
    served: TestClient[Litestar], keys: dict[str, str], book: Book
) -> None:
    book.judge(Judgement(kind="note", subject="r5", hand="Omar", field="sensitive", value="names"))
    be(served, keys["Reader"])
    assert "Clashes near" not in served.get("/reports/r5").text
    be(served, keys["Coder"])
    assert "Clashes near" in served.get("/reports/r5").text


def test_the_map_gathers_by_zoom(local: TestClient[Litestar]) -> None:
    far, near = (local.get(f"/map.json?zoom={zoom}").json()["features"] for zoom in (0, 12))
    assert sum(spot["properties"]["n"] for spot in far) == sum(spot["properties"]["n"] for spot in near) >= 4
    assert len(far) < len(near)
    assert local.get("/map.json?zoom=12&view=36,35,37,35.5").json()["features"]
    assert local.get("/map.json?zoom=12&view=100,35,101,36").json()["features"] == []
    assert local.get("/map.json?zoom=far").status_code == 400


def test_a_base_map_is_given_by_ranges(book: Book, people: People, tmp_path: Path) -> None:
    (tmp_path / "own.pmtiles").write_bytes(bytes(range(200)))
    app = application(book, people, "owner", Settings(tiles=str(tmp_path / "own.pmtiles")))
    app.on_shutdown.clear()
    with TestClient(app, base_url="http://127.0.0.1") as client:
        answer = client.get("/tiles.pmtiles", headers={"range": "bytes=10-13"})
        assert (answer.status_code, answer.content) == (206, bytes((10, 11, 12, 13)))
        assert answer.headers["content-range"] == "bytes 10-13/200"
        for wrong in ("", "bytes=5-1", "bytes=0-999999999999", "lines=1-2"):
            assert client.get("/tiles.pmtiles", headers={"range": wrong}).status_code == 400
        assert "pmtiles.js" in client.get("/").text


def test_a_tile_server_is_the_only_other_address(book: Book, people: People) -> None:
    app = application(book, people, "owner", Settings(tiles="https://tiles.example.org/{z}/{x}/{y}.png"))
    app.on_shutdown.clear()
    with TestClient(app, base_url="http://127.0.0.1") as client:
        policy = client.get("/method").headers["content-security-policy"]
        assert "img-src 'self' data: blob: https://tiles.example.org;" in policy
        assert client.get("/tiles.pmtiles").status_code == 404


def test_a_tally_is_the_same_as_page_and_file(local: TestClient[Litestar], book: Book) -> None:
    text = local.get("/tally.csv?rows=month&columns=status").text.splitlines()
    assert text[0] == "month,status,harm,low,best,high"
    assert "2019-06,combatant,killed,34,,39" in text
    page = local.get("/tally?rows=month&columns=status&harm=killed").text
    assert "34–39" in page
    assert "ledger at transaction" in page
    assert local.get("/tally?rows=nose").status_code == 400


def test_a_file_bears_no_formula(local: TestClient[Litestar], book: Book) -> None:
    place = Place(name="=HYPERLINK(1)", country="SY", precision=6)
    book.add(incidents=[Incident(id="formula", place=place, cells=(Cell(harm="killed", low=1, high=1),))])
    text = local.get("/tally.csv?rows=place").text
    assert "HYPERLINK" in text
    assert "\n=HYPERLINK" not in text


def test_behind_a_cell_stand_its_incidents(local: TestClient[Litestar]) -> None:
    page = local.get(
        "/lineage", params={"key.month": "2019-05", "key.harm": "killed", "since": "2019-05", "until": "2019-05"}
    ).text
    assert "killed 12 civilians" in page
    assert "14 soldiers" not in page


def test_a_merged_incident_leads_on(local: TestClient[Litestar], book: Book) -> None:
    book.add(incidents=[Incident(id="old"), Incident(id="new")])
    book.add(withdrawn={("incident", "old"): ("new",)})
    answer = local.get("/incidents/old", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (302, "/incidents/new")


def test_what_is_not_there_is_said(local: TestClient[Litestar]) -> None:
    for path in ("/incidents/none", "/reports/none", "/claims/none", "/nope"):
        assert local.get(path).status_code == 404


def test_a_claim_leads_to_its_words(local: TestClient[Litestar]) -> None:
    answer = local.get("/claims/c2", follow_redirects=False)
    assert answer.headers["location"] == "/reports/r1#c-c2"


def test_accounts_may_live_beside_any_ledger(tmp_path: Path) -> None:
    from warmonitor.cli.serve import is_loopback, people_at

    assert people_at(str(tmp_path / "book.db")) == f"sqlite:///{tmp_path}/book.db.people.db"
    assert people_at("postgresql://u@h/db") == "postgresql+psycopg://u@h/db"
    assert is_loopback("127.0.0.1")
    assert is_loopback("::1")
    assert is_loopback("localhost")
    assert not is_loopback("0.0.0.0")
    assert not is_loopback("monitor.example")

"""The JSON API: records by their names, pages that hold still, tags, tokens, what a reader may see."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import geojson
import msgspec
import pytest
from litestar.testing import TestClient
from tests.books import example_book

from warmonitor.errors import QueryError
from warmonitor.ledger import Book
from warmonitor.model import Claim, Incident, Judgement, Report
from warmonitor.web.api import api_app
from warmonitor.web.people import People
from warmonitor.web.tokens import Tokens


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    with example_book(tmp_path / "book.db") as opened:
        yield opened


@pytest.fixture
def people(tmp_path: Path) -> Iterator[People]:
    found = People(f"sqlite:///{tmp_path}/people.db")
    yield found
    found.close()


@pytest.fixture
def owner(book: Book, people: People) -> Iterator[TestClient[Any]]:
    """A caller on the machine itself."""
    with TestClient(api_app(book, people, "ada"), base_url="http://127.0.0.1") as client:
        yield client


@pytest.fixture
def served(book: Book, people: People) -> Iterator[TestClient[Any]]:
    """A caller of a server with accounts."""
    with TestClient(api_app(book, people)) as client:
        yield client


def bearing(people: People, role: str, name: str = "robot") -> dict[str, str]:
    return {"authorization": f"Bearer {Tokens(people).add(name, role)}"}


# Records


def test_records_are_those_of_the_ledger(owner: TestClient[Any], book: Book) -> None:
    def all_of(path: str, shape: Any) -> list[Any]:
        return msgspec.convert(owner.get(f"/api/{path}").json()["items"], list[shape])

    assert all_of("incidents?order=time", Incident) == list(book.incidents())
    assert all_of("claims", Claim) == list(book.claims())
    assert all_of("reports", Report) == list(book.reports())
    assert msgspec.convert(owner.get("/api/incidents/i1").json(), Incident) == book.incident("i1")
    assert [c["id"] for c in owner.get("/api/incidents/i1/claims").json()] == ["c1", "c2", "c3", "c4", "c5"]
    assert owner.get("/api/claims/c1").json()["evidence"][0]["text"] == "killed 12 civilians"
    assert owner.get("/api/reports/r1").json()["publisher"] == "Harbour Wire"


@pytest.mark.parametrize(
    ("question", "ids"),
    [
        ("since=2019-05-05", ["i2", "i3"]),
        ("place=tell amara", ["i1"]),
        ("box=36,35,37,36", ["i1", "i3"]),
        ("harm=injured&status=civilian", ["i1"]),
        ("as_of=1", ["i1"]),
        ("as_of=0", []),
        ("order=killed", ["i3", "i1", "i2"]),
        ("order=-time", ["i3", "i2", "i1"]),
    ],
)
def test_filters_are_those_of_the_ledger(owner: TestClient[Any], question: str, ids: list[str]) -> None:
    assert [i["id"] for i in owner.get(f"/api/incidents?{question}").json()["items"]] == ids


def test_figures_are_by_the_policy_asked_for(owner: TestClient[Any]) -> None:
    for address in ("/api/incidents/i1?policy=ucdp", "/api/incidents?policy=ucdp&limit=1"):
        found = owner.get(address).json()
        incident = found["items"][0] if "items" in found else found
        killed = [
            c for c in incident["cells"] if c["harm"] == "killed" and c["status"] == "civilian" and not c["group"]
        ]
        assert incident["policy"] == "ucdp"
        assert killed[0]["best"] == 12


def test_sums_checks_and_history(owner: TestClient[Any]) -> None:
    rows = owner.get("/api/tally?by=month,status&harm=killed").json()["rows"]
    assert {(r["keys"]["month"], r["keys"]["status"], r["low"]) for r in rows} >= {("2019-06", "combatant", 34)}
    assert owner.get("/api/tolls").json()["items"][0]["unaccounted"] == 188
    assert owner.get("/api/checks").json()["items"][0]["kind"] == "part_over_whole"
    assert [c["kind"] for c in owner.get("/api/history/i1").json()["items"]] == ["added"]
    about = owner.get("/api").json()
    assert (about["transaction"], about["counts"]["incidents"], "hxl" in about["formats"]) == (2, 3, True)


def test_files_in_every_format(owner: TestClient[Any]) -> None:
    found = geojson.loads(owner.get("/api/incidents.geojson?until=2019-05-20").text)
    assert found.is_valid
    assert [f["id"] for f in found["features"]] == ["i1", "i2"]
    for form in owner.get("/api").json()["formats"]:
        answer = owner.get(f"/api/export/{form}")
        assert answer.status_code == 200, form
        assert f"warmonitor-{form}" in answer.headers["content-disposition"]
    rows = list(csv.DictReader(io.StringIO(owner.get("/api/export/csv?table=claims").text)))
    assert [r["id"] for r in rows][:5] == ["c1", "c2", "c3", "c4", "c5"]
    assert owner.get("/api/export/shapefile").status_code == 400


def test_a_merged_incident_leads_on(owner: TestClient[Any], book: Book) -> None:
    book.add(withdrawn={("incident", "i2"): ["i1"]})
    answer = owner.get("/api/incidents/i2", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (308, "/api/incidents/i1")


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("incidents/none", 404, "no such incident"),
        ("claims/none", 404, "no such claim"),
        ("incidents?harm=slain", 400, "harm"),
        ("incidents?limit=0", 400, "limit"),
        ("incidents?box=1,2", 400, "4 numbers"),
        ("incidents?cursor=zzz", 400, "no such cursor"),
        ("incidents?since=yesterday", 400, "no such day"),
        ("incidents?as_of=then", 400, "no such time"),
        ("incidents?order=size", 400, "order"),
        ("tally?by=colour", 400, "colour"),
        ("tally?by=month,admin1,status,event,harm", 400, "at most"),
        ("changes?since=soon", 400, "no such time"),
        ("nothing", 404, ""),
    ],
)
def test_what_cannot_be_meant_is_said(owner: TestClient[Any], path: str, status: int, said: str) -> None:
    answer = owner.get(f"/api/{path}")
    assert answer.status_code == status
    assert said in answer.json()["detail"]


# Pages


def test_pages_neither_skip_nor_repeat_while_somebody_writes(owner: TestClient[Any], book: Book) -> None:
    for order in ("id", "time", "-time", "killed"):
        before = [i.id for i in book.incidents(order=order)]
        seen, cursor = [], ""
        while cursor is not None:
            page = owner.get(f"/api/incidents?limit=1&order={order}" + (f"&cursor={cursor}" if cursor else "")).json()
            seen += [i["id"] for i in page["items"]]
            cursor = page["next"]
            moved = msgspec.structs.replace(book.incident(before[0]), event="shelling", time=book.incident("i3").time)
            book.add(incidents=[moved, msgspec.structs.replace(moved, id=f"a{order}{len(seen)}")])
        assert seen == before


# Tags


def test_an_answer_held_already_is_not_sent_again(owner: TestClient[Any], book: Book) -> None:
    first = owner.get("/api/incidents")
    again = owner.get("/api/incidents", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert first.headers["cache-control"] == "private, no-cache"
    book.judge(Judgement(kind="confirm", subject="i1", hand="ada"))
    assert owner.get("/api/incidents", headers={"if-none-match": first.headers["etag"]}).status_code == 200
    assert owner.get("/api/claims", headers={"if-none-match": first.headers["etag"]}).status_code == 200


# Who may


def test_a_server_demands_a_token(served: TestClient[Any], people: People) -> None:
    assert served.get("/api/incidents").status_code == 401
    assert served.get("/api/incidents", headers={"authorization": "Bearer wm_forged"}).status_code == 401
    assert served.get("/api/incidents", headers=bearing(people, "reader")).status_code == 200
    assert served.get("/api/openapi.json").status_code == 200


def test_a_revoked_or_ended_token_is_out(
    served: TestClient[Any], people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    tokens = Tokens(people)
    short, long = tokens.add("short", "reader", days=1), tokens.add("long", "reader")
    assert [(t.name, t.role) for t in tokens.all()] == [("long", "reader"), ("short", "reader")]
    monkeypatch.setattr("warmonitor.web.tokens.time.time", lambda: 4e9)
    assert tokens.person(short) is None
    assert tokens.person(long) is not None
    tokens.revoke("long")
    assert served.get("/api/incidents", headers={"authorization": f"Bearer {long}"}).status_code == 401
    for wrong in (
        lambda: tokens.revoke("long"),
        lambda: tokens.add("x", "king"),
        lambda: tokens.add("short", "reader"),
    ):
        with pytest.raises(QueryError):
            wrong()


@pytest.mark.parametrize(
    ("role", "kind", "status"),
    [
        ("reader", "note", 403),
        ("coder", "note", 201),
        ("coder", "correct", 201),
        ("coder", "confirm", 403),
        ("reviewer", "confirm", 201),
        ("admin", "reject", 201),
    ],
)
def test_judgements_need_their_role(
    served: TestClient[Any], people: People, book: Book, role: str, kind: str, status: int
) -> None:
    word = {
        "kind": kind,
        "subject": "c1",
        "field": "event" if kind == "correct" else None,
        "value": "shelling",
        "why": "x",
    }
    answer = served.post("/api/judgements", json=word, headers=bearing(people, role, "grace"))
    assert answer.status_code == status
    assert [j.hand for j in book.judgements("c1")] == (["grace"] if status == 201 else [])


def test_a_page_elsewhere_cannot_judge_in_the_owners_name(owner: TestClient[Any]) -> None:
    assert owner.post("/api/judgements", json={"kind": "confirm", "subject": "c1"}).status_code == 403


def test_two_reviewers_do_not_overwrite_each_other(served: TestClient[Any], people: People, book: Book) -> None:
    head, seen = bearing(people, "reviewer"), book.transaction()
    first = served.post("/api/judgements", json={"kind": "reject", "subject": "c1", "expect": seen}, headers=head)
    later = served.post("/api/judgements", json={"kind": "confirm", "subject": "c1", "expect": seen}, headers=head)
    assert (first.status_code, later.status_code) == (201, 409)


@pytest.mark.parametrize(
    "body", ['{"kind": "slay", "subject": "c1"}', '{"kind": "note"}', "[]", "{", '{"kind": 3}', ""]
)
def test_a_body_that_is_no_judgement_is_refused(served: TestClient[Any], people: People, body: str) -> None:
    head = bearing(people, "admin") | {"content-type": "application/json"}
    assert served.post("/api/judgements", content=body, headers=head).status_code == 400


def test_what_is_marked_is_hidden_from_readers_alone(served: TestClient[Any], people: People, book: Book) -> None:
    for subject, value in (("c4", "source"), ("i2", "all"), ("r5", "source")):
        book.judge(Judgement(kind="note", subject=subject, hand="ada", field="sensitive", value=value))
    reader, coder = bearing(people, "reader", "r"), bearing(people, "coder", "c")
    paths = [
        "incidents", "incidents/i1", "incidents/i1/claims", "claims", "claims/c4", "reports", "reports/r2",
        "reports/r5",
        "changes", "changes.atom", "incidents.geojson", "tolls", "checks", "export/jsonl?table=claims",
        "export/html", "export/overlap", "claims?limit=1000",
    ]  # fmt: skip
    told = "".join(served.get(f"/api/{path}", headers=reader).text for path in paths)
    for secret in ("local doctor", "Qasr", "market", "The Lowland Post, 2019-06-01"):
        assert secret not in told, secret
    assert served.get("/api/incidents/i2", headers=reader).status_code == 404
    assert served.get("/api/history/i1", headers=reader).status_code == 403
    assert served.get("/api/incidents/i2", headers=coder).status_code == 200
    assert "local doctor" in served.get("/api/claims/c4", headers=coder).text


# Out


def test_the_feed_is_atom(owner: TestClient[Any], book: Book) -> None:
    book.judge(Judgement(kind="note", subject="i1", hand="a\x01da", why="<b>&\x00"))
    answer = owner.get("/api/changes.atom")
    feed = ET.fromstring(answer.content)
    space = {"a": "http://www.w3.org/2005/Atom"}
    entries = feed.findall("a:entry", space)
    assert answer.headers["content-type"].startswith("application/atom+xml")
    assert all(entry.find(f"a:{name}", space) is not None for entry in entries for name in ("id", "title", "updated"))
    assert len({e.findtext("a:id", None, space) for e in entries}) == len(entries)
    assert "judged" in (entries[0].findtext("a:title", None, space) or "")


def test_openapi_is_3_1_and_names_every_route(owner: TestClient[Any]) -> None:
    description = json.loads(owner.get("/api/openapi.json").content)
    assert description["openapi"].startswith("3.1")
    assert {"/api/incidents", "/api/changes", "/api/tally", "/api/export/{form}", "/api/judgements"} <= set(
        description["paths"]
    )
    assert {"Incident", "Claim", "Report", "Changed"} <= set(description["components"]["schemas"])
    names = {p["name"] for p in description["paths"]["/api/incidents"]["get"]["parameters"]}
    assert {"since", "place", "policy", "as_of", "limit", "cursor"} <= names


def test_a_judgement_is_taken_back(served: TestClient[Any], people: People, book: Book) -> None:
    head = bearing(people, "reviewer", "grace")
    served.post(
        "/api/judgements", json={"kind": "grade", "subject": "i2", "field": "happened", "value": "fair"}, headers=head
    )
    other = served.post("/api/judgements/undo", json={"subject": "i2"}, headers=bearing(people, "reviewer", "henry"))
    assert (other.status_code, book.incident("i2").happened) == (400, "fair")
    assert served.post("/api/judgements/undo", json={"subject": "i2", "why": "a slip"}, headers=head).status_code == 201
    assert book.judgements("i2") == []
    last = served.get("/api/changes?since=2", headers=head).json()["items"]
    assert [change["text"] for change in last if change["kind"] == "undone"] == ["grade happened = fair: a slip"]

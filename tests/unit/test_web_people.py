"""Accounts: passwords, sessions, roles, and the record of what was done."""

import sqlite3
from pathlib import Path

import pytest

from warmonitor.errors import LedgerError, QueryError
from warmonitor.web import people as accounts
from warmonitor.web.people import People, Person, at_least

WORD = "a long enough password"


@pytest.fixture
def people(tmp_path: Path):
    made = People(f"sqlite:///{tmp_path}/people.db")
    yield made
    made.close()


def test_who_is_added_can_enter_and_is_known_by_the_session(people: People) -> None:
    people.add("Mona", "reviewer", WORD)
    key, person = people.enter("Mona", WORD) or ("", None)
    assert person == Person(name="Mona", role="reviewer")
    visit = people.visit(key)
    assert visit is not None
    assert visit.person == person
    assert len(visit.token) > 30
    assert not visit.local


def test_a_wrong_password_and_a_wrong_name_do_not_enter(people: People) -> None:
    people.add("Mona", "reader", WORD)
    assert people.enter("Mona", WORD + ".") is None
    assert people.enter("Nobody", WORD) is None
    assert people.visit("no such key") is None


def test_leaving_and_removal_end_sessions_at_once(people: People) -> None:
    people.add("Mona", "reader", WORD)
    first, second = (people.enter("Mona", WORD)[0] for _ in range(2))  # type: ignore[index]
    people.leave(first)
    assert people.visit(first) is None
    assert people.visit(second)
    people.remove("Mona")
    assert people.visit(second) is None


def test_a_session_ends_by_itself(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    people.add("Mona", "reader", WORD)
    monkeypatch.setattr(accounts, "SESSION_SECONDS", -1)
    key, _ = people.enter("Mona", WORD) or ("", None)
    assert people.visit(key) is None


@pytest.mark.parametrize(
    "name, role, password",
    [("a", "emperor", WORD), ("", "reader", WORD), ("a" * 81, "reader", WORD), ("a", "reader", "short")],
)
def test_what_cannot_be_an_account_is_refused(people: People, name: str, role: str, password: str) -> None:
    with pytest.raises(QueryError):
        people.add(name, role, password)
    assert people.all() == ()


def test_a_name_is_had_once(people: People) -> None:
    people.add("Mona", "reader", WORD)
    with pytest.raises(QueryError, match="account of that name"):
        people.add("Mona", "admin", WORD)
    with pytest.raises(QueryError, match="no account"):
        people.remove("Omar")


def test_neither_password_nor_session_key_can_be_read_from_the_file(people: People, tmp_path: Path) -> None:
    people.add("Mona", "reader", WORD)
    key, _ = people.enter("Mona", WORD) or ("", None)
    dump = "\n".join(sqlite3.connect(tmp_path / "people.db").iterdump())
    assert "$argon2id$" in dump
    assert WORD not in dump
    assert key not in dump


def test_the_audit_tells_the_latest_first(people: People) -> None:
    for n in range(5):
        people.note("Mona", "192.0.2.1", "confirm", f"claim {n}")
    rows = list(people.audit(limit=2))
    assert [row.detail for row in rows] == ["claim 4", "claim 3"]
    assert [row.detail for row in people.audit(before=rows[-1].at)] == ["claim 2", "claim 1", "claim 0"]


def test_each_role_may_what_those_before_it_may() -> None:
    assert at_least("admin", "reader")
    assert at_least("coder", "coder")
    assert not at_least("coder", "reviewer")


def test_accounts_that_cannot_be_kept_say_where(tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match="accounts cannot be kept"):
        People(f"sqlite:///{tmp_path}/absent/people.db")

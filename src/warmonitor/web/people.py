"""Who may sit at the desk: accounts, sessions and the record of what they did with them.

Kept in tables of their own, beside the ledger and not in it: a copy of the book that is handed on carries no password
and no session. Times are seconds since 1970, UTC.
"""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Iterator
from typing import Literal, get_args

import argon2
import sqlalchemy as sa

from warmonitor.errors import LedgerError, QueryError
from warmonitor.model import Record

Role = Literal["reader", "coder", "reviewer", "admin"]
ROLES: tuple[Role, ...] = get_args(Role)
SESSION_SECONDS = 12 * 3600
SHORTEST_PASSWORD = 10

_tables = sa.MetaData()
_people = sa.Table(
    "people",
    _tables,
    sa.Column("name", sa.String(80), primary_key=True),
    sa.Column("role", sa.String(20), nullable=False),
    sa.Column("password", sa.String(300), nullable=False),
    sa.Column("added", sa.Float, nullable=False),
)
_sessions = sa.Table(
    "people_sessions",
    _tables,
    sa.Column("key", sa.String(64), primary_key=True),
    sa.Column("name", sa.String(80), nullable=False, index=True),
    sa.Column("token", sa.String(64), nullable=False),
    sa.Column("until", sa.Float, nullable=False),
)
_audit = sa.Table(
    "people_audit",
    _tables,
    sa.Column("row", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("at", sa.Float, nullable=False),
    sa.Column("name", sa.String(80), nullable=False),
    sa.Column("address", sa.String(80), nullable=False),
    sa.Column("what", sa.String(40), nullable=False),
    sa.Column("detail", sa.String(400), nullable=False),
)


class Person(Record):
    """An account: a name (the hand that the book notes) and what it may do."""

    name: str
    role: Role


class Visit(Record):
    """A request's visitor: the person, the token that their forms must bear, whether they own the laptop.

    A `bearer` showed an API token, which no browser sends by itself: nobody can forge what they write.
    """

    person: Person
    token: str
    local: bool = False
    bearer: bool = False


class AuditRow(Record):
    """One thing that somebody did at the desk, or tried to."""

    at: float
    name: str
    address: str
    what: str
    detail: str


def at_least(have: Role, need: Role) -> bool:
    """Whether role `have` may do what `need` may: each role holds all that the ones before it do."""
    return ROLES.index(have) >= ROLES.index(need)


class People:
    """The accounts at a database URL. Safe to share between threads."""

    def __init__(self, url: str) -> None:
        self._engine = sa.create_engine(url)
        self._hasher = argon2.PasswordHasher()
        # A wrong name costs as much time as a wrong password: the wait does not tell which names exist.
        self._nobody = self._hasher.hash(secrets.token_hex())
        try:
            _tables.create_all(self._engine)
        except sa.exc.SQLAlchemyError as error:
            raise LedgerError(
                f"accounts cannot be kept: {error.__cause__ or error}", self._engine.url.render_as_string()
            ) from error

    @property
    def engine(self) -> sa.Engine:
        """The database of the accounts, where what belongs to them (API tokens) is kept too."""
        return self._engine

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    def add(self, name: str, role: str, password: str) -> Person:
        """A new account. QueryError where the name is taken, the role does not exist or the password is too short."""
        if role not in ROLES:
            raise QueryError(f"no role {role!r}", name, f"one of {', '.join(ROLES)}")
        if not name.strip() or len(name) > 80:
            raise QueryError("a name has 1 to 80 characters", name)
        if len(password) < SHORTEST_PASSWORD:
            raise QueryError(f"a password has at least {SHORTEST_PASSWORD} characters", name)
        row = {"name": name.strip(), "role": role, "password": self._hasher.hash(password), "added": time.time()}
        with self._engine.begin() as db:
            if db.execute(sa.select(_people.c.name).where(_people.c.name == row["name"])).first():
                raise QueryError("there is an account of that name", name, "remove it first, or choose another")
            db.execute(_people.insert().values(row))
        return Person(name=name.strip(), role=role)

    def remove(self, name: str) -> None:
        """Close an account and its sessions. QueryError where there is none. What it judged stays in the book."""
        with self._engine.begin() as db:
            db.execute(_sessions.delete().where(_sessions.c.name == name))
            if not db.execute(_people.delete().where(_people.c.name == name)).rowcount:
                raise QueryError("no account of that name", name)

    def all(self) -> tuple[Person, ...]:
        """Every account, by name."""
        with self._engine.connect() as db:
            rows = db.execute(sa.select(_people.c.name, _people.c.role).order_by(_people.c.name))
            return tuple(Person(name=row.name, role=row.role) for row in rows)

    def enter(self, name: str, password: str) -> tuple[str, Person] | None:
        """A new session's secret key for the right name and password, else None."""
        with self._engine.connect() as db:
            row = db.execute(sa.select(_people).where(_people.c.name == name.strip())).first()
        try:
            self._hasher.verify(row.password if row else self._nobody, password)
        except argon2.exceptions.VerificationError:
            return None
        if row is None:
            return None
        key = secrets.token_urlsafe(32)
        session = {
            "key": _digest(key),
            "name": row.name,
            "token": secrets.token_urlsafe(32),
            "until": time.time() + SESSION_SECONDS,
        }
        with self._engine.begin() as db:
            db.execute(_sessions.delete().where(_sessions.c.until < time.time()))
            db.execute(_sessions.insert().values(session))
        return key, Person(name=row.name, role=row.role)

    def visit(self, key: str) -> Visit | None:
        """Whose session `key` opens, while it lasts. The role is read anew, so a removed account is out at once."""
        both = sa.select(_people.c.name, _people.c.role, _sessions.c.token).join_from(
            _sessions, _people, _sessions.c.name == _people.c.name
        )
        with self._engine.connect() as db:
            row = db.execute(both.where(_sessions.c.key == _digest(key), _sessions.c.until > time.time())).first()
        return Visit(person=Person(name=row.name, role=row.role), token=row.token) if row else None

    def leave(self, key: str) -> None:
        """End a session."""
        with self._engine.begin() as db:
            db.execute(_sessions.delete().where(_sessions.c.key == _digest(key)))

    def note(self, name: str, address: str, what: str, detail: str = "") -> None:
        """Write down that somebody did something."""
        row = {"at": time.time(), "name": name[:80], "address": address[:80], "what": what[:40], "detail": detail[:400]}
        with self._engine.begin() as db:
            db.execute(_audit.insert().values(row))

    def audit(self, limit: int = 200, before: float | None = None) -> Iterator[AuditRow]:
        """What was done at the desk, latest first."""
        query = sa.select(_audit).order_by(_audit.c.row.desc()).limit(limit)
        with self._engine.connect() as db:
            for row in db.execute(query.where(_audit.c.at < before) if before else query).all():
                yield AuditRow(at=row.at, name=row.name, address=row.address, what=row.what, detail=row.detail)


def _digest(key: str) -> str:
    # Whoever reads the table cannot enter with what it holds.
    return hashlib.sha256(key.encode()).hexdigest()

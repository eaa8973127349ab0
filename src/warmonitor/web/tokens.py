"""Tokens for programs that use the API: a secret in the header `Authorization: Bearer …`, with a role and an end.

Only a token's hash is kept, beside the accounts; whoever reads the table cannot enter with what it holds.
"""

from __future__ import annotations

import hashlib
import secrets
import time

import sqlalchemy as sa

from warmonitor.errors import LedgerError, QueryError
from warmonitor.model import Record
from warmonitor.web.people import ROLES, People, Person

_DAY = 86400.0
_tables = sa.MetaData()
_tokens = sa.Table(
    "people_api_tokens",
    _tables,
    sa.Column("name", sa.String(80), primary_key=True),
    sa.Column("role", sa.String(20), nullable=False),
    sa.Column("digest", sa.String(64), nullable=False, index=True),
    sa.Column("added", sa.Float, nullable=False),
    sa.Column("until", sa.Float),
)


class Token(Record):
    """A token as it is listed: whose it is, what it may do, when it was made and until when it holds (seconds, UTC)."""

    name: str
    role: str
    added: float
    until: float | None = None


class Tokens:
    """The tokens beside some accounts. Safe to share between threads."""

    def __init__(self, people: People) -> None:
        self._engine = people.engine
        try:
            _tables.create_all(self._engine)
        except sa.exc.SQLAlchemyError as error:
            raise LedgerError(f"tokens cannot be kept: {error}", self._engine.url.render_as_string()) from error

    def add(self, name: str, role: str, days: float | None = None) -> str:
        """A new token's secret, shown this once; it ends after `days`. QueryError where name or role cannot be."""
        if role not in ROLES:
            raise QueryError(f"no role {role!r}", name, f"one of {', '.join(ROLES)}")
        if not name.strip() or len(name) > 80:
            raise QueryError("a name has 1 to 80 characters", name)
        if days is not None and not 0 < days < 36_500:
            raise QueryError(f"a token cannot end after {days:g} days", name, "give a number of days above 0")
        secret, now = f"wm_{secrets.token_urlsafe(32)}", time.time()
        until = now + days * _DAY if days else None
        row = {"name": name.strip(), "role": role, "digest": _digest(secret), "added": now, "until": until}
        with self._engine.begin() as db:
            if db.execute(sa.select(_tokens.c.name).where(_tokens.c.name == row["name"])).first():
                raise QueryError("there is a token of that name", name, "revoke it first, or choose another")
            db.execute(_tokens.insert().values(row))
        return secret

    def revoke(self, name: str) -> None:
        """End a token at once. QueryError where there is none of that name."""
        with self._engine.begin() as db:
            if not db.execute(_tokens.delete().where(_tokens.c.name == name)).rowcount:
                raise QueryError("no token of that name", name, "warmonitor token list shows all")

    def all(self) -> tuple[Token, ...]:
        """Every token, by name, without its secret."""
        with self._engine.connect() as db:
            rows = db.execute(sa.select(_tokens).order_by(_tokens.c.name))
            return tuple(Token(name=r.name, role=r.role, added=r.added, until=r.until) for r in rows)

    def person(self, secret: str) -> Person | None:
        """Whom a secret speaks for, while it holds."""
        holds = (_tokens.c.digest == _digest(secret)) & (_tokens.c.until.is_(None) | (_tokens.c.until > time.time()))
        with self._engine.connect() as db:
            row = db.execute(sa.select(_tokens.c.name, _tokens.c.role).where(holds)).first()
        return Person(name=row.name, role=row.role) if row else None


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf8", "replace")).hexdigest()

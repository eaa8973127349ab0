"""Full text search in reports: FTS5 in SQLite, tsvector in PostgreSQL."""

from __future__ import annotations

import re

import sqlalchemy as sa

from warmonitor.ledger.schema import report
from warmonitor.ledger.views import plain

MOST = 400_000
"""Characters of one report that are indexed; PostgreSQL refuses longer vectors."""

_TABLE = {
    "sqlite": [
        "CREATE VIRTUAL TABLE words USING fts5(title, text, content='', tokenize='unicode61 remove_diacritics 2')"
    ],
    "postgresql": [
        "CREATE TABLE words (seq INTEGER PRIMARY KEY, found tsvector NOT NULL)",
        "CREATE INDEX words_found ON words USING gin (found)",
    ],
}
_ADD = {
    "sqlite": "INSERT INTO words (rowid, title, text) VALUES (:seq, :title, :text)",
    "postgresql": "INSERT INTO words (seq, found) VALUES (:seq, to_tsvector('simple', :title || ' ' || :text))",
}
_DROP = {
    "sqlite": "INSERT INTO words (words, rowid, title, text) VALUES ('delete', :seq, :title, :text)",
    "postgresql": "DELETE FROM words WHERE seq = :seq",
}


def create(db: sa.Connection) -> None:
    """Make the index; part of the first migration."""
    for statement in _TABLE[db.dialect.name]:
        db.execute(sa.text(statement))


def _rows(found: list[tuple[int, str, str]]) -> list[dict[str, object]]:
    return [{"seq": seq, "title": plain(title), "text": (plain(words) or "")[:MOST]} for seq, title, words in found]


def index(db: sa.Connection, found: list[tuple[int, str, str]]) -> None:
    """Add the words of reports, each a row number, title and text."""
    if found:
        db.execute(sa.text(_ADD[db.dialect.name]), _rows(found))


def forget(db: sa.Connection, found: list[tuple[int, str, str]]) -> None:
    """Take the words of reports out again."""
    if found:
        db.execute(sa.text(_DROP[db.dialect.name]), _rows(found))
        if db.dialect.name == "sqlite":
            db.execute(sa.text("INSERT INTO words (words) VALUES ('optimize')"))


def matches(dialect: str, wanted: str) -> sa.ColumnElement[bool]:
    """The condition that a row of `report` holds all `wanted` words ("in quotes" as a phrase)."""
    if dialect == "postgresql":
        inner = sa.text("SELECT seq FROM words WHERE found @@ websearch_to_tsquery('simple', :wanted)")
        return report.c.seq.in_(inner.bindparams(wanted=plain(wanted)).columns(sa.column("seq", sa.Integer)))
    inner = sa.text("SELECT rowid AS seq FROM words WHERE words MATCH :wanted")
    return report.c.seq.in_(inner.bindparams(wanted=_fts(wanted)).columns(sa.column("seq", sa.Integer)))


def _fts(wanted: str) -> str:
    """The user's words as an FTS5 query: each quoted, so that no sign in them is read as an operator."""
    found = re.findall(r'"([^"]*)"|(\S+)', wanted.replace("\x00", " "))
    pieces = [(phrase or word).replace('"', "") for phrase, word in found]
    return " ".join(f'"{piece}"' for piece in pieces if re.search(r"\w", piece)) or '""'

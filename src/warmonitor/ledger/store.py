"""Where the book lies: a SQLite file or a PostgreSQL database, opened, brought up to date, locked for one writer."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from warmonitor.errors import LedgerError
from warmonitor.ledger import migrations
from warmonitor.ledger.schema import transactions

PATIENCE = 60
"""Seconds that a writer waits for another to end."""


PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON", "cache_size=-65536", "temp_store=MEMORY")


def address(url: str | os.PathLike[str]) -> sa.URL:
    """A path or database URL as a URL. LedgerError where it is neither a file nor SQLite nor PostgreSQL."""
    text = os.fspath(url)
    if "://" not in text:
        return sa.URL.create("sqlite", database=text)
    try:
        found = sa.make_url(text)
    except sa.exc.ArgumentError as error:
        raise LedgerError("not a database URL", text.split("@")[-1], "use a path or postgresql://…") from error
    if found.get_backend_name() not in ("sqlite", "postgresql"):
        raise LedgerError(f"no ledger in a {found.get_backend_name()} database", "", "use a path or postgresql://…")
    return found.set(drivername="postgresql+psycopg") if found.drivername == "postgresql" else found


def engine(url: str | os.PathLike[str]) -> sa.Engine:
    """An engine on the book, its tables brought up to date."""
    target = address(url)
    made = _sqlite(target) if target.get_backend_name() == "sqlite" else sa.create_engine(target, pool_pre_ping=True)
    try:
        migrations.upgrade(made)
    except sa.exc.DBAPIError as error:
        made.dispose()
        raise told(error, target) from error
    return made


def _sqlite(target: sa.URL) -> sa.Engine:
    made = sa.create_engine(target, connect_args={"timeout": PATIENCE})

    @sa.event.listens_for(made, "connect")
    def prepare(raw: Any, _: Any) -> None:
        raw.isolation_level = None
        for pragma in PRAGMAS:
            raw.execute(f"PRAGMA {pragma}")

    @sa.event.listens_for(made, "begin")
    def begin(db: sa.Connection) -> None:
        db.exec_driver_sql("BEGIN IMMEDIATE" if db.get_execution_options().get("writes") else "BEGIN")

    return made


def forgotten(made: sa.Engine) -> None:
    """Make sure that what was removed is not left in SQLite's side file; the pages themselves were overwritten."""
    if made.dialect.name == "sqlite":
        raw = made.raw_connection()
        raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        raw.close()


@contextlib.contextmanager
def writing(made: sa.Engine) -> Iterator[sa.Connection]:
    """One transaction that alone may write; readers go on reading. All of it is kept, or nothing."""
    try:
        with made.connect().execution_options(writes=True) as db, db.begin():
            if made.dialect.name == "postgresql":
                db.execute(sa.text(f"LOCK TABLE {transactions.name} IN EXCLUSIVE MODE"))
            yield db
    except sa.exc.DBAPIError as error:
        raise told(error, made.url) from error


@contextlib.contextmanager
def reading(made: sa.Engine) -> Iterator[sa.Connection]:
    """A connection that sees one state of the book."""
    options = {"isolation_level": "REPEATABLE READ"} if made.dialect.name == "postgresql" else {}
    try:
        with made.connect().execution_options(**options) as db:
            yield db
    except sa.exc.DBAPIError as error:
        raise told(error, made.url) from error


def told(error: sa.exc.DBAPIError, url: sa.URL) -> LedgerError:
    """A database's complaint in our words."""
    what = str(error.orig).strip().splitlines()[0] if error.orig else str(error)
    hint = ""
    if "full" in what or "No space" in what:
        hint = "the disk is full; free some space and start again, nothing that was accepted is lost"
    elif "locked" in what:
        hint = "another writer held the book too long; start again"
    elif "not a database" in what:
        hint = "the file is no ledger; give another path"
    elif "unable to open" in what:
        hint = "does the folder exist, and may you write in it?"
    return LedgerError(what, url.render_as_string(hide_password=True), hint)

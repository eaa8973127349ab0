"""Brings a book's tables up to date, by Alembic; `versions/` holds one file a change."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from warmonitor.errors import LedgerError

HEAD = "0002"
"""The newest file in `versions/`. A book that is there already opens without Alembic being loaded."""


def version(db: sa.Connection) -> str | None:
    """Which version of the tables the book has; null where there is no book yet."""
    if not sa.inspect(db).has_table("alembic_version"):
        return None
    found: str | None = db.scalar(sa.text("SELECT version_num FROM alembic_version"))
    return found


def upgrade(engine: sa.Engine) -> None:
    """Make the tables, or bring them up to date. LedgerError where a newer warmonitor has made them."""
    with engine.connect() as db:
        if version(db) == HEAD:
            return
    with engine.connect().execution_options(writes=True) as db, db.begin():
        if db.dialect.name == "postgresql":
            db.execute(sa.text("SELECT pg_advisory_xact_lock(7309453)"))
        if version(db) != HEAD:
            _run(db)


def _run(db: sa.Connection) -> None:
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.attributes["connection"] = db
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise LedgerError(str(error), "", "this ledger was made by a newer warmonitor; upgrade this one") from error

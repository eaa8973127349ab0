"""The migrations make the tables that the code speaks of, on both stores."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from warmonitor import ledger
from warmonitor.errors import LedgerError
from warmonitor.ledger import migrations, schema


def test_a_new_book_has_the_tables_of_the_schema(url: str) -> None:
    with ledger.open(url) as book, book.engine.connect() as db:
        differing = compare_metadata(MigrationContext.configure(db), schema.book)
        assert [each for each in differing if "words" not in str(each)] == []


def test_the_head_that_opens_without_alembic_is_the_newest() -> None:
    scripts = ScriptDirectory(str(next(iter(migrations.__path__))))
    assert scripts.get_current_head() == migrations.HEAD


def test_a_book_of_a_newer_warmonitor_is_refused(url: str) -> None:
    with ledger.open(url) as book, book.engine.begin() as db:
        db.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(LedgerError, match="newer warmonitor"):
        ledger.open(url)

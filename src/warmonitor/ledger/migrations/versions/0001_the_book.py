"""The journal and its views."""

from __future__ import annotations

from alembic import op

from warmonitor.ledger import text
from warmonitor.ledger.schema import book

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    db = op.get_bind()
    book.create_all(db)
    text.create(db)


def downgrade() -> None:
    raise NotImplementedError("the book is only ever added to")

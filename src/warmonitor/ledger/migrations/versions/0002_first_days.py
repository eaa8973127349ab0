"""The first day known of claims and incidents: what has an end and no start falls into a period by its end."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # PostgreSQL before 18 can only store such a column, and SQLite cannot add one that is stored.
    stored = True if op.get_bind().dialect.name == "postgresql" else None
    for view in ("claim", "incident"):
        first = sa.Computed("coalesce(starts, ends)", persisted=stored)
        op.add_column(view, sa.Column("first", sa.Text(), first, nullable=True))
        op.create_index(f"{view}_first", view, ["first"], unique=False)
    op.drop_index("incident_starts", table_name="incident")


def downgrade() -> None:
    raise NotImplementedError("the book is only ever added to")

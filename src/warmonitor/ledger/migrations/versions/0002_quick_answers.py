"""What pages ask for over 100,000 incidents, laid out so that an index, or a sum kept at hand, answers it.

The first day known (what has an end and no start falls into a period by its end), checks that fail, claims that are
doubtful, and the sums by month.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from warmonitor.ledger import sums

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

INDEXES = {
    "cell_side": ["side"],
    "party_key": ["role", "key", "name"],
    "report_outlet": ["publisher", "until", "day"],
    "claim_scope": ["scope", "id"],
    "claim_reader": ["reader", "until"],
    "claim_source": ["source", "until", "starts", "ends"],
    "claim_first": ["first"],
    "claim_confidence": ["confidence"],
    "incident_since": ["since"],
    "incident_killed_low": ["killed_low"],
    "incident_failing": ["failing", "country", "first", "killed_low"],
    "incident_days": ["first", "ends", "until", "since", "id"],
    "incident_country": ["country", "first", "ends", "until", "since", "id", "starts", "event", "happened"],
    "incident_spot": ["country", "place", "admin1", "lat", "lon", "precision", "first", "ends", "until", "since",
                      "killed_low", "killed_high", "event", "id", "starts"],
}  # fmt: skip
SOME = (
    ("member_until", ["until"], sa.text("until IS NOT NULL")),
    ("incident_long", ["starts", "ends"], sa.text("starts < ends")),
)
KEYS = ("policy", "country", "starts", "ends", "admin1", "event", "happened", "harm", "status", "side", "subgroup")


def upgrade() -> None:
    db = op.get_bind()
    server = db.dialect.name == "postgresql"
    for view in ("claim", "incident"):
        op.add_column(view, sa.Column("first", sa.Text(), nullable=True))
        code = "CASE WHEN length(country) = 2 THEN upper(country) ELSE country END"
        op.execute(f"UPDATE {view} SET first = coalesce(starts, ends), country = {code}")
    op.add_column("claim", sa.Column("confidence", sa.Float(), nullable=True))
    op.add_column("incident", sa.Column("failing", sa.Boolean(), server_default=sa.false(), nullable=False))
    sure = "CAST(body AS json) ->> 'confidence'" if server else "json_extract(body, '$.confidence')"
    op.execute(
        f"UPDATE claim SET confidence = CAST(({sure}) AS double precision) FROM journal"
        " WHERE journal.seq = claim.seq AND journal.body IS NOT NULL"
    )
    fails = sa.text(
        "UPDATE incident SET failing = :yes FROM journal WHERE journal.seq = incident.seq AND body LIKE :so"
    )
    op.execute(fails.bindparams(yes=True, so='%"holds":false%'))
    for name in ("incident_starts", "incident_country", "party_key", "member_until"):
        op.drop_index(name, table_name=name.split("_")[0])
    for name, columns, where in SOME:
        op.create_index(name, name.split("_")[0], columns, sqlite_where=where, postgresql_where=where)
    for name, columns in INDEXES.items():
        op.create_index(name, name.split("_")[0], columns, unique=False)
    op.create_table(
        "sums",
        *(sa.Column(name, sa.Text(), nullable=False) for name in KEYS),
        sa.Column("part", sa.Boolean(), nullable=False),
        sa.Column("figures", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Float(), nullable=False) for name in ("low", "best", "high")),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("open", "unbest")),
        sa.PrimaryKeyConstraint(*KEYS, "part"),
        sqlite_with_rowid=False,
    )
    sums.rebuild(db)


def downgrade() -> None:
    raise NotImplementedError("the book is only ever added to")

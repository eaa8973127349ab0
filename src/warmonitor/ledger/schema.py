"""The tables of the book.

`journal` is the book itself: rows are only ever added, each bears the hash of the one before. The other tables are
views of it, laid out flat so that questions are answered by an index; they can be made anew from the journal. A row
of a view holds from the transaction `since` up to, not including, `until`; `until` is null while it is true.
"""

from __future__ import annotations

import sqlalchemy as sa

book = sa.MetaData()

Hash = sa.LargeBinary(32)

transactions = sa.Table(
    "transactions",
    book,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("at", sa.Text, nullable=False),
    sa.Column("hand", sa.Text, nullable=False),
)

journal = sa.Table(
    "journal",
    book,
    sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("op", sa.Text, nullable=False),
    sa.Column("of", sa.Text, nullable=False),
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("before", sa.Integer),
    sa.Column("cause", sa.Integer),
    sa.Column("digest", Hash, nullable=False),
    sa.Column("chain", Hash, nullable=False),
    sa.Column("body", sa.Text),
    sa.Index("journal_subject", "subject", "of", "seq"),
    sa.Index("journal_number", "number"),
)


def _life() -> list[sa.Column[object]]:
    """What every view has: the journal row it shows, whose it is, and while which transactions it holds."""
    return [
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("since", sa.Integer, nullable=False),
        sa.Column("until", sa.Integer),
    ]


def _where() -> list[sa.Column[object]]:
    """Where and when, for filters. `x`, `y`, `z` is the point on the unit sphere, so that a distance needs no sine.

    `first` is the first day that is known: of what has an end and no start, the end.
    """
    return [
        sa.Column("place", sa.Text),
        sa.Column("country", sa.Text),
        sa.Column("admin1", sa.Text),
        sa.Column("place_keys", sa.Text, nullable=False),
        sa.Column("precision", sa.Integer),
        sa.Column("lat", sa.Float),
        sa.Column("lon", sa.Float),
        sa.Column("x", sa.Float),
        sa.Column("y", sa.Float),
        sa.Column("z", sa.Float),
        sa.Column("starts", sa.Text),
        sa.Column("ends", sa.Text),
        sa.Column("first", sa.Text),
    ]


def _indexes(name: str, *columns: str) -> list[sa.Index]:
    return [sa.Index(f"{name}_{column}", column) for column in columns]


_LONG = sa.text("starts < ends")
_ENDED = sa.text("until IS NOT NULL")

report = sa.Table(
    "report",
    book,
    *_life(),
    sa.Column("day", sa.Text),
    sa.Column("publisher", sa.Text),
    sa.Column("url", sa.Text),
    sa.Column("language", sa.Text),
    sa.Column("title", sa.Text),
    sa.Column("bytes_hash", sa.Text, nullable=False),
    *_indexes("report", "id", "day", "url", "since"),
    sa.Index("report_outlet", "publisher", "until", "day"),
)

claim = sa.Table(
    "claim",
    book,
    *_life(),
    sa.Column("report", sa.Text, nullable=False),
    sa.Column("harm", sa.Text, nullable=False),
    sa.Column("low", sa.BigInteger),
    sa.Column("high", sa.BigInteger),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("side", sa.Text),
    sa.Column("subgroup", sa.Text),
    sa.Column("perpetrators", sa.Text, nullable=False),
    sa.Column("event", sa.Text, nullable=False),
    sa.Column("source", sa.Text),
    sa.Column("stance", sa.Text, nullable=False),
    sa.Column("scope", sa.Text, nullable=False),
    sa.Column("reader", sa.Text, nullable=False),
    sa.Column("confidence", sa.Float),
    *_where(),
    *_indexes("claim", "id", "report", "starts", "first", "since", "confidence"),
    sa.Index("claim_scope", "scope", "id"),
    sa.Index("claim_reader", "reader", "until"),
    sa.Index("claim_source", "source", "until", "starts", "ends"),
)

_SPOT = ("country", "place", "admin1", "lat", "lon", "precision", "first", "ends", "until", "since", "killed_low",
         "killed_high", "event", "id", "starts")  # fmt: skip

incident = sa.Table(
    "incident",
    book,
    *_life(),
    sa.Column("event", sa.Text, nullable=False),
    sa.Column("happened", sa.Text),
    sa.Column("attributed", sa.Text),
    sa.Column("killed_low", sa.BigInteger, nullable=False),
    sa.Column("killed_high", sa.BigInteger),
    sa.Column("failing", sa.Boolean, nullable=False),
    *_where(),
    *_indexes("incident", "id", "since", "killed_low"),
    sa.Index("incident_long", "starts", "ends", sqlite_where=_LONG, postgresql_where=_LONG),
    sa.Index("incident_failing", "failing", "country", "first", "killed_low"),
    # Each holds all that its questions ask for, so that a database need not look into the wide rows themselves.
    sa.Index("incident_days", "first", "ends", "until", "since", "id"),
    sa.Index("incident_country", "country", "first", "ends", "until", "since", "id", "starts", "event", "happened"),
    sa.Index("incident_spot", *_SPOT),
)

cell = sa.Table(
    "cell",
    book,
    sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("policy", sa.Text, primary_key=True),
    sa.Column("n", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("harm", sa.Text, nullable=False),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("side", sa.Text),
    sa.Column("subgroup", sa.Text),
    sa.Column("low", sa.BigInteger),
    sa.Column("best", sa.BigInteger),
    sa.Column("high", sa.BigInteger),
    sa.Column("part", sa.Boolean, nullable=False),
    *_indexes("cell", "side"),
)

sums = sa.Table(
    "sums",
    book,
    sa.Column("policy", sa.Text, primary_key=True),
    sa.Column("country", sa.Text, primary_key=True),
    sa.Column("starts", sa.Text, primary_key=True),
    sa.Column("ends", sa.Text, primary_key=True),
    sa.Column("admin1", sa.Text, primary_key=True),
    sa.Column("event", sa.Text, primary_key=True),
    sa.Column("happened", sa.Text, primary_key=True),
    sa.Column("harm", sa.Text, primary_key=True),
    sa.Column("status", sa.Text, primary_key=True),
    sa.Column("side", sa.Text, primary_key=True),
    sa.Column("subgroup", sa.Text, primary_key=True),
    sa.Column("part", sa.Boolean, primary_key=True),
    sa.Column("figures", sa.Integer, nullable=False),
    sa.Column("low", sa.Float, nullable=False),
    sa.Column("best", sa.Float, nullable=False),
    sa.Column("high", sa.Float, nullable=False),
    sa.Column("open", sa.Integer, nullable=False),
    sa.Column("unbest", sa.Integer, nullable=False),
    sqlite_with_rowid=False,
)

party = sa.Table(
    "party",
    book,
    sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("role", sa.Text, primary_key=True),
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Index("party_key", "role", "key", "name"),
)

link = sa.Table(
    "link",
    book,
    *_life(),
    sa.Column("of", sa.Text, nullable=False),
    sa.Column("left", sa.Text, nullable=False),
    sa.Column("right", sa.Text, nullable=False),
    sa.Column("score", sa.Float, nullable=False),
    *_indexes("link", "id", "left", "right"),
)

failure = sa.Table("failure", book, *_life(), sa.Column("what", sa.Text, nullable=False), *_indexes("failure", "id"))

judgement = sa.Table(
    "judgement",
    book,
    *_life(),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("other", sa.Text),
    *_indexes("judgement", "id", "subject", "other"),
)

member = sa.Table(
    "member",
    book,
    sa.Column("claim", sa.Text, primary_key=True),
    sa.Column("since", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("until", sa.Integer),
    sa.Column("incident", sa.Text, nullable=False),
    *_indexes("member", "incident", "since"),
)
# Of what has ended alone: nearly all rows are true now, and an index of these is never the way to find one.
sa.Index("member_until", member.c.until, sqlite_where=_ENDED, postgresql_where=_ENDED)

origin = sa.Table(
    "origin",
    book,
    *_life(),
    sa.Column("place", sa.Text, nullable=False),
    sa.Column("reader", sa.Text, nullable=False),
    sa.Column("etag", sa.Text),
    sa.Column("modified", sa.Text),
    *_indexes("origin", "id", "place", "reader"),
)

setting = sa.Table("setting", book, *_life(), *_indexes("setting", "id"))

redirect = sa.Table(
    "redirect",
    book,
    sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("of", sa.Text, nullable=False),
    sa.Column("old", sa.Text, nullable=False),
    sa.Column("new", sa.Text, nullable=False),
    *_indexes("redirect", "old"),
)

VIEWS: dict[str, sa.Table] = {
    "report": report,
    "claim": claim,
    "incident": incident,
    "link": link,
    "copy": link,
    "failure": failure,
    "judgement": judgement,
    "origin": origin,
    "setting": setting,
}

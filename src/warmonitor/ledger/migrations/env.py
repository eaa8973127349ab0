"""What Alembic runs: the open connection that it is given, in the transaction that it is given."""

from alembic import context

from warmonitor.ledger.schema import book

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=book, render_as_batch=True)
context.run_migrations()

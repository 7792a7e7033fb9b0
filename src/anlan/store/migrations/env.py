"""Run the steps on the connection that was handed over, in its transaction."""

from alembic import context

from anlan.store.tables import Table

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Table.metadata,
    render_as_batch=True,
)
context.run_migrations()

"""Alembic's entry: runs the revisions on the connection that the store hands over."""

from alembic import context

from tenprint.agency.schema import METADATA


def run() -> None:
    """Run what is asked for, in the store's own transaction."""
    connection = context.config.attributes["connection"]
    context.configure(connection=connection, target_metadata=METADATA, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()


if hasattr(context, "config"):  # Alembic lends its context while it runs this file; a mere import has none
    run()

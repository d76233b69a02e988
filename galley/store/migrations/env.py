"""Alembic's entry: runs the migrations on the connection that galley.store.engine.migrate hands in."""

from alembic import context

from galley.store.models import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    transactional_ddl=False,  # the caller holds the one transaction that makes the upgrade atomic
)
context.run_migrations()

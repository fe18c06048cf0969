"""Alembic's entry: migrates, with the reporting views taken away before and made anew after."""

from alembic import context
from sqlalchemy import Connection, Engine

from models import Base
from models.reporting.views import create_views, drop_views
from models.session import make_engine


def _is_ours(_object: object, name: str | None, kind: str, _reflected: bool, _to: object) -> bool:
    # full-text tables of SQLite and the like are made in migrations and are not models
    return not (kind == "table" and name is not None and name.startswith("search_"))


def _migrate(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
        include_object=_is_ours,
        transaction_per_migration=False,
        # also on SQLite, where Alembic would commit each migration: of two runs that set a database
        # up at once neither sees it half done, and one that is killed leaves it as it was
        transactional_ddl=True,
    )
    keep_views = context.config.attributes.get("keep_views")
    granted = None
    with context.begin_transaction():
        if not keep_views:
            # any ALTER under a view fails on both databases
            granted = drop_views(connection)
        context.run_migrations()
        at_head = context.get_context().get_current_revision() == context.get_head_revision()
        if at_head and not keep_views:
            # the views belong to the models of this version, so only to its newest migration
            create_views(connection, granted)


def run() -> None:
    """Migrate the engine handed over by models.migrate, else the one of the settings."""
    engine: Engine = context.config.attributes.get("engine") or make_engine()
    with engine.connect() as connection:
        _migrate(connection)
        connection.commit()


if context.is_offline_mode():
    raise SystemExit("Salang migrates a live database; offline SQL is not made")
run()

"""The read-only door on PostgreSQL: a role that sees the reporting views and nothing else.

The views run with the rights of their owner, so the role needs none on the tables below them.
"""

from dataclasses import dataclass

from psycopg import sql
from sqlalchemy import Connection, Engine, text

from models.session import POSTGRESQL_SETTINGS, StorageError

#: a query of the role that runs longer is ended by the server
STATEMENT_TIMEOUT = "5min"
#: functions by which anybody may write large objects, which no read-only default stops for good
_WRITING_FUNCTIONS = text(
    "SELECT p.oid::regprocedure::text FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace "
    "WHERE n.nspname = 'pg_catalog' AND p.proname IN "
    "('lo_create', 'lo_creat', 'lo_from_bytea', 'lo_put', 'lo_unlink', 'lowrite', "
    "'lo_truncate', 'lo_truncate64') AND has_function_privilege('public', p.oid, 'EXECUTE')"
)


@dataclass(frozen=True, slots=True)
class Granted:
    """What came of a grant: views the role sees, and what could not be closed, in sentences."""

    views: tuple[str, ...]
    warnings: tuple[str, ...]


def grant_reporting(engine: Engine, role: str, password: str | None) -> Granted:
    """Make the role, or set an existing one right: SELECT on ``report_*`` and nothing else.

    ``password`` None makes a role that cannot log in by password (peer or certificate, or a group
    for login roles). Runs as often as one likes.

    Raises:
        StorageError: when the database is not PostgreSQL, or the role is a superuser, owns
            tables, or is the one Salang itself uses.
    """
    if engine.dialect.name != "postgresql":
        raise StorageError(
            "roles exist on PostgreSQL only; a SQLite file is opened read-only with "
            "file:PATH?mode=ro (see the page on asking in SQL)"
        )
    with engine.begin() as connection:
        _refuse_powerful(connection, role)
        exists = connection.scalar(
            text("SELECT count(*) FROM pg_roles WHERE rolname = :role"), {"role": role}
        )
        name = sql.Identifier(role)
        if not exists:
            _run(connection, sql.SQL("CREATE ROLE {} NOLOGIN").format(name))
        if password is not None:
            # DDL takes no parameters: the driver quotes the literal, and no log of ours sees it
            _run(
                connection,
                sql.SQL("ALTER ROLE {} LOGIN PASSWORD {}").format(name, sql.Literal(password)),
            )
        _close(connection, name)
        views = grant_views(connection, role)
        _run(
            connection, sql.SQL("ALTER ROLE {} SET default_transaction_read_only = on").format(name)
        )
        _run(
            connection,
            sql.SQL("ALTER ROLE {} SET statement_timeout = {}").format(
                name, sql.Literal(STATEMENT_TIMEOUT)
            ),
        )
        for setting, value in POSTGRESQL_SETTINGS.items():
            _run(
                connection,
                sql.SQL("ALTER ROLE {} SET {} = {}").format(
                    name, sql.Identifier(setting), sql.Literal(value)
                ),
            )
        warnings = _close_large_objects(connection)
    return Granted(views, warnings)


def grant_views(
    connection: Connection, role: str, only: frozenset[str] | None = None
) -> tuple[str, ...]:
    """Let a role read the reporting views there are, or ``only`` some; returns their names."""
    views = tuple(
        connection.scalars(
            text(
                "SELECT viewname FROM pg_views WHERE schemaname = current_schema() "
                "AND viewname LIKE 'report\\_%' ORDER BY viewname"
            )
        )
    )
    views = tuple(view for view in views if only is None or view in only)
    for view in views:
        _run(
            connection,
            sql.SQL("GRANT SELECT ON {} TO {}").format(sql.Identifier(view), sql.Identifier(role)),
        )
    return views


def readers(connection: Connection) -> dict[str, frozenset[str] | None]:
    """Which roles may read which reporting views, for granting again when they are made anew.

    None stands for all of them: such a role is to see views that are added later too.
    """
    every: set[str] = set()
    found: dict[str, set[str]] = {}
    rows = connection.execute(
        text(
            "SELECT views.viewname, grants.grantee FROM pg_views views "
            "LEFT JOIN information_schema.role_table_grants grants "
            "ON grants.table_schema = views.schemaname AND grants.table_name = views.viewname "
            "AND grants.privilege_type = 'SELECT' AND grants.grantee <> views.viewowner "
            "WHERE views.schemaname = current_schema() AND views.viewname LIKE 'report\\_%'"
        )
    )
    for view, grantee in rows:
        every.add(view)
        if grantee is not None:
            found.setdefault(grantee, set()).add(view)
    return {role: None if seen == every else frozenset(seen) for role, seen in found.items()}


def _refuse_powerful(connection: Connection, role: str) -> None:
    row = connection.execute(
        text(
            "SELECT rolsuper, rolname = current_user, rolcreaterole OR rolcreatedb, "
            "EXISTS (SELECT 1 FROM pg_class WHERE relowner = pg_roles.oid) "
            "FROM pg_roles WHERE rolname = :role"
        ),
        {"role": role},
    ).first()
    if row and any(row):
        raise StorageError(
            f"the role {role!r} may do more than read (it is Salang's own, a superuser, or owns "
            "tables); name one that is made for reports only"
        )


def _close(connection: Connection, name: sql.Identifier) -> None:
    """Take away what a role has without being given it: tables, and temporary tables."""
    database = sql.Identifier(connection.scalar(text("SELECT current_database()")) or "")
    schema = sql.Identifier(connection.scalar(text("SELECT current_schema()")) or "public")
    owner = sql.Identifier(connection.scalar(text("SELECT current_user")) or "")
    for statement in (
        sql.SQL("REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM {name}"),
        sql.SQL("REVOKE ALL ON ALL SEQUENCES IN SCHEMA {schema} FROM {name}"),
        sql.SQL("REVOKE ALL ON SCHEMA {schema} FROM {name}"),
        sql.SQL("GRANT USAGE ON SCHEMA {schema} TO {name}"),
        sql.SQL("REVOKE CREATE ON SCHEMA {schema} FROM PUBLIC"),
        # every role may make temporary tables unless the database says otherwise
        sql.SQL("REVOKE TEMPORARY ON DATABASE {database} FROM PUBLIC"),
        sql.SQL("GRANT TEMPORARY ON DATABASE {database} TO {owner}"),
        sql.SQL("GRANT CONNECT ON DATABASE {database} TO {name}"),
    ):
        _run(
            connection,
            statement.format(schema=schema, name=name, database=database, owner=owner),
        )


def _close_large_objects(connection: Connection) -> tuple[str, ...]:
    functions = connection.scalars(_WRITING_FUNCTIONS).all()
    if not functions:
        return ()
    may = connection.scalar(text("SELECT rolsuper FROM pg_roles WHERE rolname = current_user"))
    statements = "; ".join(f"REVOKE EXECUTE ON FUNCTION {each} FROM PUBLIC" for each in functions)
    if not may:
        return (
            "every role of this database may write large objects, and only a superuser can "
            f"forbid it: {statements};",
        )
    connection.exec_driver_sql(statements)
    return ()


def _run(connection: Connection, statement: sql.Composed) -> None:
    # % stands for a parameter in the driver's statements
    connection.exec_driver_sql(statement.as_string().replace("%", "%%"))

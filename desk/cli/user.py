"""``salang user``: accounts of the review desk."""

from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter

from desk.cli.app import group, summary_of
from desk.cli.output import print_table, to_json
from desk.cli.passwords import ask_password

if TYPE_CHECKING:
    from sqlalchemy import Engine

app = group("user", summary_of("user"), "salang user add zarina --role lead\nsalang user list")
_add = group(
    "add",
    "Add an account; the password is asked for.",
    "salang user add zarina --role lead\n"
    "pass show salang/zarina | salang user add zarina --password-stdin",
)
_password = group(
    "password", "Give an account a new password; its logins end.", "salang user password zarina"
)
_list = group("list", "All accounts.", "salang user list --json")
for _command in (_add, _password, _list):
    app.command(_command)

Role = Literal["reader", "reviewer", "lead", "admin"]
Stdin = Annotated[bool, Parameter(name="--password-stdin")]


@_add.default
def add(name: str, /, *, role: Role = "reviewer", password_stdin: Stdin = False) -> int:
    """Add an account. This is the only way to the first one.

    Parameters
    ----------
    name
        Name to sign in with.
    role
        reader: looks; reviewer: decides; lead: also assigns and settles; admin: also accounts.
    password_stdin
        Read the password from standard input instead of asking for it.
    """
    from desk.cli.errors import DeskError
    from desk.web.passwords import hash_password
    from models.base import utc_now
    from models.queries.accounts import add_reviewer
    from models.session import writing

    wanted = " ".join(name.split())
    if not 1 <= len(wanted) <= 80 or not wanted.isprintable():
        raise DeskError("a name has 1 to 80 printable characters", 2)
    engine = _engine()
    try:
        hashed = hash_password(ask_password(password_stdin))
        with writing(engine) as session:
            add_reviewer(session, wanted, role, hashed, utc_now())
    except ValueError as error:
        raise DeskError(str(error)) from None
    finally:
        engine.dispose()
    print(f"{wanted} may sign in as {role}")
    return 0


@_password.default
def password(name: str, /, *, password_stdin: Stdin = False) -> int:
    """Give an account a new password.

    Parameters
    ----------
    name
        Name of the account.
    password_stdin
        Read the password from standard input instead of asking for it.
    """
    from desk.cli.errors import DeskError
    from desk.web.passwords import hash_password
    from models.queries.accounts import close_sessions, find_reviewer
    from models.session import reading, writing

    engine = _engine()
    try:
        with reading(engine) as session:
            if find_reviewer(session, name) is None:
                raise DeskError(f"there is no account named {name!r}")
        hashed = hash_password(ask_password(password_stdin))
        with writing(engine) as session:
            reviewer = find_reviewer(session, name)
            if reviewer is not None:
                reviewer.password_hash = hashed
                close_sessions(session, reviewer.id)
    except ValueError as error:
        raise DeskError(str(error)) from None
    finally:
        engine.dispose()
    print(f"{name} has a new password")
    return 0


@_list.default
def list_users(*, json: Annotated[bool, Parameter(name="--json")] = False) -> int:
    """All accounts.

    Parameters
    ----------
    json
        Print JSON.
    """
    from sqlalchemy import select

    from models.reviews import Reviewer
    from models.session import reading

    engine = _engine()
    try:
        with reading(engine) as session:
            people = list(session.scalars(select(Reviewer).order_by(Reviewer.name)))
    finally:
        engine.dispose()
    rows = [
        (each.name, each.role, each.active and each.password_hash is not None) for each in people
    ]
    if json:
        print(to_json([{"name": n, "role": r, "may_sign_in": may} for n, r, may in rows]))
    else:
        print_table(
            ("name", "role", "may sign in"), [(n, r, "yes" if m else "no") for n, r, m in rows]
        )
    return 0


def _engine() -> "Engine":
    from models.migrate import ensure_current
    from models.session import make_engine

    engine = make_engine()
    ensure_current(engine)
    return engine

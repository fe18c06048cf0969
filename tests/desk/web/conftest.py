"""A desk over a fresh database."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Engine

from models.session import make_engine
from tests.support.desk import Browser, add_people


@pytest.fixture
def database(sqlite_url: str) -> Any:
    """A migrated SQLite database with people."""
    made = make_engine(sqlite_url)
    add_people(made)
    yield made
    made.dispose()


@pytest.fixture
def browser(database: Engine) -> Callable[..., Browser]:
    """Browsers on the desk, logged in when a name is given."""

    def make(name: str | None = None, **values: Any) -> Browser:
        opened = Browser(database, **values)
        if name:
            assert opened.log_in(name).status_code == 303
        return opened

    return make

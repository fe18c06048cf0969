"""The sample newsroom around a run: served, crawled, always stopped."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from crawlers.newsroom.catalog import write_catalog
from crawlers.newsroom.content import NewsroomError
from crawlers.newsroom.server import Newsroom
from desk.cli.errors import DeskError
from desk.settings import DeskSettings
from models.settings import StorageSettings

ALLOW = "SALANG_ALLOW_PRIVATE_ADDRESSES"


@contextmanager
def running_sample(edition: int) -> Iterator[Path]:
    """The newsroom on its loopback ports; yields the folder of its source files.

    Loopback addresses are allowed within the block only, for this process and its children.

    Raises:
        DeskError: when a port is taken.
        OSError: when SALANG_HOME cannot be written.
    """
    port = DeskSettings().sample_port
    before = os.environ.get(ALLOW)
    newsroom = Newsroom(port, edition)
    try:
        newsroom.start()
    except NewsroomError as error:
        raise DeskError(f"{error} with SALANG_SAMPLE_PORT") from None
    try:
        catalog = StorageSettings().home / "sample-catalog"
        write_catalog(catalog, port)
        os.environ[ALLOW] = "true"
        yield catalog
    finally:
        newsroom.stop()
        if before is None:
            os.environ.pop(ALLOW, None)
        else:
            os.environ[ALLOW] = before

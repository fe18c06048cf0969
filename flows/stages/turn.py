"""One run at a time on a machine: a later one waits for its turn.

Two crawls at once would each keep a host's delay and together break it, and two runs at once
would read and tag the same texts. The lock is the operating system's and ends with the process
that holds it, however that ends.
"""

import fcntl
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flows.progress import Step, tell
from models.session import StorageError

logger = logging.getLogger(__name__)


@contextmanager
def own_turn(home: Path) -> Iterator[None]:
    """Hold the turn of the home folder within the block; waits while another run has it.

    Raises:
        StorageError: when the folder cannot be written.
    """
    path = home / "run.lock"
    try:
        home.mkdir(parents=True, exist_ok=True)
        file = path.open("a")
    except OSError as error:
        raise StorageError(
            f"{path} cannot be written ({error.strerror}); set SALANG_HOME to a place you may write"
        ) from None
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            logger.info("another run is going on; this one begins when that has ended")
            tell(Step("waiting", 0, detail="for another run to end"))
            fcntl.flock(file, fcntl.LOCK_EX)
        yield

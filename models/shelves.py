"""Where the page store's files lie: a folder of this machine, or any store that fsspec reaches.

Both keep whole files only: a file of a name is complete or absent, whoever is killed when.
"""

import importlib.util
import os
import tempfile
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from models.session import StorageError

#: stores in which an object appears under its name when all of it has arrived
WHOLE_OBJECTS = frozenset({"s3", "s3a", "gs", "gcs", "az", "abfs", "memory"})


class Folder:
    """Files in a folder, written beside their place and renamed."""

    #: how many files may well be written at once: a disk has no use for more
    writers = 1

    def __init__(self, root: Path) -> None:
        self.root = root

    def __str__(self) -> str:
        return str(self.root.resolve())

    def read(self, name: str) -> bytes:
        return (self.root / name).read_bytes()

    def write(self, name: str, content: bytes) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, part = tempfile.mkstemp(dir=path.parent, suffix=".part")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            Path(part).replace(path)
        except BaseException:
            Path(part).unlink(missing_ok=True)
            raise

    def exists(self, name: str) -> bool:
        return (self.root / name).exists()

    def remove(self, name: str) -> None:
        (self.root / name).unlink(missing_ok=True)

    def names(self) -> Iterator[str]:
        """Names of all files, sorted, with ``/`` between the folders."""
        for folder in sorted(self.root.glob("??")):
            for path in sorted(folder.glob("*/*.zst")):
                yield path.relative_to(self.root).as_posix()

    @contextmanager
    def at_hand(self, names: Sequence[str]) -> Iterator[list[Path]]:
        """Paths under which other processes of this machine can read the files meanwhile."""
        yield [self.root / name for name in names]


class Remote:
    """Objects of a store that fsspec reaches by a URL, such as ``s3://bucket/folder``.

    Access follows fsspec's and the store's own rules: for S3 the variables AWS_ENDPOINT_URL,
    AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or a profile.

    Raises:
        StorageError: when the URL names no store that is known or installed.
    """

    #: each write waits for the network, so several go at once
    writers = 8

    def __init__(self, url: str) -> None:
        import fsspec

        self.url = url.rstrip("/")
        protocol = url.partition("://")[0]
        if protocol in ("s3", "s3a") and importlib.util.find_spec("s3fs") is None:
            raise StorageError(
                "SALANG_PAGES_URL names an S3 store; install what asks it: pip install salang[s3]"
            )
        try:
            # no listing is kept, since another machine may have written, and no connection either,
            # since the environment may name another server by now
            found = fsspec.core.url_to_fs(
                self.url, use_listings_cache=False, skip_instance_cache=True
            )
        except (ImportError, ValueError) as error:
            raise StorageError(f"SALANG_PAGES_URL cannot be used: {error}") from None
        self.fs: Any = found[0]
        self.root = str(found[1]).rstrip("/")
        self.whole = protocol in WHOLE_OBJECTS

    def __str__(self) -> str:
        return self.url

    def read(self, name: str) -> bytes:
        with _as_os_error():
            return bytes(self.fs.cat_file(self._path(name)))

    def write(self, name: str, content: bytes) -> None:
        path = self._path(name)
        with _as_os_error():
            if self.whole:
                self.fs.pipe_file(path, content)
                return
            self.fs.makedirs(path.rpartition("/")[0], exist_ok=True)
            part = f"{path}.{uuid.uuid4().hex}.part"
            self.fs.pipe_file(part, content)
            self.fs.mv(part, path)

    def exists(self, name: str) -> bool:
        with _as_os_error():
            return bool(self.fs.exists(self._path(name)))

    def remove(self, name: str) -> None:
        with _as_os_error():
            if self.fs.exists(self._path(name)):
                self.fs.rm_file(self._path(name))

    def names(self) -> Iterator[str]:
        """Names of all files, sorted, with ``/`` between the folders."""
        with _as_os_error():
            try:
                folders = self.fs.ls(self.root, detail=False)
            except FileNotFoundError:
                return
        for folder in sorted(folders):
            with _as_os_error():
                found = self.fs.find(folder)
            for path in sorted(found):
                if path.endswith(".zst"):
                    yield path.removeprefix(f"{self.root}/")

    @contextmanager
    def at_hand(self, names: Sequence[str]) -> Iterator[list[Path]]:
        """Paths of copies, fetched together; what the store lacks has a path without a file."""
        with tempfile.TemporaryDirectory(prefix="salang-pages-") as folder:
            wanted = {self._path(name): Path(folder) / name.rpartition("/")[2] for name in names}
            with _as_os_error():
                found = self.fs.cat(list(wanted), on_error="return") if wanted else {}
            for path, content in found.items():
                if isinstance(content, FileNotFoundError):
                    continue
                if isinstance(content, Exception):
                    raise OSError(f"{self.url} cannot be read: {content}") from content
                wanted[path].write_bytes(content)
            yield [wanted[self._path(name)] for name in names]

    def _path(self, name: str) -> str:
        return f"{self.root}/{name}"


@contextmanager
def _as_os_error() -> Iterator[None]:
    """Each store has errors of its own; callers know those of a disk."""
    try:
        yield
    except OSError:
        raise
    except Exception as error:
        raise OSError(f"{type(error).__name__}: {error}") from error


def shelf_of(place: Path | str) -> Folder | Remote:
    """The folder of a path or ``file://`` URL, else the store of a URL."""
    if isinstance(place, Path):
        return Folder(place)
    if place.startswith("file://"):
        return Folder(Path(place.removeprefix("file://")))
    return Remote(place) if "://" in place else Folder(Path(place))

"""The page store: bytes of captured pages, content-addressed, zstd."""

import hashlib
import os
import sys
import tempfile
from pathlib import Path

if sys.version_info >= (3, 14):  # pragma: no cover
    from compression import zstd
else:
    from backports import zstd

#: 0.7 ms and 36 kB for a page of 178 kB; higher levels cost more than they save
LEVEL = 3


class PageStore:
    """Bytes kept under the SHA-256 of their uncompressed content.

    A file is complete or absent: it is written beside its place and renamed.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, sha256: str) -> Path:
        """Where the bytes of a hash are, or would be."""
        return self.folder / sha256[:2] / sha256[2:4] / f"{sha256}.zst"

    def put(self, body: bytes) -> str:
        """Keep bytes and return their hash. Bytes that are there already are not written again.

        Raises:
            OSError: when the disk is full or the folder cannot be written.
        """
        sha256 = hashlib.sha256(body).hexdigest()
        path = self.path(sha256)
        if path.exists():
            return sha256
        path.parent.mkdir(parents=True, exist_ok=True)
        packed = zstd.compress(body, level=LEVEL)
        handle, name = tempfile.mkstemp(dir=path.parent, suffix=".part")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(packed)
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        return sha256

    def get(self, sha256: str) -> bytes:
        """The bytes of a hash.

        Raises:
            FileNotFoundError: when they are not in the store.
            ValueError: when the file is damaged.
        """
        try:
            body = bytes(zstd.decompress(self.path(sha256).read_bytes()))
        except zstd.ZstdError as error:
            raise ValueError(f"the stored page {sha256} is damaged: {error}") from None
        if hashlib.sha256(body).hexdigest() != sha256:
            raise ValueError(f"the stored page {sha256} does not hold what its name says")
        return body

    def remove(self, sha256: str) -> None:
        """Let the bytes of a hash go; none that are not there are missed.

        Raises:
            OSError: when the folder cannot be written.
        """
        self.path(sha256).unlink(missing_ok=True)

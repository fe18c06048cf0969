"""The page store: bytes of captured pages, content-addressed, zstd."""

import hashlib
import sys
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from models.shelves import Folder, shelf_of

if sys.version_info >= (3, 14):  # pragma: no cover
    from compression import zstd
else:
    from backports import zstd

#: level 3 with tables that fit into a core's own memory, and no matches of four bytes: an eighth
#: of the time less for a hundredth more bytes. Some 0.6 ms and 43 kB for a page of 218 kB; higher
#: levels cost more than they save
PACKING: dict[int, int] = {
    zstd.CompressionParameter.compression_level: 3,
    zstd.CompressionParameter.hash_log: 14,
    zstd.CompressionParameter.chain_log: 14,
    zstd.CompressionParameter.min_match: 5,
}


class PageStore:
    """Bytes kept under the SHA-256 of their uncompressed content.

    ``place`` is a folder, or a URL that fsspec knows (``models.shelves``). A file is complete or
    absent, and one that is there is never written again, so any number of machines may share it.

    Raises:
        models.session.StorageError: when the URL names no store that is known or installed.
    """

    def __init__(self, place: Path | str) -> None:
        self._shelf = shelf_of(place)
        #: how many threads may well put pages at once
        self.writers = self._shelf.writers

    def __str__(self) -> str:
        return str(self._shelf)

    def path(self, sha256: str) -> Path:
        """Where the bytes of a hash are, or would be, in a store that is a folder.

        Raises:
            ValueError: when it is none; see `at_hand`.
        """
        if not isinstance(self._shelf, Folder):
            raise ValueError(f"{self} is no folder of this machine")
        return self._shelf.root / name_of(sha256)

    def put(self, body: bytes) -> str:
        """Keep bytes and return their hash. Bytes that are there already are not written again.

        Raises:
            OSError: when the disk is full, or the store cannot be reached or written.
        """
        sha256 = hashlib.sha256(body).hexdigest()
        if not self.holds(sha256):
            self.put_packed(sha256, zstd.compress(body, options=PACKING))
        return sha256

    def get(self, sha256: str) -> bytes:
        """The bytes of a hash.

        Raises:
            FileNotFoundError: when they are not in the store.
            ValueError: when the file is damaged.
            OSError: when the store cannot be reached.
        """
        try:
            body = bytes(zstd.decompress(self.packed(sha256)))
        except zstd.ZstdError as error:
            raise ValueError(f"the stored page {sha256} is damaged: {error}") from None
        if hashlib.sha256(body).hexdigest() != sha256:
            raise ValueError(f"the stored page {sha256} does not hold what its name says")
        return body

    def holds(self, sha256: str) -> bool:
        """Whether the bytes of a hash are there."""
        return self._shelf.exists(name_of(sha256))

    def missing(self, hashes: Iterable[str]) -> list[str]:
        """Those of the hashes whose bytes are not there."""
        wanted = list(dict.fromkeys(hashes))
        with ThreadPoolExecutor(self.writers) as threads:
            there = list(threads.map(self.holds, wanted))
        return [sha256 for sha256, is_there in zip(wanted, there, strict=True) if not is_there]

    def remove(self, sha256: str) -> None:
        """Drop the bytes of a hash, if they are there. Whether they may go is the caller's word."""
        self._shelf.remove(name_of(sha256))

    def hashes(self) -> Iterator[str]:
        """The hashes of all that is kept, sorted."""
        for name in self._shelf.names():
            yield name.rpartition("/")[2].removesuffix(".zst")

    def packed(self, sha256: str) -> bytes:
        """The bytes of a hash as they lie, a zstd frame. Raises `FileNotFoundError`."""
        return self._shelf.read(name_of(sha256))

    def put_packed(self, sha256: str, packed: bytes) -> None:
        """Keep a zstd frame of bytes with this hash, which is not checked."""
        self._shelf.write(name_of(sha256), packed)

    @contextmanager
    def at_hand(self, hashes: Sequence[str]) -> Iterator[dict[str, Path]]:
        """Files that hold the packed bytes of these hashes while the block goes on, by hash.

        For processes that read them without knowing the store. Bytes that are lost have a path
        where no file is.

        Raises:
            OSError: when the store cannot be reached.
        """
        wanted = list(dict.fromkeys(hashes))
        with self._shelf.at_hand([name_of(sha256) for sha256 in wanted]) as paths:
            yield dict(zip(wanted, paths, strict=True))


def name_of(sha256: str) -> str:
    """The file name of a hash in the store."""
    return f"{sha256[:2]}/{sha256[2:4]}/{sha256}.zst"

"""The page store in stores that fsspec reaches: an S3-compatible server, and one that renames."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from models.pages import PageStore
from models.session import StorageError
from tests.support.objects import bucket


@pytest.fixture(params=["s3", "renaming"])
def place(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[str]:
    """A URL of each kind: objects that appear whole, and files that are moved to their place."""
    if request.param == "renaming":
        yield f"local://{tmp_path}/kept"
        return
    with bucket(monkeypatch) as url:
        yield f"{url}/kept"


def test_bytes_come_back_as_they_went_in(place: str) -> None:
    body = bytes(range(256)) * 1000
    sha256 = PageStore(place).put(body)
    assert PageStore(place).get(sha256) == body


def test_equal_bytes_of_several_writers_are_kept_once(place: str) -> None:
    store = PageStore(place)
    threads = [threading.Thread(target=store.put, args=(b"page",)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert list(store.hashes()) == [store.put(b"page")]


def test_what_is_there_is_not_written_again(place: str) -> None:
    store = PageStore(place)
    sha256 = store.put(b"page")
    store.put_packed(sha256, store.packed(store.put(b"another")))
    assert store.put(b"page") == sha256
    with pytest.raises(ValueError, match="does not hold what its name says"):
        store.get(sha256)


def test_another_machine_sees_at_once_what_was_kept(place: str) -> None:
    here, there = PageStore(place), PageStore(place)
    sha256 = here.put(b"first")
    assert there.missing([sha256, "ab" * 32]) == ["ab" * 32]
    later = here.put(b"second")
    assert there.holds(later)
    assert set(there.hashes()) == {sha256, later}


def test_pages_are_at_hand_as_files_while_they_are_read(place: str) -> None:
    store = PageStore(place)
    keys = [store.put(body) for body in (b"one", b"two")]
    with store.at_hand([*keys, "ab" * 32]) as files:
        assert [files[key].read_bytes() for key in keys] == [store.packed(key) for key in keys]
        assert not files["ab" * 32].exists()
        folder = files[keys[0]].parent
    assert not folder.exists()


def test_bytes_are_removed(place: str) -> None:
    store = PageStore(place)
    sha256 = store.put(b"page")
    store.remove(sha256)
    store.remove(sha256)
    assert list(store.hashes()) == []
    with pytest.raises(FileNotFoundError):
        store.get(sha256)


def test_a_store_that_does_not_answer_is_an_error_of_the_disk(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with bucket(monkeypatch):
        store = PageStore("s3://another/kept")
        with pytest.raises(OSError, match="bucket"):
            store.put(b"page")


def test_a_store_nobody_knows_is_told() -> None:
    with pytest.raises(StorageError, match="SALANG_PAGES_URL"):
        PageStore("nosuch://pages")

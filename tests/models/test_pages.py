"""The page store: bytes come back as they went in, complete or not at all."""

from pathlib import Path

import pytest

from models.pages import PageStore


def test_bytes_come_back_as_they_went_in(tmp_path: Path) -> None:
    store = PageStore(tmp_path)
    body = bytes(range(256)) * 1000
    assert store.get(store.put(body)) == body


def test_equal_bytes_are_kept_once(tmp_path: Path) -> None:
    store = PageStore(tmp_path)
    assert store.put(b"page") == store.put(b"page")
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1


def test_a_damaged_file_is_not_taken_for_the_page(tmp_path: Path) -> None:
    store = PageStore(tmp_path)
    sha256 = store.put(b"page")
    store.path(sha256).write_bytes(store.path(store.put(b"another")).read_bytes())
    with pytest.raises(ValueError, match="does not hold what its name says"):
        store.get(sha256)


def test_a_write_that_fails_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="No space"):
        PageStore(tmp_path).put(b"page")
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []

"""Asking a real Prefect server from outside, as Prefect's own client does."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from prefect.client.base import PrefectHttpxSyncClient


@contextmanager
def prefect_api(address: str) -> Iterator[PrefectHttpxSyncClient]:
    """A client of the API at ``address``.

    It raises on errors, and tries again on 503, which the server answers while its SQLite is busy.
    """
    with PrefectHttpxSyncClient(base_url=address, trust_env=False, timeout=60) as client:
        yield client


def post(address: str, path: str, asked: dict[str, Any] | None = None) -> Any:
    """What the API at ``address`` answers to ``asked`` at ``path``; None where it says nothing."""
    with prefect_api(address) as client:
        answer = client.post(path, json=asked or {})
    return answer.json() if answer.content else None

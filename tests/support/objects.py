"""An S3-compatible server on loopback."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from moto.moto_server.threaded_moto_server import ThreadedMotoServer


@contextmanager
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The URL of an empty bucket of a server that the environment names meanwhile."""
    # all servers of a process share what they hold
    name = f"pages-{uuid.uuid4().hex}"
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        for variable, value in {
            "AWS_ENDPOINT_URL": f"http://{host}:{port}",
            "AWS_ACCESS_KEY_ID": "salang",
            "AWS_SECRET_ACCESS_KEY": "loopback",
            "AWS_DEFAULT_REGION": "us-east-1",
        }.items():
            monkeypatch.setenv(variable, value)
        import boto3

        boto3.client("s3").create_bucket(Bucket=name)
        yield f"s3://{name}"
    finally:
        server.stop()

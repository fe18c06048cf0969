"""A gzip answer that was cut short is told from one whose end is only untidy."""

import gzip
from hashlib import sha256

import pytest

from crawlers.middlewares.unpacking import is_cut

TEXT = " ".join(sha256(b"%d" % n).hexdigest() for n in range(2_000)).encode()
WHOLE = gzip.compress(TEXT)
TWO = gzip.compress(TEXT[:50_000]) + gzip.compress(TEXT[50_000:])


@pytest.mark.parametrize(
    "packed",
    [
        WHOLE,
        TWO,
        WHOLE[:-8],
        WHOLE[:-3],
        WHOLE[:-8] + bytes(8),
        WHOLE + b"\0\0",
        WHOLE + b"<!-- -->",
    ],
    ids=["whole", "two files", "no sum", "half a sum", "wrong sum", "zeros", "a remark"],
)
def test_all_of_the_text_is_there(packed: bytes) -> None:
    assert not is_cut(packed, len(TEXT))


@pytest.mark.parametrize("packed", [WHOLE[:-20_000], WHOLE[:-50], TWO[:-5_000]])
def test_the_end_of_the_text_is_missing(packed: bytes) -> None:
    assert is_cut(packed, len(TEXT) - 100)

"""A packed answer that was cut short is told from one whose end is only untidy."""

import gzip
import zlib
from hashlib import sha256

import brotli
import pytest
from backports import zstd

from crawlers.middlewares.cut import is_cut

TEXT = " ".join(sha256(b"%d" % n).hexdigest() for n in range(2_000)).encode()
WHOLE = gzip.compress(TEXT)
TWO = gzip.compress(TEXT[:50_000]) + gzip.compress(TEXT[50_000:])
HEADED = zlib.compress(TEXT)
RAW = HEADED[2:-4]


@pytest.mark.parametrize(
    ("packed", "encoding"),
    [
        pytest.param(WHOLE, b"gzip", id="gzip"),
        pytest.param(TWO, b"x-gzip", id="two gzip files"),
        pytest.param(WHOLE[:-8], b"gzip", id="no sum"),
        pytest.param(WHOLE[:-3], b"gzip", id="half a sum"),
        pytest.param(WHOLE[:-8] + bytes(8), b"gzip", id="a wrong sum"),
        pytest.param(WHOLE + b"\0\0", b"gzip", id="zeros behind it"),
        pytest.param(WHOLE + b"<!-- -->", b"gzip", id="a remark behind it"),
        pytest.param(HEADED, b"deflate", id="deflate"),
        pytest.param(HEADED[:-4], b"deflate", id="deflate without sum"),
        pytest.param(RAW, b"deflate", id="raw deflate"),
        pytest.param(brotli.compress(TEXT), b"br", id="brotli"),
        pytest.param(zstd.compress(TEXT), b"zstd", id="zstd"),
        pytest.param(TEXT, b"compress", id="unknown"),
    ],
)
def test_all_of_the_text_is_there(packed: bytes, encoding: bytes) -> None:
    assert not is_cut(packed, encoding, len(TEXT))


@pytest.mark.parametrize("missing", [50, 20_000])
@pytest.mark.parametrize(
    ("packed", "encoding"),
    [
        (WHOLE, b"gzip"),
        (TWO, b"gzip"),
        (HEADED, b"deflate"),
        (RAW, b"deflate"),
        (brotli.compress(TEXT), b"br"),
        (zstd.compress(TEXT), b"zstd"),
    ],
)
def test_the_end_of_the_text_is_missing(packed: bytes, encoding: bytes, missing: int) -> None:
    assert is_cut(packed[:-missing], encoding, len(TEXT) // 2)

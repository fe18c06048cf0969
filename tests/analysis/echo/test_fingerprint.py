"""What is stored of a text: stable, small, and enough to compare."""

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.echo.fingerprint import SAMPLE, fingerprint, pack, unpack
from tests.analysis.echo.texts import articles, invented


def test_packing_loses_nothing() -> None:
    for texts in articles().values():
        print_ = fingerprint(texts[0])
        assert unpack(pack(print_)) == print_


@given(st.text(max_size=300))
@settings(max_examples=150, deadline=None)
def test_any_text_has_a_fingerprint_that_survives_storage(text: str) -> None:
    print_ = fingerprint(text, title="headline")
    assert unpack(pack(print_)) == print_
    assert list(print_.shingles) == sorted(set(print_.shingles))
    assert all(-(2**63) <= value < 2**63 for value in print_.shingles)


@pytest.mark.parametrize("damage", [b"", b"\x00" * 80, b"\x01short"])
def test_bytes_that_are_no_fingerprint_are_refused(damage: bytes) -> None:
    with pytest.raises(ValueError, match="fingerprint"):
        unpack(damage)


def test_a_fingerprint_cut_short_is_refused() -> None:
    data = pack(fingerprint(articles()["en"][0]))
    with pytest.raises(ValueError, match="cut short"):
        unpack(data[:-300])


def test_the_sketch_stays_small_however_long_the_text() -> None:
    for count in (1, 10, 100, 1000):
        print_ = fingerprint(invented(count, count))
        assert len(print_.shingles) <= 2 * SAMPLE
        assert len(pack(print_)) < 2000


def test_samples_are_nested_so_that_long_and_short_compare() -> None:
    whole = fingerprint(invented(5, 400))
    part = fingerprint(" ".join(invented(5, 400).split()[:300]))
    assert whole.level > part.level
    shared = set(part.sampled(whole.level)) & set(whole.shingles)
    assert len(shared) >= 0.9 * len(part.sampled(whole.level))


def test_the_hash_ignores_typography_but_not_words() -> None:
    one = fingerprint("«Мост открыт», — сказал мастер.")
    assert one.text_sha256 == fingerprint('"Мост открыт" - сказал мастер').text_sha256
    assert one.text_sha256 != fingerprint("«Мост закрыт», — сказал мастер.").text_sha256


def test_boilerplate_is_left_out() -> None:
    text = articles()["en"][0]
    footer = "Follow our channel. All rights reserved by the valley herald."
    dirty = f"{text[:300]}{footer}{text[300:]}"
    clean = fingerprint(dirty, boilerplate=[(300, 300 + len(footer))])
    assert set(clean.shingles) <= {*fingerprint(text).shingles, *clean.shingles}
    assert len(set(clean.shingles) & set(fingerprint(text).shingles)) > 0.9 * len(clean.shingles)
    assert clean.text_sha256 != fingerprint(dirty).text_sha256


def test_the_title_counts_only_where_there_is_no_text() -> None:
    text = articles()["en"][0]
    assert fingerprint(text, title="One") == fingerprint(text, title="Another")
    assert fingerprint("", title="The mill road is open again") != fingerprint("", title="Other")


def test_equal_in_another_process_with_another_hash_seed() -> None:
    code = (
        "from analysis.echo.fingerprint import fingerprint, pack;"
        "print(pack(fingerprint('Мост через реку 12 мая открыт for 3,400 people 青砚镇')).hex())"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            text=True,
            check=True,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": "."},
        ).stdout
        for seed in ("1", "2")
    }
    assert len(outputs) == 1

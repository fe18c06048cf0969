"""Precision before recall, on the labelled texts of the benchmark."""

import pytest

from benchmarks.quotes.labelled import FILE, STRANGERS, read
from benchmarks.quotes.run import total


@pytest.mark.parametrize("held_out", [False, True])
def test_persons_and_quotes_are_nearly_all_right(held_out):
    figures = total(i for i in read() if i.held_out is held_out).figures()
    assert figures["people_precision"] >= 0.97
    assert figures["people_recall"] >= 0.95
    assert figures["quotes_precision"] >= 0.95
    assert figures["quotes_recall"] >= 0.9


def test_a_strangers_texts_stay_as_right_as_they_became():
    figures = total(read(STRANGERS[0])).figures()
    assert figures["people_precision"] >= 0.97
    assert figures["people_recall"] >= 0.93
    assert figures["quotes_precision"] >= 0.92
    assert figures["quotes_recall"] >= 0.88


@pytest.mark.parametrize("path", [FILE, *STRANGERS], ids=lambda path: path.stem)
def test_every_label_stands_in_its_text(path):
    for item in read(path):
        speakers = {*item.people, *(k.code for k in item.known)}
        assert all(name in item.text for name in item.people), item.id
        assert all(s in speakers and c in item.text for s, c in item.quotes), item.id

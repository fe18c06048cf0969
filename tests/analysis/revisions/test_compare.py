"""What an edit changed, in several languages, by kind."""

from datetime import UTC, datetime

import pytest

from analysis.revisions.compare import compare
from analysis.revisions.types import Difference, Version

MORNING = datetime(2025, 8, 22, 9, tzinfo=UTC)
EVENING = datetime(2025, 8, 22, 19, tzinfo=UTC)
TITLE = "Envoy received in Kabul"
TEXT = (
    "The envoy was received by the minister on Tuesday afternoon. "
    "Officials said 14 agreements had been prepared for the visit.\n"
    "“We expect progress before the winter,” said the analyst Zalmai Wardak. "
    "No date was given for the next round of talks."
)


def edit(before: str, after: str, text: str = TEXT) -> Difference:
    """What replacing one passage of a text comes to."""
    assert before in text
    return compare(Version(TITLE, text), Version(TITLE, text.replace(before, after)))


def named(title: str, text: str, names: dict[str, str]) -> Version:
    """A version in which the codebook finds these names, as codes."""
    found = []
    for field, body in (("title", title), ("text", text)):
        for name, code in names.items():
            start = body.find(name)
            while start >= 0:
                found.append((field, start, start + len(name), code))
                start = body.find(name, start + 1)
    return Version(title, text, tuple(sorted(found)))


@pytest.mark.parametrize(
    ("before", "after", "kinds"),
    [
        ("14 agreements", "41 agreements", ("number",)),
        ("14 agreements", "fourteen agreements", ("number", "wording")),
        ("expect progress", "demand progress", ("quote",)),
        ("Officials said", "Officials denied", ("wording",)),
        ("the minister", "the deputy minister", ("wording",)),
        ("No date was given for the next round of talks.", "", ("removal",)),
        ("talks.", "talks.\nTwo border posts stay closed until further notice.", ("addition",)),
        ("Tuesday afternoon.", "Tuesday  afternoon.", ("trivial",)),
        ("“We expect progress before the winter,”", '"We expect progress before the winter",',
         ("trivial",)),
        ("received", "recieved", ("trivial",)),
        ("prepared", "PREPARED", ("trivial",)),
    ],
)  # fmt: skip
def test_each_edit_has_its_kind(before: str, after: str, kinds: tuple[str, ...]) -> None:
    assert edit(before, after).kinds == kinds


@pytest.mark.parametrize(
    ("before", "after", "kinds"),
    [
        # Russian: the figure, a negation, a word ending
        ("В провинции погибли 12 человек.", "В провинции погибли 17 человек.", ("number",)),
        ("Москва признала новые власти в Кабуле.", "Москва не признала новые власти в Кабуле.",
         ("wording",)),
        ("Договор подпсали министры двух стран.", "Договор подписали министры двух стран.",
         ("trivial",)),
        # Persian digits and a quotation
        ("در این رویداد ۱۲ نفر کشته شدند.", "در این رویداد ۱۷ نفر کشته شدند.", ("number",)),
        ("او گفت: «ما به توافق نهایی رسیدیم» و رفت.", "او گفت: «ما به توافق اولیه رسیدیم» و رفت.",
         ("quote",)),
        # Arabic letters for Persian ones are no change of words
        ("مقام‌هاي كابل چيزي نگفتند.", "مقام‌های کابل چیزی نگفتند.", ("trivial",)),
        # Pashto
        ("په کابل کې ۳ کسان ووژل شول.", "په کابل کې ۵ کسان ووژل شول.", ("number",)),
        # Chinese: figures with units, other words
        ("代表团周二抵达喀布尔,签署3项协议。", "代表团周二抵达喀布尔,签署5项协议。", ("number",)),
        ("代表团周二抵达喀布尔举行会谈。", "代表团周三抵达喀布尔举行会谈。", ("wording",)),
        # Turkish capitals
        ("Heyet İstanbul üzerinden geldi.", "HEYET İSTANBUL ÜZERİNDEN GELDİ.", ("trivial",)),
    ],
)  # fmt: skip
def test_languages(before: str, after: str, kinds: tuple[str, ...]) -> None:
    assert compare(Version("T", before), Version("T", after)).kinds == kinds


def test_a_figure_written_otherwise_is_no_change_of_number() -> None:
    written, figures = (TEXT.replace("14", form) for form in ("1.2 million", "1,200,000"))
    same = compare(Version(TITLE, written), Version(TITLE, figures))
    assert "number" not in same.kinds


def test_small_numbers_count() -> None:
    assert edit("14 agreements", "3 agreements").numbers_changed == 1
    three = TEXT.replace("14", "3")
    assert edit("3 agreements", "4 agreements", three).kinds == ("number",)


def test_a_headline() -> None:
    before, after = Version(TITLE, TEXT), Version("Envoy refused in Kabul", TEXT)
    assert compare(before, after).kinds == ("headline",)
    assert compare(before, Version("ENVOY received in Kabul ", TEXT)).kinds == ("trivial",)


def test_an_actor_called_otherwise_is_a_designation_and_no_other_wording() -> None:
    codes = {"Taliban": "movement", "Islamic Emirate": "emirate"}
    text = "A delegation of the Taliban arrived. The Taliban signed nothing today."
    before = named(TITLE, text, codes)
    after = named(TITLE, text.replace("of the Taliban", "of the Islamic Emirate"), codes)
    found = compare(before, after)
    assert found.kinds == ("designation",)
    assert found.designations_changed == 2
    assert found.passages[0].after.startswith("A delegation of the Islamic Emirate")


def test_a_legal_footnote_that_is_dropped_is_a_designation_and_a_removal() -> None:
    note = "Движение находится под санкциями ООН за терроризм."
    text = "Делегация движения прибыла в Москву.\n"
    codes = {"под санкциями ООН за терроризм": "under_un_sanctions"}
    found = compare(named("Делегация", text + note, codes), named("Делегация", text, codes))
    assert found.kinds == ("designation", "removal")


def test_several_kinds_hold_at_once_with_their_counts() -> None:
    after = TEXT.replace("14", "15").replace("before the winter", "before the summer")
    found = compare(Version(TITLE, TEXT), Version("Talks in Kabul", after + "\nMore follows soon."))
    assert found.kinds == ("headline", "number", "quote", "addition")
    assert (found.numbers_changed, found.quotes_changed, found.sentences_added) == (1, 1, 1)


def test_sentences_that_change_places_are_trivial() -> None:
    first, second = TEXT.split("\n")
    assert compare(Version(TITLE, TEXT), Version(TITLE, f"{second}\n{first}")).kinds == ("trivial",)


def test_a_text_that_was_replaced_is_removal_and_addition() -> None:
    other = "Cricket returned to the stadium. The visitors won by three wickets in the evening."
    found = compare(Version(TITLE, TEXT), Version(TITLE, other))
    assert {"addition", "removal"} <= set(found.kinds)
    assert found.sentences_reworded == 0


@pytest.mark.parametrize(
    ("before", "after", "silent"),
    [(MORNING, MORNING, True), (MORNING, EVENING, False), (None, None, True), (MORNING, None, True),
     (None, EVENING, False)],
)  # fmt: skip
def test_an_edit_is_silent_when_no_stated_time_moved(before, after, silent: bool) -> None:
    changed = TEXT.replace("14", "15")
    found = compare(
        Version(TITLE, TEXT, modified_at=before), Version(TITLE, changed, modified_at=after)
    )
    assert found.silent is silent


def test_a_trivial_edit_is_never_silent() -> None:
    found = compare(Version(TITLE, TEXT), Version(TITLE, TEXT.replace("“", "«").replace("”", "»")))
    assert (found.kinds, found.silent) == (("trivial",), False)


def test_passages_are_bounded() -> None:
    lines = "\n".join(f"Line number {n} of a very long list of statements here." for n in range(90))
    found = compare(Version(TITLE, ""), Version(TITLE, lines + "x" * 5000))
    assert len(found.passages) == 20
    assert max(len(passage.after) for passage in found.passages) <= 400

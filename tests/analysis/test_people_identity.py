"""Spellings of one person meet; different people do not."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from analysis.people import identities, same_person
from analysis.people.identity import SUGGEST


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Muttaqi", "Muttaki"),
        ("Muttaqi", "Муттаки"),
        ("Muttaqi", "متقی"),
        ("Amir Khan Muttaqi", "امیرخان متقی"),
        ("Serenko", "Серенко"),
        ("Serenko", "سرنکو"),
        ("Abdullaev", "Абдуллаев"),
        ("Rahmatullo Abdullaev", "Раҳматулло Абдуллоев"),
        ("Rahmatullo Abdullaev", "Rahmatulloh Abdullayev"),
        ("Rustam Azizi", "رستم عزیزی"),
        ("Сираджуддин Хаккани", "سراج‌الدین حقانی"),
        ("Zabihullah Mujahid", "Забихулла Муджахид"),
        ("Zamir Kabulov", "ضمیر کابلوف"),
        ("Olena Hnatiuk", "Олена Гнатюк"),
        ("М. Зорин", "Михаил Зорин"),
        ("Mawlawi Amir Khan Muttaqi", "Amir Khan Muttaqi"),
        ("Серенко Андрей", "Andrey Serenko"),
        ("Рустам Каримович Азимов", "Rustam Azimov"),
        ("Abdul Hakim Sharipov", "Abdulhakim Sharipov"),
    ],
)
def test_spellings_of_one_name_are_suggested(one, other):
    assert same_person(one, other) >= SUGGEST


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Rustam Azizi", "Nooruddin Azizi"),
        ("Anas Haqqani", "Sirajuddin Haqqani"),
        ("Ahmad Massoud", "Ahmad Shah Massoud"),
        ("Rustam Karimov", "Rustam Kasimov"),
        ("Sergey Ivanov", "Андрей Иванов"),
        ("Андрей Серенко", "Андрей Сирота"),
        ("", "Serenko"),
    ],
)
def test_different_people_are_not(one, other):
    assert same_person(one, other) < SUGGEST


def test_merges_are_suggested_across_scripts():
    names = ["Andrey Serenko", "Андрей Серенко", "Rustam Azizi", "Nooruddin Azizi", "Рустам Азизи"]
    assert [m.names for m in identities(names)] == [
        ("Andrey Serenko", "Андрей Серенко"),
        ("Rustam Azizi", "Рустам Азизи"),
    ]


def test_a_family_name_joins_only_when_one_person_has_it():
    lone = identities(["Andrey Serenko", "Serenko"])
    shared = identities(["Rustam Azizi", "Nooruddin Azizi", "Azizi"])
    assert [m.names for m in lone] == [("Andrey Serenko", "Serenko")]
    assert shared == []


def test_a_merge_carries_the_score_of_its_weakest_pair():
    (merge,) = identities(["Muttaqi", "Муттаки", "متقی"])
    assert merge.score == same_person("Muttaqi", "متقی")


@given(st.text(max_size=24), st.text(max_size=24))
@example("A_0", "0 AB")
def test_the_order_of_two_names_does_not_matter(one, other):
    assert same_person(one, other) == same_person(other, one)
    assert 0.0 <= same_person(one, other) <= 1.0

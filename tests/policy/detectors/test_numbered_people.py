import pytest

from policy.detectors.interface import Match
from policy.detectors.numbered_people import NUMBERED_PEOPLE
from policy.finding import Kind
from tests.policy.detectors.lexicons import everywhere, sheet


def numbers(text, *names):
    people = tuple(
        Match(Kind.PERSON, at, at + len(name), 0.9, "names")
        for name in names
        if (at := text.find(name)) >= 0
    )
    found = NUMBERED_PEOPLE.find(sheet(text), everywhere(NUMBERED_PEOPLE, text), people)
    return [(text[m.start : m.end], m.kind) for m in found]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Klaslijst voor de refter:\nP-2210 Abel Wuyts\nP-2234 Lore Hens", Kind.PUPIL_NUMBER),
        ("zet in tabel\nAbel Wuyts;2023-00117\nLore Hens;2023-00121", Kind.DOSSIER_NUMBER),
        ("badges\nAbel Wuyts · 2C · KAS 48213\nLore Hens · 4A · KAS 47990", Kind.DOSSIER_NUMBER),
    ],
    ids=["in front", "behind", "behind a class"],
)
def test_numbers_of_one_make_beside_names_are_somebodys(text, kind):
    """
    No word says what they are, and still each points at one person.
    """
    found = numbers(text, "Abel Wuyts", "Lore Hens")

    assert len(found) == 2
    assert {k for _, k in found} == {kind}


@pytest.mark.parametrize(
    "text",
    [
        "uitslag loop\nAbel Wuyts 1450 punten\nLore Hens 1390 punten",
        "aanwezig\nAbel Wuyts 2023\nLore Hens 2024",
        "bedragen\nAbel Wuyts 1250 euro\nLore Hens 1100 euro",
        "uren\nAbel Wuyts 08:30\nLore Hens 09:15",
        "Abel Wuyts P-2210 en iets verder in dezelfde zin Lore Hens P-2234",
        "een\nAbel Wuyts P-2210\nLore Hens ABC-99",
    ],
    ids=["points", "years", "money", "times", "one line", "other makes"],
)
def test_amounts_years_and_single_numbers_are_nobodys(text):
    """
    Lists of people hold many numbers that say nothing about who somebody is.
    """
    assert numbers(text, "Abel Wuyts", "Lore Hens") == []

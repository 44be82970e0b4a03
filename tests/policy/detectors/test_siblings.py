"""
Numbers of the same make as one that was told.
"""

import pytest

from policy.detectors.families import Sheet
from policy.detectors.interface import Match
from policy.detectors.siblings import siblings
from policy.finding import Kind


def beside(text: str, first: str, kind: Kind = Kind.DOSSIER_NUMBER) -> list[str]:
    start = text.index(first)
    told = Match(kind, start, start + len(first), 0.8, "test")
    others = {(m.start, m.end) for m in siblings(Sheet(text, text), [told])}
    return [text[low:high] for low, high in sorted(others) if low != start]


@pytest.mark.parametrize(
    ("text", "others"),
    [
        ("KL-0104, KL-0105 en KL-0219", ["KL-0105", "KL-0219"]),
        ("KL-0104 is rond. Morgen komt KL-0219.", ["KL-0219"]),
        ("KL-0104 en kl-0219", ["kl-0219"]),
    ],
    ids=["list", "elsewhere", "case"],
)
def test_numbers_of_the_same_make_are_told_too(text, others):
    """
    In a list right behind, and with the same letters anywhere in the text.
    """
    assert beside(text, "KL-0104") == others


@pytest.mark.parametrize(
    "text",
    ["KL-0104 en XY-0105", "KL-0104 en KL-010", "KL-0104 of factuur KL-0219", "KL-0104, KL-01055"],
)
def test_another_make_is_left_alone(text):
    """
    Other letters, another length, an invoice.
    """
    assert beside(text, "KL-0104") == []


def test_bare_digits_count_only_in_the_list():
    """
    Digits without letters are everywhere.
    """
    assert beside("1044, 1045 en 1046, en 3070 Kortenberg 1950", "1044") == ["1045", "1046"]


def test_other_kinds_have_no_siblings():
    """
    Numbers with check digits speak for themselves.
    """
    assert beside("AB-0104 en AB-0105", "AB-0104", Kind.PASSPORT_NUMBER) == []

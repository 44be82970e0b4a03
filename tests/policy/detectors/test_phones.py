"""
Telephone numbers as people write them.
"""

import pytest

from policy.finding import Kind
from tests.policy.detectors.marked_for_tests import found, unmarked

PHONE = (
    "⟦O475 l2 34 56⟧",
    "gsm ⟦0475 12 34 5O⟧",
    "bel ⟦nul vier zeven vijf een twee drie vier vijf zes⟧ aub",
    "⟦0475 12 34 56⟧",
    "⟦0475/12.34.56⟧",
    "⟦0475/123456⟧",
    "⟦0475-12-34-56⟧",
    "⟦0475 123 456⟧",
    "⟦0475.12.34.56⟧",
    "⟦0475123456⟧",
    "⟦+32 475 12 34 56⟧",
    "⟦+32475123456⟧",
    "⟦0032 475 12 34 56⟧",
    "⟦+32 (0)475 12 34 56⟧",
    "⟦+32(0)475/12.34.56⟧",
    "⟦02 759 12 34⟧",
    "⟦02/759.12.34⟧",
    "⟦02-759 12 34⟧",
    "⟦(02) 759 12 34⟧",
    "⟦016 23 45 67⟧",
    "⟦016/23.45.67⟧",
    "⟦09 224 61 30⟧",
    "tel ⟦02 759 12 34⟧",
    "tel:⟦027591234⟧",
    "tel ⟦016234567⟧",
    "⟦+32 2 759 12 34⟧",
    "⟦+32 16 23 45 67⟧",
    "⟦+31 6 12345678⟧",
    "⟦+33 6 12 34 56 78⟧",
    "⟦+44 20 7946 0958⟧",
    "gsm ⟦475 12 34 56⟧",
    "⟦0 4 7 5 1 2 3 4 5 6⟧",
    "gsm: ⟦0475 12 34 56⟧/⟦0476 12 34 57⟧",
    "T⟦0475123456⟧",
    "bel ⟦0475 12 34 56⟧ 5 keer",
    "⟦+32.475.12.34.56⟧",
    "gsm ⟦06 12 34 56 78⟧",
    "⟦0475 / 12 34 56⟧",
    "⟦04/ 222 33 44⟧",
    "⟦+49 30 901820⟧",
    "whatsapp ⟦+212 661 123456⟧",
    "⟦+90 532 123 45 67⟧",
)


@pytest.mark.parametrize("marked", PHONE)
def test_phone_is_found_exactly(marked):
    """
    Every spelling is found, and the span is the value as typed.
    """
    text, values = unmarked(marked)

    assert found(text, Kind.PHONE) == values

"""
E-mail addresses, plain and disguised.
"""

import pytest

from policy.finding import Kind
from tests.policy.detectors.marked_for_tests import found, unmarked

EMAIL = (
    "⟦jan.peeters@telenet.be⟧",
    "<⟦jan_peeters+x@skynet.be⟧>",
    "⟦jan@intranet.local⟧",
    "⟦JAN.PEETERS@GEMEENTE.VLAANDEREN⟧.",
    "⟦jan.peeters [at] telenet [dot] be⟧",
    "⟦jan.peeters(at)telenet.be⟧",
    "⟦jan apenstaartje telenet punt be⟧",
    "⟦jan(apenstaartje)telenet(punt)be⟧",
    "⟦jan at telenet dot be⟧",
    "⟦jan{at}telenet{dot}be⟧",
    "⟦jan.peeters @ telenet.be⟧",
    "mailto:⟦jan@x.be⟧?subject=a",
    "⟦o'brien@x.ie⟧",
    "⟦jan.peeters＠telenet.be⟧",
    "⟦jean arobase orange point fr⟧",
    "⟦jan.peeters AT telenet DOT be⟧",
    "⟦jan@mail.be⟧,⟦piet@mail.be⟧;⟦an@mail.be⟧",
)


@pytest.mark.parametrize("marked", EMAIL)
def test_email_is_found_exactly(marked):
    """
    Every spelling is found, and the span is the value as typed.
    """
    text, values = unmarked(marked)

    assert found(text, Kind.EMAIL) == values

"""
Dates of birth, and dates that are not.
"""

import pytest

from policy.finding import Kind
from tests.policy.detectors.marked_for_tests import found, unmarked

DATE_OF_BIRTH = (
    "geboren op ⟦12/03/1985⟧",
    "geb. ⟦12-3-85⟧",
    "° ⟦12.03.1985⟧",
    "°Leuven, ⟦12 maart 1985⟧",
    "geboortedatum: ⟦1985-03-12⟧",
    "née le ⟦1er août 1990⟧",
    "né à Namur le ⟦9 février 1991⟧",
    "born ⟦March 12, 1985⟧",
    "DOB ⟦12/03/1985⟧",
    "geboren te Leuven op ⟦30 juli 1985⟧",
    "Jan Peeters (⟦12/03/1985⟧)",
    "naam;geboortedatum\nJan Peeters;⟦12/03/1985⟧\nAn Claes;⟦1/2/2014⟧",
    "| naam | geb. datum |\n|---|---|\n| Jan | ⟦12/03/2015⟧ |",
    "Jan Peeters, geboren ⟦12 mrt 1985⟧",
    "date of birth: ⟦12 March 1985⟧",
    "Jan Peeters ⟦12/03/1985⟧ woont",
    "de leerling is geboren op de ⟦3de mei 2014⟧",
    "verjaardag ⟦03/05/2014⟧",
    "Naissance : ⟦12/03/1985⟧",
    "geboortedag ⟦3 mei⟧ ",
    "⟦12/03/1985⟧ geboren",
)


@pytest.mark.parametrize("marked", DATE_OF_BIRTH)
def test_date_of_birth_is_found_exactly(marked):
    """
    Every spelling is found, and the span is the value as typed.
    """
    text, values = unmarked(marked)

    assert found(text, Kind.DATE_OF_BIRTH) == values

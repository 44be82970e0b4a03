"""
Codes that open something.
"""

import pytest

from policy.finding import Kind
from tests.policy.detectors.marked_for_tests import found, unmarked

ACCESS_CODE = (
    "pincode ⟦4821⟧",
    "de pincode is ⟦4821⟧",
    "pin: ⟦4821⟧",
    "PIN ⟦4821⟧ van de tablet",
    "de code voor het alarm is ⟦4821⟧",
    "alarmcode: ⟦4821#⟧",
    "toegangscode ⟦1234A⟧",
    "code d'accès ⟦4821⟧",
    "code de la porte : ⟦4821B⟧",
    "door code ⟦4821⟧",
    "the gate code is ⟦4821⟧",
    "deurcode van het gemeentehuis is ⟦A4821⟧",
    "code van de sleutelkluis: ⟦4821⟧",
    "kluiscode ⟦12-34-56⟧",
    "pukcode ⟦12345678⟧",
    "de poort gaat open met code ⟦7788⟧",
    "het slot van de fietsenstalling heeft code ⟦0451⟧",
    "MFA-code ⟦123456⟧",
    "sms-code is ⟦482 913⟧",
    "code PIN : ⟦4821⟧",
    "digicode ⟦48A21⟧",
    "kopieermachine: code ⟦4471⟧",
    "badgecode ⟦55421⟧",
    "verificatiecode: ⟦482913⟧",
    "cijfercode van de berging ⟦0914⟧",
    "alarm uitschakelen met ⟦4821#⟧",
)


@pytest.mark.parametrize("marked", ACCESS_CODE)
def test_access_code_is_found_exactly(marked):
    """
    Every spelling is found, and the span is the value as typed.
    """
    text, values = unmarked(marked)

    assert found(text, Kind.ACCESS_CODE) == values

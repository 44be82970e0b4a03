"""
Licence plates and file numbers.
"""

import pytest

from policy.finding import Kind
from tests.policy.detectors.marked_for_tests import found, unmarked

LICENCE_PLATE = (
    "plaat ⟦1-ABC123⟧",
    "wagen ⟦1ABC-123⟧",
    "⟦1-ABC-123⟧",
    "nummerplaat ⟦1ABC123⟧",
    "plaat ⟦2 XYZ 987⟧",
    "nummerplaat ⟦ABC-123⟧",
    "⟦1-abc-123⟧ auto",
    "wagen ⟦T-XAB-123⟧",
    "⟦2-DKA-319⟧,",
    "kenteken ⟦12-AB-CD⟧",
    "plaque ⟦1.WQR.055⟧",
    "oude plaat ⟦123-ABC⟧",
    "plaat ⟦O-ABC-123⟧",
    "Nummerplaat: ⟦1-abc-234⟧",
    "auto met plaat ⟦AB-123-CD⟧",
    "nummerplaat ⟦K-LM 4821⟧ (Duitse aannemer)",
    "voiture française ⟦GH-418-TR⟧",
    "een wagen met ⟦12-XYZ-3⟧",
    'plaat "⟦FIETS1⟧" past niet in het veld',
    "brommer ⟦S-ABCD⟧ staat aan het station",
    "a German car ⟦B-KL 2051⟧ before it has Belgian plates",
)


@pytest.mark.parametrize("marked", LICENCE_PLATE)
def test_licence_plate_is_found_exactly(marked):
    """
    Every spelling is found, and the span is the value as typed.
    """
    text, values = unmarked(marked)

    assert found(text, Kind.LICENCE_PLATE) == values


DOSSIER_NUMBER = (
    "⟦OMV_2026038817⟧",
    "dossier ⟦2026/0457⟧",
    "dossiernummer ⟦2026-00123⟧",
    "ons kenmerk: ⟦BZ/2026/77⟧",
    "klacht ⟦KL-2026-01193⟧",
    "PV ⟦LE.12.L1.001234/2026⟧",
    "pv-nummer ⟦LE45L1001234/2026⟧",
    "dossier nr. ⟦123456⟧",
    "Votre référence : ⟦2026/URB/0417⟧",
    "dossier ⟦OCMW/2026/0457⟧",
    "aanslagnummer ⟦2026123456⟧",
    "notitienummer ⟦LE.43.L2.005678/26⟧",
    "omgevingsvergunning ⟦OMV2026038817⟧",
    "numéro de dossier ⟦D-2026-884⟧",
    "referentie: ⟦SOC-2026-1187⟧",
    "Dossier: ⟦SD-2024-00871⟧",
    "Schadedossier ⟦24/SCH/031⟧",
    "retributie ⟦RET2025-00871⟧",
    "bouwtoelating ⟦1968/44-B⟧",
    "grafconcessie ⟦2001/CON/0427⟧",
    "concession ⟦2001/C-427⟧",
    "milieuvergunning nr. ⟦2019/0331⟧",
    "dossier ⟦236⟧ (terras) is rond",
    "grafnummer ⟦B-118⟧",
    "volgnummer ⟦2025/0113⟧ in het register",
    "kohierartikel ⟦004512⟧",
    "kapvergunning ⟦BK 25-017⟧, drie eiken",
    "huwelijksaangifte ⟦ZP 2025/44⟧ van",
    "son dossier d'urbanisme ⟦2024/00612⟧ est complet",
    "het gaat over ⟦GRD/24/0163⟧",
    "PUT /dossiers/⟦3c-61882⟧/bijlage",
    "ticket ⟦inc0081362⟧, nee, ⟦INC0081326⟧",
    "onze ref. ⟦MKT.25/031⟧ (vorig jaar ⟦MKT.24/028⟧)",
    "terugbellen\n* ⟦W24.318⟧ zwerfvuil\n* ⟦W24.322⟧ lamp\n* ⟦W24.340⟧ put",
    "fietspremie aangevraagd, kreeg code ⟦FP-3T6M9⟧",
)
NO_DOSSIER_NUMBER = (
    "omzendbrief BA-2004/03 over",
    "melding 12/2025",
    "aanvraag 15.000 euro",
    "aanvragen 2024-2025",
    "schade van 12500 euro",
)


@pytest.mark.parametrize("marked", DOSSIER_NUMBER)
def test_dossier_number_is_found_exactly(marked):
    """
    Every spelling is found, and the span is the value as typed.
    """
    text, values = unmarked(marked)

    assert found(text, Kind.DOSSIER_NUMBER) == values


@pytest.mark.parametrize("text", NO_DOSSIER_NUMBER)
def test_circulars_amounts_and_months_are_no_file(text):
    """
    A word for a file stands before many numbers.
    """
    assert found(text, Kind.DOSSIER_NUMBER) == []


def test_identifiers_of_programs_are_no_file_numbers():
    """
    A log holds one for every request.
    """
    text = "referentie 3f2b7c1e-9d04-4a6b-8e55-0c7d91a2b6f8 status 504"

    assert found(text, Kind.DOSSIER_NUMBER) == []

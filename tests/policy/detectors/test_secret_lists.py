"""
Secrets under a heading.
"""

import pytest

from policy.finding import Kind
from tests.policy.detectors.marked_for_tests import found, unmarked

LISTS = (
    (
        Kind.ACCESS_CODE,
        "Sorteer op naam, dit zijn de printcodes van de dienst:\nAnke ⟦2207⟧\nBart ⟦2219⟧",
    ),
    (
        Kind.PASSWORD,
        "Wachtwoorden voor de nieuwe klas:\nNoor - ⟦kikker82⟧\nSam - ⟦tijger19⟧\nLotte - ⟦panda77⟧",
    ),
    (
        Kind.PASSWORD,
        (
            "| Naam | Gebruikersnaam | Paswoord "
            "|\n|------|----------------|----------|\n| Klas 4A | klas4a | "
            "⟦olifant-boom-7⟧ |\n| Klas 4B | klas4b | ⟦zon&maan⟧ |"
        ),
    ),
    (Kind.PASSWORD, "account\tpassword\nbalie1\t⟦vrolijkekip⟧\nbalie2\t⟦blijehond9⟧"),
    (Kind.ACCESS_CODE, "Toegangscodes lokalen:\nrefter ⟦1144⟧\nturnzaal ⟦2266⟧\nict-lokaal ⟦9031⟧"),
    (Kind.ACCESS_CODE, "lokaal;code\nberging;⟦4410⟧\narchief;⟦7782⟧"),
    (
        Kind.ACCESS_CODE,
        "| toestel | pincode |\n|---|---|\n| tablet 1 | ⟦1357⟧ |\n| tablet 2 | ⟦2468⟧ |",
    ),
)


@pytest.mark.parametrize(("kind", "marked"), LISTS)
def test_values_under_a_heading_are_found(kind, marked):
    """
    The word stands once, above; every row holds a secret.
    """
    text, values = unmarked(marked)

    assert found(text, kind) == values


@pytest.mark.parametrize(
    "text",
    [
        "naam;login;wachtwoord\n[naam];[login];[wachtwoord]",
        "gemeente;nis-code\nKortenberg;24055\nHerent;24038",
        "naam;code;omschrijving\nDeuren;4510;herstelling deuren\nSloten;4520;vervangen sloten",
        "toepassing;eigenaar;wachtwoordbeleid\nSmartschool;school;12 tekens",
        "Wachtwoordlijst:\n- Smartschool: zie KeePass\n- UiTPAS: zie KeePass",
        "Lokaal | Capaciteit | Code reservatie\nZaal 1 | 120 | R-ZAAL1",
    ],
)
def test_table_without_secrets_passes(text):
    """
    Placeholders, budgets, and policies about passwords.
    """
    assert found(text, Kind.PASSWORD) == found(text, Kind.ACCESS_CODE) == []

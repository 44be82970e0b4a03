"""
What headings and labels say about the values under or behind them.
"""

import pytest

from policy.finding import Kind
from tests.policy.detectors.marked_for_tests import found, matches, mod97, unmarked

CARD = f"592{'3344556'}{mod97('5923344556')}"
OGM = f"{'7001234567'}{mod97('7001234567')}"
CELLS = (
    (Kind.DATE_OF_BIRTH, "nr;geboren;code\n1;⟦19610824⟧;3070\n2;⟦20091103⟧;3071"),
    (Kind.DATE_OF_BIRTH, '"lid","geb. datum"\n"7","⟦24081961⟧"'),
    (Kind.DATE_OF_BIRTH, "| Nom | Né(e) le |\n|---|---|\n| x | ⟦24/08/61⟧ |"),
    (Kind.DATE_OF_BIRTH, "nom\tdate de naissance\nx\t⟦24.08.1961⟧"),
    (Kind.DATE_OF_BIRTH, "  geboortedatum ..... ⟦24 | 08 | 1961⟧"),
    (Kind.DATE_OF_BIRTH, "kind;verjaardag\nx;⟦24/08⟧"),
    (Kind.PUPIL_NUMBER, "stamnr;klas\n⟦0312⟧;1A\n⟦0313⟧;1A"),
    (Kind.PUPIL_NUMBER, "klas | lln.nr.\n1A | ⟦22/0417⟧"),
    (Kind.PUPIL_NUMBER, "klas,leerlingnummer\n1A,⟦LL-20417⟧"),
    (Kind.PUPIL_NUMBER, "classe;n° élève\n1A;⟦2041⟧"),
    (Kind.PUPIL_NUMBER, "Student ID\tclass\n⟦S2041⟧\t1A"),
    (Kind.PUPIL_NUMBER, "Stamboeknr.: ⟦1187⟧   Klas: 5C"),
    (Kind.PAYMENT_REFERENCE, f"ref\tbedrag\n⟦{OGM}⟧\t45,00"),
    (Kind.PAYMENT_REFERENCE, f"Mededeling;Bedrag\n⟦{OGM}⟧;45"),
    (Kind.EID_NUMBER, f"Kaarthouder | Kaartnummer\nx | ⟦{CARD}⟧"),
    (Kind.EID_NUMBER, f"naam;eID-nr\nx;⟦{CARD[:3]}.{CARD[3:10]}.{CARD[10:]}⟧"),
    (Kind.PASSPORT_NUMBER, "naam;paspoortnr\nx;⟦NX4K7LR28⟧"),
    (Kind.PASSPORT_NUMBER, "| Passeport | ⟦ER 93 81 46⟧ |"),
    (Kind.LICENCE_PLATE, "Voertuig | Plaat\nVito | ⟦K-LM 4821⟧"),
    (Kind.HEALTH_PROVIDER_NUMBER, "naam\triziv-nr\nx\t⟦1.38011.20⟧"),
    (Kind.DOSSIER_NUMBER, "Dossier;status\n⟦24/SCH/031⟧;open"),
    (Kind.ADDRESS, "naam | straat | nr. | pc | gemeente\nx | ⟦Ganzenkot | 8 | 3078 | Meerbeek⟧"),
    (Kind.ADDRESS, 'id,adres,pc,gemeente\n1,"⟦Ganzenkot 5",3070,Kortenberg⟧'),
    (Kind.ADDRESS, "Nom;Rue;N°;Bte;CP;Localité;Tél\nx;⟦Clos du Lac;18;;1950;Kraainem⟧;"),
    (Kind.ADDRESS, "nr\tstraat\tpostcode\n⟦14\tGanzenkot\t3070⟧"),
)
NOTHING = (
    "straat;lengte\nGanzenkot;120 m",
    "straat | gemeente | werken\nGanzenkot | Kortenberg | mei 2026",
    "ref;aantal;prijs\nA4-papier;500;4,50",
    "artikel;code\nstoel;20250302",
    "datum;zaal\n20250302;3",
    "Vrijwilliger;case;score\nx;31/50;16/20",
    "klas;leerlingen\n1A;214\n1B;305",
    "aanvraag: mei 2025",
    "melding: 12/2025",
    "kaart: 12345678",
    "dossier: 3.500 euro",
    "document;versie\nA;2.4.1",
    "paspoort: 7 dagen",
    "passeport : obligatoire",
    "dossiers;open;dicht\n12;5;7",
    "aantal leerlingen: 1204",
    "student : 120 euros",
    "plaat;dikte\ngyproc;12 mm",
)


@pytest.mark.parametrize(("kind", "marked"), CELLS)
def test_cell_is_what_its_heading_says(kind, marked):
    """
    With every mark between cells, and in forms.
    """
    text, values = unmarked(marked)

    assert found(text, kind) == values


@pytest.mark.parametrize("text", NOTHING)
def test_cells_that_do_not_fit_their_heading_are_left_alone(text):
    """
    Quantities, prices, plain dates and streets without a number.
    """
    assert matches(text) == []

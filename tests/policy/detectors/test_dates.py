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
    "zag het levenslicht op ⟦zestien mei negentienhonderdvijfentwintig⟧ te Gent",
    "geboren te Iasi op ⟦drie februari negentienhonderd vierenvijftig⟧, metser",
    "geboren op ⟦drieëntwintig april tweeduizend en acht⟧.",
    "geboren de ⟦eerste juli duizend negenhonderd zestig⟧",
    "née le ⟦trois mars mille neuf cent quatre-vingt-deux⟧ à Namur",
    "né le ⟦premier août deux mille six⟧,",
    "born on the ⟦third of May nineteen eighty-five⟧",
    "geboren ⟦12 03 1985⟧",
    "geboren op ⟦12 / 03 / 1985⟧",
    "geboren: ⟦19850312⟧",
    "née le ⟦12 avril 99⟧",
    "dob ⟦12031985⟧",
    "Jan Peeters (* ⟦12/03/1985⟧)",
    "geboren op ⟦1 mei 2019⟧, en haar broer Wannes is van ⟦4-1-22⟧",
    "kaart bij een geboorteaangifte, voor de schepen en collega's: Oscar Fransen, ⟦6 april 2025⟧",
    '"° ⟦19 V 1944⟧" in het register',
    "An Claes, g.d. ⟦14.09.1987⟧, chauffeur",
    "stage pour Zoé (d.n. ⟦9.11.2017⟧)",
    "DDN : ⟦02/12/2010⟧",
    "gebroen op ⟦27/04/1996⟧",
    "An Claes is van ⟦12 sept. '39⟧",
    "hij is van ⟦05/02/2006⟧ en betaalt minder",
    "An Claes (9, ⟦8 juni 2016⟧)",
    "An Claes (v, ⟦02/05/2016⟧)",
    "grens U11, te oud?\nAn Claes ⟦8-6-13⟧\nTom Wils ⟦17-2-15⟧",
    "DECLERCQ|AN|⟦19850312⟧|V|3070",
    "Op welke dag viel ⟦17 augustus 1947⟧? Hij is toen geboren",
    "geb. ⟦09/11/'67⟧",
    "geboren den ⟦twaalfden juni negentienhonderd drieenveertig⟧",
    "zij is op ⟦negen april 1942⟧ geboren",
    "geboortedata: Jan ⟦12/03/2015⟧, Piet ⟦4/5/2016⟧",
)
NO_DATE_OF_BIRTH = (
    "op drie februari tweeduizend vierentwintig is voor mij verschenen",
    "- * 12/03/2024 vergadering",
    "* 12/03/2024 vergadering",
    "geboren Kortenbergenaar; de zitting van 12/03/2024",
    "de brief van mijn zoon, attest van 4-1-22",
    "twintig mei is een vrije dag",
    "12 03 2024 is de deadline",
    "naamloos bestand 20240312",
    "het gebouw van 12/03/2019",
    "De brief is van 12/03/2019",
    "Verslag_Raad_20190312.pdf",
    "An Claes 12-3-25 om 10 uur",
    "op vier mei 1945 eindigde de oorlog",
)


@pytest.mark.parametrize("marked", DATE_OF_BIRTH)
def test_date_of_birth_is_found_exactly(marked):
    """
    Every spelling is found, and the span is the value as typed.
    """
    text, values = unmarked(marked)

    assert found(text, Kind.DATE_OF_BIRTH) == values


@pytest.mark.parametrize("text", NO_DATE_OF_BIRTH)
def test_other_dates_are_left_alone(text):
    """
    Deeds, meetings and deadlines, in words or digits.
    """
    assert found(text, Kind.DATE_OF_BIRTH) == []

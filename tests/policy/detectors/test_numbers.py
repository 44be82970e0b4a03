"""
Numbers that name a person, an account or a file.
"""

import pytest

from policy.finding import Kind
from tests.policy.detectors.marked_for_tests import found, unmarked

NATIONAL_NUMBER = (
    "⟦85.O7.3O-O33.28⟧",
    "⟦85.07.30-033.28⟧",
    "rrn ⟦85/07/30-033/28⟧",
    "⟦850730-033-28⟧",
    "⟦85 07 30 033 28⟧",
    "NN: ⟦85073003328⟧",
    "RIJKSREGISTERNUMMER:⟦85073003328⟧",
    "rijksregisternr.⟦85-07-30 033 28⟧ van",
    "kind ⟦12.05.14-207.77⟧",
    "⟦12051420 777⟧ insz",
    "RR ⟦85.07.30.033-28⟧",
    "1. ⟦85.07.30-033.28⟧ 2. ⟦12.05.14-207.77⟧",
    "(⟦85.07.30-033.28⟧)",
    "⟦85.07.30 - 033.28⟧",
    "id=⟦85.07.30-033.28⟧;x",
    "⟦８５.０７.３０-０３３.28⟧",
)


@pytest.mark.parametrize("marked", NATIONAL_NUMBER)
def test_national_number_is_found_exactly(marked):
    """
    Every spelling is found, and the span is the value as typed.
    """
    text, values = unmarked(marked)

    assert found(text, Kind.NATIONAL_NUMBER) == values


IBAN = (
    "⟦BE68539007547034⟧",
    "rekening ⟦be68539007547034⟧",
    "⟦BE68 5390 0754 7034⟧ op naam van",
    "⟦BE68-5390-0754-7034⟧",
    "Kan je ⟦BE68539007547034⟧ controleren",
    "storten op ⟦BE68 5390 0754 7034⟧ voor het schoolgeld",
    "⟦NL91 ABNA 0417 1643 00⟧",
    "⟦FR76 3000 6000 0112 3456 7890 189⟧",
    "⟦DE89 3704 0044 0532 0130 00⟧",
    "IBAN:⟦BE68 53900754 7034⟧",
    "⟦B E 6 8 5 3 9 0 0 7 5 4 7 0 3 4⟧",
)


@pytest.mark.parametrize("marked", IBAN)
def test_iban_is_found_exactly(marked):
    """
    Every spelling is found, and the span is the value as typed.
    """
    text, values = unmarked(marked)

    assert found(text, Kind.IBAN) == values


CARD_NUMBER = (
    "⟦4111 1111 1111 1111⟧",
    "visa ⟦4111111111111111⟧",
    "kaart ⟦5500-0000-0000-0004⟧",
    "⟦3400 000000 00009⟧ amex",
    "bancontact ⟦6703 4444 4444 4449⟧",
)


@pytest.mark.parametrize("marked", CARD_NUMBER)
def test_card_number_is_found_exactly(marked):
    """
    Every spelling is found, and the span is the value as typed.
    """
    text, values = unmarked(marked)

    assert found(text, Kind.CARD_NUMBER) == values


EID_NUMBER = (
    "identiteitskaart ⟦591-1917064-58⟧",
    "eID ⟦591 1917064 58⟧",
    "kaartnummer ⟦591191706458⟧",
    "verblijfskaart ⟦B123456789⟧",
    "titre de séjour ⟦B 1234567 89⟧",
    "rijbewijs ⟦1234567890⟧",
    "rijbewijsnummer ⟦1650123456⟧",
    "⟦591 - 1917064 - 58⟧",
    "carte ⟦591/1917064/58⟧",
    "⟦591.1917064.58⟧",
    "elektronische kaart nummer ⟦B 1234567 89⟧",
)


@pytest.mark.parametrize("marked", EID_NUMBER)
def test_eid_number_is_found_exactly(marked):
    """
    Every spelling is found, and the span is the value as typed.
    """
    text, values = unmarked(marked)

    assert found(text, Kind.EID_NUMBER) == values


PASSPORT_NUMBER = (
    "paspoort ⟦EP482715⟧",
    "paspoortnummer: ⟦EN123456⟧",
    "passport no. ⟦LB5093317⟧",
    "passeport n° ⟦GA 116482⟧",
    "reispas ⟦ABC1234567⟧",
    "pasp nr ⟦ej551023⟧ afgehaald",
    "Nederlands paspoort: mevrouw, documentnummer ⟦NX4K7LR28⟧",
    "passeport ⟦ER 93 81 46⟧",
    "paspoorten van de groep: ⟦EN123456⟧ en ook nog dat van de tweede begeleider, ⟦EN 730 155⟧",
)


@pytest.mark.parametrize("marked", PASSPORT_NUMBER)
def test_passport_number_is_found_exactly(marked):
    """
    Every spelling is found, and the span is the value as typed.
    """
    text, values = unmarked(marked)

    assert found(text, Kind.PASSPORT_NUMBER) == values


PUPIL_NUMBER = (
    "stamnummer ⟦2600187⟧",
    "stamnr. ⟦2600187⟧",
    "leerlingnummer: ⟦123456⟧",
    "leerlingnr ⟦123456⟧",
    "matricule ⟦26001234⟧",
    "stamboeknummer ⟦2600187⟧",
    "leerlingennummer ⟦12345678⟧",
    "lln.nr. ⟦22/0318⟧",
    "Élève n° ⟦2022-331⟧, Inès",
    "pupil ID ⟦LL-40917⟧ fails; the twin brother has ⟦LL-40918⟧",
    "stamnr ⟦0457⟧",
    "leerlingnummer is ⟦312⟧",
    "leerlingkaart ⟦70312⟧ is kwijt",
    "de stamboekfiche ⟦2022/214⟧ moet mee",
    "ID-leerling: ⟦70312⟧ staat dubbel",
    "nummer leerling: ⟦7712⟧",
    "leerling met nr. ⟦70312⟧ uitschrijven",
    "LLN ⟦70312⟧",
    "<stamnr>⟦70312⟧</stamnr>",
    '{"stamnummer":"⟦0712-C⟧"}',
    "sync internnr=⟦470312⟧ status=OK",
    "in Smartschool heeft Aya intern nummer ⟦470312⟧",
    "leerlingnummers ⟦70312⟧, ⟦70313⟧ en ⟦70318⟧",
    "de stamboeknummers van onze nieuwkomers zijn ⟦2044⟧ en ⟦2045⟧",
    "sticker leerlingnr. ⟦K3 118⟧ gevonden",
    "https://school.be/leerling/⟦70312⟧/fiche",
    "le numéro d'élève de Zoé est le ⟦Z-70312⟧",
    "discimus-id ⟦D7718264⟧",
    "Leerling Aya Claes, nummer ⟦41 218⟧ in het register",
    "In Wisa heeft Aya Claes (⟦Q0718⟧) nog de oude klas",
    'In kolom A: "⟦S-70312⟧". Dat zijn onze stamboeknummers',
    "rapport_⟦70312⟧_L5.pdf, dus met het leerlingnummer",
    "Student numbers for the bus:\n- ⟦#⟧".replace("⟦#⟧", "#⟦6612⟧"),
)


@pytest.mark.parametrize("marked", PUPIL_NUMBER)
def test_pupil_number_is_found_exactly(marked):
    """
    Every spelling is found, and the span is the value as typed.
    """
    text, values = unmarked(marked)

    assert found(text, Kind.PUPIL_NUMBER) == values


HEALTH_PROVIDER_NUMBER = (
    "RIZIV ⟦1-23456-25-004⟧",
    "riziv-nummer ⟦12345625004⟧",
    "INAMI ⟦1/23456/25/004⟧",
    "RIZIV: ⟦1-23456-67⟧",
    "INAMI n° ⟦1.23456.25.004⟧",
    "riziv ⟦1 23456 25 004⟧",
    "huisarts An Claes, ⟦1-34507-32⟧",
    "het mandaat van de arts aanvaardt ⟦13450732⟧",
)


@pytest.mark.parametrize("marked", HEALTH_PROVIDER_NUMBER)
def test_health_provider_number_is_found_exactly(marked):
    """
    Every spelling is found, and the span is the value as typed.
    """
    text, values = unmarked(marked)

    assert found(text, Kind.HEALTH_PROVIDER_NUMBER) == values


PAYMENT_REFERENCE = (
    "⟦+++260/4501/18768+++⟧",
    "⟦***509/3318/82043***⟧",
    "mededeling ⟦260/4501/18768⟧",
    "OGM ⟦260450118768⟧",
    "⟦+++ 260 / 4501 / 18768 +++⟧",
    "gestructureerde mededeling ⟦260 4501 18768⟧",
    "mededeling ⟦260-4501-18768⟧",
    "ref ⟦260450118768⟧",
)


@pytest.mark.parametrize("marked", PAYMENT_REFERENCE)
def test_payment_reference_is_found_exactly(marked):
    """
    Every spelling is found, and the span is the value as typed.
    """
    text, values = unmarked(marked)

    assert found(text, Kind.PAYMENT_REFERENCE) == values


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mededeling RF18 5390 0754 7034 graag.", ["RF18 5390 0754 7034"]),
        ("ref RF18539007547034", ["RF18539007547034"]),
        ("RF19 5390 0754 7034", []),
        ("RF-module type RF24 2400", []),
    ],
    ids=["groups", "closed", "wrong check digits", "a module"],
)
def test_creditor_references_by_their_check_digits(text, expected):
    """
    The international form of the structured communication (ISO 11649).
    """
    assert found(text, Kind.PAYMENT_REFERENCE) == expected

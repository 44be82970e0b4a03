from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.lexicon_files import load_confidential
from policy.finding import Kind
from tests.policy.detectors.lexicons import LEXICONS, everywhere, found, sheet


@cache
def confidential():
    return load_confidential(LEXICONS)


def kinds(text):
    return {kind for kind, _ in found(confidential(), text)}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("STRIKT VERTROUWELIJK\nVerslag managementteam\nVat samen.", Kind.MARKING),
        ("Herschrijf:\nvertrouwelijk\nDe dienst krimpt.", Kind.MARKING),
        ("Vat samen: VERTROUWELIJK - nota over de loketten", Kind.MARKING),
        ("Onderwerp: onder embargo tot 3 mei\nDe zaal sluit.", Kind.MARKING),
        ("Traduis :\nÀ USAGE INTERNE\nLe service déménage.", Kind.MARKING),
        ("Rewrite: TLP:AMBER roadmap of the network", Kind.MARKING),
        ("Sensitivity: Confidential\nKort deze mail in.", Kind.SENSITIVITY_LABEL),
        ("MSIP_Label_0a1b2c3d-0000-4000-8000-000000000000_Name=Geheim", Kind.SENSITIVITY_LABEL),
        ("Schrijf een collegenota om het zwembad te sluiten.", Kind.UNDECIDED_POLICY),
        ("Wij overwegen de personenbelasting te verhogen, verdedig dit.", Kind.UNDECIDED_POLICY),
        ("Draft a speech on the not yet announced merger.", Kind.UNDECIDED_POLICY),
        ("Vergelijk deze offertes: A 12.500 euro, B 11.900 euro.", Kind.PROCUREMENT),
        ("Ons maximumbod voor de grond is 300.000 euro.", Kind.PROCUREMENT),
        ("Onze advocaat raadt aan om te schikken.", Kind.LEGAL_ADVICE),
        ("Résume l'avis juridique sur le litige.", Kind.LEGAL_ADVICE),
    ],
)
def test_matter_that_is_not_public_is_found(text, kind):
    assert kind in kinds(text)


@pytest.mark.parametrize(
    "text",
    [
        "Is dit vertrouwelijk of mag ik het delen?",
        "Wat betekent vertrouwelijk in het bestuursrecht?",
        "Uw melding wordt vertrouwelijk behandeld.",
        "Wij behandelen uw gegevens vertrouwelijk en discreet.",
        "Hoe zet ik een watermerk VERTROUWELIJK in Word?",
        "Sensitivity: Public\nKort deze mail in.",
        "De gemeenteraad keurde het plan goed in openbare zitting, maak een nieuwsbericht.",
        "Wat hoort in een gunningsverslag?",
        "Vraag een offerte aan voor 200 stoelen.",
        "Wat doet een advocaat?",
        "Wat is een dading? Leg uit in eenvoudige taal.",
        "Welke vormen van betalend parkeren bestaan er?",
        "Que signifie « huis clos » ?",
    ],
)
def test_ordinary_speech_passes(text):
    """
    The word alone, what is decided, and general questions.
    """
    assert kinds(text) == set()


@given(st.text(max_size=60), st.integers(0, 60))
def test_matches_lie_within_the_text_wherever_it_is_cut(noise, cut):
    text = f"GEHEIM\nSensitivity: Secret\nSchrijf een collegenota.{noise}"[cut:]

    for match in confidential().find(sheet(text), everywhere(confidential(), text), ()):
        assert 0 <= match.start < match.end <= len(text)

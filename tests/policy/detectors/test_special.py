from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.lexicon_files import load_special_categories
from policy.finding import Kind
from tests.policy.detectors.lexicons import LEXICONS, everywhere, found, names, sheet


@cache
def special():
    return load_special_categories(LEXICONS)


def kinds(text):
    page = sheet(text)
    people = tuple(names().find(page, everywhere(names(), text), ()))
    return {kind for kind, _ in found(special(), text, people)}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Mijn cliënt krijgt een leefloon sinds maart.", Kind.SPECIAL_SOCIAL),
        ("Stel een brief op: Tilly Ruyssinck zit in budgetbeheer.", Kind.SPECIAL_SOCIAL),
        ("Le CPAS aide Gloire Makiese, elle a des dettes.", Kind.SPECIAL_SOCIAL),
        ("Mevrouw Daelman heeft beginnende dementie.", Kind.SPECIAL_HEALTH),
        ("Wannes ligt in het ziekenhuis na een operatie.", Kind.SPECIAL_HEALTH),
        ("Priya Nair was diagnosed with epilepsy.", Kind.SPECIAL_HEALTH),
        ("Een leerling uit 3B heeft dyslexie en krijgt sticordi.", Kind.SPECIAL_PUPIL_CARE),
        ("J. uit 3A heeft ASS.", Kind.SPECIAL_PUPIL_CARE),
        ("Rapport: Lowie wiskunde 6/10, Gitte wiskunde 4/10.", Kind.SPECIAL_PUPIL_CARE),
        ("Collega Griet zit thuis met een burn-out.", Kind.SPECIAL_HR),
        ("Bart Verlooy is ontslagen.", Kind.SPECIAL_HR),
        ("Ward Claes kreeg een GAS-boete.", Kind.SPECIAL_POLICE),
        ("Ward Claes werd veroordeeld wegens slagen.", Kind.SPECIAL_POLICE),
        ("Amina Sesay wacht op haar asielaanvraag.", Kind.SPECIAL_CIVIL),
        ("Lies Wyns en Tom Claes liggen in echtscheiding.", Kind.SPECIAL_CIVIL),
        ("Sara Vandewoude is lid van het ACV.", Kind.SPECIAL_BELIEF),
        ("Naima draagt een hoofddoek aan het loket.", Kind.SPECIAL_BELIEF),
        ("Het gezin is van Roma-afkomst.", Kind.SPECIAL_ORIGIN),
        ("Onze collega Wim is homo.", Kind.SPECIAL_INTIMATE),
    ],
)
def test_private_life_of_somebody_is_found(text, kind):
    """
    A term and a person, in three languages.
    """
    assert kind in kinds(text)


@pytest.mark.parametrize(
    "text",
    [
        "Wat zijn de voorwaarden voor een leefloon?",
        "Maak een flyer over schuldbemiddeling.",
        "Schrijf een lesje over autisme voor het vierde leerjaar.",
        "Hoe werkt een GAS-boete in het algemeen?",
        "Maak een leeg sjabloon voor een handelingsplan.",
        "Het GAS-verbruik en de PV-installatie van de sporthal.",
        "Hoeveel mensen met diabetes zijn er in Vlaanderen?",
        "Nodig Fatima Boulaich uit voor de infosessie over het leefloon.",
        "Collega Ward van de dienst schuldbemiddeling is er morgen niet.",
        "Karel Wyffels levert de broodjes, factuur van 120 euro.",
        "Vat de wet op de collectieve schuldenregeling samen.\n\nGroetjes Sandra",
        "Qu'est-ce que le revenu d'intégration ?",
        "What are the symptoms of dementia in general?",
    ],
)
def test_subject_alone_may_be_asked_about(text):
    """
    No person, or only somebody who works on it or signs: nothing is found.
    """
    assert kinds(text) == set()


def test_match_spans_the_decisive_words():
    """
    From the first decisive word to the last, within the sentence.
    """
    text = "Dag. Wannes zit in budgetbeheer en haalt een voedselpakket. Tot morgen."
    page = sheet(text)
    people = tuple(names().find(page, everywhere(names(), text), ()))

    spans = [words for kind, words in found(special(), text, people)]

    assert spans == ["zit in budgetbeheer en haalt een voedselpakket"]


@given(st.text(max_size=60), st.integers(0, 60))
def test_matches_lie_within_the_text_wherever_it_is_cut(noise, cut):
    text = f"Mevrouw Daelman heeft dementie en een leefloon.{noise}"[cut:]

    for match in special().find(sheet(text), everywhere(special(), text), ()):
        assert 0 <= match.start < match.end <= len(text)

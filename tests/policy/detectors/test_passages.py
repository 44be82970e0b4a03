"""
Passages: what is told in words that stand in no list, and listed words in harmless passages.
"""

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.detection import build_detector
from policy.detectors.families import Hits
from policy.detectors.interface import Match
from policy.detectors.lexicon import Terms
from policy.detectors.passage_model import WINDOW, Told, windows
from policy.detectors.passage_reading import PassageReading
from policy.detectors.passages import NAME, Passages
from policy.finding import Kind
from tests.policy.detectors.lexicons import LEXICONS, sheet

LISTED = "listed"


@cache
def detector():
    return build_detector(LEXICONS.parent, None)


def broad(text):
    return {m.kind for m in detector().matches(text) if m.kind.is_special or m.kind in _SUBJECTS}


_SUBJECTS = {Kind.UNDECIDED_POLICY, Kind.PROCUREMENT, Kind.LEGAL_ADVICE}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (
            (
                "Mevrouw Daelemans kan haar rekeningen niet meer betalen en slaapt sinds vrijdag "
                "bij haar zus op de zetel. Schrijf een brief aan de woonmaatschappij."
            ),
            Kind.SPECIAL_SOCIAL,
        ),
        (
            (
                "De juf zag blauwe plekken op de armen van Senne uit 2A en hij wil niet naar huis. "
                "Wat moet ik nu doen?"
            ),
            Kind.SPECIAL_PUPIL_CARE,
        ),
        (
            (
                "Notre collègue Benoît a reçu son deuxième avertissement et pleure dans le "
                "vestiaire. Comment lui annoncer que son contrat s'arrête ?"
            ),
            Kind.SPECIAL_HR,
        ),
        (
            (
                "Ma cliente dort dans sa voiture avec ses deux enfants depuis qu'on l'a mise "
                "dehors. Rédige un mail au service logement."
            ),
            Kind.SPECIAL_SOCIAL,
        ),
        (
            (
                "We denken eraan om de bib van Meerbeek volgend jaar dicht te doen, maar dat mag "
                "nog niemand weten. Schrijf alvast argumenten."
            ),
            Kind.UNDECIDED_POLICY,
        ),
        (
            (
                "Firma Dewit zit 12.000 euro onder de rest en Jansens kan nog zakken als we "
                "aandringen. Maak een nota met voorstel voor morgen."
            ),
            Kind.PROCUREMENT,
        ),
        (
            (
                "Onze advocaat zegt dat we weinig kans maken en tot 40.000 euro mogen gaan. Vat "
                "zijn mail samen voor het bestuur."
            ),
            Kind.LEGAL_ADVICE,
        ),
    ],
    ids=["rent", "pupil", "staff", "homeless", "plan", "bids", "counsel"],
)
def test_a_story_without_any_standard_word_is_seen(text, kind):
    """
    People tell things in their own words; the lists cannot know all of them. Which kind of
    private matter it is, is told less surely than that it is private.
    """
    assert kind.data_class in {found.data_class for found in broad(text)}


@pytest.mark.parametrize(
    "text",
    [
        "Welke stukken heb je nodig om een leefloon aan te vragen? Maak er een lijstje van.",
        "Maak een affiche voor de infoavond over dementie in het dienstencentrum.",
        "Mevrouw Wouters vraagt of haar vuilniszak eerder opgehaald kan worden, antwoord kort.",
        "Kan je een vacature schrijven voor een maatschappelijk werker schuldbemiddeling?",
        "Les over godsdiensten voor het zesde leerjaar: vijf vragen over de islam.",
        "De gemeenteraad keurde maandag het nieuwe parkeerplan goed. Schrijf een nieuwsbericht.",
        "Hoe maak ik in Excel een draaitabel van het aantal GAS-boetes per maand?",
        "Bedank Ria voor 30 jaar inzet bij de bib en wens haar een fijn pensioen.",
    ],
)
def test_a_subject_and_a_harmless_matter_pass(text):
    """
    The same words without anybody's story, and somebody's harmless matter.
    """
    assert broad(text) == set()


class _Model:
    """Judges by one word."""

    def told(self, passage):
        words = {word for seen in passage for word in seen.sentence.words}
        return Told(Kind.SPECIAL_HR, 0.9 if "geheim" in words else 0.05)


class _Listed:
    name = LISTED

    def mentions(self, page, hits):
        return ()


def passages():
    return Passages(
        _Model(), PassageReading((_Listed(),), Terms(("mijn klant",)), Terms(("algemeen",)))
    )


def reviewed(text, *found):
    return list(passages().reviewed(sheet(text), Hits(), found))


def test_what_a_list_found_in_a_harmless_passage_is_doubted():
    """
    Only what came from word lists: a number or a name stays whatever stands around it.
    """
    listed = Match(Kind.SPECIAL_HEALTH, 0, 4, 0.8, LISTED)
    number = Match(Kind.IBAN, 5, 9, 0.8, "numbers")

    assert reviewed("woord 123 en zo", listed, number) == [number]


def test_a_marking_is_never_doubted():
    """
    Its form decides, and the text around a stamp is often harmless.
    """
    stamp = Match(Kind.MARKING, 0, 4, 0.8, LISTED)

    assert reviewed("woord en zo", stamp) == [stamp]


def test_the_sentence_that_tells_is_what_is_pointed_at():
    """
    So that the person can see what was meant.
    """
    text = "Dag allemaal. Dit is geheim. Groeten."

    (match,) = reviewed(text)

    assert (text[match.start : match.end], match.detector) == ("Dit is geheim", NAME)


def test_a_story_deep_in_a_long_text_is_seen():
    """
    A long text is read in pieces, so that harmless pages do not drown one sentence.
    """
    harmless = "Dit is een zin over het weer in de gemeente. " * 200
    text = f"{harmless}Dit is geheim. {harmless}"

    found = reviewed(text)

    assert {text[match.start : match.end] for match in found} == {"Dit is geheim"}


@settings(max_examples=50, deadline=None)
@given(st.lists(st.sampled_from(["een", "woord", ".", "\n", "geheim", "12"]), max_size=300))
def test_every_word_stands_in_a_passage_and_none_is_outside(words):
    """
    No sentence is left out, however the text is cut into sentences.
    """
    text = " ".join(words)

    read = passages().reading.sentences(sheet(text), Hits(), ())
    covered = {seen.sentence.start for passage in windows(read) for seen in passage}

    assert covered == {seen.sentence.start for seen in read}
    assert sum(len(seen.sentence.words) for seen in read) == len(
        [word for word in words if word.isalnum()]
    )
    assert all(0 <= s.sentence.start < s.sentence.end <= len(text) for s in read)


def test_windows_stay_small():
    """
    What tells is not averaged away.
    """
    text = "Dit is een zin van zeven woorden lang. " * 50

    read = passages().reading.sentences(sheet(text), Hits(), ())

    for passage in windows(read):
        assert sum(len(seen.sentence.words) for seen in passage) <= WINDOW


def test_names_and_numbers_are_masked_before_the_model_sees_them():
    """
    It must learn what is told, and never of whom; its weights can quote nobody.
    """
    text = "Mail Gitte Vanpraet op 0475 12 34 56."
    found = (
        Match(Kind.PERSON, 5, 19, 0.9, "names"),
        Match(Kind.PHONE, 23, 36, 0.9, "phones"),
    )

    (seen,) = passages().reading.sentences(sheet(text), Hits(), found)

    assert seen.sentence.words == ("mail", "<person>", "op", "<value>")

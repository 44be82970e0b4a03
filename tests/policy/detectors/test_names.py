import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy.detectors.families import Hits
from policy.detectors.interface import Match
from policy.finding import Kind
from tests.policy.detectors.lexicons import found, names, persons, sheet

PIECES = ["Jan ", "De ", "van ", "den ", "mevr. ", "J.", "Peeters", "\n", ", ", "é", "🙂", " - "]
PIECES += ["naam;", "naam: ", "Beste ", "mvg\n", "'s", "d'", "|", "3A", "@x.be", "\x1a"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Schrijf een brief aan Tobe Kerremans over de zaal.", ["Tobe Kerremans"]),
        ("Mevrouw Oyelaran vraagt een kopie.", ["Oyelaran"]),
        ("dhr. De Bakker en mevr. Van Hooydonck komen morgen", ["De Bakker", "Van Hooydonck"]),
        ("Beste Ilka,\nbedankt.\nMvg\nWannes", ["Ilka", "Wannes"]),
        ("Volgens J.P. Verstuyft klopt het.", ["J.P. Verstuyft"]),
        ("Overleg met K. Lannoo en mijn collega Sofie.", ["K. Lannoo", "Sofie"]),
        ("Jozefiens verjaardag is morgen; Gitte's fiets is weg.", ["Gitte", "Jozefien"]),
        (
            "De Smet Ward;12/01/1980\nEl Idrissi Naima;3/4/1991",
            ["De Smet Ward", "El Idrissi Naima"],
        ),
        ("mail naar jef janssens en rachida el amrani", ["jef janssens", "rachida el amrani"]),
        ("vraag het aan lies van den bossche", ["lies van den bossche"]),
        (
            "voornaam;naam\nIngeborg;Zaal\nTüncay;Geelhand",
            ["Geelhand", "Ingeborg", "Tüncay", "Zaal"],
        ),
        ("Nom : Makiese\nPrénom : Gloire", ["Gloire", "Makiese"]),
        ("Écris à la maman d'Anaïs.", ["Anaïs"]),
        ("M. Karim Benhaddou habite ici.", ["Karim Benhaddou"]),
        ("Dear Oluwaseun,\nthank you.\nKind regards,\nPriya Nair", ["Oluwaseun", "Priya Nair"]),
        ("Verdeel: Lowie, Amber, Storm en Nour", ["Amber", "Lowie", "Nour", "Storm"]),
        ("Ik sprak met Roos over het feest.", ["Roos"]),
        ("Griet Wyffels belde. Later belde Wyffels opnieuw.", ["Griet Wyffels", "Wyffels"]),
        ("Notulen: Katrien V. regelt de drank.", ["Katrien V."]),
    ],
)
def test_people_are_found_exactly(text, expected):
    """
    Names with their particles and initials, without title, role or genitive.
    """
    assert persons(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Burgemeester Els Dewinter opent het park.",
        "Schrijf een speech voor schepen van jeugd Tom Wyffels.",
        "De algemeen directeur, Lies Verhelst, ondertekent.",
        "Lees voor uit een boek van Roald Dahl.",
        "Wie schilderde de Mona Lisa, Leonardo da Vinci?",
        "Welk gedicht van Ellen Warmond past bij de herfst?",
        "Jan met de pet snapt dit niet.",
        "Roos is een mooie kleur.",
        "De markt is in de Jan Baptiststraat.",
        "Bestel bij drukkerij Claes & Zonen.",
        "Basisschool Sint-Jozef zoekt vrijwilligers.",
        "In Veerle en in Lier is het feest.",
        "Vertaal dit naar het Frans of naar het Duits.",
        "Zet de tekst in Word en stuur hem met Outlook.",
        "Maak een verhaal over Fien de egel.",
        "Geachte heer, mevrouw",
        "Beste ouders, morgen is er geen school.",
        "Maandag in Mei werken we niet.",
        "Wat is het verschil tussen Windows Server en Linux?",
        "De GAS-installatie en de T-shirts zijn besteld.",
    ],
)
def test_what_is_nobody_private_is_left_alone(text):
    """
    Public figures in their function, makers, streets, firms, places, sayings and words.
    """
    assert persons(text) == []


def test_mayor_who_is_ill_is_a_private_person():
    """
    The function covers what is done in it, not the life beside it.
    """
    assert persons("Burgemeester Els Dewinter is ziek thuis.") == ["Els Dewinter"]


def test_name_inside_an_address_belongs_to_the_address():
    text = "Breng het naar Frans Mombaerspad 16."
    address = Match(Kind.ADDRESS, text.index("Frans"), len(text) - 1, 0.9, "addresses")

    assert found(names(), text, [address]) == []


@pytest.mark.parametrize(
    "text",
    [
        "Gisteren zag ik Zwantibor Kwoeleman bij de bib.",
        "Volgens Oyinkansola Abegunrin is het te laat.",
    ],
)
def test_model_finds_names_that_no_list_knows(text):
    """
    Its use: without it these two are missed.
    """
    without = names(with_model=False).find(sheet(text), Hits(), ())

    assert persons(text) != []
    assert [match for match in without if match.end - match.start > 12] == []


@given(
    st.lists(
        st.sampled_from(PIECES),
        max_size=30,
    ).map("".join)
)
def test_matches_lie_within_the_text(text):
    """
    However a text is cut, a match points inside it and is not empty.
    """
    for match in names().find(sheet(text), Hits(), ()):
        assert 0 <= match.start < match.end <= len(text)


def test_same_text_gives_the_same_people_whatever_was_read_before():
    """
    The family keeps nothing of a text: it is a pure function.
    """
    text = "Bel Tobe Kerremans en Oyinkansola Abegunrin."
    first = persons(text)
    persons("Iets heel anders over Griet.")

    assert persons(text) == first


def test_cost_grows_with_length_and_not_faster():
    """
    A sheet of thousands of rows must not hold up a prompt.
    """
    row = "De Smet Ward;Tobe Kerremans;jef janssens;J. Peeters\n"

    small = min(_seconds(row * 100) for _ in range(3))
    large = min(_seconds(row * 1600) for _ in range(3))

    assert large < 40 * small


@pytest.mark.parametrize("unit", ["De ", "van de ", "Zwa (oma) ", "k. ", "\nAuteur;x", "Jan, "])
def test_no_text_takes_long(unit):
    """
    Particles, initials and lists without end come from a cat on the keyboard, or from an attacker.
    """
    assert min(_seconds((unit * 20_000)[:20_000]) for _ in range(3)) < 2


def _seconds(text):
    page = sheet(text)
    names()
    begin = time.process_time()
    list(names().find(page, Hits(), ()))
    return time.process_time() - begin

"""
The ways in which staff write names: in a hurry, in capitals, in forms, chats and lists.
"""

import pytest

from tests.policy.detectors.lexicons import persons


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("verhelst karel komt woensdag langs", ["verhelst karel"]),
        ("brief aan meneer van den hautekiet over zijn haag", ["van den hautekiet"]),
        ("p. verstuyft en h. van hove zijn er niet", ["h. van hove", "p. verstuyft"]),
        ("zet katriens fiets binnen", ["katrien"]),
        ("ik heb katrien gisteren gezien", ["katrien"]),
        ("mail naar jan over de sleutel", ["jan"]),
        ("lotte vdb heeft de sleutel", ["lotte vdb"]),
        ("hoe schrijf je de familienaam quaghebuyck?", ["quaghebuyck"]),
        ("yo gitte kom je nog", ["gitte"]),
    ],
)
def test_names_typed_without_capitals(text, expected):
    """
    Family name first, initials, genitives, particles and shortened family names.
    """
    assert persons(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("VERSCHUEREN Gitte\nDorpsstraat", ["VERSCHUEREN Gitte"]),
        ("R. VAN HOOYDONCK\nLEUVEN", ["R. VAN HOOYDONCK"]),
        ("Van: Janssens, Gitte <g@x.be>", ["Janssens, Gitte"]),
        ("Ondergetekende Van Hecke, Karel verklaart", ["Van Hecke, Karel"]),
        ("Bel Zwanice Janssens over de zaal.", ["Zwanice Janssens"]),
        ("Ik zag Hai-Lin Stevens aan de poort.", ["Hai-Lin Stevens"]),
        ("Vraag het aan Gitte t'Kint.", ["Gitte t'Kint"]),
        ("Dank aan **Karel** **Janssens** voor alles.", ["Karel** **Janssens"]),
        ("Bel Karel Achterberg terug.", ["Karel Achterberg"]),
        ("Demande à Pierre si la salle est libre.", ["Pierre"]),
        ("Maak een afscheidskaart voor Zwodelinde.", ["Zwodelinde"]),
        ("De ouders van Zwowen vragen een gesprek.", ["Zwowen"]),
        ("Wie: Karel / Zwibau", ["Karel", "Zwibau"]),
        ("Betaald: Verhelst, Zwouchan, Peeters", ["Peeters", "Verhelst", "Zwouchan"]),
        ("Roos vraagt of de zaal vrij is.", ["Roos"]),
        ("| naam kind | opgehaald door |\n| Zwan | Threxa (oma) |\n", ["Threxa", "Zwan"]),
    ],
)
def test_names_in_forms_and_headers(text, expected):
    """
    Capitals, commas, unknown first names before a family name, and names that are words too.
    """
    assert persons(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[09:12] Zwibo: wie belt?\n[09:14] Karel: ik", ["Karel", "Zwibo"]),
        ("Zwibo  10:02  wie komt er?\nKarel  10:03  ik", ["Karel", "Zwibo"]),
        ("Karel - halal\nGitte - alles\nZwixa - geen vlees\nTom - alles", ["Zwixa"]),
    ],
)
def test_names_in_chats_and_parallel_lines(text, expected):
    """
    Who speaks is somebody, and so is who begins a line among lines that begin with people.
    """
    assert set(expected) <= set(persons(text))


@pytest.mark.parametrize(
    "text",
    [
        "Kort in tot max 100 woorden. Max 2 per gezin, max. 5 euro.",
        "Controleer of de IBAN klopt. Een IBAN heeft 16 tekens.",
        "Can I park here? Ken jij de postcode?",
        "oké, zet het in de agenda",
        "Verslag van hertog Jan II en koning Willem III.",
        "Voyage à Londres, puis à Anvers et à Gand",
        "Closed on Thu and Fri.",
        "Koop appels (Granny Smith), thee (Earl Grey) en een fles jack daniels.",
        "Groenplan met viola, erica, dahlia en lavendel.",
        "Werkt WatchGuard samen met de CheckMate van GC Zwijn?",
        "Auteur;Titel\nPeeters, Jan;De put\nJanssens, An;De brug",
        "Afscheidsreceptie voor de Zwobel-ploeg; verslag van Fabasoft.",
        "Romans de Thomas Zwanikken",
        "Aanwezig: Harold Verhelst en Gitte Bral, schepenen",
        "verantwoordelijke uitgever Karel Bral, algemeen directeur",
        "De vertaling Nederlands, Frans, German, English, Français",
    ],
)
def test_things_that_look_like_names(text):
    """
    Amounts, abbreviations, verbs, kings, places in other languages, goods, makers and officials.
    """
    assert persons(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "kan je een zaalreservatie omzetten naar een terugbetalingsformulier",
        "de speelpleinwerking zoekt monitoren voor de paasvakantie",
        "curl geeft timeout op /var/log/nginx, de mysqldump mislukt",
        "maak een boodschappenlijst: pompoensoep, kippenbouillon en rijstpap",
        'lat: 50.884567 lon: 4.543868 en nog eens "lon": 4.54',
    ],
)
def test_unknown_words_without_capitals_are_words(text):
    """
    Dutch makes new words all day: a word that no list knows is not a person for that.
    """
    assert persons(text) == []

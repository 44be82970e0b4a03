"""
Names inside terms, firms, sayings and titles; nicknames, and names broken over two lines.
"""

import pytest

from tests.policy.detectors.lexicons import persons


@pytest.mark.parametrize(
    "text",
    [
        "Zet deze punten om naar Lambert 72 en Lambert-93.",
        "De druk is 20 Pascal, de wind 6 Beaufort.",
        "Koop lokaal: Dranken Verhelst, Schoenen Karel en Fietsen Peeters.",
        "Le camion des Établissements Verhelst est là.",
        "was het jan modaal of een vrolijke frans?",
        "Is Jack of all trades rude? And Hobson's choice?",
        'Is "Pierre, Paul et Jacques" correct in een formele brief?',
        "De ophaling is elke vrijdag en elke derde dinsdag.",
        "Slogan: Warm Door De Winter, of Samen Voor De Peeters?",
        "De Karel-site draait op Karel, welke versie is dat?",
        "Welke software: KX Worgolin of iets anders?",
        "quelles fleurs pour la haie : rose, lilas, marguerite ou iris ?",
        "Met sportieve groeten\nJeugddienst Leuven",
        "| veld | waarde |\n| naam | Karel |\n| rijksregister | onbekend |",
    ],
)
def test_terms_are_nobody(text):
    """
    Projections, units, shops, sayings, titles of works, programs, kinds of plants and services.
    """
    assert set(persons(text)) <= {"Karel"} if "naam |" in text else persons(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Lambert belt om 72 stoelen te bestellen.", ["Lambert"]),
        ("Wie bestelt de bloemen? Karel Verhelst doet dat.", ["Karel Verhelst"]),
        ("jan en alma komen morgen", ["alma", "jan"]),
        ("elke belt morgen terug over de zaal", ["elke"]),
        ("stuur karel de bloemen", ["karel"]),
        ('Proficiat aan Gitte "Mieke" Verhelst.', ['Gitte "Mieke" Verhelst']),
        ("Getekend: Karel (Sus) Verhelst", ["Karel (Sus) Verhelst"]),
        ("Karel (Leuven) Verhelst", ["Karel", "Verhelst"]),
        ("Aanwezig: R. D'Amico en Luca D'Haese", ["Luca D'Haese", "R. D'Amico"]),
        ("Ondergetekende Gitte De\nSchepper verklaart dit.", ["Gitte De\nSchepper"]),
    ],
)
def test_people_near_such_terms(text, expected):
    """
    The same words elsewhere are people; nicknames and broken lines belong to the name.
    """
    assert persons(text) == expected

"""
Names typed in a hurry that no list settles, and ordinary words in the same places.
"""

import pytest

from tests.policy.detectors.lexicons import persons


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("van den bulcke belt voor zijn stoep", ["van den bulcke"]),
        ("dag mevr reinberg, uw attest is klaar", ["reinberg"]),
        ("rooster: ma nele gang 2", ["nele"]),
        ("Dear Ms Lautenberg, thank you", ["Lautenberg"]),
    ],
)
def test_names_without_capitals_in_their_place(text, expected):
    """Particles, titles and rosters: neither a street nor a thing."""
    assert persons(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "wat bloeit in mei: iris, tulp, roos, viooltje en lelie",
        "Kies uit Roos, Tulp, Lelie en Linde.",
        "Book the Louise Suite or the Albert Lounge for us.",
        "Zet het in de zaalhuurmodule. Ophaalmoment 3 vervalt.",
        "un atelier pour les plus de 12 ans",
        "I'd like a shorter text, I'm in a hurry",
        "SEPA en ISBN uitleggen in klare taal",
        "vul in: dr. Z, spreekuur om 9u",
    ],
)
def test_things_in_the_same_places(text):
    """Flowers in a row, rooms named after somebody, abbreviations and placeholders are nobody."""
    assert persons(text) == []

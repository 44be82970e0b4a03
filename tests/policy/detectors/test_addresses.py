"""
Streets with a number.
"""

import pytest

from policy.finding import Kind
from tests.policy.detectors.marked_for_tests import found, unmarked

ADDRESS = (
    "⟦Ter Bronnen 15, 3070 Kortenberg⟧",
    "adres: ⟦Ter Bronnen 15⟧",
    "wonende te ⟦De Ster 3⟧",
    "⟦Edward Van Evenstraat 4, 3000 Leuven⟧",
    "Jan Peeters ⟦Kerkstraat 5, 3070 Kortenberg⟧",
    "⟦Kerkstraat 5, 1348 Louvain la Neuve⟧",
    "⟦Hertog Jan 4, B-3070 Kortenberg⟧",
    "⟦Armendaal 12 bus 2, 3078 Meerbeek⟧",
    "⟦Kerkstraat 5, 2220 Heist-op-den-Berg⟧",
    "woont in de ⟦Molenstraat 12⟧",
    "⟦Molenstraat 12, 3070 Kortenberg⟧",
    "⟦Molenstraat 12 bus 3, 3070 Kortenberg⟧",
    "⟦Molenstraat 12/3, 3070 Kortenberg⟧",
    "⟦Molenstraat 12 b 4, 3070 Kortenberg⟧",
    "⟦Molenstraat nr. 12 te 3070 Kortenberg⟧",
    "⟦Grote Markt 1, 3000 Leuven⟧",
    "woont ⟦Grote Markt 1⟧",
    "⟦Steenweg op Gent 45⟧",
    "⟦Sint-Jansstraat 4A⟧",
    "⟦Onze-Lieve-Vrouwstraat 9, 2800 Mechelen⟧",
    "⟦Leuvensesteenweg 200 – 3070 Kortenberg⟧",
    "⟦Rue de la Loi 16, 1000 Bruxelles⟧",
    "⟦16 rue de la Loi, 1000 Bruxelles⟧",
    "habite ⟦avenue Louise 54 boîte 3⟧",
    "⟦chaussée de Wavre 12, B-1050 Ixelles⟧",
    "⟦Coëhoornstraat 12⟧",
    "⟦Bergstraat 60, Meerbeek⟧",
    "woont ⟦Kouterdreef 8⟧ ",
    "⟦Pater Damiaanlaan 3⟧",
    "adres: ⟦Engerstraat 5\n3071 Erps-Kwerps⟧",
    "wonende te ⟦Kerkhof 3, 3078 Everberg⟧",
    "⟦zavelstraat 52⟧",
    "⟦Place Communale 4, 1300 Wavre⟧",
    "⟦Brouwersstraat 17 te Kortenberg⟧",
    "adres: ⟦Eikenhof 7⟧",
    "⟦Prinses Lydialaan 55⟧, ",
    "⟦Oude Baan 14, 3000 Leuven⟧",
    "⟦Dorpsstr. 5, 3078 Meerbeek⟧",
    "⟦Kwerpsebaan 233⟧",
    "⟦Stationsstraat 16 verdieping 2⟧",
    "⟦Stationsstraat 16 (bus 2)⟧",
    "⟦Korte Zavel 8 bis, 3000 Leuven⟧",
    "⟦Wilgenlaan 3/C, 3000 Leuven⟧",
    "⟦Wilgenlaan 3b2 3000 leuven⟧",
    "⟦Wilgenlaan 30, bus 1.04, 3070 Kortenberg⟧",
    "⟦Wilgenlaan 30 bus C⟧ staat leeg",
    "⟦Wilgenstr 30 bus 0102⟧",
    "⟦OUDE MARKT 9 BUS 4\n3000\nLEUVEN⟧",
    "⟦WILGENLAAN 9 BUS 4\n3000 LEUVEN⟧",
    "⟦12 ter, allée des Saules, 69003 Lyon⟧",
    "⟦Rozengracht 40, 1016 NC Amsterdam⟧",
    "⟦Hauptstraße 5, D-52062 Aachen⟧",
    "⟦Drie Eiken 8, 3070\nKortenberg⟧",
    "verhuisd naar ⟦Drie Eiken 8, Meerbeek⟧",
    "⟦Achter de Molen 4, 3078 Everberg⟧",
    "in ⟦wilgenpad 6 3071 erps-kwerps⟧ woont",
    "de buren op ⟦Vossenstede 4⟧ klagen",
    "lekkage ter hoogte van ⟦Ganzenloo 21⟧.",
    "de eigenaars van ⟦Hazenhout 7⟧ en omgeving",
    "ronde:\n- ⟦Ganzenloo 21⟧\n- ⟦Hoge Bempt 2b⟧, tweede hoop\n- ⟦Vossenbrug 1-5⟧",
    "stelling aan ⟦Begijnhof 12⟧ tot mei",
    "3070 | x\nJan | ⟦Ganzenveld | 8 | 3078 | Meerbeek⟧",
    '4,"⟦Ganzenloo 5",3070,Kortenberg⟧,x',
    "Aubert;⟦Clos du Lac;3;B2;1970;Wezembeek-Oppem⟧",
    "straat en nr.: ⟦Drie Eiken 8⟧",
    "te ⟦3070 Kortenberg, Wilgenstraat 6⟧",
    "⟦Wilgenstraat 6, Kortenberg 3070⟧",
    "⟦Wilgenstraat 6 te Sint-Truiden⟧",
    "⟦Wilgenstraat 6, St-Truiden⟧",
    "⟦2bis, rue du Saule à Wavre⟧",
    "au ⟦12 de la rue des Saules⟧",
    "⟦Lange Haag 2, 3070 KORTENBERG⟧",
    "thuis op ⟦Kleine Beek 9⟧",
)
NOT_AN_ADDRESS = (
    "in Meerbeek 12 nieuwe woningen",
    "Willebroek 3 - Kortenberg 2",
    "Zaal 3, Kortenberg",
    "Module 2, Leuven",
    "Sporthal Colomba 2, Kortenberg",
    "Scouts Kortenberg 25, Leuven 30",
    "In Vlaanderen 3, Brussel 2",
    "Chirogroep 5, Everberg",
    "- Speelveld 2\n- Hoofdstuk 3\n- Week 12",
    "op Lentehof 12 kamers vrij",
    "van Zonnewinning 20 exemplaren",
    "kerstmarkt op het Kerkplein, 13 december",
    "optreden in Park 5 minuten verder",
    "spelers van Vandenbroek 3 doelpunten",
    "naar Grote Kouter 2026",
    "Bus 351, Leuven",
    "maandag 12, Leuven",
    "artikel 4 van Boek 2, Brussel",
    "afrit 21, Sterrebeek",
    "10 km van Kortenberg 5 km van Leuven",
    "Fase 2: 1000 Brussel",
)


@pytest.mark.parametrize("marked", ADDRESS)
def test_address_is_found_exactly(marked):
    """
    Every spelling is found, and the span is the value as typed.
    """
    text, values = unmarked(marked)

    assert found(text, Kind.ADDRESS) == values


@pytest.mark.parametrize("text", NOT_AN_ADDRESS)
def test_what_is_counted_or_labelled_is_no_address(text):
    """
    Rooms, teams, scores, dates and towns with a number.
    """
    assert found(text, Kind.ADDRESS) == []


def test_counts_per_town_are_no_addresses():
    """
    `Kortenberg 41, Everberg 19` has the form of a street, a number and a town.
    """
    text = "Meldingen per deelgemeente: Kortenberg 41, Everberg 19, Meerbeek 12."

    assert found(text, Kind.ADDRESS) == []


@pytest.mark.parametrize(
    "text",
    [
        "Recyclagepark, Vierhuizenstraat 10, 3070 Kortenberg. Open tot zaterdag.",
        "De bibliotheek vind je in de Dorpsstraat 175 in Everberg.",
        "Zaal Berkenhof, Beekstraat 25, 3070 Kortenberg",
        "De raad vergadert in het gemeentehuis (Beekstraat 25, 3070 Kortenberg).",
        "La maison communale, rue du Village 12, 1930 Zaventem",
    ],
)
def test_nobody_lives_in_a_public_building(text):
    """
    Where a library or a sports hall is may be told to anybody.
    """
    assert found(text, Kind.ADDRESS) == []


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("Ze woont boven de bibliotheek, Dorpsstraat 175", "Dorpsstraat 175"),
        ("Lid van de bibliotheek: Els Claes, Dorpsstraat 12, 3070 Kortenberg", "Dorpsstraat 12"),
        ("Na de raadzaal ging hij naar huis. Dorpsstraat 12, 3070 Kortenberg", "Dorpsstraat 12"),
        ("Het woonzorgcentrum, Dorpsstraat 12, 3070 Kortenberg", "Dorpsstraat 12"),
    ],
)
def test_an_address_near_a_public_building_is_somebodys(text, address):
    """
    Where somebody lives there, or is named in between.
    """
    assert any(value.startswith(address) for value in found(text, Kind.ADDRESS))

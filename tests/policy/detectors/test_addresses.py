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
)


@pytest.mark.parametrize("marked", ADDRESS)
def test_address_is_found_exactly(marked):
    """
    Every spelling is found, and the span is the value as typed.
    """
    text, values = unmarked(marked)

    assert found(text, Kind.ADDRESS) == values

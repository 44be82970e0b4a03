"""
Towns and their parts, known by name: what makes `Vier Winden 3, Meerbeek` an address.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from policy.detectors.context import word_set
from policy.detectors.fold import ascii_only

_ALSO_WORDS = word_set(
    """
    alle arbre as au bande berg boom bos bras celles de deel den doel elst ere foret ham heer
    heide heks heure hour hove humain la leest ligne lot mal manage meer melden membre menen my
    naast odeur on over peer perk plaats recht rode sart schoten stad ter voeren voort vorst
    werken
    """
)
"""Names of towns that are ordinary words too: those count only behind a postcode."""
_OTHER_NAMES = word_set(
    """
    alost anvers auderghem berchem-sainte-agathe bergen braine-l'alleud bruges courtrai crainhem
    diegem doornik edingen eigenbrakel enghien gand geldenaken grammont hannuit jezus-eik
    kasteelbrakel laeken lierre louvain malines nijvel ostende renaix rhode-saint-genese roulers
    ruisbroek saint-gilles saint-josse saint-nicolas saint-trond sint-gillis sint-joost
    sint-lambrechts-woluwe sint-pieters-woluwe terhulpen termonde tirlemont tongres tubeke
    tubize vilvorde waterloo watermaal-bosvoorde watermael-boitsfort wavre woluwe-saint-etienne
    woluwe-saint-lambert woluwe-saint-pierre ypres zinnik
    """
)
"""Names in the other language, and hamlets that the lists of municipalities leave out."""
_SAINT = re.compile(r"^(?:st\.?|sainte?)[ -]")


class Towns:
    """Names of places, however they are typed: case, accents and hyphens do not matter."""

    def __init__(self, names: Iterable[str]) -> None:
        known = {_plain(name) for name in (*names, *_OTHER_NAMES)}
        self._names = frozenset(known)
        self._sure = frozenset(known - _ALSO_WORDS)

    def __repr__(self) -> str:
        return f"Towns({len(self._names)})"

    def knows(self, name: str) -> bool:
        """A place, maybe also an ordinary word."""
        return _plain(name) in self._names

    def knows_well(self, name: str) -> bool:
        """A place and nothing else."""
        return _plain(name) in self._sure

    def may_be(self, name: str) -> bool:
        """What stands behind a postcode: a capital is enough there."""
        return name[0].isupper() or self.knows(name)


def _plain(name: str) -> str:
    return _SAINT.sub("sint-", ascii_only(name).lower().strip()).replace(" ", "-")

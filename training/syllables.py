"""
Invents people, firms, places and products for the training sentences.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from config.lexicon_files import text_of


def parts(line: str) -> tuple[str, ...]:
    return tuple(line.split())


_ONSETS = parts(
    "b br d dr f g gr h j k kl kr l m n p pr r s sch sl st t tr v w y z ch ts mb nd kh dz"
)
_VOWELS = parts("a e i o u aa ee ie oe ui au ou ei ij ai io")
_CODAS = ["", "", "", "", "n", "l", "r", "s", "t", "m", "k", "ns", "rt", "nd", "x", "sh"]
_FAMILY_ENDINGS = parts(
    "s mans aert aerts ckx ens ers inck ov ova enko ski ska yan oglu aoui adi ez escu ic son"
    " sen opoulos ini ado eira bayo mba shi ng"
)
_FAMILY_STARTS = ["Van ", "Van den ", "Van der ", "De ", "Vande", "Ver", "El ", "Ben ", "D'", "Al-"]
_PARTS = parts("Bouw Technics Services Consult Jeugd Zorg Sport Natuur Cultuur Groen Data")
_ACTS = parts(
    "belde belt vraagt vroeg komt kwam zegt zei mailt mailde wil wilt moet kan mag doet brengt"
    " brengde krijgt heeft is was werkt woont zoekt gaat start stopt begint helpt regelt stuurt"
    " stuurde haalt neemt volgt geeft gaf vindt weet leest bakt kookt zorgt verhuist wacht"
    " vertrekt reageert meldt meldde klaagt antwoordt vervangt ontbreekt betaalt commence"
    " demande vient arrive veut habite travaille apporte part appelle cherche prend donne"
    " remplace calls called asks asked wants needs says said bakes brings takes works starts"
    " leaves comes sings leads replaces teaches lives"
)
_BEFORE_SOMEBODY = parts(
    "met voor van naar bij door en aan tegen over zonder via namens volgens of pour avec chez"
    " par de a et sans contre selon with for by from to and about without against ook wel omdat"
    " dat als zoals"
)
_TRADES = parts(
    "chauffeur landmeter hovenier poetsman ploegbaas tolk lesgever redder kok zaalwachter"
    " klusjesman bibliothecaris archivaris jurist schilder metser tuinier monitor opvoeder"
    " fietshersteller landscaper driver teacher plumber caretaker gardener nurse librarian"
    " trainer cleaner cook animateur jardinier facteur plombier peintre instituteur concierge"
    " comptable chauffagiste"
)
_TRADE_ENDINGS = parts(
    "er eur ist ster man ier aar isten kundige leider meester begeleider wachter"
)
_STREETS = parts("straat laan steenweg dreef weg plein lei hof")
_INVENTED = 0.5
_MIXED = 0.6
"""How often an invented name is made of the halves of two real ones: so it sounds like one."""
_COMPOUNDS = 0.5
_DOUBLE, _ORDINARY = 0.06, 0.12
"""How often a name is one that is an ordinary word too (`storm`), and an ordinary word a name."""
_SHORT, _LONG = 4, 11
_NEAR = 4
"""How much oftener than once a name is drawn that is usual here."""


@dataclass(frozen=True)
class Inventor:
    """Everything comes from `chance`, so that a seed gives the same sentences."""

    first: tuple[str, ...] = field(repr=False)
    family: tuple[str, ...] = field(repr=False)
    places: tuple[str, ...] = field(repr=False)
    words: tuple[str, ...] = field(repr=False)
    doubles: tuple[str, ...] = field(repr=False)
    chance: random.Random = field(repr=False)

    @classmethod
    def of(cls, lists: Path, chance: random.Random) -> Inventor:
        def entries(*names: str) -> tuple[str, ...]:
            return tuple(
                entry.strip()
                for name in names
                for line in text_of(lists / name).splitlines()
                if not line.startswith("#")
                for entry in (line.split(",") if "family" in name else line.split())
                if len(entry.strip()) > 1
            )

        near = entries("first_local.txt.gz", "own_first.txt")
        first = (*near * _NEAR, *entries("first.txt.gz"))
        at_home = entries("own_family.txt", "family_local.txt.gz")
        dutch = entries("family_dutch.txt.gz")
        family = (*at_home * _NEAR, *entries("family.txt.gz"), *dutch)
        places = tuple(p for p in text_of(lists / "places.txt.gz").splitlines() if p)
        usual = text_of(lists / "common.txt.gz").splitlines()
        words = tuple(w for w in usual if w.isascii() and _SHORT <= len(w) <= _LONG)
        lower = entries("lower.txt.gz", "own_lower.txt")
        common = frozenset((*usual, *entries("words.txt.gz", "own_words.txt"), *lower))
        doubles = tuple(sorted({n.lower() for n in first if n.isascii()} & common))
        return cls(first, family, places, words, doubles, chance)

    def fillers(self) -> dict[str, Callable[[], str]]:
        return {
            "p": lambda: f"{self.first_name()} {self.family_name()}",
            "f": self.first_name,
            "s": self.family_name,
            "r": lambda: f"{self.family_name()} {self.first_name()}",
            "i": lambda: f"{self.first_name()[0]}. {self.family_name()}",
            "t": lambda: f"{self.first_name()} {self.first_name()} {self.family_name()}",
            "u": lambda: f"{self.family_name().upper()} {self.first_name()}",
            "v": lambda: self.chance.choice(_ACTS),
            "c": lambda: self.chance.choice(_BEFORE_SOMEBODY),
            "j": self.trade,
            "w": self.compound,
            "W": lambda: self.compound().capitalize(),
            "o": self.organisation,
            "pl": lambda: self.chance.choice(self.places),
            "st": lambda: self.stem(2) + self.chance.choice(_STREETS),
            "pr": self.product,
        }

    def stem(self, syllables: int) -> str:
        pick = self.chance.choice
        word = "".join(pick(_ONSETS) + pick(_VOWELS) + pick(_CODAS) for _ in range(syllables))
        return word.capitalize()

    def first_name(self) -> str:
        if self.chance.random() < _DOUBLE:
            return self.chance.choice(self.doubles).capitalize()
        if self.chance.random() < _INVENTED:
            if self.chance.random() < _MIXED:
                return self.mixed(self.first, self.first)
            return self.stem(2) + self.chance.choice(["a", "e", "i", "", "", "ke", "o"])
        return self.chance.choice(self.first)

    def family_name(self) -> str:
        if self.chance.random() > _INVENTED:
            return self.chance.choice(self.family)
        if self.chance.random() < _MIXED:
            return self.mixed(self.family, self.family)
        name = self.stem(self.chance.choice([1, 1, 2])) + self.chance.choice(_FAMILY_ENDINGS)
        if self.chance.random() < 0.3:  # noqa: PLR2004 -- the share of names with a particle
            start = self.chance.choice(_FAMILY_STARTS)
            return start + (name if start[-1] in " '-" else name.lower())
        return name

    def mixed(self, begins: tuple[str, ...], ends: tuple[str, ...]) -> str:
        """`Lumiel`, `Uytdebroeks`: the begin of one name and the end of another."""
        begin, end = self.chance.choice(begins), self.chance.choice(ends)
        return begin[: max(2, len(begin) * 2 // 3)].rstrip(" -'") + end[len(end) // 2 :].lstrip(
            " -'"
        )

    def compound(self) -> str:
        """A word as dictionaries do not have it, for half of the time."""
        if self.chance.random() < _ORDINARY:
            return self.chance.choice(self.doubles)
        word = self.chance.choice(self.words)
        if self.chance.random() < _COMPOUNDS and len(word) < _LONG - _SHORT:
            return self.chance.choice(self.words) + self.chance.choice(["", "", "s"]) + word
        return word

    def trade(self) -> str:
        """What somebody does for a living; new words for it are made every day."""
        if self.chance.random() < _INVENTED:
            return self.chance.choice(_TRADES)
        return self.chance.choice(self.words) + self.chance.choice(_TRADE_ENDINGS)

    def organisation(self) -> str:
        name = self.stem(self.chance.choice([2, 2, 3]))
        return f"{name} {self.chance.choice(_PARTS)}" if self.chance.random() < 0.4 else name  # noqa: PLR2004 -- two words

    def product(self) -> str:
        name = self.stem(2)
        luck = self.chance.random()
        if luck < 0.3:  # noqa: PLR2004 -- "Drosoft 4"
            return f"{name} {self.chance.randrange(2, 12)}"
        return name + self.chance.choice(["soft", "App", "Cloud", "", "ix", "Pro"])

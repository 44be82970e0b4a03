"""
Makes `config/lexicons/names/*.txt.gz` from Faker (MIT), OpenTaal (BSD), spaCy (MIT) and UD.

    python -m training.name_lists --names DUTCH.dic TREEBANK.conllu …

The same input gives the same bytes. What a person adds by hand stands in `own_*.txt` beside them.
"""

from __future__ import annotations

import argparse
import gzip
import importlib
import pkgutil
import re
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path

from faker.providers import person

LISTS = Path(__file__).parents[1] / "config" / "lexicons" / "names"


def _words_in(line: str) -> tuple[str, ...]:
    return tuple(line.split())


LOCALES = tuple(module.name for module in pkgutil.iter_modules(person.__path__))
"""Where people in Flanders come from: all of Faker that has Latin or Cyrillic letters."""
LOCAL = ("nl_BE", "fr_BE")
"""Whose names are usual here: these may count with less around them."""

_CYRILLIC = dict(
    zip(
        "абвгґдеєжзиіїйклмнопрстуфхцчшщъыьэюя",
        _words_in(
            "a b v g g d e ye zh z y i yi y k l m n o p r s t u f kh ts ch sh shch a y _ e yu ya"
        ),
        strict=True,
    )
)
_NAME = re.compile(r"[A-Za-zÀ-ɏ][A-Za-zÀ-ɏ'\u2019 -]+")


def main() -> None:
    parser = argparse.ArgumentParser(description="Make the word lists of the name detector.")
    parser.add_argument("treebanks", nargs="+", type=Path, help="UD Dutch, CoNLL-U")
    parser.add_argument("--names", required=True, type=Path, help="OpenTaal, Hunspell .dic")
    arguments = parser.parse_args()
    treebanks = arguments.treebanks
    write_list("first_local", _names("first_name", LOCAL))
    write_list("first", _names("first_name", LOCALES))
    write_list("family_local", _names("last_name", LOCAL))
    write_list("family", _names("last_name", LOCALES))
    write_list("family_dutch", _of_people(arguments.names))
    write_list("places", _faker("address", "nl_BE", "cities"))
    write_list("words", _words(treebanks))


def _names(attribute: str, locales: Iterable[str]) -> Iterator[str]:
    for locale in locales:
        romanized = attribute.replace("_name", "_romanized_name")
        for name in (
            *_faker("person", locale, attribute),
            *_faker("person", locale, romanized),
        ):
            latin = _latin(name).replace("\u2019", "'").strip()
            if _NAME.fullmatch(latin) and not latin.endswith("."):
                yield latin


def _of_people(dictionary: Path) -> Iterator[str]:
    """The proper nouns with a genitive: OpenTaal marks so the first and family names of people."""
    for line in dictionary.read_text(encoding="utf-8").splitlines():
        name, _, marks = line.strip().replace("\u0133", "ij").partition("/")
        if "PN" in marks and name[:1].isupper() and name[1:].islower():
            yield name


def _faker(provider: str, locale: str, attribute: str) -> Iterator[str]:
    module = importlib.import_module(f"faker.providers.{provider}.{locale}")
    for name, value in sorted(vars(module.Provider).items()):
        if attribute in name and isinstance(value, Iterable):
            yield from (entry for entry in value if isinstance(entry, str))


def _latin(name: str) -> str:
    if not any("CYRILLIC" in unicodedata.name(char, "") for char in name):
        return name
    # Bulgarian "ия" and Ukrainian "ій" both end as people write them here.
    letters = (_CYRILLIC.get(char, char) for char in name.lower())
    return "".join(letters).replace("_", "").title()


def _words(treebanks: Iterable[Path]) -> Iterator[str]:
    for language in ("nl", "fr", "en"):
        yield from importlib.import_module(f"spacy.lang.{language}.stop_words").STOP_WORDS
    for locale in ("nl_NL", "fr_FR", "en_US"):
        yield from _faker("lorem", locale, "word_list")
    for path in treebanks:
        for line in path.read_text(encoding="utf-8").splitlines():
            fields = line.split("\t")
            # A word that a writer capitalised in mid-sentence may be a name: not common enough.
            if len(fields) > 3 and fields[3] not in {"PROPN", "X", "SYM"} and fields[1].islower():  # noqa: PLR2004 -- CoNLL-U
                yield fields[1]


def write_list(name: str, entries: Iterable[str]) -> None:
    text = "\n".join(sorted({entry for entry in entries if len(entry) > 1})) + "\n"
    target = LISTS / f"{name}.txt.gz"
    target.write_bytes(gzip.compress(text.encode(), 9, mtime=0))
    print(f"{target.name}: {text.count(chr(10))} entries, {target.stat().st_size} bytes")  # noqa: T201 -- a script


if __name__ == "__main__":
    main()

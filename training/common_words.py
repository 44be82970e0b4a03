"""
Makes `config/lexicons/names/common.txt.gz` and `lower.txt.gz`: usual words of Dutch, French and
English, and those among them that are a name somewhere when they have a capital.

    python -m training.common_words DUTCH_WORDS FRENCH.dic ENGLISH.dic

The order of use comes from wordfreq (CC BY-SA 4.0); what counts as a word and not as a name, from
spelling dictionaries: OpenTaal's list (BSD) and the `.dic` files of Grammalecte (MPL) and SCOWL.
The more ordinary words are known, the less an unknown word is anything but a name.
"""

from __future__ import annotations

import argparse
import importlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from config.lexicon_files import load_name_lists
from policy.detectors import fold
from policy.detectors.names_lists import Is, NameLists
from training.name_lists import LISTS, write_list

_MIN_LENGTH = 3
_RANKS = {"nl": 90_000, "fr": 22_000, "en": 24_000}
_ENDINGS: Mapping[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "nl": (),
    "fr": (
        *((ending, ("er", "re", "ir")) for ending in ("e", "ent", "ait", "ant", "ez", "ons", "it")),
        *((ending, ("er",)) for ending in ("é", "ée", "és", "ées", "a", "era")),
        *((ending, ("",)) for ending in ("s", "e", "es", "x", "r")),
        ("aux", ("al",)),
        ("ive", ("if",)),
        ("euse", ("eur",)),
    ),
    "en": (
        *((ending, ("", "e")) for ending in ("es", "ed", "ing", "er")),
        *((ending, ("",)) for ending in ("s", "d", "ly")),
        *((ending, ("y",)) for ending in ("ies", "ied")),
    ),
}
"""Endings of inflected words, and what the dictionary has in their place."""


def main() -> None:
    parser = argparse.ArgumentParser(description="Make the list of usual words.")
    for language in _RANKS:
        parser.add_argument(language, type=Path)
    paths = vars(parser.parse_args())
    lists = load_name_lists(LISTS.parent)
    usual = {word for lang in _RANKS for word in _usual(lang, paths[lang])}
    names = {word for word in usual if lists.of(fold.ascii_only(word)) & (Is.NAME | Is.PLACE)}
    # What is a name in any list stays one when it has its capital.
    write_list("common", usual - names)
    write_list("lower", (word for word in names if not _is_local(word, lists)))


def _is_local(word: str, lists: NameLists) -> bool:
    """`jan` is more often somebody than a month: `own_lower.txt` holds the exceptions."""
    return bool(lists.of(fold.ascii_only(word)) & (Is.LOCAL | Is.USUAL_FAMILY | Is.WORD))


def _usual(language: str, dictionary: Path) -> Iterator[str]:
    stems = set(_lower_case(dictionary))
    for word in importlib.import_module("wordfreq").top_n_list(language, _RANKS[language]):
        known = word in stems or any(stem in stems for stem in _stems(word, language))
        if known and len(word) >= _MIN_LENGTH and word.isalpha():
            yield word


def _lower_case(dictionary: Path) -> Iterator[str]:
    for line in dictionary.read_text(encoding="utf-8").splitlines():
        word = line.split("/")[0].strip()
        if word.islower():
            yield word


def _stems(word: str, language: str) -> Iterator[str]:
    for ending, instead in _ENDINGS[language]:
        if word.endswith(ending):
            yield from (word.removesuffix(ending) + more for more in instead)


if __name__ == "__main__":
    main()

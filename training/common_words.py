"""
Makes `config/lexicons/names/common.txt.gz`, `lower.txt.gz` and `usual.txt.gz`: words of Dutch,
French and English, those among them that are a name somewhere when they have a capital, and the
most usual ones, of which a slip can be recognised.

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
_RANKS = {"nl": 90_000, "fr": 60_000, "en": 50_000}
_VERY_USUAL = 10_000
"""A name from far away that is a more usual word than this is a word, with its capital too."""
_UNDOUBTED = 20_000
"""Among so many a word need not stand in a dictionary, unless it is spelt like a name."""
_MOST_USUAL = {"nl": 6000, "fr": 3000, "en": 3000}
_MIN_USUAL = 5
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
    lists = load_name_lists(LISTS.parent, without=("common.txt.gz", "lower.txt.gz"))
    usual: dict[str, int] = {}
    for language in _RANKS:
        for word, rank in _usual(language, paths[language], lists):
            usual[word] = min(rank, usual.get(word, rank))
    names = {word for word, rank in usual.items() if _is_name(word, rank, lists)}
    # What is a name in a list that fits here stays one when it has its capital.
    write_list("common", usual.keys() - names)
    write_list("lower", (word for word in names if not _is_local(word, lists)))
    write_list("usual", _most_usual(load_name_lists(LISTS.parent)))


def _most_usual(lists: NameLists) -> Iterator[str]:
    for language, size in _MOST_USUAL.items():
        for word in importlib.import_module("wordfreq").top_n_list(language, size):
            plain = fold.ascii_only(word)
            is_plain = lists.of(plain) & Is.WORD and not lists.of(plain) & Is.NAME
            if is_plain and len(plain) >= _MIN_USUAL and plain.isalpha():
                yield plain


def _is_name(word: str, rank: int, lists: NameLists) -> bool:
    flags = lists.of(fold.ascii_only(word))
    if flags & (Is.LOCAL | Is.USUAL_FAMILY | Is.PLACE):
        return True
    return bool(flags & Is.FIRST) and rank > _VERY_USUAL


def _is_local(word: str, lists: NameLists) -> bool:
    """`jan` is more often somebody than a month: `own_lower.txt` holds the exceptions."""
    return bool(lists.of(fold.ascii_only(word)) & (Is.LOCAL | Is.USUAL_FAMILY | Is.WORD))


def _usual(language: str, dictionary: Path, lists: NameLists) -> Iterator[tuple[str, int]]:
    entries = frozenset(_entries(dictionary))
    top = importlib.import_module("wordfreq").top_n_list(language, _RANKS[language])
    for rank, word in enumerate(top):
        known = word in entries or any(stem in entries for stem in _stems(word, language))
        plain = rank < _UNDOUBTED and word.capitalize() not in entries and _is_plain(word, lists)
        if (known or plain) and len(word) >= _MIN_LENGTH and word.isalpha():
            yield word, rank


def _is_plain(word: str, lists: NameLists) -> bool:
    plain = fold.ascii_only(word)
    return not lists.of(plain) & Is.NAME and lists.letters.likeness(plain) < 0


def _entries(dictionary: Path) -> Iterator[str]:
    for line in dictionary.read_text(encoding="utf-8").splitlines():
        yield line.split("/")[0].strip()


def _stems(word: str, language: str) -> Iterator[str]:
    for ending, instead in _ENDINGS[language]:
        if word.endswith(ending):
            yield from (word.removesuffix(ending) + more for more in instead)


if __name__ == "__main__":
    main()

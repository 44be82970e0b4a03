"""
Trains the name model on invented sentences and on treebank sentences without people.

    python -m training.name_model TREEBANK.conllu …

Writes `config/lexicons/names/names.crfsuite`; two minutes on one core. The seed is fixed.
"""

from __future__ import annotations

import argparse
import random
import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import pycrfsuite

from config.lexicon_files import NAME_MODEL, load_name_lists
from policy.detectors import fold
from policy.detectors.families import Sheet
from policy.detectors.names_lists import NOTHING, Flags, Is, NameLists
from policy.detectors.names_model import BEGIN, INSIDE, OUTSIDE, features
from policy.detectors.names_reading import Reading
from policy.detectors.names_words import Word, Words
from training.name_lists import LISTS
from training.syllables import Inventor

TEMPLATES = Path(__file__).with_name("templates.txt")
ROUNDS = 70
SAMPLES = 75_000
HIDDEN_FIRST, HIDDEN_FAMILY, HIDDEN_WORD, HIDDEN_ROOT = 0.4, 0.45, 0.25, 0.04
"""
How often a name is hidden from the lists, so that the model learns to do without; and a word, less
often when nothing else shows that it is one.
"""
LOWER, HURRIED = 0.3, 0.8
"""How often a sentence loses its capitals, and one that looks typed in a hurry."""
MISTYPED = 0.06
SLIPS = 0.35
"""How often a sentence without capitals has an ordinary word that is mistyped."""
_PLAIN = re.compile(r"(?<![a-z'-])[a-z]{5,12}(?![a-z'-])")
_SLOT = re.compile(r"\{(\w+)\}")
_PERSON_SLOTS = frozenset({"p", "f", "s", "r", "i", "t", "u"})

type Labelled = tuple[str, list[tuple[int, int]]]


def main() -> None:
    parser = argparse.ArgumentParser(description="Train the name model.")
    parser.add_argument("treebanks", nargs="+", type=Path, help="UD Dutch, CoNLL-U")
    chance = random.Random(20)  # noqa: S311 -- training data, not a secret
    lists = load_name_lists(LISTS.parent)
    trainer = pycrfsuite.Trainer(verbose=False)  # type: ignore[attr-defined]  # no stubs
    trainer.set_params({"c1": 0.3, "c2": 0.02, "max_iterations": ROUNDS, "feature.minfreq": 3})
    for text, persons in _sentences(chance):
        _learn(trainer, lists, text, persons, chance)
    for path in parser.parse_args().treebanks:
        for text in _negatives(path, lists):
            _learn(trainer, lists, text, [], chance)
    target = LISTS / NAME_MODEL
    trainer.train(str(target))
    print(f"{target.name}: {target.stat().st_size} bytes")  # noqa: T201 -- a script


def _sentences(chance: random.Random) -> Iterator[Labelled]:
    lines = TEMPLATES.read_text(encoding="utf-8").splitlines()
    templates = [
        line.replace("\\n", "\n").replace("\\t", "\t") for line in lines if line[:1] != "#"
    ]
    inventor = Inventor.of(LISTS, chance)
    for _ in range(SAMPLES):
        template = chance.choice(templates)
        hurried = HURRIED if template[:1].islower() or template[:1] == "{" else LOWER
        yield _noisy(*_filled(template, inventor.fillers()), chance, hurried)


def _filled(template: str, fillers: dict[str, Callable[[], str]]) -> Labelled:
    text, at, persons = "", 0, []
    for slot in _SLOT.finditer(template):
        text += template[at : slot.start()]
        value = fillers[slot[1]]()
        if slot[1] in _PERSON_SLOTS:
            persons.append((len(text), len(text) + len(value)))
        text += value
        at = slot.end()
    return text + template[at:], persons


def _noisy(
    text: str, persons: list[tuple[int, int]], chance: random.Random, hurried: float = LOWER
) -> Labelled:
    if chance.random() < hurried:
        return _slipped(text.lower(), persons, chance), persons
    if chance.random() < MISTYPED and persons:  # two letters change places
        at = chance.randrange(1, max(2, len(text) - 2))
        if text[at : at + 2].isalpha():
            text = text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    return text, persons


def _slipped(text: str, persons: list[tuple[int, int]], chance: random.Random) -> str:
    """Two letters of an ordinary word change places, or one becomes another."""
    if chance.random() > SLIPS:
        return text
    found = [
        word.start()
        for word in _PLAIN.finditer(text)
        if not any(a < word.end() and word.start() < b for a, b in persons)
    ]
    if not found:
        return text
    at = chance.choice(found) + chance.randrange(1, 4)
    if chance.random() < 0.5:  # noqa: PLR2004 -- either way
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    return text[:at] + chance.choice("aeiounrst") + text[at + 1 :]


def _negatives(path: Path, lists: NameLists) -> Iterator[str]:
    """
    Treebank sentences that hold nobody, as far as one can see: no list knows one of their proper
    nouns as a name, and no two proper nouns stand together, as those of a stranger would.
    """
    for block in path.read_text(encoding="utf-8").split("\n\n"):
        lines = block.splitlines()
        text = next((line[9:] for line in lines if line.startswith("# text = ")), "")
        proper = ["\tPROPN\t" in line for line in lines if line[:1].isdigit()]
        words = [line.split("\t")[1].lower() for line in lines if "\tPROPN\t" in line]
        together = any(a and b for a, b in pairwise(proper))
        known = any(lists.of(fold.ascii_only(word)) & Is.NAME for word in words)
        if text and not together and not known:
            yield text
            yield text.lower()


def _learn(
    trainer: Any,
    lists: NameLists,
    text: str,
    persons: Sequence[tuple[int, int]],
    chance: random.Random,
) -> None:
    plain = fold.plain(text)
    reading = Reading.of(Sheet(plain, fold.ascii_only(plain)), lists)
    labels: list[str] = []
    words: list[Word] = []
    for word in reading.words:
        inside = next((p for p in persons if p[0] <= word.start and word.end <= p[1]), None)
        starts = inside is not None and (not words or words[-1].start < inside[0])
        labels.append(OUTSIDE if inside is None else BEGIN if starts else INSIDE)
        flags = (
            _hidden(word.flags, chance)
            if inside
            else _unknown(lists, word.lower, word.flags, chance)
        )
        words.append(word._replace(flags=flags))
    if words:
        hidden = Reading(reading.sheet, lists, Words.made(reading.sheet, words))
        trainer.append(features(hidden, 0, len(words)), labels)


def _hidden(flags: Flags, chance: random.Random) -> Flags:
    if flags & Is.FIRST and chance.random() < HIDDEN_FIRST:
        flags &= ~(Is.FIRST | Is.LOCAL)
    if flags & Is.FAMILY and chance.random() < HIDDEN_FAMILY:
        flags &= ~Is.FAMILY
    return flags


def _unknown(lists: NameLists, lower: str, flags: Flags, chance: random.Random) -> Flags:
    """No list knows every word: the model must see ordinary words that none knows."""
    if flags == Is.WORD and chance.random() < HIDDEN_WORD:
        share = 1 if lists.make_of(lower) else HIDDEN_ROOT / HIDDEN_WORD
        return NOTHING if chance.random() < share else flags
    return flags


if __name__ == "__main__":
    main()

"""
Makes `config/lexicons/names/letters.txt.gz`: how names are spelt, and how ordinary words are.

    python -m training.name_letters DUTCH.dic FRENCH.dic ENGLISH.dic

A logistic regression over runs of two to four letters: names of all Faker locales and of OpenTaal
against the lower-case words of three spelling dictionaries. One minute on one core.
"""

from __future__ import annotations

import argparse
import random
import re
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import pycrfsuite

from config.lexicon_files import text_of
from policy.detectors import fold
from policy.detectors.names_letters import SCALE, runs
from training.name_lists import LISTS, write_list

NAMES = (
    *("first_local.txt.gz", "first.txt.gz", "own_first.txt", "own_family.txt"),
    *("family_local.txt.gz", "family.txt.gz", "family_dutch.txt.gz"),
)
WORDS = 90_000
"""Ordinary words that are learnt from: more make the rarest names look like words."""
_MIN_LETTERS, _MAX_LETTERS = 3, 15
_SEEN = 8
"""A run in fewer words says nothing."""
_NAME, _WORD = "n", "w"


def main() -> None:
    parser = argparse.ArgumentParser(description="Learn how names are spelt.")
    parser.add_argument("dictionaries", nargs="+", type=Path, help="Hunspell .dic files")
    words = {word for path in parser.parse_args().dictionaries for word in _words(path)}
    words |= set(_plain(text_of(LISTS / "common.txt.gz")))
    names = {word for name in NAMES for word in _plain(_entries(LISTS / name))} - words
    chance = random.Random(7)  # noqa: S311 -- training data, not a secret
    some = chance.sample(sorted(words), min(WORDS, len(words)))
    write_list("letters", _learnt(sorted(names), some))


def _entries(path: Path) -> str:
    lines = text_of(path).splitlines()
    return "\n".join(line for line in lines if not line.startswith("#"))


def _words(path: Path) -> Iterator[str]:
    for line in path.read_text(encoding="utf-8").splitlines():
        word = line.split("/")[0].strip()
        if word.islower() and word.isalpha():
            yield from _plain(word)


def _plain(text: str) -> Iterator[str]:
    for word in re.findall("[a-z]+", fold.ascii_only(fold.plain(text)).lower()):
        if _MIN_LETTERS <= len(word) <= _MAX_LETTERS:
            yield word


def _learnt(names: Sequence[str], words: Sequence[str]) -> Iterator[str]:
    seen = Counter(run for word in (*names, *words) for run in set(runs(word)))
    trainer = pycrfsuite.Trainer(verbose=False)  # type: ignore[attr-defined]  # no stubs
    trainer.set_params({"c1": 0.0, "c2": 1.0, "max_iterations": 120})
    for label, group in ((_NAME, names), (_WORD, words)):
        for word in group:
            known = [run for run in runs(word) if seen[run] >= _SEEN]
            trainer.append([["bias", *known]], [label])
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "letters.crfsuite")
        trainer.train(path)
        tagger = pycrfsuite.Tagger()  # type: ignore[attr-defined]  # no stubs
        tagger.open(path)
        yield from _weights(tagger.info().state_features)


def _weights(learnt: dict[tuple[str, str], float]) -> Iterator[str]:
    total: Counter[str] = Counter()
    for (run, label), weight in learnt.items():
        total[run] += weight if label == _NAME else -weight  # type: ignore[assignment]  # floats
    for run, weight in total.items():
        rounded = round(weight * SCALE)
        if rounded or run == "bias":
            yield f"{'' if run == 'bias' else run} {rounded}"


if __name__ == "__main__":
    main()

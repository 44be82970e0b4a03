"""
Trains the passage model on the invented passages in `training/passages/`.

    python -m training.passage_model

Writes `config/lexicons/passages.crfsuite`; half a minute on one core. Each line of a file is
`LABEL<tab>TEXT`, with line breaks written as backslash and n; a label is one or more kinds with
commas between, the first of which is learnt, or `none`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pycrfsuite

import config
from config.detection import LEXICON_FOLDER, detector_families
from config.lexicon_files import PASSAGE_MODEL
from config.prefilter_store import load_prefilter
from policy.detectors import fold
from policy.detectors.engine import triggers_of
from policy.detectors.families import Family, Hits, Sheet
from policy.detectors.interface import Match
from policy.detectors.normalise import normalised
from policy.detectors.passage_model import NONE, weighed, windows
from policy.detectors.prefilter import Prefilter
from policy.finding import Kind

PASSAGES = Path(__file__).with_name("passages")
POLICY = Path(config.__file__).parent
ROUNDS = 150
L1, L2 = 0.03, 0.05
RARE = 0.5
"""Features with less weight than this in all passages together are left out: they quote one."""
_LEARNT = frozenset({*Kind, NONE})


def main() -> None:
    """Train, and write the model into the shipped policy."""
    trainer = pycrfsuite.Trainer(verbose=False)  # type: ignore[attr-defined]  # no stubs
    trainer.set_params(
        {"c1": L1, "c2": L2, "max_iterations": ROUNDS, "feature.minfreq": RARE, "epsilon": 1e-4}
    )
    families, reading = detector_families(POLICY)
    prefilter = load_prefilter((*triggers_of(families), *reading.triggers), None)
    for label, text in labelled():
        read = reading.sentences(*seen(text, families, prefilter))
        # What is told anywhere in a long passage is told; what is harmless is so everywhere.
        for passage in windows(read) if label == NONE else [read]:
            trainer.append([weighed(passage)], [label])
    target = POLICY / LEXICON_FOLDER / PASSAGE_MODEL
    trainer.train(str(target))
    print(f"{target.name}: {target.stat().st_size} bytes")  # noqa: T201 -- a script


def labelled() -> Iterator[tuple[str, str]]:
    """Every passage with its label. Raises `ValueError`, with file and line, for a bad line."""
    for path in sorted(PASSAGES.glob("*.tsv")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            label, tab, text = line.partition("\t")
            first = label.split(",")[0]
            if not tab or "\t" in text or first not in _LEARNT:
                raise ValueError(f"{path.name}:{number}: not LABEL<tab>TEXT with a known label")
            yield first, text.replace("\\n", "\n")


def seen(
    text: str, families: Sequence[Family], prefilter: Prefilter
) -> tuple[Sheet, Hits, list[Match]]:
    """A text as the engine shows it to the passage model, people and numbers found."""
    plain = fold.plain(normalised(text)[0])
    sheet = Sheet(plain, fold.ascii_only(plain))
    hits = prefilter.hits(sheet.folded)
    found: list[Match] = []
    for family in families:
        found.extend(family.find(sheet, hits, tuple(found)))
    return sheet, hits, found


if __name__ == "__main__":
    main()

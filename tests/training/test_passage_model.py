from collections import Counter

from config.detection import LEXICON_FOLDER
from config.lexicon_files import load_passage_model
from policy.detectors.passage_model import NONE
from policy.finding import Kind
from training.passage_model import POLICY, labelled

LEARNT = {kind for kind in Kind if kind.is_special} | {
    Kind.UNDECIDED_POLICY,
    Kind.PROCUREMENT,
    Kind.LEGAL_ADVICE,
}


def test_passages_cover_every_kind_and_as_many_harmless_ones():
    """
    A model that sees no harmless passages calls everything private.
    """
    counts = Counter(label for label, _ in labelled())

    assert set(counts) == {*LEARNT, NONE}
    assert counts[NONE] > sum(counts[kind] for kind in LEARNT)
    assert min(counts.values()) > 100


def test_no_passage_stands_twice_with_different_labels():
    """
    Then one of the two is wrong.
    """
    labels: dict[str, set[str]] = {}
    for label, text in labelled():
        labels.setdefault(text, set()).add(label)

    assert [text for text, found in labels.items() if len(found) > 1] == []


def test_shipped_model_is_small():
    """
    It is loaded by every worker, and kept in the repository.
    """
    path = POLICY / LEXICON_FOLDER / "passages.crfsuite"

    assert path.stat().st_size < 3_000_000
    assert load_passage_model(path.parent)

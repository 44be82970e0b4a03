"""
The scores count what they say they count.
"""

import pytest

from policy.evaluation import Span, Trial, evaluate, percentile
from policy.finding import Kind
from policy.verdict import Action

PERSON, PHONE = Kind.PERSON, Kind.PHONE


def trial(expected=(), found=(), expect=Action.ALLOW, verdict=Action.ALLOW, ms=1.0) -> Trial:
    return Trial(
        expected=tuple(Span(*span) for span in expected),
        found=tuple(Span(*span) for span in found),
        expect=expect,
        verdict=verdict,
        milliseconds=ms,
    )


def test_recall_and_precision_per_kind():
    """
    Touched, covered by several findings together, missed; right and wrong findings.
    """
    scores = evaluate(
        [
            trial([(PERSON, 0, 10)], [(PERSON, 0, 5), (PERSON, 5, 10)]),
            trial([(PERSON, 0, 10)], [(PERSON, 2, 10)]),
            trial([(PERSON, 0, 10)], [(PHONE, 0, 10)]),
        ]
    ).kinds

    person, phone = scores[PERSON], scores[PHONE]
    assert (person.labels, person.touched, person.covered) == (3, 2, 1)
    assert (person.found, person.right, person.precision) == (3, 3, 1.0)
    assert person.recall_any == pytest.approx(2 / 3)
    assert person.recall_full == pytest.approx(1 / 3)
    assert (phone.labels, phone.found, phone.precision, phone.recall_any) == (0, 1, 0.0, None)


def test_false_alarms_count_in_clean_texts_only():
    """
    A second finding beside a labelled one is a matter of precision.
    """
    evaluation = evaluate(
        [
            trial([], [(PERSON, 0, 3), (PHONE, 4, 9)]),
            trial([], []),
            trial([(PERSON, 0, 3)], [(PERSON, 0, 3), (PHONE, 4, 9)]),
        ]
    )

    assert (evaluation.clean_texts, evaluation.false_alarms) == (2, 2)
    assert evaluation.false_alarms_per_clean_text == 1.0


def test_verdicts_are_counted_where_the_label_says_one():
    """
    A text without `expect` says nothing about verdicts.
    """
    evaluation = evaluate(
        [
            trial(expect=Action.REJECT, verdict=Action.REJECT),
            trial(expect=Action.REJECT, verdict=Action.REDACT),
            trial(expect=None, verdict=Action.REDACT),
        ]
    )

    assert evaluation.verdict_accuracy == 0.5
    assert evaluation.confusion[Action.REJECT, Action.REDACT] == 1


@pytest.mark.parametrize(("percent", "value"), [(50, 2.0), (75, 3.0), (95, 4.0), (1, 1.0)])
def test_percentile_is_a_value_that_occurred(percent, value):
    """
    Nearest rank: no invented middle between two measurements.
    """
    assert percentile([1.0, 2.0, 3.0, 4.0], percent) == value


def test_nothing_to_measure_has_no_scores():
    """
    An empty file is not a perfect score.
    """
    evaluation = evaluate([])

    assert evaluation.verdict_accuracy is None
    assert evaluation.false_alarms_per_clean_text is None
    assert evaluation.milliseconds == {}

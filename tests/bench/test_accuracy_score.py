"""
Four systems are compared by what they found, whatever they call it; the page quotes no prompt.
"""

from bench.accuracy_page import page
from bench.accuracy_score import Case, Look, score
from policy.verdict import Action

CASES = (
    Case(text="Bel Jef Peeters", labels=(("person", 4, 15),), expect=Action.REDACT),
    Case(text="Zijn leefloon stopt", labels=(("special_social", 5, 13),), expect=Action.REJECT),
    Case(text="Een mooie dag", labels=(), expect=Action.ALLOW),
)


def looks(*found, verdicts=(None, None, None)):
    return [
        Look(spans=tuple(spans), milliseconds=1.0, verdict=verdict)
        for spans, verdict in zip(found, verdicts, strict=True)
    ]


def test_two_halves_cover_a_label_and_one_touches_it():
    """
    What counts is that no character of a name remains.
    """
    halves = score(CASES, looks([(4, 7), (7, 15)], [], [])).kinds["person"]
    half = score(CASES, looks([(4, 7)], [], [])).kinds["person"]

    assert (halves.labels, halves.touched, halves.covered) == (1, 1, 1)
    assert (half.touched, half.covered) == (1, 0)


def test_finding_beside_every_label_is_wrong():
    """
    In a clean text it is an alarm, in any other it costs precision.
    """
    found = score(CASES, looks([(4, 15), (0, 3)], [], [(0, 3)]))

    assert found.precision == 1 / 3
    assert (found.alarms_per_clean_text, found.clean_alarmed) == (1.0, 1.0)
    assert found.told_apart == 1 / 3


def test_verdicts_count_for_systems_that_have_them():
    """
    Nothing is told of the others.
    """
    ours = looks([], [], [], verdicts=(Action.REDACT, Action.ALLOW, Action.ALLOW))

    assert score(CASES, ours).verdicts == 2 / 3
    assert score(CASES, looks([], [], [])).verdicts is None


def test_page_tells_figures_and_no_prompt():
    """
    The prompts may be somebody's; the page is public.
    """
    found = {"ours": looks([(4, 15)], [(5, 13)], []), "theirs": looks([], [], [])}

    text = page({"some.jsonl": (CASES, found)})

    assert "| `person` | 1 (few) | 100 % / 100 % | 0 % / 0 % |" in text
    assert "| `special_social` | 1 (few) | 100 % | 0 % |" in text
    assert not any(case.text in text for case in CASES)
    assert "Peeters" not in text

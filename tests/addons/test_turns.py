"""
Ids that we made up are replaced by genuine ones on the next turn.
"""

from addons.services.interface import ForgedId
from addons.turns import Turns


class Clock:
    def __init__(self):
        self.seconds = 0.0

    def __call__(self):
        return self.seconds


def test_forged_id_stands_for_the_genuine_one():
    """
    The next turn's parent is found.
    """
    turns = Turns(Clock())

    turns.remember(ForgedId("forged-answer", "genuine-parent"), ForgedId("forged-chat", None))

    assert dict(turns) == {"forged-answer": "genuine-parent", "forged-chat": None}


def test_two_refusals_in_a_row_lead_back_to_the_genuine_one():
    """
    A refusal that stands on a refusal points past it.
    """
    turns = Turns(Clock())

    turns.remember(ForgedId("first", "genuine"))
    turns.remember(ForgedId("second", "first"))

    assert turns["second"] == "genuine"


def test_old_ids_are_forgotten():
    """
    Memory does not grow for ever.
    """
    clock = Clock()
    turns = Turns(clock)
    turns.remember(ForgedId("old", None))
    clock.seconds = 25 * 3600.0

    turns.remember(ForgedId("new", None))

    assert list(turns) == ["new"]

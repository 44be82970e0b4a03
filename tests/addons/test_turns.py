"""
Ids that we made up are replaced by genuine ones on the next turn.
"""

import tracemalloc

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

    turns.remember(
        "karel", ForgedId("forged-answer", "genuine-parent"), ForgedId("forged-chat", None)
    )

    assert dict(turns) == {"forged-answer": "genuine-parent", "forged-chat": None}


def test_two_refusals_in_a_row_lead_back_to_the_genuine_one():
    """
    A refusal that stands on a refusal points past it.
    """
    turns = Turns(Clock())

    turns.remember(b"karel", ForgedId("first", "genuine"))
    turns.remember(b"karel", ForgedId("second", "first"))

    assert turns["second"] == "genuine"


def test_old_ids_are_forgotten():
    """
    Memory does not grow for ever.
    """
    clock = Clock()
    turns = Turns(clock)
    turns.remember(b"karel", ForgedId("old", None))
    clock.seconds = 25 * 3600.0

    turns.remember(b"karel", ForgedId("new", None))

    assert list(turns) == ["new"]


def test_nobody_empties_the_memory_of_others():
    """
    However many refusals somebody asks for.
    """
    turns = Turns(Clock())
    turns.remember(b"karel", ForgedId("his", "genuine"))

    for number in range(60_000):
        turns.remember(b"lieve", ForgedId(f"hers {number}", None))

    assert turns["his"] == "genuine"
    assert "hers 0" not in turns


def test_an_id_of_any_length_takes_little_room():
    """
    What stands in its place comes from clients; what is no service's id is left out.
    """
    turns = Turns(Clock())
    tracemalloc.start()

    for number in range(20):
        turns.remember(b"karel", ForgedId(f"forged {number}", f"{number}" + "x" * 1_000_000))
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert turns["forged 7"] is None
    assert kept < 100_000

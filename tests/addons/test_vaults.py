"""
Placeholders last as long as a conversation, and no longer than we can bear.
"""

import tracemalloc

from addons.vaults import Vaults
from policy.finding import Kind


class Clock:
    at = 0.0

    def __call__(self):
        return self.at


def test_a_conversation_keeps_its_placeholders():
    """
    Another person's, another service's, and one without an id have their own.
    """
    vaults = Vaults(Clock())
    first = vaults.of("karel", "chatgpt", "c-1")
    assert vaults.of("karel", "chatgpt", "c-1") is first
    first.placeholder(Kind.PERSON, "Lieve Hoedemakers")

    assert vaults.of("karel", "chatgpt", "c-1") is first
    others = [("lieve", "chatgpt", "c-1"), ("karel", "gemini", "c-1"), ("karel", "chatgpt", "")]
    assert not any(len(vaults.of(*other)) for other in others)


def test_originals_do_not_stay_overnight():
    """
    Half a day after its last prompt a conversation starts anew.
    """
    clock = Clock()
    vaults = Vaults(clock)
    vaults.of("karel", "chatgpt", "c-1").placeholder(Kind.PERSON, "Lieve Hoedemakers")

    clock.at = 13 * 3600.0
    vaults.of("karel", "chatgpt", "c-2")

    assert len(vaults.of("karel", "chatgpt", "c-1")) == 0


def test_ids_of_any_length_take_the_same_room():
    """
    They come from clients.
    """
    vaults = Vaults(Clock())
    tracemalloc.start()

    for number in range(20):
        vaults.of("karel", "chatgpt", f"{number}" + "x" * 1_000_000)
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert kept < 1_000_000


def test_all_values_together_have_an_end():
    """
    However many conversations somebody fills, the newest works and the oldest is forgotten.
    """
    vaults = Vaults(Clock(), max_values=1_000)

    for number in range(30):
        for _ in range(2):  # what a prompt adds is counted when the next one comes
            vault = vaults.of("karel", "chatgpt", f"c-{number}")
            for value in range(10):
                vault.placeholder(Kind.PERSON, f"Lieve {value}")

    assert len(vaults.of("karel", "chatgpt", "c-29")) == 10
    assert len(vaults.of("karel", "chatgpt", "c-0")) == 0


def test_nobody_empties_the_vaults_of_others():
    """
    However many conversations somebody makes up.
    """
    vaults = Vaults(Clock(), max_values=10_000)
    mine = vaults.of("karel", "chatgpt", "c-1")
    mine.placeholder(Kind.PERSON, "Lieve Hoedemakers")

    for number in range(1_000):
        vaults.of("lieve", "chatgpt", f"c-{number}").placeholder(Kind.PERSON, "Karel")

    assert vaults.of("karel", "chatgpt", "c-1") is mine

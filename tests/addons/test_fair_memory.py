"""
What is remembered for everybody: for a while, never too much, and never emptied by one of them.
"""

from time import process_time

from addons.fair_memory import FairMemory


class Clock:
    at = 0.0

    def __call__(self):
        return self.at


def a_memory(most=100, clock=None, lifetime=60.0):
    return FairMemory(clock or Clock(), lifetime, most)


def test_what_is_put_is_there():
    """
    The last word on a key holds.
    """
    memory = a_memory()

    memory.put("karel", "a", 1)
    memory.put("karel", "a", 2)

    assert (memory.get("a"), memory.get("b"), len(memory)) == (2, None, 1)


def test_nobody_empties_it_for_others():
    """
    However much somebody puts there, he pushes out only his own, and has the room that is left.
    """
    memory = a_memory()
    for number in range(40):
        memory.put("lieve", f"lieve {number}", number)

    for number in range(10_000):
        memory.put("karel", f"karel {number}", number)

    assert all(memory.get(f"lieve {number}") is not None for number in range(40))
    assert all(memory.get(f"karel {number}") is not None for number in range(9_950, 10_000))
    assert len(memory) <= 100


def test_many_share_it():
    """
    Those who have less than an even share lose nothing to those who have more.
    """
    memory = a_memory()
    for owner in range(10):
        for number in range(5):
            memory.put(f"small {owner}", (owner, number), 1)

    for number in range(1_000):
        memory.put(f"large {number % 4}", f"large {number}", 1)

    assert all(memory.get((owner, number)) for owner in range(10) for number in range(5))


def test_among_equals_the_oldest_goes():
    """
    As in any other memory.
    """
    memory = a_memory(most=3)

    for owner in ("a", "b", "c", "d"):
        memory.put(owner, owner, owner)

    assert [memory.get(owner) for owner in "abcd"] == [None, "b", "c", "d"]


def test_what_is_put_again_is_new():
    """
    It is the other one that goes.
    """
    memory = a_memory(most=2)

    for key in ("a", "b", "a", "c"):
        memory.put("karel", key, key)

    assert [memory.get(key) for key in "abc"] == ["a", None, "c"]


def test_what_is_old_goes():
    """
    Nobody gets it any more, and it takes no room when others talk.
    """
    clock = Clock()
    memory = a_memory(clock=clock)
    memory.put("karel", "a", 1)

    clock.at = 61.0

    assert memory.get("a") is None
    memory.put("lieve", "b", 1)
    assert len(memory) == 1


def test_weights_count():
    """
    A few large ones are as much as many small ones; the newest stays, however large.
    """
    memory = a_memory()
    memory.put("lieve", "small", 1, 10)

    for number in range(5):
        memory.put("karel", number, number, 40)

    assert memory.get("small")
    assert [memory.get(number) for number in range(5)] == [None, None, None, 3, 4]
    memory.put("jef", "huge", 1, 1_000)
    assert memory.get("huge")
    assert len(memory) == 1


def test_a_key_stays_with_whoever_put_it_first():
    """
    Nobody makes others' entries his own to push them out.
    """
    memory = a_memory()
    memory.put("lieve", "name", 1)
    memory.put("karel", "name", 2)

    for number in range(1_000):
        memory.put("karel", number, number)

    assert memory.get("name") == 2


def test_it_is_fast_when_it_is_full():
    """
    A flood costs in proportion: ten times as many owners do not make each entry ten times dearer.
    """

    def seconds(owners):
        memory = a_memory(most=20_000)
        for number in range(20_000):
            memory.put(number % owners, number, number)
        began = process_time()
        for number in range(20_000, 30_000):
            memory.put("karel", number, number)
        return process_time() - began

    few, many = (min(seconds(owners) for _ in range(3)) for owners in (100, 1_000))

    assert many < 5 * few


def test_a_repr_tells_nothing():
    """
    Neither what is remembered nor whose it is.
    """
    memory = a_memory()
    memory.put("karel", "geheim", "woord")

    assert not any(word in repr(memory) for word in ("karel", "geheim", "woord"))

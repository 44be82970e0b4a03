"""
What somebody sent before is known for a while, to nobody else, and never without an end.
"""

import tracemalloc
from dataclasses import replace

from addons.recent_turns import MAX_TURNS, RecentTurns, Row
from policy.text_ends import ends_of

KAREL = Row("karel", "chatgpt")


class Clock:
    at = 0.0

    def __call__(self):
        return self.at


def say(recent, text, row=KAREL, conversation="c-1"):
    recent.sent(row, conversation, [ends_of(text)])


def heard(recent, row=KAREL, conversation="c-1"):
    return [ends.tail for ends in recent.before(row, conversation)]


def test_turns_come_back_in_their_order():
    """
    The latest last.
    """
    recent = RecentTurns(Clock())

    say(recent, "eerst")
    say(recent, "dan")

    assert heard(recent) == ["eerst", "dan"]


def test_nobody_elses_turns_come_with_them():
    """
    Another client's, another service's, and what went to a place that nobody knows.
    """
    recent = RecentTurns(Clock())
    others = Row("lieve", "chatgpt"), Row("karel", "gemini"), Row("karel", "chatgpt", "/v9/say")

    for row in others:
        say(recent, "van een ander", row)

    assert heard(recent) == []
    assert [heard(recent, row) for row in others] == [["van een ander"]] * 3


def test_conversations_are_kept_apart():
    """
    A turn without an id, such as the first of a conversation, belongs to each.
    """
    recent = RecentTurns(Clock())

    say(recent, "zonder", conversation="")
    say(recent, "een", conversation="c-1")
    say(recent, "twee", conversation="c-2")

    assert heard(recent, conversation="c-1") == ["zonder", "een"]
    assert heard(recent, conversation="c-2") == ["zonder", "twee"]
    assert heard(recent, conversation="") == ["zonder", "een", "twee"]


def test_turns_are_forgotten_after_a_quarter_of_an_hour():
    """
    Each by its own age, and whoever is silent takes no room when others talk.
    """
    clock = Clock()
    recent = RecentTurns(clock)

    say(recent, "lang geleden")
    clock.at = 10 * 60.0
    say(recent, "pas nog")
    clock.at = 16 * 60.0
    assert heard(recent) == ["pas nog"]
    clock.at = 60 * 60.0
    say(recent, "een ander", Row("lieve", "chatgpt"))

    assert "geleden" not in str(list(recent._rows._kept.values()))
    assert len(recent._rows) == 1


def test_only_the_latest_turns_of_a_client_are_kept():
    """
    However long a conversation is.
    """
    recent = RecentTurns(Clock())

    for number in range(3 * MAX_TURNS):
        say(recent, f"beurt {number}")

    assert heard(recent)[0] == f"beurt {2 * MAX_TURNS}"
    assert len(heard(recent)) == MAX_TURNS


def test_turns_of_all_clients_have_an_end():
    """
    The client that was silent longest is forgotten first.
    """
    recent = RecentTurns(Clock(), max_turns=10)

    for number in range(30):
        for text in ("een", "twee"):
            say(recent, text, Row(f"klant {number % 20}", "chatgpt"))

    kept = [heard(recent, Row(f"klant {number}", "chatgpt")) for number in range(20)]
    assert sum(map(len, kept)) <= 10
    assert kept[9] == ["een", "twee"]
    assert kept[4] == []


def test_nobody_empties_the_memory_of_others():
    """
    However many places somebody makes up that nobody knows.
    """
    recent = RecentTurns(Clock(), max_turns=100)
    say(recent, "van Karel")

    for number in range(1_000):
        say(recent, "van Lieve", Row("lieve", "chatgpt", f"/v9/{number}"))

    assert heard(recent) == ["van Karel"]
    assert heard(recent, Row("lieve", "chatgpt", "/v9/999")) == ["van Lieve"]


def test_a_front_that_names_nobody_is_many():
    """
    Its clients share what was said, which may be anybody's, but none of them empties it.
    """
    recent = RecentTurns(Clock(), max_turns=100)
    front = Row("front", "chatgpt", holder="connection 1")
    say(recent, "van Karel", front)

    for number in range(1_000):
        say(recent, "van Lieve", Row("front", "chatgpt", f"/v9/{number}", "connection 2"))

    assert heard(recent, replace(front, holder="connection 3")) == ["van Karel"]


def test_texts_and_ids_of_any_length_take_the_same_room():
    """
    They come from clients.
    """
    recent = RecentTurns(Clock())
    tracemalloc.start()

    for number in range(20):
        long = f"{number}" + "1 x" * 300_000
        say(recent, long, Row(long, "chatgpt", long), conversation=long)
    del long
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert kept < 200_000


def test_of_a_turn_without_words_nothing_is_kept():
    """
    Spaces push nothing out.
    """
    recent = RecentTurns(Clock())

    say(recent, "woorden")
    for _ in range(MAX_TURNS):
        say(recent, " \n")

    assert heard(recent) == ["woorden"]


def test_a_repr_tells_nothing():
    """
    Neither words nor who said them.
    """
    recent = RecentTurns(Clock())
    say(recent, "geheim 850730")

    shown = repr((recent, KAREL, recent.before(KAREL, "c-1")))

    assert not any(word in shown for word in ("geheim", "850730", "karel"))

"""
What is kept of the bodies of requests has an end, for each and for all together.
"""

import pytest

from addons.held_bodies import BodyRoom, HeldBody
from policy.documents.interface import Unread

KB = 1024
MB = 1024 * KB


def a_body(limit=10 * MB, room=None, whose="one", **more):
    return HeldBody(room or BodyRoom(300 * MB), whose, limit, **more)


def taken(room):
    return sum(stage.taken for _, stage in room.stages)


def test_a_body_is_kept_up_to_its_limit():
    """
    A byte more, and nothing of it is.
    """
    body = a_body()

    assert body.add(10 * MB)
    assert not body.add(1)
    assert body.why_dropped is Unread.TOO_LARGE
    assert taken(body.room) == 0


def test_all_together_have_an_end():
    """
    Whoever finds no room is asked to come back; what is released is there for others.
    """
    room = BodyRoom(30 * MB)
    first, second, third = (a_body(room=room) for _ in range(3))

    assert first.add(10 * MB)
    assert not second.add(10 * MB)
    assert second.why_dropped is Unread.BUSY
    first.release()
    first.release()
    assert third.add(10 * MB)
    assert taken(room) == 10 * MB


def test_nobody_has_all_of_it():
    """
    However many bodies one client begins: others find room, for files and for questions.
    """
    room = BodyRoom(256 * MB)

    large = [a_body(32 * MB, room).add(32 * MB) for _ in range(9)]
    small = [a_body(32 * MB, room).add(256 * KB) for _ in range(2000)]
    tiny = [a_body(32 * MB, room).add(16 * KB) for _ in range(5000)]
    sizes = (100, 500 * KB, 32 * MB)
    others = [a_body(32 * MB, room, whose="two").add(size) for size in sizes]

    assert not all(large)
    assert not all(small)
    assert not all(tiny)
    assert others == [True] * 3


def test_many_clients_leave_something():
    """
    Each takes as much as is let; whoever comes last still asks a question.
    """
    room = BodyRoom(256 * MB)
    for whose in range(8):
        for size in (32 * MB, MB, 256 * KB, 16 * KB, KB, 100):
            while a_body(32 * MB, room, whose=whose).add(size):
                pass

    assert a_body(32 * MB, room, whose="last").add(400)
    assert a_body(32 * MB, room, whose="last").add(100 * KB)
    assert a_body(32 * MB, room, whose="last").add(2 * MB)


@pytest.mark.parametrize("size", [100, 16 * KB])
def test_a_question_needs_no_room_of_chats(size):
    """
    Not even of those of its own client: a school has one address.
    """
    room = BodyRoom(256 * MB)
    while a_body(room=room).add(256 * KB):
        pass

    assert a_body(room=room).add(size)


def test_a_chat_needs_no_room_of_files():
    """
    It goes on while files of its own client fill theirs.
    """
    room = BodyRoom(30 * MB)
    a_body(16 * MB, room).add(15 * MB + 256 * KB)

    assert a_body(room=room).add(200 * KB)
    assert not a_body(room=room).add(300 * KB)


@pytest.mark.parametrize(("limit", "most"), [(MB, 768), (30 * MB, 15 * 1024 + 256)])
def test_what_will_never_find_room_is_too_large(limit, most):
    """
    Asked to come back, somebody would come back for ever.
    """
    fits, too_large = (a_body(100 * MB, BodyRoom(limit)) for _ in range(2))

    assert fits.add(most * KB)
    assert not too_large.add((most + 1) * KB)
    assert too_large.why_dropped is Unread.TOO_LARGE


@pytest.mark.parametrize("size", [1, 10 * MB])
def test_of_a_service_that_is_shut_nothing_is_kept(size):
    """
    It is refused unread; that says nothing of its size.
    """
    body = a_body(is_read=False)

    assert not body.add(size)
    assert body.why_dropped is None


def test_what_is_dropped_stays_dropped():
    """
    Also when there is room again: a body with a hole is none.
    """
    room = BodyRoom(2 * MB)
    other, body = a_body(room=room), a_body(room=room)
    other.add(1 * MB)

    assert not body.add(1 * MB)
    other.release()
    assert not body.add(1)


def test_a_body_without_end_is_given_up():
    """
    One that is merely too large is heard out, for its client hears nothing before that.
    """
    body = a_body(limit=1 * MB)

    body.add(2 * MB)
    assert not body.is_endless
    body.add(20 * MB)
    assert body.is_endless


def test_what_a_body_unpacks_to_counts():
    """
    A few kB may be megabytes: without room for them it is as if they had come as they are.
    """
    room = BodyRoom(30 * MB)
    first, second = a_body(room=room), a_body(room=room)
    first.add(10 * KB)
    second.add(10 * KB)

    kept = first.unpacked(8 * MB), second.unpacked(8 * MB)
    dropped = second.why_dropped
    first.release()

    assert (kept, dropped) == ((True, False), Unread.BUSY)
    assert taken(room) == 0


@pytest.mark.parametrize(
    ("length", "size", "kept"),
    [
        (str(10 * MB), 1, True),
        (str(10 * MB + 1), 1, False),
        ("9" * 5000, 1, False),
        ("no number", 1, True),
        (None, 16 * MB, True),
        (None, 16 * MB + 1, False),
    ],
)
def test_a_body_may_say_how_long_it_will_be(length, size, kept):
    """
    What will be too much is not kept to begin with; who says nothing has a lower limit.
    """
    body = a_body(limit=10 * MB if length else 30 * MB)
    body.announce(length)

    assert body.add(size) is kept

"""
Files in pieces: nothing of one leaves before all of it was judged, and then it leaves as one.
"""

import asyncio
import json
import tracemalloc

import pytest

from addons.outcome import Refused, Sent
from addons.services.interface import WireResponse
from addons.services.openai_api import OPENAI
from tests.addons.services.examples import request
from tests.addons.test_inspection import DEBT
from tests.addons.test_uploads import BLOB, BLOB_HOST, a_desk, shown

FORM = "multipart/form-data; boundary=B"
HALVES = DEBT[: len(DEBT) // 2].encode(), DEBT[len(DEBT) // 2 :].encode()
FINE = b"Het park ", b"is elke ", b"dag open."


def blocks(desk, pieces, order=None, size=None):
    """The answers to each block, and to the list that joins them."""
    desk.announce(size=sum(map(len, pieces)) if size is None else size)
    names = [f"QT{number}=" for number in range(len(pieces))]
    kept = [
        desk.put(piece, f"{BLOB}&comp=block&blockid={name}")
        for name, piece in zip(names, pieces, strict=True)
    ]
    listed = "".join(f"<Latest>{name}</Latest>" for name in order or names)
    return kept, desk.put(f"<BlockList>{listed}</BlockList>".encode(), f"{BLOB}&comp=blocklist")


def test_blocks_leave_as_one_file():
    """
    In the order of the list, to the address that was announced.
    """
    desk = a_desk()

    kept, joined = blocks(desk, FINE, order=["QT1=", "QT0=", "QT2="])

    assert all(isinstance(answer, Refused) and answer.response.status == 201 for answer in kept)
    assert isinstance(joined, Sent)
    assert (joined.request.path, joined.request.body) == (BLOB, b"is elke Het park dag open.")
    assert isinstance(desk.take_in(), Sent)
    assert desk.log.kept == []


def test_a_word_over_two_blocks_is_found():
    """
    Each of them alone says nothing.
    """
    desk = a_desk()

    kept, joined = blocks(desk, HALVES)

    assert [answer.response.status for answer in kept] == [201, 201]
    assert "file_found" in shown(joined)
    assert "file_found" in shown(desk.take_in())
    assert len(desk.log.kept) == 1


@pytest.mark.parametrize("order", [["QT0=", "QT9="], ["QT9="]])
def test_a_list_with_a_block_that_never_came(order):
    """
    It may be one that somebody else put there.
    """
    _, joined = blocks(a_desk(), FINE, order=order)

    assert "broken" in shown(joined)


def test_blocks_of_a_file_that_nobody_announced():
    """
    Its name was never judged; nothing of it is kept.
    """
    desk = a_desk()

    answer = desk.put(b"Dag", f"{BLOB}&comp=block&blockid=QTE=")

    assert "file_unknown" in shown(answer)
    assert desk.inspection.uploads.stretches.room.taken == 0


def test_blocks_have_a_bound():
    """
    Together they are a file like any other.
    """
    desk = a_desk(max_bytes=20)

    kept, joined = blocks(desk, (b"x" * 15, b"y" * 15), size=9)

    assert [isinstance(answer, Refused) for answer in kept] == [True, True]
    assert "too-large" in shown(kept[1])
    assert "too-large" in shown(joined)


def test_blocks_without_a_word_in_them_have_a_bound_too():
    """
    Their names would be kept, however little stands under them.
    """
    desk = a_desk()
    desk.announce(size=9)

    answers = [desk.put(b"", f"{BLOB}&comp=block&blockid=QT{n}=") for n in range(2_001)]

    assert answers[1_999].response.status == 201
    assert "too-large" in shown(answers[2_000])
    assert "too-large" in shown(desk.put(b"Dag", f"{BLOB}&comp=block&blockid=QTE="))


def test_a_list_may_name_a_block_twice():
    """
    The storage would write it twice, so the file that is judged has it twice.
    """
    _, joined = blocks(a_desk(), FINE, order=["QT0=", "QT0=", "QT2="])

    assert joined.request.body == FINE[0] + FINE[0] + FINE[2]


@pytest.mark.parametrize("times", [7, 2_001, 100_000])
def test_a_list_cannot_make_a_file_that_is_too_large(times):
    """
    However often it names a block; nothing is made of it, and nothing of the file is kept.
    """
    desk = a_desk(max_bytes=200_000)
    desk.announce(size=30_000)
    desk.put(b"Dag " * 7_500, f"{BLOB}&comp=block&blockid=QTE=")
    listed = b"<BlockList>" + b"<Latest>QTE=</Latest>" * times + b"</BlockList>"
    tracemalloc.start()

    joined = desk.put(listed, f"{BLOB}&comp=blocklist")
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    told = "upload " if times == 100_000 else "too-large"  # a list of MB is none
    assert told in shown(joined)
    assert most < 3_000_000 + 4 * len(listed)
    assert isinstance(desk.put(b"Dag", f"{BLOB}&comp=block&blockid=QTI="), Refused)


def test_a_list_takes_room_for_what_it_makes():
    """
    Beside the blocks themselves, while both are here.
    """
    desk = a_desk(max_bytes=200_000, room=150_000)
    desk.announce(size=30_000)
    desk.put(b"Dag " * 7_500, f"{BLOB}&comp=block&blockid=QTE=")
    listed = b"<BlockList>" + b"<Latest>QTE=</Latest>" * 5 + b"</BlockList>"

    joined = desk.put(listed, f"{BLOB}&comp=blocklist")

    assert "busy" in shown(joined)
    assert desk.inspection.uploads.stretches.room.taken == 0


def test_a_list_does_not_join_what_was_given_up():
    """
    Where a block of before stood, another may stand now: the file would be nobody's.
    """
    desk = a_desk()
    desk.announce(size=9)
    desk.put(b"Het park.", f"{BLOB}&comp=block&blockid=QT0=")
    stretches = desk.inspection.uploads.stretches
    stretches.drop(("10.0.0.7", "chatgpt", f"{BLOB_HOST}{BLOB}"))
    desk.put(b"De winkel.", f"{BLOB}&comp=block&blockid=QT1=")

    joined = desk.put(b"<BlockList><Latest>QT0=</Latest></BlockList>", f"{BLOB}&comp=blocklist")

    assert "broken" in shown(joined)


def test_a_block_with_a_name_that_no_list_can_hold():
    """
    It would be kept for nothing.
    """
    desk = a_desk()
    desk.announce(size=9)

    answer = desk.put(b"Dag", f"{BLOB}&comp=block&blockid={'Q' * 400}")

    assert "upload" in shown(answer)


class Api:
    """A program that sends a file to the OpenAI API in parts."""

    def __init__(self):
        self.desk = a_desk()

    def ask(self, wire):
        return asyncio.run(self.desk.inspection.request(self.desk.passage, wire, OPENAI))

    def begin(self, size):
        begun = self.ask(request("/v1/uploads", {"filename": "nota.txt", "bytes": size}))
        begun.heard(WireResponse(status=200, headers=(), body=b'{"id": "upload_1"}'))

    def part(self, content):
        field = b'--B\r\nContent-Disposition: form-data; name="data"; filename="part"\r\n\r\n'
        body = field + content + b"\r\n--B--\r\n"
        return self.ask(request("/v1/uploads/upload_1/parts", body, content_type=FORM))

    def complete(self, *parts):
        return self.ask(request("/v1/uploads/upload_1/complete", {"part_ids": parts}))


def names(outcomes):
    return [json.loads(outcome.response.body)["id"] for outcome in outcomes]


def test_parts_leave_as_one_part():
    """
    In the place of the last; the completion names that one alone.
    """
    api = Api()
    api.begin(sum(map(len, FINE)))

    *kept, last = map(api.part, FINE)
    completed = api.complete(*names(kept), "part_real")

    assert isinstance(last, Sent)
    assert b"".join(FINE) in last.request.body
    assert json.loads(completed.request.body)["part_ids"] == ["part_real"]
    assert api.desk.inspection.uploads.stretches.room.taken == 0


def test_one_part_leaves_as_it_came():
    """
    And so does its completion.
    """
    api = Api()
    api.begin(3)

    sent, completed = api.part(b"Dag"), api.complete("part_real")

    assert b"Dag" in sent.request.body
    assert json.loads(completed.request.body)["part_ids"] == ["part_real"]


def test_a_word_over_two_parts_is_found():
    """
    And there is nothing to complete.
    """
    api = Api()
    api.begin(len(DEBT.encode()))

    kept, last = map(api.part, HALVES)
    completed = api.complete(*names([kept]), "part_real")

    assert "file_found" in shown(last)
    assert "file_found" in shown(completed)


def test_parts_that_are_never_complete_stay():
    """
    A completion before all of it is there completes nothing.
    """
    api = Api()
    api.begin(100)

    kept = [api.part(piece) for piece in FINE]

    assert "file_unknown" in shown(api.complete(*names(kept)))


def test_parts_beyond_what_was_announced_stay():
    """
    They are kept, and never sent: their names are those that we gave.
    """
    api = Api()
    api.begin(3)

    sent, more = api.part(b"Dag"), api.part(DEBT.encode())
    completed = api.complete("part_real", *names([more]))

    assert isinstance(sent, Sent)
    assert isinstance(more, Refused)
    assert isinstance(completed, Refused)

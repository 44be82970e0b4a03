"""
A reading room for one test, and what its processes are.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from pathlib import Path

import pytest
import uvloop

from policy.documents.interface import UnreadError
from proxy.reading_room import ReadingRoom
from tests.proxy.readers_for_tests import obedient

each_loop = pytest.mark.parametrize(
    "loop", [asyncio.new_event_loop, uvloop.new_event_loop], ids=["asyncio", "uvloop"]
)


@contextlib.asynccontextmanager
async def running(read=obedient, *, processes=2, deadline_seconds=20.0, **settings):
    room = ReadingRoom(read, processes=processes, deadline_seconds=deadline_seconds, **settings)
    await room.start()
    try:
        await room.ready()
        yield room
    finally:
        await room.close()


def run(work, loop=asyncio.new_event_loop):
    with asyncio.Runner(loop_factory=loop) as runner:
        return runner.run(work())


async def text_of(room, order):
    contents = await room.read(order.encode())
    return "".join(piece.text for piece in contents.pieces)


async def refusal(room, order):
    with pytest.raises(UnreadError) as unread:
        await room.read(order.encode())
    return unread.value.reason


async def outcome(room, order):
    try:
        return await text_of(room, order)
    except UnreadError as unread:
        return unread.reason


def children(pid="self"):
    """The processes that `pid` started; of our own only servers, as other tests have theirs."""
    own = Path(f"/proc/{pid}/task")
    every = {
        int(each) for task in own.iterdir() for each in (task / "children").read_text().split()
    }
    return every if pid != "self" else {each for each in every if _is_server(each)}


def _is_server(pid):
    try:
        return b"proxy.reading_server" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return False


def server_of():
    (pid,) = children()
    return pid


def state_of(pid):
    """As ps shows it; None for one that is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return None


def gone(pid, seconds=10.0):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if state_of(pid) in {None, "Z"}:
            return True
        time.sleep(0.02)
    return False


async def until(condition, seconds=10.0):
    """Wait until it holds, as a metric would see it."""
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 -- what is waited for is another process
            await asyncio.sleep(0.01)

"""
Names that nobody answers for keep nobody else.
"""

from __future__ import annotations

import asyncio
import socket
import threading

import pytest
import uvloop

from addons.targets import ASKER, CHECKED
from proxy.lookups import THREADS, LookupLoop, Lookups

HANGING = 100
PATIENCE = 30


class Resolver:
    """A name service of which some names never come back until they are let go."""

    def __init__(self) -> None:
        self.let_go = threading.Event()
        self.asked: list[object] = []
        self.dying: set[object] = set()
        self.gone: set[object] = set()

    def __call__(self, host, *_):
        self.asked.append(host)
        hangs = host in self.dying
        if hangs or str(host).startswith("dead"):
            self.let_go.wait(PATIENCE)
        if str(host).startswith("dead"):
            raise socket.gaierror(socket.EAI_AGAIN, "no answer")
        if host in self.gone or str(host).startswith("unknown"):
            raise socket.gaierror(socket.EAI_NONAME, "unknown")
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("192.0.2.1", 0))]


@pytest.fixture
def resolver():
    found = Resolver()
    yield found
    found.let_go.set()


async def found(lookups, name, whose="karel"):
    """Whether somebody gets an address for `name`."""
    ASKER.set(whose)
    try:
        return bool(await lookups.find(name, None))
    except socket.gaierror:
        return False


def begun(lookups, names, whose):
    """Tasks of somebody who asks for all of them at once."""
    return [asyncio.create_task(found(lookups, name, whose)) for name in names]


async def shut(lookups, resolver, *groups):
    resolver.let_go.set()
    await asyncio.gather(*(task for tasks in groups for task in tasks))
    lookups.threads.shutdown()


def test_dead_names_keep_nobody(resolver):
    """
    While all names of somebody hang, another client's is found, also long after he stopped waiting
    for them and has asked for more; his own are told after a while.
    """

    async def scene():
        lookups = Lookups(look_up=resolver, seconds=1.0)
        seen = []
        for turn in range(4):
            dead = begun(lookups, (f"dead{turn}-{n}" for n in range(HANGING)), "greedy")
            told = await asyncio.gather(*dead)
            other = await asyncio.create_task(found(lookups, f"alive{turn}", f"other{turn}"))
            seen.append((any(told), other, len(lookups._running)))
        await shut(lookups, resolver)
        return seen

    assert asyncio.run(scene()) == [(False, True, THREADS // 2)] * 4


def test_names_that_nobody_waits_for_are_not_asked_for(resolver):
    """
    Those whose turn had not come.
    """

    async def scene():
        lookups = Lookups(look_up=resolver, seconds=1.0)
        dead = begun(lookups, (f"dead{n}" for n in range(HANGING)), "greedy")
        await asyncio.gather(*dead)
        resolver.let_go.set()
        alive = await found(lookups, "alive", "greedy")
        await shut(lookups, resolver)
        return alive

    assert asyncio.run(scene())
    assert len(resolver.asked) == THREADS // 2 + 1


def test_an_answer_of_before_will_do(resolver):
    """
    Where the name hangs now, and at once where all turns of the client hang.
    """

    async def scene():
        lookups = Lookups(look_up=resolver, good_seconds=-1.0, stale_seconds=0.1)
        assert await found(lookups, "alive")
        resolver.dying.add("alive")
        slow = await found(lookups, "alive")
        dead = begun(lookups, (f"dead{n}" for n in range(HANGING)), "karel")
        resolver.dying.clear()
        await asyncio.sleep(0)
        new = begun(lookups, ["alive too"], "karel")
        other = await asyncio.create_task(found(lookups, "alive too", "lieve"))
        known = await found(lookups, "alive too")
        asked = resolver.asked.count("alive too")
        await shut(lookups, resolver, dead, new)
        return slow, other, known, asked

    assert asyncio.run(scene()) == (True, True, True, 1)


def test_a_name_that_is_gone_is_gone(resolver):
    """
    An answer of before is for want of a better one.
    """

    async def scene():
        lookups = Lookups(look_up=resolver, good_seconds=-1.0)
        before = await found(lookups, "alive")
        resolver.gone.add("alive")
        after = await found(lookups, "alive")
        lookups.threads.shutdown()
        return before, after

    assert asyncio.run(scene()) == (True, False)


def test_a_late_answer_is_good(resolver):
    """
    For whoever asks next.
    """

    async def scene():
        resolver.dying.add("late")
        lookups = Lookups(look_up=resolver, seconds=0.1)
        first = await found(lookups, "late")
        resolver.dying.clear()
        resolver.let_go.set()
        await asyncio.wait(list(lookups._running.values()))
        second = await found(lookups, "late")
        lookups.threads.shutdown()
        return first, second

    assert asyncio.run(scene()) == (False, True)
    assert resolver.asked == ["late"]


def test_nobody_empties_the_memory_of_others(resolver):
    """
    However many names somebody asks for.
    """

    async def scene():
        lookups = Lookups(look_up=resolver)
        await found(lookups, "alive", "karel")
        for number in range(5_000):
            await found(lookups, f"unknown{number}", "lieve")
        await found(lookups, "alive", "karel")
        lookups.threads.shutdown()

    asyncio.run(scene())

    assert resolver.asked.count("alive") == 1


def test_nothing_kept_tells_who_asked_for_what(resolver):
    """
    Answers last for a day; names of hosts are where somebody went.
    """

    async def scene():
        lookups = Lookups(look_up=resolver)
        await found(lookups, "alive", "10.0.0.7")
        lookups.threads.shutdown()
        return repr((lookups, dict(lookups._answers._kept), dict(lookups._answers._shares)))

    kept = asyncio.run(scene())

    assert "192.0.2.1" in kept
    assert "alive" not in kept
    assert "10.0.0.7" not in kept


def test_a_name_that_is_too_long_is_none(resolver):
    """
    It is neither asked for nor kept.
    """

    async def scene():
        lookups = Lookups(look_up=resolver)
        said = await found(lookups, "a" * 60_000)
        lookups.threads.shutdown()
        return said, len(lookups._answers)

    assert asyncio.run(scene()) == (False, 0)
    assert resolver.asked == []


def test_a_name_is_asked_for_once(resolver):
    """
    What many want at once is asked for once, and what was found or not is good for a moment.
    """

    async def scene():
        lookups = Lookups(look_up=resolver)
        await asyncio.gather(*(lookups.find("alive", None) for _ in range(5)))
        await lookups.find("alive", None)
        for _ in range(2):
            with pytest.raises(OSError, match="not known"):
                await lookups.find("unknown", None)
        lookups.threads.shutdown()

    asyncio.run(scene())

    assert resolver.asked == ["alive", "unknown"]


def test_the_loop_of_the_gateway_uses_it():
    """
    A connection by name goes to one of the addresses behind it; a name without is an `OSError`.
    """

    async def scene():
        server = await asyncio.start_server(lambda _, writer: writer.close(), "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        reader, writer = await asyncio.open_connection("localhost", port)
        said = await reader.read()
        writer.close()
        await writer.wait_closed()
        server.close()
        with pytest.raises(OSError, match="not known"):
            await asyncio.open_connection("nobody.invalid", port)
        return said, {thread.name.partition("_")[0] for thread in threading.enumerate()}

    said, threads = uvloop.run(scene(), loop_factory=LookupLoop)

    assert said == b""
    assert "names" in threads


def test_a_connection_goes_where_somebody_looked():
    """
    What a name stands for by then does not matter, nor how long ago it was.
    """
    names = Resolver()

    async def scene(looked_at):
        server = await asyncio.start_server(lambda _, writer: writer.close(), "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        CHECKED.set(("alive", looked_at))
        try:
            _, writer = await asyncio.open_connection("alive", port)
        except OSError as failure:
            return type(failure)
        finally:
            server.close()
        writer.close()
        return writer.get_extra_info("peername")[0]

    class Loop(LookupLoop):
        def __init__(self):
            super().__init__()
            self._lookups.look_up = names

    assert uvloop.run(scene(("127.0.0.1",)), loop_factory=Loop) == "127.0.0.1"
    assert uvloop.run(scene(()), loop_factory=Loop) is socket.gaierror
    assert names.asked == []

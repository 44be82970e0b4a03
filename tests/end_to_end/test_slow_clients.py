"""
Whoever keeps a connection without using it loses it in time, and nobody else notices.
"""

from __future__ import annotations

import asyncio

import httpx
import pytest

from tests.end_to_end.gateway_process import GatewayProcess, eventually
from tests.end_to_end.slow_clients import KINDS, line
from tests.end_to_end.test_metrics import number
from tests.end_to_end.web_chats import CHATGPT

CLIENTS = 200
PATIENCE = 60
"""Seconds; what is tested is that it ends at all, while bytes go on coming."""
PAUSE = 0.05
"""Seconds between two requests of a client that works."""
QUIET = {"silence", "a-tunnel-and-silence"}
"""What mitmproxy's own timer ends."""


@pytest.fixture(scope="module")
def hasty(network, tmp_path_factory):
    """A gateway that waits for nobody long."""
    short = {"HEAD_SECONDS": "5", "BODY_SECONDS": "5", "IDLE_SECONDS": "6"}
    process = GatewayProcess(tmp_path_factory.mktemp("hasty") / "state", network, short)
    process.start()
    yield process
    process.kill()


async def one(kind: str, way) -> None:
    """Returns when the proxy has hung up. Raises `TimeoutError` when it does not."""
    async with asyncio.timeout(PATIENCE), line(way) as connection:
        await KINDS[kind](way, connection)


def test_it_ends(hasty, internet):
    """
    Whatever it is that does not go on, and however steadily it drips.
    """

    async def scene() -> list[BaseException | None]:
        ends = (one(kind, hasty.way) for kind in KINDS)
        return await asyncio.gather(*ends, return_exceptions=True)

    ends = dict(zip(KINDS, asyncio.run(scene()), strict=True))

    assert ends == dict.fromkeys(KINDS)
    assert internet.connections(CHATGPT) == 0


async def one_of_many(kind: str, way) -> bool:
    """
    As `one`. False for who did not come to what it does: where two hundred begin at once, our own
    process may keep one silent for so long that it is idle rather than slow.
    """
    try:
        await one(kind, way)
    except (ConnectionError, asyncio.IncompleteReadError):
        return False
    return True


async def works(way, answers: asyncio.Queue[int]) -> None:
    """A client that asks for something again and again, until cancelled."""
    async with httpx.AsyncClient(
        proxy=way.proxy_url, verify=way.context(), timeout=PATIENCE
    ) as client:
        while True:
            answers.put_nowait((await client.get(f"https://{CHATGPT}/")).status_code)
            await asyncio.sleep(PAUSE)


def test_a_crowd_of_them(hasty, internet):
    """
    Two hundred of all kinds at once are hung up on, and counted; somebody who works goes on.
    """
    before = number(hasty, "connections_too_slow_total")
    kinds = [list(KINDS)[n % len(KINDS)] for n in range(CLIENTS)]
    answered: list[int] = []

    async def scene() -> int:
        answers: asyncio.Queue[int] = asyncio.Queue()
        async with asyncio.TaskGroup() as tasks:  # who works and fails ends the scene
            working = tasks.create_task(works(hasty.way, answers))
            answered.append(await answers.get())
            done = await asyncio.gather(*(one_of_many(kind, hasty.way) for kind in kinds))
            during = answers.qsize()
            async with asyncio.timeout(PATIENCE):
                answered.extend([await answers.get() for _ in range(during + 1)])
            working.cancel()
        assert during >= 2
        return sum(did for did, kind in zip(done, kinds, strict=True) if kind not in QUIET)

    dripping = asyncio.run(scene())

    assert set(answered) == {200}
    assert dripping > CLIENTS // 2
    eventually(lambda: number(hasty, "connections_too_slow_total") >= before + dripping, PATIENCE)
    assert any('"count"' in said and "client.too_slow" in said for said in hasty.said)

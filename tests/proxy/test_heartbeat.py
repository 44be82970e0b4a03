"""
What a process tells whoever started it, and what is heard of it.
"""

from __future__ import annotations

import asyncio
import socket

from proxy.heartbeat import Heartbeat
from proxy.overhearing import Ear


def ear(patience=10.0, began=0.0):
    return Ear(patience, began)


def test_systemd_hears_it_by_path(tmp_path):
    """
    sd_notify(3): datagrams to the socket that the environment names.
    """
    path = tmp_path / "notify"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(str(path))
        systemd.settimeout(30)
        heart = Heartbeat.of_process({"NOTIFY_SOCKET": str(path), "WATCHDOG_USEC": "2000000"})
        heart.ready()
        heart.stopping()
        heard = [systemd.recv(100), systemd.recv(100)]
        heart.close()

    assert heard == [b"READY=1", b"STOPPING=1"]
    assert heart.pause == 0.5


def test_it_speaks_to_nobody_where_nobody_listens(tmp_path):
    """
    No variable, a strange one, a socket that is gone: the work goes on.
    """
    for address in ("", "vsock:2:1", str(tmp_path / "gone"), "@promptwacht-nobody"):
        heart = Heartbeat(address)
        heart.ready()
        heart.close()


def test_silence_counts_from_the_last_word():
    """
    Whoever speaks lives.
    """
    ours = ear()
    heart = Heartbeat.of_process(ours.environment)

    heart.ready()
    assert not ours.is_dead(now=5)
    assert ours.is_ready
    assert not ours.is_dead(now=15)
    assert ours.is_dead(now=15.1)

    heart.ready()
    assert not ours.is_dead(now=100)
    ours.close()
    heart.close()


def test_a_start_may_take_longer():
    """
    Lists and models are read before the first word; but not for ever.
    """
    ours = ear(began=100)

    assert not ours.is_dead(now=350)
    assert ours.is_dead(now=450)
    ours.close()


def test_who_was_deaf_blames_nobody():
    """
    A machine that slept has heard nothing, and its processes have said nothing.
    """
    ours = ear()
    heart = Heartbeat.of_process(ours.environment)
    heart.ready()
    ours.is_dead(now=1)

    ours.forgive(now=1000)

    assert not ours.is_dead(now=1005)
    assert ours.is_dead(now=1011)
    ours.close()
    heart.close()


def test_it_beats_until_it_is_cancelled():
    """
    Several times within the patience of who listens.
    """
    ours = ear(patience=0.04)
    heart = Heartbeat.of_process(ours.environment)

    async def beat():
        beating = asyncio.create_task(heart.run())
        async with asyncio.timeout(30):
            # So long after the last word, only another one shows that it lives.
            for now in (1000, 2000, 3000):
                while ours.is_dead(now):  # noqa: ASYNC110 -- what is waited for is a datagram
                    await asyncio.sleep(0.01)
        beating.cancel()
        await asyncio.gather(beating, return_exceptions=True)

    asyncio.run(beat())
    assert heart.pause <= ours.patience / 2
    ours.close()

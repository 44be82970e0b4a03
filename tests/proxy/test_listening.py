"""
Workers share a port, and each client stays with one of them.
"""

from __future__ import annotations

import select
import socket
import sys
from contextlib import ExitStack

import pytest

from proxy.listening import listening_sockets

only_linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux shares by client")


def accepted(listeners: list[socket.socket], source: str, port: int) -> int:
    """Which of `listeners` gets a connection from `source`."""
    with socket.socket() as client:
        client.bind((source, 0))
        client.connect(("127.0.0.1", port))
        [asked], _, _ = select.select(listeners, [], [], 30)
        asked.accept()[0].close()
        return listeners.index(asked)


@only_linux
def test_a_client_always_meets_the_same_worker():
    """
    Connections of one address go to one worker; addresses spread over all.
    """
    with ExitStack() as ends:
        [first] = listening_sockets("127.0.0.1", 0, 3)
        port = first.getsockname()[1]
        others = [listening_sockets("127.0.0.1", port, 3)[0] for _ in range(2)]
        listeners = [ends.enter_context(each) for each in (first, *others)]

        met = {
            source: {accepted(listeners, source, port) for _ in range(5)}
            for source in (f"127.0.0.{last}" for last in range(10, 22))
        }

    assert all(len(workers) == 1 for workers in met.values())
    assert {worker for workers in met.values() for worker in workers} == {0, 1, 2}


@only_linux
def test_clients_of_a_dead_worker_meet_another():
    """
    Nobody waits for a worker that is gone.
    """
    with ExitStack() as ends:
        [first] = listening_sockets("127.0.0.1", 0, 2)
        ends.enter_context(first)
        port = first.getsockname()[1]
        [second] = listening_sockets("127.0.0.1", port, 2)
        second.close()

        met = [accepted([first], f"127.0.0.{last}", port) for last in range(10, 18)]

    assert met == [0] * 8


def test_one_worker_has_its_port_alone():
    """
    A second program on the port is an error at its start, not a rival for connections.
    """
    with ExitStack() as ends:
        [first] = listening_sockets("127.0.0.1", 0)
        ends.enter_context(first)

        with pytest.raises(OSError, match="in use"):
            listening_sockets("127.0.0.1", first.getsockname()[1])

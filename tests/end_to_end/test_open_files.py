"""
A crowd takes all open files that there are: it is turned away, and afterwards all is as before.
"""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from time import monotonic, sleep

import pytest

from tests.end_to_end.bypass_rig import head, heard
from tests.end_to_end.chatgpt_page import SEND, body_of
from tests.end_to_end.gateway_process import GatewayProcess, eventually
from tests.end_to_end.people import KAREL, debts_of
from tests.end_to_end.test_metrics import number
from tests.end_to_end.web_chats import CHATGPT

FILES = 256
CROWD = 300
PATIENCE = 60
WATCHED = 3.0
"""Seconds in which a gateway with a silent crowd should have nothing to do."""
COUNTED = {"MAX_CONNECTIONS": ""}
UNCOUNTED = {"MAX_CONNECTIONS": "100000"}
"""An operator who promises more than there is."""


@pytest.fixture(scope="module", params=[COUNTED, UNCOUNTED], ids=["counted", "uncounted"])
def gateway(network, tmp_path_factory, request):
    state = tmp_path_factory.mktemp("files") / "state"
    before = ("/usr/bin/env", "prlimit", f"--nofile={FILES}")
    process = GatewayProcess(state, network, request.param, before=before)
    process.start()
    yield process
    process.kill()


@contextmanager
def crowd(gateway) -> Iterator[list[socket.socket]]:
    """So many clients that say nothing."""
    with ExitStack() as ends:
        yield [
            ends.enter_context(socket.create_connection(("127.0.0.1", gateway.port), PATIENCE))
            for _ in range(CROWD)
        ]


def is_open(connection: socket.socket) -> bool:
    connection.settimeout(0.01)
    try:
        return connection.recv(1) != b""
    except TimeoutError:
        return True
    except OSError:
        return False


def are_turned_away(clients: list[socket.socket]) -> bool:
    """Whether few are left: the rest of the room is for servers."""
    return sum(map(is_open, clients)) < FILES / 2


def busy(pid: int) -> float:
    """Seconds of CPU that a process has used (proc_pid_stat(5))."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def full(gateway) -> list[int]:
    """What the log says of how many it turned away."""
    lines = [json.loads(line) for line in list(gateway.said) if "gateway.full" in line]
    return [line["count"] for line in lines]


def answers(gateway) -> bool:
    with suppress(Exception), gateway.way.client() as client:
        return client.get(f"https://{CHATGPT}/").status_code == 200
    return False


def test_a_crowd_is_turned_away(gateway, internet):
    """
    The gateway neither dies of it nor spins, says so in a few lines, and serves whoever comes when
    the crowd has left; prompts are refused and put on record as ever.
    """
    assert answers(gateway)
    lines = len(gateway.said)
    incidents = len(gateway.incidents())

    with crowd(gateway) as clients:
        eventually(lambda: are_turned_away(clients), PATIENCE)
        used = busy(gateway.pid)
        began = monotonic()
        sleep(WATCHED)
        share = (busy(gateway.pid) - used) / (monotonic() - began)
        still_away = are_turned_away(clients)
    eventually(lambda: answers(gateway), PATIENCE)
    with gateway.way.client() as client:
        client.post(SEND, json=body_of(debts_of(KAREL)))

    assert share < 0.5
    assert still_away
    eventually(lambda: full(gateway) != [], PATIENCE)
    assert len(gateway.said) - lines < 20
    assert len(gateway.incidents()) == incidents + 1
    counted = "connections_refused_total"
    eventually(lambda: number(gateway, counted, reason="full") >= CROWD / 2, PATIENCE)


def test_who_got_in_is_served(gateway, internet):
    """
    A client of the crowd that has something to say finds room for a server.
    """
    with crowd(gateway) as clients:
        eventually(lambda: are_turned_away(clients), PATIENCE)
        inside = next(client for client in clients if is_open(client))
        inside.sendall(head("GET http://www.bank.example/ HTTP/1.1", "Host: www.bank.example"))
        said = heard(inside, patience=PATIENCE)

    assert b" 200 " in said

"""
Our own pages are reached through the gateway, and it lends nobody its address there.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from urllib.parse import urlsplit

import httpx
import pytest

from tests.console.console_process import running_console
from tests.end_to_end.bypass_rig import DEADLINE, PATIENCE, policy
from tests.end_to_end.clients import tunnel
from tests.end_to_end.gateway_in_process import InProcess

HERE, ELSEWHERE = "127.0.0.1", "127.0.0.2"
PORTAL, ALIAS, OTHER = "filter.example", "alias.example", "other.example"
NAMES = {PORTAL: HERE, ALIAS: HERE, OTHER: ELSEWHERE}
METRIC = b"promptwacht_store_up"
SILENCE = 3.0
"""Seconds after which nothing more comes."""


def look_up(host: str, *_: object) -> list[tuple[object, ...]]:
    return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (NAMES[host], 0))]


@pytest.fixture(scope="module")
def port(tmp_path_factory) -> Iterator[int]:
    """Of a console that tells its metrics to this machine, on which the gateway runs too."""
    with running_console(tmp_path_factory.mktemp("console")) as console:
        found = urlsplit(console.address).port
        assert METRIC in httpx.get(f"http://{HERE}:{found}/metrics", timeout=DEADLINE).content
        yield found


@pytest.fixture(scope="module")
def way(network, tmp_path_factory, port):
    rig = InProcess(network, tmp_path_factory.mktemp("gateway"), policy())
    with rig.running(
        look_up=look_up,
        portal_url=f"http://{PORTAL}:{port}",
        console_port=port,
        private_targets_allowed="127.0.0.0/8",
        metrics_networks="127.0.0.0/8",
    ) as way:
        yield way


def request(line: str, port: int) -> bytes:
    return f"{line} HTTP/1.1\r\nHost: {HERE}:{port}\r\n\r\n".encode()


def all_said(connection: socket.socket, patience: float = PATIENCE) -> bytes:
    """Everything until the end, or until nothing more comes for a while."""
    connection.settimeout(patience)
    said = b""
    with suppress(TimeoutError, ConnectionResetError):
        while data := connection.recv(65536):
            said += data
            connection.settimeout(SILENCE)
    return said


@pytest.mark.parametrize("host", [PORTAL, ALIAS, HERE])
def test_a_plain_request_is_told_to_come_from_a_proxy(way, port, host):
    """
    So the console does not take the client for whoever else is at that address.
    """
    with way.client() as client:
        answer = client.get(f"http://{host}:{port}/metrics", headers={"host": f"{HERE}:{port}"})

    assert answer.status_code == 403
    assert METRIC not in answer.content


@pytest.mark.parametrize("host", [PORTAL, ALIAS, HERE])
def test_so_is_one_in_a_tunnel(way, port, host):
    """
    By whatever name.
    """
    with tunnel(way, host, port) as connection:
        connection.sendall(request("GET /metrics", port))
        said = all_said(connection)

    assert b" 403 " in said
    assert METRIC not in said


@pytest.mark.parametrize("host", [PORTAL, HERE])
@pytest.mark.parametrize(
    "first",
    ["FOO /", "1OO /", "!! /", "GET  /", "GET /\x7f", "GET /é", "\r\nGET /healthz", "\rGET /",
     "GET\t/", "A" * 40 + " /", "\x16\x03\x01"],
)  # fmt: skip
def test_nothing_odd_opens_the_way_for_what_follows(way, port, host, first):
    """
    Both ends know the same first line as HTTP: what the one lets pass unread, the other ends.
    """
    with tunnel(way, host, port) as connection:
        connection.sendall(request(first, port))
        connection.sendall(request("GET /metrics", port))
        said = all_said(connection, SILENCE)

    assert METRIC not in said


def test_the_pages_themselves_are_reached(way, port):
    """
    Every notice leads there.
    """
    with way.client() as client:
        known = {"host": f"{HERE}:{port}"}
        page = client.get(f"http://{PORTAL}:{port}/lijst", headers=known)
    with tunnel(way, PORTAL, port) as connection:
        connection.sendall(request("GET /lijst", port))
        said = all_said(connection)

    assert page.status_code == 200
    assert said.startswith(b"HTTP/1.1 200 ")


@pytest.mark.parametrize("words", [b"SSH-2.0-OpenSSH_9.9\r\n", b"\x10\x0c\x00\x04MQTT", b"1 2\n"])
def test_another_protocol_on_that_port_passes_unread(way, port, words):
    """
    Somewhere else it may stand for anything.
    """
    heard = []

    def serve(listener: socket.socket) -> None:
        connection, _ = listener.accept()
        with connection:
            heard.append(connection.recv(100))
            connection.sendall(b"gehoord")

    with socket.create_server((ELSEWHERE, port)) as listener:
        threading.Thread(target=serve, args=(listener,), daemon=True).start()
        with tunnel(way, OTHER, port) as connection:
            connection.settimeout(DEADLINE)
            connection.sendall(words)
            said = connection.recv(100)

    assert (heard, said) == ([words], b"gehoord")

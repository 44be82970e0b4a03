"""
Whose a request is, where a front says so: over real connections, in each of its spellings.
"""

from __future__ import annotations

import socket

import pytest

from tests.end_to_end.gateway_process import GatewayProcess, free_port

SCHOOL, TOWN = "de-regenboog", "gemeente"
AT_SCHOOL = "10.21.0.9"


@pytest.fixture(scope="module")
def behind(network, tmp_path_factory):
    """A gateway that believes this machine, and its port for the PROXY protocol."""
    port = free_port()
    settings = {
        "TRUSTED_PROXIES": "127.0.0.1/32",
        "EXTRA_PORTS": str(port),
        "PROXY_PROTOCOL_PORTS": str(port),
    }
    gateway = GatewayProcess(tmp_path_factory.mktemp("introduced") / "state", network, settings)
    gateway.start()
    yield gateway, port
    gateway.kill()


def asks(number, forwarded=None):
    """A request that is refused, to a host of its own, so that each is an incident."""
    host = ("www.deepseek.com", "chat.deepseek.com", "api.deepseek.com")[number]
    told = f"X-Forwarded-For: {forwarded}\r\n" if forwarded else ""
    return f"GET http://{host}/ HTTP/1.1\r\nHost: {host}\r\n{told}\r\n".encode()


def answers(port, *requests, first=b""):
    """The statuses of the answers to requests on one connection, one after the other."""
    statuses = []
    with socket.create_connection(("127.0.0.1", port), 30) as front:
        front.sendall(first)
        with front.makefile("rb") as answer:
            for request in requests:
                front.sendall(request)
                statuses.append(int(answer.readline().split()[1]))
                length = 0
                while (line := answer.readline().strip()) != b"":
                    name, _, value = line.partition(b":")
                    length = int(value) if name.lower() == b"content-length" else length
                answer.read(length)
    return statuses


def departments(gateway, since):
    return [i["promptwacht"]["department"] for i in gateway.incidents()[since:]]


def test_a_connection_of_a_front_is_nobodys_for_longer_than_a_request(behind):
    """
    Where it says nothing of the next one, that is not the client's before.
    """
    gateway, _ = behind
    before = len(gateway.incidents())

    statuses = answers(gateway.port, asks(0, AT_SCHOOL), asks(1), asks(2, f"{AT_SCHOOL}:4711"))

    assert statuses == [403, 403, 403]
    assert departments(gateway, before) == [SCHOOL, TOWN, SCHOOL]


def test_ipv4_in_the_form_of_ipv6_is_its_own_department(behind):
    """
    A balancer that listens for both families introduces its clients so.
    """
    gateway, port = behind
    before = len(gateway.incidents())
    header = f"PROXY TCP6 ::ffff:{AT_SCHOOL} ::ffff:127.0.0.1 4711 8080\r\n".encode()

    # Not a host that this client asked for before: of each there is one line a minute.
    statuses = answers(port, asks(1), first=header)

    assert statuses == [403]
    assert departments(gateway, before) == [SCHOOL]

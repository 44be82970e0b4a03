"""
Transparent mode with the rules that we ship: clients that know of no proxy are filtered all the
same. Client, gateway and server stand in network namespaces that the test makes.
"""

from __future__ import annotations

import json

import pytest

from tests.end_to_end.namespaces import ROUTER, SERVER, transparent_network
from tests.end_to_end.people import KAREL, debts_of

BANK, DEEPSEEK, OPENAI = "www.bank.example", "api.deepseek.com", "api.openai.com"


@pytest.fixture(scope="module")
def network(tmp_path_factory):
    with transparent_network(tmp_path_factory.mktemp("net"), BANK, DEEPSEEK, OPENAI) as made:
        yield made


def incidents(network) -> list[dict]:
    files = (network.folder / "state" / "incidents").glob("*.jsonl")
    return [json.loads(line) for file in files for line in file.read_text().splitlines()]


def test_ai_is_refused_by_the_name_in_the_handshake(network):
    """
    A forbidden service's request stops here: the server sees no connection, and the incident
    bears the department of the client's own address.
    """
    before = network.received

    done = network.curl(DEEPSEEK, "-d", debts_of(KAREL), "-w", "%{http_code}")

    assert done.stdout.endswith(b"403")
    assert network.received == before
    assert incidents(network)[-1]["promptwacht"]["department"] == "de-regenboog"


def test_other_sites_pass_unread(network):
    """
    The client sees the bank's own certificate, and the bank gets what it sent.
    """
    own = ("--cacert", str(network.folder / "ca.pem"))

    done = network.curl(BANK, *own, "-d", '{"iban": "unread"}')

    assert done.stdout == b"ok", done.stderr
    assert b'{"iban": "unread"}' in network.received


def test_plain_http_passes_unless_it_names_an_ai_host(network):
    """
    Port 80 is led through the gateway too.
    """
    passed = network.curl(BANK, "-d", '{"a": 1}', scheme="http")
    stopped = network.curl(DEEPSEEK, "-d", '{"b": 2}', "-w", "%{http_code}", scheme="http")

    assert passed.stdout == b"ok"
    assert stopped.stdout.endswith(b"403")
    assert b'{"b": 2}' not in network.received


def test_quic_is_refused_at_once(network):
    """
    A datagram to port 443 gets an answer that it is not wanted, so a browser takes TCP.
    """
    said = network.python(
        "import socket; s = socket.socket(type=socket.SOCK_DGRAM); s.settimeout(5)\n"
        f"s.connect(({SERVER!r}, 443)); s.send(b'x' * 1200)\n"
        "try: s.recv(1)\n"
        "except OSError as e: print(type(e).__name__)"
    )

    assert said.strip() == "ConnectionRefusedError"


def test_the_gateways_own_port_is_closed(network):
    """
    Who connects to it directly, rather than being redirected, is turned away.
    """
    said = network.python(
        "import socket; s = socket.socket(); s.settimeout(5)\n"
        f"try: s.connect(({ROUTER!r}, 8080)); print('open')\n"
        "except OSError as e: print(type(e).__name__)"
    )

    assert said.strip() == "ConnectionRefusedError"

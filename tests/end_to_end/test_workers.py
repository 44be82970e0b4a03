"""
Several workers on one port, and clients that a balancer introduces.
"""

from __future__ import annotations

import os
import signal
import socket
from pathlib import Path

from tests.end_to_end.clients import Way, curl
from tests.end_to_end.fronts import front, program
from tests.end_to_end.gateway_process import descendants, eventually, free_port
from tests.end_to_end.people import KAREL, debts_of


def worker_pids(gateway) -> dict[str, int]:
    """Number of each worker to its process id."""
    found = {}
    for pid in descendants(gateway.pid):
        try:
            words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if b"--worker" in words:
            found[words[words.index(b"--worker") + 1].decode()] = pid
    return found


def refused(way: Way, source: str) -> bool:
    """Whether DeepSeek is refused to a client at `source`; False when nobody answers."""
    done = curl(way, "--interface", source, "-o", "/dev/null", "-w", "%{http_code}",
                "https://www.deepseek.com/")  # fmt: skip
    return done.stdout == b"403"


def test_two_workers_share_port_and_log(start_gateway, internet):
    """
    Every client is served, all incidents are in one sound chain, and a worker that is killed is
    replaced while the other goes on.
    """
    gateway = start_gateway(WORKERS="2")
    eventually(lambda: sum("gateway ready" in line for line in gateway.said) == 2, 60)
    sources = [f"127.0.0.{last}" for last in range(10, 18)]

    first = [refused(gateway.way, source) for source in sources]
    killed = worker_pids(gateway)["0"]
    os.kill(killed, signal.SIGKILL)
    # A connection that the dead worker had accepted is lost; the next try is answered.
    second = [refused(gateway.way, s) or refused(gateway.way, s) for s in sources]
    eventually(lambda: worker_pids(gateway).get("0", killed) != killed, 30)
    eventually(lambda: sum("gateway ready" in line for line in gateway.said) == 3, 60)
    third = [refused(gateway.way, source) for source in sources]

    assert all((*first, *second, *third))
    assert internet.received("www.deepseek.com") == b""
    assert "sound" in gateway.command("incidents", "verify")


def test_workers_stop_together(start_gateway):
    """
    Ctrl-C ends all of them, cleanly.
    """
    gateway = start_gateway(WORKERS="2")
    eventually(lambda: sum("gateway ready" in line for line in gateway.said) == 2, 60)
    pids = worker_pids(gateway)

    code = gateway.stop()

    assert (len(pids), code) == (2, 0)
    assert not any(Path(f"/proc/{pid}").exists() for pid in pids.values())


def test_a_balancer_introduces_its_clients(start_gateway, internet, tmp_path, policy_copy):
    """
    Behind a TCP balancer with the PROXY protocol the department is the client's, not the
    balancer's; a health check is answered with silence.
    """
    program("haproxy")
    port = free_port()
    file = policy_copy / "departments.yaml"
    file.write_text(file.read_text().replace("10.21.0.0/24", "127.0.0.33/32"))
    gateway = start_gateway(
        TRUSTED_PROXIES="127.0.0.1/32", EXTRA_PORTS=str(port), PROXY_PROTOCOL_PORTS=str(port),
        POLICY_DIR=str(policy_copy),
    )  # fmt: skip
    gateway.port, own = port, gateway.port

    with front("haproxy-tcp", gateway, internet) as way:
        assert refused(way, "127.0.0.33")

    gateway.port = own
    assert [i["promptwacht"]["department"] for i in gateway.incidents()] == ["de-regenboog"]


def test_nobody_else_enters_where_fronts_introduce(start_gateway, internet):
    """
    A client that goes there itself, with or without a made-up introduction, gets nothing.
    """
    port = free_port()
    gateway = start_gateway(
        TRUSTED_PROXIES="192.0.2.1/32", EXTRA_PORTS=str(port), PROXY_PROTOCOL_PORTS=str(port)
    )
    text = debts_of(KAREL).encode()

    answers = []
    for first in (b"", b"PROXY TCP4 10.10.0.9 10.0.0.1 1 2\r\n"):
        with socket.create_connection(("127.0.0.1", port), 10) as client:
            try:
                client.sendall(first + b"POST http://chatgpt.com/ HTTP/1.1\r\n\r\n" + text)
                answers.append(client.recv(100))
            except ConnectionError:
                answers.append(b"")

    assert answers == [b"", b""]
    assert internet.connections("chatgpt.com") == 0
    assert gateway.incidents() == []

"""
Squid and HAProxy with the configuration that we ship, before a gateway.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.end_to_end.clients import Way
from tests.end_to_end.gateway_process import (
    REPOSITORY,
    GatewayProcess,
    eventually,
    free_port,
    run_to_end,
)
from tests.end_to_end.internet import Internet

FRONTS = ("squid", "haproxy")


def program(name: str) -> str:
    """Where it is installed; the test is left out where it is not."""
    found = shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin")
    if found is None:
        pytest.skip(f"no {name} on this machine (apt-get install {name})")
    return found


@contextmanager
def front(name: str, gateway: GatewayProcess, internet: Internet) -> Iterator[Way]:
    """How clients get out through this front."""
    # Squid gives up root and must still read its files; pytest's own folders are closed to it.
    with tempfile.TemporaryDirectory(prefix="promptwacht-front-") as made:
        folder = Path(made)
        folder.chmod(0o755)
        if os.geteuid() == 0 and name == "squid":
            shutil.chown(folder, "proxy")
        yield from _front(name, folder, gateway, internet)


def _front(name: str, folder: Path, gateway: GatewayProcess, internet: Internet) -> Iterator[Way]:
    if name in FRONTS:
        done = run_to_end(gateway.environment, "hosts", "--format", name, "--output", str(folder))
        assert done.returncode == 0, done.stderr
    port = free_port()
    write = {"squid": _squid, "haproxy": _haproxy, "haproxy-tcp": _haproxy_tcp}[name]
    command = write(folder, port, gateway.port, internet.port)
    with (folder / "said").open("wb") as said:
        process = subprocess.Popen(command, stdout=said, stderr=said, start_new_session=True)  # noqa: S603
    try:
        try:
            eventually(lambda: _carries(port), 30)
        except TimeoutError:
            pytest.fail((folder / "said").read_text())
        yield Way(f"http://127.0.0.1:{port}", gateway.way.ca_file)
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _carries(port: int) -> bool:
    """Whether it leads on to other sites; Squid says 500 until it has probed its peers."""
    try:
        with socket.create_connection(("127.0.0.1", port), 5) as probe:
            probe.sendall(b"CONNECT ready.example:443 HTTP/1.1\r\nHost: ready.example:443\r\n\r\n")
            return probe.recv(64).startswith(b"HTTP/1.1 200")
    except OSError:
        return False


def _replaced(text: str, changes: dict[str, str]) -> str:
    for old, new in changes.items():
        assert old in text, old
        text = text.replace(old, new)
    return text


def _squid(folder: Path, port: int, gateway: int, internet: int) -> list[str]:
    changes = {
        "http_port 3128": f"http_port 127.0.0.1:{port}",
        "/etc/squid/": f"{folder}/",
        "127.0.0.1 parent 8080": f"127.0.0.1 parent {gateway}",
        "/var/log/squid/cache.log": f"{folder}/cache.log",
        # The tests' internet is behind a proxy of its own.
        "always_direct allow all": (
            f"cache_peer 127.0.0.1 parent {internet} 0 name=net no-query no-digest default\n"
            "cache_peer_access net deny ai\ncache_peer_access net deny ai_patterns\n"
            "cache_peer_access net deny CONNECT address\n"
            "always_direct deny all\nnever_direct allow all"
        ),
    }
    text = _replaced((REPOSITORY / "deploy/squid/squid.conf").read_text(), changes)
    text += f"pid_filename {folder}/squid.pid\npinger_enable off\n"
    (folder / "squid.conf").write_text(text)
    return [program("squid"), "-N", "-f", str(folder / "squid.conf"), "-n", f"t{port}"]


def _haproxy(folder: Path, port: int, gateway: int, internet: int) -> list[str]:
    changes = {
        "bind :3128": f"bind 127.0.0.1:{port}",
        "/etc/haproxy/": f"{folder}/",
        "127.0.0.1:8080\n": f"127.0.0.1:{gateway}\n",
        "127.0.0.1:3129": f"127.0.0.1:{internet}",
    }
    text = _replaced((REPOSITORY / "deploy/haproxy/haproxy.cfg").read_text(), changes)
    (folder / "haproxy.cfg").write_text(text)
    return [program("haproxy"), "-db", "-f", str(folder / "haproxy.cfg")]


def _haproxy_tcp(folder: Path, port: int, gateway: int, internet: int) -> list[str]:
    del internet
    changes = {"bind :3128": f"bind 127.0.0.1:{port}", "127.0.0.1:8080\n": f"127.0.0.1:{gateway}\n"}
    text = _replaced((REPOSITORY / "deploy/haproxy/haproxy-tcp.cfg").read_text(), changes)
    (folder / "haproxy.cfg").write_text(text)
    return [program("haproxy"), "-db", "-f", str(folder / "haproxy.cfg")]

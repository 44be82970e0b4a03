"""
Squid by itself, and Squid as we ship it in front of a gateway, on this machine.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from bench.gateway import REPOSITORY, START_SECONDS, Target, free_port, started

PLAIN, FRONT = "squid alone", "squid in front"
_ALONE = """
http_port 3128
http_access allow all
cache deny all
access_log none
cache_store_log none
memory_pools off
shutdown_lifetime 3 seconds
coredump_dir none
"""
"""Keeps nothing either, so that only the rules differ."""


def program() -> str | None:
    """Where Squid is installed; None where it is not (`apt-get install squid`)."""
    return shutil.which("squid", path=f"{os.environ['PATH']}:/usr/sbin")


@contextmanager
def alone(site: str, own_port: int) -> Iterator[Target]:
    """A proxy for everybody to everywhere; `site` is served on `own_port` of this machine."""
    with _folder() as folder, _squid(PLAIN, folder, _ALONE, f"{site}:{own_port}") as target:
        yield target


@contextmanager
def in_front(gateway: Target, site: str, own_port: int) -> Iterator[Target]:
    """`deploy/squid/squid.conf`: AI hosts go to `gateway`, all others straight on."""
    rules = (REPOSITORY / "deploy" / "squid" / "squid.conf").read_text()
    with _folder() as folder:
        command = [sys.executable, "-m", "proxy", "hosts", "--format", "squid"]
        subprocess.run(
            [*command, "--output", str(folder)],
            cwd=REPOSITORY,
            check=True,
            stdout=subprocess.DEVNULL,
        )
        changes = {
            "/etc/squid/": f"{folder}/",
            "127.0.0.1 parent 8080": f"127.0.0.1 parent {gateway.port}",
            "cache_log /var/log/squid/cache.log\n": "",
            # The site is on this machine, where nobody else may go.
            "http_access deny to_localhost\n": "",
        }
        for old, new in changes.items():
            if old not in rules:
                raise RuntimeError(f"squid.conf no longer says {old!r}")
            rules = rules.replace(old, new)
        with _squid(FRONT, folder, rules, f"{site}:{own_port}") as target:
            yield target


@contextmanager
def _folder() -> Iterator[Path]:
    # Squid gives up root and must still read its files.
    with tempfile.TemporaryDirectory(prefix="promptwacht-squid-") as made:
        folder = Path(made)
        folder.chmod(0o755)
        with suppress(LookupError, PermissionError):
            shutil.chown(folder, "proxy")
        yield folder


@contextmanager
def _squid(name: str, folder: Path, rules: str, authority: str) -> Iterator[Target]:
    """Raises `RuntimeError` when it does not lead to `authority`."""
    port, file = free_port(), folder / "squid.conf"
    (folder / "hosts").write_text(f"127.0.0.1 {authority.partition(':')[0]}\n")
    own = (
        f"hosts_file {folder}/hosts",
        f"pid_filename {folder}/squid.pid",
        f"cache_log {folder}/cache.log",
        "pinger_enable off",
    )
    rules = rules.replace("http_port 3128", f"http_port 127.0.0.1:{port}")
    file.write_text("\n".join((rules, *own, "")))
    command = [program() or "squid", "-N", "-f", str(file), "-n", f"b{port}"]
    with started(command, port, folder / "said.log") as pid:
        _await_tunnel(port, authority)
        yield Target(name=name, port=port, ca_file=file, pid=pid)


def _await_tunnel(port: int, authority: str) -> None:
    asked = f"CONNECT {authority} HTTP/1.1\r\nhost: {authority}\r\n\r\n".encode()
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 5) as probe:
            probe.sendall(asked)
            if b" 200 " in probe.recv(100):
                return
        time.sleep(0.2)
    raise RuntimeError(f"squid does not lead to {authority}")

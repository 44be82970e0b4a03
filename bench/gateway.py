"""
The proxies under measurement, each in a session of its own, and the processor time they take.

Linux gives one share of the processors to each session (autogroup): processes that share one
would take time from each other in ways that no deployment has.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import trustme

from bench.report import BARE, DIRECT, OURS

REPOSITORY = Path(__file__).parents[1]
HOST = "chatgpt.com"
START_SECONDS = 90
TICKS = os.sysconf("SC_CLK_TCK")
_PARENT, _UTIME, _CSTIME = 1, 11, 14
"""Fields of `/proc/<pid>/stat` after the command's name (proc_pid_stat(5))."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One way from the client to the service."""

    name: str
    port: int
    ca_file: Path
    pid: int | None
    """Its first process; None where there is no proxy in between."""

    def cpu_seconds(self) -> float:
        """Processor time of all its processes so far, children that ended included."""
        return 0.0 if self.pid is None else _tree_seconds(self.pid)


def _tree_seconds(root: int) -> float:
    """Of `root` and all below it; detectors have sessions of their own."""
    stats: dict[int, list[str]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            stats[int(stat.parent.name)] = stat.read_text().rpartition(")")[2].split()
    tree = {root}
    while grown := {pid for pid, fields in stats.items() if int(fields[_PARENT]) in tree} - tree:
        tree |= grown
    fields = (stats[pid] for pid in tree if pid in stats)
    return sum(sum(map(int, each[_UTIME : _CSTIME + 1])) for each in fields) / TICKS


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def _process(
    command: list[str], port: int, log: Path, environment: Mapping[str, str] | None = None
) -> Iterator[int]:
    """A server; yields its process id once it listens. Raises `RuntimeError` when it ends."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            cwd=REPOSITORY,
            env=dict(os.environ) | dict(environment or {}),
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            _await_listener(process, port, log)
            yield process.pid
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _await_listener(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"{process.args!r} ended: {log.read_text()[-1000:]}")
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.1)
    raise RuntimeError(f"{process.args!r} does not listen")


@contextmanager
def targets() -> Iterator[list[Target]]:
    """Direct, bare mitmproxy, and the gateway, all with the same service at the end."""
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        authority = trustme.CA()
        ca_file, leaf = folder / "ca.pem", folder / "leaf.pem"
        authority.cert_pem.write_to_path(str(ca_file))
        authority.issue_cert(HOST).private_key_and_cert_chain_pem.write_to_path(str(leaf))
        upstream = free_port()
        module = [sys.executable, "-m", "bench.fake_upstream", str(upstream), str(leaf)]
        stack.enter_context(_process(module, upstream, folder / "upstream.log"))
        direct = Target(name=DIRECT, port=upstream, ca_file=ca_file, pid=None)
        yield [
            direct,
            stack.enter_context(_mitmdump(direct, folder)),
            stack.enter_context(_promptwacht(direct, folder)),
        ]


@contextmanager
def _mitmdump(upstream: Target, folder: Path) -> Iterator[Target]:
    """mitmproxy as it comes, without any judgement."""
    port, confdir = free_port(), folder / "mitmproxy"
    command = [
        *(str(Path(sys.executable).parent / "mitmdump"), "-q"),
        *("--mode", f"upstream:http://127.0.0.1:{upstream.port}"),
        *("--listen-host", "127.0.0.1", "--listen-port", str(port)),
        *("--set", f"ssl_verify_upstream_trusted_ca={upstream.ca_file}"),
        *("--set", f"confdir={confdir}"),
    ]
    with _process(command, port, folder / "mitmdump.log") as pid:
        ca_file = confdir / "mitmproxy-ca-cert.pem"
        yield Target(name=BARE, port=port, ca_file=ca_file, pid=pid)


@contextmanager
def _promptwacht(upstream: Target, folder: Path) -> Iterator[Target]:
    """The gateway as users start it, with the policy that it ships."""
    port, state = free_port(), folder / "state"
    settings = {
        "PROMPTWACHT_STATE_DIR": str(state),
        "PROMPTWACHT_LISTEN_PORT": str(port),
        "PROMPTWACHT_UPSTREAM_PROXY": f"http://127.0.0.1:{upstream.port}",
        "PROMPTWACHT_UPSTREAM_CA": str(upstream.ca_file),
    }
    command = [sys.executable, "-m", "proxy", "gateway"]
    log = folder / "promptwacht.log"
    with _process(command, port, log, settings) as pid:
        deadline = time.monotonic() + START_SECONDS
        while b"gateway ready" not in log.read_bytes():
            if time.monotonic() > deadline:
                raise RuntimeError(f"the gateway is not ready: {log.read_text()[-1000:]}")
            time.sleep(0.1)
        ca_file = state / "ca" / "promptwacht-ca.pem"
        yield Target(name=OURS, port=port, ca_file=ca_file, pid=pid)

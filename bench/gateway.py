"""
The proxies under measurement, each in a session of its own, and the processor time they take.

Linux gives one share of the processors to each session (autogroup): processes that share one
would take time from each other in ways that no deployment has.
"""

from __future__ import annotations

import contextlib
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import trustme

from bench.process_tree import processes, processor_seconds
from bench.report import BARE, DIRECT, OURS

REPOSITORY = Path(__file__).parents[1]
HOST = "chatgpt.com"
START_SECONDS = 90
READY = b"gateway ready"
"""What a gateway, or each worker of one, prints when it can judge."""


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
        return 0.0 if self.pid is None else processor_seconds(self.pid)


def free_port() -> int:
    """
    One that nobody listens on, and that no connection will get from the kernel meanwhile: those
    get theirs from 32768 up (ip_local_port_range).
    """
    while True:
        port = random.randrange(15_000, 32_000)
        with contextlib.suppress(OSError), socket.socket() as probe:
            probe.bind(("127.0.0.1", port))
            return port


@contextmanager
def started(
    command: list[str],
    port: int,
    log: Path,
    environment: Mapping[str, str] | None = None,
    ready: int = 0,
) -> Iterator[int]:
    """
    A server; yields its process id once it listens and has said so many times that it is ready.
    Raises `RuntimeError` when it ends or takes too long.
    """
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
            _await(process, log, lambda: _listens(port) and log.read_bytes().count(READY) >= ready)
            yield process.pid
        finally:
            # A supervisor's workers and all detectors have sessions of their own.
            for pid in processes(process.pid):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            process.wait()


def _listens(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
        return True
    return False


def _await(process: subprocess.Popen[bytes], log: Path, is_there: Callable[[], bool]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not is_there():
        if process.poll() is not None:
            raise RuntimeError(f"{process.args!r} ended: {log.read_text()[-1000:]}")
        if time.monotonic() > deadline:
            raise RuntimeError(f"{process.args!r} is not ready: {log.read_text()[-1000:]}")
        time.sleep(0.1)


@contextmanager
def targets(bare_options: Sequence[str] = ()) -> Iterator[list[Target]]:
    """Direct, bare mitmproxy, and the gateway, all with the same service at the end."""
    with (
        service() as (direct, folder),
        mitmdump(direct, folder, bare_options) as bare,
        promptwacht(direct, folder) as ours,
    ):
        yield [direct, bare, ours]


@contextmanager
def gateway() -> Iterator[Target]:
    """The gateway alone, with a service at the end."""
    with service() as (direct, folder), promptwacht(direct, folder) as ours:
        yield ours


@contextmanager
def service_certificate() -> Iterator[tuple[Path, Path, Path]]:
    """Key and certificate of the service, the root to trust, and a folder for what leads to it."""
    with tempfile.TemporaryDirectory() as name:
        folder, authority = Path(name), trustme.CA()
        ca_file, leaf = folder / "ca.pem", folder / "leaf.pem"
        authority.cert_pem.write_to_path(str(ca_file))
        authority.issue_cert(HOST).private_key_and_cert_chain_pem.write_to_path(str(leaf))
        yield leaf, ca_file, folder


@contextmanager
def service(own_port: int | None = None) -> Iterator[tuple[Target, Path]]:
    """A service, also without its proxy on `own_port`; and a folder for whatever leads to it."""
    with service_certificate() as (leaf, ca_file, folder):
        port = free_port()
        ports = [str(port), str(leaf), *([] if own_port is None else [str(own_port)])]
        module = [sys.executable, "-m", "bench.fake_upstream", *ports]
        with started(module, port, folder / "upstream.log"):
            yield Target(name=DIRECT, port=port, ca_file=ca_file, pid=None), folder


@contextmanager
def mitmdump(upstream: Target, folder: Path, options: Sequence[str]) -> Iterator[Target]:
    """mitmproxy as it comes, without any judgement."""
    port, confdir = free_port(), folder / "mitmproxy"
    command = [
        *(str(Path(sys.executable).parent / "mitmdump"), "-q"),
        *("--mode", f"upstream:http://127.0.0.1:{upstream.port}"),
        *("--listen-host", "127.0.0.1", "--listen-port", str(port)),
        *("--set", f"ssl_verify_upstream_trusted_ca={upstream.ca_file}"),
        *("--set", f"confdir={confdir}"),
        *options,
    ]
    with started(command, port, folder / "mitmdump.log") as pid:
        ca_file = confdir / "mitmproxy-ca-cert.pem"
        yield Target(name=BARE, port=port, ca_file=ca_file, pid=pid)


@contextmanager
def promptwacht(
    upstream: Target, folder: Path, workers: int = 1, name: str = OURS
) -> Iterator[Target]:
    """The gateway as users start it, with the policy that it ships."""
    port, state = free_port(), folder / "state"
    command = [sys.executable, "-m", "proxy", "gateway"]
    settings = gateway_settings(upstream, state, port) | {"PROMPTWACHT_WORKERS": str(workers)}
    log = folder / "promptwacht.log"
    with started(command, port, log, settings, ready=workers) as pid:
        ca_file = state / "ca" / "promptwacht-ca.pem"
        yield Target(name=name, port=port, ca_file=ca_file, pid=pid)


def gateway_settings(upstream: Target, state: Path, port: int) -> dict[str, str]:
    """The environment of a gateway on `port` that reaches everything through `upstream`."""
    return {
        "PROMPTWACHT_STATE_DIR": str(state),
        "PROMPTWACHT_LISTEN_PORT": str(port),
        "PROMPTWACHT_UPSTREAM_PROXY": f"http://127.0.0.1:{upstream.port}",
        "PROMPTWACHT_UPSTREAM_CA": str(upstream.ca_file),
    }

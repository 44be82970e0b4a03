"""
`promptwacht run`: everything on one machine, kept alive, stopped cleanly.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from tests.end_to_end.gateway_process import (
    REPOSITORY,
    descendants,
    environment,
    eventually,
    free_port,
)

START_SECONDS = 60


class Product:
    """`promptwacht run` as a user starts it."""

    def __init__(self, folder, internet, **settings):
        self.ports = {"LISTEN_PORT": free_port(), "CONSOLE_PORT": free_port()}
        named = {name: str(port) for name, port in self.ports.items()}
        self.log = folder / "said.txt"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "proxy", "run"],
                cwd=REPOSITORY,
                env=environment(folder / "state", internet, **(named | settings)),
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def said(self):
        return self.log.read_text()

    def until_said(self, words, times=1):
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self.said().count(words) >= times:
                return
            time.sleep(0.1)
        raise AssertionError(self.said())

    def until_portal(self):
        url = f"http://127.0.0.1:{self.ports['CONSOLE_PORT']}/healthz"
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            with suppress(httpx.HTTPError):
                return httpx.get(url, trust_env=False)
            time.sleep(0.1)
        raise AssertionError("no portal")

    def children(self):
        tasks = Path(f"/proc/{self.process.pid}/task").glob("*/children")
        return [int(pid) for task in tasks for pid in task.read_text().split()]

    def command_of(self, pid):
        return Path(f"/proc/{pid}/cmdline").read_bytes().decode().split("\0")


def lives(pid):
    """Whether there is such a process, and more of it than its exit code."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.fixture
def product(network, tmp_path):
    running = Product(tmp_path, network)
    yield running
    if running.process.poll() is None:
        running.process.send_signal(signal.SIGINT)
        running.process.wait(30)


@pytest.mark.slow
def test_everything_starts_and_ctrl_c_ends_it(product):
    """
    Proxy and portal answer; afterwards no process is left and the exit code is 0.
    """
    product.until_said("gateway ready")
    portal = product.until_portal()
    children = product.children()

    product.process.send_signal(signal.SIGINT)
    code = product.process.wait(30)

    assert portal.text.strip() == "ok"
    assert code == 0
    assert len(children) == 3
    assert not any(Path(f"/proc/{pid}").exists() for pid in children)
    for word in ("proxy.pac", "promptwacht-ca.pem", "/lijst"):
        assert word in product.said()


@pytest.mark.slow
def test_killed_gateway_comes_back(product):
    """
    kill -9 of one process is an interruption, not an outage; the portal does not notice.
    """
    product.until_said("gateway ready")
    (gateway,) = (pid for pid in product.children() if "gateway" in product.command_of(pid))

    os.kill(gateway, signal.SIGKILL)
    product.until_said("gateway ready", times=2)

    assert "process.ended" in product.said() or "restart_in" in product.said()
    assert product.until_portal().status_code == 200


@pytest.mark.slow
def test_nothing_outlives_a_killed_supervisor(product):
    """
    kill -9 of the supervisor ends everything that it started, and what these started: an orphan
    would hold the ports, and go on judging by an old policy.
    """
    product.until_said("gateway ready")
    product.until_portal()
    everybody = descendants(product.process.pid)

    product.process.kill()
    product.process.wait(30)
    try:
        eventually(lambda: not any(map(lives, everybody)), 60)
    except TimeoutError:
        left = [pid for pid in everybody if lives(pid)]
        told = [product.command_of(pid) for pid in left]
        for pid in left:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        pytest.fail(f"still there: {told}")

    assert len(everybody) > 3


@pytest.mark.slow
def test_wrong_set_up_starts_nothing(network, tmp_path):
    """
    One line, exit code 2, and neither port was ever open.
    """
    product = Product(tmp_path, network, POLICY_DIR=str(tmp_path / "nowhere"))

    assert product.process.wait(30) == 2
    assert product.said().count("\n") == 1
    assert "promptwacht:" in product.said()

"""
Months without a restart, and a restart without a victim: reload, watchdog, drain.
"""

from __future__ import annotations

import os
import re
import signal
import socket
from pathlib import Path

import pytest

from tests.end_to_end.chatgpt_page import SEND, body_of
from tests.end_to_end.gateway_process import GatewayProcess, eventually
from tests.end_to_end.people import clean
from tests.end_to_end.policy_files import copy_of_policy
from tests.end_to_end.test_workers import refused, worker_pids
from tests.end_to_end.web_chats import CHATGPT

PATIENCE = 60
"""Seconds after which something will not happen any more; the machine may be busy."""


@pytest.fixture(scope="module")
def gateway(network, tmp_path_factory):
    """Two workers, watched closely."""
    folder = tmp_path_factory.mktemp("long-life")
    policy = copy_of_policy(folder / "policy")
    settings = {"WORKERS": "2", "WATCHDOG_SECONDS": "10", "POLICY_DIR": str(policy)}
    process = GatewayProcess(folder / "state", network, settings)
    process.start()
    eventually(lambda: said(process, "gateway ready") >= 2, PATIENCE)
    yield process
    process.kill()


def said(gateway, words):
    return sum(words in line for line in list(gateway.said))


def metric(gateway, worker, name):
    """A number without labels that a worker last wrote; None where there is none."""
    text = (gateway.state / "metrics" / f"gateway-{worker}.prom").read_text()
    found = re.search(rf"^promptwacht_{name} (\S+)$", text, re.MULTILINE)
    return float(found[1]) if found else None


def test_sighup_reaches_every_worker(gateway):
    """
    The supervisor passes it on, and lives.
    """
    before = said(gateway, "policy.loaded")

    os.kill(gateway.pid, signal.SIGHUP)

    eventually(lambda: said(gateway, "policy.loaded") >= before + 2, PATIENCE)
    eventually(lambda: metric(gateway, 1, "policy_last_reload_successful") == 1, PATIENCE)


def test_a_worker_that_hangs_is_started_again(gateway):
    """
    It holds its port and accepts, so nobody but the watchdog would ever notice; the other goes on.
    """
    hung = worker_pids(gateway)["0"]
    other = worker_pids(gateway)["1"]
    ready = said(gateway, "gateway ready")

    os.kill(hung, signal.SIGSTOP)

    eventually(lambda: said(gateway, "process.hangs") >= 1, PATIENCE)
    eventually(lambda: said(gateway, "gateway ready") >= ready + 1, PATIENCE)
    assert worker_pids(gateway)["0"] != hung
    assert worker_pids(gateway)["1"] == other
    assert all(refused(gateway.way, f"127.0.0.{last}") for last in (20, 21))


def test_sigterm_lets_an_answer_finish_and_takes_nobody_new(gateway, network):
    """
    An answer that streams arrives whole, whoever comes meanwhile finds nobody, and the end is
    a good one.
    """
    chat = network.sites.http[CHATGPT]
    chat.pace.hold()
    try:
        with (
            gateway.way.client() as client,
            client.stream("POST", SEND, json=body_of(clean())) as answer,
        ):
            pieces = answer.iter_text()
            first = next(pieces)
            os.kill(gateway.pid, signal.SIGTERM)
            eventually(lambda: is_closed(gateway.port), PATIENCE)
            chat.pace.release()
            whole = first + "".join(pieces)
    finally:
        chat.pace.release()

    assert "[DONE]" not in first
    assert whole.endswith("data: [DONE]\n\n")
    eventually(lambda: not Path(f"/proc/{gateway.pid}/task").exists() or ended(gateway), PATIENCE)
    assert gateway.stop() == 0
    assert said(gateway, "gateway.cut_off") == 0


def is_closed(port):
    """Whether nobody listens there."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


def ended(gateway):
    """Whether it is gone, but for its exit code."""
    return Path(f"/proc/{gateway.pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"

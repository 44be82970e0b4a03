"""
What breaks around the gateway: nothing that breaks lets a prompt out.
"""

from __future__ import annotations

import os
import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import pairwise
from pathlib import Path

import httpx
import pytest

from tests.end_to_end.chatgpt_page import ChatGptPage
from tests.end_to_end.clients import Way
from tests.end_to_end.gateway_process import GatewayProcess, eventually
from tests.end_to_end.people import KAREL, LIEVE, about, clean, debts_of
from tests.end_to_end.web_chats import CHATGPT, spoken

CONVERSATION = "/backend-api/f/conversation"


def prompts(internet) -> list[bytes]:
    return [r.body for r in internet.records.requests if r.path == CONVERSATION]


def say(way: Way, text: str) -> tuple[int, str]:
    """Status and answer; 0 where the connection broke."""
    with way.client() as client:
        page = ChatGptPage(client)
        with suppress(httpx.HTTPError):
            return page.status, page.say(text)
        return 0, ""


@contextmanager
def stopped(pids: list[int]) -> Iterator[None]:
    """These processes hang for a while."""
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in pids:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)


@contextmanager
def full_disk(pid: int) -> Iterator[None]:
    """Each write of this process to a file fails for a while, whoever it runs as."""
    before = resource.prlimit(pid, resource.RLIMIT_FSIZE)
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (0, before[1]))
    try:
        yield
    finally:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, before)


@pytest.mark.slow
def test_a_dead_detector_lets_nothing_out(internet, start_gateway):
    """
    While its detection processes are killed, again and again, no personal data leaves.
    """
    gateway = start_gateway()
    killed: list[int] = []

    for _ in range(3):
        for pid in gateway.children():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
                killed.append(pid)
        say(gateway.way, about(LIEVE))

    assert killed, "nothing was there to kill"
    assert [secret for secret in LIEVE.secrets if internet.records.heard(secret)] == []


@pytest.mark.slow
def test_detection_comes_back_by_itself(internet, start_gateway):
    """
    After its processes were killed, a clean text gets through again without anybody's help.
    """
    gateway = start_gateway()
    for pid in gateway.children():
        os.kill(pid, signal.SIGKILL)
    text = clean()

    eventually(lambda: say(gateway.way, text)[1].strip() == spoken(text), seconds=30)

    assert prompts(internet)


@pytest.mark.slow
def test_a_hanging_detector_lets_nothing_out(internet, start_gateway):
    """
    No verdict in time means not sent, also for a text that would have been fine.
    """
    gateway = start_gateway(DETECTION_DEADLINE_SECONDS="1")

    with stopped(gateway.children()):
        _, shown = say(gateway.way, clean())
        say(gateway.way, about(LIEVE))
        arrived = list(prompts(internet))

    assert arrived == []
    assert spoken("") not in shown
    assert {i["event"]["action"] for i in gateway.incidents()} == {"unchecked"}


@pytest.mark.slow
def test_a_full_disk_lets_nothing_out(internet, start_gateway):
    """
    A redaction or a refusal that cannot be recorded does not take place: nothing is sent.
    """
    gateway = start_gateway()

    with full_disk(gateway.pid):
        say(gateway.way, about(LIEVE))
        say(gateway.way, debts_of(KAREL))

    assert prompts(internet) == []
    assert internet.records.heard(KAREL.name) == []


@pytest.mark.slow
def test_other_traffic_does_not_notice(internet, start_gateway, direct):
    """
    With every detector hanging and a full disk the bank is still there.
    """
    gateway = start_gateway()
    way = Way(gateway.way.proxy_url, direct.ca_file)

    with stopped(gateway.children()), full_disk(gateway.pid), way.client() as client:
        answer = client.get("https://www.bank.example/")

    assert answer.status_code == 200


@pytest.mark.slow
def test_a_vanished_incident_folder_lets_nothing_out(internet, start_gateway):
    """
    If the folder of the incident log is no folder any more, nothing that needs it is sent.
    """
    gateway = start_gateway()
    folder = gateway.state / "incidents"
    if folder.exists():
        folder.rename(gateway.state / "moved")
    folder.touch()

    say(gateway.way, debts_of(KAREL))
    say(gateway.way, about(LIEVE))

    assert prompts(internet) == []


@pytest.mark.slow
def test_killed_in_the_middle_of_a_sentence(internet, start_gateway, network):
    """
    After a kill the log still verifies line by line, and a new gateway takes up the chain.
    """
    gateway = start_gateway()
    say(gateway.way, debts_of(KAREL))
    gateway.kill()
    before = gateway.incidents()

    again = GatewayProcess(gateway.state, network)
    try:
        again.start()
        say(again.way, debts_of(KAREL))
        after = again.incidents()
    finally:
        again.kill()

    assert after[: len(before)] == before
    assert len(after) > len(before) > 0
    for earlier, later in pairwise(after):
        chain = later["promptwacht"]["chain"]
        assert chain["prev"] == earlier["promptwacht"]["chain"]["hash"]


@pytest.mark.slow
def test_ctrl_c_ends_it_cleanly(start_gateway):
    """
    It says goodbye with 0, leaves no process behind and no traceback.
    """
    gateway = start_gateway()
    children = gateway.children()

    code = gateway.stop()

    assert code == 0
    eventually(lambda: not any(Path(f"/proc/{pid}").exists() for pid in children))
    assert [line for line in gateway.said if "Traceback" in line] == []


@pytest.mark.slow
def test_an_upstream_that_is_gone_is_not_worked_around(internet, start_gateway):
    """
    If the next proxy does not answer there is no way out but the one that was set.
    """
    gateway = start_gateway(UPSTREAM_PROXY="http://127.0.0.1:9")

    status, _ = say(gateway.way, clean())

    assert status in {0, 502, 503, 504}
    assert internet.connections(CHATGPT) == 0

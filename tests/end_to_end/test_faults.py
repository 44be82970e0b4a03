"""
What breaks around the gateway: nothing that breaks lets a prompt out.
"""

from __future__ import annotations

import os
import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import httpx
import pytest

from tests.end_to_end.chatgpt_page import ChatGptPage
from tests.end_to_end.clients import Way
from tests.end_to_end.gateway_process import GatewayProcess, eventually
from tests.end_to_end.people import KAREL, LIEVE, about, clean, debts_of
from tests.end_to_end.policy_files import copy_of_policy
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
        with suppress(ProcessLookupError):  # one that had just done its work
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


@pytest.fixture(scope="module")
def policy(tmp_path_factory):
    return copy_of_policy(tmp_path_factory.mktemp("policy") / "policy")


@pytest.fixture(scope="module")
def gateway_of_faults(network, policy, tmp_path_factory):
    settings = {"DETECTION_DEADLINE_SECONDS": "1", "POLICY_DIR": str(policy)}
    process = GatewayProcess(tmp_path_factory.mktemp("faults") / "state", network, settings)
    process.start()
    yield process
    process.kill()


@pytest.fixture
def sturdy(network, gateway_of_faults):
    """The gateway that all these faults happen to; it has got over the last one."""
    text = clean()
    eventually(lambda: say(gateway_of_faults.way, text)[1].strip() == spoken(text), seconds=60)
    eventually(gateway_of_faults.is_whole, seconds=60)
    network.forget()
    return gateway_of_faults


def at_the_bank(gateway: GatewayProcess, direct: Way) -> int:
    with Way(gateway.way.proxy_url, direct.ca_file).client() as client:
        return client.get("https://www.bank.example/").status_code


@pytest.mark.slow
def test_a_dead_detector_lets_nothing_out(internet, sturdy):
    """
    While its detection processes are killed, again and again, no personal data leaves.
    """
    gateway = sturdy
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
def test_detection_comes_back_by_itself(internet, sturdy):
    """
    After its processes were killed, a clean text gets through again without anybody's help.
    """
    gateway = sturdy
    for pid in gateway.children():
        os.kill(pid, signal.SIGKILL)
    text = clean()

    eventually(lambda: say(gateway.way, text)[1].strip() == spoken(text), seconds=30)

    assert prompts(internet)


@pytest.mark.slow
def test_a_hanging_detector_lets_nothing_out(internet, sturdy):
    """
    No verdict in time means not sent, also for a text that would have been fine.
    """
    gateway = sturdy

    before = len(gateway.incidents())
    with stopped(gateway.children()):
        _, shown = say(gateway.way, clean())
        say(gateway.way, about(LIEVE))
        arrived = list(prompts(internet))

    assert arrived == []
    assert spoken("") not in shown
    lines = gateway.incidents()[before:]
    assert [i["event"]["action"] for i in lines] == ["unchecked", "unchecked"]


@pytest.mark.slow
def test_a_full_disk_lets_nothing_out(internet, sturdy):
    """
    A redaction or a refusal that cannot be recorded does not take place: nothing is sent.
    """
    gateway = sturdy

    with full_disk(gateway.pid):
        say(gateway.way, about(LIEVE))
        say(gateway.way, debts_of(KAREL))

    assert prompts(internet) == []
    assert internet.records.heard(KAREL.name) == []


@pytest.mark.slow
def test_other_traffic_does_not_notice(internet, sturdy, direct):
    """
    With every detector hanging and a full disk the bank is still there.
    """
    gateway = sturdy

    with stopped(gateway.children()), full_disk(gateway.pid):
        status = at_the_bank(gateway, direct)

    assert status == 200


@pytest.mark.slow
def test_a_vanished_incident_folder_lets_nothing_out(internet, sturdy):
    """
    If the folder of the incident log is no folder any more, nothing that needs it is sent.
    """
    gateway = sturdy
    folder = gateway.state / "incidents"
    moved = folder.rename(gateway.state / "moved")
    folder.touch()
    try:
        say(gateway.way, debts_of(KAREL))
        say(gateway.way, about(LIEVE))
    finally:
        folder.unlink()
        moved.rename(folder)

    assert prompts(internet) == []


@pytest.mark.slow
@pytest.mark.parametrize("fault", ["broken", "vanished"])
def test_a_policy_that_cannot_be_read_lets_the_old_one_hold(
    internet, sturdy, policy, direct, fault
):
    """
    A file that is broken or gone opens nothing and stops nothing: what was decided still is.
    """
    rules, text = policy / "rules.yaml", clean()
    sound, lines, said = rules.read_text(), len(sturdy.incidents()), len(sturdy.said)
    rules.write_text("rules: [\n") if fault == "broken" else rules.unlink()
    try:
        eventually(lambda: any("policy.kept-old" in line for line in sturdy.said[said:]), 60)
        say(sturdy.way, debts_of(KAREL))
        # One that takes detection more than its second is refused.
        eventually(lambda: say(sturdy.way, text)[1].strip() == spoken(text), seconds=60)
        bank = at_the_bank(sturdy, direct)
    finally:
        rules.write_text(sound)

    assert internet.records.heard(KAREL.name) == []
    assert len(sturdy.incidents()) > lines
    assert bank == 200


@pytest.mark.slow
def test_an_upstream_that_is_gone_is_not_worked_around(internet, start_gateway):
    """
    If the next proxy does not answer there is no way out but the one that was set.
    """
    gateway = start_gateway(UPSTREAM_PROXY="http://127.0.0.1:9")

    status, _ = say(gateway.way, clean())

    assert status in {0, 502, 503, 504}
    assert internet.connections(CHATGPT) == 0

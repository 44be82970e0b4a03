"""
One action stops a service for everyone, also for those who are in the middle of an answer.
"""

from __future__ import annotations

import threading

import httpx
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection

from tests.end_to_end.chatgpt_page import ChatGptPage
from tests.end_to_end.gateway_process import GatewayProcess, eventually
from tests.end_to_end.people import LIEVE, about, clean, is_dutch
from tests.end_to_end.policy_files import copy_of_policy, decide
from tests.end_to_end.test_copilot import answer_to, chat, event_of
from tests.end_to_end.web_chats import CHATGPT, spoken

PROMPTLY = 20.0
"""
Seconds between an action and its effect. The organisation is promised two, as the gateway looks
every second; a busy machine proves nothing about that.
"""


NO_PHONES = """\
  - id: no-phones
    version: 1
    action: reject
    kinds: [phone]
    reason: Voor de proef.
"""


@pytest.fixture
def policy(tmp_path):
    return copy_of_policy(tmp_path / "policy")


@pytest.fixture
def gateway(network, tmp_path, policy):
    """A gateway that watches a policy of its own."""
    process = GatewayProcess(tmp_path / "state", network, {"POLICY_DIR": str(policy)})
    process.start()
    yield process
    process.kill()


@pytest.mark.slow
def test_an_open_answer_is_cut(internet, gateway):
    """
    A stream that is under way ends, and the next question is refused.
    """
    service = internet.sites.http[CHATGPT]
    service.pace.hold()
    cut = threading.Event()

    def read() -> None:
        with gateway.way.client() as client:
            try:
                for _ in ChatGptPage(client).stream(clean()):
                    pass
            except httpx.HTTPError:
                pass
            cut.set()

    reader = threading.Thread(target=read)
    reader.start()
    internet.records.wait_for_request(CHATGPT, "/backend-api/f/conversation")

    gateway.command("services", "suspend", "chatgpt", "--reason", "proef")
    was_cut = cut.wait(PROMPTLY)
    service.pace.release()
    reader.join()

    assert was_cut
    internet.forget()
    with gateway.way.client() as client:
        ChatGptPage(client).say(clean())
    assert internet.received(CHATGPT) == b""


@pytest.mark.slow
def test_an_open_socket_is_cut(internet, gateway):
    """
    A WebSocket does not outlive the permission under which it was opened.
    """
    with chat(gateway.way) as socket:
        gateway.command("services", "suspend", "copilot", "--reason", "proef")

        with pytest.raises(ConnectionClosed):
            socket.recv(PROMPTLY)


@pytest.mark.slow
def test_a_change_of_the_list_is_a_suspension_too(internet, gateway, policy):
    """
    What the file no longer allows is cut as well, without a restart.
    """
    with chat(gateway.way) as socket:
        decide(policy, {"copilot": {"status": "forbidden", "reason": "Voor de proef."}})

        with pytest.raises(ConnectionClosed):
            socket.recv(PROMPTLY)


@pytest.mark.slow
def test_an_open_socket_is_judged_by_the_rules_of_the_moment(gateway, policy):
    """
    A rule that becomes stricter holds for chats that were open before.
    """
    rules = policy / "rules.yaml"

    with chat(gateway.way) as socket:
        before, _ = answer_to(socket, event_of(about(LIEVE)))
        rules.write_text(rules.read_text().replace("rules:\n", f"rules:\n{NO_PHONES}", 1))

        assert before.startswith(spoken(""))
        eventually(lambda: is_dutch(answer_to(socket, event_of(about(LIEVE)))[0]), 60)


@pytest.mark.slow
def test_an_open_socket_ends_when_its_client_becomes_somebody_else(gateway, policy):
    """
    Whose department may not use the service any more is recorded once, and hung up on.
    """
    departments = policy / "departments.yaml"

    with chat(gateway.way) as socket:
        answer_to(socket, event_of(clean()))
        moved = departments.read_text().replace("10.21.1.0/24", "10.21.1.0/24, 127.0.0.0/8")
        departments.write_text(moved)

        eventually(lambda: is_hung_up_on(socket), 60)

    actions = [line["event"]["action"] for line in gateway.incidents()]
    assert actions == ["service-blocked"]


def is_hung_up_on(socket: ClientConnection) -> bool:
    try:
        answer_to(socket, event_of(clean()))
    except ConnectionClosed:
        return True
    return False


@pytest.mark.slow
def test_a_mistake_in_a_policy_changes_nothing(internet, gateway, policy):
    """
    A file that cannot be read is reported, and the policy that held goes on holding.
    """
    (policy / "rules.yaml").write_text("rules: [unclosed")

    eventually(lambda: any("rules.yaml" in line for line in list(gateway.said)), 60)

    with gateway.way.client() as client:
        page = ChatGptPage(client)
        page.say(clean())
    assert page.status == 200

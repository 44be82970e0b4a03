"""
A verdict that takes too long costs its own request, and nothing else.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest

from policy.finding import Finding
from tests.end_to_end.chatgpt_page import ChatGptPage
from tests.end_to_end.gateway_in_process import InProcess, KeptIncidents, WordScanner
from tests.end_to_end.people import clean
from tests.end_to_end.test_copilot import answer_on, chat, event_of
from tests.end_to_end.web_chats import CHATGPT, COPILOT, spoken

ENDLESS = "zonder einde"
INCIDENTS = KeptIncidents()


class EndlessScanner(WordScanner):
    """Never comes to an end of one text."""

    async def scan(self, texts: Sequence[str], **more: Any) -> tuple[Finding, ...]:
        if any(ENDLESS in text for text in texts):
            await asyncio.Event().wait()
        return await super().scan(texts, **more)


@pytest.fixture(scope="module")
def way(network, tmp_path_factory):
    rig = InProcess(network, tmp_path_factory.mktemp("slow"))
    with rig.running(scanner=EndlessScanner(), incidents=INCIDENTS, deadline=6.0) as way:
        yield way


def test_the_next_request_on_its_connection_is_judged(internet, way):
    """
    A browser keeps its connection for hours; it does not lose all of it to one long file.
    """
    text, before = clean(), len(INCIDENTS.kept)

    with way.client(http2=True) as client:
        page = ChatGptPage(client)
        page.say(f"{clean()} {ENDLESS}")
        shown = page.say(text)

    assert internet.records.heard(ENDLESS) == []
    assert shown.strip() == spoken(text)
    assert [incident.action.value for incident in INCIDENTS.kept[before:]] == ["unchecked"]
    assert internet.connections(CHATGPT) == 1


def test_the_next_message_of_its_socket_is_judged(internet, way):
    """
    Nor does a chat end with it.
    """
    text = clean()

    with chat(way) as socket:
        socket.send(event_of(ENDLESS))
        answer_on(socket)
        socket.send(event_of(text))
        shown, _ = answer_on(socket)

    assert shown.strip() == spoken(text)
    assert [message for host, message in internet.records.messages if host == COPILOT] == [
        event_of(text)
    ]

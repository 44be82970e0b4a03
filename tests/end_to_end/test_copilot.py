"""
Consumer Copilot's WebSocket through the real gateway, with a client nobody here wrote.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from tests.end_to_end.clients import Way
from tests.end_to_end.people import KAREL, LIEVE, about, clean, debts_of, is_dutch
from tests.end_to_end.web_chats import COPILOT, spoken

CHAT = f"wss://{COPILOT}/c/api/chat?api-version=2&clientSessionId=s&accessToken=secret-token"
SECONDS = 20


@contextmanager
def chat(way: Way, *, compressed: bool = True) -> Iterator[ClientConnection]:
    """The page's socket, after its greeting."""
    compression = "deflate" if compressed else None
    with connect(
        CHAT,
        ssl=way.context_for_threads(),
        proxy=way.proxy_url,
        compression=compression,
        close_timeout=1,  # this client does not see a goodbye behind messages that nobody read
    ) as socket:
        socket.recv(SECONDS)
        yield socket


def event_of(text: str, event: str = "send") -> str:
    content = [{"type": "text", "text": text}]
    return json.dumps({"event": event, "conversationId": "CONV", "content": content})


def answer_to(socket: ClientConnection, message: str) -> tuple[str, list[str]]:
    """What `answer_on` gives, once `message` is sent."""
    socket.send(message)
    return answer_on(socket)


def answer_on(socket: ClientConnection) -> tuple[str, list[str]]:
    """The text that the page shows next, and the names of the events that brought it."""
    events: list[dict[str, Any]] = []
    while not events or events[-1]["event"] != "done":
        events.append(json.loads(socket.recv(SECONDS)))
    shown = "".join(e.get("text", "") for e in events if e["event"] == "appendText")
    return shown, [e["event"] for e in events]


def prompts(internet) -> list[str]:
    """Every message that reached the service."""
    return [message for host, message in internet.records.messages if host == COPILOT]


@pytest.mark.parametrize("compressed", [True, False], ids=["deflate", "plain"])
def test_a_clean_text_arrives_as_it_was_sent(internet, way, compressed):
    """
    The message reaches the service character for character.
    """
    text = clean()

    with chat(way, compressed=compressed) as socket:
        shown, _ = answer_to(socket, event_of(text))

    assert prompts(internet) == [event_of(text)]
    assert shown.strip() == spoken(text)


@pytest.mark.parametrize("compressed", [True, False], ids=["deflate", "plain"])
def test_personal_data_arrives_as_placeholders(internet, way, compressed):
    """
    A name, a number and a phone stay here; the question arrives.
    """
    with chat(way, compressed=compressed) as socket:
        answer_to(socket, event_of(about(LIEVE)))

    (message,) = prompts(internet)
    assert json.loads(message)["content"][0]["text"].endswith("over de nieuwe openingsuren.")
    assert [secret for secret in LIEVE.secrets if internet.records.heard(secret)] == []


def test_a_refusal_is_shown_and_the_next_turn_works(internet, gateway, way):
    """
    The page gets the events of an answer, with the reason in Dutch; then it goes on.
    """
    text = clean()

    with chat(way) as socket:
        refused, events = answer_to(socket, event_of(debts_of(KAREL)))
        shown, _ = answer_to(socket, event_of(text))

    assert prompts(internet) == [event_of(text)]
    assert events[:2] == ["received", "startMessage"]
    assert gateway.incident_behind(refused)["event"]["action"] == "prompt-rejected"
    assert is_dutch(refused)
    assert shown.strip() == spoken(text)


def test_a_draft_stays_here_without_a_word(internet, way):
    """
    What is typed but not sent is dropped in silence, and the socket stays usable.
    """
    text = clean()

    with chat(way) as socket:
        socket.send(event_of(debts_of(KAREL), "messagePreview"))
        shown, _ = answer_to(socket, event_of(text))

    assert shown.strip() == spoken(text)
    assert internet.records.heard("schuldbemiddeling") == []


@pytest.mark.parametrize(
    "message",
    [
        debts_of(KAREL),
        '{"event": "send", "content": ' + json.dumps(debts_of(KAREL)),
        json.dumps({"event": "nobody-knows", "x": [{"y": debts_of(KAREL)}]}),
        json.dumps({"event": "setOptions", "note": debts_of(KAREL)}),
        json.dumps({"event": "send", "content": [], "context": {"page": debts_of(KAREL)}}),
        debts_of(KAREL).encode(),
    ],
    ids=["no json", "half json", "unknown event", "options", "page context", "binary"],
)
def test_a_message_that_cannot_be_read_does_not_leave(internet, way, message):
    """
    Unknown events, broken JSON and binary frames never reach the service.
    """
    text = clean()

    with chat(way) as socket:
        socket.send(message)
        with suppress(ConnectionClosed):  # hanging up is an answer too
            shown, _ = answer_to(socket, event_of(text))
            while shown.strip() != spoken(text):  # a refusal comes first, or nothing does
                shown, _ = answer_on(socket)  # whatever was held back is out after this

    assert internet.records.heard("schuldbemiddeling") == []
    assert internet.records.heard(KAREL.name) == []


def test_a_text_in_fragments_is_read_as_one(internet, way):
    """
    A message in many frames is judged whole.
    """
    message = event_of(debts_of(KAREL))
    fragments = [message[i : i + 7] for i in range(0, len(message), 7)]

    text = clean()

    with chat(way) as socket:
        socket.send(fragments)
        refused, _ = answer_on(socket)
        shown, _ = answer_to(socket, event_of(text))

    assert is_dutch(refused)
    assert shown.strip() == spoken(text)
    assert prompts(internet) == [event_of(text)]
    assert internet.records.heard("schuldbemiddeling") == []


def test_the_token_in_the_address_is_nowhere(gateway, way):
    """
    The socket's address carries a token; neither log nor state folder may.
    """
    with chat(way) as socket:
        answer_to(socket, event_of(debts_of(KAREL)))

    assert [data for data in gateway.written() if b"secret-token" in data] == []

"""
Every hook of mitmproxy that fails, in every way a hook can fail: nothing reaches the upstream.

mitmproxy logs what a hook raises and lets the flow go on. These tests are why ours does not.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import httpx
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException

from tests.end_to_end.chatgpt_page import ChatGptPage
from tests.end_to_end.clients import Way
from tests.end_to_end.gateway_in_process import SECRET, InProcess, KeptIncidents, WordScanner
from tests.end_to_end.people import clean
from tests.end_to_end.web_chats import CHATGPT, COPILOT, spoken

BEFORE_A_VERDICT = [
    "client_connected",
    "http_connect",
    "http_connected",
    "next_layer",
    "tls_clienthello",
    "tls_start_client",
    "tls_established_client",
    "requestheaders",
    "request",
]
AFTERWARDS = [
    "server_connect",
    "server_connected",
    "tls_start_server",
    "tls_established_server",
    "responseheaders",
    "response",
    "error",
]
OF_SOCKETS = ["websocket_start", "websocket_message"]


def raises(*args: object) -> None:
    raise RuntimeError("out of memory")


async def raises_later(*args: object) -> None:
    await asyncio.sleep(0)
    raise RuntimeError("out of memory")


async def hangs(*args: object) -> None:
    await asyncio.Event().wait()


def is_cancelled(*args: object) -> None:
    raise asyncio.CancelledError


def exits(*args: object) -> None:
    raise SystemExit(1)


FAULTS = [raises, raises_later, hangs, is_cancelled, exits]


def faulty(hook: str, fault: Callable[..., Any]) -> object:
    """An add-on with nothing but one bad hook."""
    return type("Faulty", (), {hook: staticmethod(fault)})()


@pytest.fixture(scope="module")
def in_process(network, tmp_path_factory):
    return InProcess(network, tmp_path_factory.mktemp("hooks"))


def ask(way: Way, text: str) -> str:
    """What the page shows; nothing where the connection broke."""
    with way.client() as client, suppress(httpx.HTTPError):
        return ChatGptPage(client).say(text)
    return ""


def tell(way: Way, text: str) -> list[str]:
    """What Copilot's socket says after `text`; nothing where the connection broke."""
    return asyncio.run(_told(way, text))


async def _told(way: Way, text: str) -> list[str]:
    content = [{"type": "text", "text": text}]
    heard: list[str] = []
    # Not the library's client with threads: it reads and writes one TLS object at once, and on
    # CPython 3.13.0 one connection in some thousands then waits for ever, also without us.
    with suppress(WebSocketException, OSError, EOFError, TimeoutError):
        async with connect(
            f"wss://{COPILOT}/c/api/chat",
            ssl=way.context(),
            proxy=way.proxy_url,
            open_timeout=3,
            close_timeout=1,
        ) as socket:
            message = {"event": "send", "conversationId": "C", "content": content}
            await socket.send(json.dumps(message))
            while True:
                heard.append(json.loads(await asyncio.wait_for(socket.recv(), 2))["event"])
    return heard


def test_without_faults_a_clean_text_passes(internet, in_process):
    """
    The silence of the other tests is not that of a gateway that never works.
    """
    text = clean()

    with in_process.running() as way:
        shown = ask(way, text)
        heard = tell(way, text)

    assert shown.strip() == spoken(text)
    assert "done" in heard
    assert internet.records.heard(text)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
@pytest.mark.parametrize("hook", BEFORE_A_VERDICT)
def test_a_hook_that_fails_before_the_verdict_stops_the_request(internet, in_process, hook, fault):
    """
    Not even a clean text leaves: nobody has looked at it.
    """
    text = clean()

    with in_process.running(faulty(hook, fault)) as way:
        shown = ask(way, text)

    assert internet.records.heard(text) == []
    assert spoken(text) not in shown


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
@pytest.mark.parametrize("hook", BEFORE_A_VERDICT + AFTERWARDS)
def test_a_hook_that_fails_lets_no_refused_text_out(internet, in_process, hook, fault):
    """
    Whatever breaks, before or after, what had to stay here stays here.
    """
    with in_process.running(faulty(hook, fault)) as way:
        ask(way, SECRET)

    assert internet.records.heard(SECRET) == []


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
@pytest.mark.parametrize("hook", [*BEFORE_A_VERDICT, *OF_SOCKETS])
def test_a_hook_that_fails_stops_a_socket(internet, in_process, hook, fault):
    """
    A WebSocket message that nobody judged is dropped.
    """
    text = clean()

    with in_process.running(faulty(hook, fault)) as way:
        tell(way, text)
        tell(way, SECRET)

    assert internet.records.heard(text) == []
    assert internet.records.heard(SECRET) == []


@pytest.mark.parametrize(
    "scanner",
    [
        WordScanner(failure=RuntimeError("detector")),
        WordScanner(failure=MemoryError()),
        WordScanner(failure=asyncio.CancelledError()),
        WordScanner(hangs=True),
    ],
    ids=["raises", "out of memory", "is cancelled", "hangs"],
)
def test_a_detector_that_fails_stops_everything(internet, in_process, scanner):
    """
    No verdict, no byte: neither by HTTP nor by WebSocket.
    """
    text = clean()

    with in_process.running(scanner=scanner) as way:
        ask(way, text)
        tell(way, text)

    assert internet.records.heard(text) == []
    assert internet.received(CHATGPT) == b""


@pytest.mark.parametrize(
    "incidents",
    [
        KeptIncidents(failure=OSError(28, "No space left on device")),
        KeptIncidents(failure=RuntimeError("chain")),
        KeptIncidents(failure=asyncio.CancelledError()),
        KeptIncidents(hangs=True),
    ],
    ids=["disk full", "raises", "is cancelled", "hangs"],
)
def test_an_incident_that_cannot_be_written_stops_what_it_is_about(internet, in_process, incidents):
    """
    First on disk, then the decision: a refusal that cannot be recorded still sends nothing.
    """
    with in_process.running(incidents=incidents) as way:
        ask(way, SECRET)
        tell(way, SECRET)

    assert internet.records.heard(SECRET) == []


@pytest.mark.parametrize("hook", [*BEFORE_A_VERDICT, *AFTERWARDS])
def test_the_bank_does_not_notice(internet, in_process, direct, hook):
    """
    The same faults leave alone what is no generative AI.
    """
    with in_process.running(faulty(hook, raises)) as way:
        past = Way(way.proxy_url, direct.ca_file)
        with past.client() as client:
            answer = client.get("https://www.bank.example/")

    assert answer.status_code == 200

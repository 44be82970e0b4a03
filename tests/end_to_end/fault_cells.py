"""
One gateway in which any hook can be made to fail, and what five clients see of it at once.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import httpx
from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException

from tests.end_to_end.chatgpt_page import ChatGptPage
from tests.end_to_end.clients import Way
from tests.end_to_end.gateway_in_process import SECRET, KeptIncidents, WordScanner
from tests.end_to_end.gateway_process import eventually
from tests.end_to_end.internet import Internet
from tests.end_to_end.people import clean
from tests.end_to_end.web_chats import COPILOT

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
HOOKS = [*BEFORE_A_VERDICT, *AFTERWARDS, *OF_SOCKETS]
NO_NAME_YET = {"next_layer"}
"""Fails before a client could say where it wants to go, so no line can tell of it."""
TEXTS = {"chatgpt": ("page", "secret page"), "copilot": ("socket", "secret socket")}
"""What is said to each service."""

type Fault = Callable[..., Any]


def ask(way: Way, text: str) -> str:
    """What the page shows; nothing where the connection broke."""
    with way.client() as client, suppress(httpx.HTTPError):
        return ChatGptPage(client).say(text)
    return ""


def tell(way: Way, text: str, *, until: str = "", patience: float = 10) -> list[str]:
    """
    What Copilot's socket says after `text`, waited for `until` something; nothing where the
    connection broke.
    """
    return asyncio.run(_told(way, text, until, patience))


async def _told(way: Way, text: str, until: str, patience: float) -> list[str]:
    content = [{"type": "text", "text": text}]
    heard: list[str] = []
    # Not the library's client with threads: it reads and writes one TLS object at once, and on
    # CPython 3.13.0 one connection in some thousands then waits for ever, also without us.
    with suppress(WebSocketException, OSError, EOFError, TimeoutError):
        async with connect(
            f"wss://{COPILOT}/c/api/chat",
            ssl=way.context(),
            proxy=way.proxy_url,
            open_timeout=10,
            close_timeout=0.2,
        ) as socket:
            message = {"event": "send", "conversationId": "C", "content": content}
            await socket.send(json.dumps(message))
            # The gateway's own answer comes after its verdict: the message is on its way by then,
            # or never will be.
            echo = await socket.ping()
            with suppress(TimeoutError):
                await asyncio.wait_for(echo, patience)
            async with asyncio.timeout(20 if until else 0.05):
                while not until or until not in heard:
                    heard.append(json.loads(await socket.recv())["event"])
    return heard


class Faulty:
    """An add-on of which one hook at a time may fail."""

    def __init__(self) -> None:
        self._hook, self._fault = "", _nothing

    def fail(self, hook: str, fault: Fault) -> None:
        self._hook, self._fault = hook, fault

    def _called(self, hook: str, *args: object) -> Any:
        return self._fault(*args) if hook == self._hook else None


def _nothing(*args: object) -> None:
    del args


def _hook(name: str) -> Fault:
    return lambda self, *args: self._called(name, *args)


for _name in HOOKS:
    setattr(Faulty, _name, _hook(_name))


@dataclass(frozen=True, slots=True)
class Seen:
    """What became of a clean and a secret text by each way, and of a visit to the bank."""

    shown: str
    heard: list[str]
    """From Copilot's socket after the clean text."""
    arrived: dict[str, bool]
    """By the kind of text: `page`, `socket`, and `secret page`, `secret socket`."""
    bank: int
    """The status of its answer; 0 where the connection broke."""
    lines: dict[str, int]
    """Incidents by service."""


@dataclass(slots=True)
class Cells:
    """Runs each cell of the matrix once, however many promises look at it."""

    internet: Internet
    way: Way
    bank: Way
    faulty: Faulty
    scanner: WordScanner
    incidents: KeptIncidents
    _seen: dict[tuple[str, Fault], Seen] = field(default_factory=dict)

    def seen(self, hook: str, fault: Fault) -> Seen:
        if (hook, fault) not in self._seen:
            self.faulty.fail(hook, fault)
            try:
                self._seen[hook, fault] = self._visit(is_told_of=hook not in NO_NAME_YET)
            finally:
                self.faulty.fail("", _nothing)
        return self._seen[hook, fault]

    def _visit(self, *, is_told_of: bool) -> Seen:
        before = len(self.incidents.kept)
        texts = {"page": clean(), "socket": clean()}
        texts |= {f"secret {way}": f"{SECRET} {clean()}" for way in ("page", "socket")}
        with ThreadPoolExecutor(5) as people:
            shown = people.submit(ask, self.way, texts["page"])
            secret = people.submit(ask, self.way, texts["secret page"])
            heard = people.submit(tell, self.way, texts["socket"])
            more = people.submit(tell, self.way, texts["secret socket"])
            bank = people.submit(visit_bank, self.bank)
        secret.result(), more.result()

        def arrived() -> dict[str, bool]:
            return {kind: bool(self.internet.records.heard(t)) for kind, t in texts.items()}

        def lines() -> dict[str, int]:
            services = [incident.service for incident in self.incidents.kept[before:]]
            return {service: services.count(service) for service in TEXTS}

        # A text may still be on its way, and so may the line that tells why it will not arrive.
        if is_told_of:
            with suppress(TimeoutError):
                eventually(lambda: not unaccounted(arrived(), lines()), 10)
        return Seen(
            shown=shown.result(),
            heard=heard.result(),
            arrived=arrived(),
            bank=bank.result(),
            lines=lines(),
        )


def unaccounted(arrived: dict[str, bool], lines: dict[str, int]) -> set[str]:
    """Services that did not get all that was said to them, with no line for some of it."""
    return {
        service
        for service, texts in TEXTS.items()
        if lines[service] < [arrived[text] for text in texts].count(False)
    }


def visit_bank(way: Way) -> int:
    with way.client() as client, suppress(httpx.HTTPError):
        return client.get("https://www.bank.example/").status_code
    return 0

"""
ChatGPT, Gemini and Copilot as their pages see them, fabricated: enough to hold a conversation.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from tests.end_to_end.chat_pages import CHATGPT_PAGE, COPILOT_PAGE
from tests.end_to_end.exchange import Exchange, Socket, answer, answer_json, stream
from tests.end_to_end.upload_sites import chatgpt_files, copilot_attachments

CHATGPT = "chatgpt.com"
GEMINI = "gemini.google.com"
COPILOT = "copilot.microsoft.com"
GENERATE = "/_/BardChatUi/data/assistant.lamda.BardFrontendService/StreamGenerate"


@dataclass(slots=True)
class Pace:
    """
    When the pieces of a streamed answer leave. `hold` keeps back all but the first until
    `release`: a client that then has the first piece has it because it was streamed.
    """

    holding: bool = False
    released: asyncio.Event = field(default_factory=asyncio.Event)
    loop: asyncio.AbstractEventLoop | None = None

    def hold(self) -> None:
        self.holding, self.released = True, asyncio.Event()

    def release(self) -> None:
        self.holding = False
        if self.loop is not None:
            self.loop.call_soon_threadsafe(self.released.set)

    async def wait(self, index: int) -> None:
        self.loop = asyncio.get_running_loop()
        if self.holding and index > 0:
            await self.released.wait()


def spoken(text: str) -> str:
    """What every fabricated model says to `text`."""
    return f"Gelezen: {text}"


@dataclass(slots=True)
class ChatGpt:
    """The signed-in page's backend; it knows its conversations, and rejects ids it never gave."""

    pace: Pace = field(default_factory=Pace)
    messages: dict[str, set[str]] = field(default_factory=dict)
    """Message ids per conversation."""

    async def __call__(self, exchange: Exchange) -> None:
        request = exchange.request
        if request.method == "GET" and request.path == "/":
            await answer(exchange, CHATGPT_PAGE, "text/html; charset=utf-8")
        elif request.path.startswith("/backend-api/files"):
            await chatgpt_files(exchange)
        elif request.path != "/backend-api/f/conversation":
            await answer_json(exchange, {"status": "ok"})
        elif complaint := self._complaint(body := request.json()):
            await answer_json(exchange, {"detail": complaint}, status=404)
        else:
            await stream(exchange, self._events(body), self.pace.wait)

    def _complaint(self, body: dict[str, Any]) -> str:
        conversation = body.get("conversation_id")
        if conversation is None:
            known = body.get("parent_message_id") == "client-created-root"
            return "" if known else "parent_message_id without conversation"
        if conversation not in self.messages:
            return "conversation_not_found"
        known = body.get("parent_message_id") in self.messages[conversation]
        return "" if known else "parent_message_id unknown"

    def _events(self, body: dict[str, Any]) -> list[bytes]:
        conversation = body.get("conversation_id") or str(uuid4())
        sent, reply = body["messages"][-1], str(uuid4())
        self.messages.setdefault(conversation, set()).update({sent["id"], reply})
        text = spoken("".join(sent["content"]["parts"]))
        words = [_delta("/message/content/parts/0", "append", w) for w in _words(text)]
        ends = [
            {"p": "/message/status", "o": "replace", "v": "finished_successfully"},
            {"p": "/message/end_turn", "o": "replace", "v": True},
        ]
        return [
            b'event: delta_encoding\ndata: "v1"\n\n'
            + _delta("", "add", _message(reply, conversation, sent["id"])),
            *words,
            _delta("", "patch", ends),
            _data({"type": "message_stream_complete", "conversation_id": conversation}),
            b"data: [DONE]\n\n",
        ]


def _words(text: str) -> list[str]:
    return [f"{word} " for word in text.split(" ")]


def _data(value: Any) -> bytes:
    return f"data: {json.dumps(value)}\n\n".encode()


def _delta(path: str, operation: str, value: Any) -> bytes:
    return b"event: delta\n" + _data({"p": path, "o": operation, "v": value})


def _message(reply: str, conversation: str, parent: str) -> dict[str, Any]:
    return {
        "message": {
            "id": reply,
            "author": {"role": "assistant"},
            "content": {"content_type": "text", "parts": [""]},
            "status": "in_progress",
            "metadata": {"message_type": "next", "parent_id": parent},
            "recipient": "all",
            "channel": "final",
        },
        "conversation_id": conversation,
        "error": None,
    }


@dataclass(slots=True)
class Gemini:
    """The page, its status calls, and an answer in frames that grow."""

    pace: Pace = field(default_factory=Pace)

    async def __call__(self, exchange: Exchange) -> None:
        request = exchange.request
        if request.path == GENERATE:
            inner = json.loads(json.loads(request.form()["f.req"])[1])
            frames = [b")]}'\n\n" + _frame(_candidate(inner, spoken("")))]
            frames.append(_frame(_candidate(inner, spoken(inner[0][0]), done=True)))
            await stream(exchange, [*frames, _frame([["e", 4, None, None, 300]])], self.pace.wait)
        elif request.path.endswith("/batchexecute"):
            called = json.loads(request.form()["f.req"])[0]
            replies = [["wrb.fr", call[0], "[]", None, None, None, "generic"] for call in called]
            await answer(exchange, b")]}'\n\n" + _frame(replies))
        else:
            page = '"SNlM0e":"token" "cfb2h":"build" "FdrFJe":"7" "TuX5cc":"nl"'
            await answer(exchange, page.encode(), "text/html; charset=utf-8")


def _candidate(inner: list[Any], text: str, *, done: bool = False) -> list[Any]:
    ids = [identity or f"{prefix}_{uuid4().hex[:8]}" for identity, prefix in _ids(inner)]
    state = [2] if done else [1]
    candidate = [ids[2], [text], None, None, None, None, None, None, state, "nl"]
    return [["wrb.fr", None, json.dumps([None, ids[:2], None, None, [candidate]])]]


def _ids(inner: list[Any]) -> list[tuple[str, str]]:
    sent = [*(inner[2] or []), "", "", ""][:3]
    return [(sent[0], "c"), ("", "r"), ("", "rc")]


def _frame(value: Any) -> bytes:
    text = f"\n{json.dumps(value, ensure_ascii=False)}\n"
    # Counted as the page counts: in UTF-16 code units, line ends included.
    return f"{len(text.encode('utf-16-le')) // 2}{text}".encode()


def copilot_says(message: str) -> Sequence[str]:
    """The events of one answer of consumer Copilot; silence for everything but a prompt."""
    try:
        heard = json.loads(message)
    except ValueError:
        return ()
    if heard.get("event") != "send":
        return ()
    text = "".join(part["text"] for part in heard["content"] if part["type"] == "text")
    common = {"conversationId": heard["conversationId"], "messageId": uuid4().hex}
    events = [
        {"event": "received", **common},
        {"event": "startMessage", **common},
        *({"event": "appendText", **common, "text": word} for word in _words(spoken(text))),
        {"event": "partCompleted", **common},
        {"event": "done", **common},
    ]
    return [json.dumps(event) for event in events]


async def copilot_rest(exchange: Exchange) -> None:
    if exchange.request.path == "/":
        await answer(exchange, COPILOT_PAGE, "text/html; charset=utf-8")
        return
    if exchange.request.path == "/c/api/attachments":
        await copilot_attachments(exchange)
        return
    await answer_json(exchange, {"currentConversationId": "CONV", "id": "CONV", "isBlocked": False})


COPILOT_SOCKET = Socket(copilot_says, greeting=('{"event":"connected","requestId":"1"}',))

"""
What the ChatGPT page does: it sends turns with the ids of the last answer, and reads deltas.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx

from tests.end_to_end.web_chats import CHATGPT

SEND = f"https://{CHATGPT}/backend-api/f/conversation"


def body_of(
    text: str, *, conversation: str | None = None, parent: str = "client-created-root"
) -> dict[str, Any]:
    """The request of one turn; a new chat has no conversation yet."""
    content = {"content_type": "text", "parts": [text]}
    message = {"id": str(uuid4()), "author": {"role": "user"}, "content": content}
    body = {
        "action": "next",
        "messages": [message],
        "parent_message_id": parent,
        "model": "auto",
        "timezone": "Europe/Brussels",
        "supported_encodings": ["v1"],
    }
    return body if conversation is None else body | {"conversation_id": conversation}


@dataclass(slots=True)
class ChatGptPage:
    """One conversation, as the page keeps it."""

    client: httpx.Client
    conversation: str | None = None
    parent: str = "client-created-root"
    status: int = 0

    def say(self, text: str) -> str:
        """What the page shows as the answer to `text`."""
        return "".join(self.stream(text))

    def stream(self, text: str) -> Iterator[str]:
        """The answer piece by piece, each as soon as it is there."""
        body = body_of(text, conversation=self.conversation, parent=self.parent)
        headers = {"accept": "text/event-stream"}
        with self.client.stream("POST", SEND, json=body, headers=headers) as response:
            self.status = response.status_code
            for event in data_of(response.iter_lines()):
                yield from self._shown(event)

    def _shown(self, event: Any) -> Iterator[str]:
        if not isinstance(event, dict):
            return
        value = event.get("v")
        if isinstance(value, dict) and "message" in value:
            self.parent = value["message"]["id"]
            self.conversation = value.get("conversation_id") or self.conversation
            yield "".join(value["message"]["content"]["parts"])
        elif event.get("p") == "/message/content/parts/0":
            yield str(value)


def data_of(lines: Iterator[str]) -> Iterator[Any]:
    """The parsed `data:` of server-sent events, up to `[DONE]`."""
    for line in lines:
        if line == "data: [DONE]":
            return
        if line.startswith("data: "):
            yield json.loads(line.removeprefix("data: "))

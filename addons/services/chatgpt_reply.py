"""
What ChatGPT's page shows as an answer: the event stream of one assistant message.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final, Self

from addons.services.interface import UnreadableError, WireRequest
from addons.services.json_document import JsonDocument
from addons.services.refusals import compact
from addons.services.wire_texts import TOKEN

DONE: Final = ("", "[DONE]")
"""Without it the page takes the stream for broken, and asks for the rest for minutes."""
_LONGEST_ID: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What a reply must know of the request; all of it may be missing or garbage."""

    conversation: str = field(default="", repr=False)
    parent: str = field(default="", repr=False)
    message: str = field(default="", repr=False)
    """The person's own message, to which the reply is the answer."""
    model: str = field(default="auto", repr=False)
    created: float = 0.0
    """Seconds since 1970, as the page put it on the person's message."""
    speaks_deltas: bool = True
    """Whether the page reads the "v1" encoding; all pages since 2025 do."""

    @classmethod
    def of(cls, request: WireRequest) -> Self:
        """Never raises: a refusal must work for a body that nobody can read."""
        body: Any = None
        with suppress(UnreadableError):
            body = JsonDocument.parse_bytes(request.body).value
        body = body if isinstance(body, dict) else {}
        messages = body.get("messages")
        last = messages[-1] if isinstance(messages, list) and messages else {}
        last = last if isinstance(last, dict) else {}
        encodings = body.get("supported_encodings")
        created = last.get("create_time")
        return cls(
            conversation=_id(body.get("conversation_id")),
            parent=_id(body.get("parent_message_id")),
            message=_id(last.get("id")),
            model=_id(body.get("model")) or "auto",
            created=created if isinstance(created, float) else 0.0,
            speaks_deltas=not isinstance(encodings, list) or "v1" in encodings,
        )


def _id(value: Any) -> str:
    is_id = isinstance(value, str) and len(value) <= _LONGEST_ID and TOKEN.fullmatch(value)
    return value if is_id else ""


def events(turn: Turn, *, message: str, conversation: str, text: str) -> Iterator[tuple[str, str]]:
    """The stream of one finished message with `text`, as pairs for `stream_answer`."""
    if not turn.speaks_deltas:
        whole = _message(turn, message, text, status="finished_successfully")
        yield "", compact({"message": whole, "conversation_id": conversation, "error": None})
        yield DONE
        return
    start = _message(turn, message, "", status="in_progress")
    yield "delta_encoding", '"v1"'
    yield "delta", compact({
        "p": "", "o": "add",
        "v": {"message": start, "conversation_id": conversation, "error": None}, "c": 0,
    })  # fmt: skip
    yield "delta", compact({"p": "/message/content/parts/0", "o": "append", "v": text})
    yield "delta", compact({"p": "", "o": "patch", "v": _FINISH})
    yield "", compact({"type": "message_stream_complete", "conversation_id": conversation})
    yield DONE


_FINISH: Final = [
    {"p": "/message/status", "o": "replace", "v": "finished_successfully"},
    {"p": "/message/end_turn", "o": "replace", "v": True},
    {
        "p": "/message/metadata",
        "o": "append",
        "v": {"is_complete": True, "finish_details": {"type": "stop"}},
    },
]


def _message(turn: Turn, message: str, text: str, *, status: str) -> dict[str, Any]:
    is_finished = status == "finished_successfully"
    return {
        "id": message,
        "author": {"role": "assistant"},
        "create_time": turn.created,
        "content": {"content_type": "text", "parts": [text]},
        "status": status,
        "end_turn": True if is_finished else None,
        "weight": 1.0,
        "metadata": {
            "message_type": "next",
            "model_slug": turn.model,
            "parent_id": turn.message or turn.parent,
        },
        "recipient": "all",
        "channel": "final",
    }

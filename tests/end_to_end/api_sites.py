"""
The API hosts of OpenAI, Anthropic and Google, fabricated: one answer each, whole or streamed.
"""

from __future__ import annotations

import json
from typing import Any

from tests.end_to_end.exchange import Exchange, answer_json, stream
from tests.end_to_end.upload_sites import api_files, api_uploads, google_files
from tests.end_to_end.web_chats import spoken

OPENAI_API = "api.openai.com"
ANTHROPIC_API = "api.anthropic.com"
GOOGLE_API = "generativelanguage.googleapis.com"


async def _at_once(index: int) -> None: ...


async def openai_api(exchange: Exchange) -> None:
    if exchange.request.path == "/v1/files":
        await api_files(exchange)
        return
    if exchange.request.path.startswith("/v1/uploads"):
        await api_uploads(exchange)
        return
    body = exchange.request.json()
    text = spoken(_flat(body["messages"][-1]["content"]))
    if not body.get("stream"):
        message = {"role": "assistant", "content": text}
        choice = {"index": 0, "message": message, "finish_reason": "stop"}
        await answer_json(exchange, _completion("chat.completion", choice))
        return
    deltas = [{"role": "assistant"}, *({"content": word + " "} for word in text.split(" "))]
    choices = [{"index": 0, "delta": delta, "finish_reason": None} for delta in deltas]
    chunks = [_data(_completion("chat.completion.chunk", choice)) for choice in choices]
    await stream(exchange, [*chunks, b"data: [DONE]\n\n"], _at_once)


def _completion(kind: str, choice: dict[str, Any]) -> dict[str, Any]:
    return {"id": "c1", "object": kind, "created": 1, "model": "m", "choices": [choice]}


async def anthropic_api(exchange: Exchange) -> None:
    if exchange.request.path == "/v1/files":
        await api_files(exchange)
        return
    body = exchange.request.json()
    text = spoken(_flat(body["messages"][-1]["content"]))
    usage = {"input_tokens": 1, "output_tokens": 1}
    message: dict[str, Any] = {
        "id": "m1",
        "type": "message",
        "role": "assistant",
        "model": "m",
        "content": [],
        "stop_reason": None,
        "stop_sequence": None,
        "usage": usage,
    }
    if not body.get("stream"):
        content = [{"type": "text", "text": text}]
        await answer_json(exchange, message | {"content": content, "stop_reason": "end_turn"})
        return
    block = {"type": "text", "text": ""}
    events: list[dict[str, Any]] = [
        {"type": "message_start", "message": message},
        {"type": "content_block_start", "index": 0, "content_block": block},
        *(
            {
                "type": "content_block_delta",
                "index": 0,
                "delta": {"type": "text_delta", "text": word + " "},
            }
            for word in text.split(" ")
        ),
        {"type": "content_block_stop", "index": 0},
        {"type": "message_delta", "delta": {"stop_reason": "end_turn"}, "usage": usage},
        {"type": "message_stop"},
    ]
    pieces = [f"event: {event['type']}\n".encode() + _data(event) for event in events]
    await stream(exchange, pieces, _at_once)


async def google_api(exchange: Exchange) -> None:
    if exchange.request.path.startswith("/upload/"):
        await google_files(exchange)
        return
    text = spoken(exchange.request.json()["contents"][-1]["parts"][0].get("text", ""))
    if "streamGenerateContent" not in exchange.request.path:
        await answer_json(exchange, _candidate(text))
        return
    pieces = [_data(_candidate(word + " ")) for word in text.split(" ")]
    await stream(exchange, pieces, _at_once)


def _candidate(text: str) -> dict[str, Any]:
    content = {"role": "model", "parts": [{"text": text}]}
    return {"candidates": [{"index": 0, "content": content, "finishReason": "STOP"}]}


def _flat(content: str | list[dict[str, str]]) -> str:
    if isinstance(content, str):
        return content
    return "".join(part.get("text", "") for part in content)


def _data(value: Any) -> bytes:
    return f"data: {json.dumps(value)}\n\n".encode()

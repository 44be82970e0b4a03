"""
Where services take files, fabricated: they hand out ids and addresses, and keep what arrives.
"""

from __future__ import annotations

import json
from itertools import count
from typing import Any

from tests.end_to_end.exchange import Exchange, answer, answer_json

BLOBS = "files.oaiusercontent.com"
GEMINI_UPLOADS = "push.clients6.google.com"
GEMINI_FORMS = "content-push.googleapis.com"
_numbers = count(1)


async def chatgpt_files(exchange: Exchange) -> None:
    """The steps on ChatGPT's own host."""
    if exchange.request.path == "/backend-api/files":
        file = f"file-{next(_numbers):08}"
        url = f"https://{BLOBS}/{file}?se=2026-11-29T00%3A00%3A00Z&sp=w&sig=ab%2Fc{file[5:]}%3D"
        await answer_json(exchange, {"status": "success", "file_id": file, "upload_url": url})
    elif exchange.request.path.endswith("/process_upload_stream"):
        lines = [{"event": "file.processing.started"}, {"event": "file.processing.completed"}]
        body = "".join(json.dumps(line) + "\n" for line in lines)
        await answer(exchange, body.encode(), "application/x-ndjson")
    else:
        await answer_json(exchange, {"status": "success"})


async def blobs(exchange: Exchange) -> None:
    """Azure's storage, as far as a page of ChatGPT sees it."""
    headers = {"content-length": "0"}
    if origin := exchange.request.header("origin"):
        headers["access-control-allow-origin"] = origin
    await exchange.start(201 if exchange.request.method == "PUT" else 200, headers)
    await exchange.end()


async def gemini_uploads(exchange: Exchange) -> None:
    """Google's resumable uploads: a start, whose answer tells an address, and the rest."""
    command = exchange.request.header("x-goog-upload-command")
    if "start" in command:
        url = f"https://{exchange.request.host}/upload/?upload_id=AJ{next(_numbers):06}"
        headers = {"x-goog-upload-url": url, "x-goog-upload-status": "active"}
        await exchange.start(200, {**headers, "content-length": "0"})
        await exchange.end()
    elif command == "query":
        headers = {"x-goog-upload-status": "active", "x-goog-upload-size-received": "0"}
        await exchange.start(200, {**headers, "content-length": "0"})
        await exchange.end()
    else:
        await gemini_forms(exchange)


async def google_files(exchange: Exchange) -> None:
    """The same for the Gemini API, which answers with a file's particulars."""
    if "start" in exchange.request.header("x-goog-upload-command"):
        url = f"https://{exchange.request.host}/upload/v1beta/files?upload_id=B{next(_numbers):06}"
        headers = {"x-goog-upload-url": url, "x-goog-upload-status": "active"}
        await exchange.start(200, {**headers, "content-length": "0"})
        await exchange.end()
        return
    body = json.dumps({"file": {"name": f"files/{next(_numbers):08}", "uri": "x"}}).encode()
    headers = {"x-goog-upload-status": "final", "content-type": "application/json"}
    await exchange.start(200, {**headers, "content-length": str(len(body))})
    await exchange.send(body)
    await exchange.end()


async def gemini_forms(exchange: Exchange) -> None:
    name = f"/contrib_service/ttl_1d/{next(_numbers):010}abc"
    await answer(exchange, name.encode(), "text/plain")


async def copilot_attachments(exchange: Exchange) -> None:
    """A picture gets an address, any other file an id."""
    number = next(_numbers)
    if exchange.request.header("content-type").startswith("image/"):
        url = f"/th/id/BCO.{number:08}.png"
        await answer_json(exchange, {"url": f"https://copilot.microsoft.com{url}"})
    else:
        await answer_json(exchange, {"id": f"att{number:08}"})


async def api_uploads(exchange: Exchange) -> None:
    """`/v1/uploads` of OpenAI: one that begins, its parts, and its end."""
    if exchange.request.path.endswith("/parts"):
        part = {"id": "part_of_the_service", "object": "upload.part", "upload_id": "u"}
        await answer_json(exchange, {**part, "created_at": 1})
        return
    upload = {
        "id": f"upload_{next(_numbers):08}",
        "object": "upload",
        "bytes": 1,
        "created_at": 1,
        "expires_at": 2,
        "filename": "x",
        "purpose": "assistants",
        "status": "completed" if exchange.request.path.endswith("/complete") else "pending",
    }
    await answer_json(exchange, upload)


async def api_files(exchange: Exchange) -> None:
    """`/v1/files` of OpenAI and of Anthropic."""
    file: dict[str, Any] = {
        "id": f"file-{next(_numbers):08}",
        "object": "file",
        "type": "file",
        "bytes": 1,
        "size_bytes": 1,
        "created_at": 1,
        "filename": "x",
        "purpose": "assistants",
        "status": "processed",
        "mime_type": "text/plain",
    }
    if exchange.request.host.startswith("api.anthropic"):
        file["created_at"] = "2026-11-29T00:00:00Z"
    await answer_json(exchange, file)

"""
The vendors' own clients, each run in a process of its own: `python -m … VENDOR TEXT [TEXT…]`.

Prints one JSON line per text: `{"text": answer}` or `{"error": what the client said}`.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Awaitable, Callable, Iterable
from functools import partial
from pathlib import Path


def openai(text: str) -> str:
    from openai import OpenAI  # noqa: PLC0415 -- each process loads one vendor

    with OpenAI(api_key="sk-none", max_retries=0) as client:
        answer = client.chat.completions.create(
            model="gpt-x", messages=[{"role": "user", "content": text}]
        )
        return answer.choices[0].message.content or ""


def openai_stream(text: str) -> str:
    from openai import OpenAI  # noqa: PLC0415 -- each process loads one vendor

    with OpenAI(api_key="sk-none", max_retries=0) as client:
        chunks = client.chat.completions.create(
            model="gpt-x", messages=[{"role": "user", "content": text}], stream=True
        )
        return "".join(chunk.choices[0].delta.content or "" for chunk in chunks)


def anthropic(text: str) -> str:
    from anthropic import Anthropic  # noqa: PLC0415 -- each process loads one vendor

    with Anthropic(api_key="sk-none", max_retries=0) as client:
        answer = client.messages.create(
            model="claude-x", max_tokens=9, messages=[{"role": "user", "content": text}]
        )
        return "".join(block.text for block in answer.content if block.type == "text")


def anthropic_stream(text: str) -> str:
    from anthropic import Anthropic  # noqa: PLC0415 -- each process loads one vendor

    with (
        Anthropic(api_key="sk-none", max_retries=0) as client,
        client.messages.stream(
            model="claude-x", max_tokens=9, messages=[{"role": "user", "content": text}]
        ) as stream,
    ):
        return "".join(stream.text_stream)


def google(text: str) -> str:
    from google.genai import Client  # noqa: PLC0415 -- each process loads one vendor

    with Client(api_key="none") as client:
        return client.models.generate_content(model="gemini-x", contents=text).text or ""


def google_stream(text: str) -> str:
    from google.genai import Client  # noqa: PLC0415 -- each process loads one vendor

    with Client(api_key="none") as client:
        chunks = client.models.generate_content_stream(model="gemini-x", contents=text)
        return "".join(chunk.text or "" for chunk in chunks)


def openai_file(path: str) -> str:
    from openai import OpenAI  # noqa: PLC0415 -- each process loads one vendor

    with OpenAI(api_key="sk-none", max_retries=0) as client:
        return client.files.create(file=Path(path), purpose="assistants").id


def openai_parts(path: str) -> str:
    from openai import OpenAI  # noqa: PLC0415 -- each process loads one vendor

    with OpenAI(api_key="sk-none", max_retries=0) as client:
        return client.uploads.upload_file_chunked(
            file=Path(path), mime_type="text/plain", purpose="assistants", part_size=200
        ).id


def anthropic_file(path: str) -> str:
    from anthropic import Anthropic  # noqa: PLC0415 -- each process loads one vendor

    with Anthropic(api_key="sk-none", max_retries=0) as client:
        return client.beta.files.upload(file=Path(path)).id


def google_file(path: str) -> str:
    from google.genai import Client  # noqa: PLC0415 -- each process loads one vendor

    with Client(api_key="none") as client:
        return client.files.upload(file=path).name or ""


async def gemini_web(texts: Iterable[str], *, with_file: bool = False) -> None:
    """One chat with all texts as its turns; with a file these are `path::text`."""
    from gemini_webapi import GeminiClient  # noqa: PLC0415 -- each process loads one vendor

    client = GeminiClient("psid", "psidts", proxy=os.environ["HTTPS_PROXY"])
    await client.init(timeout=20, auto_refresh=False)
    try:
        chat = client.start_chat()

        async def say(text: str) -> str:
            path, _, said = text.rpartition("::") if with_file else ("", "", text)
            files = [path] if path else None
            return str((await chat.send_message(said, files=files)).text)

        for text in texts:
            await show(say, text)
    finally:
        await client.close()


async def show(ask: Callable[[str], Awaitable[str]], text: str) -> None:
    try:
        result = {"text": await ask(text)}
    except Exception as error:  # noqa: BLE001 -- whatever the client says is the result
        result = {"error": f"{type(error).__name__}: {error}"}
    print(json.dumps(result), flush=True)  # noqa: T201 -- this is the program's output


async def each(ask: Callable[[str], str], texts: Iterable[str]) -> None:
    for text in texts:
        await show(partial(asyncio.to_thread, ask), text)


VENDORS = {
    "openai": openai,
    "openai-stream": openai_stream,
    "anthropic": anthropic,
    "anthropic-stream": anthropic_stream,
    "google": google,
    "google-stream": google_stream,
    "openai-file": openai_file,
    "openai-parts": openai_parts,
    "anthropic-file": anthropic_file,
    "google-file": google_file,
}

if __name__ == "__main__":
    vendor, *said = sys.argv[1:]
    if vendor.startswith("gemini-web"):
        asyncio.run(gemini_web(said, with_file=vendor == "gemini-web-file"))
    else:
        asyncio.run(each(VENDORS[vendor], said))

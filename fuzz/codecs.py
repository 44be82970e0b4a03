"""
Every codec, and every codec of a WebSocket, on changed examples of what its service's page sends.
"""

from __future__ import annotations

from base64 import b64encode
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import quote

from addons.services.bing import BingChat
from addons.services.copilot import Copilot
from addons.services.interface import (
    Cargo,
    Codec,
    Reading,
    SocketCodec,
    UnreadableError,
    UploadStep,
    WireRequest,
)
from addons.services.registry import walker
from addons.services.signalr import opened
from fuzz.harness import (
    MARKER,
    Choices,
    Harness,
    LawBrokenError,
    carries,
    demand_read,
    garbled,
    marked,
)
from tests.addons.services.examples import EXAMPLES, NOTICE

_FORGED = {"eeeeeeee-0000-4000-8000-000000000001": None}


def texts_in(reading: Reading) -> list[str]:
    """All that will be judged: the parts, and the files as far as they are text."""
    texts = [part.text for part in reading.parts]
    for document in reading.documents:
        # Base64 is judged as the file that it stands for, letters that make no sense among it.
        texts += [_text_of(document), b64encode(document).decode()]
    return texts


def texts_in_step(step: UploadStep) -> list[str]:
    """All of an upload's step that will be judged."""
    texts = [part.text for part in step.parts]
    return texts + [_text_of(document) for document in step.documents]


def _text_of(document: bytes) -> str:
    """As the readers will have it, who know JSON and its escapes."""
    return MARKER if carries(document) else document.decode(errors="replace")


def codec_law(codec: Codec, example: WireRequest, data: bytes) -> None:
    """A changed example is read, with the marker if it is in there, or refused."""
    choices = Choices(data)
    request = _changed(choices, example)
    codec.refuse(request, NOTICE)
    codec.mend(request, _FORGED)
    codec.stand_in(request, _FORGED)
    judged_law(codec, request)


def judged_law(codec: Codec, request: WireRequest) -> None:
    """A request that holds a prompt, or may, is read with all its text, or refused."""
    cargo = codec.cargo(request)
    if cargo not in {Cargo.PROMPT, Cargo.UNKNOWN}:
        return
    reader = codec if cargo is Cargo.PROMPT else walker()
    try:
        reading = reader.read(request)
    except UnreadableError:
        return
    texts = texts_in(reading)
    demand_read(request.body, texts)
    demand_read(_plain(request.path), texts)
    if reader.write(request, reading, [part.text for part in reading.parts]) != request:
        raise LawBrokenError("writing what was read changes something")


def _changed(choices: Choices, example: WireRequest) -> WireRequest:
    way = choices.below(4)
    if way == 0:
        sign = "&" if "?" in example.path else "?"
        return replace(example, path=f"{example.path}{sign}more={quote(MARKER)}")
    body = marked(choices, example.body) if way > 1 else example.body
    return replace(example, body=garbled(choices, body))


def _plain(path: str) -> bytes:
    return path.replace("%20", " ").encode()


def socket_law(codec: SocketCodec, example: str, data: bytes) -> None:
    """A changed message is read, with the marker if it is in there, or refused, or dull."""
    choices = Choices(data)
    body = garbled(choices, marked(choices, example.encode()))
    try:
        message = body.decode()
    except UnicodeDecodeError:
        return  # mitmproxy's WebSocket layer has closed the connection
    codec.refuse(message, NOTICE)
    try:
        reading = codec.read(message)
        codec.attachments(message)
    except UnreadableError:
        return
    demand_read(body, texts_in(reading) if reading else [])
    if reading and codec.write(message, reading, [p.text for p in reading.parts]) != message:
        raise LawBrokenError("writing what was read changes something")


def signalr_law(data: bytes) -> None:
    """Records of SignalR are told apart, or the message is unreadable."""
    try:
        opened(data.decode(errors="replace"))
    except UnreadableError:
        return


def _new_id() -> str:
    return "00000000-0000-4000-8000-000000000000"


def _sockets() -> list[tuple[str, Codec, WireRequest, str]]:
    def handshake(host: str, path: str) -> WireRequest:
        return WireRequest(method="GET", host=host, path=path, headers={"upgrade": "websocket"})

    send = '{"event":"send","conversationId":"C","content":[{"type":"text","text":"Dag"}]}'
    chat = (
        '{"type":4,"target":"chat","invocationId":"0","arguments":[{"message":'
        '{"author":"user","text":"Dag","messageType":"Chat"}}]}\x1e'
    )
    copilot = Copilot(new_id=_new_id, now=_never)
    return [
        ("copilot", copilot, handshake("copilot.microsoft.com", "/c/api/chat"), send),
        ("bing", BingChat(new_id=_new_id), handshake("sydney.bing.com", "/sydney/ChatHub"), chat),
    ]


def _never() -> datetime:
    return datetime(2026, 1, 1, tzinfo=UTC)


def _codec_harness(name: str, codec: Codec, example: WireRequest) -> Harness:
    return Harness(f"codec-{name}", lambda data: codec_law(codec, example, data))


def _socket_harness(name: str, reader: SocketCodec, example: str) -> Harness:
    return Harness(f"socket-{name}", lambda data: socket_law(reader, example, data))


HARNESSES: tuple[Harness, ...] = (
    *(_codec_harness(name.replace(" ", "-"), *pair) for name, pair in EXAMPLES.items()),
    *(
        _socket_harness(name, reader, message)
        for name, codec, request, message in _sockets()
        if (reader := codec.socket(request)) is not None
    ),
    Harness("signalr", signalr_law, seeds=(b'{"protocol":"json","version":1}\x1e{"type":6}\x1e',)),
)

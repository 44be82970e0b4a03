"""
Every codec of the registry at every place that it knows, with bodies of all kinds; uploads too.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urlencode

from addons.services.interface import (
    Cargo,
    Codec,
    UnreadableError,
    WireRequest,
    WireResponse,
)
from addons.services.json_codec import JsonCodec
from addons.services.registry import codecs
from fuzz.codecs import judged_law, texts_in_step
from fuzz.harness import Choices, Harness, demand_read, garbled, marked
from tests.addons.services.examples import NOTICE

_FORM = "application/x-www-form-urlencoded"
_LETTER = json.dumps([None, json.dumps([["Dag Jan", 0, None], ["nl"], ["c_1a", "r_1b", "rc_1c"]])])
_BODIES: Sequence[tuple[str, bytes]] = (
    ("application/json", b'{"model": "m", "messages": [{"role": "user", "content": "Dag"}]}'),
    ("application/json", b'{"file_name": "nota.txt", "file_size": 3, "use_case": "my_files"}'),
    ("application/json", b'{"filename": "nota.txt", "bytes": 9, "purpose": "assistants"}'),
    ("application/json", b'{"contents": [{"parts": [{"text": "Dag"}]}]}'),
    (_FORM, urlencode({"at": "AKx:176", "f.req": _LETTER}).encode()),
    (
        "multipart/form-data; boundary=x",
        (
            b'--x\r\nContent-Disposition: form-data; name="purpose"\r\n\r\nassistants\r\n'
            b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n'
            b"Content-Type: text/plain\r\n\r\nDag\r\n--x--\r\n"
        ),
    ),
    ("application/octet-stream", b"Dag Jan"),
    ("text/plain", b"Dag Jan"),
    ("", b""),
)
_PLACES: Sequence[tuple[str, str]] = (
    ("chatgpt.com", "/backend-api/f/conversation"),
    ("chatgpt.com", "/backend-api/files"),
    ("chatgpt.com", "/backend-api/memories"),
    ("chatgpt.com", "/?q=Dag"),
    ("gemini.google.com", "/_/BardChatUi/data/batchexecute?rpcids=a&rt=c"),
    (
        "gemini.google.com",
        "/_/BardChatUi/data/assistant.lamda.BardFrontendService/StreamGenerate?bl=b&rt=c",
    ),
    ("push.clients6.google.com", "/upload/"),
    ("copilot.microsoft.com", "/c/api/chat"),
    ("copilot.microsoft.com", "/c/api/attachments"),
    ("copilot.microsoft.com", "/c/api/conversations"),
    ("www.bing.com", "/turing/conversation/create"),
    ("substrate.office.com", "/m365Copilot/Chathub/1@2?scenario=officeweb"),
    ("chat.deepseek.com", "/api/v0/chat/completion"),
    ("api.githubcopilot.com", "/chat/completions"),
)
_METHODS = ("POST", "PUT", "PATCH", "GET", "DELETE", "OPTIONS")
_NO_IDS = {"eeeeeeee-0000-4000-8000-000000000001": None}


def service_law(codec: Codec, places: Sequence[tuple[str, str]], data: bytes) -> None:
    """Whatever comes where: it is nothing, or judged with all its text, or refused."""
    choices = Choices(data)
    request = _request(choices, places)
    _never_raises(codec, request)
    if codec.cargo(request) is not Cargo.UPLOAD:
        judged_law(codec, request)
        return
    try:
        step = codec.upload(request)
    except UnreadableError:
        return
    if step is not None:
        demand_read(request.body, texts_in_step(step))


def _request(choices: Choices, places: Sequence[tuple[str, str]]) -> WireRequest:
    host, path = places[choices.below(len(places))]
    media_type, body = _BODIES[choices.below(len(_BODIES))]
    request = WireRequest(
        method=_METHODS[max(0, choices.below(18) - 12)],  # most are POST
        host=host,
        path=path,
        headers={"content-type": media_type} if media_type else {},
        body=garbled(choices, marked(choices, body)),
    )
    if choices.below(4) == 3:  # noqa: PLR2004 -- one in four
        steps = {"x-goog-upload-protocol": "resumable", "x-goog-upload-command": "upload, finalize"}
        request = replace(request, headers=dict(request.headers) | steps)
    return request


def _never_raises(codec: Codec, request: WireRequest) -> None:
    codec.refuse(request, NOTICE)
    codec.mend(request, _NO_IDS)
    codec.stand_in(request, _NO_IDS)
    codec.socket(request)
    codec.granted(request, WireResponse(status=200, headers=(), body=request.body))


def _places_of(codec: Codec) -> Sequence[tuple[str, str]]:
    """Those in its own table, and a few of everybody's."""
    if not isinstance(codec, JsonCodec):
        return _PLACES
    routes = [endpoint.route for endpoint in codec.prompts] + list(codec.uploads)
    hosts = {host.replace("*", "x") for route in routes for host in route.hosts} or {"api.example"}
    paths = {route.path.replace("**", "a").replace("*", "b") for route in routes}
    return [(host, path) for host in sorted(hosts) for path in sorted(paths)]


def _harness(codec: Codec) -> Harness:
    places = _places_of(codec)
    return Harness(f"service-{codec.name}", lambda data: service_law(codec, places, data))


HARNESSES: tuple[Harness, ...] = tuple(
    _harness(codec) for codec in codecs(guests_allowed=True, m365_personal_allowed=True).values()
)

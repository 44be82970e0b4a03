"""
The Anthropic API.
"""

from __future__ import annotations

from typing import Final

from addons.services.interface import WireRequest, WireResponse
from addons.services.json_codec import Endpoint, JsonCodec
from addons.services.refusals import json_answer, one_line, status_for
from addons.services.routes import Route
from policy.notice import Notice
from policy.prompt import Channel

_FORBIDDEN: Final = 403
_MESSAGE: Final = (
    "/system",
    "/system/*/text",
    "/messages/*/content",
    "/messages/*/content/*/text",
    "/messages/*/content/*/thinking",
    "/messages/*/content/*/content",
    "/messages/*/content/*/content/*/text",
    "/tools/*/description",
)
_OPAQUE: Final = (
    "/**/model",
    "/**/role",
    "/**/type",
    "/**/id",
    "/**/tool_use_id",
    "/**/file_id",
    "/**/media_type",
    "/**/signature",
    "/**/data",
    "/**/custom_id",
    "/**/ttl",
    "/service_tier",
    "/query/beta",
)
"""`data` belongs to redacted thinking; that of a source is media or text, and comes first."""


def anthropic_error(request: WireRequest, notice: Notice) -> WireResponse:
    """An `error` object: the SDKs raise `BadRequestError` or `PermissionDeniedError` for it."""
    status = status_for(notice)
    kind = "permission_error" if status == _FORBIDDEN else "invalid_request_error"
    body = {"type": "error", "error": {"type": kind, "message": one_line(notice)}}
    return json_answer(request, status, body)


def _endpoint(path: str, texts: tuple[str, ...]) -> Endpoint:
    return Endpoint(route=Route("POST", path), texts=texts, channel=Channel.API)


ANTHROPIC: Final = JsonCodec(
    name="anthropic-api",
    prompts=(
        _endpoint("/v1/messages", _MESSAGE),
        _endpoint("/v1/messages/count_tokens", _MESSAGE),
        _endpoint("/v1/messages/batches", tuple(f"/requests/*/params{p}" for p in _MESSAGE)),
        _endpoint("/v1/complete", ("/prompt",)),
    ),
    nothing=(Route("GET", "/v1/models"), Route("GET", "/v1/models/*")),
    uploads=(Route("POST PUT", "/v1/files/**"), Route("POST PUT", "/v1/skills/**")),
    opaque=_OPAQUE,
    media=("/**/source/data",),
    error=anthropic_error,
)

"""
The Gemini API of Google (generativelanguage.googleapis.com).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from addons.services.google_uploads import GoogleUploads, final_refusal
from addons.services.interface import WireRequest, WireResponse
from addons.services.json_codec import Endpoint, JsonCodec
from addons.services.refusals import json_answer, one_line, status_for
from addons.services.routes import Route
from policy.notice import Notice
from policy.prompt import Channel

_FORBIDDEN: Final = 403
_CONTENT: Final = (
    "/contents/*/parts/*/text",
    "/contents/parts/*/text",
    "/content/parts/*/text",
    "/systemInstruction/parts/*/text",
    "/systemInstruction/parts/text",
    "/system_instruction/parts/*/text",
    "/system_instruction/parts/text",
)
_TEXTS: Final = (
    *_CONTENT,
    "/requests/*/content/parts/*/text",
    *(f"/generateContentRequest{pattern}" for pattern in _CONTENT),
)
_ACTIONS: Final = ("models/*:*", "tunedModels/*:*", "dynamic/*:*", "cachedContents")
_OPAQUE: Final = (
    "/**/model",
    "/**/role",
    "/**/type",
    "/**/mimeType",
    "/**/mime_type",
    "/**/fileUri",
    "/**/file_uri",
    "/**/thoughtSignature",
    "/**/thought_signature",
    "/**/category",
    "/**/threshold",
    "/cachedContent",
    # Google takes the caller's own key in the URL; it is meant for Google.
    "/query/key",
    "/query/alt",
    "/query/$alt",
)
_UPLOADS: Final = (Route("POST PUT", "/upload/**"), Route("POST PUT", "/resumable/**"))
_MEDIA: Final = ("/**/inlineData/data", "/**/inline_data/data")


def google_error(request: WireRequest, notice: Notice) -> WireResponse:
    """A `google.rpc.Status`: the SDKs raise `ClientError` for it and do not try again."""
    code = status_for(notice)
    status = "PERMISSION_DENIED" if code == _FORBIDDEN else "INVALID_ARGUMENT"
    error = {"code": code, "message": one_line(notice), "status": status}
    answer = json_answer(request, code, {"error": error})
    is_upload = any(route.leads(request) for route in _UPLOADS)
    return final_refusal(answer) if is_upload else answer


@dataclass(frozen=True, slots=True, kw_only=True)
class GoogleApi(GoogleUploads, JsonCodec):
    """A `JsonCodec` that also knows Google's uploads."""


GOOGLE: Final = GoogleApi(
    name="google-gemini-api",
    prompts=tuple(
        Endpoint(
            route=Route("POST PATCH", f"/{version}/{action}"), texts=_TEXTS, channel=Channel.API
        )
        for version in ("v1", "v1beta", "v1alpha")
        for action in _ACTIONS
    ),
    nothing=tuple(
        Route("GET", f"/{version}/models{rest}", fields=("pageSize", "pageToken", "key"))
        for version in ("v1", "v1beta")
        for rest in ("", "/*")
    ),
    uploads=_UPLOADS,
    closed=(Route("*", "/ws/**"),),
    opaque=_OPAQUE,
    media=_MEDIA,
    error=google_error,
)

"""
The OpenAI API, and the many services that speak its language.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from addons.services.interface import WireRequest, WireResponse
from addons.services.json_codec import Endpoint, JsonCodec
from addons.services.openai_uploads import OpenAiUploads
from addons.services.refusals import json_answer, one_line, status_for
from addons.services.routes import Route
from policy.notice import Notice
from policy.prompt import Channel

_CHAT: Final = (
    "/messages/*/content",
    "/messages/*/content/*/text",
    "/messages/*/content/*/refusal",
    "/messages/*/tool_calls/*/function/arguments",
)
_RESPONSES: Final = (
    "/instructions",
    "/input",
    "/input/*/content",
    "/input/*/content/*/text",
    "/input/*/output",
    "/input/*/arguments",
)
_TEXTS: Final = {
    "chat/completions": _CHAT,
    "responses": _RESPONSES,
    "responses/compact": _RESPONSES,
    "responses/input_tokens": _RESPONSES,
    "completions": ("/prompt", "/prompt/*", "/suffix"),
    "fim/completions": ("/prompt", "/suffix"),
    "embeddings": ("/input", "/input/*"),
    "moderations": ("/input", "/input/*", "/input/*/text"),
    "images/generations": ("/prompt",),
    "audio/speech": ("/input", "/instructions"),
    "assistants/**": ("/instructions", "/description"),
    "conversations/**": ("/items/*/content", "/items/*/content/*/text"),
    "threads/**": ("/content", "/content/*/text", "/instructions", *_CHAT),
    # Anthropic's words, which several of the others understand too.
    "messages": ("/system", "/system/*/text", *_CHAT),
}
_OPAQUE: Final = (
    "/model",
    "/**/role",
    "/**/type",
    "/**/id",
    "/**/call_id",
    "/**/tool_call_id",
    "/**/file_id",
    "/**/encrypted_content",
    "/**/detail",
    "/**/status",
    "/previous_response_id",
    "/prompt_cache_key",
    "/service_tier",
    "/encoding_format",
    "/reasoning/effort",
    "/query/api-version",
)
_MEDIA: Final = (
    "/**/image_url",
    "/**/image_url/url",
    "/**/input_audio/data",
    "/**/file_data",
    "/**/source/data",
    "/**/b64_json",
)
_UPLOADS: Final = (
    "files/**",
    "uploads/**",
    "audio/transcriptions",
    "audio/translations",
    "images/edits",
    "images/variations",
    "ocr",
)
_SHUT: Final = ("realtime/**", "live/**")


def openai_error(request: WireRequest, notice: Notice) -> WireResponse:
    """An `error` object: the SDKs raise `BadRequestError` or `PermissionDeniedError` for it."""
    error = {
        "message": one_line(notice),
        "type": "invalid_request_error",
        "param": None,
        "code": notice.code,
    }
    return json_answer(request, status_for(notice), {"error": error})


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenAiApi(OpenAiUploads, JsonCodec):
    """A `JsonCodec` that also knows OpenAI's uploads."""

    now: Callable[[], datetime] = _now


def openai_like(slug: str, *bases: str) -> OpenAiApi:
    """A service with OpenAI's endpoints below each of `bases`, such as `/v1`."""
    return OpenAiApi(
        name=slug,
        prompts=tuple(
            Endpoint(
                route=Route("POST", f"{base}/{path}"),
                texts=texts,
                channel=Channel.API,
                conversation="/prompt_cache_key" if "responses" in path else "",
            )
            for base in bases
            for path, texts in _TEXTS.items()
        ),
        nothing=tuple(
            Route("GET", f"{base}/models{rest}") for base in bases for rest in ("", "/*")
        ),
        uploads=tuple(Route("POST PUT", f"{base}/{path}") for base in bases for path in _UPLOADS),
        closed=tuple(Route("*", f"{base}/{path}") for base in bases for path in _SHUT),
        opaque=_OPAQUE,
        media=_MEDIA,
        error=openai_error,
    )


OPENAI: Final = openai_like("openai-api", "/v1")

OPENAI_LIKE: Final = (
    OPENAI,
    openai_like("azure-openai", "/openai/deployments/*", "/openai/v1", "/openai", "/models"),
    openai_like("cerebras", "/v1"),
    openai_like("deepseek-api", "", "/v1", "/beta", "/anthropic/v1"),
    openai_like("fireworks-ai", "/inference/v1"),
    openai_like("groq", "/openai/v1"),
    openai_like("hugging-face-inference", "/v1", "/*/v1"),
    openai_like("mistral-api", "/v1"),
    openai_like("nebius", "/v1"),
    openai_like("nvidia-nim", "/v1"),
    openai_like("openrouter", "/api/v1"),
    openai_like("perplexity-api", "", "/v1"),
    openai_like("scaleway-ai", "/v1", "/*/v1"),
    openai_like("together-ai", "/v1"),
    openai_like("xai-api", "/v1"),
)
"""By slug of the catalogue. Which of them is allowed is the catalogue's word, not ours."""

"""
Where ChatGPT's pages send text, and which of their requests were reviewed and hold none.

Taken from public clients and captures of 2025 and 2026. What is not listed is walked.
"""

from __future__ import annotations

from typing import Final

from addons.services.json_codec import Endpoint
from addons.services.routes import Route
from policy.prompt import Channel

SIGNED_IN: Final = ("/backend-api", "/backend-alt")
GUESTS: Final = ("/backend-anon", "/unauth-mweb")
_PAGE: Final = ("chatgpt.com", "www.chatgpt.com", "chat.openai.com")
_STATIC: Final = ("cdn.oaistatic.com", "persistent.oaistatic.com", "*.oaistatic.com")
_FILES: Final = ("*.oaiusercontent.com",)
_WRITES: Final = "POST PUT PATCH"

_ENUMS: Final = (
    "/action",
    "/model",
    "/**/id",
    "/**/role",
    "/**/content_type",
    "/**/mime_type",
    "/**/kind",
    "/**/create_time",
    "/**/update_time",
    "/**/asset_pointer",
    "/**/supported_encodings/*",
    "/**/system_hints/*",
    "/timezone",
    "/conversation_origin",
    "/force_parallel_switch",
    "/thinking_effort",
    "/client_prepare_source",
    "/client_prepare_dispatch",
    "/**/encrypted_content",
    "/**/type",
    "/**/call_id",
)
_IDS: Final = tuple(
    f"/**/{name}"
    for name in (
        "conversation_id",
        "current_node_id",
        "file_id",
        "gizmo_id",
        "library_file_id",
        "message_id",
        "parent_message_id",
        "previous_response_id",
        "prompt_cache_key",
        "session_id",
        "share_id",
        "suggestion_id",
        "textdoc_id",
        "turn_exchange_id",
        "turn_trace_id",
        "websocket_request_id",
        "request_id",
        "variant_purpose",
    )
)
OPAQUE: Final = (*_ENUMS, *_IDS)
"""Ids, enums and tokens on all endpoints."""

_MESSAGE: Final = (
    "/messages/*/content/parts/*",
    "/messages/*/content/parts/*/text",
    "/messages/*/content/text",
    "/messages/*/metadata/attachments/*/name",
)


def sending(prefixes: tuple[str, ...]) -> tuple[Route, ...]:
    """Where a message is sent: next, variant and continue, new and edited."""
    paths = ("/f/conversation", "/conversation", "/f/conversation/resume")
    return tuple(Route("POST", prefix + path) for prefix in prefixes for path in paths)


def preparing(prefixes: tuple[str, ...]) -> tuple[Route, ...]:
    """Where a draft is sent ahead, before the person presses Send."""
    paths = ("/f/conversation/prepare", "/conversation/prepare")
    return tuple(Route("POST", prefix + path) for prefix in prefixes for path in paths)


def completing(prefixes: tuple[str, ...]) -> tuple[Route, ...]:
    """Where what stands in the box is sent to be completed."""
    path = "/conversation/experimental/generate_autocompletions"
    return tuple(Route("POST", prefix + path) for prefix in prefixes)


def prompts(prefixes: tuple[str, ...]) -> tuple[Endpoint, ...]:
    """Every reviewed way in for text below these prefixes."""
    return (
        *(_endpoint(r, _MESSAGE) for r in sending(prefixes)),
        *(_endpoint(r, ("/partial_query/content/parts/*",), Channel.DRAFT)
          for r in preparing(prefixes)),
        *(_endpoint(r, ("/input_text",), Channel.DRAFT) for r in completing(prefixes)),
        *(_endpoint(Route(_WRITES, prefix + path), texts)
          for prefix in prefixes for path, texts in _OTHER_TEXTS),
        *(_codex(Route("POST", f"{prefix}/codex/responses{rest}"))
          for prefix in prefixes for rest in ("", "/compact")),
    )  # fmt: skip


_OTHER_TEXTS: Final = (
    ("/user_system_messages", ("/about_user_message", "/about_model_message")),
    ("/conversation/implicit_message_feedback", ("/selected_text",)),
    ("/conversation/message_feedback", ("/text",)),
    ("/conversation/gen_title/*", ()),
    ("/conversation/*", ("/title",)),
    ("/textdoc/**", ("/content", "/comment")),
    ("/textdocs/**", ("/content", "/comment")),
    ("/gizmos/**", ("/**/instructions", "/**/description", "/**/name")),
    ("/projects/**", ("/**/instructions", "/**/name")),
    ("/memories/**", ("/**/content",)),
    ("/share/**", ("/title",)),
    ("/settings/**", ()),
)


def _endpoint(route: Route, texts: tuple[str, ...], channel: Channel = Channel.PROMPT) -> Endpoint:
    return Endpoint(route=route, texts=texts, channel=channel, conversation="/conversation_id")


def _codex(route: Route) -> Endpoint:
    return Endpoint(
        route=route,
        texts=(
            "/instructions",
            "/input",
            "/input/*/content",
            "/input/*/content/*/text",
            "/input/*/output",
        ),
        channel=Channel.API,
        conversation="/prompt_cache_key",
    )


CODEX_SOCKETS: Final = tuple(
    _codex(Route("GET", f"{prefix}/codex/responses", _PAGE)) for prefix in SIGNED_IN
)
PUSH_SOCKET: Final = Route("GET", "/**", ("ws.chatgpt.com",))

BLOBS: Final = (Route(_WRITES, "/file-*", _PAGE), Route(_WRITES, "/**", _FILES))
"""Where an announced file is put; each file has an address of its own."""

UPLOADS: Final = (
    *(Route(_WRITES, prefix + path)
      for prefix in (*SIGNED_IN, *GUESTS)
      for path in ("/files/**", "/uploads/**", "/image-uploads/**", "/transcribe/**")),
    *BLOBS,
)  # fmt: skip

VOICE: Final = (
    Route("*", "/**", ("webrtc.chatgpt.com",)),
    *(Route(_WRITES, f"{prefix}/{path}/**") for prefix in SIGNED_IN for path in ("rtc", "voice")),
    *(Route(_WRITES, f"/{path}/**", _PAGE) for path in ("realtime", "voice")),
)
"""Speech cannot be read, so it stays shut."""

GUEST_MODE: Final = tuple(Route("*", f"{prefix}/**") for prefix in GUESTS)

_READ_ONLY: Final = (
    "/me",
    "/models",
    "/accounts/**",
    "/user_system_messages",
    "/conversation/*",
    "/conversation/*/stream_status",
    "/conversation/*/textdocs",
    "/conversations",
    "/files/**",
    "/gizmos/**",
    "/settings/**",
    "/sentinel/**",
    "/client/strings",
    "/system_hints",
    "/system_hints/**",
    "/subscriptions/**",
    "/checkout_pricing_config/**",
    "/celsius/ws/user",
    "/memories/**",
    "/tasks",
    "/images/bootstrap",
    "/beacons/home",
    "/user_segments",
    "/compliance",
    "/wham/usage",
    "/codex/models",
)
_PAGING: Final = (
    "offset", "limit", "order", "cursor", "is_archived", "is_starred", "timezone_offset_min",
    "type", "iim", "is_gizmo", "client_version", "conversation_id", "supports_buffering",
    "conversations_per_gizmo", "owned_only", "mode", "timezone",
)  # fmt: skip

REVIEWED: Final = (
    # A page's own address may hold a prompt (`/?q=`); without a query it does not.
    *(Route("GET HEAD", path, _PAGE)
      for path in ("/", "/c/*", "/g/**", "/gpts", "/library", "/auth/**", "/codex/**",
                   "/assets/**", "/favicon*", "/apple-touch-icon*", "/manifest*", "/robots.txt",
                   "/cdn/**")),
    *(Route("GET HEAD", prefix + path, fields=_PAGING)
      for prefix in SIGNED_IN for path in _READ_ONLY),
    # Proofs of work and challenges: tokens, and nothing that a person wrote.
    *(Route("POST", f"{prefix}/sentinel/**", _PAGE) for prefix in SIGNED_IN),
    Route("*", "/cdn-cgi/**", _PAGE, ("*",)),
    # Sign-in: the person's own name is meant for the service.
    Route("*", "/api/auth/**", _PAGE, ("*",)),
    # Telemetry. No prompt text was ever seen in it.
    *(Route("POST", path, _PAGE, ("*",))
      for path in ("/ces/v1/*", "/ces/statsc/flush", "/v1/rgstr", "/backend-api/lat/r",
                   "/backend-api/codex/analytics-events/events")),
    *(Route("POST", path, ("ab.chatgpt.com",), ("*",))
      for path in ("/v1/rgstr", "/v1/initialize", "/otlp/v1/metrics")),
    Route("GET HEAD", "/**", _STATIC, ("*",)),
    Route("GET HEAD", "/**", _FILES, ("*",)),
    Route("GET", "/**", PUSH_SOCKET.hosts, ("*",)),
    # Asking whether one may ask (Fetch, CORS): no body, and the address is a reviewed one.
    *(Route("OPTIONS", f"{prefix}/**") for prefix in SIGNED_IN),
)  # fmt: skip

GUEST_FORMS: Final = tuple(
    Route("POST", f"/unauth-mweb/conversation/{step}", _PAGE) for step in ("updates", "prepare")
)
GUEST_REVIEWED: Final = (
    *(Route("POST", f"{prefix}/sentinel/**", _PAGE) for prefix in GUESTS),
    Route("POST", "/unauth-mweb/events/business", _PAGE, ("*",)),
    *(Route("GET", f"/backend-anon{path}", _PAGE, _PAGING) for path in ("/me", "/models")),
)

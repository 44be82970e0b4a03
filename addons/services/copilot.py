"""
Microsoft Copilot for consumers: copilot.microsoft.com, copilot.com and the Windows app.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar, Final

from addons.services.copilot_chat import CopilotChat
from addons.services.generic_socket import GenericSocket
from addons.services.interface import (
    Cargo,
    Grant,
    Reading,
    Refusal,
    SocketCodec,
    UnreadableError,
    UploadAct,
    UploadStep,
    WireRequest,
    WireResponse,
)
from addons.services.json_codec import Endpoint, JsonCodec
from addons.services.json_document import JsonDocument
from addons.services.plain_turns import PlainTurns
from addons.services.refusals import (
    is_preflight,
    json_answer,
    one_line,
    preflight_answer,
    status_for,
)
from addons.services.routes import Route
from addons.services.socket_urls import is_wordless
from addons.services.upload_steps import common_step, in_object
from policy.notice import Notice
from policy.prompt import Channel

_HOSTS: Final = ("copilot.microsoft.com", "copilot.com", "www.copilot.com")
_CHAT: Final = Route("GET", "/c/api/chat", _HOSTS)
_NOTIFICATIONS: Final = Route("GET", "/client/hubs/notifications", ("*.webpubsub.azure.com",))
_ATTACHMENTS: Final = (Route("*", "/c/api/attachments/**", _HOSTS),)
_WRITE: Final = "POST PUT PATCH"
_CURSOR: Final = ("api-version", "cursor", "limit", "offset", "types")


def _error(request: WireRequest, notice: Notice) -> WireResponse:
    error = {"code": notice.topic.value, "message": one_line(notice)}
    return json_answer(request, status_for(notice), {"error": error})


def _endpoint(path: str, channel: Channel = Channel.PROMPT) -> Endpoint:
    return Endpoint(route=Route(_WRITE, path, _HOSTS), channel=channel)


_REST: Final = JsonCodec(
    name="copilot",
    prompts=(
        _endpoint("/c/api/start"),
        _endpoint("/c/api/conversations/*/autosuggest", Channel.DRAFT),
        _endpoint("/c/api/conversations/**"),
        _endpoint("/c/api/user/**"),
    ),
    nothing=(
        *(Route("GET HEAD", path, _HOSTS, _CURSOR)
          for path in ("/c/api/conversations", "/c/api/conversations/*",
                       "/c/api/conversations/*/history", "/c/api/user", "/c/api/user/settings",
                       "/c/api/config")),
        Route("DELETE", "/c/api/conversations/*", _HOSTS),
        *(Route("GET HEAD", path, _HOSTS)
          for path in ("/", "/chats/*", "/static/**", "/favicon.ico", "/robots.txt",
                       "/manifest.json", "/sw.js")),
    ),
    uploads=_ATTACHMENTS,
    opaque=("/timeZone", "/id", "/conversationId", "/mode", "/locale", "/query/api-version"),
    error=_error,
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Copilot(PlainTurns):
    """A `Codec`: prompts go over a WebSocket, the rest over JSON."""

    name: ClassVar[str] = "copilot"

    new_id: Callable[[], str]
    now: Callable[[], datetime]
    """In UTC; a made-up answer bears the time at which it is given."""

    def cargo(self, request: WireRequest) -> Cargo:
        return _REST.cargo(request)

    def read(self, request: WireRequest) -> Reading:
        return _REST.read(request)

    def write(self, request: WireRequest, reading: Reading, texts: Sequence[str]) -> WireRequest:
        return _REST.write(request, reading, texts)

    def upload(self, request: WireRequest) -> UploadStep | None:
        """A picture is the whole body; other files stand in a form."""
        if request.media_type.startswith("image/") and request.body:
            beside = common_step(replace(request, body=b""))
            return replace(beside, act=UploadAct.BYTES, documents=(request.body,))
        return common_step(request)

    def granted(self, request: WireRequest, answer: WireResponse) -> Grant | None:
        with suppress(UnreadableError):
            said = JsonDocument.parse_bytes(answer.body)
            names = (in_object(said, name) for name in ("id", "url"))
            return Grant(tuple(name for name in names if isinstance(name, str) and name))
        return None

    def refuse(self, request: WireRequest, notice: Notice) -> Refusal:
        if is_preflight(request):
            return Refusal(response=preflight_answer(request))
        return _REST.refuse(request, notice)

    def socket(self, request: WireRequest) -> SocketCodec | None:
        if not is_wordless(request):
            return None
        if _CHAT.leads(request):
            return CopilotChat(new_id=self.new_id, now=self.now)
        return GenericSocket() if _NOTIFICATIONS.leads(request) else None

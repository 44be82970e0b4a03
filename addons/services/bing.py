"""
Bing chat, retired by its vendor but still a family of addresses.

Prompts in a URL (`/images/create?q=`, `/copilotsearch?q=`, `/search?showconv=1&q=`) are no
endpoint here: they are unknown, so the whole URL is judged.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from addons.services.interface import (
    Cargo,
    Reading,
    Refusal,
    SocketCodec,
    UnreadableError,
    WireRequest,
)
from addons.services.plain_turns import PlainTurns
from addons.services.refusals import (
    is_preflight,
    json_answer,
    one_line,
    preflight_answer,
    status_for,
)
from addons.services.routes import Route
from addons.services.signalr import ChatHub
from addons.services.socket_urls import is_wordless
from policy.notice import Notice

_HOSTS: Final = ("www.bing.com", "edgeservices.bing.com", "sydney.bing.com")
_HUB: Final = Route("GET", "/sydney/ChatHub", _HOSTS)
_UPLOADS: Final = (Route("*", "/images/kblob/**", _HOSTS),)
_NOTHING: Final = (
    Route("GET", "/turing/conversation/create", _HOSTS, ("bundleVersion", "conversationId")),
    Route("GET", "/chat", ("www.bing.com",)),
    Route("GET", "/edgesvc/chat", ("edgeservices.bing.com",)),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class BingChat(PlainTurns):
    """A `Codec`: prompts go over SignalR, or in a URL."""

    name: ClassVar[str] = "bing-chat"

    new_id: Callable[[], str]

    def cargo(self, request: WireRequest) -> Cargo:
        if any(route.leads(request) for route in _UPLOADS):
            return Cargo.UPLOAD
        if any(route.leads_exactly(request) for route in _NOTHING):
            return Cargo.NOTHING
        return Cargo.UNKNOWN

    def read(self, request: WireRequest) -> Reading:
        """No HTTP request of it is a prompt to this codec."""
        raise UnreadableError("unknown-endpoint")

    def write(self, request: WireRequest, reading: Reading, texts: Sequence[str]) -> WireRequest:
        raise UnreadableError("unknown-endpoint")

    def refuse(self, request: WireRequest, notice: Notice) -> Refusal:
        if is_preflight(request):
            return Refusal(response=preflight_answer(request))
        result = {"value": "Forbidden", "message": one_line(notice)}
        return Refusal(response=json_answer(request, status_for(notice), {"result": result}))

    def socket(self, request: WireRequest) -> SocketCodec | None:
        return ChatHub(new_id=self.new_id) if _HUB.leads(request) and is_wordless(request) else None

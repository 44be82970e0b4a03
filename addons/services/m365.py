"""
Microsoft 365 Copilot: its chat hub, which personal accounts of the free Copilot share.

Host and path say nothing about a licence; the tenant in the path and the scenario in the query
do, as far as a client's word goes. The proxy cannot prove a licence, so what is unknown is shut.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from addons.services.form_document import FormDocument
from addons.services.interface import Cargo, Reading, Refusal, UnreadableError, WireRequest
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

PERSONAL_TENANT: Final = "9188040d-6c67-4c5b-b112-36a304b66dad"
"""The tenant id that Microsoft gives to all personal accounts."""

_HUBS: Final = (
    Route("GET", "/m365Copilot/**"),
    Route("GET", "/m365chat/**"),
)
_UPLOADS: Final = (Route("*", "/m365Copilot/UploadFile"),)
_PERSONAL_HUB: Final = re.compile(
    rf"/(?:m365Copilot/(?:Chathub|StreamHub)|m365chat/SecuredChathub)/[\w\-]{{1,64}}@{PERSONAL_TENANT}",
    re.IGNORECASE | re.ASCII,
)
_SCENARIO: Final = re.compile(r"[A-Za-z0-9]{1,80}")


def personal_free_tenant(path: str) -> bool:
    """
    Whether `path`, with its query, opens the hub for a personal account without a paid plan.

    Everything that is missing, unknown, contradictory or oddly spelt counts as paid.
    """
    route, _, query = path.partition("?")
    try:
        pairs = FormDocument.parse(query).pairs
    except UnreadableError:
        return False
    # The server reads names of fields in either case, so twins in another case are twins.
    said = {
        name: [value.strip('"') for key, value in pairs if key.lower() == name]
        for name in ("scenario", "licensetype", "agent")
    }
    return (
        _PERSONAL_HUB.fullmatch(route) is not None
        and len(said["scenario"]) == 1
        and all(_SCENARIO.fullmatch(s) and "paid" not in s.lower() for s in said["scenario"])
        and all(licence.lower() == "starter" for licence in said["licensetype"])
        and all(agent.lower() != "work" for agent in said["agent"])
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedHub(ChatHub):
    """A hub that answers a chat with the reason why it stays shut, and lets nothing leave."""

    def read(self, message: str) -> Reading | None:
        raise UnreadableError("closed-hub")


@dataclass(frozen=True, slots=True, kw_only=True)
class Microsoft365Copilot(PlainTurns):
    """A `Codec` that is shut, save for the hub of personal accounts where that is allowed."""

    name: ClassVar[str] = "microsoft-365-copilot"

    new_id: Callable[[], str]
    personal_allowed: bool = False
    """Whether `personal_free_tenant` may chat. The catalogue must allow the service too."""

    def cargo(self, request: WireRequest) -> Cargo:
        if not self.personal_allowed:
            return Cargo.CLOSED
        if any(route.leads(request) for route in _UPLOADS):
            return Cargo.UPLOAD
        return Cargo.UNKNOWN if personal_free_tenant(request.path) else Cargo.CLOSED

    def read(self, request: WireRequest) -> Reading:
        raise UnreadableError("closed-hub")

    def write(self, request: WireRequest, reading: Reading, texts: Sequence[str]) -> WireRequest:
        raise UnreadableError("closed-hub")

    def refuse(self, request: WireRequest, notice: Notice) -> Refusal:
        """The error object of Microsoft Graph."""
        if is_preflight(request):
            return Refusal(response=preflight_answer(request))
        error = {"code": notice.topic.value, "message": one_line(notice)}
        return Refusal(response=json_answer(request, status_for(notice), {"error": error}))

    def socket(self, request: WireRequest) -> ChatHub | None:
        if not any(route.leads(request) for route in _HUBS) or not is_wordless(request):
            return None
        is_open = self.personal_allowed and personal_free_tenant(request.path)
        return (ChatHub if is_open else ClosedHub)(new_id=self.new_id)

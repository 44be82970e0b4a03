"""
ChatGPT on the web: its page, its draft previews, its side doors, and Codex on the same host.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final
from uuid import uuid4

from addons.services import chatgpt_guest
from addons.services.chatgpt_files import ChatGptFiles
from addons.services.chatgpt_reply import Turn, events
from addons.services.chatgpt_routes import (
    CODEX_SOCKETS,
    GUEST_FORMS,
    GUEST_MODE,
    GUEST_REVIEWED,
    OPAQUE,
    PUSH_SOCKET,
    REVIEWED,
    SIGNED_IN,
    UPLOADS,
    VOICE,
    completing,
    preparing,
    prompts,
    sending,
)
from addons.services.chatgpt_turns import mended, stand_in_body
from addons.services.generic_socket import GenericSocket
from addons.services.interface import (
    AnswerFilter,
    Cargo,
    ForgedId,
    Reading,
    Refusal,
    SocketCodec,
    WireRequest,
    WireResponse,
)
from addons.services.json_codec import JsonCodec
from addons.services.json_socket import JsonSocket
from addons.services.refusals import (
    is_preflight,
    json_answer,
    markdown,
    one_line,
    preflight_answer,
    status_for,
    stream_answer,
)
from addons.services.routes import Route
from policy.notice import Notice

_EVERYONE: Final = (*SIGNED_IN, "/backend-anon")
_SEND: Final = sending(_EVERYONE)
_PREPARE: Final = preparing(_EVERYONE)
_COMPLETE: Final = completing(_EVERYONE)


def _error(request: WireRequest, notice: Notice) -> WireResponse:
    """The page reads `detail`; Codex, on the same host, reads `error`."""
    message = one_line(notice)
    error = {"message": message, "type": "invalid_request_error", "code": notice.code}
    return json_answer(request, status_for(notice), {"detail": message, "error": error})


_SIGNED_IN: Final = JsonCodec(
    name="chatgpt",
    prompts=prompts(SIGNED_IN),
    nothing=REVIEWED,
    uploads=UPLOADS,
    closed=(*GUEST_MODE, *VOICE),
    opaque=OPAQUE,
    error=_error,
)
_WITH_GUESTS: Final = JsonCodec(
    name="chatgpt",
    prompts=prompts(_EVERYONE),
    nothing=(*REVIEWED, *GUEST_REVIEWED),
    uploads=UPLOADS,
    closed=VOICE,
    opaque=OPAQUE,
    error=_error,
)


def _random_uuid() -> str:
    return str(uuid4())


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatGpt(ChatGptFiles):
    """The `Codec` of ChatGPT."""

    name: ClassVar[str] = "chatgpt"

    new_id: Callable[[], str] = _random_uuid
    """Makes a fresh UUID (RFC 9562) for each id that a refusal needs."""
    guests_allowed: bool = False
    """Whether people may use it without signing in; then nobody's plan or settings hold."""

    @property
    def _table(self) -> JsonCodec:
        return _WITH_GUESTS if self.guests_allowed else _SIGNED_IN

    def _is_guest_form(self, request: WireRequest) -> bool:
        return self.guests_allowed and _leads(GUEST_FORMS, request)

    def cargo(self, request: WireRequest) -> Cargo:
        return Cargo.PROMPT if self._is_guest_form(request) else self._table.cargo(request)

    def read(self, request: WireRequest) -> Reading:
        if self._is_guest_form(request):
            return chatgpt_guest.read(request)
        return self._table.read(request)

    def write(self, request: WireRequest, reading: Reading, texts: Sequence[str]) -> WireRequest:
        if self._is_guest_form(request):
            return chatgpt_guest.write(request, texts)
        return self._table.write(request, reading, texts)

    def refuse(self, request: WireRequest, notice: Notice) -> Refusal:
        """A chat bubble for a message, silence for a draft, and an error for all else."""
        if is_preflight(request):
            return Refusal(response=preflight_answer(request))
        if _leads(_COMPLETE, request):
            return Refusal(response=json_answer(request, 200, {"completions": []}))
        if _leads(_PREPARE, request):
            token = self.new_id()
            body = {"status": "ok", "conduit_token": token}
            return Refusal(
                response=json_answer(request, 200, body), forged=(ForgedId(token, None),)
            )
        if _leads(_SEND, request):
            return self._bubble(request, notice)
        return self._table.refuse(request, notice)

    def _bubble(self, request: WireRequest, notice: Notice) -> Refusal:
        turn = Turn.of(request)
        message = self.new_id()
        forged = [ForgedId(message, turn.parent or None)]
        conversation = turn.conversation
        if not conversation:
            conversation = self.new_id()
            forged.append(ForgedId(conversation, None))
        stream = events(turn, message=message, conversation=conversation, text=markdown(notice))
        return Refusal(response=stream_answer(request, stream), forged=tuple(forged))

    def mend(self, request: WireRequest, forged: Mapping[str, str | None]) -> WireRequest:
        return mended(request, forged)

    def stand_in(self, request: WireRequest, forged: Mapping[str, str | None]) -> Refusal | None:
        body = stand_in_body(request, forged)
        return None if body is None else Refusal(response=json_answer(request, 200, body))

    def socket(self, request: WireRequest) -> SocketCodec | None:
        """Codex, and the push channel on which no prompt was ever seen; all others stay shut."""
        for endpoint in CODEX_SOCKETS:
            if endpoint.route.leads(request):
                return JsonSocket(self._table, endpoint)
        return GenericSocket() if PUSH_SOCKET.leads(request) else None

    def answers(
        self,
        request: WireRequest,
        originals: Mapping[str, str],
    ) -> AnswerFilter | None:
        return None


def _leads(routes: Sequence[Route], request: WireRequest) -> bool:
    return any(route.leads(request) for route in routes)

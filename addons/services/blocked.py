"""
Services that are only ever refused, in words that their own pages and tools show.

Nothing here reads a body: every request is shut, whatever it carries.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from addons.services.anthropic_api import anthropic_error
from addons.services.interface import (
    Cargo,
    Reading,
    Refusal,
    UnreadableError,
    WireRequest,
    WireResponse,
)
from addons.services.openai_api import openai_error
from addons.services.plain_turns import PlainTurns
from addons.services.refusals import (
    compact,
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

_FORBIDDEN: Final = 403
_UPGRADE_REQUIRED: Final = 426
_DEEPSEEK_REFUSED: Final = 40300
"""Of our own making, in the range of the service's codes; only 0 means success."""

type Answer = Callable[[WireRequest, Notice], WireResponse]


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocked(PlainTurns):
    """A `Codec` that knows how to say no, and nothing else."""

    name: str
    answers_by_route: tuple[tuple[Route, Answer], ...] = ()
    """The first route that fits decides."""
    answer: Answer
    """For every other request."""

    def cargo(self, request: WireRequest) -> Cargo:
        return Cargo.CLOSED

    def read(self, request: WireRequest) -> Reading:
        raise UnreadableError("closed-service")

    def write(self, request: WireRequest, reading: Reading, texts: Sequence[str]) -> WireRequest:
        raise UnreadableError("closed-service")

    def refuse(self, request: WireRequest, notice: Notice) -> Refusal:
        if is_preflight(request):
            return Refusal(response=preflight_answer(request))
        if request.headers.get("upgrade", "").lower() == "websocket":
            # RFC 9110, 15.5.22. Clients fall back to POST at once, where 403 has them try on.
            return Refusal(response=_upgrade_refused(request, notice))
        chosen = next((a for route, a in self.answers_by_route if route.leads(request)), None)
        return Refusal(response=(chosen or self.answer)(request, notice))


def message_error(request: WireRequest, notice: Notice) -> WireResponse:
    """`message` at the top, as GitHub's and many other interfaces have it."""
    body = {"message": one_line(notice), "code": notice.code}
    return json_answer(request, status_for(notice), body)


def blocked(slug: str) -> Blocked:
    """A codec for a forbidden service without words of its own."""
    return Blocked(name=slug, answer=message_error)


def _upgrade_refused(request: WireRequest, notice: Notice) -> WireResponse:
    return json_answer(request, _UPGRADE_REQUIRED, {"message": one_line(notice)})


def _deepseek_error(request: WireRequest, notice: Notice) -> WireResponse:
    body = {"code": _DEEPSEEK_REFUSED, "msg": one_line(notice), "data": None}
    return json_answer(request, status_for(notice), body)


def _deepseek_chat(request: WireRequest, notice: Notice) -> WireResponse:
    """An answer that streams in and ends well, so that the page shows it in the chat."""
    fragment = {"id": 1, "type": "RESPONSE", "content": ""}
    opening = {
        "message_id": 2,
        "parent_id": 1,
        "role": "ASSISTANT",
        "status": "WIP",
        "fragments": [fragment],
    }
    text = {"p": "response/fragments/-1/content", "o": "APPEND", "v": markdown(notice)}
    events: tuple[tuple[str, dict[str, Any]], ...] = (
        ("ready", {"request_message_id": 1, "response_message_id": 2, "model_type": "default"}),
        ("", {"v": {"response": opening}}),
        ("", text),
        ("", {"p": "response/status", "o": "SET", "v": "FINISHED"}),
        ("finish", {}),
        ("close", {"click_behavior": "none", "auto_resume": False}),
    )
    return stream_answer(request, ((name, compact(data)) for name, data in events))


def _github_web_chat(request: WireRequest, notice: Notice) -> WireResponse:
    """The stream of a chat on the web: its only event that bears text."""
    event = compact({"type": "content", "body": markdown(notice)})
    return stream_answer(request, (("", event),))


def _github_entitlement(request: WireRequest, notice: Notice) -> WireResponse:
    """Plug-ins ask this before all else, and ask it again dozens of times after other errors."""
    return json_answer(request, _FORBIDDEN, {"message": one_line(notice)})


DEEPSEEK: Final = Blocked(
    name="deepseek",
    answers_by_route=(
        *(
            (Route("POST", f"/api/v0/chat/{path}"), _deepseek_chat)
            for path in ("completion", "edit_message", "regenerate", "continue", "resume_stream")
        ),
        (Route("*", "/anthropic/**", ("api.deepseek.com",)), anthropic_error),
        (Route("*", "/**", ("api.deepseek.com",)), openai_error),
    ),
    answer=_deepseek_error,
)
"""The web and its app; the programming interface too, should it be listed under this name."""

GITHUB_COPILOT: Final = Blocked(
    name="github-copilot",
    answers_by_route=(
        (Route("*", "/copilot_internal/**"), _github_entitlement),
        (Route("*", "/repos/*/copilot_internal/**"), _github_entitlement),
        (Route("*", "/repos/*/*/copilot_internal/**"), _github_entitlement),
        (Route("POST", "/github/chat/threads/*/messages"), _github_web_chat),
        (Route("*", "/v1/messages"), anthropic_error),
        (Route("*", "/chat/completions"), openai_error),
        (Route("*", "/responses"), openai_error),
        (Route("*", "/v1/engines/**"), openai_error),
    ),
    answer=message_error,
)

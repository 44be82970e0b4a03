"""
Google Gemini's own page (gemini.google.com, formerly bard.google.com).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from typing import Any, Final

from addons.services.gemini_forms import Calls, Turn, ids_in_query
from addons.services.gemini_frames import encode
from addons.services.google_uploads import GoogleUploads, final_refusal
from addons.services.interface import (
    Cargo,
    ForgedId,
    Reading,
    Refusal,
    UnreadableError,
    WireRequest,
    WireResponse,
)
from addons.services.plain_turns import PlainTurns
from addons.services.refusals import (
    compact,
    is_preflight,
    json_answer,
    markdown,
    one_line,
    preflight_answer,
    status_for,
)
from addons.services.routes import Route
from addons.services.wire_texts import paired, reading_of
from policy.notice import Notice
from policy.prompt import Channel

_PAGES: Final = ("gemini.google.com", "bard.google.com")
_DATA: Final = "/_/BardChatUi/data/"
_GENERATE: Final = "assistant.lamda.BardFrontendService/StreamGenerate"
_TURNS: Final = tuple(
    Route("*", f"{account}{_DATA}{_GENERATE}", _PAGES) for account in ("", "/u/*")
)
_CALLS: Final = tuple(
    Route("*", f"{account}{_DATA}batchexecute", _PAGES) for account in ("", "/u/*")
)
_UPLOADS: Final = (
    Route("*", "/upload/**", ("push.clients6.google.com",)),
    Route("*", "/upload/**", ("content-push.googleapis.com",)),
)
_RPC: Final = "GET POST OPTIONS"
_NOTHING: Final = (
    *(Route("GET HEAD", path, _PAGES, ("hl",))
      for path in ("/", "/app", "/app/*", "/gem/*", "/gems/view", "/u/*/app", "/u/*/app/*",
                   "/u/*/gem/*", "/favicon.ico", "/robots.txt")),
    Route("GET HEAD", "/_/BardChatUi/_/**", _PAGES),
    Route("GET HEAD", "/_/BardChatUi/manifest.json", _PAGES),
    Route("GET HEAD", "/_/BardChatUi/browserinfo", _PAGES, ("f.sid", "bl", "hl", "_reqid", "rt")),
    # Signs of life and of a genuine browser: they carry no prompt.
    Route(_RPC, "/$rpc/google.internal.waa.v1.Waa/*", ("waa-pa.clients6.google.com",)),
    Route(_RPC, "/$rpc/google.internal.onegoogle.asyncdata.v1.AsyncDataService/*",
          ("ogads-pa.clients6.google.com",)),
    Route(_RPC, "/punctual/**", ("signaler-pa.clients6.google.com",),
          ("AID", "CI", "CVER", "RID", "SID", "TYPE", "VER", "gsessionid", "key", "t", "zx")),
    Route(_RPC, "/log", ("play.google.com",), ("auth", "authuser", "format", "hasfast")),
    Route("POST", "/RotateCookies", ("accounts.google.com",)),
    Route("GET", "/RotateCookiesPage", ("accounts.google.com",), ("og_pid", "rot", "origin",
                                                                 "exp_id")),
)  # fmt: skip
_DENIED: Final = 7
"""PERMISSION_DENIED of google.rpc.Code."""


class Gemini(GoogleUploads, PlainTurns):
    """A `Codec` for the page, its remote calls, its uploads."""

    __slots__ = ()

    name = "gemini"

    def cargo(self, request: WireRequest) -> Cargo:
        if _leads(_TURNS, request) or _leads(_CALLS, request):
            return Cargo.PROMPT
        if _leads(_UPLOADS, request):
            return Cargo.UPLOAD
        if any(route.leads_exactly(request) for route in _NOTHING):
            return Cargo.NOTHING
        return Cargo.UNKNOWN

    def read(self, request: WireRequest) -> Reading:
        opened = _opened(request)
        conversation = opened.ids[0] if isinstance(opened, Turn) else ""
        return reading_of(opened.leaves(), Channel.PROMPT, conversation)

    def write(
        self,
        request: WireRequest,
        reading: Reading,
        texts: Sequence[str],
    ) -> WireRequest:
        opened = _opened(request)
        return opened.letter.opened.rebuilt(paired(opened.leaves(), texts))

    def refuse(self, request: WireRequest, notice: Notice) -> Refusal:
        if is_preflight(request):
            return Refusal(response=preflight_answer(request))
        if _leads(_TURNS, request):
            return _in_the_chat(request, notice)
        if _leads(_CALLS, request):
            return Refusal(response=_framed(request, _failed_calls(request, notice)))
        status = status_for(notice)
        word = "PERMISSION_DENIED" if status == 403 else "INVALID_ARGUMENT"  # noqa: PLR2004 -- HTTP's own number
        error = {"code": status, "message": one_line(notice), "status": word}
        answer = json_answer(request, status, {"error": error})
        return Refusal(response=final_refusal(answer) if _leads(_UPLOADS, request) else answer)

    def attachments(self, request: WireRequest) -> tuple[str, ...]:
        return Turn.open(request).files if _leads(_TURNS, request) else ()

    def mend(self, request: WireRequest, forged: Mapping[str, str | None]) -> WireRequest:
        if not _leads(_TURNS, request):
            return request
        try:
            return Turn.open(request).with_ids(forged)
        except UnreadableError:
            return request  # its reader will refuse it


def _opened(request: WireRequest) -> Turn | Calls:
    if _leads(_TURNS, request):
        return Turn.open(request)
    if _leads(_CALLS, request):
        return Calls.open(request)
    raise UnreadableError("unknown-endpoint")


def _leads(routes: Sequence[Route], request: WireRequest) -> bool:
    return any(route.leads(request) for route in routes)


def _in_the_chat(request: WireRequest, notice: Notice) -> Refusal:
    """
    The notice as an answer. In an existing chat the page's own ids of conversation and answer
    stand in it, so that its next turn is valid; only the candidate is ours.
    """
    conversation, answer, candidate = _ids(request)
    forged = "rc_" + sha256(compact([notice.code, conversation, candidate]).encode(
        errors="replace")).hexdigest()[:16]  # fmt: skip
    ids = [conversation, answer] if conversation and answer else None
    said = [forged, [markdown(notice)], *[None] * 6, [2], notice.language]
    turn = compact([None, ids, None, None, [said]])
    response = _framed(request, [[["wrb.fr", None, turn]], *_closing()])
    return Refusal(response=response, forged=(ForgedId(forged, candidate or None),))


def _ids(request: WireRequest) -> tuple[str, str, str]:
    try:
        return Turn.open(request).ids
    except UnreadableError:  # a refusal must work all the same
        return "", "", ""


def _failed_calls(request: WireRequest, notice: Notice) -> Iterator[Any]:
    """Each call fails with google.rpc.Status: a code and a message."""
    status = [_DENIED, one_line(notice)]
    for call in ids_in_query(request):
        yield [["wrb.fr", call, None, None, None, status, "generic"]]
    yield from _closing()


def _closing() -> list[Any]:
    return [[["di", 100], ["af.httprm", 100, "0", 1]], [["e", 4, None, None, 300]]]


def _framed(request: WireRequest, values: Sequence[Any] | Iterator[Any]) -> WireResponse:
    return replace(json_answer(request, 200, None), body=encode(values))

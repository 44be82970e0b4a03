"""
The guard: every request to an AI service starts refused, and only a verdict lets it leave.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Mapping

import structlog
from mitmproxy import http

from addons.bodies import takes_a_while
from addons.framing import (
    forgo_upgrade,
    give_length,
    is_handshake,
    is_malformed,
    lacks_length,
)
from addons.held_bodies import HELD, BodyRoom, HeldBody
from addons.http1_layers import MALFORMED, TRAILERS
from addons.http_layers import ENDLESS
from addons.inspection import Inspection
from addons.live_flows import LiveFlows
from addons.names import Names, names_of
from addons.outcome import Sent
from addons.own_task import within
from addons.passage import (
    HEARD,
    NOT_OURS,
    PASS,
    PASSAGE,
    CurrentPolicy,
    Passage,
    Policy,
)
from addons.passages import Passages
from addons.services.canary import PROVEN, is_its_host
from addons.services.interface import Cargo, Codec, UnreadableError, WireRequest
from addons.socket_opening import SocketOpening
from addons.stand_in import StandIn
from addons.wire import (
    bodiless,
    copied,
    drop_hop_headers,
    put_request,
    response,
    wire_request,
)
from policy import canary
from policy.catalogue import Status
from policy.documents.interface import Unread
from policy.incident import EventAction
from policy.prompt import Channel

_log = structlog.get_logger()

_UNPACKED_AT_ONCE = 2
"""Bodies with a content encoding; each may grow to the largest that is read."""

_GROWS = 64 * 1024
"""Bytes that placeholders may add to a body without anybody asking for room."""

_MALFORMED = b"This request could be read in more than one way."
_UNCHECKED = b"This request could not be checked, so it was not sent."
_MISDIRECTED = b"This request names another host than its connection."


class Guard:
    """mitmproxy hooks for HTTP. They move data; `Inspection` and the policy decide."""

    def __init__(  # noqa: PLR0913 -- the parts of a guard, all by name
        self,
        *,
        policy: CurrentPolicy,
        passages: Passages,
        inspection: Inspection,
        codecs: Mapping[str, Codec],
        live: LiveFlows,
        stand_in: StandIn,
        max_body_bytes: int,
        bodies: BodyRoom,
        deadline_seconds: float,
    ) -> None:
        self._policy = policy
        self._passages = passages
        self._clientele = passages.clientele
        self._inspection = inspection
        self._codecs = codecs
        self._live = live
        self._sockets = SocketOpening(inspection, stand_in)
        self._max_body_bytes = max_body_bytes
        self._bodies = bodies
        self._deadline = deadline_seconds
        """Shorter than that of hooks, which costs the client its whole connection."""
        self._unpacking = asyncio.Semaphore(_UNPACKED_AT_ONCE)

    def requestheaders(self, flow: http.HTTPFlow) -> Awaitable[None] | None:
        """Returns something to wait for only where an incident must be written already."""
        drop_hop_headers(flow)
        policy = self._policy.snapshot
        names = names_of(flow)
        if flow.response or flow.error:
            # Answered by proxy authentication, or refused by mitmproxy as one that servers may
            # read in more than one way.
            is_malformed_to_it = flow.error and not flow.response
            return self._bypass(flow, policy, names, _AMBIGUOUS) if is_malformed_to_it else None
        if not any(policy.catalogue.decrypts(name) for name in names.tunnel | names.claimed):
            # Plain HTTP to somewhere else: straight through, without ever holding a body.
            self._clientele.believe_front(flow)
            if names.unverifiable:
                flow.response = http.Response.make(400, _MALFORMED)
            else:
                flow.request.stream = True
                flow.metadata[NOT_OURS] = True
            return None
        # Refused until judged. mitmproxy lets a flow go on when a hook fails, so nothing that
        # fails from here on may leave the flow without this answer.
        flow.response = copied(_REFUSAL)
        flow.request.stream = False
        if not flow.client_conn.tls:
            self._clientele.believe_front(flow)
        if names.disagree:
            flow.response = http.Response.make(421, _MISDIRECTED)
            return self._bypass(flow, policy, names, "names-disagree")
        if is_malformed(flow.request):
            flow.response = http.Response.make(400, _MALFORMED)
            return self._bypass(flow, policy, names, _AMBIGUOUS)
        if is_its_host(names.domain) and not flow.metadata.get(PROVEN):
            flow.response = http.Response.make(403, canary.STRANGER)
        else:
            self._begin(flow, policy, names.domain)
        return None

    def _begin(self, flow: http.HTTPFlow, policy: Policy, domain: str) -> None:
        """Hold its body for a verdict, unless it is for another product on a shared host."""
        forgo_upgrade(flow.request)
        passage = self._passages.of(flow, policy, domain)
        if passage is None:
            self._pass_unread(flow)
            return
        flow.metadata[PASSAGE] = passage
        is_read = passage.status is Status.ALLOWED
        flow.metadata[HELD] = held = HeldBody(
            self._bodies, passage.client.holder, self._max_body_bytes, is_read=is_read
        )
        held.announce(flow.request.headers.get("content-length"))
        self._live.add(flow)

    def _pass_unread(self, flow: http.HTTPFlow) -> None:
        flow.response = None
        flow.metadata[PASS] = True
        # A WebSocket begins only once its request is over, and a body without a length gets one.
        flow.request.stream = not (is_handshake(flow.request) or lacks_length(flow.request))

    async def _bypass(self, flow: http.HTTPFlow, policy: Policy, names: Names, what: str) -> None:
        """Record an attempt to reach a service in disguise; the flow is refused already."""
        for name in sorted(names.claimed | names.tunnel):
            if policy.catalogue.decrypts(name) and not is_its_host(name):
                passage = self._passages.of(flow, policy, name)
                if passage is not None:
                    await self._inspection.recorder.stopped(
                        passage, EventAction.BYPASS_ATTEMPT, Channel.URL, reason=what
                    )
                    return

    async def request(self, flow: http.HTTPFlow) -> None:
        give_length(flow.request)
        passage: Passage | None = flow.metadata.get(PASSAGE)
        if passage is None:
            return
        codec = self._codec(passage)
        try:
            await within(self._deadline, self._inspect(flow, passage, codec))
        except asyncio.CancelledError:
            raise
        except Exception as failure:  # noqa: BLE001 -- to record it; the flow is refused already
            # Only the type: a message could quote the prompt.
            _log.error("prompt.unchecked", error=type(failure).__name__)
            await self._unchecked(flow, passage, codec)

    async def _inspect(self, flow: http.HTTPFlow, passage: Passage, codec: Codec) -> None:
        if passage.status is not Status.ALLOWED:
            wire = bodiless(flow, passage.domain)
            if is_handshake(flow.request) and self._sockets.refuse(flow, wire, codec):
                return
        elif reason := flow.metadata[HELD].why_dropped:
            await self._dropped(flow, passage, codec, reason)
            return
        else:
            try:
                wire = await self._wire(flow, passage)
            except UnreadableError as unreadable:
                wire = bodiless(flow, passage.domain)
                refused = await self._inspection.unreadable(passage, wire, codec, str(unreadable))
                flow.response = response(refused.response)
                return
            if reason := flow.metadata[HELD].why_dropped:
                await self._dropped(flow, passage, codec, reason)
                return
            if is_handshake(flow.request) and codec.cargo(wire) is not Cargo.CLOSED:
                await self._sockets.open(flow, passage, wire, codec)
                return
        outcome = await self._inspection.request(passage, wire, codec)
        if isinstance(outcome, Sent):
            if reason := _outgrown(flow.metadata[HELD], wire, outcome.request):
                await self._dropped(flow, passage, codec, reason)
                return
            put_request(flow, wire, outcome.request)
            if outcome.heard:
                flow.metadata[HEARD] = outcome.heard
            flow.response = None  # the pass, earned
            flow.metadata[PASS] = True
        else:
            flow.response = response(outcome.response)

    async def _wire(self, flow: http.HTTPFlow, passage: Passage) -> WireRequest:
        """
        As `wire_request`. What a small body unpacks to is bounded as bodies are, and few of them
        are unpacked at once.
        """
        raw = flow.request.raw_content or b""
        if not takes_a_while(raw, flow.request.headers.get("content-encoding", "")):
            return wire_request(flow, passage.domain, self._max_body_bytes)
        async with self._unpacking:
            wire = await asyncio.to_thread(wire_request, flow, passage.domain, self._max_body_bytes)
            flow.metadata[HELD].unpacked(len(wire.body))
        return wire

    async def _dropped(
        self, flow: http.HTTPFlow, passage: Passage, codec: Codec, reason: Unread
    ) -> None:
        wire = bodiless(flow, passage.domain)
        refused = await self._inspection.dropped(passage, wire, codec, reason)
        flow.response = response(refused.response)

    async def _unchecked(self, flow: http.HTTPFlow, passage: Passage, codec: Codec) -> None:
        """Say that the filter failed; if even that fails, the first refusal stands."""
        recorder = self._inspection.recorder
        flow.response = http.Response.make(503, _UNCHECKED)
        try:
            code = await recorder.stopped(
                passage, EventAction.UNCHECKED, Channel.PROMPT, reason="filter-failed"
            )
        except OSError as failure:
            _log.error("incident.not-written", error=type(failure).__name__)
            code = recorder.new_code()
        refused = self._inspection.unchecked(passage, bodiless(flow, passage.domain), codec, code)
        flow.response = response(refused.response)

    def response(self, flow: http.HTTPFlow) -> None:
        if not flow.websocket:
            self._live.discard(flow)
        _release(flow)

    async def error(self, flow: http.HTTPFlow) -> None:
        self._live.discard(flow)
        _release(flow)
        passage: Passage | None = flow.metadata.get(PASSAGE)
        if passage is None or flow.metadata.get(PASS) or flow.request.raw_content is not None:
            return
        error = flow.error.msg if flow.error else ""
        if error in _REASONS:
            action, reason = _REASONS[error]
            await self._inspection.recorder.stopped(passage, action, Channel.PROMPT, reason=reason)

    def _codec(self, passage: Passage) -> Codec:
        return self._codecs.get(passage.service.slug, self._inspection.walker)


_AMBIGUOUS = "malformed-request"
_REASONS = {
    TRAILERS: (EventAction.BYPASS_ATTEMPT, "trailers"),
    MALFORMED: (EventAction.BYPASS_ATTEMPT, _AMBIGUOUS),
    ENDLESS: (EventAction.NOT_INSPECTABLE, "body-too-large"),
}
_REFUSAL = http.Response.make(503, _UNCHECKED)


def _outgrown(held: HeldBody, came: WireRequest, leaves: WireRequest) -> Unread | None:
    """
    Why what leaves is too much beside what came; None if there is room until the service has it.
    A list of some bytes may have joined a file.
    """
    if len(leaves.body) > len(came.body) + _GROWS:
        held.unpacked(len(leaves.body))
    return held.why_dropped


def _release(flow: http.HTTPFlow) -> None:
    held: HeldBody | None = flow.metadata.get(HELD)
    if held is not None:
        held.release()

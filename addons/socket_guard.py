"""
The guard of WebSockets: no message of a client leaves without a verdict.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import structlog
from mitmproxy import http
from mitmproxy.websocket import WebSocketMessage
from wsproto.frame_protocol import CloseReason

from addons.live_flows import LiveFlows
from addons.own_task import within
from addons.passage import JUDGED_MESSAGE, PASSAGE, SOCKET, CurrentPolicy, Passage
from addons.passages import Passages
from addons.services.interface import SocketCodec
from addons.socket_inspection import Message, SocketInspection
from policy.catalogue import Status
from policy.incident import EventAction
from policy.notice import Topic
from policy.prompt import Channel

_log = structlog.get_logger()

type Inject = Callable[[http.HTTPFlow, str], None]


class SocketGuard:
    """mitmproxy hooks for WebSocket messages."""

    def __init__(
        self,
        *,
        inspection: SocketInspection,
        inject: Inject,
        live: LiveFlows,
        policy: CurrentPolicy,
        passages: Passages,
        max_message_bytes: int,
        deadline_seconds: float,
    ) -> None:
        self._inspection = inspection
        self._inject = inject
        """Sends a text message to the client of a flow, as if the service had."""
        self._live = live
        self._policy = policy
        self._passages = passages
        self._max_message_bytes = max_message_bytes
        self._deadline = deadline_seconds
        """As that of `Guard`."""

    async def websocket_message(self, flow: http.HTTPFlow) -> None:
        if flow.websocket is None:
            return
        message = flow.websocket.messages[-1]
        # mitmproxy keeps the whole conversation; nobody here looks back.
        del flow.websocket.messages[:-1]
        passage: Passage | None = flow.metadata.get(PASSAGE)
        if passage is None or message.injected or not message.from_client:
            return
        # Dropped until judged: what fails from here on does not leave.
        message.drop()
        try:
            renewed = self._renewed(flow, passage)
            await within(self._deadline, self._judge(flow, message, renewed))
        except asyncio.CancelledError:
            raise
        except Exception as failure:  # noqa: BLE001 -- to record it; the message is dropped already
            _log.error("message.unchecked", error=type(failure).__name__)
            await self._unchecked(flow, message, passage)
        now: Passage = flow.metadata[PASSAGE]
        if passage.status is Status.ALLOWED and now.status is not Status.ALLOWED:
            self._live.cut(flow)  # its client may have become somebody else's since it began

    def _renewed(self, flow: http.HTTPFlow, passage: Passage) -> Passage:
        """
        `passage` under the policy of this moment: a socket may be open for hours. Raises
        `LookupError` when its service is no longer there.
        """
        policy = self._policy.snapshot
        # One that was shut has our own server behind it, and stays shut.
        if passage.policy is policy or passage.status is not Status.ALLOWED:
            return passage
        renewed = self._passages.of(flow, policy, passage.domain)
        if renewed is None:
            raise LookupError("service")
        flow.metadata[PASSAGE] = renewed
        return renewed

    async def _judge(
        self, flow: http.HTTPFlow, message: WebSocketMessage, passage: Passage
    ) -> None:
        codec: SocketCodec | None = flow.metadata.get(SOCKET)
        if codec is None or not message.is_text:
            await self._not_inspectable(passage, "binary-message" if codec else "no-codec")
            return
        if len(message.content) > self._max_message_bytes:
            await self._not_inspectable(passage, "message-too-large")
            return
        text = message.content.decode("utf-8")
        greeting = getattr(codec, "greet", None)
        if greeting is not None and passage.status is not passage.status.ALLOWED:
            replies = greeting(text)
            if replies:
                self._reply(flow, replies)
                return
        self._carry_out(flow, message, await self._inspection.message(passage, text, codec))

    def _carry_out(self, flow: http.HTTPFlow, message: WebSocketMessage, outcome: Message) -> None:
        self._reply(flow, outcome.replies)
        if outcome.forward is None:
            return
        content = outcome.forward.encode()
        if content != message.content:
            message.content = content
        message.dropped = False  # the pass, earned
        flow.metadata[JUDGED_MESSAGE] = message

    def _reply(self, flow: http.HTTPFlow, replies: tuple[str, ...]) -> None:
        for reply in replies:
            self._inject(flow, reply)

    async def _not_inspectable(self, passage: Passage, reason: str) -> None:
        await self._inspection.recorder.stopped(
            passage, EventAction.NOT_INSPECTABLE, Channel.WEBSOCKET, reason=reason
        )

    async def _unchecked(
        self, flow: http.HTTPFlow, message: WebSocketMessage, passage: Passage
    ) -> None:
        """Say that the filter failed; the message is dropped whether this works or not."""
        recorder = self._inspection.recorder
        try:
            code = await recorder.stopped(
                passage, EventAction.UNCHECKED, Channel.WEBSOCKET, reason="filter-failed"
            )
        except OSError as failure:
            _log.error("incident.not-written", error=type(failure).__name__)
            code = recorder.new_code()
        codec: SocketCodec | None = flow.metadata.get(SOCKET)
        if codec is not None and message.is_text:
            notice = self._inspection.refusing.notice(passage, Topic.UNCHECKED, code)
            self._reply(flow, codec.refuse(message.content.decode("utf-8"), notice))

    async def websocket_end(self, flow: http.HTTPFlow) -> None:
        self._live.discard(flow)
        passage: Passage | None = flow.metadata.get(PASSAGE)
        if passage and flow.websocket and flow.websocket.close_code == CloseReason.MESSAGE_TOO_BIG:
            await self._not_inspectable(passage, "message-too-large")

"""
mitmproxy's HTTP/2 with the bounds that it lacks.

Its own opens windows of two gigabytes and keeps what a peer grants no window for; it answers any
number of pings, settings and resets; and the table that compresses header fields is as large as
the peer likes, which makes every search in it as slow as the peer likes.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import override

import h2.config
import h2.events
import h2.exceptions
import h2.settings
from h2.errors import ErrorCodes
from hyperframe.frame import Frame, WindowUpdateFrame
from mitmproxy.connection import Connection
from mitmproxy.proxy import commands, events, layer
from mitmproxy.proxy.context import Context
from mitmproxy.proxy.layers.http._http2 import Http2Client, Http2Connection, Http2Server
from mitmproxy.proxy.layers.http._http_h2 import BufferedH2Connection

from addons.bounds import Bounds
from addons.patience import Pace

STREAM_WINDOW = 1024 * 1024
"""Bytes of one stream that a peer may have on the way to us or waiting here."""
CONNECTION_WINDOW = 8 * 1024 * 1024
"""The same of all streams of one connection."""
_FRAME = 16 * 1024
"""The least that is allowed (RFC 9113, 6.5.2): up to 64 of them may make up one head."""
_WINDOW_UPDATE = 1024
"""Bytes that we send for each frame that opens a window; real clients open them by 4 KB or more."""
_MOST_WINDOW_UPDATES = 4000
"""Of those for bytes that the peer has not taken yet."""
_TABLE = 4096
"""Bytes of the table of header fields, for sending (RFC 7541, 4.2)."""

type Commands = layer.CommandGenerator[None]
type IsClear = Callable[[int, Connection], bool]


@dataclass(slots=True)
class Allowance:
    """How often something may happen: so many times at once, and then so many a second."""

    burst: float
    per_second: float
    now: Callable[[], float] = time.monotonic
    _left: float = field(init=False)
    _last: float = field(init=False)

    def __post_init__(self) -> None:
        self._left, self._last = self.burst, self.now()

    def try_once(self) -> bool:
        """Whether it may happen once more."""
        now = self.now()
        self._left = min(self.burst, self._left + (now - self._last) * self.per_second)
        self._last = now
        if self._left < 1:
            return False
        self._left -= 1
        return True


class TooManyFramesError(h2.exceptions.ProtocolError):
    """The peer makes us work for nothing."""

    error_code = ErrorCodes.ENHANCE_YOUR_CALM


@dataclass
class GiveCredit(events.Event):
    """To an HTTP/2 layer: let the peer send more where what it sent has gone on."""

    is_clear: IsClear


class _WindowedConnection(BufferedH2Connection):
    """Windows of a size that we can bear, and opened again by `give_credit` only."""

    def __init__(self, config: h2.config.H2Configuration, head_bytes: int) -> None:
        super().__init__(config)
        self.local_settings.initial_window_size = STREAM_WINDOW
        self.local_settings.max_frame_size = _FRAME
        self.local_settings.max_header_list_size = head_bytes
        self.local_settings.acknowledge()
        self.max_inbound_frame_size = _FRAME
        self.decoder.max_header_list_size = head_bytes
        self._idle_frames = Allowance(burst=2000, per_second=500)
        self._window_updates = 0.0
        """How many frames that open windows are called for by what was sent to the peer."""
        self.owed: dict[int, int] = {}
        """Bytes of each stream that came and are not acknowledged."""
        self.is_in_frame = False
        """Whether a frame, or a head of several, has begun that is not all here."""
        self.has_moved = False
        """Whether the latest bytes completed one."""

    @override
    def initiate_connection(self) -> None:
        # Not `super()`: that one opens the largest window that there can be.
        super(BufferedH2Connection, self).initiate_connection()
        self.increment_flow_control_window(CONNECTION_WINDOW - self.inbound_flow_control_window)

    @override
    def acknowledge_received_data(self, acknowledged_size: int, stream_id: int) -> None:
        self.owed[stream_id] = self.owed.get(stream_id, 0) + acknowledged_size

    def give_credit(self, is_clear: Callable[[int], bool]) -> None:
        """Acknowledge what came on each stream that is clear."""
        for stream_id in [each for each in self.owed if is_clear(each)]:
            super().acknowledge_received_data(self.owed.pop(stream_id), stream_id)

    @property
    def waiting_frames(self) -> int:
        """Frames of all streams for which the peer has granted no window yet."""
        return sum(map(len, self.stream_buffers.values()))

    def unsent(self, stream_id: int) -> int:
        """Bytes of a stream for which the peer has granted no window yet."""
        return sum(len(piece.data) for piece in self.stream_buffers.get(stream_id, ()))

    @override
    def data_to_send(self, amount: int | None = None) -> bytes:
        data: bytes = super().data_to_send(amount)
        earned = self._window_updates + len(data) / _WINDOW_UPDATE
        self._window_updates = min(earned, _MOST_WINDOW_UPDATES)
        return data

    @override
    def _receive_frame(self, frame: Frame) -> list[h2.events.Event]:
        # Here, not where events are handled: one read may bring thousands of frames.
        found: list[h2.events.Event] = super()._receive_frame(frame)
        if not any(map(_is_of_use, found)) and not self._is_bearable(frame):
            raise TooManyFramesError("too many frames")
        return found

    def _is_bearable(self, frame: Frame) -> bool:
        if isinstance(frame, WindowUpdateFrame) and self._window_updates >= 1:
            self._window_updates -= 1
            return True
        return self._idle_frames.try_once()

    @override
    def receive_data(self, data: bytes) -> list[h2.events.Event]:
        waiting = self.incoming_buffer
        before = len(waiting._data) + len(data)  # noqa: SLF001 -- h2 does not tell
        found: list[h2.events.Event] = super().receive_data(data)
        in_head = bool(waiting._headers_buffer)  # noqa: SLF001 -- h2 does not tell
        left = len(waiting._data)  # noqa: SLF001 -- h2 does not tell
        self.is_in_frame = in_head or left > 0
        self.has_moved = left < before and not in_head
        for event in found:
            if isinstance(event, h2.events.RemoteSettingsChanged):
                self.encoder.header_table_size = min(self.encoder.header_table_size, _TABLE)
        return found


class Http2Leg(Http2Connection):
    """What both ends of ours have in common."""

    h2_conn: _WindowedConnection

    def __init__(self, ctx: Context, bounds: Bounds) -> None:
        super().__init__(ctx)  # type: ignore[call-arg]  # mitmproxy's ends know their connection
        self.h2_conn = _WindowedConnection(self.h2_conf, bounds.head)
        self.is_over = False
        self._bounds = bounds
        self._resets = Allowance(burst=200, per_second=33)

    @property
    def owes_credit(self) -> bool:
        return bool(self.h2_conn.owed)

    def unsent(self, stream_id: int) -> int:
        """Bytes of a stream, as the client numbers it, that the peer has no window for."""
        return self.h2_conn.unsent(stream_id)

    def client_stream(self, stream_id: int) -> int:
        """How the client numbers our stream of this number."""
        return stream_id

    @override
    def _handle_event(self, event: events.Event) -> Commands:
        if not isinstance(event, GiveCredit):
            yield from super()._handle_event(event)
            if isinstance(event, events.DataReceived):
                self._wait_for_frame()
            return
        self.h2_conn.give_credit(
            lambda stream_id: event.is_clear(self.client_stream(stream_id), self.conn)
        )
        if data := self.h2_conn.data_to_send():
            yield commands.SendData(self.conn, data)

    def _wait_for_frame(self) -> None:
        """Say that the rest of a frame is waited for, if one has begun."""
        patience, client = self._bounds.patience, self.context.client
        if self.h2_conn.has_moved or self.is_over:
            patience.end(client, self)
        if self.h2_conn.is_in_frame and not self.is_over:
            patience.begin(client, self, self._bounds.head_seconds)

    @override
    def handle_h2_event(self, event: h2.events.Event) -> layer.CommandGenerator[bool]:
        if isinstance(event, TooManyFramesError) or not self._is_bearable(event):
            yield from self.protocol_error("too many frames", ErrorCodes.ENHANCE_YOUR_CALM)
            return True
        return (yield from super().handle_h2_event(event))

    def _is_bearable(self, event: h2.events.Event) -> bool:
        # Each costs a request that nobody waits for (CVE-2023-44487).
        return not isinstance(event, h2.events.StreamReset) or self._resets.try_once()

    @override
    def close_connection(self, msg: str) -> Commands:
        self.is_over = True
        self.h2_conn.owed.clear()
        yield from super().close_connection(msg)


class BoundedHttp2Server(Http2Leg, Http2Server):
    """Speaks HTTP/2 with the client."""

    @override
    def protocol_error(self, message: str, error_code: int = ErrorCodes.PROTOCOL_ERROR) -> Commands:
        if error_code == ErrorCodes.PROTOCOL_ERROR:
            self._bounds.malformed(self.context)
        yield from super().protocol_error(message, error_code)


class BoundedHttp2Client(Http2Leg, Http2Client):
    """Speaks HTTP/2 with a server."""

    def __init__(self, ctx: Context, bounds: Bounds) -> None:
        super().__init__(ctx, bounds)
        # As mitmproxy's has it: no pushed answers.
        self.h2_conn.local_settings.enable_push = 0
        self.h2_conn.local_settings.acknowledge()
        self._pace: Pace | None = None

    @override
    def _handle_event(self, event: events.Event) -> Commands:
        before = self.h2_conn.waiting_frames
        yield from super()._handle_event(event)
        self._wait_for_window(before)

    def _wait_for_window(self, before: int) -> None:
        """Say that the server should take what we have for it; every frame that it took counts."""
        patience, client = self._bounds.patience, self.context.client
        what, now = (self, "window"), self.h2_conn.waiting_frames
        if self.is_over or not now:
            patience.end(client, what)
            self._pace = None
            return
        if self._pace is None:
            self._pace = self._bounds.pace()
            patience.begin(client, what, self._pace.allowed)
        self._pace.went_on(max(0, before - now) * _FRAME)

    @override
    def unsent(self, stream_id: int) -> int:
        queued = self.stream_queue.get(stream_id, ())
        waiting = sum(len(getattr(event, "data", b"")) for event in queued)
        ours = self.our_stream_id.get(stream_id)
        return waiting + (super().unsent(ours) if ours is not None else 0)

    @override
    def client_stream(self, stream_id: int) -> int:
        return self.their_stream_id.get(stream_id, -1)


def _is_of_use(event: h2.events.Event) -> bool:
    """
    Whether a frame with this outcome brings a request or an answer on, or is counted elsewhere.
    Every other kind is idle, also what nobody has thought of.
    """
    match event:
        case h2.events.DataReceived():
            return bool(event.data) or bool(event.stream_ended)
        case (
            h2.events.RequestReceived()
            | h2.events.ResponseReceived()
            | h2.events.TrailersReceived()
            | h2.events.StreamEnded()
            | h2.events.StreamReset()
            | h2.events.ConnectionTerminated()
        ):
            return True
        case _:
            return False

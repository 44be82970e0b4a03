"""
HTTP/1.1, HTTP/2 and WebSocket as a server speaks them, over one connection.
"""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from dataclasses import dataclass, field

import h2.config
import h2.connection
import h2.events
import h2.exceptions
import h11
from websockets.extensions.permessage_deflate import ServerPerMessageDeflateFactory
from websockets.frames import Frame, Opcode
from websockets.http11 import Request as Handshake
from websockets.server import ServerProtocol

from tests.end_to_end.exchange import Request, Sites, Socket, plain_page
from tests.end_to_end.records import Records

CHUNK = 65536


@dataclass(slots=True)
class Wire:
    """One connection to one host; whatever is read from it is on record first."""

    host: str
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    sites: Sites
    records: Records
    head_start: bytes = b""
    """Bytes that were read before it was clear whose they are."""

    async def read(self) -> bytes:
        data, self.head_start = self.head_start or await self.reader.read(CHUNK), b""
        self.records.raw[self.host] += data
        self.records.note()
        return data

    async def write(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()
        self.records.sent.append(time.perf_counter())

    def keep(self, request: Request) -> None:
        self.records.requests.append(request)
        self.records.note()


@dataclass(slots=True)
class Http1Exchange:
    """An exchange on an HTTP/1.1 connection."""

    request: Request
    wire: Wire
    state: h11.Connection

    async def start(self, status: int, headers: dict[str, str]) -> None:
        await self._send(h11.Response(status_code=status, headers=list(headers.items())))

    async def send(self, data: bytes) -> None:
        await self._send(h11.Data(data=data))

    async def end(self) -> None:
        await self._send(h11.EndOfMessage())

    async def _send(self, event: h11.Event) -> None:
        if data := self.state.send(event):
            await self.wire.write(data)


async def serve_http1(wire: Wire) -> None:
    """Answer requests until the peer is gone or asks for a WebSocket."""
    state = h11.Connection(h11.SERVER)
    while (request := await _next_request(wire, state)) is not None:
        wire.keep(request)
        if request.header("upgrade").lower() == "websocket":
            await serve_socket(wire, request)
            return
        await wire.sites.at(request.host)(Http1Exchange(request, wire, state))
        if state.our_state is h11.MUST_CLOSE:
            return
        state.start_next_cycle()


async def _next_request(wire: Wire, state: h11.Connection) -> Request | None:
    head, body = None, bytearray()
    while True:
        event = state.next_event()
        if event is h11.NEED_DATA:
            state.receive_data(await wire.read())
        elif isinstance(event, h11.Request):
            head = event
        elif isinstance(event, h11.Data):
            body += event.data
        elif isinstance(event, h11.EndOfMessage) and head is not None:
            return _http1_request(wire.host, head, bytes(body))
        else:
            return None


def _http1_request(host: str, head: h11.Request, body: bytes) -> Request:
    headers = tuple((name.decode(), value.decode("latin-1")) for name, value in head.headers)
    return Request(
        host=host,
        method=head.method.decode(),
        target=head.target.decode(),
        headers=headers,
        body=body,
        version="1.1",
    )


async def serve_socket(wire: Wire, request: Request) -> None:
    """Speak WebSocket, compressed where the client wants it, until either side closes."""
    socket = wire.sites.sockets.get(request.host)
    if socket is None:
        await wire.write(b"HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n")
        return
    protocol = ServerProtocol(extensions=[ServerPerMessageDeflateFactory()], max_size=None)
    lines = "".join(f"{name}: {value}\r\n" for name, value in request.headers)
    protocol.receive_data(f"GET {request.target} HTTP/1.1\r\n{lines}\r\n".encode())
    for event in protocol.events_received():
        if isinstance(event, Handshake):
            protocol.send_response(protocol.accept(event))
    for message in socket.greeting:
        protocol.send_text(message.encode())
    await _flush(wire, protocol)
    await _talk(wire, protocol, socket)


async def _talk(wire: Wire, protocol: ServerProtocol, socket: Socket) -> None:
    message = bytearray()
    while data := await wire.read():
        protocol.receive_data(data)
        for frame in protocol.events_received():
            if isinstance(frame, Frame) and frame.opcode in {Opcode.TEXT, Opcode.CONT}:
                message += frame.data
                if frame.fin:
                    _answer_message(wire, protocol, socket, message.decode())
                    message.clear()
            elif isinstance(frame, Frame):
                wire.records.frames.append((wire.host, bytes(frame.data)))
        await _flush(wire, protocol)


def _answer_message(wire: Wire, protocol: ServerProtocol, socket: Socket, text: str) -> None:
    wire.records.messages.append((wire.host, text))
    wire.records.note()
    for reply in socket.reply(text):
        protocol.send_text(reply.encode())


async def _flush(wire: Wire, protocol: ServerProtocol) -> None:
    for data in protocol.data_to_send():
        if data:
            await wire.write(data)
        else:
            wire.writer.close()


@dataclass(slots=True)
class Http2Exchange:
    """An exchange on one stream of an HTTP/2 connection."""

    request: Request
    wire: Wire
    state: h2.connection.H2Connection
    stream: int

    async def start(self, status: int, headers: dict[str, str]) -> None:
        self.state.send_headers(self.stream, [(":status", str(status)), *headers.items()])
        await self.wire.write(self.state.data_to_send())

    async def send(self, data: bytes) -> None:
        """As fast as the other side grants a window (RFC 9113, 5.2)."""
        while data:
            window = self.state.local_flow_control_window(self.stream)
            size = min(window, self.state.max_outbound_frame_size, CHUNK)
            if size <= 0:
                await asyncio.sleep(0.005)
                continue
            self.state.send_data(self.stream, data[:size])
            await self.wire.write(self.state.data_to_send())
            data = data[size:]

    async def end(self) -> None:
        self.state.end_stream(self.stream)
        await self.wire.write(self.state.data_to_send())


@dataclass(slots=True)
class Http2Connection:
    """Reads requests from all streams; each one is answered in a task of its own."""

    wire: Wire
    takes: bool = True
    """Whether it opens its windows again."""
    state: h2.connection.H2Connection = field(
        default_factory=lambda: h2.connection.H2Connection(
            h2.config.H2Configuration(client_side=False, header_encoding="utf-8")
        )
    )
    heads: dict[int, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    bodies: dict[int, bytearray] = field(default_factory=dict)
    answers: dict[int, asyncio.Task[None]] = field(default_factory=dict)

    async def serve(self) -> None:
        self.state.initiate_connection()
        await self.wire.write(self.state.data_to_send())
        try:
            while data := await self.wire.read():
                for event in self.state.receive_data(data):
                    self._on(event)
                await self.wire.write(self.state.data_to_send())
        finally:
            for task in self.answers.values():
                task.cancel()
            await asyncio.gather(*self.answers.values(), return_exceptions=True)

    def _on(self, event: h2.events.Event) -> None:
        if isinstance(event, h2.events.RequestReceived):
            headers = ((str(name), str(value)) for name, value in event.headers)
            self.heads[event.stream_id] = tuple(headers)
            self.bodies[event.stream_id] = bytearray()
        elif isinstance(event, h2.events.DataReceived):
            self.bodies[event.stream_id] += event.data
            if self.takes:
                self.state.acknowledge_received_data(event.flow_controlled_length, event.stream_id)
        elif isinstance(event, h2.events.StreamEnded):
            self.answers[event.stream_id] = asyncio.create_task(self._answer(event.stream_id))
        elif isinstance(event, h2.events.StreamReset) and event.stream_id in self.answers:
            self.answers[event.stream_id].cancel()

    async def _answer(self, stream: int) -> None:
        head = dict(self.heads[stream])
        request = Request(
            host=self.wire.host,
            method=head[":method"],
            target=head[":path"],
            headers=tuple(h for h in self.heads[stream] if not h[0].startswith(":")),
            body=bytes(self.bodies[stream]),
            version="2",
        )
        self.wire.keep(request)
        exchange = Http2Exchange(request, self.wire, self.state, stream)
        with suppress(h2.exceptions.ProtocolError, OSError):
            await self.wire.sites.http.get(request.host, plain_page)(exchange)

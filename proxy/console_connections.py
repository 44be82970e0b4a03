"""
One client of the console, as the event loop sees it: what it has sent so far, and until when.
"""

from __future__ import annotations

import contextlib
import errno
import io
import socket
import time
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Final

from proxy.console_requests import MOST_HEAD, Head, head_of, refusal

PATIENCE: Final = 20.0
"""Seconds that a request may take to arrive, from its first byte."""
LARGE_PATIENCE: Final = 60.0
"""The same for a file."""
LINGER: Final = 2.0
"""Seconds that a client gets to read its answer before we close (RFC 9112, 9.6)."""
_ANSWER_SECONDS: Final = 30.0
_SLOWEST: Final = 16 * 1024
"""Bytes a second that a client must take of its answer, beyond the first half minute."""
_CHUNK: Final = 64 * 1024
_SEND_BUFFER: Final = 1 << 20

_WORDS: Final = {
    HTTPStatus.BAD_REQUEST: "Geen HTTP. Pas du HTTP. Not HTTP.",
    HTTPStatus.REQUEST_TIMEOUT: "Het duurde te lang. Trop lent. It took too long.",
    HTTPStatus.LENGTH_REQUIRED: "Lengte ontbreekt. Longueur manquante. No length given.",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "Te groot. Trop grand. Too large.",
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "Geen formulier. Pas un formulaire. Not a form.",
    HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE: "Te veel koppen. Trop d'en-têtes. Head too large.",
    HTTPStatus.SERVICE_UNAVAILABLE: "Probeer later opnieuw. Réessayez plus tard. Try again later.",
}


class AnsweringSocket(socket.socket):
    """
    What a thread sees of a client: the request that was heard already, and an answer that must be
    taken in time. What goes wrong is told as a client that left: nobody need read of it in a log.
    """

    _answer_by: float = 0.0
    _heard: io.BytesIO = io.BytesIO()

    def answer(self, request: bytes | bytearray) -> None:
        """From now on `request` is what is read first, and the client must take its answer."""
        self._heard = io.BytesIO(request)
        self._answer_by = time.monotonic() + _ANSWER_SECONDS

    def unread(self) -> bytes:
        """What was heard and no thread has read: the beginning of the next request."""
        return self._heard.read()

    def setblocking(self, flag: bool, /) -> None:  # noqa: FBT001 -- as in the standard library
        self.settimeout(self._left() if flag else 0.0)

    def sendall(self, data: Any, flags: int = 0, /) -> None:
        """Raises `BrokenPipeError` for a client that does not read."""
        self._answer_by += memoryview(data).nbytes / _SLOWEST
        self.settimeout(self._left())
        try:
            super().sendall(data, flags)
        except TimeoutError:
            raise BrokenPipeError(errno.EPIPE, "the client does not read") from None

    def recv(self, size: int, flags: int = 0, /) -> bytes:
        """Raises `ConnectionResetError` for a client that does not send."""
        if piece := self._heard.read(size):
            return piece
        try:
            return super().recv(size, flags)
        except TimeoutError:
            raise ConnectionResetError(errno.ECONNRESET, "the client does not send") from None

    def _left(self) -> float:
        return max(self._answer_by - time.monotonic(), 0.001)


def accepted(listener: socket.socket) -> tuple[AnsweringSocket, Any]:
    """The next client. Raises `OSError`."""
    plain, address = listener.accept()
    client = AnsweringSocket(fileno=plain.detach())
    # Most answers fit: the thread is free at once, however slowly they are read.
    client.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _SEND_BUFFER)
    client.settimeout(0.0)
    return client, address


@dataclass(slots=True, eq=False)
class Hearing:
    """A request on its way in."""

    sock: AnsweringSocket
    until: float
    """Moment (monotonic) at which patience ends."""
    patience: float = PATIENCE
    """Seconds from its first byte."""
    heard: bytearray = field(default_factory=bytearray, repr=False)
    head: Head | None = None
    refused: HTTPStatus | None = None
    """Answered already; what still comes is thrown away."""

    @property
    def is_silent(self) -> bool:
        return not self.heard and self.refused is None

    @property
    def is_whole(self) -> bool:
        """Whether a thread can answer it without waiting for its client."""
        return (
            self.head is not None
            and self.head.length is not None
            and len(self.heard) >= self.head.size + self.head.length
        )

    def listen(self) -> bool:
        """Take what is there; False when the client has closed. Raises `OSError`."""
        try:
            piece = self.sock.recv(_CHUNK)
        except BlockingIOError:
            return True
        if not piece:
            return False
        if self.refused is None:
            self.take(piece)
        return True

    def take(self, piece: bytes) -> None:
        """The next bytes of the request; a refusal is sent as soon as it is due."""
        if not self.heard:
            self.until = time.monotonic() + self.patience
        self.heard += piece
        if self.head is None:
            self._look_at_head()

    def _look_at_head(self) -> None:
        self.head = head_of(self.heard)
        if self.head is None:
            if len(self.heard) >= MOST_HEAD:
                self.refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)
        elif (status := refusal(self.head)) is not None:
            self.refuse(status)
        elif self.head.is_large:
            self.until = time.monotonic() + LARGE_PATIENCE
        if self.head and self.head.waits and not self.refused and not self.is_whole:
            _offer(self.sock, b"HTTP/1.1 100 Continue\r\n\r\n")

    def refuse(self, status: HTTPStatus) -> None:
        """Say so, and let the client finish what it was saying for a moment."""
        words = f"{_WORDS[status]}\n".encode()
        head = (
            f"HTTP/1.1 {status.value} {status.phrase}\r\n"
            f"Content-Type: text/plain; charset=utf-8\r\nContent-Length: {len(words)}\r\n"
            "Cache-Control: no-store\r\nConnection: close\r\n\r\n"
        )
        _offer(self.sock, head.encode() + words)
        self.end(status)

    def end(self, status: HTTPStatus) -> None:
        """Nothing more is said; closed when the client does, or after `LINGER` seconds."""
        self.refused, self.until = status, time.monotonic() + LINGER
        self.heard.clear()
        try:
            self.sock.shutdown(socket.SHUT_WR)
        except OSError:
            self.until = 0.0


def _offer(sock: socket.socket, words: bytes) -> None:
    """As much as leaves at once: nobody waits for who was refused."""
    with contextlib.suppress(OSError):
        sock.send(words)

"""
Syslog: lines of RFC 5424 with JSON as their message, over TLS with octet counting (RFC 5425).

A collector confirms nothing. What we wrote into a connection that stayed open is taken to have
arrived; each line carries the id of its event, so a double can be told.
"""

from __future__ import annotations

import json
import socket
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from console.outbox.failures import ChannelDownError

_SECONDS = 15.0
_GOODBYE_SECONDS = 2.0
_LOCAL0 = 16
NOTICE, WARNING, ALERT = 5, 4, 1
"""Severities of RFC 5424, 6.2.1."""
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True, kw_only=True)
class Collector:
    """Where lines go."""

    host: str
    port: int
    tls: bool = True
    ca_file: Path | None = None

    @contextmanager
    def connected(self) -> Iterator[SyslogSession]:
        """A connection for as many lines as wait. Raises `ChannelDownError`."""
        try:
            link = self._connection()
        except OSError as wrong:
            raise ChannelDownError(type(wrong).__name__) from None
        session = SyslogSession(link)
        try:
            yield session
            session.finish()
        finally:
            link.close()

    def _connection(self) -> socket.socket:
        link = socket.create_connection((self.host, self.port), _SECONDS)
        if not self.tls:
            return link
        try:
            context = ssl.create_default_context(cafile=self.ca_file)
            return context.wrap_socket(link, server_hostname=self.host)
        except BaseException:
            link.close()
            raise


@dataclass(slots=True)
class SyslogSession:
    """One open connection to a collector."""

    _link: socket.socket = field(repr=False)

    def send(self, line: bytes) -> None:
        """Write one line. Raises `ChannelDownError`."""
        try:
            self._link.sendall(framed(line))
        except OSError as wrong:
            raise ChannelDownError(type(wrong).__name__) from None

    def finish(self) -> None:
        """
        Say goodbye. Raises `ChannelDownError` when the other side had hung up on us: then lines
        may be lost, and must be sent again.
        """
        link = self._link
        link.settimeout(_GOODBYE_SECONDS)
        try:
            if isinstance(link, ssl.SSLSocket):
                link = link.unwrap()
            link.shutdown(socket.SHUT_WR)
            link.recv(1)
        except (TimeoutError, ssl.SSLError):
            return  # it read on without a word: collectors are not polite
        except OSError as wrong:
            raise ChannelDownError(type(wrong).__name__) from None


def framed(line: bytes) -> bytes:
    """`line` with its length before it (RFC 5425, 4.3)."""
    return str(len(line)).encode("ascii") + b" " + line


def line_of(
    message: Mapping[str, Any], *, message_id: str, severity: int, at: datetime, host: str
) -> bytes:
    """One line of RFC 5424; `message_id` is a word for the kind of message, such as `event`."""
    stamp = at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    priority, kind = _LOCAL0 * 8 + severity, _word(message_id, 32)
    header = f"<{priority}>1 {stamp} {_word(host, 255)} promptwacht - {kind} - "
    text = json.dumps(message, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return header.encode("ascii") + _BOM + text.encode()


def _word(value: str, most: int) -> str:
    """PRINTUSASCII of RFC 5424; `-` where nothing is left."""
    return "".join(char for char in value if "!" <= char <= "~")[:most] or "-"

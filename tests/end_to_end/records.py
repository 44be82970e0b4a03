"""
Everything that reached the fabricated internet; tests believe this and nothing else.
"""

from __future__ import annotations

import re
import threading
from collections import defaultdict
from dataclasses import dataclass, field
from urllib.parse import unquote_plus

from tests.end_to_end.exchange import Request

ESCAPE = re.compile(r"""\\(?:u([0-9a-fA-F]{4})|(["\\/]))""")


@dataclass(slots=True)
class Records:
    """Filled by the internet's thread, read by the test's."""

    raw: dict[str, bytearray] = field(default_factory=lambda: defaultdict(bytearray))
    """Bytes per host after TLS was taken off, as they came."""
    requests: list[Request] = field(default_factory=list)
    messages: list[tuple[str, str]] = field(default_factory=list)
    """WebSocket messages with their host, inflated and joined."""
    frames: list[tuple[str, bytes]] = field(default_factory=list)
    """WebSocket frames that are no text, with their host: pings, closes, binary messages."""
    connects: list[tuple[str, int]] = field(default_factory=list)
    """Names and ports of which somebody wanted a connection."""
    handshakes: list[str] = field(default_factory=list)
    """Hosts with which a TLS handshake was completed."""
    sent: list[float] = field(default_factory=list)
    """When each piece of an answer left, on the clock of `time.perf_counter`."""
    changed: threading.Condition = field(default_factory=threading.Condition)

    def note(self) -> None:
        """Somebody may be waiting for what was just added."""
        with self.changed:
            self.changed.notify_all()

    def wait_for_request(self, host: str, path: str, timeout: float = 30) -> Request:
        """The first request to `host` and `path`. Raises `TimeoutError`."""
        with self.changed:
            if not self.changed.wait_for(lambda: self._found(host, path), timeout):
                raise TimeoutError(f"nothing arrived at {host}{path}")
            return self._found(host, path)[0]

    def wait_for_bytes(self, host: str, count: int, timeout: float = 30) -> bytes:
        """What reached `host`, once it is `count` bytes. Raises `TimeoutError`."""
        with self.changed:
            if not self.changed.wait_for(lambda: len(self.raw[host]) >= count, timeout):
                raise TimeoutError(f"of {count} bytes, {len(self.raw[host])} arrived at {host}")
            return bytes(self.raw[host])

    def _found(self, host: str, path: str) -> list[Request]:
        return [r for r in self.requests if r.host == host and r.path == path]

    def heard(self, text: str) -> list[str]:
        """
        Where `text` arrived, however it was dressed: raw, percent-encoded, with JSON escapes,
        in compressed bodies, in WebSocket messages.
        """
        places = [f"raw:{host}" for host, raw in list(self.raw.items()) if text in _all(bytes(raw))]
        places += [
            f"request:{r.host}{r.path}"
            for r in list(self.requests)
            if text in _all(r.plain_body) or text in unquote_plus(f"{r.target} {r.headers}")
        ]
        places += [f"message:{host}" for host, m in list(self.messages) if text in _undressed(m)]
        places += [f"frame:{host}" for host, data in list(self.frames) if text in _all(data)]
        return places


def _all(data: bytes) -> str:
    return _undressed(data.decode(errors="replace"))


def _undressed(text: str) -> str:
    """`text` beside itself with each layer of escapes taken off."""
    layers = [text]
    for _ in range(3):
        layers.append(_unescaped(unquote_plus(layers[-1])))
    return "\n".join(layers)


def _unescaped(text: str) -> str:
    """`text` with one layer of JSON's escapes read, wherever they stand."""
    read = ESCAPE.sub(lambda m: chr(int(m[1], 16)) if m[1] else m[2], text)
    # Two halves of a surrogate pair become the one character that they stand for.
    return read.encode("utf-16", "surrogatepass").decode("utf-16", "replace")

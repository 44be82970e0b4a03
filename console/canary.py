"""
One prompt that must be refused, sent the way of everybody's: through the proxy's door, its TLS, its
detection, its rules and its log. See `policy.canary`.
"""

from __future__ import annotations

import json
import re
import socket
import ssl
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from pathlib import Path
from time import monotonic

from config.canary_key import canary_secret
from config.settings import Mode, Settings
from policy import canary
from policy.notice import Topic

_SECONDS = 30.0
"""For the whole of it; a prompt may take ten, and busy machines more."""
_MOST_BYTES = 64 * 1024
_EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}  # noqa: S104 -- read, not bound
_STATUS = re.compile(rb"HTTP/1\.[01] (\d{3})")
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d{1,9}) *\r\n", re.IGNORECASE)
_REFUSED = 400
_CONNECTED = 200
_SIGN_ON = 407
_FAILED = 503


class Outcome(StrEnum):
    """What became of it. Only `refused` is well."""

    REFUSED = "refused"
    """By a verdict of the rules, with a line in the log."""
    UNCHECKED = "unchecked"
    """Nothing was sent, but for want of a verdict: people cannot work."""
    LET_THROUGH = "let-through"
    """An answer that is no refusal. What people type may leave unread."""
    NO_CONNECTION = "no-connection"
    """Nobody there, or no whole answer: a gateway that ends leaves its clients so, too."""
    NOT_KNOWN = "not-known"
    """The gateway has another key, and takes it for a stranger's."""
    CERTIFICATE = "certificate"
    """The proxy showed one that clients do not trust."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """Where the proxy is, what clients must trust, and what proves who sends the canary."""

    host: str
    port: int
    ca_file: Path
    secret: canary.Secret
    workers: int = 1
    """Processes behind it, which tell clients apart by their address."""

    @classmethod
    def of(cls, settings: Settings) -> Door | None:
        """
        None where there is none that can be tried: in transparent mode, behind fronts alone.
        Raises `ConfigError` for a key that cannot be used.
        """
        if settings.canary_proxy:
            host, _, port = settings.canary_proxy.rpartition(":")
            return cls._at(host.strip("[]"), int(port), settings)
        ours = (settings.listen_port, *settings.extra_ports, *settings.worker_ports)
        ports = [port for port in ours if port not in settings.proxy_protocol_ports]
        if settings.mode is Mode.TRANSPARENT or not ports:
            return None
        host = _EVERYWHERE.get(settings.listen_host, settings.listen_host)
        shared = ports[0] not in settings.worker_ports
        workers = settings.workers if shared and host.startswith("127.") else 1
        return cls._at(host, ports[0], settings, workers)

    @classmethod
    def _at(cls, host: str, port: int, settings: Settings, workers: int = 1) -> Door:
        return cls(
            host=host,
            port=port,
            ca_file=settings.state_dir / "ca" / "promptwacht-ca.pem",
            secret=canary_secret(settings.state_dir),
            workers=workers,
        )

    @property
    def sources(self) -> list[str]:
        """Addresses of ours from which each worker is reached once."""
        if self.workers == 1:
            return [""]
        return [f"127.0.0.{last}" for last in range(1, self.workers + 1)]


def send_all(door: Door, seconds: float = _SECONDS) -> list[Outcome]:
    """One to each worker, all at the same time: several that hang cost no more than one does."""
    with ThreadPoolExecutor(len(door.sources)) as threads:
        return list(threads.map(partial(send, door, seconds=seconds), door.sources))


def send(door: Door, source: str = "", seconds: float = _SECONDS) -> Outcome:
    """Send it from `source`, an address of ours; left out: any. Takes `seconds` at most."""
    deadline = monotonic() + seconds
    try:
        context = ssl.create_default_context(cafile=str(door.ca_file))
        where = (door.host, door.port)
        origin = (source, 0) if source else None
        with closing(socket.create_connection(where, seconds, origin)) as connection:
            connection.sendall(_connect(door.secret))
            status = _status(_head(connection, deadline))
            if status != _CONNECTED:
                return Outcome.NOT_KNOWN if status == _SIGN_ON else Outcome.NO_CONNECTION
            with _tls(context, connection, deadline) as secure:
                secure.sendall(_prompt(door.secret))
                return judged(_all(secure, deadline))
    except ssl.SSLCertVerificationError:
        return Outcome.CERTIFICATE
    except (OSError, ValueError):
        return Outcome.NO_CONNECTION


@contextmanager
def _tls(
    context: ssl.SSLContext, connection: socket.socket, deadline: float
) -> Iterator[ssl.SSLSocket]:
    _hurry(connection, deadline)
    with context.wrap_socket(connection, server_hostname=canary.HOST) as secure:
        yield secure


def judged(answer: bytes) -> Outcome:
    """What the answer of a gateway means."""
    head, ended, body = answer.partition(b"\r\n\r\n")
    status, length = _status(head), _LENGTH.search(head + ended[:2])
    if not status or not ended or (length and len(body) < int(length[1])):
        return Outcome.NO_CONNECTION
    if body == canary.STRANGER:
        return Outcome.NOT_KNOWN
    if status == _FAILED:  # the filter failed, and even to explain it
        return Outcome.UNCHECKED
    try:
        told = json.loads(body)
        topic, code = told["topic"], told["code"]
    except (ValueError, TypeError, KeyError):
        return Outcome.LET_THROUGH
    # Whatever else a gateway says in these words is a refusal as well, though for another reason.
    is_verdict = status == _REFUSED and topic == Topic.PERSONAL and bool(code)
    return Outcome.REFUSED if is_verdict else Outcome.UNCHECKED


def _head(connection: socket.socket, deadline: float) -> bytes:
    head = b""
    while b"\r\n\r\n" not in head and len(head) < _MOST_BYTES:
        _hurry(connection, deadline)
        if not (data := connection.recv(1)):  # what follows is TLS, and not ours to take
            break
        head += data
    return head


def _all(connection: socket.socket, deadline: float) -> bytes:
    answer = b""
    while len(answer) < _MOST_BYTES:
        _hurry(connection, deadline)
        if not (data := connection.recv(_MOST_BYTES)):
            break
        answer += data
    return answer


def _hurry(connection: socket.socket, deadline: float) -> None:
    """Raises `TimeoutError` when the time is over."""
    left = deadline - monotonic()
    if left <= 0:
        raise TimeoutError
    connection.settimeout(left)


def _status(head: bytes) -> int:
    found = _STATUS.match(head)
    return int(found[1]) if found else 0


def _connect(secret: canary.Secret) -> bytes:
    where = f"{canary.HOST}:443"
    return _request(f"CONNECT {where}", where, {"Proxy-Authorization": secret.credentials})


def _prompt(secret: canary.Secret) -> bytes:
    body = json.dumps({"prompt": canary.TEXT}).encode()
    fields = {
        canary.HEADER: secret.word,
        "Content-Type": "application/json",
        "Content-Length": str(len(body)),
        "Connection": "close",
    }
    return _request(f"POST {canary.PATH}", canary.HOST, fields) + body


def _request(what: str, host: str, fields: Mapping[str, str]) -> bytes:
    lines = (f"{what} HTTP/1.1", f"Host: {host}", *(f"{k}: {v}" for k, v in fields.items()))
    return "".join(f"{line}\r\n" for line in (*lines, "")).encode()

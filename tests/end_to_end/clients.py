"""
Clients as people have them: httpx, curl, a bare TLS socket; each goes through a proxy.
"""

from __future__ import annotations

import json
import os
import socket
import ssl
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import sleep

import httpx

TIMEOUT = 30
SEGMENT_PAUSE = 0.1
"""Seconds after which the kernel has sent what it had as a segment of its own."""


class Http2First(ssl.SSLContext):
    """
    Offers HTTP/2 before HTTP/1.1, as browsers do. httpx offers it last, and whoever lets the client
    choose, as the gateway does, never speaks it with httpx.
    """

    def set_alpn_protocols(self, alpn_protocols: Iterable[str]) -> None:
        super().set_alpn_protocols(sorted(alpn_protocols, key=lambda name: name != "h2"))


@dataclass(frozen=True, slots=True)
class Way:
    """How a client gets out: through this proxy, trusting this authority."""

    proxy_url: str
    ca_file: Path

    @property
    def port(self) -> int:
        return int(self.proxy_url.rpartition(":")[2])

    def context(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=str(self.ca_file))

    def context_for_threads(self) -> ssl.SSLContext:
        """
        For clients that read in one thread and write in another. On CPython 3.13.0 a session
        ticket of TLS 1.3 that comes in between makes one such connection in some thousands
        wait for ever, with or without a gateway; TLS 1.2 sends nothing unasked.
        """
        context = self.context()
        context.maximum_version = ssl.TLSVersion.TLSv1_2
        return context

    def client(self, *, http2: bool = False) -> httpx.Client:
        context = self.context()
        if http2:
            context = Http2First(ssl.PROTOCOL_TLS_CLIENT)
            context.load_verify_locations(str(self.ca_file))
        return httpx.Client(proxy=self.proxy_url, verify=context, http2=http2, timeout=TIMEOUT)

    def environment(self) -> dict[str, str]:
        """For clients in a process of their own: nothing but what they need."""
        bundle = str(self.ca_file)
        names = ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")
        proxies = ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy")
        return {
            "PATH": os.environ["PATH"],
            **dict.fromkeys(names, bundle),
            **dict.fromkeys(proxies, self.proxy_url),
        }


def curl(way: Way, *arguments: str, body: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """curl, as it comes, with `body` on its standard input."""
    settings = ["--silent", "--show-error", "--max-time", str(TIMEOUT)]
    there = ["--proxy", way.proxy_url, "--cacert", str(way.ca_file)]
    return subprocess.run(  # noqa: S603 -- the tests' own arguments
        ["/usr/bin/env", "curl", *settings, *there, *arguments],
        input=body,
        capture_output=True,
        check=False,
    )


def sdk(way: Way, home: Path, vendor: str, *texts: str) -> list[dict[str, str]]:
    """What a vendor's own client got for each of `texts`; see `sdk_clients`."""
    done = subprocess.run(  # noqa: S603 -- the tests' own arguments
        [sys.executable, "-m", "tests.end_to_end.sdk_clients", vendor, *texts],
        cwd=Path(__file__).parents[2],
        env=way.environment() | {"HOME": str(home), "GEMINI_COOKIE_PATH": str(home)},
        capture_output=True,
        text=True,
        timeout=4 * TIMEOUT,
        check=False,
    )
    if done.returncode:
        raise AssertionError(done.stderr[-2000:])
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


@contextmanager
def tunnel(
    way: Way, host: str, port: int = 443, *, credentials: str = "", source: str = "127.0.0.1"
) -> Iterator[socket.socket]:
    """
    A bare CONNECT tunnel from the address `source`. Raises `ConnectionRefusedError` when the proxy
    says no.
    """
    signing_on = f"Proxy-Authorization: {credentials}\r\n" if credentials else ""
    ours = ("127.0.0.1", way.port)
    with socket.create_connection(ours, TIMEOUT, (source, 0)) as connection:
        connection.sendall(
            f"CONNECT {host}:{port} HTTP/1.1\r\nHost: {host}:{port}\r\n{signing_on}\r\n".encode()
        )
        head = b""
        while b"\r\n\r\n" not in head:
            if not (data := connection.recv(1)):
                raise ConnectionRefusedError("the proxy hung up")
            head += data
        if b" 200 " not in head.splitlines()[0]:
            raise ConnectionRefusedError(head.splitlines()[0].decode())
        yield connection


@contextmanager
def tls(
    way: Way,
    host: str,
    *,
    name: str | None = None,
    h2: bool = False,
    credentials: str = "",
    source: str = "127.0.0.1",
) -> Iterator[ssl.SSLSocket]:
    """
    A TLS connection in a tunnel. With another `name` as SNI nothing is verified: a client that
    lies about names is not one that minds certificates. An empty `name` is no SNI at all.
    """
    context = way.context()
    if name is not None:
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.set_alpn_protocols(["h2"] if h2 else ["http/1.1"])
    with (
        tunnel(way, host, credentials=credentials, source=source) as connection,
        context.wrap_socket(
            connection, server_hostname=host if name is None else name or None
        ) as secure,
    ):
        yield secure


def read_all(connection: socket.socket) -> bytes:
    """Everything until the peer is done."""
    data = b""
    while chunk := connection.recv(65536):
        data += chunk
    return data


def split_hello(way: Way, host: str, first: int) -> bytes:
    """
    The certificate (DER) that is shown when the first `first` bytes of the ClientHello travel
    in a segment of their own; empty when the peer hung up instead.
    """
    arriving, leaving = ssl.MemoryBIO(), ssl.MemoryBIO()
    context = way.context()
    # Whose certificate it is, is the question; so whichever is shown will do.
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    session = context.wrap_bio(arriving, leaving, server_hostname=host)
    with tunnel(way, host) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        while True:
            try:
                session.do_handshake()
            except ssl.SSLWantReadError:
                _send_split(connection, leaving.read(), first)
                if not (data := connection.recv(65536)):
                    return b""
                arriving.write(data)
            else:
                return session.getpeercert(binary_form=True) or b""


def _send_split(connection: socket.socket, data: bytes, first: int) -> None:
    connection.sendall(data[:first])
    sleep(SEGMENT_PAUSE)
    connection.sendall(data[first:])

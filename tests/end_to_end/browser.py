"""
A real Chromium without a screen, that reaches the world through a proxy.
"""

from __future__ import annotations

import base64
import hashlib
import os
import shutil
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from playwright.sync_api import BrowserContext, sync_playwright

QUIET = (
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-gpu",
    "--no-sandbox",
)
PAC_TYPE = "application/x-ns-proxy-autoconfig"


def chromium() -> str:
    """Its path. Skips the test where there is none, except in CI: there it must be."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found:
        return found
    if os.environ.get("CI") == "true":
        pytest.fail("CI has no Chromium")
    pytest.skip("no Chromium on this machine")


def key_hash(certificate: x509.Certificate) -> str:
    """How Chromium names a public key on its command line."""
    key = certificate.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return base64.b64encode(hashlib.sha256(key).digest()).decode()


@contextmanager
def browsing(
    profile: Path, proxy: Sequence[str], trusted: Sequence[x509.Certificate]
) -> Iterator[BrowserContext]:
    """
    A browser with the proxy arguments `proxy` that accepts these certificates, and whatever
    they signed with their own key, but no others.
    """
    keys = ",".join(map(key_hash, trusted))
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            profile,
            executable_path=chromium(),
            args=[*QUIET, *proxy, f"--ignore-certificate-errors-spki-list={keys}"],
            locale="nl-BE",
        )
        yield context
        context.close()


@contextmanager
def pac_file(proxy_port: int) -> Iterator[str]:
    """The address of a PAC file that sends everything to this proxy."""
    script = f"function FindProxyForURL(url, host) {{ return 'PROXY 127.0.0.1:{proxy_port}'; }}"

    class Pac(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("content-type", PAC_TYPE)
            self.end_headers()
            self.wfile.write(script.encode())

        def log_message(self, *_: object) -> None: ...

    with HTTPServer(("127.0.0.1", 0), Pac) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/proxy.pac"
        server.shutdown()
        thread.join()

"""
Webhooks against a real HTTP server that checks the signature as a receiver would.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import stat
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from config.errors import ConfigError
from console.outbox.failures import ChannelDownError, RefusedError
from console.outbox.webhook import Hook, secret_of
from tests.console.intake.log_for_tests import MONDAY
from tests.console.outbox.mailbox import Authority

SECRET = "whsec_" + base64.b64encode(b"s" * 32).decode()


@contextmanager
def receiving(status=200, headers=(), tls=None):
    """A server; what it got is in `got`, pairs of headers and a body."""
    got = []

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            got.append((dict(self.headers.items()), body))
            self.send_response(status)
            for name, value in headers:
                self.send_header(name, value)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_):
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_port, got
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def send(url, **changes):
    Hook(url=url, secret=SECRET, **changes).send("leak:1", {"type": "promptwacht.leak"}, MONDAY)


def test_receiver_can_check_who_sent_it():
    """
    Standard Webhooks: id, time and body under one signature.
    """
    with receiving() as (port, got):
        send(f"http://127.0.0.1:{port}/hook?x=1")

    [(headers, body)] = got
    headers = {name.lower(): value for name, value in headers.items()}
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    expected = base64.b64encode(hmac.digest(b"s" * 32, signed, hashlib.sha256)).decode()
    assert headers["webhook-signature"] == f"v1,{expected}"
    assert (headers["webhook-id"], headers["webhook-timestamp"]) == (
        "leak:1", str(int(MONDAY.timestamp())),
    )  # fmt: skip
    assert json.loads(body) == {"type": "promptwacht.leak"}


def test_certificate_is_checked(tmp_path):
    """
    The right CA gets it, the system's roots do not know that one.
    """
    ca = Authority(tmp_path)
    with receiving(tls=ca.context()) as (port, got):
        send(f"https://localhost:{port}/", ca_file=ca.file)
        with pytest.raises(ChannelDownError):
            send(f"https://localhost:{port}/")

    assert len(got) == 1


@pytest.mark.parametrize(
    ("status", "error"),
    [(400, RefusedError), (404, RefusedError), (500, RefusedError), (503, ChannelDownError),
     (429, ChannelDownError)],
)  # fmt: skip
def test_answer_decides_whether_the_message_or_the_channel_waits(status, error):
    """
    Who is overloaded gets a pause; who does not want this message may want the next.
    """
    with receiving(status) as (port, _), pytest.raises(error):
        send(f"http://127.0.0.1:{port}/")


def test_redirection_is_not_followed():
    """
    What was meant for one address does not go to another.
    """
    with receiving() as (other, got_there):
        headers = [("Location", f"http://127.0.0.1:{other}/")]
        with receiving(307, headers) as (port, _), pytest.raises(RefusedError):
            send(f"http://127.0.0.1:{port}/")

    assert got_there == []


def test_secret_is_made_once_and_is_ours_alone(tmp_path):
    """
    The same at every start; nobody else may read the file.
    """
    first = secret_of(tmp_path, "chat")

    assert secret_of(tmp_path, "chat") == first
    assert len(base64.b64decode(first.removeprefix("whsec_"))) == 32
    assert stat.S_IMODE((tmp_path / "secrets" / "webhook-chat").stat().st_mode) == 0o600
    assert SECRET not in repr(Hook(url="https://x.example", secret=SECRET))


def test_secret_that_is_none_is_told_in_one_line(tmp_path):
    """
    A typing error, say.
    """
    secret_of(tmp_path, "chat")
    (tmp_path / "secrets" / "webhook-chat").write_text("whsec_niet-base64!")

    with pytest.raises(ConfigError, match="webhook-chat:1:1"):
        secret_of(tmp_path, "chat")

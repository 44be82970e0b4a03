"""
A real SMTP server on loopback, with a mailbox behind it.
"""

from __future__ import annotations

import ssl
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.policy import default

import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult


@dataclass
class Mailbox:
    """What arrived, and what the server answers."""

    messages: list = field(default_factory=list)
    answer: str = "250 OK"
    recipient_answer: str = "250 OK"
    logins: list = field(default_factory=list)
    port: int = 0

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802 -- aiosmtpd's name
        if self.recipient_answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.recipient_answer

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 -- aiosmtpd's name
        if self.answer.startswith("250"):
            self.messages.append(message_from_bytes(envelope.content, policy=default))
        return self.answer

    def authenticate(self, server, session, envelope, mechanism, data):
        self.logins.append((data.login, data.password))
        return AuthResult(success=data.password == b"geheim:1", handled=False)

    @property
    def ids(self):
        return [message["Message-ID"] for message in self.messages]


class Authority:
    """A CA of the test's own, with its certificate in a file."""

    def __init__(self, folder):
        self._ca = trustme.CA()
        self.file = folder / "ca.pem"
        self._ca.cert_pem.write_to_path(str(self.file))

    def context(self, host="localhost"):
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        self._ca.issue_cert(host).configure_cert(context)
        return context


@contextmanager
def serving(mailbox=None, *, implicit=None, starttls=None, auth=False, port=0):
    """
    `implicit` and `starttls` are TLS contexts; with `auth` nobody gets in without a password.
    """
    mailbox = mailbox or Mailbox()
    more = {"authenticator": mailbox.authenticate, "auth_required": True} if auth else {}
    if auth:
        more["auth_require_tls"] = bool(starttls)
    controller = _AnyPort(
        mailbox, hostname="127.0.0.1", port=port, ssl_context=implicit, tls_context=starttls, **more
    )
    controller.start()
    mailbox.port = controller.port
    try:
        yield mailbox
    finally:
        controller.stop()


class _AnyPort(Controller):
    """aiosmtpd looks whether its port answers; of port 0 it must be told which one that is."""

    def _trigger_server(self):
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()

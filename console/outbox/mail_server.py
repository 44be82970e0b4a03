"""
The mail server as the settings name it, and a connection to it.

`smtp://` uses STARTTLS where the server offers it; `smtp+starttls://` insists on it; `smtps://`
is TLS from the first byte (RFC 8314). A password is never sent unless the connection is
encrypted and the certificate is sound, except to this very machine.
"""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from enum import StrEnum
from ipaddress import ip_address
from socket import gethostname
from typing import Self
from urllib.parse import parse_qs, unquote, urlsplit

from console.outbox.failures import ChannelDownError

_SECONDS = 20.0
_PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}


class Security(StrEnum):
    """How the connection is encrypted."""

    WHERE_OFFERED = "smtp"
    STARTTLS = "smtp+starttls"
    IMPLICIT = "smtps"


@dataclass(frozen=True, slots=True, kw_only=True)
class MailServer:
    """Where mail goes. Its repr holds no password."""

    host: str
    port: int
    security: Security
    user: str | None = field(default=None, repr=False)
    password: str = field(default="", repr=False)
    ca_file: str | None = None

    @classmethod
    def of(cls, address: str) -> Self:
        """The server of a setting such as `smtp+starttls://user:secret@mail.example.org:587`."""
        url = urlsplit(address)
        return cls(
            host=url.hostname or "",
            port=url.port or _PORTS[url.scheme],
            security=Security(url.scheme),
            user=None if url.username is None else unquote(url.username),
            password=unquote(url.password or ""),
            ca_file=parse_qs(url.query).get("ca_file", [None])[0],
        )

    @contextmanager
    def connected(self) -> Iterator[smtplib.SMTP]:
        """A session, ready for messages. Raises `ChannelDownError` when there can be none."""
        try:
            session = self._session()
        except (OSError, smtplib.SMTPException) as wrong:
            raise ChannelDownError(_what(wrong)) from None
        try:
            yield session
        finally:
            with suppress(OSError, smtplib.SMTPException):
                session.quit()

    def _session(self) -> smtplib.SMTP:
        context = ssl.create_default_context(cafile=self.ca_file)
        session: smtplib.SMTP
        if self.security is Security.IMPLICIT:
            session = smtplib.SMTP_SSL(
                self.host, self.port, gethostname(), timeout=_SECONDS, context=context
            )
        else:
            session = smtplib.SMTP(self.host, self.port, gethostname(), timeout=_SECONDS)
        try:
            self._secure(session, context)
        except BaseException:
            session.close()
            raise
        return session

    def _secure(self, session: smtplib.SMTP, context: ssl.SSLContext) -> None:
        session.ehlo_or_helo_if_needed()
        encrypted = self.security is Security.IMPLICIT
        if self.security is Security.STARTTLS or (not encrypted and session.has_extn("starttls")):
            session.starttls(context=context)
            encrypted = True
        if self.user is None:
            return
        if not encrypted and not _is_here(self.host):
            raise smtplib.SMTPNotSupportedError("no password without encryption")
        session.login(self.user, self.password)


def _is_here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _what(wrong: Exception) -> str:
    """The kind of failure: what a server answers may repeat an address."""
    if isinstance(wrong, smtplib.SMTPResponseException):
        return f"{type(wrong).__name__} {wrong.smtp_code}"
    return type(wrong).__name__

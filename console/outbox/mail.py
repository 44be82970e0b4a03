"""
Mail: plain text, addressed to one person, with a Message-ID that a second try repeats.
"""

from __future__ import annotations

import hashlib
import smtplib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from console.outbox.failures import ChannelDownError, RefusedError
from console.outbox.mail_server import MailServer
from console.outbox.words import Text

_CLOSING = 421
"""The server closes the connection (RFC 5321, 4.2.3): nobody's message goes now."""


def message_id(dedupe_key: str, sender: str) -> str:
    """The same for the same notification, whoever sends it and however often."""
    digest = hashlib.sha256(dedupe_key.encode()).hexdigest()[:40]
    return f"<{digest}@{sender.rpartition('@')[2]}>"


def composed(text: Text, *, sender: str, recipient: str, key: str, at: datetime) -> EmailMessage:
    """The whole message. `key` tells notifications apart; `at` is when it was queued."""
    message = EmailMessage(policy=SMTP)
    message["Subject"] = text.subject
    message["From"] = Address("AI-filter", addr_spec=sender)
    message["To"] = recipient
    message["Date"] = at
    message["Message-ID"] = message_id(key, sender)
    # RFC 3834: an absence notice must not answer us.
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    message.set_content(text.body, cte="quoted-printable")
    return message


@dataclass(slots=True)
class MailSession:
    """One connection, for as many messages as wait."""

    server: MailServer
    _open: smtplib.SMTP = field(repr=False)

    def send(self, message: EmailMessage) -> None:
        """Raises `RefusedError` for this message, `ChannelDownError` when the server is gone."""
        try:
            self._open.send_message(message)
        except smtplib.SMTPServerDisconnected as wrong:
            raise ChannelDownError(type(wrong).__name__) from None
        except smtplib.SMTPException as wrong:
            if _code(wrong) == _CLOSING:
                raise ChannelDownError(f"server said {_CLOSING}") from None
            raise RefusedError(f"{type(wrong).__name__} {_code(wrong)}") from None
        except OSError as wrong:
            raise ChannelDownError(type(wrong).__name__) from None


@contextmanager
def session_of(server: MailServer) -> Iterator[MailSession]:
    """A session of `server`. Raises `ChannelDownError`."""
    with server.connected() as session:
        yield MailSession(server, session)


def _code(wrong: smtplib.SMTPException) -> int:
    if isinstance(wrong, smtplib.SMTPRecipientsRefused):
        return int(next(iter(wrong.recipients.values()))[0])
    return wrong.smtp_code if isinstance(wrong, smtplib.SMTPResponseException) else 0

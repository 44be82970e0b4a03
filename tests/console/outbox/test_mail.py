"""
Mail over a real SMTP server: encrypted where it must be, the same message on every try.
"""

from __future__ import annotations

import pytest

from console.outbox.failures import ChannelDownError, RefusedError
from console.outbox.mail import composed, session_of
from console.outbox.mail_server import MailServer
from console.outbox.words import Text
from tests.console.intake.log_for_tests import MONDAY
from tests.console.outbox.mailbox import Authority, Mailbox, serving

TEXT = Text("[Gegevenslek?] KB-2026-000001 – één dienst", "Dag DPO,\n\nEr is iets.\n")


def message(key="leak:KB-2026-000001"):
    return composed(
        TEXT, sender="filter@gemeente.example", recipient="dpo@gemeente.example", key=key, at=MONDAY
    )


def send(address, *messages):
    with session_of(MailServer.of(address)) as session:
        for each in messages or (message(),):
            session.send(each)


def test_mail_arrives_as_it_was_written():
    """
    Subject, text, sender and recipient; and no absence notice comes back.
    """
    with serving() as mailbox:
        send(f"smtp://127.0.0.1:{mailbox.port}")

    [mail] = mailbox.messages
    assert mail["Subject"] == TEXT.subject
    assert mail.get_content().splitlines() == TEXT.body.splitlines()
    assert (mail["To"], mail["From"]) == (
        "dpo@gemeente.example", "AI-filter <filter@gemeente.example>",
    )  # fmt: skip
    assert mail["Auto-Submitted"] == "auto-generated"


def test_every_try_has_the_same_message_id():
    """
    A mailbox can tell a double by it; another notification has another.
    """
    with serving() as mailbox:
        address = f"smtp://127.0.0.1:{mailbox.port}"
        send(address, message(), message())
        send(address, message(), message("leak:KB-2026-000002"))

    assert len(set(mailbox.ids[:3])) == 1
    assert mailbox.ids[3] != mailbox.ids[0]
    assert mailbox.messages[0].as_bytes() == mailbox.messages[2].as_bytes()


@pytest.mark.parametrize("scheme", ["smtp", "smtp+starttls"])
def test_starttls_before_the_password(tmp_path, scheme):
    """
    The server asks for a login and takes it over TLS alone.
    """
    ca = Authority(tmp_path)
    with serving(starttls=ca.context(), auth=True) as mailbox:
        send(f"{scheme}://melder:geheim%3A1@localhost:{mailbox.port}?ca_file={ca.file}")

    assert len(mailbox.messages) == 1
    assert mailbox.logins == [(b"melder", b"geheim:1")]


def test_tls_from_the_start(tmp_path):
    """
    `smtps://`, RFC 8314.
    """
    ca = Authority(tmp_path)
    with serving(implicit=ca.context()) as mailbox:
        send(f"smtps://localhost:{mailbox.port}?ca_file={ca.file}")

    assert len(mailbox.messages) == 1


def test_certificate_of_somebody_else_gets_no_mail(tmp_path):
    """
    Not by the system's roots, and not under another name.
    """
    ca = Authority(tmp_path)
    with serving(starttls=ca.context("other.example"), auth=True) as mailbox:
        for query in ("", f"?ca_file={ca.file}"):
            with pytest.raises(ChannelDownError):
                send(f"smtp://melder:geheim%3A1@localhost:{mailbox.port}{query}")

    assert (mailbox.messages, mailbox.logins) == ([], [])


def test_starttls_that_is_not_offered_is_missed():
    """
    Whoever insists on encryption does not get mail out without it.
    """
    with serving() as mailbox, pytest.raises(ChannelDownError):
        send(f"smtp+starttls://127.0.0.1:{mailbox.port}")

    assert mailbox.messages == []


def test_wrong_password_is_the_channels_trouble(tmp_path):
    """
    No message goes; the error names neither user nor password.
    """
    ca = Authority(tmp_path)
    with (
        serving(starttls=ca.context(), auth=True) as mailbox,
        pytest.raises(ChannelDownError) as wrong,
    ):
        send(f"smtp://melder:fout@localhost:{mailbox.port}?ca_file={ca.file}")

    assert mailbox.messages == []
    assert str(wrong.value) == "SMTPAuthenticationError 535"


def test_password_is_never_in_a_repr():
    """
    Logs and tracebacks show where mail goes, and nothing more.
    """
    server = MailServer.of("smtp://melder:geheim@mail.example")

    assert "melder" not in repr(server)
    assert "geheim" not in repr(server)


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"answer": "552 too big"}, RefusedError),
        ({"answer": "451 try later"}, RefusedError),
        ({"recipient_answer": "550 no such user dpo@gemeente.example"}, RefusedError),
        ({"answer": "421 closing"}, ChannelDownError),
    ],
)
def test_refusal_tells_its_code_and_no_address(change, error):
    """
    One message that is refused is not the end of the channel, unless the server says so.
    """
    with serving(Mailbox(**change)) as mailbox, pytest.raises(error) as wrong:
        send(f"smtp://127.0.0.1:{mailbox.port}")

    assert "@" not in str(wrong.value)


def test_nobody_there_is_the_channels_trouble():
    """
    A closed port.
    """
    with serving() as mailbox:
        port = mailbox.port

    with pytest.raises(ChannelDownError):
        send(f"smtp://127.0.0.1:{port}")

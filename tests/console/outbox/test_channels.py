"""
The channels of an installation together: one that cannot be used holds up no other.
"""

from __future__ import annotations

from config.notify import NotifyFile, Webhook
from config.settings import Settings
from console.outbox.channels import Channels
from console.outbox.sending import Outbox
from console.outbox.telling import MAIL, TEST, WEBHOOK, queue
from console.outbox.webhook import secret_of
from console.outbox.words import Words
from console.records.models import Alarm, Notification
from console.records.models.notification import Delivery
from tests.console.outbox.mailbox import serving
from tests.console.outbox.test_sending import Clock
from tests.console.outbox.test_webhook import SECRET, receiving


def channels(folder, mail, *hooks):
    """Mail to that port, and a webhook by that name to each port."""
    settings = Settings(
        state_dir=folder, smtp_url=f"smtp://127.0.0.1:{mail}", mail_from="filter@example.org"
    )
    notify = NotifyFile(
        webhooks=tuple(Webhook(name=name, url=f"http://127.0.0.1:{at}/") for name, at in hooks)
    )
    words = Words(language="nl", console_url="https://filter.example")
    return Channels(settings=settings, notify=notify, words=words, now=Clock())


def test_webhook_without_a_usable_secret_holds_up_nobody(tmp_path):
    """
    Mail and the other webhook arrive; its own messages wait, and it is an alarm at once, not in an
    hour. Once the secret is mended they arrive, and the alarm ends.
    """
    clock, outbox, secret = Clock(), Outbox(me="a"), tmp_path / "secrets" / "webhook-chat"
    secret_of(tmp_path, "chat")
    secret.write_text("whsec_niet-base64!")
    targets = [(MAIL, "dpo@example.org"), (WEBHOOK, "chat"), (WEBHOOK, "ticket")]
    queue(TEST, "x", {}, targets, clock())

    with serving() as mailbox, receiving() as (port, got):
        installed = channels(tmp_path, mailbox.port, ("chat", port), ("ticket", port))
        outbox.round(installed.all(), clock)

        assert (len(mailbox.messages), len(got)) == (1, 1)
        waiting = Notification.objects.exclude(state=Delivery.SENT).get()
        assert (waiting.recipient, waiting.last_error) == ("chat", "its secret cannot be used")
        assert Alarm.objects.get(resolved_at=None).subject == "chat"

        secret.write_text(SECRET)
        clock.pass_(minutes=1)
        outbox.round(installed.all(), clock)

    assert len(got) == 2
    assert not Alarm.objects.filter(resolved_at=None).exists()

"""
The page about channels: where messages go, whether they arrive, and a test for each.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from console.accounts import audit
from console.accounts.access import account_of, needs
from console.accounts.roles import Right
from console.desk.language import desk_language
from console.desk.page import page
from console.desk.vocabulary import texts_in
from console.outbox.here import directory_here, settings_here
from console.outbox.mail_server import MailServer
from console.outbox.sending import CHANNEL_DOWN
from console.outbox.telling import MAIL, SYSLOG, TEST, WEBHOOK, Directory, queue
from console.records.models import Alarm, Notification
from console.records.models.notification import Delivery

_TEXTS = Path(__file__).resolve().parent / "texts"
_WAITING = (Delivery.PENDING, Delivery.SENDING)
_TESTS_SHOWN = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """One way out, as the page shows it."""

    name: str
    kind: str
    place: str
    """Host and port; never a user, a password or a whole address of a webhook."""
    recipients: tuple[str, ...]
    is_set: bool = True
    waiting: int = 0
    last_sent: datetime | None = None
    last_error: str = ""
    is_down: bool = False

    @property
    def targets(self) -> list[tuple[str, str]]:
        """What a message to everybody on this channel is addressed to."""
        return [(self.kind, recipient) for recipient in self.recipients]


@require_safe
@needs(Right.CHANNELS)
def channels_page(request: HttpRequest) -> HttpResponse:
    """Every channel, whether it is set up or not, and the newest tests."""
    words = texts_in(_TEXTS, desk_language(request))["page"]
    more = {
        "channels": channels_of(directory_here()),
        "tests": Notification.objects.filter(kind=TEST).order_by("-id")[:_TESTS_SHOWN],
    }
    return page(request, "outbox/channels.html", words, more)


@require_POST
@needs(Right.CHANNELS)
def test_channel(request: HttpRequest, name: str) -> HttpResponse:
    """Queue a test for everybody on the channel; the notifier sends it like any other message."""
    words = texts_in(_TEXTS, desk_language(request))["page"]
    found = next((each for each in channels_of(directory_here()) if each.name == name), None)
    if found is None:
        raise Http404
    now = timezone.now()
    with transaction.atomic():
        queue(TEST, f"{name}:{now:%Y%m%dT%H%M%S}", {"at": now.isoformat()}, found.targets, now)
        audit.note(account_of(request), "channel-tested", name, request=request)
    messages.success(request, words["test_queued"])
    return redirect("channels")


def channels_of(directory: Directory) -> list[Channel]:
    """All of them, with what is known of each."""
    notify, server = directory.notify, settings_here().smtp_url
    place = MailServer.of(server) if server else None
    found = [
        Channel(
            name=MAIL,
            kind=MAIL,
            place=f"{place.host}:{place.port}" if place else "",
            recipients=tuple(dict.fromkeys((*directory.dpo, *directory.ict))),
            is_set=place is not None,
        )
    ]
    found += [
        Channel(name=each.name, kind=WEBHOOK, place=_host(each.url), recipients=(each.name,))
        for each in notify.webhooks
    ]
    found += [
        Channel(
            name=each.name, kind=SYSLOG, place=f"{each.host}:{each.port}", recipients=(each.name,)
        )
        for each in notify.syslog
    ]
    return [_known(each) for each in found]


def _host(url: str) -> str:
    return urlsplit(url).hostname or ""


def _known(channel: Channel) -> Channel:
    rows = Notification.objects.filter(channel=channel.kind)
    if channel.kind != MAIL:
        rows = rows.filter(recipient=channel.name)
    sent = rows.filter(state=Delivery.SENT).order_by("-sent_at").first()
    waiting = rows.filter(state__in=_WAITING)
    failed = waiting.exclude(last_error="").order_by("-id").first()
    return Channel(
        name=channel.name,
        kind=channel.kind,
        place=channel.place,
        recipients=channel.recipients,
        is_set=channel.is_set,
        waiting=waiting.count(),
        last_sent=sent.sent_at if sent else None,
        last_error=failed.last_error if failed else "",
        is_down=Alarm.objects.filter(
            kind=CHANNEL_DOWN, subject=channel.name, resolved_at=None
        ).exists(),
    )

"""Django's view of this room."""

from __future__ import annotations

from django.apps import AppConfig


class OutboxRoom(AppConfig):
    name = "console.outbox"
    label = "outbox"

    def ready(self) -> None:
        """The panel about touched logs, on the page about the filter's health."""
        from console.outbox import account_mail, alarm_panel  # noqa: PLC0415 -- models are not there before

        account_mail.register()
        alarm_panel.register()

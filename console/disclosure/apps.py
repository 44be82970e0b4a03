"""Django's view of this room."""

from __future__ import annotations

from django.apps import AppConfig


class DisclosureRoom(AppConfig):
    name = "console.disclosure"
    label = "disclosure"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """The panel on an incident's page, and what the daily deletion does here."""
        from console.disclosure import deletion, panel  # noqa: PLC0415 -- models are not there yet

        panel.register_all()
        deletion.register_all()

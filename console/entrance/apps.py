"""Django's view of this room."""

from __future__ import annotations

from django.apps import AppConfig


class Entrance(AppConfig):
    name = "console.entrance"
    label = "entrance"

    def ready(self) -> None:
        """Logins and changes of second factors go into the audit record."""
        from console.entrance import recorded  # noqa: PLC0415 -- models exist only from here on

        recorded.start()

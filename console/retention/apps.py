"""Django's view of this room."""

from __future__ import annotations

from django.apps import AppConfig


class RetentionRoom(AppConfig):
    name = "console.retention"
    label = "retention"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """The tables that this room deletes from itself; other rooms register their own."""
        from console.retention import files, panels, tables  # noqa: PLC0415 -- models are not there before

        tables.register_all()
        files.register_all()
        panels.register_all()

"""Django's view of this room."""

from __future__ import annotations

from django.apps import AppConfig


class Dossier(AppConfig):
    name = "console.dossier"
    label = "dossier"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """What this room adds to the page of an incident."""
        from console.dossier import panel  # noqa: PLC0415 -- models are not there before

        panel.register_all()

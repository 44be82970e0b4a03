"""Django's view of this room."""

from __future__ import annotations

from django.apps import AppConfig


class Measures(AppConfig):
    name = "console.measures"
    label = "measures"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """What this room adds to others: panels, figures of the week, deletions."""
        from console.measures import panels, upkeep  # noqa: PLC0415 -- models are not there before

        panels.register_all()
        upkeep.register_all()

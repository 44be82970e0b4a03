"""Django's view of this room."""

from __future__ import annotations

from django.apps import AppConfig


class Records(AppConfig):
    name = "console.records"
    label = "records"
    default_auto_field = "django.db.models.BigAutoField"

"""Django's view of this room."""

from __future__ import annotations

from django.apps import AppConfig


class Api(AppConfig):
    name = "console.api"
    label = "api"
    default_auto_field = "django.db.models.BigAutoField"

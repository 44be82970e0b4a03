"""Django's view of this room."""

from __future__ import annotations

from django.apps import AppConfig


class Desk(AppConfig):
    name = "console.desk"
    label = "desk"

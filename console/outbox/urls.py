"""
Addresses of this room, below `/console/`.
"""

from __future__ import annotations

from django.urls import path

from console.outbox import alarm_panel, pages

urlpatterns = [
    path("kanalen", pages.channels_page, name="channels"),
    path("kanalen/<str:name>/test", pages.test_channel, name="test-channel"),
    path("alarmen/<int:pk>/afgehandeld", alarm_panel.dealt_with, name="alarm-dealt-with"),
]

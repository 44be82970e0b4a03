"""
Addresses of this room, below those of the console.
"""

from __future__ import annotations

from django.urls import path

from console.retention import views

urlpatterns = [
    path("bewaring", views.retention_page, name="retention"),
    path("incidenten/<str:number>/hold", views.hold, name="incident-hold"),
]

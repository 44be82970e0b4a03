"""
Addresses of this room. All of them need a login.
"""

from __future__ import annotations

from django.urls import path

from console.disclosure import pages

urlpatterns = [
    path("sleutels", pages.disclosures, name="disclosures"),
    path("sleutels/<int:number>", pages.disclosure, name="disclosure"),
    path("sleutels/<int:number>/beslissen", pages.decide, name="decide-disclosure"),
    path("sleutels/<int:number>/openen", pages.open_it, name="open-disclosure"),
    path("incidenten/<str:number>/sleutel", pages.ask, name="ask-disclosure"),
]

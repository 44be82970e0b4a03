"""
Which page is where. These addresses are public interface: notices and PAC settings carry them.
"""

from __future__ import annotations

from django.urls import path

from console import downloads, pages

urlpatterns = [
    path("", pages.front),
    path("proxy.pac", downloads.pac_file, name="pac"),
    path("wpad.dat", downloads.pac_file),
    path("ca.pem", downloads.ca_pem, name="ca-pem"),
    path("ca.crt", downloads.ca_crt, name="ca-crt"),
    path("lijst", pages.tools_list, name="list"),
    # Before the codes: a code cannot be one of these words.
    path("uitleg/privacy", pages.privacy, name="privacy"),
    path("uitleg/toegankelijkheid", pages.accessibility, name="accessibility"),
    path("uitleg/<str:code>", pages.explanation, name="explanation"),
    path("vergissing/<str:code>", pages.mistake, name="mistake"),
    path("aanvraag", pages.ask_for_tool, name="request"),
    path("healthz", downloads.healthz),
    path("readyz", downloads.readyz),
]

handler404 = pages.not_found

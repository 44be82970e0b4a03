"""
Which page is where. These addresses are public interface: notices and PAC settings carry them.
"""

from __future__ import annotations

from django.urls import include, path

from console import downloads, pages, public_documents
from console.measures import public_pages
from console.metrics import metrics

urlpatterns = [
    path("", pages.front),
    path("proxy.pac", downloads.pac_file, name="pac"),
    path("wpad.dat", downloads.pac_file),
    path("ca.pem", downloads.ca_pem, name="ca-pem"),
    path("ca.crt", downloads.ca_crt, name="ca-crt"),
    path("lijst", pages.tools_list, name="list"),
    path("lijst.pdf", pages.tools_list_pdf, name="list-pdf"),
    # Before the codes: a code cannot be one of these words.
    path("uitleg/privacy", pages.privacy, name="privacy"),
    path("uitleg/toegankelijkheid", pages.accessibility, name="accessibility"),
    path("uitleg/<str:code>", public_pages.explanation, name="explanation"),
    path("vergissing/<str:code>", public_pages.mistake, name="mistake"),
    path("melding", public_pages.own_report, name="own-report"),
    path("openbaar/<str:token>", public_documents.public_document, name="public"),
    path("aanvraag", public_pages.ask_for_tool, name="request"),
    path("console/", include("console.desk.urls")),
    path("console/", include("console.dossier.urls")),
    path("console/", include("console.retention.urls")),
    path("console/", include("console.outbox.urls")),
    path("console/maatregelen/", include("console.measures.urls")),
    path("console/mijn-account/tokens", include("console.api.page_urls")),
    path("console/", include("console.entrance.urls")),
    path("console/", include("console.disclosure.urls")),
    path("account/", include("console.entrance.login_urls")),
    path("api/", include("console.api.urls")),
    path("metrics", metrics),
    path("healthz", downloads.healthz),
    path("readyz", downloads.readyz),
]

# Below `/console/` in the desk's style, with its menu; elsewhere as the public pages.
handler400 = "console.desk.errors.bad"
handler403 = "console.desk.errors.forbidden"
handler404 = "console.desk.errors.not_found"
handler500 = "console.desk.errors.failed"

"""
Addresses of this room, below those of the console.
"""

from __future__ import annotations

from django.urls import path

from console.dossier import group_views, register_views, report_views, telling, views

_FILE = "incidenten/<str:number>/dossier"

urlpatterns = [
    path(_FILE, views.file_page, name="dossier"),
    path(f"{_FILE}.pdf", views.file_pdf, name="dossier-pdf"),
    path(f"{_FILE}/vastleggen", views.freeze_version, name="dossier-freeze"),
    path(f"{_FILE}/kopieren/<slug:authority>", views.copy_page, name="dossier-copy"),
    path(f"{_FILE}/versie/<int:version>", views.version_page, name="dossier-version"),
    path(f"{_FILE}/versie/<int:version>.pdf", views.version_pdf, name="dossier-version-pdf"),
    path(f"{_FILE}/inlichten", telling.telling_page, name="telling"),
    path(f"{_FILE}/brief/<slug:language>", telling.letter_page, name="letter"),
    path(f"{_FILE}/brief/<slug:language>.txt", telling.letter_text, name="letter-text"),
    path("rapporten", report_views.report_page, name="reports"),
    path("rapporten.pdf", report_views.report_as_pdf, name="report-pdf"),
    path("rapporten.csv", report_views.report_as_csv, name="report-csv"),
    path("rapporten/groep", group_views.group_page, name="group-report"),
    path("rapporten/groep.pdf", group_views.group_pdf, name="group-report-pdf"),
    path("rapporten/tekst", report_views.report_words, name="report-words"),
    path("register", register_views.register_page, name="register"),
    path("register.csv", register_views.register_csv, name="register-csv"),
    path("register.xlsx", register_views.register_xlsx, name="register-xlsx"),
]

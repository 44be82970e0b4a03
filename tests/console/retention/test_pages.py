"""
The page of terms and certificates, and the legal hold.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from config.retention import Retention
from console.accounts.models import Look
from console.accounts.roles import Role
from console.desk.vocabulary import texts_in
from console.languages import LANGUAGES
from console.records.models import Event
from console.retention.job import STORE, run
from console.retention.models import DeletionCertificate
from console.retention.views import TEXTS
from tests.console.desk_for_tests import incident, signed_in
from tests.console.retention.rows_for_tests import NOW, event, job

pytestmark = pytest.mark.django_db


def test_every_term_has_words():
    """
    What retention.yaml can say, the page can tell, in three languages.
    """
    terms = set(Retention.model_fields) - {"version", "hour"}

    for language in LANGUAGES:
        texts = texts_in(TEXTS, language)
        assert set(texts["tables"]) == set(texts["reasons"]) == terms


@pytest.mark.parametrize("language", LANGUAGES)
def test_page_shows_terms_runs_and_certificates(tmp_path, language):
    """
    ICT and DPO see what is kept how long, and what went; nothing of what was in it.
    """
    browser = signed_in(Role.ICT, tmp_path, language=language)
    event(at=NOW - timedelta(days=300))
    run(job(tmp_path), STORE)

    page = browser.get(reverse("retention"))

    assert page.status_code == 200
    assert {"nl": "6 maanden", "fr": "6 mois", "en": "6 months"}[language] in page.content.decode()
    assert (
        page.context["certificates"][0]["proof"] == texts_in(TEXTS, language)["retention"]["sound"]
    )


def test_certificate_that_somebody_changed_shows(tmp_path):
    """
    The record of looking says something else.
    """
    browser = signed_in(Role.DPO, tmp_path)
    event(at=NOW - timedelta(days=300))
    run(job(tmp_path), STORE)
    DeletionCertificate.objects.update(count=2)

    page = browser.get(reverse("retention"))

    assert page.context["certificates"][0]["proof"] == "klopt niet"


def test_certificates_are_paged(tmp_path):
    """
    Fifty at a time; an address that makes no sense shows the newest.
    """
    browser = signed_in(Role.DPO, tmp_path)
    for _ in range(60):
        DeletionCertificate.objects.create(
            table="events", place=STORE, rule="-", count=1, at=NOW, chain_hash="0"
        )

    first = browser.get(reverse("retention"))
    second = browser.get(reverse("retention"), {"voor": first.context["older"]})

    assert (len(first.context["certificates"]), len(second.context["certificates"])) == (50, 10)
    assert browser.get(reverse("retention"), {"voor": "9" * 30}).status_code == 200


def test_hold_keeps_and_lifting_lets_go(tmp_path):
    """
    With a reason each time, in the record of looking; a held incident survives the job.
    """
    browser = signed_in(Role.DPO, tmp_path)
    case = incident(state="gesloten", closed_at=timezone.now())
    old = event(at=NOW - timedelta(days=300), incident=case)
    address = reverse("incident-hold", args=[case.number])

    browser.post(address, {"hold": "yes", "reason": "klacht"})
    run(job(tmp_path), STORE)
    assert Event.objects.filter(pk=old.pk).exists()

    browser.post(address, {"hold": "no", "reason": "afgehandeld"})
    run(job(tmp_path), STORE)
    assert not Event.objects.filter(pk=old.pk).exists()
    looks = Look.objects.filter(subject=case.number, deed__startswith="hold")
    assert [(look.deed, look.reason) for look in looks.order_by("id")] == [
        ("hold-set", "klacht"),
        ("hold-lifted", "afgehandeld"),
    ]


def test_hold_needs_a_reason_and_the_right(tmp_path):
    """
    ICT runs the machine and decides nothing about cases.
    """
    case = incident()
    address = reverse("incident-hold", args=[case.number])

    signed_in(Role.DPO, tmp_path).post(address, {"hold": "yes", "reason": "  "})
    assert (
        signed_in(Role.ICT, tmp_path).post(address, {"hold": "yes", "reason": "x"}).status_code
        == 403
    )

    case.refresh_from_db()
    assert not case.legal_hold


def test_panels_are_on_the_desk(tmp_path):
    """
    The hold on the page of the incident, the last deletion on the page about health.
    """
    browser = signed_in(Role.DPO, tmp_path)
    case = incident(state="in_onderzoek")

    assert "panel-hold" in browser.get(reverse("incident", args=[case.number])).content.decode()
    assert "panel-dossier" in browser.get(reverse("incident", args=[case.number])).content.decode()
    assert "panel-retention" in browser.get(reverse("health")).content.decode()

"""
The pages of the measures: who may do what, what is asked for, and what is said afterwards.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from config.exemptions import EXEMPTIONS, load_exemptions
from config.suspensions import FILE_NAME, load_suspensions
from console.accounts.roles import Role
from console.measures.models import Approval, Stop
from tests.console.desk_for_tests import event, incident, signed_in

pytestmark = pytest.mark.django_db
ROOM = "/console/maatregelen/"


def form(**changes):
    values = {
        "departments": ["gemeente"],
        "services": ["praatpaal"],
        "kinds": ["iban"],
        "reason": "Proef.",
        "legal_basis": "AVG art. 6.1.e",
        "advice": "Gunstig.",
        "approver": "algemeen directeur",
        "ends": (timezone.localdate() + timedelta(days=30)).isoformat(),
    }
    return values | changes


def test_an_exemption_from_form_to_file(tmp_path):
    """
    Filled in, granted, shown, revoked with a reason.
    """
    dpo = signed_in(Role.DPO, tmp_path)

    answer = dpo.post(f"{ROOM}uitzonderingen/nieuw", form())

    row = Approval.objects.get()
    assert answer.headers["Location"] == f"{ROOM}uitzonderingen/{row.number}"
    assert [e.id for e in load_exemptions(tmp_path / EXEMPTIONS)] == [row.number]
    shown = dpo.get(answer.headers["Location"]).content.decode()
    assert "rekeningnummer" in shown
    assert "Praatpaal" in shown
    assert row.number in dpo.get(f"{ROOM}uitzonderingen").content.decode()

    where = f"{ROOM}uitzonderingen/{row.number}/intrekken"
    dpo.post(where, {"because": ""})
    assert load_exemptions(tmp_path / EXEMPTIONS) != ()
    dpo.post(where, {"because": "Niet meer nodig."})
    assert load_exemptions(tmp_path / EXEMPTIONS) == ()


@pytest.mark.parametrize(
    "change",
    [
        {"departments": []},
        {"kinds": ["password"]},
        {"kinds": []},
        {"ends": ""},
        {"ends": "2020-01-01"},
        {"ends": (timezone.localdate() + timedelta(days=400)).isoformat()},
        {"departments": ["bestaat-niet"]},
        {"advice": ""},
        {"approver": ""},
    ],
    ids=str,
)
def test_what_is_missing_or_forbidden_is_told(tmp_path, change):
    """
    Nothing is granted, and the page says at the field what is wrong.
    """
    answer = signed_in(Role.DPO, tmp_path).post(f"{ROOM}uitzonderingen/nieuw", form(**change))

    assert answer.status_code == 400
    assert b"errorlist" in answer.content
    assert not Approval.objects.exists()


def test_everywhere_must_be_chosen(tmp_path):
    """
    An empty scope is never written by accident.
    """
    signed_in(Role.DPO, tmp_path).post(f"{ROOM}uitzonderingen/nieuw", form(services=["*"]))

    (told,) = load_exemptions(tmp_path / EXEMPTIONS)
    assert told.services == frozenset()


def test_an_incident_fills_in_what_is_known(tmp_path):
    """
    Department, service and kinds; security information is left out.
    """
    case = incident()
    event(
        incident=case,
        department="ocmw",
        rule="special-data-reject",
        findings=[{"kind": "special_social"}, {"kind": "password"}],
    )

    page = signed_in(Role.DPO, tmp_path).get(f"{ROOM}uitzonderingen/nieuw?incident={case.number}")

    checked = [line for line in page.content.decode().split("<input") if " checked" in line]
    values = [line.split('value="')[1].split('"')[0] for line in checked]
    assert values == ["ocmw", "praatpaal", "special_social", "special-data-reject"]


def test_stopping_and_opening_with_two(tmp_path):
    """
    ICT stops and asks; ICT alone cannot open it; the director can.
    """
    ict, director = signed_in(Role.ICT, tmp_path), signed_in(Role.DIRECTOR, tmp_path)
    stop = {"service": "praatpaal", "department": "*", "reason": "Mogelijk lek."}
    ict.post(f"{ROOM}stopgezet/stop", stop)
    row = Stop.objects.get()
    assert [s.service for s in load_suspensions(tmp_path / FILE_NAME)] == ["praatpaal"]

    ict.post(f"{ROOM}stopgezet/{row.pk}/vraag", {"because": "Opgelost."})
    ict.post(f"{ROOM}stopgezet/{row.pk}/open")
    assert load_suspensions(tmp_path / FILE_NAME) != ()
    assert "tweede persoon" in ict.get(f"{ROOM}stopgezet").content.decode()

    director.post(f"{ROOM}stopgezet/{row.pk}/open")
    assert load_suspensions(tmp_path / FILE_NAME) == ()


@pytest.mark.parametrize(
    ("role", "page", "status"),
    [
        (Role.DPO, "", 200),
        (Role.DPO, "uitzonderingen", 200),
        (Role.DPO, "stopgezet", 200),
        (Role.ICT, "", 200),
        (Role.ICT, "uitzonderingen", 403),
        (Role.ICT, "uitzonderingen/nieuw", 403),
        (Role.ICT, "stopgezet", 200),
        (Role.DIRECTOR, "stopgezet", 200),
        (Role.DIRECTOR, "uitzonderingen", 403),
        (Role.AUDITOR, "", 403),
        (Role.AUDITOR, "stopgezet", 403),
        (Role.SCHOOL_DIRECTOR, "", 403),
        (Role.SCHOOL_DIRECTOR, "stopgezet", 403),
    ],
)
def test_pages_are_for_those_who_act_there(tmp_path, role, page, status):
    """
    ICT sees no exemption; who can do nothing in this room has nothing to see in it.
    """
    assert signed_in(role, tmp_path).get(ROOM + page).status_code == status


@pytest.mark.parametrize(
    ("role", "page"),
    [
        (Role.ICT, "uitzonderingen/UZ-2026-0001/intrekken"),
        (Role.DIRECTOR, "stopgezet/stop"),
        (Role.SECURITY_CELL, "stopgezet/1/open"),
        (Role.SECURITY_CELL, "stopgezet/1/vraag"),
    ],
)
def test_deeds_are_for_those_with_the_right(tmp_path, role, page):
    """
    A form that somebody else was shown does not help.
    """
    assert signed_in(role, tmp_path).post(ROOM + page).status_code == 403

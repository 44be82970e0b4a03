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


@pytest.mark.parametrize(
    ("change", "status"),
    [({}, 400), ({"departments": ["gemeente"]}, 302), ({"services": ["praatpaal"]}, 302),
     ({"kinds": ["iban"]}, 302)],
)  # fmt: skip
def test_special_data_pass_nowhere_and_everywhere(tmp_path, change, status):
    """
    For all departments and all services at once, one line says what to choose.
    """
    wide = form(departments=["*"], services=["*"], kinds=["iban", "special_health"])

    answer = signed_in(Role.DPO, tmp_path).post(f"{ROOM}uitzonderingen/nieuw", wide | change)

    assert answer.status_code == status
    assert Approval.objects.exists() == (status == 302)
    assert ("Kies een groep of een dienst." in answer.content.decode()) == (status == 400)


@pytest.mark.parametrize("role", list(Role))
def test_nobody_eases_the_filter_unseen(tmp_path, role):
    """
    Director and ICT read at once what passes where, and until when; not who granted it or why, and
    no department in which everybody would know who is meant.
    """
    dpo = signed_in(Role.DPO, tmp_path, first_name="An", last_name="Peeters")
    dpo.post(f"{ROOM}uitzonderingen/nieuw", form(departments=["archief"], reason="Voor Jan."))
    row = Approval.objects.get()

    page = signed_in(role, tmp_path, department="ocmw").get("/console/").content.decode()

    is_told = role in {Role.DIRECTOR, Role.ICT}
    assert ("measures-exemptions" in page) == is_told
    assert (row.number in page) == is_told
    assert ("rekeningnummer" in page and "Praatpaal" in page) == is_told
    assert all(hidden not in page for hidden in ("Peeters", "Voor Jan.", "Archief", "archief"))


def test_an_exemption_that_is_over_is_told_no_more(tmp_path):
    """
    Revoked, or at its end.
    """
    dpo, director = signed_in(Role.DPO, tmp_path), signed_in(Role.DIRECTOR, tmp_path)
    dpo.post(f"{ROOM}uitzonderingen/nieuw", form())
    row = Approval.objects.get()

    dpo.post(f"{ROOM}uitzonderingen/{row.number}/intrekken", {"because": "Niet meer nodig."})

    assert row.number not in director.get("/console/").content.decode()


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

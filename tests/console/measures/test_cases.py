"""
Test cases: invented texts for the keeper of the rules; never somebody of a register.
"""

from __future__ import annotations

import json

import pytest

from console.accounts.roles import Role
from console.measures import cases
from console.measures.models import TestCase
from policy.finding import Kind
from tests.console.desk_for_tests import account, client_of, event, incident, signed_in
from tests.console.looks_for_tests import BlindLook, WordLook

pytestmark = pytest.mark.django_db
ROOM = "/console/maatregelen/testgevallen"
FORM = {
    "rule": "personal-data-redact",
    "text": "Bel [[person:Jan Janssens]] op [[phone:0470 00 00 00]], in de Stationsstraat.",
    "expect": "redact",
    "invented": "on",
}


def browser(folder, role, look=None):
    return client_of(account(role), folder, look=look or WordLook())


def test_marks_become_entities():
    """
    Positions count code points, whatever stands in front; the text itself has no marks.
    """
    marked = cases.unmarked("Dag 👋🏽 [[person:José Peña]], tot [[date_of_birth:1/2/1980]].")

    assert marked.text == "Dag 👋🏽 José Peña, tot 1/2/1980."
    found = [(e["kind"], marked.text[e["start"] : e["end"]]) for e in marked.entities]
    assert found == [("person", "José Peña"), ("date_of_birth", "1/2/1980")]


def test_the_file_is_what_evaluate_reads(tmp_path):
    """
    One JSON object a line: text, entities, and what should happen.
    """
    browser(tmp_path, Role.DPO).post(f"{ROOM}/nieuw", FORM)

    answer = browser(tmp_path, Role.RULE_OWNER).get(f"{ROOM}.jsonl")

    (line,) = answer.content.decode().splitlines()
    told = json.loads(line)
    assert told["expect"] == "redact"
    assert {Kind(e["kind"]) for e in told["entities"]} == {Kind.PERSON, Kind.PHONE}
    assert all(told["text"][e["start"] : e["end"]] for e in told["entities"])
    assert "attachment" in answer.headers["Content-Disposition"]


@pytest.mark.parametrize(
    "change",
    [
        {"text": "Lieve Hoedemakers werkt hier."},
        {"text": "Bel [[naam:Jan]]."},
        {"invented": None},
        {"expect": "block"},
        {"rule": "bestaat-niet"},
    ],
    ids=["register", "unknown-kind", "not-invented", "expect", "rule"],
)
def test_what_is_no_case_is_refused(tmp_path, change):
    """
    Somebody of the organisation's own registers is real, whoever says otherwise.
    """
    form = {k: v for k, v in (FORM | change).items() if v is not None}

    answer = browser(tmp_path, Role.DPO).post(f"{ROOM}/nieuw", form)

    assert answer.status_code == 400
    assert not TestCase.objects.exists()


def test_what_nobody_can_look_at_is_not_kept(tmp_path):
    """
    Without detectors nobody can tell whether somebody real is named.
    """
    answer = browser(tmp_path, Role.DPO, BlindLook()).post(f"{ROOM}/nieuw", FORM)

    assert answer.status_code == 400
    assert not TestCase.objects.exists()


def test_the_keeper_of_the_rules_finishes_it(tmp_path):
    """
    With a word on what was done; once.
    """
    browser(tmp_path, Role.DPO).post(f"{ROOM}/nieuw", FORM)
    row, owner = TestCase.objects.get(), browser(tmp_path, Role.RULE_OWNER)

    owner.post(f"{ROOM}/{row.number}/klaar", {"done": ""})
    row.refresh_from_db()
    assert row.done_at is None
    owner.post(f"{ROOM}/{row.number}/klaar", {"done": "Regel aangepast."})
    owner.post(f"{ROOM}/{row.number}/klaar", {"done": "Nog eens."})

    row.refresh_from_db()
    assert row.done_text == "Regel aangepast."


def test_an_incident_fills_in_its_rule(tmp_path):
    """
    So that a mistake becomes a case in one go.
    """
    case = incident()
    event(incident=case, rule="special-data-reject")

    page = signed_in(Role.DPO, tmp_path).get(f"{ROOM}/nieuw?incident={case.number}")

    assert '<option value="special-data-reject" selected>' in page.content.decode()


@pytest.mark.parametrize(
    ("role", "page", "status"),
    [
        (Role.RULE_OWNER, "", 200),
        (Role.RULE_OWNER, "/nieuw", 403),
        (Role.ICT, "", 403),
        (Role.ICT, ".jsonl", 403),
        (Role.DIRECTOR, "", 403),
    ],
)
def test_cases_are_for_those_who_work_on_rules(tmp_path, role, page, status):
    """
    The DPO makes them, the keeper of the rules works through them.
    """
    assert signed_in(role, tmp_path).get(ROOM + page).status_code == status

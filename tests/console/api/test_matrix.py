"""
Who reads what with a program (domain rules 3.4): every operation and field against every role.

A new operation or field must be entered here, or a test fails: who adds one decides who sees it.
"""

from __future__ import annotations

import html
import json
import re

import pytest

from console.accounts.roles import Role
from console.api.operations import OPERATIONS
from console.desk.fields import EVENT_FIELDS, INCIDENT_FIELDS
from tests.console.api.programs import program, program_of
from tests.console.desk_for_tests import (
    MONDAY,
    account,
    client_of,
    event,
    signed_in,
    suspected_leak,
)

pytestmark = pytest.mark.django_db

DPO = {Role.DPO, Role.DEPUTY}
WHO = {
    "incidents": DPO,
    "incidents/{code}": DPO,
    "events": DPO | {Role.ICT, Role.RULE_OWNER},
    "figures": set(Role) - {Role.AUDITOR},
    "health": DPO | {Role.ICT, Role.RULE_OWNER, Role.SECURITY_CELL},
    "tools": set(Role),
}

TECHNICAL = """hour code action service list_status channel rule rule_version reason
policy_version list_version"""
METADATA = "decision forwarded severity department classes findings"
EVENT = {
    Role.DPO: {*TECHNICAL.split(), *METADATA.split(), "incident"},
    Role.DEPUTY: {*TECHNICAL.split(), *METADATA.split(), "incident"},
    Role.RULE_OWNER: {*TECHNICAL.split(), *METADATA.split()},
    Role.ICT: {*TECHNICAL.split()},
}
INCIDENT_NAMES = """number kind state controller department service list_status channel forwarded
occurred_hour detected_hour aware_at closed_at events severity enisa_score enisa_level classes
kinds est_subjects est_records minors"""
INCIDENT = {*INCIDENT_NAMES.split()}
ON_THE_PAGE = {
    "decision": "",  # the page says what the filter did, which says it too
    "hour": "23 nov",
    "action": "Bericht geweigerd",
    "department": "OCMW Voorbeeld",
    "forwarded": ">deels<",
    "findings": "rekeningnummer",
    "rule": "regel-van-dit-geval",
    "incident": "KB-2026-424242",
}
"""How the Dutch page of events tells a field of the one event there is."""


@pytest.fixture
def case():
    about = suspected_leak(number="KB-2026-424242", at=MONDAY, actor="feedc0de" * 4)
    event(
        at=MONDAY, code="KB-7F3K-9Q2M", user_hash="feedc0de" * 4, incident=about,
        department="ocmw", forwarded="partly", rule="regel-van-dit-geval",
        domain="chat.praatpaal.example",
    )  # fmt: skip


def answer(asking, path):
    return asking.get(f"/api/v1/{path.replace('{code}', 'KB-2026-424242')}")


def test_every_operation_is_entered():
    assert {each.path for each in OPERATIONS} == set(WHO)


def test_every_field_is_entered():
    assert {field.name for field in EVENT_FIELDS} == EVENT[Role.DPO]
    assert {field.name for field in INCIDENT_FIELDS} == INCIDENT


@pytest.mark.parametrize("role", list(Role))
def test_role(role, tmp_path, case):
    """Each role gets the operations of its own, with the fields of its own, and no others."""
    asking = program_of(role, tmp_path)
    for path, roles in WHO.items():
        found = answer(asking, path)
        assert found.status_code == (200 if role in roles else 403), path
    if role in WHO["events"]:
        [item] = answer(asking, "events").json()["items"]
        assert set(item) == EVENT[role]
    if role in WHO["incidents"]:
        [item] = answer(asking, "incidents").json()["items"]
        assert set(item) == INCIDENT


@pytest.mark.parametrize("role", sorted(EVENT))
def test_pages_exports_and_programs_say_the_same(role, tmp_path, case):
    """What a program reads of an event stands on the page of its role, and the other way round."""
    who = account(role)
    page = html.unescape(client_of(who, tmp_path).get("/console/gebeurtenissen").text)
    table = page[page.index("<tbody>") :]
    told = {name for name, text in ON_THE_PAGE.items() if text and text in table}
    assert told == {name for name, text in ON_THE_PAGE.items() if text} & EVENT[role]
    if role in DPO:
        exported = signed_in(role, tmp_path).get("/console/gebeurtenissen.json").getvalue()
        assert set(json.loads(exported)["events"][0]) == EVENT[role]


@pytest.mark.parametrize("role", list(Role))
def test_what_nobody_sees(role, tmp_path, case):
    """No pseudonym, no domain, no exact minute of an event, no name, whoever asks for whatever."""
    asking = program_of(role, tmp_path, first_name="Annelies", last_name="Peeters")
    text = "".join(answer(asking, path).text for path in WHO)
    assert not re.search(r"feedc0de|chat\.praatpaal|Annelies|Peeters|T10:17", text)


@pytest.mark.parametrize("role", sorted(WHO["events"] - DPO))
def test_search_asks_no_more_than_it_shows(role, tmp_path, case):
    """Who does not see a field cannot find out by filtering on it."""
    asking = program_of(role, tmp_path)
    hidden = EVENT[Role.DPO] - EVENT[role]
    for name, value in (("forwarded", "no"), ("department", "ocmw"), ("severity", "3")):
        found = asking.get(f"/api/v1/events?{name}={value}")
        assert found.status_code == (400 if name in hidden else 200), name


def test_nobody(tmp_path, case):
    """Without a token there is the published list, and how to ask."""
    asking = program(tmp_path)
    for path in WHO:
        found = answer(asking, path)
        assert found.status_code == (200 if path == "tools" else 401), path
    assert asking.get("/api/v1/openapi.json").status_code == 200


def test_a_cookie_opens_nothing(tmp_path, case):
    """Somebody who is logged in is nobody here, and no cookie is set."""
    browser = signed_in(Role.DPO, tmp_path)
    found = browser.get("/api/v1/incidents")
    assert found.status_code == 401
    assert not found.cookies

"""
The list of events: the metadata for some, the technical fields for others, a person for nobody.
"""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from console.accounts.roles import Role
from tests.console.desk_for_tests import MONDAY, event, incident, signed_in

ADDRESS = "/console/gebeurtenissen"


@pytest.mark.django_db
@pytest.mark.parametrize("role", [Role.DPO, Role.DEPUTY, Role.RULE_OWNER])
def test_metadata_without_a_person(role, tmp_path):
    """
    Department, kinds, severity; not the minute, not the pseudonym, not a small department.
    """
    event(at=MONDAY, department="archief", user_hash="feedc0de" * 4)

    page = signed_in(role, tmp_path).get(ADDRESS).content.decode()

    assert "Overige diensten" in page
    assert "rekeningnummer" in page
    for hidden in ("10:17", "feedc0de", "rchief"):
        assert hidden not in page


@pytest.mark.django_db
def test_ict_sees_technical_fields_alone(tmp_path):
    """
    Rule, reason, channel and versions; no department, no kind, no severity, and no way to ask.
    """
    event(at=MONDAY, rule="personal-data-reject", policy_version="p-77")
    browser = signed_in(Role.ICT, tmp_path)

    page = browser.get(ADDRESS).content.decode()
    asked = browser.get(f"{ADDRESS}?department=ocmw&kind=iban&severity=4")

    assert "personal-data-reject" in page
    assert "p-77" in page
    for hidden in ("Gemeente Voorbeeld", "OCMW", "rekeningnummer", "hoog", "10:17"):
        assert hidden not in page
    assert len(asked.context["rows"]) == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    "role", [Role.SECURITY_CELL, Role.DIRECTOR, Role.SCHOOL_DIRECTOR, Role.AUDITOR]
)
def test_others_see_no_event(role, tmp_path):
    """
    403.
    """
    assert signed_in(role, tmp_path).get(ADDRESS).status_code == 403


@pytest.mark.django_db
def test_filters(tmp_path):
    """
    Each of them finds the one event that fits.
    """
    about = event(
        at=MONDAY, action="upload-rejected", forwarded="unknown", severity=4, rule="own-rule",
        department="ocmw", service="diepzoeker", list_status="forbidden", code="KB-7F3K-9Q2M",
        findings=[{"kind": "special_health", "count": 1, "max_score": 0.9}],
    )  # fmt: skip
    event(at=MONDAY - timedelta(days=2))
    browser = signed_in(Role.DPO, tmp_path)

    for query in (
        "action=upload-rejected", "forwarded=unknown", "severity=4", "rule=own-rule",
        "department=ocmw", "service=diepzoeker", "list_status=forbidden", "q=kb-7f3k-9q2m",
        "kind=special_health", "since=2026-11-23", "since=2026-11-23&until=2026-11-23",
    ):  # fmt: skip
        found = browser.get(f"{ADDRESS}?{query}").context["rows"]
        assert (query, [row["event"].code for row in found]) == (query, [about.code])
    assert len(browser.get(f"{ADDRESS}?until=2026-11-22").context["rows"]) == 1
    assert len(browser.get(f"{ADDRESS}?since=gisteren").context["rows"]) == 2


@pytest.mark.django_db
def test_a_day_is_a_local_day(tmp_path):
    """
    Half past midnight in Brussels belongs to the day that has begun there.
    """
    event(at=MONDAY.replace(hour=23, minute=30))

    browser = signed_in(Role.DPO, tmp_path)

    assert len(browser.get(f"{ADDRESS}?since=2026-11-24").context["rows"]) == 1
    assert browser.get(f"{ADDRESS}?until=2026-11-23").context["rows"] == []


@pytest.mark.django_db
def test_pages_through_all_of_them(tmp_path):
    """
    Events of the same moment among them; none twice, none left out.
    """
    codes = {event(at=MONDAY + timedelta(seconds=n // 40)).code for n in range(130)}
    browser, seen, address = signed_in(Role.DPO, tmp_path), [], ADDRESS
    while address:
        answer = browser.get(address)
        seen += [row["event"].code for row in answer.context["rows"]]
        found = re.search(r'rel="next" href="([^"]+)"', answer.content.decode())
        address = found and found[1].replace("&amp;", "&")

    assert len(seen) == 130
    assert set(seen) == codes


@pytest.mark.django_db
def test_the_incident_is_linked_for_who_may_read_it(tmp_path):
    """
    The DPO finds the way to it; the keeper of the rules does not learn its number.
    """
    about = incident()
    event(incident=about)

    assert about.number in signed_in(Role.DPO, tmp_path).get(ADDRESS).content.decode()
    assert about.number not in signed_in(Role.RULE_OWNER, tmp_path).get(ADDRESS).content.decode()

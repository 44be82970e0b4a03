"""
Who sees what (domain rules 3.4): every address of the console against every role.

A new page must be entered here, or a test fails: whoever adds one decides who may see it.
"""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import get_resolver
from django.urls.resolvers import URLPattern

from console.accounts.roles import Right, Role
from console.portal import PORTAL
from tests.console.desk_for_tests import account, client_of, signed_in
from tests.console.portal_for_tests import portal

pytestmark = pytest.mark.django_db

DPO = {Role.DPO, Role.DEPUTY}
ICT, RULES, CELL = {Role.ICT}, {Role.RULE_OWNER}, {Role.SECURITY_CELL}
DIRECTOR, SCHOOL, AUDITOR = {Role.DIRECTOR}, {Role.SCHOOL_DIRECTOR}, {Role.AUDITOR}
EVERYBODY = set(Role)

OF_THE_DPO = """
queue queue-csv queue-json incident-open incident incident-step incident-awareness
incident-severity incident-scope incident-note incident-assign incident-checklist incident-hold
events-csv events-json dossier dossier-pdf dossier-freeze dossier-copy dossier-version
dossier-version-pdf telling letter letter-text report-words register register-csv register-xlsx
exemptions new-exemption exemption revoke-exemption alarm-dealt-with advise-tool new-case
open-disclosure ask-disclosure
"""
WHO = (
    (EVERYBODY, "start strip own-account waiting invitation tokens new-token revoke-token"),
    (DPO, OF_THE_DPO),
    (DPO | ICT | RULES, "events tester"),
    (DPO | ICT | RULES | CELL, "health retention"),
    (DPO | CELL | DIRECTOR, "reports report-pdf report-csv group-report group-report-pdf"),
    (DPO | ICT | RULES | CELL | DIRECTOR, "measures"),
    (DPO | ICT | DIRECTOR, "tools tool ask-to-reopen decline-reopening reopen-service"),
    (DPO | ICT | CELL | DIRECTOR, "list-notice stops"),
    (DPO | ICT | CELL, "stop-service"),
    (DPO | RULES, "mistakes cases case-file"),
    (RULES, "finish-case"),
    (DIRECTOR, "decide-tool withdraw-tool"),
    (ICT, "check-tool channels test-channel accounts new-account account-deed"),
    (DPO | DIRECTOR, "waiting-accounts confirm-account"),
    (DPO | AUDITOR, "looks"),
    (DPO | DIRECTOR | AUDITOR, "audit-extracts take-audit-extract check-audit-extract"),
    (DPO | DIRECTOR | SCHOOL, "disclosures disclosure decide-disclosure"),
)
EXPECTED = {name: roles for roles, names in WHO for name in names.split()}

NO_ACCOUNT = {"invitation"}
"""Pages below /console/ that somebody without an account needs."""


def pages():
    """Every address below /console/, with something in the place of its parameters."""

    def walk(patterns, before):
        for each in patterns:
            here = before + str(each.pattern)
            if isinstance(each, URLPattern):
                yield each.name, here
            else:
                yield from walk(each.url_patterns, here)

    def filled(route):
        route = re.sub(r"<int:\w+>", "4711", route)
        return re.sub(r"<[\w:]+>", "x", route)

    found = dict(walk(get_resolver().url_patterns, "/"))
    return {name: filled(route) for name, route in found.items() if route.startswith("/console/")}


def ask(browser, address):
    """What the page answers; a page for forms is asked with an empty one."""
    answer = browser.get(address)
    return browser.post(address) if answer.status_code == 405 else answer


def test_every_page_is_entered():
    """Nobody adds a page without saying who may see it, and no entry outlives its page."""
    assert set(pages()) == set(EXPECTED)


@pytest.mark.parametrize("role", list(Role))
def test_role(role, tmp_path):
    """Each role gets the pages of its own, and 403 for every other."""
    browser = signed_in(role, tmp_path)
    refused = {name for name, page in pages().items() if ask(browser, page).status_code == 403}
    assert refused == {name for name, roles in EXPECTED.items() if role not in roles}


def test_nobody(tmp_path):
    """Without an account every page leads to the login."""
    browser = Client(**{PORTAL: portal(tmp_path), "SERVER_NAME": "localhost"})
    for name, page in pages().items():
        answer = ask(browser, page)
        if name not in NO_ACCOUNT:
            assert answer.status_code == 302, name
            assert answer["Location"].startswith("/account/login/"), name


def test_without_second_factor(tmp_path):
    """Without a second factor every page leads to the one that sets it up."""
    who = account(Role.DPO)
    browser = client_of(who, tmp_path)
    who.authenticator_set.all().delete()
    for name, page in pages().items():
        answer = ask(browser, page)
        if name not in NO_ACCOUNT:
            assert (answer.status_code, answer["Location"]) == (302, "/account/2fa/"), name


def test_while_waiting(tmp_path):
    """While nobody agreed to an account, every page leads to the one that says so."""
    browser = client_of(account(Role.DPO, waiting=True), tmp_path)
    for name, page in pages().items():
        answer = ask(browser, page)
        if name not in NO_ACCOUNT | {"waiting"}:
            assert (answer.status_code, answer["Location"]) == (302, "/console/wachten"), name


def test_nothing_is_cached(tmp_path):
    """No page behind the login stays in a browser's or a proxy's store."""
    browser = signed_in(Role.DPO, tmp_path)
    for name, page in pages().items():
        answer = browser.get(page)
        if answer.status_code == 200:
            assert "no-store" in answer.headers.get("Cache-Control", ""), name


def test_forms_need_their_token(tmp_path):
    """Another site cannot send our forms (CSRF)."""
    who = account(Role.ICT)
    client_of(who, tmp_path)  # gives the account its second factor
    browser = Client(
        enforce_csrf_checks=True, **{PORTAL: portal(tmp_path), "SERVER_NAME": "localhost"}
    )
    browser.force_login(who, backend="django.contrib.auth.backends.ModelBackend")
    for name, page in pages().items():
        if browser.get(page).status_code == 405:
            assert browser.post(page).status_code == 403, name


def test_ict_sees_no_case():
    """Whoever runs the machine has no right on a case, and neither has who keeps the rules."""
    for role in (Role.ICT, Role.RULE_OWNER, Role.SECURITY_CELL):
        for right in (Right.INCIDENTS, Right.OPEN_SEALED, Right.SECOND_KEY, Right.AUDIT):
            assert not account(role).may(right), (role, right)


def test_dpo_decides_no_tool():
    """The DPO advises and does not decide on means (GDPR art. 38(6))."""
    assert not account(Role.DPO).may(Right.DECIDE_TOOL)

"""
The one-time link: how the first account comes about, and every later one.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from console.accounts import invitations, people
from console.accounts.models import Account, Invitation, Look
from console.accounts.roles import Role
from console.portal import PORTAL
from tests.console.desk_for_tests import account
from tests.console.portal_for_tests import portal

pytestmark = pytest.mark.django_db

PASSWORD = "vier paarden drinken koffie"
FIRST = {
    "username": "an.peeters",
    "first_name": "An",
    "last_name": "Peeters",
    "email": "an@example.org",
    "language": "nl",
    "role": "dpo",
}


@pytest.fixture
def browser(tmp_path):
    return Client(**{PORTAL: portal(tmp_path), "SERVER_NAME": "localhost"})


def passwords(password=PASSWORD, again=None):
    return {"password": password, "again": password if again is None else again}


def test_first_account(browser):
    """The first link makes the first account, which needs nobody's agreement."""
    link = f"/console/toegang/{invitations.invite(None)}"
    assert browser.get(link).status_code == 200

    answer = browser.post(link, FIRST | passwords())

    assert answer.status_code == 302
    assert answer["Location"] == "/account/login/"
    made = Account.objects.get()
    assert (made.username, made.role, made.waiting) == ("an.peeters", "dpo", False)
    assert made.check_password(PASSWORD)
    assert made.password.startswith("argon2")
    assert Look.objects.get().deed == "password-set-by-link"


def test_works_once(browser):
    """A link that was used is over, and says so without saying why."""
    link = f"/console/toegang/{invitations.invite(None)}"
    browser.post(link, FIRST | passwords())

    browser.get("/account/login/")  # shows what happened, once

    again = browser.post(link, FIRST | {"username": "boef"} | passwords())

    assert again.status_code == 404
    assert again.content == browser.get("/console/toegang/verzonnen").content
    assert Account.objects.count() == 1


def test_looking_spends_nothing(browser):
    """A mail program that opens the link first does not use it up."""
    link = f"/console/toegang/{invitations.invite(None)}"
    for _ in range(3):
        browser.get(link)
    assert browser.post(link, FIRST | passwords()).status_code == 302


def test_ends_after_a_day(browser):
    """A link is good for 24 hours."""
    start = datetime(2026, 11, 23, 9, tzinfo=UTC)
    with time_machine.travel(start, tick=False):
        link = f"/console/toegang/{invitations.invite(None)}"
    with time_machine.travel(start + timedelta(hours=23, minutes=59), tick=False):
        assert browser.get(link).status_code == 200
    with time_machine.travel(start + timedelta(hours=24), tick=False):
        assert browser.get(link).status_code == 404


def test_newer_link_ends_older(browser):
    """Of two links for one account only the newer works."""
    who = account(Role.DPO)
    old, new = people.reset(who, None), people.reset(who, None)
    assert browser.get(f"/console/toegang/{old}").status_code == 404
    assert browser.get(f"/console/toegang/{new}").status_code == 200


def test_first_link_ends_with_first_account(browser):
    """Once there is an account, a link for the first one is worth nothing."""
    link = f"/console/toegang/{invitations.invite(None)}"
    account(Role.ICT)
    assert browser.get(link).status_code == 404


def test_token_is_not_stored():
    """Whoever reads the store cannot use a link in it."""
    token = invitations.invite(None)
    stored = Invitation.objects.values().get()
    assert not any(token in str(value) for value in stored.values())


@pytest.mark.parametrize(
    "typed",
    [passwords("kort"), passwords("wachtwoord123456", "anders"), passwords("password1234"), {}],
)
def test_weak_password(browser, typed):
    """Short, well-known or unequal passwords are refused, and the link still works."""
    link = f"/console/toegang/{invitations.invite(None)}"
    assert browser.post(link, FIRST | typed).status_code == 422
    assert not Account.objects.exists()
    assert browser.get(link).status_code == 200


def test_first_account_is_dpo_or_ict(browser):
    """The first link makes no director: the roles it offers are the DPO's and ICT's."""
    link = f"/console/toegang/{invitations.invite(None)}"
    answer = browser.post(link, FIRST | {"role": "director"} | passwords())
    assert answer.status_code == 422
    assert not Account.objects.exists()


@pytest.mark.parametrize("language", ["nl", "fr", "en"])
def test_languages(browser, language):
    """The page is there in three languages."""
    link = f"/console/toegang/{invitations.invite(None)}"
    page = browser.get(link, headers={"Accept-Language": language}).content.decode()
    assert f'<html lang="{language}">' in page
    titles = {"nl": "Kies je", "fr": "Choisissez votre", "en": "Choose your"}
    assert titles[language] in page

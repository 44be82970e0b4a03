"""
Logging in: password, second factor, and what a session may not do.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client

from console.accounts.models import Account, Look
from console.accounts.roles import Role
from console.portal import PORTAL
from tests.console.accounts.totp import code
from tests.console.desk_for_tests import account, client_of
from tests.console.portal_for_tests import portal

pytestmark = pytest.mark.django_db

PASSWORD = "vier paarden drinken koffie"
INSIDE = "/console/mijn-account"
"""A page that everybody with an account may see."""
NOON = datetime(2026, 11, 23, 11, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _no_tries_yet():
    cache.clear()


@pytest.fixture
def browser(tmp_path):
    return Client(**{PORTAL: portal(tmp_path), "SERVER_NAME": "localhost"})


def somebody(role=Role.DPO, **changes):
    who = account(role, **changes)
    who.set_password(PASSWORD)
    who.save()
    return who


def log_in(browser, who, password=PASSWORD):
    return browser.post("/account/login/", {"login": who.username, "password": password})


def set_up_app(browser):
    """Scan the QR code and type what the app shows."""
    page = browser.get("/account/2fa/totp/activate/")
    secret = re.search(r'id="authenticator_secret"[^>]*>([A-Z2-7]+)<', page.content.decode())[1]
    done = browser.post("/account/2fa/totp/activate/", {"code": code(secret)})
    assert done.status_code == 302, done.content.decode()
    return secret


def test_second_factor_before_anything_else(browser):
    """Whoever has no second factor yet sees no page but the one to set it up."""
    log_in(browser, somebody())
    for page in (
        "/console/",
        "/console/inzage",
        "/console/mijn-account",
        "/account/password/change/",
    ):
        answer = browser.get(page)
        assert (answer.status_code, answer["Location"]) == (302, "/account/2fa/")

    set_up_app(browser)

    assert browser.get(INSIDE).status_code == 200


def test_second_factor_at_every_login(browser, django_capture_on_commit_callbacks):
    """The password alone opens nothing once there is a second factor."""
    who = somebody()
    with time_machine.travel(NOON):
        log_in(browser, who)
        with django_capture_on_commit_callbacks(execute=True):
            secret = set_up_app(browser)
        browser.post("/account/logout/")
    with time_machine.travel(NOON + timedelta(minutes=5)):
        assert log_in(browser, who)["Location"] == "/account/2fa/authenticate/"
        assert browser.get("/console/")["Location"].startswith("/account/login/")

        wrong = browser.post("/account/2fa/authenticate/", {"code": "000000"})
        assert wrong.status_code == 200
        right = browser.post("/account/2fa/authenticate/", {"code": code(secret)})

        assert right["Location"] == "/console/"
        assert browser.get(INSIDE).status_code == 200
    assert [look.deed for look in Look.objects.all()] == [
        "logged-in", "second-factor-added", "second-factor-added", "logged-in",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "opens"),
    [(NOON - timedelta(seconds=25), True), (NOON - timedelta(seconds=50), False)],
    ids=["while it changed", "long ago"],
)
def test_code_that_changes_while_it_is_typed(browser, typed, opens):
    """A code that has just made room for the next one counts, once; an older one does not."""
    who = somebody()
    with time_machine.travel(NOON - timedelta(minutes=5), tick=False):
        log_in(browser, who)
        secret = set_up_app(browser)
        browser.post("/account/logout/")
    answers = []
    with time_machine.travel(NOON, tick=False):
        for _ in range(2):
            log_in(browser, who)
            shown = {"code": code(secret, typed.timestamp())}
            answers.append(browser.post("/account/2fa/authenticate/", shown).status_code)
            browser.post("/account/logout/")
    assert answers == [302 if opens else 200, 200]


def test_secret_of_the_app_is_sealed(browser):
    """Whoever reads the store cannot make somebody's codes."""
    log_in(browser, somebody())
    secret = set_up_app(browser)
    assert not any(secret in str(row) for row in Authenticator.objects.values())


def test_last_factor_stays(browser):
    """Nobody takes away the only second factor."""
    log_in(browser, somebody())
    set_up_app(browser)
    browser.post("/account/2fa/totp/deactivate/")
    assert Authenticator.objects.filter(type=Authenticator.Type.TOTP).exists()


def test_session_id_changes_at_login(browser):
    """A session that somebody prepared is worth nothing after the login (session fixation)."""
    browser.get("/account/login/")
    before = browser.session.session_key
    log_in(browser, somebody())
    assert browser.session.session_key != before


def test_logout_ends_the_session(browser, tmp_path):
    """After logging out the old cookie opens nothing."""
    inside = client_of(somebody(), tmp_path)
    cookie = inside.cookies["promptwacht_session"].value
    inside.post("/account/logout/")
    browser.cookies["promptwacht_session"] = cookie
    assert browser.get(INSIDE).status_code == 302


def test_idle_session_ends(tmp_path):
    """After half an hour without a click, log in again."""
    with time_machine.travel(NOON, tick=False):
        inside = client_of(somebody(), tmp_path)
        assert inside.get(INSIDE).status_code == 200
    with time_machine.travel(NOON + timedelta(minutes=29), tick=False):
        assert inside.get(INSIDE).status_code == 200
    with time_machine.travel(NOON + timedelta(minutes=60), tick=False):
        assert inside.get(INSIDE)["Location"] == "/account/login/"


def test_session_ends_after_eight_hours(tmp_path):
    """However busy, a session lasts eight hours at most."""
    with time_machine.travel(NOON, tick=False):
        inside = client_of(somebody(), tmp_path)
    for minutes in range(0, 8 * 60 + 1, 20):
        with time_machine.travel(NOON + timedelta(minutes=minutes), tick=False):
            assert inside.get(INSIDE).status_code == 200
    with time_machine.travel(NOON + timedelta(hours=8, minutes=10), tick=False):
        assert inside.get(INSIDE).status_code == 302


def test_tries_are_limited(browser):
    """After a handful of wrong passwords even the right one is refused for a while."""
    who = somebody()
    with time_machine.travel(NOON, tick=False):
        for _ in range(6):
            log_in(browser, who, "verkeerd wachtwoord")
        assert log_in(browser, who).status_code == 200
        assert "_auth_user_id" not in browser.session
    with time_machine.travel(NOON + timedelta(minutes=10), tick=False):
        assert log_in(browser, who).status_code == 302


def test_wrong_name_and_wrong_password_look_the_same(browser):
    """The login does not tell who has an account."""
    who = somebody()
    wrong = browser.post("/account/login/", {"login": who.username, "password": "mis"})
    nobody = browser.post("/account/login/", {"login": "niemand", "password": "mis"})
    shown = [re.sub(r'value="[^"]*"', "", answer.content.decode()) for answer in (wrong, nobody)]
    assert shown[0] == shown[1]


@pytest.mark.parametrize(
    "address",
    ["signup/", "password/reset/", "email/", "confirm-email/x/", "login/code/", "social/signup/"],
)
def test_nobody_signs_up(browser, address):
    """There is no way to an account but the link that somebody gives."""
    assert browser.get(f"/account/{address}").status_code == 404


def test_closed_account(browser):
    """A closed account does not log in."""
    who = somebody(is_active=False)
    log_in(browser, who)
    assert browser.get(INSIDE).status_code == 302


def test_session_of_a_closed_account_ends(tmp_path):
    """Closing an account ends the sessions that it has."""
    who = somebody()
    inside = client_of(who, tmp_path)
    Account.objects.filter(pk=who.pk).update(is_active=False)
    assert inside.get(INSIDE).status_code == 302


def test_cookie(browser):
    """The cookie is for this site, and no script reads it."""
    log_in(browser, somebody())
    cookie = browser.cookies["promptwacht_session"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


@pytest.mark.parametrize("language", ["nl", "fr", "en"])
def test_pages_in_three_languages(browser, language):
    """Login and set-up speak the language of the reader, without a word of the library's own."""
    titles = {"nl": "Aanmelden", "fr": "Se connecter", "en": "Log in"}
    page = browser.get("/account/login/", headers={"Accept-Language": language}).content.decode()
    assert f"<h1>{titles[language]}</h1>" in page
    log_in(browser, somebody(language=language))
    for address in ("2fa/", "2fa/totp/activate/", "2fa/webauthn/add/"):
        page = browser.get(f"/account/{address}").content.decode()
        assert f'<html lang="{language}">' in page

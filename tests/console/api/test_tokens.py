"""
A token is a person's, is shown once, and ends with the person's account, password or its last day.
"""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from django.utils.timezone import localdate

from console.accounts import people
from console.accounts.models import Account, Look
from console.accounts.roles import Role
from console.api import tokens
from console.api.models import Token
from console.rate_limit import RateLimit
from console.reads import Reads
from tests.console.api.programs import program, program_of, token_for
from tests.console.desk_for_tests import account, client_of, incident, signed_in
from tests.console.portal_for_tests import Clock

pytestmark = pytest.mark.django_db

PASSWORD = "vier paarden drinken koffie"
EVENTS = "/api/v1/events"


def status(folder, shown, path=EVENTS):
    return program(folder, shown).get(path).status_code


@pytest.fixture
def proven(tmp_path):
    """A browser of somebody at ICT who has just typed the password again."""
    who = account(Role.ICT)
    who.set_password(PASSWORD)
    who.save()
    browser = client_of(who, tmp_path)
    assert browser.post("/account/reauthenticate/", {"password": PASSWORD}).status_code == 302
    return browser


def test_made_on_the_page(proven, tmp_path):
    """
    The page shows the token once; it works; the store has its hash alone; the record has a line.
    """
    until = localdate() + timedelta(days=10)
    assert 'type="date"' in proven.get("/console/mijn-account/tokens/nieuw").text

    made = proven.post("/console/mijn-account/tokens/nieuw", {"name": "SIEM", "until": until})

    shown = re.search(r"promptwacht_[\w-]{43}", made.text)[0]
    assert status(tmp_path, shown) == 200
    listed = proven.get("/console/mijn-account/tokens").text
    assert "SIEM" in listed
    assert shown not in listed
    stored = Token.objects.get()
    assert shown not in str(vars(stored))
    assert (stored.used_on, stored.until) == (localdate(), until)
    assert Look.objects.filter(deed="token-made", subject=f"token {stored.pk}").count() == 1


def test_who_is_before_the_screen_is_asked_first(tmp_path):
    """A browser that somebody left open makes no token: the password is asked again."""
    browser = signed_in(Role.ICT, tmp_path)
    answer = browser.post(
        "/console/mijn-account/tokens/nieuw", {"name": "SIEM", "until": localdate()}
    )
    assert (answer.status_code, Token.objects.count()) == (302, 0)
    assert answer["Location"].startswith("/account/")


@pytest.mark.parametrize("days", [-1, 366, 40_000])
def test_a_year_at_most(proven, days):
    """A day that is over, or further than a year, is refused."""
    form = {"name": "SIEM", "until": localdate() + timedelta(days=days)}
    assert proven.post("/console/mijn-account/tokens/nieuw", form).status_code == 422
    assert not Token.objects.exists()


def test_last_day(tmp_path):
    """It works on its last day and not on the next."""
    who = account(Role.ICT)
    shown = token_for(who, until=localdate() + timedelta(days=3))
    now = timezone.localtime().replace(hour=12)
    with time_machine.travel(now + timedelta(days=3), tick=False):
        assert status(tmp_path, shown) == 200
    with time_machine.travel(now + timedelta(days=4), tick=False):
        assert status(tmp_path, shown) == 401


def test_revoked(tmp_path):
    """Revoking one's own ends it at once; nobody ends somebody else's."""
    browser = signed_in(Role.ICT, tmp_path)
    shown = token_for(browser.account)
    address = f"/console/mijn-account/tokens/{Token.objects.get().pk}/intrekken"

    signed_in(Role.ICT, tmp_path).post(address)
    assert status(tmp_path, shown) == 200
    browser.post(address)
    assert status(tmp_path, shown) == 401
    assert Look.objects.filter(deed="token-revoked").count() == 1


def test_closed_account(tmp_path):
    """A closed account has no token, and opened again it has none either."""
    who = account(Role.ICT)
    who.set_password("vier paarden drinken koffie")
    who.save()
    shown = token_for(who)
    people.close(who.pk, None)
    assert status(tmp_path, shown) == 401
    people.reopen(who.pk, None)
    assert status(tmp_path, shown) == 401


def test_new_password(tmp_path):
    """A new password, also by ICT's link, ends every token, as it ends every session."""
    who = account(Role.ICT)
    shown = token_for(who)
    people.accept(people.reset(who, None), "vijf paarden drinken thee")
    assert status(tmp_path, shown) == 401


def test_waiting_account(tmp_path):
    """An account that waits for agreement shows nothing."""
    who = account(Role.DPO)
    shown = token_for(who)
    Account.objects.filter(pk=who.pk).update(waiting=True)
    assert status(tmp_path, shown) == 401


def test_the_role_of_now(tmp_path):
    """It carries the role that the account has now, not the one it had."""
    who = account(Role.DPO)
    shown = token_for(who)
    Account.objects.filter(pk=who.pk).update(role=Role.SECURITY_CELL)
    assert status(tmp_path, shown) == 403


@pytest.mark.parametrize(
    "header",
    ["", "Bearer", "Bearer x", "Basic YTpi", "Bearer promptwacht_", "Bearer promptwacht_é",
     "bearer promptwacht_" + "A" * 43, "Bearer promptwacht_" + "A" * 5000],
)  # fmt: skip
def test_no_token(tmp_path, header):
    """Anything else is nobody, and is told so in the words of RFC 6750."""
    answer = program(tmp_path).get(EVENTS, HTTP_AUTHORIZATION=header)
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"].startswith('Bearer realm="promptwacht"')
    assert answer["Content-Type"] == "application/problem+json"


def test_ten_at_most(tmp_path):
    """Nobody collects tokens."""
    who = account(Role.ICT)
    for _ in range(tokens.MOST):
        token_for(who)
    with pytest.raises(tokens.TooManyError):
        token_for(who)


def test_one_line_an_hour(tmp_path):
    """
    The same question of the same program is one line in an hour, however often it asks; another
    question, another incident and the next hour are lines of their own.
    """
    first, second = incident().number, incident().number
    asking = program_of(Role.DPO, tmp_path)
    start = timezone.now().replace(minute=5)
    with time_machine.travel(start, tick=False):
        for _ in range(5):
            asking.get("/api/v1/incidents")
            asking.get("/api/v1/incidents?state=all")
            asking.get(f"/api/v1/incidents/{first}")
        asking.get(f"/api/v1/incidents/{second}")
        asking.get("/api/v1/incidents/KB-2026-999999")
    with time_machine.travel(start + timedelta(hours=1), tick=False):
        asking.get("/api/v1/incidents")

    number = f"token {Token.objects.get().pk}"
    looks = Look.objects.filter(deed__endswith="-by-program").order_by("id")
    assert [(look.deed, look.subject, look.reason) for look in looks] == [
        ("incidents-read-by-program", "", number),
        ("incidents-read-by-program", "", f"{number} state=all"),
        ("incident-read-by-program", first, number),
        ("incident-read-by-program", second, number),
        ("incidents-read-by-program", "", number),
    ]


def test_reading_begins_no_work(tmp_path):
    """A program is nobody who looks: the incident stays new, and unseen."""
    about = incident()
    assert (
        program_of(Role.DPO, tmp_path).get(f"/api/v1/incidents/{about.number}").status_code == 200
    )
    about.refresh_from_db()
    assert (about.state, about.first_view_at) == ("nieuw", None)


def test_too_often(tmp_path):
    """Each token has its own measure; who asks too often is told how long to wait."""
    clock = Clock()
    reads = Reads(limit=RateLimit(clock=clock, burst=3, per_second=1))
    one, other = (program(tmp_path, token_for(account(Role.ICT)), reads=reads) for _ in range(2))

    assert [one.get(EVENTS).status_code for _ in range(4)] == [200, 200, 200, 429]
    assert other.get(EVENTS).status_code == 200
    assert int(one.get(EVENTS)["Retry-After"]) > 0
    clock.now += 5
    assert one.get(EVENTS).status_code == 200


def test_guessing_is_slowed_and_locks_nobody_out(tmp_path):
    """Who shows wrong tokens is soon told to wait; a good token from the same address works."""
    reads = Reads(strangers=RateLimit(clock=Clock(), burst=3, per_second=1))
    stranger = program(tmp_path, "promptwacht_" + "A" * 43, reads=reads)
    assert [stranger.get(EVENTS).status_code for _ in range(4)] == [401, 401, 401, 429]
    good = program(tmp_path, token_for(account(Role.ICT)), reads=reads)
    assert good.get(EVENTS).status_code == 200

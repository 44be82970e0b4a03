"""
Making and closing accounts: ICT does it, and those who watch over cases agree.
"""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.utils import timezone

from config.settings import Settings
from console.accounts import people
from console.accounts.models import Account, Look
from console.accounts.roles import Right, Role
from console.portal import PORTAL
from console.records.models import Notification
from tests.console.desk_for_tests import account, signed_in
from tests.console.portal_for_tests import portal

pytestmark = pytest.mark.django_db

PASSWORD = "vier paarden drinken koffie"
JAN = {
    "username": "jan.maes",
    "first_name": "Jan",
    "last_name": "Maes",
    "email": "jan@example.org",
    "language": "nl",
}


def a_link(answer):
    return re.search(r"(/console/toegang/[\w-]+)", answer.content.decode())[1]


def make(ict, with_role, **changes):
    return ict.post("/console/accounts/nieuw", JAN | {"role": with_role} | changes)


def use(link, tmp_path):
    browser = Client(**{PORTAL: portal(tmp_path), "SERVER_NAME": "localhost"})
    return browser.post(link, {"password": PASSWORD, "again": PASSWORD})


@pytest.fixture
def ict(tmp_path):
    return signed_in(Role.ICT, tmp_path)


@pytest.fixture
def dpo(tmp_path):
    return signed_in(Role.DPO, tmp_path, last_login=timezone.now())


def test_one_that_sees_cases_waits(ict, dpo, tmp_path):
    """ICT alone does not give itself a view on cases: such an account waits for the DPO."""
    link = a_link(make(ict, "deputy"))
    use(link, tmp_path)
    made = Account.objects.get(username="jan.maes")
    assert made.waiting
    assert not any(made.may(right) for right in Right)

    assert dpo.post(f"/console/accounts/{made.pk}/akkoord").status_code == 302

    made.refresh_from_db()
    assert made.may(Right.INCIDENTS)
    assert "account-confirmed" in [look.deed for look in Look.objects.all()]


def test_one_that_sees_none_need_not_wait(ict, dpo):
    """A keeper of rules sees no case, so nobody has to agree."""
    make(ict, "rule_owner")
    assert not Account.objects.get(username="jan.maes").waiting


def test_first_dpo_need_not_wait(ict):
    """While nobody could agree, nobody has to."""
    make(ict, "dpo")
    assert not Account.objects.get(username="jan.maes").waiting


def test_nobody_agrees_to_themselves(dpo, tmp_path):
    """Whoever waits cannot agree to their own account."""
    waiting = signed_in(Role.DEPUTY, tmp_path, waiting=True)
    page = waiting.post(f"/console/accounts/{waiting.account.pk}/akkoord")
    assert page["Location"] == "/console/wachten"
    waiting.account.refresh_from_db()
    assert waiting.account.waiting


def test_who_waits_sees_one_page(dpo, tmp_path):
    """Until somebody agrees, the account shows that it waits, and nothing else."""
    waiting = signed_in(Role.DEPUTY, tmp_path, waiting=True)
    assert waiting.get("/console/")["Location"] == "/console/wachten"
    assert "wacht op een akkoord" in waiting.get("/console/wachten").content.decode()
    assert waiting.get("/account/2fa/").status_code == 200


def test_ict_cannot_take_over_a_dpo_by_a_reset(ict, dpo, tmp_path):
    """A reset by ICT puts an account that sees cases back to waiting, when it is used."""
    other = account(Role.DEPUTY, last_login=timezone.now())
    answer = ict.post(f"/console/accounts/{other.pk}/link")
    other.refresh_from_db()
    assert not other.waiting  # asking for a link locks nobody out

    use(a_link(answer), tmp_path)

    other.refresh_from_db()
    assert other.waiting


def test_reset_takes_the_second_factor_away(ict, dpo, tmp_path):
    """Who lost the phone sets up a new one after the reset."""
    answer = ict.post(f"/console/accounts/{dpo.account.pk}/link")
    assert use(a_link(answer), tmp_path).status_code == 302
    assert not dpo.account.authenticator_set.exists()


def test_reset_ends_running_sessions(ict, dpo, tmp_path):
    """A new password ends whatever was open with the old one."""
    assert dpo.get("/console/mijn-account").status_code == 200
    use(a_link(ict.post(f"/console/accounts/{dpo.account.pk}/link")), tmp_path)
    assert dpo.get("/console/mijn-account").status_code == 302


def test_close_and_reopen(ict, dpo, tmp_path):
    """A closed account has no right; reopened, it waits again and needs a new password."""
    other = account(Role.DEPUTY)
    ict.post(f"/console/accounts/{other.pk}/sluiten")
    other.refresh_from_db()
    assert not other.is_active
    assert not other.may(Right.INCIDENTS)

    ict.post(f"/console/accounts/{other.pk}/openen")

    other.refresh_from_db()
    assert other.is_active
    assert other.waiting
    assert not other.has_usable_password()


def test_nobody_closes_their_own(ict):
    """The last ICT account does not lock itself out by a slip."""
    ict.post(f"/console/accounts/{ict.account.pk}/sluiten")
    ict.account.refresh_from_db()
    assert ict.account.is_active


@pytest.mark.parametrize(
    "changes",
    [
        {"username": "met spatie"},
        {"username": ""},
        {"email": "geen adres"},
        {"role": "burgemeester"},
        {"role": "school_director"},
        {"language": "de"},
    ],
)
def test_bad_details(ict, changes):
    """What cannot be an account is refused, with the form as it was."""
    answer = make(ict, "auditor", **changes)
    assert answer.status_code == 422
    assert not Account.objects.filter(first_name="Jan").exists()


@pytest.mark.parametrize("changes", [{"username": "JAN.MAES"}, {"email": "JAN@example.org"}])
def test_names_and_addresses_once(ict, changes):
    """Two accounts never share a user name or an address, in whatever case."""
    make(ict, "auditor")
    other = {"username": "piet", "email": "piet@example.org"} | changes
    assert make(ict, "auditor", **other).status_code == 422
    assert Account.objects.filter(first_name="Jan").count() == 1


def test_school_director_has_a_school(ict):
    """Only a school director's account is tied to a school."""
    make(ict, "school_director", department="school-a")
    assert Account.objects.get(username="jan.maes").department == "school-a"
    make(ict, "auditor", username="piet", email="piet@example.org", department="school-a")
    assert Account.objects.get(username="piet").department == ""


def test_link_is_shown_once(ict):
    """The page with the link shows it; no later page does."""
    link = a_link(make(ict, "auditor"))
    assert link not in ict.get("/console/accounts").content.decode()


def test_list_shows_no_address(ict):
    """The table names people and their state, without their addresses."""
    make(ict, "auditor")
    page = ict.get("/console/accounts").content.decode()
    assert "Jan Maes" in page
    assert "jan@example.org" not in page


def test_ict_gains_no_view_by_closing_everybody_who_could_agree(ict, dpo, tmp_path):
    """A new DPO waits although the old one's account is closed; the old one was told by mail."""
    ict.post(f"/console/accounts/{dpo.account.pk}/sluiten")
    link = a_link(make(ict, "dpo"))

    use(link, tmp_path)

    assert Account.objects.get(username="jan.maes").waiting
    told = Notification.objects.filter(kind="account")
    assert [each.payload["cause"] for each in told] == ["account-closed", "account-created"]
    assert {each.recipient for each in told} == {Settings().dpo_email}


def test_ict_gains_no_view_by_resetting_the_only_one_who_could_agree(ict, dpo, tmp_path):
    """Its link, in whosever hands, leads to a page that says whose agreement is missing."""
    use(a_link(ict.post(f"/console/accounts/{dpo.account.pk}/link")), tmp_path)

    dpo.account.refresh_from_db()
    assert dpo.account.waiting
    assert not dpo.account.may(Right.INCIDENTS)


def test_nobody_agrees_to_a_link_that_lies_somewhere(ict, dpo, tmp_path):
    """An account that nobody has used is not shown, and cannot be agreed to beforehand."""
    link = a_link(make(ict, "deputy"))
    made = Account.objects.get(username="jan.maes")
    assert "Jan Maes" not in dpo.get("/console/accounts/wachtend").content.decode()

    dpo.post(f"/console/accounts/{made.pk}/akkoord")
    use(link, tmp_path)

    made.refresh_from_db()
    assert made.waiting
    assert "Jan Maes" in dpo.get("/console/accounts/wachtend").content.decode()


def test_agreement_ends_with_the_next_link(ict, dpo, tmp_path):
    """What was agreed to is a person, not the link that is made afterwards."""
    use(a_link(make(ict, "deputy")), tmp_path)
    made = Account.objects.get(username="jan.maes")
    dpo.post(f"/console/accounts/{made.pk}/akkoord")
    made.refresh_from_db()
    assert not made.waiting

    use(a_link(ict.post(f"/console/accounts/{made.pk}/link")), tmp_path)

    made.refresh_from_db()
    assert made.waiting


def test_command_line_agrees_only_where_nobody_is_left(dpo):
    """The way out for a DPO who lost the telephone and is the only one."""
    people.accept(people.reset(dpo.account, None), PASSWORD)
    dpo.account.refresh_from_db()
    other = account(Role.DIRECTOR, last_login=timezone.now())
    with pytest.raises(people.DeedError, match="somebody-could-agree"):
        people.confirm_alone(dpo.account)

    people.close(other.pk, None)
    people.confirm_alone(dpo.account)

    dpo.account.refresh_from_db()
    assert not dpo.account.waiting


def test_confirm_twice(dpo):
    """Of two people who agree at once, one does; the other is told."""
    other = account(Role.DEPUTY, waiting=True, last_login=timezone.now())
    people.confirm(other.pk, dpo.account)
    with pytest.raises(people.DeedError):
        people.confirm(other.pk, dpo.account)

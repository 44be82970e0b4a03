"""
Four eyes: nobody opens anything alone, nothing stays open, and every step is in the record.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from console.accounts.models import Look
from console.accounts.roles import Role
from console.disclosure.models import Disclosure
from console.records.models import Notification
from tests.console.desk_for_tests import account, signed_in
from tests.console.disclosure.keys_for_tests import TEXT, sealed_case

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 23, 11, tzinfo=UTC)
ASK = {"reason": "investigate", "reason_text": ""}


@pytest.fixture
def dpo(tmp_path):
    return signed_in(Role.DPO, tmp_path, email="dpo@example.org")


@pytest.fixture
def director(tmp_path):
    return signed_in(Role.DIRECTOR, tmp_path, email="directeur@example.org")


def ask(dpo, about, code, **changes):
    answer = dpo.post(
        f"/console/incidenten/{about.number}/sleutel",
        ASK | {"wanted": f"excerpt {code}"} | changes,
    )
    found = Disclosure.objects.order_by("-id").first()
    return answer, found


def decide(director, disclosure, decision="agree"):
    return director.post(f"/console/sleutels/{disclosure.pk}/beslissen", {"decision": decision})


def open_it(dpo, disclosure):
    return dpo.post(f"/console/sleutels/{disclosure.pk}/openen")


def test_two_people_open_it(dpo, director):
    """One asks, another agrees, the first gets the sealed text; each step is in the record."""
    about, code = sealed_case()
    _, asked = ask(dpo, about, code)
    decide(director, asked)

    page = open_it(dpo, asked).content.decode()

    assert '"ciphertext"' in page
    deeds = [(look.deed, look.subject, look.account_id) for look in Look.objects.all()]
    assert deeds == [
        ("excerpt-asked", about.number, dpo.account.pk),
        ("excerpt-agreed", about.number, director.account.pk),
        ("excerpt-opened", about.number, dpo.account.pk),
    ]


def test_the_server_never_has_the_text(dpo, director):
    """Neither the page nor the store holds a word of it that this machine could read."""
    about, code = sealed_case()
    _, asked = ask(dpo, about, code)
    decide(director, asked)
    page = open_it(dpo, asked).content.decode()
    rows = json.dumps([str(row) for row in Disclosure.objects.values()])
    for word in ("Vermeulen", "Erps"):
        assert word in TEXT
        assert word not in page + rows


def test_nothing_before_the_second_key(dpo, director):
    """Until somebody agrees the answer shows nothing of it."""
    about, code = sealed_case()
    _, asked = ask(dpo, about, code)
    assert open_it(dpo, asked).status_code == 302
    assert not Look.objects.filter(deed="excerpt-opened").exists()


def test_not_both_keys(dpo, director):
    """Who asks cannot agree, though the role holds both keys."""
    about, code = sealed_case()
    _, asked = ask(dpo, about, code)
    decide(dpo, asked)
    asked.refresh_from_db()
    assert asked.agreed is None


def test_deputy_can_be_the_second_key(dpo, tmp_path):
    """The deputy agrees as well as the director does."""
    deputy = signed_in(Role.DEPUTY, tmp_path)
    about, code = sealed_case()
    _, asked = ask(dpo, about, code)
    decide(deputy, asked)
    assert '"ciphertext"' in open_it(dpo, asked).content.decode()


def test_only_who_asked_opens(dpo, director, tmp_path):
    """Another DPO's agreement is not one's own: the deputy has to ask too."""
    deputy = signed_in(Role.DEPUTY, tmp_path)
    about, code = sealed_case()
    _, asked = ask(dpo, about, code)
    decide(director, asked)
    assert open_it(deputy, asked).status_code == 302
    assert open_it(director, asked).status_code == 403


def test_refused_is_refused(dpo, director):
    """A refusal cannot be turned into an agreement."""
    about, code = sealed_case()
    _, asked = ask(dpo, about, code)
    decide(director, asked, "refuse")
    decide(director, asked, "agree")
    asked.refresh_from_db()
    assert asked.agreed is False
    assert open_it(dpo, asked).status_code == 302


@pytest.mark.parametrize("hours", [24, 48])
def test_request_ends_by_itself(dpo, tmp_path, hours):
    """Nobody can agree to what was asked a day ago."""
    account(Role.DIRECTOR)
    about, code = sealed_case()
    with time_machine.travel(NOON, tick=False):
        dpo = signed_in(Role.DPO, tmp_path)
        _, asked = ask(dpo, about, code)
    with time_machine.travel(NOON + timedelta(hours=hours), tick=False):
        decide(signed_in(Role.DIRECTOR, tmp_path), asked)
    asked.refresh_from_db()
    assert asked.agreed is None


def test_agreement_ends_by_itself(tmp_path):
    """What was agreed to can be opened for a day, any number of times, and no longer."""
    about, code = sealed_case()
    with time_machine.travel(NOON, tick=False):
        dpo = signed_in(Role.DPO, tmp_path)
        director = signed_in(Role.DIRECTOR, tmp_path)
        _, asked = ask(dpo, about, code)
        decide(director, asked)
        assert open_it(dpo, asked).status_code == 200
        assert open_it(dpo, asked).status_code == 200
    with time_machine.travel(NOON + timedelta(hours=24), tick=False):
        dpo = signed_in(Role.DPO, tmp_path)
        Disclosure.objects.update(asked_by=dpo.account)
        assert open_it(dpo, asked).status_code == 302
    assert Look.objects.filter(deed="excerpt-opened").count() == 2


@pytest.mark.parametrize(
    "changes",
    [
        {"reason": "other"},
        {"reason": "nieuwsgierig"},
        {"wanted": "excerpt KB-0000-0000"},
        {"wanted": "identity 0123456789abcdef"},
        {"wanted": ""},
        {"reason_text": "x" * 301},
    ],
)
def test_bad_requests(dpo, director, changes):
    """Another reason needs words, and what is not there cannot be asked for."""
    about, code = sealed_case()
    _, asked = ask(dpo, about, code, **changes)
    assert asked is None


def test_other_reason_with_words(dpo, director):
    """With an explanation another reason is one."""
    about, code = sealed_case()
    _, asked = ask(dpo, about, code, reason="other", reason_text="Vraag van de auditcel")
    assert asked.reason_text == "Vraag van de auditcel"


def test_nobody_could_agree(dpo):
    """Where nobody could agree, the page says so, and no request waits in vain."""
    about, code = sealed_case()
    answer, asked = ask(dpo, about, code)
    assert asked is None
    assert "niemand die akkoord kan gaan" in dpo.get(answer["Location"]).content.decode()


def test_asked_once(dpo, director):
    """The same request does not stand there twice."""
    about, code = sealed_case()
    ask(dpo, about, code)
    ask(dpo, about, code)
    assert Disclosure.objects.count() == 1


def test_mail_to_both(dpo, director):
    """Who asks and who could agree get a mail, and both learn of the decision."""
    about, code = sealed_case()
    _, asked = ask(dpo, about, code)
    told = {(n.recipient, n.payload["cause"]) for n in Notification.objects.all()}
    assert told == {("directeur@example.org", ""), ("dpo@example.org", "asked")}
    decide(director, asked)
    told = {(n.recipient, n.payload["cause"]) for n in Notification.objects.all()}
    assert {("dpo@example.org", "agreed"), ("directeur@example.org", "agreed")} < told
    assert all(code not in json.dumps(n.payload) for n in Notification.objects.all())


def test_request_of_others_is_not_there(dpo, director, tmp_path):
    """A school director does not even see that somebody asked for a text."""
    about, code = sealed_case(department="school-a")
    _, asked = ask(dpo, about, code)
    school = signed_in(Role.SCHOOL_DIRECTOR, tmp_path, department="school-a")
    assert school.get(f"/console/sleutels/{asked.pk}").status_code == 404
    assert about.number not in school.get("/console/sleutels").content.decode()
    assert decide(school, asked).status_code == 404


@pytest.mark.parametrize("language", ["nl", "fr", "en"])
def test_pages(tmp_path, director, language):
    """Every page is there in three languages, at every step."""
    dpo = signed_in(Role.DPO, tmp_path, language=language)
    about, code = sealed_case()
    assert dpo.get(f"/console/incidenten/{about.number}").status_code == 200
    _, asked = ask(dpo, about, code)
    for address in ("", f"/{asked.pk}"):
        page = dpo.get(f"/console/sleutels{address}")
        assert page.status_code == 200
        assert f'<html lang="{language}"' in page.content.decode()
    decide(director, asked)
    assert open_it(dpo, asked).headers["Cache-Control"].count("no-store") == 1

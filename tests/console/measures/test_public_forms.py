"""
Forms without a login: what is taken in, what is refused, and that nothing personal is kept.
"""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.core import signing
from django.db import transaction
from django.test import Client
from django.utils import timezone

from config.notify import NotifyFile
from console.accounts.roles import Role
from console.form_guard import FormGuard
from console.measures.models import MistakeReport, OwnReport, ToolRequest
from console.measures.reporting import answered, report_own, settle_waiting, unanswered
from console.measures.telling import MOST_AN_HOUR
from console.measures.tools import ask
from console.outbox.telling import Directory
from console.outbox.words import Words
from console.portal import PORTAL
from console.rate_limit import RateLimit
from console.records.models import Incident, IncidentKind, Notification
from console.records.states import State
from tests.console.desk_for_tests import event, incident, signed_in
from tests.console.looks_for_tests import BlindLook, WordLook
from tests.console.portal_for_tests import Clock, portal

pytestmark = pytest.mark.django_db
CODE = "KB-7F3K-9Q2M"
MISTAKE = f"/vergissing/{CODE}"
REPORT = {
    "service": "praatpaal",
    "when": "today",
    "channel": "text",
    "department": "gemeente",
    "subjects": ["pupil"],
    "sorts": ["school", "contact"],
    "deleted": "yes",
    "about": "Ongeveer drie leerlingen.",
}
TOOL = {
    "tool": "Schrijfhulp",
    "department": "ocmw",
    "purpose": "Brieven in klare taal herschrijven.",
    "sort_of_data": "public",
    "licence": "free",
    "answer_to": "iemand@example.org",
}
FORMS = {
    MISTAKE: {"reasons": ["other"], "sentence": "Dit is een straatnaam."},
    "/melding": REPORT,
    "/aanvraag": TOOL,
}
WHOM = Directory(notify=NotifyFile(), dpo=("dpo@example.org",), ict=())
ASKED = {"tool": "Schrijfhulp", "department": "ocmw", "purpose": "x", "data": "public"}
OWN = {
    "service": "praatpaal", "service_text": "", "when": "today", "channel": "prompt",
    "department": "gemeente", "subjects": ["pupil"], "sorts": ["contact"], "deleted": "yes",
    "about": "", "contact": "",
}  # fmt: skip
each_form = pytest.mark.parametrize("page", FORMS)


@pytest.fixture
def look():
    return WordLook()


@pytest.fixture
def browser(tmp_path, look):
    return Client(**{PORTAL: portal(tmp_path, look=look), "SERVER_NAME": "localhost"})


def token_on(browser, page):
    return re.search(r'name="token" value="([^"]+)"', browser.get(page).content.decode()).group(1)


def send(browser, page, form=None, **headers):
    form = FORMS[page] | {"token": token_on(browser, page)} | (form or {})
    form = {name: value for name, value in form.items() if value is not None}
    body = urlencode(form, doseq=True)
    return browser.post(page, body, content_type="application/x-www-form-urlencoded", **headers)


def kept():
    return MistakeReport.objects.count() + OwnReport.objects.count() + ToolRequest.objects.count()


@each_form
def test_a_form_is_received_once(browser, page):
    """
    Post, redirect, get: a reload shows the thanks again and sends nothing; no cookie is set.
    """
    answer = send(browser, page)

    assert answer.status_code == 303
    assert kept() == 1
    done = browser.get(answer.headers["Location"])
    assert done.status_code == 200
    assert b"<form" not in done.content
    assert not answer.cookies
    assert not done.cookies


@each_form
def test_a_second_click_sends_nothing_twice(browser, page):
    """
    The same form leads to the same thanks.
    """
    token = {"token": token_on(browser, page)}

    first, second = send(browser, page, token), send(browser, page, token)

    assert second.headers["Location"] == first.headers["Location"]
    assert kept() == 1


@each_form
@pytest.mark.parametrize(
    ("form", "headers"),
    [
        ({}, {"HTTP_ORIGIN": "https://elders.example"}),
        ({}, {"HTTP_ORIGIN": "null"}),
        ({}, {"HTTP_SEC_FETCH_SITE": "cross-site"}),
        ({}, {"HTTP_SEC_FETCH_SITE": "same-site"}),
        ({"token": ""}, {}),
        ({"token": "made-up"}, {}),
        ({"token": signing.TimestampSigner(salt="form:another").sign("x")}, {}),
        ({"sentence": "x" * 40_000}, {}),
    ],
    ids=["origin", "null", "cross", "same-site", "no-token", "made-up", "another", "large"],
)
def test_what_was_not_sent_from_here_is_refused(browser, page, form, headers):
    """
    Another site's form, a form that was never asked for, a body that no form of ours has.
    """
    answer = send(browser, page, form, **headers)

    assert answer.status_code == 400
    assert b'role="alert"' in answer.content
    assert kept() == 0


@each_form
def test_an_old_form_is_not_taken_and_keeps_its_answers(tmp_path, page):
    """
    Whoever comes back after lunch looks once more, and need not type again.
    """
    old = portal(tmp_path, look=WordLook(), forms=FormGuard(lifetime=-1))
    browser = Client(**{PORTAL: old, "SERVER_NAME": "localhost"})

    answer = send(browser, page)

    assert answer.status_code == 400
    assert "te lang open" in answer.content.decode()
    assert "checked" in answer.content.decode()
    assert kept() == 0


@each_form
def test_a_machine_is_thanked_and_forgotten(browser, page):
    """
    Who fills in the field that nobody sees learns nothing.
    """
    answer = send(browser, page, {"website": "https://spam.example"})

    assert answer.status_code == 303
    assert kept() == 0
    assert not Notification.objects.exists()


def test_a_client_sends_only_so_many(tmp_path):
    """
    Then it waits; another client does not.
    """
    clock = Clock()
    limit = RateLimit(clock=clock, burst=2, per_second=0.1)
    there = portal(tmp_path, look=WordLook(), forms=FormGuard(limit=limit))
    browser = Client(**{PORTAL: there, "SERVER_NAME": "localhost"})

    answers = [send(browser, MISTAKE).status_code for _ in range(3)]
    other = send(browser, MISTAKE, REMOTE_ADDR="10.9.9.9").status_code
    clock.now += 10

    assert answers == [303, 303, 429]
    assert other == 303
    assert send(browser, MISTAKE).status_code == 303


@pytest.mark.parametrize(
    ("page", "field"),
    [(MISTAKE, "sentence"), ("/melding", "about"), ("/melding", "service_text"),
     ("/aanvraag", "purpose"), ("/aanvraag", "supplier")],
)  # fmt: skip
@pytest.mark.parametrize("text", ["Het gaat over Jef Peeters.", "Zijn code is welkom123."])
def test_nothing_personal_enters_the_store(browser, page, field, text):
    """
    A name or a password in free text is refused with a friendly word; nothing is kept.
    """
    answer = send(browser, page, {field: text})

    assert answer.status_code == 400
    assert "lijken persoonsgegevens" in answer.content.decode()
    assert kept() == 0
    assert not Incident.objects.exists()
    assert not Notification.objects.exists()


@each_form
def test_where_nobody_can_look_no_free_text_is_kept(tmp_path, page):
    """
    A report of a leak must arrive all the same; a request without its purpose is worth nothing.
    """
    blind = portal(tmp_path, look=BlindLook())
    browser = Client(**{PORTAL: blind, "SERVER_NAME": "localhost"})

    answer = send(browser, page)

    if page == "/aanvraag":
        assert answer.status_code == 400
        assert kept() == 0
    else:
        assert answer.status_code == 303
        assert [r.sentence for r in MistakeReport.objects.all()] in ([], [""])
        assert [r.about for r in OwnReport.objects.all()] in ([], [""])


def test_a_mistake_opens_one_contested_incident(browser):
    """
    However often the same code is reported; ICT and the DPO are told once.
    """
    event(code=CODE, department="ocmw", rule="special-data-reject")

    send(browser, MISTAKE)
    send(browser, MISTAKE)

    case = Incident.objects.get()
    assert (case.kind, case.department) == (IncidentKind.CONTESTED, "ocmw")
    assert case.mistakes.count() == 2
    told = Notification.objects.filter(kind="request")
    assert {n.recipient for n in told} == {"ict@example.org", "dpo@example.org"}
    assert {n.payload["number"] for n in told} == {case.number}


def test_a_mistake_about_an_incident_joins_it(browser):
    """
    No second file for what the DPO looks at already.
    """
    case = incident()
    event(code=CODE, incident=case)

    send(browser, MISTAKE)

    assert MistakeReport.objects.get().incident == case
    assert Incident.objects.count() == 1


def test_a_report_may_come_before_its_event(browser):
    """
    It waits, and gets its incident when the event is there.
    """
    send(browser, MISTAKE)
    assert MistakeReport.objects.get().incident is None

    event(code=CODE)
    settle_waiting(WHOM, timezone.now())

    assert MistakeReport.objects.get().incident.kind == IncidentKind.CONTESTED


def test_made_up_codes_hold_up_nobodys_report(browser):
    """
    However many came before it, and wait for events that never happen.
    """
    now = timezone.now()
    MistakeReport.objects.bulk_create(
        MistakeReport(code=f"KB-X{n:03d}-0AFP", reported_at=now) for n in range(600)
    )
    send(browser, MISTAKE)
    event(code=CODE)

    settle_waiting(WHOM, timezone.now())

    assert MistakeReport.objects.get(code=CODE).incident.kind == IncidentKind.CONTESTED


def close(case, at):
    case.state, case.closed_at = State.CLOSED, at
    case.save()


def test_nobody_is_told_of_a_code_that_nobody_knows(browser):
    """
    Made up or mistyped, it wakes nobody; when its event comes after all, it does.
    """
    send(browser, MISTAKE)
    assert not Notification.objects.exists()

    event(code=CODE)
    settle_waiting(WHOM, timezone.now())
    settle_waiting(WHOM, timezone.now())

    assert Notification.objects.get().recipient == "dpo@example.org"


def test_a_code_that_stays_unknown_does_not_wait_for_ever(browser):
    """
    After a month it was never a code.
    """
    send(browser, MISTAKE)
    now = timezone.now()

    assert unanswered(now).count() == 1
    assert unanswered(now + timedelta(days=31)).count() == 0


def test_a_report_about_a_closed_incident_waits_for_an_answer(browser):
    """
    The DPO is told of it although told before, it stands on the page, and it is answered when the
    incident was closed again.
    """
    case = incident()
    event(code=CODE, incident=case)
    send(browser, MISTAKE)
    close(case, timezone.now() - timedelta(hours=1))
    MistakeReport.objects.update(joined_at=timezone.now() - timedelta(hours=2))
    assert unanswered(timezone.now()).count() == 0

    send(browser, MISTAKE)
    send(browser, MISTAKE)

    assert unanswered(timezone.now()).count() == 2
    assert Notification.objects.filter(recipient="dpo@example.org").count() == 2
    close(case, timezone.now() + timedelta(minutes=1))
    assert unanswered(timezone.now()).count() == 0
    assert answered().count() == 3


def test_a_report_that_waited_for_its_event_is_not_answered_by_an_earlier_closing(browser):
    """
    What was closed before the report came to it was closed without it.
    """
    send(browser, MISTAKE)
    case = incident()
    close(case, timezone.now())
    event(code=CODE, incident=case)

    settle_waiting(WHOM, timezone.now())

    assert unanswered(timezone.now()).get().incident == case


def test_the_page_of_mistakes_tells_of_a_closed_incident(tmp_path, browser):
    """
    With what to do about it.
    """
    case = incident(state=State.CLOSED, closed_at=timezone.now() - timedelta(hours=1))
    event(code=CODE, incident=case)
    send(browser, MISTAKE)

    page = signed_in(Role.DPO, tmp_path).get("/console/maatregelen/vergissingen").content.decode()

    assert "open het opnieuw om te oordelen" in page


def many(count, one):
    with transaction.atomic():
        for number in range(count):
            one(number)


def test_many_requests_are_told_in_one_message(tmp_path):
    """
    So many an hour by themselves; then one, at the end of the hour, that says how many more.
    """
    now = timezone.now().replace(minute=10)

    many(MOST_AN_HOUR + 7, lambda _: ask(ASKED, directory=WHOM, now=now))

    told = Notification.objects.order_by("id")
    assert told.count() == MOST_AN_HOUR + 1
    last = told.last()
    assert (last.payload["cause"], last.payload["more"]) == ("more", 7)
    assert last.next_at == now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    text = Words(language="nl", console_url="https://filter.example").of("request", last.payload)
    assert "7" in text.subject
    assert "https://filter.example/console/maatregelen/" in text.body
    many(1, lambda _: ask(ASKED, directory=WHOM, now=now + timedelta(hours=2)))
    assert told.last().payload["number"].startswith("AA-")


def test_many_own_reports_are_told_in_one_message(browser):
    """
    All of them are incidents with their clock; the mailbox of the DPO stays readable.
    """
    now = timezone.now()

    many(MOST_AN_HOUR + 3, lambda _: report_own(OWN, directory=WHOM, now=now))

    assert Incident.objects.count() == MOST_AN_HOUR + 3
    assert Notification.objects.filter(kind="leak").count() == MOST_AN_HOUR
    assert Notification.objects.get(kind="request").payload["more"] == 3


def test_all_clients_together_fill_a_form_only_so_often(tmp_path):
    """
    However many addresses they come from; another form is not touched.
    """
    total = RateLimit(clock=Clock(), burst=2, per_second=0.0)
    there = portal(tmp_path, look=WordLook(), forms=FormGuard(total=total))
    browser = Client(**{PORTAL: there, "SERVER_NAME": "localhost"})

    answers = [send(browser, MISTAKE, REMOTE_ADDR=f"10.0.0.{n}").status_code for n in range(3)]

    assert answers == [303, 303, 429]
    assert kept() == 2
    assert send(browser, "/melding").status_code == 303


def test_an_own_report_is_an_incident_at_once(browser):
    """
    Forwarded, with its kinds, its subjects and its clock; the DPO is mailed in the same moment.
    """
    before = timezone.now()

    answer = send(browser, "/melding", {"when": "yesterday"})

    case = Incident.objects.get()
    assert case.number in answer.headers["Location"]
    assert (case.kind, case.forwarded) == (IncidentKind.SELF_REPORT, "yes")
    assert (case.department, case.service, case.channel) == ("gemeente", "praatpaal", "prompt")
    assert set(case.kinds) == {"special_pupil_care", "person", "address"}
    assert case.subjects == ["pupil"]
    assert case.minors
    assert case.severity == 4
    assert case.suggested_se is not None
    assert case.detected_at >= before
    assert case.detected_at - case.occurred_at == timedelta(days=1)
    (mail,) = Notification.objects.filter(kind="leak", channel="mail")
    assert mail.recipient == "dpo@example.org"
    assert mail.incident == case


def test_an_own_report_asks_for_no_name(browser):
    """
    And what is not on the list of services is told in words.
    """
    send(browser, "/melding", {"service": "-", "service_text": "Vertaalhulp", "contact": ""})

    report = OwnReport.objects.get()
    assert report.incident.service == ""
    assert report.service_text == "Vertaalhulp"
    assert report.contact == ""
    assert report.incident.actor == ""


def test_a_request_waits_for_ict_and_the_dpo(browser):
    """
    Both are told, with its number and where it waits.
    """
    answer = send(browser, "/aanvraag")

    row = ToolRequest.objects.get()
    assert row.number in answer.headers["Location"]
    assert (row.tool, row.department, row.answer_to) == (
        "Schrijfhulp",
        "ocmw",
        "iemand@example.org",
    )
    told = Notification.objects.all()
    assert {n.recipient for n in told} == {"ict@example.org", "dpo@example.org"}
    assert all(n.payload["path"].endswith(f"aanvragen/{row.number}") for n in told)
    assert "iemand" not in str([n.payload for n in told])


@pytest.mark.parametrize(
    ("page", "missing"),
    [(MISTAKE, "reasons"), ("/melding", "subjects"), ("/melding", "department"),
     ("/aanvraag", "purpose"), ("/aanvraag", "tool")],
)  # fmt: skip
def test_what_is_missing_is_told_at_the_field(browser, page, missing):
    """
    In the reader's language, tied to the field for a screen reader; what was typed stays.
    """
    answer = send(browser, page, {missing: None})

    html = answer.content.decode()
    assert answer.status_code == 400
    assert 'aria-invalid="true"' in html
    assert "Dit veld is verplicht" in html
    assert kept() == 0


def test_an_address_with_a_made_up_number_shows_none(browser):
    """
    Words in an address never become words on the page.
    """
    page = browser.get("/melding", {"ok": "<b>bel 0900 nu</b>"}).content.decode()

    assert "0900" not in page

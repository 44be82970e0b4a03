"""
A requested tool: three people, two opinions, one decision, and the list follows.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from config.decisions import DECISIONS, load_decisions
from config.errors import ConfigError
from config.notify import NotifyFile
from console.accounts.models import Look
from console.accounts.roles import Role
from console.measures import tools
from console.measures.granting import ChangedError
from console.measures.models import ToolRequest, ToolState
from console.outbox.telling import Directory
from console.records.models import Notification
from policy.catalogue import Status
from tests.console.desk_for_tests import account, signed_in
from tests.console.portal_for_tests import CATALOGUE

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
ROOM = "/console/maatregelen/aanvragen"
WHOM = Directory(notify=NotifyFile(), dpo=("dpo@example.org",), ict=("ict@example.org",))
REGISTER = {
    "role": "processor",
    "agreement": "yes",
    "transfer": "none",
    "dpia": "done",
    "ai_act": "limited",
}
KNOWN = {
    "service": "zoekbing",
    "name": "",
    "vendor": "",
    "hosts": [],
    "check_text": "In orde.",
    "register": REGISTER,
}
NEW = KNOWN | {
    "service": "schrijfhulp",
    "name": "Schrijfhulp",
    "vendor": "Schrijf BV",
    "hosts": [".schrijfhulp.example"],
}
YES = {"conditions": "Alleen openbare tekst.", "reason": "", "ends_at": NOON + timedelta(days=90)}
NO = {"conditions": "", "reason": "Geen verwerkersovereenkomst.", "ends_at": None}


def asked(**changes):
    told = {
        "tool": "Schrijfhulp",
        "address": "",
        "department": "ocmw",
        "purpose": "Klare taal.",
        "data": "public",
        "licence": "free",
        "wanted_by": None,
        "supplier": "",
        "answer_to": "iemand@example.org",
    }
    return tools.ask(told | changes, directory=WHOM, now=NOON)


def advised(told=KNOWN):
    row = asked()
    tools.check(row.number, told, account(Role.ICT), catalogue=CATALOGUE, now=NOON)
    tools.advise(row.number, "conditional", "Met voorwaarden.", account(), seen=seen(row), now=NOON)
    return row


def seen(row):
    """The mark of `row` as a page shows it now."""
    row.refresh_from_db()
    return tools.mark_of(row)


def decided(folder, told=KNOWN, state=ToolState.ALLOWED, decision=None, now=NOON):
    row = advised(told)
    wanted = decision or (YES if state is ToolState.ALLOWED else NO)
    who = account(Role.DIRECTOR)
    return tools.decide(row.number, state, wanted, who, seen=seen(row), state_dir=folder, now=now)


def published(folder):
    return load_decisions(folder / DECISIONS)


def test_the_list_follows_a_decision(tmp_path):
    """
    Allowed under conditions until a day; the register knows who checked, advised and decided.
    """
    row = decided(tmp_path)

    (told,) = published(tmp_path)
    assert (told.id, told.service, told.status) == (row.number, "zoekbing", Status.ALLOWED)
    assert (told.conditions, told.ends) == (YES["conditions"], YES["ends_at"])
    assert len({row.checked_by, row.advised_by, row.decided_by}) == 3
    deeds = set(Look.objects.filter(subject=row.number).values_list("deed", flat=True))
    assert deeds == {"tool-checked", "tool-advised", "tool-decided"}


def test_a_new_service_comes_with_its_hosts(tmp_path):
    """
    Excluded: the gateway knows it from then on, with the reason that people read.
    """
    decided(tmp_path, NEW, ToolState.EXCLUDED)

    (told,) = published(tmp_path)
    assert told.status is Status.FORBIDDEN
    assert told.reason == NO["reason"]
    assert [host.domain for host in told.introduces.hosts] == ["schrijfhulp.example"]


def test_who_asked_gets_an_answer_and_is_forgotten(tmp_path):
    """
    The address is in the mail that waits, and nowhere else.
    """
    row = decided(tmp_path)

    (mail,) = Notification.objects.filter(kind="answer")
    assert mail.recipient == "iemand@example.org"
    assert mail.payload == {"number": row.number, "tool": "Schrijfhulp", "cause": "allowed"}
    row.refresh_from_db()
    assert row.answer_to == ""


def test_nothing_is_decided_without_advice(tmp_path):
    """
    Nor advised on without a check; and a new check makes the old advice void.
    """
    row, ict, dpo = asked(), account(Role.ICT), account()
    with pytest.raises(ChangedError):
        tools.advise(row.number, "positive", "x", dpo, seen=seen(row), now=NOON)
    tools.check(row.number, KNOWN, ict, catalogue=CATALOGUE, now=NOON)
    with pytest.raises(ChangedError):
        tools.decide(
            row.number, ToolState.ALLOWED, YES, dpo,
            seen=seen(row), state_dir=tmp_path, now=NOON,
        )  # fmt: skip
    tools.advise(row.number, "positive", "x", dpo, seen=seen(row), now=NOON)
    tools.check(row.number, KNOWN, ict, catalogue=CATALOGUE, now=NOON)
    with pytest.raises(ChangedError):
        tools.decide(
            row.number, ToolState.ALLOWED, YES, dpo,
            seen=seen(row), state_dir=tmp_path, now=NOON,
        )  # fmt: skip

    assert not (tmp_path / DECISIONS).exists()


def test_a_later_decision_takes_the_place_of_the_first(tmp_path):
    """
    One decision holds for each service; the first stays in the register as withdrawn.
    """
    first = decided(tmp_path, NEW)
    second = decided(tmp_path, NEW | {"hosts": [".schrijfhulp.example"]}, ToolState.EXCLUDED)

    assert [d.id for d in published(tmp_path)] == [second.number]
    first.refresh_from_db()
    assert (first.state, first.withdrawn_because) == (ToolState.WITHDRAWN, second.number)


def test_a_withdrawn_decision_is_gone(tmp_path):
    """
    What the catalogue says holds again.
    """
    row = decided(tmp_path)

    who = account(Role.DIRECTOR)
    tools.withdraw(row.number, "Andere leverancier.", who, state_dir=tmp_path, now=NOON)

    assert published(tmp_path) == ()
    with pytest.raises(ChangedError):
        tools.withdraw(row.number, "Nog eens.", who, state_dir=tmp_path, now=NOON)


def test_a_service_must_be_known_or_described(tmp_path):
    """
    Neither an unknown slug without hosts, nor hosts for what the catalogue has.
    """
    row, ict = asked(), account(Role.ICT)
    for told in (KNOWN | {"service": "onbekend"}, KNOWN | {"hosts": ["x.example"]}):
        with pytest.raises(tools.NotAServiceError):
            tools.check(row.number, told, ict, catalogue=CATALOGUE, now=NOON)

    row.refresh_from_db()
    assert row.state == ToolState.REQUESTED


def test_what_cannot_be_published_is_not_decided(tmp_path):
    """
    Nobody gets an answer about a decision that does not hold.
    """
    (tmp_path / "file").write_text("")

    with pytest.raises(ConfigError):
        decided(tmp_path / "file")

    assert ToolRequest.objects.get().state == ToolState.ADVISED
    assert not Notification.objects.filter(kind="answer").exists()


def check_form(**changes):
    told = {
        "service": "",
        "name": "Schrijfhulp",
        "vendor": "Schrijf BV",
        "hosts": ".schrijfhulp.example",
        "check_text": "In orde.",
    }
    return told | REGISTER | changes


def shown_mark(browser, page):
    html = browser.get(page).content.decode()
    return {"seen": re.search(r'name="seen" value="([^"]+)"', html).group(1)}


def test_advice_and_decision_are_on_what_was_read(tmp_path):
    """
    ICT checks again while the DPO writes, the DPO advises anew while the director decides: both
    are told, and read again first.
    """
    row, ict, later = asked(), account(Role.ICT), NOON + timedelta(minutes=1)
    page = f"{ROOM}/{row.number}"
    dpo, director = signed_in(Role.DPO, tmp_path), signed_in(Role.DIRECTOR, tmp_path)
    advice = {"advice": "positive", "advice_text": "In orde."}
    tools.check(row.number, KNOWN, ict, catalogue=CATALOGUE, now=NOON)
    read = shown_mark(dpo, page)
    tools.check(row.number, NEW, ict, catalogue=CATALOGUE, now=later)

    said = dpo.post(f"{page}/advies", advice | read, follow=True).content.decode()
    dpo.post(f"{page}/advies", advice)
    row.refresh_from_db()
    assert (row.state, row.advice) == (ToolState.CHECKED, "")
    assert "Iemand anders was je voor" in said

    dpo.post(f"{page}/advies", advice | shown_mark(dpo, page))
    read = shown_mark(director, page)
    dpo.post(f"{page}/advies", advice | {"advice": "negative"} | shown_mark(dpo, page))
    director.post(f"{page}/besluit", {"outcome": "excluded", "reason": "x"} | read)
    row.refresh_from_db()
    assert (row.state, row.advice) == (ToolState.ADVISED, "negative")


def test_from_request_to_list_on_the_pages(tmp_path):
    """
    ICT checks, the DPO advises, the director decides; each sees only their own form.
    """
    row = asked()
    page = f"{ROOM}/{row.number}"
    ict, dpo, director = (signed_in(r, tmp_path) for r in (Role.ICT, Role.DPO, Role.DIRECTOR))

    def forms(browser):
        html = browser.get(page).content.decode()
        return [name for name in ("nazicht", "advies", "besluit") if f"{page}/{name}" in html]

    assert [forms(b) for b in (ict, dpo, director)] == [["nazicht"], [], []]
    ict.post(f"{page}/nazicht", check_form())
    assert [forms(b) for b in (ict, dpo, director)] == [["nazicht"], ["advies"], []]
    mark = shown_mark(dpo, page)
    dpo.post(f"{page}/advies", {"advice": "negative", "advice_text": "Te veel risico.", **mark})
    assert [forms(b) for b in (ict, dpo, director)] == [["nazicht"], ["advies"], ["besluit"]]
    ends = (timezone.localdate() + timedelta(days=60)).isoformat()
    told = {"outcome": "allowed", "conditions": "Alleen openbaar.", "ends": ends}
    told |= shown_mark(director, page)
    director.post(f"{page}/besluit", told)

    (decision,) = published(tmp_path)
    assert (decision.service, decision.status) == ("schrijfhulp", Status.ALLOWED)
    assert "ongunstig" in director.get(page).content.decode()
    assert row.number in director.get(ROOM).content.decode()


@pytest.mark.parametrize(
    "change",
    [
        {"hosts": ""},
        {"hosts": "geen adres"},
        {"hosts": "*.voorbeeld.example"},
        {"hosts": "www.praatpaal.example"},
        {"name": ""},
        {"dpia": ""},
        {"check_text": ""},
    ],
    ids=str,
)
def test_what_ict_leaves_out_is_told(tmp_path, change):
    """
    A host that belongs to another service, a register that is not complete.
    """
    row = asked()

    answer = signed_in(Role.ICT, tmp_path).post(
        f"{ROOM}/{row.number}/nazicht", check_form(**change)
    )

    assert answer.status_code == 400
    assert b"errorlist" in answer.content
    row.refresh_from_db()
    assert row.state == ToolState.REQUESTED


@pytest.mark.parametrize(
    "told",
    [
        {"outcome": "allowed", "conditions": "", "ends": "2027-01-01"},
        {"outcome": "allowed", "conditions": "x", "ends": ""},
        {"outcome": "excluded", "reason": ""},
        {"outcome": "unlisted", "reason": "x"},
        {},
    ],
    ids=str,
)
def test_a_decision_needs_its_reasons(tmp_path, told):
    """
    Conditions and an end, or a reason: everybody reads them on the list.
    """
    row = advised()

    answer = signed_in(Role.DIRECTOR, tmp_path).post(f"{ROOM}/{row.number}/besluit", told)

    assert answer.status_code == 400
    assert not (tmp_path / DECISIONS).exists()


@pytest.mark.parametrize(
    ("role", "step"),
    [(Role.DPO, "besluit"), (Role.DPO, "nazicht"), (Role.ICT, "advies"), (Role.ICT, "besluit"),
     (Role.DIRECTOR, "advies"), (Role.RULE_OWNER, "nazicht"), (Role.DPO, "intrekken")],
)  # fmt: skip
def test_advice_and_decision_are_two_people_s(tmp_path, role, step):
    """
    The DPO never decides (GDPR art. 38(6)); ICT neither advises nor decides.
    """
    row = advised()

    answer = signed_in(role, tmp_path).post(f"{ROOM}/{row.number}/{step}", {"because": "x"})

    assert answer.status_code == 403


def test_the_notice_tells_what_changed(tmp_path):
    """
    A text to copy in each language: what was decided lately, and the list as it is.
    """
    decided(tmp_path, now=timezone.now())

    page = signed_in(Role.ICT, tmp_path).get("/console/maatregelen/bericht").content.decode()

    assert "Nu toegelaten: Zoekbing. Voorwaarden: Alleen openbare tekst." in page
    assert "- Praatpaal" in page
    assert page.count("<textarea") == 3

"""
The page of one incident: what it shows, what it never shows, and what is done on it.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from console.accounts.models import Look
from console.accounts.roles import Role
from console.desk.incident import marks_of
from console.records import checklist
from console.records.models import Incident, IncidentKind, Note, Transition
from console.records.states import State
from tests.console.desk_for_tests import (
    MONDAY,
    account,
    client_of,
    event,
    incident,
    signed_in,
    suspected_leak,
)


@pytest.fixture
def dpo(tmp_path):
    return signed_in(Role.DPO, tmp_path)


def address(about, deed=""):
    return f"/console/incidenten/{about.number}{deed and '/' + deed}"


def take(browser, about, after, **fields):
    """Send the form of one step."""
    about.refresh_from_db()
    data = {"seen": about.state, "after": after} | fields
    return browser.post(address(about, "stap"), data)


@pytest.mark.django_db
def test_looking_is_recorded_and_starts_the_work(dpo):
    """
    Each look is one line; the first takes a new incident into investigation.
    """
    about = incident()

    dpo.get(address(about))
    dpo.get(address(about))

    about.refresh_from_db()
    looks = Look.objects.filter(deed="incident-viewed", subject=about.number)
    assert (about.state, looks.count()) == (State.INVESTIGATING, 2)
    assert about.first_view_at is not None


@pytest.mark.django_db
def test_a_browser_that_fetches_ahead_is_nobody(dpo):
    """
    Nothing is recorded, nothing starts, and nothing is shown: anybody may say to fetch ahead.
    """
    about = incident()

    answer = dpo.get(address(about), headers={"Sec-Purpose": "prefetch"})

    about.refresh_from_db()
    assert (about.state, Look.objects.count()) == (State.NEW, 0)
    assert (answer.status_code, answer.content) == (503, b"")


@pytest.mark.django_db
@pytest.mark.parametrize("deed", ["severity", "scope", "note", "step"])
def test_a_rejected_form_is_a_look_too(dpo, deed):
    """
    Its page shows all that the page of the incident shows.
    """
    about = suspected_leak()
    faulty = {"after": "vals_positief", "seen": "nieuw", "mark": marks_of(about).get(deed, ""),
              "est_subjects": "-1"}  # fmt: skip

    answer = dpo.post(reverse(f"incident-{deed}", args=[about.number]), faulty)

    about.refresh_from_db()
    assert answer.status_code == 422
    assert Look.objects.filter(deed="incident-viewed", subject=about.number).count() == 1
    assert about.first_view_at is not None


@pytest.mark.django_db
def test_what_step_one_may_not_show(dpo):
    """
    The hour and not the minute of what happened, a short pseudonym, no small department.
    """
    about = suspected_leak(at=MONDAY, department="archief", actor="feedc0de" * 4)
    Transition.objects.create(incident=about, at=MONDAY, after=State.NEW)
    event(incident=about, at=MONDAY, user_hash="feedc0de" * 4, department="archief")

    page = dpo.get(address(about)).content.decode()

    assert "10:17" not in page
    assert "17:42" not in page
    assert "rchief" not in page
    assert "feedc0de" in page
    assert "feedc0defeed" not in page


@pytest.mark.django_db
def test_everything_for_the_decision_is_there(dpo):
    """
    What, where to, forwarded or not, kinds with counts, the three factors, clock, next steps.
    """
    about = suspected_leak(state=State.SUSPECTED)
    event(incident=about, forwarded="yes", action="suspected-leak", decision="allow")

    page = dpo.get(address(about)).content.decode()

    for text in (
        "De tekst is verstuurd", "Praatpaal", "rijksregisternummer", "4.5 · zeer hoog", "nog 69 u",
        "Bevestig het lek", "Poging tegengehouden", "Vals alarm", "nog te doen",
    ):  # fmt: skip
        assert text in page
    assert "Gemeld aan de autoriteit</summary>" not in page


@pytest.mark.django_db
def test_a_blocked_attempt_has_no_score(dpo):
    """
    Nothing left, so there is nothing to score.
    """
    page = dpo.get(address(incident())).content.decode()

    assert "geen ENISA-score" in page
    assert "Er is niets verstuurd." in page


@pytest.mark.django_db
def test_what_somebody_reported_was_not_found_by_the_filter(dpo):
    """
    And what left was no attempt.
    """
    reported = incident(kind=IncidentKind.SELF_REPORT, forwarded="yes")

    page = dpo.get(address(reported)).content.decode()

    assert "Wat gemeld werd" in page
    assert "Wat de filter vond" not in page
    assert "Ernst van de poging" not in page


@pytest.mark.django_db
def test_from_new_to_closed(dpo):
    """
    By the forms of the page alone, as a stopped attempt.
    """
    about = incident()
    dpo.get(address(about))

    take(dpo, about, State.ATTEMPT)
    early = take(dpo, about, State.CLOSED)
    about.refresh_from_db()
    items = checklist.items_for(about, checklist.states_of(about))
    mark = marks_of(about)["checklist"]
    dpo.post(address(about, "checklist"), {"items": list(items), "mark": mark})
    closed = take(dpo, about, State.CLOSED)

    assert (early.status_code, closed.status_code) == (422, 302)
    assert "De checklist is nog niet klaar" in early.content.decode()
    about.refresh_from_db()
    assert about.state == State.CLOSED


@pytest.mark.django_db
def test_a_form_that_is_not_complete_says_what_is_missing(dpo):
    """
    Beside the field, with what was filled in still there, and nothing moved.
    """
    about = suspected_leak(state=State.CONFIRMED, aware_at=timezone.now())

    answer = take(dpo, about, State.NOTIFIED, authority="VTC", reference="", date="2026-13-01")

    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="VTC"' in page
    assert re.search(r'id="gemeld_autoriteit-reference_error"', page)
    about.refresh_from_db()
    assert about.state == State.CONFIRMED


@pytest.mark.django_db
def test_the_awareness_is_told_in_local_time(dpo):
    """
    10:00 on the form in winter is 9:00 UTC in the store.
    """
    about = suspected_leak(at=MONDAY - timedelta(days=1), state=State.SUSPECTED)

    for odd in ("0001-01-01T00:00", "9999-12-31T23:59"):
        assert take(dpo, about, State.CONFIRMED, aware_at=odd, reason="tikfout").status_code < 500
    take(dpo, about, State.CONFIRMED, aware_at="2026-11-23T10:00", reason="gemeld door de dienst")

    about.refresh_from_db()
    assert about.aware_at.isoformat() == "2026-11-23T09:00:00+00:00"


@pytest.mark.django_db
def test_a_wrong_awareness_is_corrected_with_a_reason(dpo):
    """
    The clock follows; both moments and the reason stay in the history (domain rules 2.10).
    """
    about = suspected_leak(at=MONDAY, state=State.CONFIRMED, aware_at=MONDAY + timedelta(days=1))
    form = {"mark": marks_of(about)["awareness"], "aware_at": "2026-11-23T12:30"}

    without = dpo.post(address(about, "kennisname"), form)
    saved = dpo.post(address(about, "kennisname"), form | {"reason": "dag te laat getypt"})

    about.refresh_from_db()
    assert (without.status_code, saved.status_code) == (422, 302)
    assert about.aware_at.isoformat() == "2026-11-23T11:30:00+00:00"
    note = Note.objects.get(kind="awareness")
    assert note.text == "2026-11-24 10:17 → 2026-11-23 12:30: dag te laat getypt"
    assert note.by == dpo.account
    assert Look.objects.filter(deed="incident-awareness", subject=about.number).count() == 1
    assert "Kennisname gewijzigd" in dpo.get(address(about)).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("aware", ["2126-11-23T12:30", "2026-11-23T08:00", "gisteren"])
def test_an_awareness_that_cannot_be(dpo, aware):
    """
    Not yet, or before it happened.
    """
    about = suspected_leak(at=MONDAY, state=State.CONFIRMED, aware_at=MONDAY)
    form = {"mark": marks_of(about)["awareness"], "aware_at": aware, "reason": "x"}

    assert dpo.post(address(about, "kennisname"), form).status_code == 422
    about.refresh_from_db()
    assert about.aware_at == MONDAY


@pytest.mark.django_db
@pytest.mark.parametrize("changes", [{"aware_at": None}, {"state": State.CLOSED}])
def test_no_awareness_to_correct(dpo, changes):
    """
    None was set yet: that is the step of confirming. What is closed is reopened first.
    """
    about = suspected_leak(at=MONDAY, **({"state": State.CONFIRMED, "aware_at": MONDAY} | changes))
    before = about.aware_at
    form = {"mark": marks_of(about)["awareness"], "aware_at": "2026-11-23T12:30", "reason": "x"}

    answer = dpo.post(address(about, "kennisname"), form)

    about.refresh_from_db()
    assert (answer.status_code, about.aware_at) == (403, before)
    assert "Kennisname wijzigen" not in dpo.get(address(about)).content.decode()


NOTIFIED = {"authority": "VTC", "reference": "1", "decided_by": "directeur",
            "decided_on": "2026-11-23"}  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("hours", "day", "reason", "status"),
    [(71, "2026-11-26", "", 302), (73, "2026-11-26", "", 422), (73, "2026-11-25", "", 302),
     (73, "2026-11-26", "wachten op de dienst", 302)],
)  # fmt: skip
def test_a_late_notification_says_why(tmp_path, hours, day, reason, status):
    """
    GDPR art. 33(1). What was notified in time may be written down later.
    """
    about = suspected_leak(at=MONDAY, state=State.CONFIRMED, aware_at=MONDAY)

    with time_machine.travel(MONDAY + timedelta(hours=hours), tick=False):
        dpo = signed_in(Role.DPO, tmp_path)
        answer = take(dpo, about, State.NOTIFIED, date=day, reason=reason, **NOTIFIED)

    assert answer.status_code == status
    assert ("artikel 33, lid 1" in answer.content.decode()) == (status == 422)


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["date", "decided_on"])
def test_nothing_was_done_tomorrow(dpo, name):
    """
    Neither notified nor decided: the page checks it, whatever the browser sends.
    """
    about = suspected_leak(state=State.CONFIRMED, aware_at=timezone.now())
    tomorrow = f"{timezone.localdate() + timedelta(days=1)}"

    answer = take(
        dpo, about, State.NOTIFIED, **({"date": "2026-11-23"} | NOTIFIED | {name: tomorrow})
    )

    assert answer.status_code == 422
    about.refresh_from_db()
    assert about.state == State.CONFIRMED


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("proposed", "typed", "kept"),
    [(None, "02:30", "00:30"), ("00:30", "02:30", "00:30"), ("01:30", "02:30", "01:30"),
     (None, "03:30", "02:30")],
)  # fmt: skip
def test_the_hour_that_comes_twice(dpo, proposed, typed, kept):
    """
    The first is meant, with which the term ends sooner; or the proposal, when it is left as it is.
    """
    seen = datetime.fromisoformat(f"2026-10-25T{proposed}+00:00") if proposed else None
    about = suspected_leak(
        at=datetime(2026, 10, 24, tzinfo=UTC), state=State.SUSPECTED, first_view_at=seen
    )

    take(dpo, about, State.CONFIRMED, aware_at=f"2026-10-25T{typed}", reason="x")

    about.refresh_from_db()
    assert about.aware_at.isoformat()[:16] == f"2026-10-25T{kept}"


@pytest.mark.django_db
def test_the_hour_that_never_was(dpo):
    """
    In the night in which the clock goes forward: a slip.
    """
    about = suspected_leak(at=datetime(2026, 3, 28, tzinfo=UTC), state=State.SUSPECTED)

    answer = take(dpo, about, State.CONFIRMED, aware_at="2026-03-29T02:30", reason="x")

    assert answer.status_code == 422


@pytest.mark.django_db
def test_the_dpos_own_severity_holds(dpo):
    """
    With a reason, beside the suggestion, which stays.
    """
    about = suspected_leak(state=State.SUSPECTED)
    mark = marks_of(about)["severity"]
    own = {"dpc": "2", "ei": "0.5", "cb": "0.25", "mark": mark}

    without = dpo.post(address(about, "ernst"), own)
    saved = dpo.post(address(about, "ernst"), own | {"reason": "alleen een voornaam"})

    about.refresh_from_db()
    assert (without.status_code, saved.status_code) == (422, 302)
    assert (about.se, about.suggested_se) == (1.25, 4.5)
    assert "1.25 · laag" in dpo.get(address(about)).content.decode()
    assert Note.objects.get(kind="severity").by == dpo.account


@pytest.mark.django_db
def test_the_dpos_own_scope_holds(dpo):
    """
    From then on no event suggests another.
    """
    about = suspected_leak(state=State.SUSPECTED)
    mark = marks_of(about)["scope"]

    dpo.post(address(about, "omvang"), {"subjects": ["pupil"], "est_subjects": "9", "mark": mark})

    about.refresh_from_db()
    assert (about.subjects, about.est_subjects, about.scope_is_own) == (["pupil"], 9, True)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("deed", "name", "fields"),
    [
        ("ernst", "severity", {"dpc": "1", "ei": "1", "cb": "0", "reason": "x"}),
        ("omvang", "scope", {"subjects": ["pupil"], "est_subjects": "9"}),
        ("toewijzen", "assign", {"assignee": ""}),
        ("kennisname", "awareness", {"aware_at": "2026-11-23T12:30", "reason": "x"}),
        ("checklist", "checklist", {"items": ["evidence"]}),
    ],
)
def test_a_form_from_an_older_page_is_refused(dpo, deed, name, fields):
    """
    Somebody else saved in the meantime: their change stays, and the second is told.
    """
    about = suspected_leak(at=MONDAY, state=State.SUSPECTED, assignee=dpo.account, aware_at=MONDAY)
    mark = marks_of(about)[name]
    dpo.post(address(about, deed), fields | {"mark": mark})
    kept = marks_of(Incident.objects.get())[name]

    answer = dpo.post(address(about, deed), fields | {"mark": mark}, follow=True)

    assert kept != mark
    assert marks_of(Incident.objects.get())[name] == kept
    assert "Iemand anders was je voor" in answer.content.decode()


@pytest.mark.django_db
def test_a_step_from_an_older_page_is_refused(dpo):
    """
    The state is no longer the one that was looked at.
    """
    about = incident(state=State.ATTEMPT)
    data = {"seen": State.INVESTIGATING, "after": State.FALSE_POSITIVE, "reason": "x"}

    answer = dpo.post(address(about, "stap"), data, follow=True)

    about.refresh_from_db()
    assert about.state == State.ATTEMPT
    assert "Iemand anders was je voor" in answer.content.decode()


@pytest.mark.django_db
def test_notes_beside_the_states(dpo):
    """
    What was asked of others stands in the history and changes no state; markup stays text.
    """
    about = incident(state=State.INVESTIGATING)

    for kind in ("remark", "ask-advice", "ask-erasure", "training-point"):
        dpo.post(address(about, "nota"), {"kind": kind, "text": f"<b>{kind}</b>"})
    refused = dpo.post(address(about, "nota"), {"kind": "assigned", "text": "vals"})

    page = dpo.get(address(about)).content.decode()
    assert "&lt;b&gt;ask-advice&lt;/b&gt;" in page
    assert "Aanbieder gevraagd om te wissen" in page
    assert (refused.status_code, Note.objects.count()) == (422, 4)
    about.refresh_from_db()
    assert about.state == State.INVESTIGATING


@pytest.mark.django_db
def test_only_who_decides_can_be_assigned(dpo):
    """
    The DPO and the deputy are on offer, ICT is not.
    """
    about, ict, deputy = incident(), account(Role.ICT), account(Role.DEPUTY)
    mark = marks_of(about)["assign"]

    refused = dpo.post(address(about, "toewijzen"), {"assignee": ict.pk, "mark": mark})
    dpo.post(address(about, "toewijzen"), {"assignee": deputy.pk, "mark": mark})

    about.refresh_from_db()
    assert (refused.status_code, about.assignee) == (422, deputy)


@pytest.mark.django_db
@pytest.mark.parametrize("deed", ["stap", "ernst", "omvang", "nota", "toewijzen", "checklist"])
@pytest.mark.parametrize("role", sorted(set(Role) - {Role.DPO, Role.DEPUTY}))
def test_nobody_else_acts(role, deed, tmp_path):
    """
    403, and nothing was written.
    """
    about = incident()

    answer = signed_in(role, tmp_path).post(address(about, deed), {"after": "gesloten"})

    assert answer.status_code == 403
    assert (Note.objects.count(), Transition.objects.count()) == (0, 0)


@pytest.mark.django_db
def test_a_form_from_another_site_is_refused(dpo, tmp_path):
    """
    Without the token of our own page nothing is saved, and the page says what to do.
    """
    about = incident(state=State.INVESTIGATING)
    browser = client_of(dpo.account, tmp_path)
    browser.handler.enforce_csrf_checks = True

    answer = browser.post(address(about, "nota"), {"kind": "remark", "text": "x"})

    assert answer.status_code == 403
    assert "Dit formulier is te oud" in answer.content.decode()
    assert Note.objects.count() == 0


@pytest.mark.django_db
def test_opening_one_by_hand(dpo):
    """
    After a notice from elsewhere: a number, a first line of history with who, a note with what.
    """
    fields = {
        "occurred_at": "2026-11-20T14:00", "department": "ocmw", "service": "praatpaal",
        "channel": "prompt", "forwarded": "yes", "severity": "4",
        "note": "Gemeld door de aanbieder.",
    }  # fmt: skip

    missing = dpo.post("/console/incidenten/nieuw", {})
    later = dpo.post("/console/incidenten/nieuw", fields | {"occurred_at": "2036-01-01T00:00"})
    done = dpo.post("/console/incidenten/nieuw", fields)

    about = Incident.objects.get()
    assert (missing.status_code, later.status_code) == (422, 422)
    assert done["Location"] == address(about)
    assert (about.kind, about.department, about.forwarded) == ("manual", "ocmw", "yes")
    assert about.transitions.get().by == dpo.account
    assert about.notes.get().text == "Gemeld door de aanbieder."


@pytest.mark.django_db
def test_an_incident_that_is_not_there(dpo):
    """
    404 in the desk's own style, with the menu.
    """
    answer = dpo.get("/console/incidenten/KB-2026-999999")

    assert answer.status_code == 404
    assert "Deze pagina bestaat niet" in answer.content.decode()
    assert "Afmelden" in answer.content.decode()

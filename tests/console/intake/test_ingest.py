"""
One batch, one transaction: events, incidents, figures, notifications and the place in the log.
"""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from config.notify import BypassRule, Grouping, NotifyFile, PatternRule
from console.accounts.roles import Role
from console.desk.incident import marks_of
from console.intake.ingest import Intake, Rules
from console.outbox.telling import Directory
from console.records.models import (
    Alarm,
    DayFigure,
    Event,
    Incident,
    IncidentKind,
    LogPosition,
    Note,
    Notification,
    Transition,
)
from console.records.states import State
from policy.incident import EventAction, Forwarded
from tests.console.desk_for_tests import signed_in
from tests.console.intake.log_for_tests import (
    WrittenLog,
    an_incident,
    bypass,
    found,
    later,
    leak,
    on_trial,
    redacted,
)


@pytest.fixture
def log(tmp_path):
    return WrittenLog(tmp_path / "incidents")


def rules(**changes):
    notify = NotifyFile(**changes)
    return Rules(
        directory=Directory(notify=notify, dpo=("dpo@example.org",), ict=("ict@example.org",)),
        minors=frozenset({"leerlingen"}),
    )


def take_in(log, rules_=None, now=None, name="log-1"):
    intake = Intake(log.tail, name, batch=50)
    while intake.round(rules_ or rules(), now or later(minutes=1)).more:
        pass


def only_incident():
    [incident] = Incident.objects.all()
    return incident


def test_everything_arrives_once_however_often_it_is_read(log):
    """
    A new reader goes on where the last one stopped.
    """
    log.write(*(an_incident() for _ in range(120)))
    take_in(log)
    log.write(an_incident())

    take_in(log)
    take_in(log)

    assert Event.objects.count() == 121
    assert LogPosition.objects.get().lines == 121


def test_log_that_is_read_again_from_the_start_doubles_nothing(log):
    """
    Another name for the same log, or a place that was lost.
    """
    log.write(leak(), an_incident(severity=4))
    take_in(log)

    take_in(log, name="log-renamed")

    assert Event.objects.count() == 2
    assert Incident.objects.count() == 2
    assert Notification.objects.count() == 1
    assert DayFigure.objects.get(figure="action:suspected-leak").count == 1


def test_suspected_leak_is_an_incident_and_a_mail(log):
    """
    Its clock runs from the machine's detection; the mail waits in the same transaction.
    """
    log.write(leak(findings=found(iban=1, person=2)))

    take_in(log)

    incident = only_incident()
    assert (incident.number, incident.kind) == ("KB-2026-000001", IncidentKind.SUSPECTED_LEAK)
    assert (incident.state, incident.detected_at) == (State.SUSPECTED, later())
    assert incident.kinds == {"iban": 1, "person": 2}
    assert (incident.enisa_dpc, incident.enisa_ei, incident.enisa_cb) == (3, 1.0, 0.5)
    assert (incident.subjects, incident.est_subjects) == (["citizen"], 2)
    assert Transition.objects.get().after == State.SUSPECTED
    mail = Notification.objects.get()
    assert (mail.kind, mail.channel, mail.recipient) == ("leak", "mail", "dpo@example.org")
    assert mail.incident == incident


def test_what_the_dpo_said_about_people_stays(log):
    """
    Later events of the same incident change its counts, and not whom the DPO says it is about.
    """
    log.write(leak(findings=found(person=2)))
    take_in(log)
    Incident.objects.update(subjects=["pupil"], est_subjects=40, scope_is_own=True)

    log.write(leak(findings=found(person=3)))
    take_in(log)

    incident = only_incident()
    assert incident.kinds == {"person": 5}
    assert (incident.subjects, incident.est_subjects) == (["pupil"], 40)


def test_what_is_told_names_no_person_and_no_minute(log):
    """
    Metadata of step 1, with the hour and no more.
    """
    log.write(leak())

    take_in(log)

    told = repr(Notification.objects.get().payload)
    assert "actor-1" not in told
    assert "17:42" not in told
    assert ":17" not in told


def test_attempt_of_high_severity_waits_in_the_queue(log):
    """
    Somebody must look at it; nobody is woken for it.
    """
    log.write(an_incident(severity=3))

    take_in(log)

    assert only_incident().kind == IncidentKind.SEVERE
    assert only_incident().state == State.NEW
    assert only_incident().suggested_se is None
    assert not Notification.objects.exists()


def test_ordinary_events_make_no_incident(log):
    """
    Redactions, small refusals and blocked services are events.
    """
    blocked = an_incident(action=EventAction.SERVICE_BLOCKED, findings=())
    log.write(redacted(), an_incident(), blocked)

    take_in(log)

    assert Event.objects.count() == 3
    assert not Incident.objects.exists()


def test_flood_of_one_client_is_one_incident_and_one_mail(log):
    """
    A program that tries again and again extends its incident.
    """
    log.write(*(leak(at=later(seconds=i)) for i in range(200)))

    take_in(log)

    incident = only_incident()
    assert (incident.events_count, incident.kinds) == (200, {"iban": 200})
    assert incident.last_event_at == later(seconds=199)
    assert Event.objects.filter(incident=incident).count() == 200
    assert Notification.objects.count() == 1


def test_window_and_state_decide_whether_an_incident_goes_on(log):
    """
    After the window, or once the DPO has judged it, the next event opens another.
    """
    log.write(leak())
    take_in(log)
    log.write(leak(at=later(hours=23)))
    take_in(log)
    assert only_incident().events_count == 2

    log.write(leak(at=later(hours=48)))
    take_in(log)
    assert Incident.objects.count() == 2

    Incident.objects.update(state=State.CONFIRMED)
    log.write(leak(at=later(hours=49)))
    take_in(log)

    assert sorted(i.number for i in Incident.objects.all()) == [
        "KB-2026-000001", "KB-2026-000002", "KB-2026-000003",
    ]  # fmt: skip


def told_worse():
    """Level and score of each message about something that got worse, and the notes of it."""
    rows = Notification.objects.filter(payload__news="worse").order_by("id")
    notes = Note.objects.order_by("id").values_list("kind", "text", "by")
    return [(n.dedupe_key.split(":")[2], n.payload["enisa"]) for n in rows], list(notes)


def test_open_incident_that_gets_worse_is_told_of_again(log):
    """
    Once for each of ENISA's levels; the history keeps each rise.
    """
    log.write(leak(findings=found(person=1)))
    take_in(log)
    assert told_worse() == ([], [])

    log.write(leak(findings=found(person=1), at=later(minutes=1)))
    take_in(log)
    assert told_worse() == ([], [])

    log.write(leak(findings=found(iban=1), at=later(minutes=2)))
    take_in(log)
    log.write(leak(findings=found(iban=9), at=later(minutes=3)))
    take_in(log)
    log.write(leak(findings=found(special_health=1), at=later(minutes=4)))
    take_in(log)

    told, notes = told_worse()
    assert told == [("high", 3.5), ("very_high", 4.5)]
    assert notes == [("graver", "1.25 > 3.50", None), ("graver", "3.50 > 4.50", None)]
    assert only_incident().events_count == 5


def test_more_that_left_is_told_of_again(log):
    """
    First unknown, then certain; the same level is not told a second time.
    """
    log.write(leak(forwarded=Forwarded.UNKNOWN))
    take_in(log)
    for minute in (1, 2):
        log.write(leak(forwarded=Forwarded.YES, at=later(minutes=minute)))
        take_in(log)

    told, notes = told_worse()

    assert (len(told), notes) == (1, [("more-left", "", None)])


def test_what_is_certain_is_told_though_its_level_was_told(log):
    """
    Unknown and high, then certainly sent and no higher: the DPO hears that it is certain.
    """
    log.write(leak(forwarded=Forwarded.UNKNOWN, findings=found(person=1)))
    take_in(log)
    log.write(leak(forwarded=Forwarded.UNKNOWN, findings=found(iban=9), at=later(minutes=1)))
    take_in(log)
    log.write(leak(forwarded=Forwarded.YES, findings=found(iban=9), at=later(minutes=2)))
    take_in(log)

    told, notes = told_worse()

    assert [level for level, _ in told] == ["high", "high"]
    assert [kind for kind, *_ in notes] == ["graver", "more-left"]


def test_what_gets_worse_within_one_batch_is_told_as_it_is(log):
    """
    The first message says it already.
    """
    log.write(leak(findings=found(person=1)), leak(findings=found(special_health=1)))

    take_in(log)

    assert told_worse() == ([], [])
    assert Notification.objects.get().payload["enisa"] == 3.5


@pytest.mark.django_db(transaction=True)
def test_what_got_worse_is_noted_and_told_with_its_events_or_not_at_all(log):
    """
    A notifier that dies over it leaves nothing behind, and the next one tells it once.
    """

    class Broken(Directory):
        def tell_worse(self, incident, level, now):
            super().tell_worse(incident, level, now)
            raise RuntimeError("killed")

    log.write(leak(findings=found(person=1)))
    take_in(log)
    log.write(leak(findings=found(special_health=1)))
    with pytest.raises(RuntimeError):
        take_in(log, Rules(directory=Broken(notify=NotifyFile(), dpo=("dpo@example.org",), ict=())))
    assert told_worse() == ([], [])

    take_in(log)
    take_in(log, name="log-renamed")

    assert told_worse() == ([("high", 3.5)], [("graver", "1.25 > 3.50", None)])


def test_worse_in_a_queue_that_tells_nobody_is_noted_only(log):
    """
    What is not told at once is not told later either.
    """
    quiet = rules(tell_at_once=())
    for number, kind in enumerate(({"person": 1}, {"special_health": 1})):
        log.write(leak(findings=found(**kind), at=later(minutes=number)))
        take_in(log, quiet)

    assert not Notification.objects.exists()
    assert [note.kind for note in Note.objects.all()] == ["graver"]


def test_old_event_does_not_join_the_incident_of_today(log):
    """
    A log that comes weeks late, in turn with today's: each joins what happened around it.
    """
    for hour in range(3):
        log.write(leak(at=later(hours=hour)))
        take_in(log)
        log.write(leak(at=later(days=-20, hours=hour)))
        take_in(log)

    today, past = Incident.objects.order_by("id")

    assert (today.events_count, past.events_count) == (3, 3)
    assert (today.occurred_at, past.occurred_at) == (later(), later(days=-20))


def test_event_that_comes_a_little_late_still_joins(log):
    """
    Two gateways do not write in step.
    """
    log.write(leak(), leak(at=later(hours=-2)))

    take_in(log)

    assert only_incident().occurred_at == later(hours=-2)


def test_extending_touches_nothing_that_the_dpo_decided(log):
    """
    His severity, his state and his first look stay; the facts grow, to the worse only.
    """
    log.write(leak(forwarded=Forwarded.YES, severity=4))
    take_in(log)
    Incident.objects.update(
        own_dpc=1, own_ei=0.25, own_cb=0, first_view_at=later(hours=1), legal_hold=True
    )

    log.write(leak(forwarded=Forwarded.PARTLY, severity=2, at=later(hours=2)))
    take_in(log)

    incident = only_incident()
    assert (incident.forwarded, incident.severity, incident.events_count) == ("yes", 4, 2)
    assert (incident.se, incident.legal_hold) == (0.25, True)
    assert incident.first_view_at == later(hours=1)


@pytest.mark.parametrize("counted", ["40", ""])
def test_whom_it_concerns_is_the_dpos_once_decided(log, tmp_path, counted):
    """
    Said on the page, whether with a number or on purpose without; later events count, and change
    neither that nor the state of the form.
    """
    log.write(leak(findings=found(person=2)))
    take_in(log)
    incident = only_incident()
    dpo = signed_in(Role.DPO, tmp_path)
    address = f"/console/incidenten/{incident.number}"
    said = {"subjects": ["pupil"], "est_subjects": counted, "mark": marks_of(incident)["scope"]}
    assert dpo.post(f"{address}/omvang", said).status_code == 302

    log.write(leak(findings=found(person=7, national_number=1), at=later(hours=1)))
    take_in(log)

    incident.refresh_from_db()
    assert (incident.events_count, incident.kinds["person"]) == (2, 9)
    assert incident.subjects == ["pupil"]
    assert incident.est_subjects == (int(counted) if counted else None)


def test_pattern_over_several_people_is_one_incident(log):
    """
    The same department and kind, often enough in a week; whoever it was is not in it.
    """
    often = rules(grouping=Grouping(pattern=PatternRule(times=4)))
    for day in range(3):
        log.write(an_incident(user_hash=f"actor-{day}", at=later(days=day)))
    log.write(an_incident(findings=found(phone=1), at=later(days=3)))
    log.write(an_incident(department="gemeente", at=later(days=3)))
    take_in(log, often)
    assert not Incident.objects.exists()

    log.write(an_incident(user_hash="actor-9", at=later(days=4)))
    take_in(log, often)
    log.write(an_incident(user_hash="actor-10", at=later(days=5)))
    take_in(log, often)

    incident = only_incident()
    assert (incident.kind, incident.actor) == (IncidentKind.PATTERN, "")
    assert (incident.events_count, incident.detected_at) == (5, later(days=4))
    assert incident.events.count() == 5


def test_pattern_that_is_older_than_its_window_is_none(log):
    """
    Ten in a year is not ten in a week.
    """
    often = rules(grouping=Grouping(pattern=PatternRule(times=4)))
    log.write(*(an_incident(at=later(days=3 * day)) for day in range(8)))

    take_in(log, often)

    assert not Incident.objects.exists()


def test_one_attempt_to_get_around_is_chance_and_three_are_not(log):
    """
    By the same client, within the window; all of them are in the incident.
    """
    repeated = rules(grouping=Grouping(bypass=BypassRule(times=3)))
    log.write(bypass(), bypass(at=later(hours=1)), bypass(user_hash="another"))
    take_in(log, repeated)
    assert not Incident.objects.exists()

    log.write(bypass(at=later(hours=2)), bypass(at=later(hours=3)))
    take_in(log, repeated)

    assert only_incident().kind == IncidentKind.BYPASS
    assert only_incident().events.count() == 4


def test_children_make_it_graver(log):
    """
    What is about pupils is scored as such.
    """
    log.write(leak(department="leerlingen", findings=found(person=1)))

    take_in(log)

    assert only_incident().minors is True
    assert only_incident().enisa_dpc == 2


def test_controller_is_the_one_that_answers_for_the_department(log):
    """
    Two legal persons, two controllers; the first for whom nobody names.
    """
    two = rules(
        controllers={
            "gemeente": {"name": "Gemeente"},
            "ocmw": {"name": "OCMW", "departments": ["ocmw"]},
        }
    )
    log.write(leak(), leak(department="ict"))

    take_in(log, two)

    assert {(i.department, i.controller) for i in Incident.objects.all()} == {
        ("ocmw", "ocmw"), ("ict", "gemeente"),
    }  # fmt: skip
    assert {n.payload["controller"] for n in Notification.objects.all()} == {"OCMW", "Gemeente"}


def test_figures_count_per_local_day_what_happened(log):
    """
    Half past midnight in Brussels is a new day; what a rule on trial saw is no refusal.
    """
    log.write(an_incident(findings=found(iban=3)), an_incident(findings=found(iban=1, phone=1)))
    log.write(on_trial(at=later(minutes=1)))
    log.write(an_incident(at=later(hours=14)))

    take_in(log)

    def count(figure, day=23):
        found_ = DayFigure.objects.filter(figure=figure, day=date(2026, 11, day))
        return found_.get().count if found_ else 0

    assert count("action:prompt-rejected") == 2
    assert count("action:prompt-rejected", day=24) == 1
    assert (count("kind:iban"), count("kind:phone")) == (2, 1)
    assert count("trial:personal-data-reject") == 1
    assert count("rule:personal-data-reject") == 2


def test_line_of_ours_that_is_no_event_is_told(log):
    """
    To ICT and to the DPO, as any other sign that somebody touched the log; once.
    """
    log.write(an_incident())
    log.folder.append("2026-11-23", [{"event": {"id": "x"}}, {"event": {"id": "y"}}])

    take_in(log)

    assert Event.objects.count() == 1
    assert Alarm.objects.get().kind == "log-altered"
    assert {n.recipient for n in Notification.objects.all()} == {
        "dpo@example.org", "ict@example.org",
    }  # fmt: skip
    assert Notification.objects.count() == 2


def test_touched_log_is_an_alarm_that_is_told_once(log):
    """
    To ICT and to the DPO; looking again tells nobody anything new.
    """
    log.write(an_incident(), an_incident())
    take_in(log)
    log.put(log.lines()[:1])

    take_in(log)
    take_in(log, now=later(hours=1))

    assert [(a.kind, a.subject) for a in Alarm.objects.all()] == [("log-truncated", "log-1")]
    assert {n.recipient for n in Notification.objects.all()} == {
        "dpo@example.org", "ict@example.org",
    }  # fmt: skip


def test_log_that_comes_back_ends_its_alarm(log, tmp_path):
    """
    A disk that was not mounted for a while.
    """
    log.write(an_incident())
    intake = Intake(log.tail, "log-1")
    intake.round(rules(), later())
    log.path.rename(tmp_path / "away")
    intake.round(rules(), later(minutes=1))
    assert Alarm.objects.get().resolved_at is None

    (tmp_path / "away").rename(log.path)
    intake.round(rules(), later(minutes=2))

    assert Alarm.objects.get().resolved_at == later(minutes=2)


def test_log_that_comes_back_while_nobody_looked_ends_its_alarm(log, tmp_path):
    """
    The notifier was started anew meanwhile: the store knows that the alarm is open.
    """
    log.write(an_incident())
    take_in(log)
    log.path.rename(tmp_path / "away")
    take_in(log)
    (tmp_path / "away").rename(log.path)

    take_in(log, now=later(hours=1))

    assert Alarm.objects.get().resolved_at == later(hours=1)


def test_store_knows_that_somebody_reads_where_nothing_is_new(log):
    """
    Twice a minute, from the first look on: silence is told from death.
    """
    log.path.mkdir(exist_ok=True)
    intake, seen = Intake(log.tail, "log-1"), set()

    for second in range(120):
        intake.round(rules(), later(seconds=second))
        seen.add(LogPosition.objects.get().updated_at)

    assert seen == {later(seconds=s) for s in (0, 30, 60, 90)}
    assert LogPosition.objects.get().since == later()


@pytest.mark.django_db(transaction=True)
def test_batch_that_cannot_be_stored_leaves_nothing(log):
    """
    All of it or nothing, and the next try takes it.
    """

    class Broken(Directory):
        def tell_incidents(self, opened, now):
            raise RuntimeError("the store went away")

    log.write(leak(), an_incident())
    sound = rules()
    broken = Rules(directory=Broken(notify=NotifyFile(), dpo=(), ict=()))
    intake = Intake(log.tail, "log-1")

    with pytest.raises(RuntimeError):
        intake.round(broken, later())
    assert not Event.objects.exists()
    assert not LogPosition.objects.exists()

    intake.round(sound, later())
    assert (Event.objects.count(), Incident.objects.count()) == (2, 1)
    assert only_incident().number == "KB-2026-000001"


def test_late_events_are_grouped_by_when_they_happened(log):
    """
    A notifier that was down for days sees what a notifier that was up would have seen.
    """
    log.write(leak(), leak(at=later(days=3)))

    take_in(log, now=later(days=9))

    first, second = Incident.objects.order_by("id")
    assert second.detected_at - first.detected_at == timedelta(days=3)

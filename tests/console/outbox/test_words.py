"""
What people read in the notifier's mail: complete in three languages, without content or person.
"""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

import pytest
from ruamel.yaml import YAML

import console.outbox
from config.notify import NotifyFile
from console.outbox.sending import _GIVE_UP_AFTER
from console.outbox.telling import about_incident, about_unseen
from console.outbox.words import Words
from console.records.models import IncidentKind
from console.records.states import State
from tests.console.desk_for_tests import incident
from tests.console.intake.log_for_tests import MONDAY

TEXTS = Path(console.outbox.__file__).parent / "texts"
LANGUAGES = ("nl", "fr", "en")


def words(language="nl", **changes):
    values = {
        "language": language,
        "console_url": "https://filter.example",
        "services": {"chatgpt": "ChatGPT"},
        "departments": {"ocmw": "OCMW"},
        "kinds": {"iban": "een rekeningnummer"},
    }
    return Words(**(values | changes))


def a_leak(**changes):
    values = {
        "at": MONDAY, "detected_at": MONDAY, "kind": IncidentKind.SUSPECTED_LEAK,
        "state": State.SUSPECTED, "service": "chatgpt", "forwarded": "yes", "kinds": {"iban": 2},
        "subjects": ["citizen"], "est_subjects": 2, "controller": "ocmw", "actor": "actor-1",
        "department": "kleine-dienst", "list_status": "allowed", "channel": "prompt",
        "enisa_dpc": 3, "enisa_ei": 1.0, "enisa_cb": 0.5, "number": "KB-2026-000123",
    }  # fmt: skip
    notify = NotifyFile(controllers={"ocmw": {"name": "OCMW Kortenberg"}})
    return about_incident(incident(**(values | changes)), notify)


def shape(value):
    """Keys of a text file, and the placeholders in each text."""
    if isinstance(value, dict):
        return {key: shape(each) for key, each in value.items()}
    if isinstance(value, list):
        return len(value)
    return sorted({name for _, name, _, _ in Formatter().parse(str(value)) if name})


def load(language):
    return YAML(typ="safe", pure=True).load((TEXTS / f"{language}.yaml").read_text("utf-8"))


@pytest.mark.parametrize("language", ["fr", "en"])
def test_languages_say_the_same(language):
    """
    The same messages, with the same places to fill in.
    """
    assert shape(load(language)) == shape(load("nl"))


def test_mail_about_a_leak_says_what_the_dpo_needs():
    """
    Domain rules 5.11, field by field.
    """
    text = words().of("leak", a_leak())

    assert text.subject == (
        "[Gegevenslek?] KB-2026-000123 – ChatGPT – ernst hoog – "
        "veilige termijn 26 november 2026, 10 uur"
    )
    for part in (
        "Er is iets verstuurd dat niet mocht: ja.",
        "Vastgesteld op: 23 november 2026, 10 uur",
        "Dienst: ChatGPT (toegelaten)",
        "Soort gegevens: een rekeningnummer (2)",
        "Betrokkenen: burgers, ongeveer 2",
        "Bestand: nee",
        "Verwerkingsverantwoordelijke: OCMW Kortenberg",
        "Voorstel van ernst: 3,50 (hoog); dit is een voorstel",
        "Uiterste termijn (72 uur, geteld vanaf de ontdekking): 26 november 2026, 10 uur",
        "https://filter.example/console/incidenten/KB-2026-000123",
        "De dienst is niet opgeschort. Deze mail bevat bewust geen inhoud en geen naam.",
    ):
        assert part in text.body


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", list(IncidentKind))
@pytest.mark.parametrize("topic", ["leak", "deadline"])
def test_no_message_tells_who_it_was_nor_the_minute(language, kind, topic):
    """
    Step 1: no pseudonym, no department, no minute; and every placeholder is filled in.
    """
    text = words(language).of(topic, a_leak(kind=kind) | {"left": 6})

    told = text.subject + text.body
    assert not {"{", "}"} & set(told)
    for hidden in ("actor-1", "kleine-dienst", "17:42", ":17"):
        assert hidden not in told


@pytest.mark.parametrize("language", LANGUAGES)
def test_suspended_service_is_told(language):
    """
    The DPO need not look whether somebody has stopped it already.
    """
    payload = a_leak()

    running = words(language).of("leak", payload)
    stopped = words(language, suspended=frozenset({"chatgpt"})).of("leak", payload)

    assert running.body != stopped.body


def test_clock_that_ran_out_is_told_as_such():
    """
    Not as "fewer than 0 hours".
    """
    payload = a_leak()

    assert "Termijn voorbij" in words().of("deadline", payload | {"left": 0.0}).subject
    assert "nog 6 uur" in words().of("deadline", payload | {"left": 6.0}).subject


@pytest.mark.parametrize(
    ("language", "safe", "formal"),
    [
        ("nl", ("veilige termijn", "vanaf de ontdekking"), ("formele termijn", "de kennisname")),
        ("fr", ("délai sûr", "de la découverte"), ("délai formel", "la prise de connaissance")),
        ("en", ("safe deadline", "the discovery"), ("formal deadline", "you became aware")),
    ],
)
@pytest.mark.parametrize("left", [6.0, 0.0])
def test_deadline_is_called_what_it_is(language, safe, formal, left):
    """
    Formal only once the DPO said since when; what an older version queued says nothing of it.
    """
    early = a_leak()
    aware = a_leak(number="KB-2026-000124", aware_at=MONDAY, state=State.CONFIRMED)
    older = {key: value for key, value in early.items() if key != "clock"}

    for payload, (term, counted) in ((early, safe), (older, safe), (aware, formal)):
        reminder = words(language).of("deadline", payload | {"left": left})
        assert term in reminder.subject
        assert counted in reminder.body
    assert safe[0] in words(language).of("leak", older).subject


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("count", "is_more"), [(1, False), (10, False), (44, True)])
@pytest.mark.parametrize("left", [24.0, 0.0])
def test_reports_that_nobody_looked_at_share_a_message(language, count, is_more, left):
    """
    How many, which, until when, and where they are.
    """
    found = [incident(at=MONDAY, detected_at=MONDAY, state=State.NEW) for _ in range(count)]

    payload = about_unseen(found, NotifyFile()) | {"left": left}
    text = words(language).of("deadline", payload)

    assert str(count) in text.subject
    assert all(each.number in text.body for each in found[:10])
    assert (load(language)["more"].format(n=34) in text.body) is is_more
    assert "26" in text.body
    assert "https://filter.example/console/incidenten?kind=self-report&state=nieuw" in text.body
    assert not {"{", "}"} & set(text.subject + text.body)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_lapses_is_told(language):
    """
    A leak waits for ever; all else so long as the sender keeps it. Nobody promises more.
    """
    days, texts = _GIVE_UP_AFTER.days, load(language)

    for text in (texts["alarms"]["channel-down"]["remedy"], texts["page"]["intro"]):
        assert re.search(rf"\b{days} (dagen|jours|days)\b", text)


@pytest.mark.parametrize(
    ("language", "said"), [("nl", "Erger geworden"), ("fr", "Plus grave"), ("en", "Became worse")]
)
def test_what_got_worse_is_told_as_such(language, said):
    """
    Not as another leak.
    """
    text = words(language).of("leak", a_leak() | {"news": "worse"})

    assert said in text.subject
    assert "KB-2026-000123" in text.subject
    assert not {"{", "}"} & set(text.subject + text.body)


def test_attempt_is_not_called_a_leak():
    """
    A blocked prompt did not leave.
    """
    text = words().of("leak", a_leak(kind=IncidentKind.SEVERE, forwarded="no"))

    assert "geen lek" in text.body


@pytest.mark.parametrize("kind", [IncidentKind.SUSPECTED_LEAK, IncidentKind.SELF_REPORT])
def test_nothing_is_left_open_where_the_list_does_not_know_the_service(kind):
    """
    No pair of brackets with nothing in it.
    """
    text = words().of("leak", a_leak(kind=kind, list_status=""))

    assert "()" not in text.body


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("kind", "payload"),
    [
        ("alarm", {"alarm": "log-altered", "subject": "log-1", "at": MONDAY.isoformat()}),
        ("alarm", {"alarm": "never-heard-of", "subject": "x", "at": MONDAY.isoformat()}),
        ("request", {"number": "TA-2026-0001", "path": "/console/aanvragen/1"}),
        ("four-eyes", {"number": "KB-2026-000001", "path": "/console/x"}),
        ("answer", {"number": "AA-2026-0003", "tool": "Tool", "cause": "allowed"}),
        ("answer", {"number": "AA-2026-0003", "tool": "Tool", "cause": "excluded"}),
        ("test", {}),
    ],
)
def test_every_kind_has_its_words(language, kind, payload):
    """
    Nothing is left to fill in.
    """
    text = words(language).of(kind, payload)

    assert text.subject
    assert not {"{", "}"} & set(text.subject + text.body)


@pytest.mark.parametrize("subject", ["small-department", "burgemeester"])
def test_a_department_that_is_small_or_gone_is_not_named(subject):
    """
    Neither at once nor in the digest; what was queued before it went is told without it, too.
    """
    alarm = {"alarm": "site-silent", "subject": subject, "detail": "", "at": MONDAY.isoformat()}
    counts = (
        "checked", "redacted", "rejected", "blocked", "leaks", "self_reports", "open",
        "oldest_days", "on_the_clock", "notify_hours", "requests", "expiring", "week",
    )  # fmt: skip
    week = dict.fromkeys(counts, 0) | {
        "alarms": [("site-silent", subject)], "kinds": {}, "departments": {}, "mistakes": [],
    }  # fmt: skip

    told = [words().of("alarm", alarm).body, words().of("digest", week).body]

    assert all("een kleine dienst" in text.lower() for text in told)
    assert not any(subject in text for text in told)


def test_name_with_a_line_break_cannot_add_a_header():
    """
    A subject is one line, whatever somebody put in the catalogue.
    """
    odd = words(services={"chatgpt": "Chat\r\nBcc: iedereen@example.org"})

    assert "\n" not in odd.of("leak", a_leak()).subject

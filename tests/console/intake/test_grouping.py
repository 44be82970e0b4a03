"""
Which event makes an incident: a blocked prompt is an attempt, not a leak.
"""

from __future__ import annotations

import pytest

from config.notify import Grouping, LeakRule, SevereRule
from console.intake.grouping import cause_of
from console.intake.rows import event_of
from console.records.models import IncidentKind
from policy.incident import EventAction, Forwarded
from policy.verdict import Action
from tests.console.intake.log_for_tests import (
    a_line,
    an_incident,
    bypass,
    leak,
    on_trial,
    redacted,
)

LEAK, SEVERE, BYPASS = IncidentKind.SUSPECTED_LEAK, IncidentKind.SEVERE, IncidentKind.BYPASS


def kind_of(incident, rules=None):
    cause = cause_of(event_of(a_line(incident), "log"), rules or Grouping())
    return cause and cause.kind


@pytest.mark.parametrize(
    ("incident", "kind"),
    [
        (leak(), LEAK),
        (leak(forwarded=Forwarded.YES), LEAK),
        (an_incident(forwarded=Forwarded.PARTLY), LEAK),
        (an_incident(forwarded=Forwarded.UNKNOWN), LEAK),
        (on_trial(), LEAK),
        (redacted(), None),
        (redacted(severity=4), None),
        (an_incident(severity=2), None),
        (an_incident(severity=3), SEVERE),
        (an_incident(action=EventAction.UPLOAD_REJECTED, severity=4), SEVERE),
        (an_incident(action=EventAction.UNCHECKED, findings=(), severity=3), None),
        (an_incident(action=EventAction.SERVICE_BLOCKED, findings=(), severity=2), None),
        (leak(action=EventAction.SUSPECTED_LEAK, forwarded=Forwarded.NO, severity=1), None),
        (bypass(), BYPASS),
    ],
)
def test_what_left_is_a_leak_and_what_was_stopped_is_an_attempt(incident, kind):
    """
    Redaction sends a part by design; what a rule on trial would have stopped has left.
    """
    assert kind_of(incident) == kind


def test_what_an_exemption_let_through_is_no_leak():
    """
    Somebody approved it; it says so in the log.
    """
    passed = an_incident(decision=Action.ALLOW, forwarded=Forwarded.YES, reason="exemption")

    assert kind_of(passed) is None


def test_rules_are_configuration():
    """
    Trials may be left out, severity may be turned, and what counts as left.
    """
    quiet = Grouping(
        suspected_leak=LeakRule(on_trial=False, forwarded=(Forwarded.YES,)),
        severe=SevereRule(from_severity=5),
        bypass=None,
    )

    assert kind_of(on_trial(), quiet) is None
    assert kind_of(an_incident(severity=4), quiet) is None
    assert kind_of(bypass(), quiet) is None
    assert kind_of(leak(forwarded=Forwarded.UNKNOWN), quiet) is None
    assert kind_of(leak(forwarded=Forwarded.YES), quiet) == LEAK


def test_events_of_one_client_at_one_service_belong_together():
    """
    Another client, department or service makes another incident.
    """

    def key(**changes):
        return cause_of(event_of(a_line(leak(**changes)), "log"), Grouping()).key

    assert key() == key()
    others = {key(), key(user_hash="b"), key(department="gemeente"), key(service="gemini")}
    assert len(others) == 4

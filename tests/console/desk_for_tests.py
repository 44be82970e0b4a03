"""
People of the console and records to look at, for tests of whatever is behind the login.
"""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta

from allauth.mfa.models import Authenticator
from django.test import Client
from django.utils import timezone

from console.accounts.models import Account
from console.accounts.roles import Role
from console.portal import PORTAL
from console.records.models import Event, Incident, IncidentKind
from console.records.states import State
from tests.console.portal_for_tests import portal

MONDAY = datetime(2026, 11, 23, 9, 17, 42, tzinfo=UTC)
"""10:17:42 in Brussels: an exact minute that no page may show."""

_numbers = itertools.count(1)


def account(role=Role.DPO, **changes):
    """Somebody with that role."""
    name = changes.pop("username", f"{role}-{next(_numbers)}")
    return Account.objects.create(username=name, role=role, **changes)


def with_second_factor(who):
    """Nobody gets past the login without one."""
    Authenticator.objects.get_or_create(
        user=who, type=Authenticator.Type.TOTP, defaults={"data": {}}
    )


def client_of(who, folder, **portal_changes):
    """A browser in which `who` is logged in, at a console whose certificate is in `folder`."""
    with_second_factor(who)
    browser = Client(**{PORTAL: portal(folder, **portal_changes), "SERVER_NAME": "localhost"})
    browser.force_login(who, backend="django.contrib.auth.backends.ModelBackend")
    return browser


def signed_in(role, folder, **changes):
    """A browser of a new account with that role; `browser.account` is the account."""
    who = account(role, **changes)
    browser = client_of(who, folder)
    browser.account = who
    return browser


def incident(**changes):
    """A refused prompt of high severity, unless told otherwise."""
    at = changes.pop("at", timezone.now() - timedelta(hours=2))
    number = changes.pop("number", f"KB-2026-{next(_numbers):06d}")
    values = {
        "number": number,
        "kind": IncidentKind.SEVERE,
        "state": State.NEW,
        "controller": "gemeente",
        "department": "gemeente",
        "service": "praatpaal",
        "list_status": "allowed",
        "channel": "prompt",
        "actor": "0123456789abcdef",
        "occurred_at": at,
        "last_event_at": at,
        "detected_at": at,
        "forwarded": "no",
        "events_count": 1,
        "severity": 3,
        "kinds": {"iban": 2, "person": 1},
        "classes": ["personal"],
    }
    return Incident.objects.create(**(values | changes))


def suspected_leak(**changes):
    """Something that may have left, with ENISA's factors as the machine suggests them."""
    values = {
        "kind": IncidentKind.SUSPECTED_LEAK,
        "forwarded": "yes",
        "severity": 4,
        "kinds": {"national_number": 1, "person": 1},
        "enisa_dpc": 4.0,
        "enisa_ei": 1.0,
        "enisa_cb": 0.5,
    }
    return incident(**(values | changes))


def event(**changes):
    """A row of the incident log."""
    number = next(_numbers)
    values = {
        "line_hash": f"{number:064x}",
        "log": "test",
        "code": f"KB-T{number:03d}-TEST",
        "at": timezone.now() - timedelta(hours=2),
        "action": "prompt-rejected",
        "decision": "reject",
        "forwarded": "no",
        "reason": "rule",
        "severity": 3,
        "rule": "personal-data-reject",
        "rule_version": "1",
        "user_hash": "0123456789abcdef",
        "department": "gemeente",
        "service": "praatpaal",
        "list_status": "allowed",
        "channel": "prompt",
        "domain": "praatpaal.example",
        "classes": ["personal"],
        "findings": [{"kind": "iban", "count": 2, "max_score": 0.99}],
        "policy_version": "p1",
        "list_version": "l1",
    }
    return Event.objects.create(**(values | changes))

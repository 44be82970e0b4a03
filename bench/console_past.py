"""
A past for the console: incidents, events and figures of half a year. Django must be set up.
"""

from __future__ import annotations

import random
from collections import Counter
from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from console.accounts.models import Account
from console.records.models import DayFigure, Event, Incident, IncidentKind, LogPosition
from console.records.states import State

_DAYS = 180
_BATCH = 2000
_DEPARTMENTS = (
    "gemeente", "ocmw", "ict", "de-regenboog", "de-negensprong", "de-boemerang", "de-klimop",
)  # fmt: skip
_SERVICES = ("chatgpt", "gemini", "copilot", "deepseek", "claude", "perplexity")
_KINDS = (
    "person", "iban", "phone", "email", "address", "national_number", "special_health",
    "special_social", "password", "marking",
)  # fmt: skip
_ACTIONS = (
    ("prompt-redacted", "redact", "partly", 2, 40),
    ("prompt-rejected", "reject", "no", 3, 25),
    ("service-blocked", "block", "no", 1, 20),
    ("service-unlisted", "block", "no", 1, 8),
    ("upload-rejected", "reject", "no", 3, 6),
    ("suspected-leak", "allow", "yes", 4, 1),
)


def fill(events: int, incidents: int, now: datetime) -> str:
    """Write the rows; the session key of a privacy officer."""
    chance = random.Random(20261128)  # the same past every time
    _incidents(incidents, now, chance)
    _events(events, now, chance)
    return _session()


def _session() -> str:
    account = Account.objects.create(
        username="an.peeters", first_name="An", last_name="Peeters", role="dpo"
    )
    Authenticator.objects.create(user=account, type="totp", data={"secret": "not used here"})
    session = SessionStore()
    session[SESSION_KEY] = str(account.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    session.save()
    return session.session_key


def _incidents(count: int, now: datetime, chance: random.Random) -> None:
    rows = []
    open_states = (State.NEW, State.INVESTIGATING, State.SUSPECTED, State.CONFIRMED)
    for number in range(1, count + 1):
        age = timedelta(hours=chance.uniform(1, 24 * _DAYS))
        fresh = age < timedelta(days=3) and chance.random() < 0.35
        leak = chance.random() < 0.03
        at = now - age
        rows.append(
            Incident(
                number=f"KB-2026-{number:06d}",
                kind=IncidentKind.SUSPECTED_LEAK if leak else IncidentKind.SEVERE,
                state=chance.choice(open_states) if fresh else State.CLOSED,
                controller="gemeente",
                department=chance.choice(_DEPARTMENTS),
                service=chance.choice(_SERVICES),
                list_status="allowed",
                channel="prompt",
                actor=f"{chance.getrandbits(64):016x}",
                occurred_at=at,
                last_event_at=at,
                detected_at=at,
                first_view_at=at + timedelta(hours=1),
                aware_at=at + timedelta(hours=1) if leak else None,
                closed_at=None if fresh else at + timedelta(days=1),
                forwarded="yes" if leak else "no",
                events_count=1 + number % 4,
                severity=4 if leak else chance.choice((2, 3, 3, 4)),
                kinds={kind: chance.randint(1, 4) for kind in chance.sample(_KINDS, 2)},
                classes=["personal"],
                enisa_dpc=3.0 if leak else None,
                enisa_ei=1.0 if leak else None,
                enisa_cb=0.5 if leak else None,
            )
        )
    Incident.objects.bulk_create(rows, batch_size=_BATCH)


def _events(count: int, now: datetime, chance: random.Random) -> None:
    figures: Counter[tuple[object, str, str, str]] = Counter()
    ids = list(Incident.objects.values_list("pk", flat=True))
    weights = [weight for *_, weight in _ACTIONS]
    rows = []
    for number in range(count):
        action, decision, forwarded, severity, _ = chance.choices(_ACTIONS, weights)[0]
        at = now - timedelta(hours=chance.uniform(0, 24 * _DAYS))
        department, service = chance.choice(_DEPARTMENTS), chance.choice(_SERVICES)
        kind = chance.choice(_KINDS)
        figures.update(
            (at.date(), department, service, figure)
            for figure in ("checked", f"action:{action}", f"kind:{kind}")
        )
        rows.append(
            Event(
                line_hash=f"{number:064x}", log="bench", code=_code(number), at=at,
                action=action, decision=decision, forwarded=forwarded, severity=severity,
                reason="rule", rule="personal-data-reject", rule_version="3",
                user_hash=f"{chance.getrandbits(64):016x}", department=department,
                service=service, list_status="allowed", channel="prompt",
                domain="chatgpt.com", classes=["personal"],
                findings=[{"kind": kind, "count": 1, "max_score": 0.9}],
                policy_version="2026-11-24+5f0c1a2b", list_version="2026-11-20+77aa01de",
                incident_id=chance.choice(ids) if ids and chance.random() < 0.1 else None,
            )
        )  # fmt: skip
        if len(rows) == _BATCH:
            Event.objects.bulk_create(rows)
            rows = []
    Event.objects.bulk_create(rows)
    DayFigure.objects.bulk_create(
        [
            DayFigure(day=day, department=department, service=service, figure=figure, count=n)
            for (day, department, service, figure), n in figures.items()
        ],
        batch_size=_BATCH,
    )
    LogPosition.objects.create(
        log="bench", day=f"{now:%Y-%m-%d}", last_hash="0" * 64, lines=count, updated_at=now
    )


def _code(number: int) -> str:
    letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    digits = [letters[number >> 5 * place & 31] for place in range(8)]
    return f"KB-{''.join(digits[4:])}-{''.join(digits[:4])}"

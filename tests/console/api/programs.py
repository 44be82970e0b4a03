"""
A program that reads along: it has the token of somebody, and no cookie.
"""

from __future__ import annotations

from datetime import timedelta

from django.test import Client
from django.utils import timezone
from django.utils.timezone import localdate

from console.api import tokens
from console.portal import PORTAL
from console.rate_limit import RateLimit
from console.reads import Reads
from tests.console.desk_for_tests import account
from tests.console.portal_for_tests import Clock, portal


def token_for(who, **changes):
    """A token of `who` as a program shows it."""
    until = changes.pop("until", localdate() + timedelta(days=30))
    return tokens.make(who, "SIEM", until, now=timezone.now(), **changes)


def patient():
    """For who asks as often as a test does."""
    return Reads(limit=RateLimit(clock=Clock(), burst=1e9))


def program(folder, shown=None, **portal_changes):
    """Something that asks with the token `shown`, or with none."""
    made = portal(folder, **({"reads": patient()} | portal_changes))
    header = {"HTTP_AUTHORIZATION": f"Bearer {shown}"} if shown else {}
    return Client(**{PORTAL: made, "SERVER_NAME": "localhost"}, **header)


def program_of(role, folder, **changes):
    """The same, of a new account with that role; `program.account` is the account."""
    who = account(role, **changes)
    made = program(folder, token_for(who))
    made.account = who
    return made

"""
The way into this room: what waits for somebody, and where it is done.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from console.accounts.access import account_of
from console.accounts.roles import Right
from console.desk.page import page
from console.measures import granting, tools
from console.measures.models import Stop, TestCase
from console.measures.reporting import unanswered
from console.measures.state import now
from console.measures.words import words_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One page of this room, for who may go there."""

    name: str
    rights: tuple[Right, ...]
    count: Callable[[datetime], int] | None = None
    """How many things wait or hold there."""


WAYS: Final = (
    Way(
        name="exemptions",
        rights=(Right.EXEMPT,),
        count=lambda at: granting.holding(at).count(),
    ),
    Way(
        name="stops",
        rights=(Right.SUSPEND, Right.RESUME),
        count=lambda _: Stop.objects.filter(reopened_at=None).count(),
    ),
    Way(
        name="tools",
        rights=(Right.CHECK_TOOL, Right.ADVISE, Right.DECIDE_TOOL),
        count=lambda _: tools.waiting().count(),
    ),
    Way(
        name="mistakes",
        rights=(Right.INCIDENTS, Right.RULES),
        count=lambda at: unanswered(at).count(),
    ),
    Way(
        name="cases",
        rights=(Right.RULES, Right.EXEMPT),
        count=lambda _: TestCase.objects.filter(done_at=None).count(),
    ),
    Way(name="tester", rights=(Right.TRY_POLICY,)),
    Way(
        name="list-notice",
        rights=(Right.CHECK_TOOL, Right.ADVISE, Right.DECIDE_TOOL, Right.SUSPEND),
    ),
)


@require_safe
@never_cache
@login_required
def measures(request: HttpRequest) -> HttpResponse:
    """Everything that this account may do here."""
    who, at = account_of(request), now()
    mine = [way for way in WAYS if any(who.may(right) for right in way.rights)]
    if not mine:
        raise PermissionDenied
    words = words_of(request, "measures")
    told = [
        (way.name, words["ways"][way.name], way.count(at) if way.count else None) for way in mine
    ]
    return page(request, "measures/measures.html", words, {"ways": told})

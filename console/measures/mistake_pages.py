"""
Mistakes that people reported: what they said, and the incident in which it is looked at.
"""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from console.accounts.access import account_of
from console.accounts.questions import note_once
from console.accounts.roles import Right
from console.desk.page import page
from console.measures import quality
from console.measures.reporting import answered, settle_waiting, unanswered
from console.measures.state import now
from console.measures.telling import directory_of
from console.measures.words import words_of


@require_safe
@never_cache
@login_required
def mistakes(request: HttpRequest) -> HttpResponse:
    """What waits for an answer, the oldest first; and how often each rule was wrong."""
    who = account_of(request)
    if not (who.may(Right.INCIDENTS) or who.may(Right.RULES)):
        raise PermissionDenied
    at = now()
    settle_waiting(directory_of(request), at)
    more = {
        "waiting": unanswered(at)[:200],
        "answered": answered()[:100],
        "rules": quality.false_positives(at),
        "may_open": who.may(Right.INCIDENTS),
    }
    note_once(request, "mistakes-viewed")
    return page(request, "measures/mistakes.html", words_of(request, "mistakes"), more)

"""
Alarms that end when a person says so: a log that was touched does not mend itself, and one of a
machine that was taken away never comes back.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from console.accounts import audit
from console.accounts.access import account_of, needs
from console.accounts.roles import Right
from console.desk import panels
from console.desk.language import desk_language
from console.desk.vocabulary import texts_in
from console.records.models import Alarm

BY_HAND = ("log-altered", "log-truncated", "log-restarted", "log-missing")

_LONGEST_REASON = 500
"""Characters, in the record of looking."""
_TEXTS = Path(__file__).resolve().parent / "texts"


def register() -> None:
    """Show it from now on."""
    panels.register(
        panels.Panel(
            name="touched-logs",
            slot=panels.Slot.HEALTH,
            right=Right.HEALTH,
            template="outbox/alarm_panel.html",
            content=_content,
            order=10,
        )
    )


def _content(place: panels.Place) -> Mapping[str, object] | None:
    found = Alarm.objects.filter(kind__in=BY_HAND, resolved_at=None)
    if not found:
        return None
    texts = texts_in(_TEXTS, place.language)
    told = [(alarm, texts["alarms"][alarm.kind]) for alarm in found]
    alarms = [
        {
            "alarm": alarm,
            "what": words["what"].format(subject=alarm.subject),
            "remedy": words["remedy"],
        }
        for alarm, words in told
    ]
    may_decide = account_of(place.request).may(Right.DECIDE)
    return {"page": texts["page"], "alarms": alarms, "may_decide": may_decide}


@require_POST
@needs(Right.DECIDE)
def dealt_with(request: HttpRequest, pk: int) -> HttpResponse:
    """
    The DPO has looked into it: the alarm ends, and who said so and why is on record. Not for ICT:
    whoever can touch a log must not be the one who says that nothing was the matter.
    """
    words = texts_in(_TEXTS, desk_language(request))["page"]
    reason = request.POST.get("reason", "").strip()
    if not reason:
        messages.error(request, words["reason_needed"])
        return redirect("health")
    with transaction.atomic():
        found = Alarm.objects.select_for_update().filter(pk=pk, kind__in=BY_HAND, resolved_at=None)
        for alarm in found:
            alarm.resolved_at = timezone.now()
            alarm.save(update_fields=["resolved_at"])
            audit.note(
                account_of(request),
                "alarm-dealt-with",
                f"{alarm.kind} {alarm.subject} {alarm.pk}",
                reason=reason[:_LONGEST_REASON],
                request=request,
            )
            messages.success(request, words["ended"])
    return redirect("health")

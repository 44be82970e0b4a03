"""
The page of one incident: what, where to, forwarded or not, how bad, how long, what next.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from console.accounts import audit
from console.accounts.access import account_of, needs
from console.accounts.models import Account
from console.accounts.roles import Right, Role
from console.desk import forms, panels
from console.desk.clocks import clock_of
from console.desk.groups import groups_of, service_names
from console.desk.language import desk_language
from console.desk.page import desk_texts, page
from console.desk.queue import most_frequent
from console.desk.rules import authorities_of, controller_name, notify_rules
from console.records import checklist
from console.records.clock import deadlines
from console.records.models import Event, Incident
from console.records.moving import opened
from console.records.states import ALLOWED, ENDED, LEAKS, State
from console.records.steps import may_leave
from console.records.targets import target_of
from policy.enisa import Suggestion

EVENTS: Final = 20
"""How many of the newest events are told with their incident."""
_UNPROCESSABLE, _LATER = 422, 503
MARKED: Final[Mapping[str, tuple[str, ...]]] = {
    "severity": ("own_dpc", "own_ei", "own_cb", "severity_reason"),
    "scope": ("subjects", "minors", "est_subjects", "est_records"),
    "assign": ("assignee_id",),
    "awareness": ("aware_at",),
}
"""Fields that a form changes: when they are no longer what its page showed, it is refused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """ENISA's score with the level that it means."""

    dpc: float
    ei: float
    cb: float
    se: float
    level: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One line of the history: a step, or a note beside the steps."""

    at: datetime
    exact: bool
    """Whether the minute may be shown: not of what the machine did at the moment of an event."""
    by: Account | None
    before: str = ""
    after: str = ""
    kind: str = ""
    text: str = ""
    details: Sequence[tuple[str, object]] = ()


@require_safe
@needs(Right.INCIDENTS)
def incident_page(request: HttpRequest, number: str) -> HttpResponse:
    """One incident. Looking at it is recorded; the first look of who decides starts the work."""
    # A browser that fetches ahead is nobody who looks: it gets nothing, and asks again later.
    if "prefetch" in request.headers.get("Sec-Purpose", ""):
        return HttpResponse(status=_LATER)
    return shown(request, get_object_or_404(Incident, number=number))


def shown(
    request: HttpRequest, incident: Incident, rejected: forms.DeskForm | None = None
) -> HttpResponse:
    """The page; with a form that was `rejected`, so that its faults can be mended: a look, too."""
    account = account_of(request)
    audit.note(account, "incident-viewed", incident.number, request=request)
    opened(incident, account, now=timezone.now(), request=request)
    words = dict(desk_texts(request)["incident"])
    words["title"] = f"{words['title']} {incident.number}"
    more = _facts(request, incident) | _work(request, incident)
    if rejected is not None:
        more |= _rejected(more, rejected)
    status = _UNPROCESSABLE if rejected else 200
    return page(request, "desk/incident.html", words, more, status=status)


def score_of(dpc: float | None, ei: float | None, cb: float | None) -> Score | None:
    """The score of three factors; None where one is missing."""
    if dpc is None or ei is None or cb is None:
        return None
    # `Suggestion` knows the bounds of the levels; it takes any number for its factors.
    made = Suggestion(dpc=dpc, ei=ei, cb=cb)  # type: ignore[arg-type]
    return Score(dpc=dpc, ei=ei, cb=cb, se=made.se, level=made.level)


def may_correct_awareness(incident: Incident, role: Role) -> bool:
    """Where a formal clock runs or ran, until it is closed (domain rules 2.10)."""
    state = State(incident.state)
    return incident.aware_at is not None and state not in ENDED and may_leave(state, role)


def marks_of(incident: Incident) -> dict[str, str]:
    """What each form on the page was made from."""
    made = {
        name: forms.mark_of(*(getattr(incident, field) for field in fields))
        for name, fields in MARKED.items()
    }
    made["checklist"] = forms.mark_of(sorted(checklist.ticked(incident)))
    return made


def _facts(request: HttpRequest, incident: Incident) -> dict[str, Any]:
    now = timezone.now()
    language = desk_language(request)
    hours = notify_rules().deadline.notify_hours
    place = panels.Place(request=request, now=now, language=language, incident=incident)
    return {
        "incident": incident,
        "controller": controller_name(incident.controller),
        "authorities": authorities_of(incident.controller),
        "department": groups_of(request).label(incident.department),
        "service": service_names(request).get(incident.service, incident.service),
        "kinds": most_frequent(incident.kinds),
        "clock": clock_of(incident, now, hours),
        "target": target_of(incident, now, notify_rules().working_hours),
        "deadlines": deadlines(incident.detected_at, incident.aware_at, hours),
        "suggested": score_of(incident.enisa_dpc, incident.enisa_ei, incident.enisa_cb),
        "score": score_of(*(forms.held(incident, name) for name in forms.FACTORS)),
        "overridden": incident.own_dpc is not None,
        "events": events_of(incident)[:EVENTS],
        "more_events": max(0, events_of(incident).count() - EVENTS),
        "history": history_of(incident),
        "panels": panels.shown(panels.Slot.INCIDENT, place),
        "aside": panels.shown(panels.Slot.INCIDENT_ASIDE, place),
    }


def _work(request: HttpRequest, incident: Incident) -> dict[str, Any]:
    account = account_of(request)
    if not account.may(Right.DECIDE):
        return {"may_decide": False}
    words, language = desk_texts(request)["incident"], desk_language(request)
    state, role = State(incident.state), Role(account.role)
    items = checklist.items_for(incident, checklist.states_of(incident))
    done = checklist.ticked(incident)
    steps = [
        forms.StepForm(words, language, incident=incident, after=after, role=role)
        for after in ALLOWED[state]
    ]
    return {
        "may_decide": True,
        "may_step": may_leave(state, role),
        "steps": steps,
        "severity_form": forms.SeverityForm(words, language, incident=incident)
        if incident.forwarded != "no" or state in LEAKS
        else None,
        "awareness_form": forms.AwarenessForm(words, language, incident=incident)
        if may_correct_awareness(incident, role)
        else None,
        "scope_form": forms.ScopeForm(words, language, incident=incident),
        "note_form": forms.NoteForm(words, language),
        "assign_form": forms.AssignForm(words, language, incident=incident),
        "checklist_form": forms.ChecklistForm(words, language, items=items, done=done),
        "checklist_left": len([item for item in items if item not in done]),
        "marks": marks_of(incident),
    }


def _rejected(more: Mapping[str, Any], form: forms.DeskForm) -> dict[str, Any]:
    if isinstance(form, forms.StepForm):
        steps = [form if each.after is form.after else each for each in more.get("steps", ())]
        return {"steps": steps, "faulty": form.after}
    names = {
        forms.SeverityForm: "severity_form",
        forms.AwarenessForm: "awareness_form",
        forms.ScopeForm: "scope_form",
        forms.NoteForm: "note_form",
        forms.AssignForm: "assign_form",
        forms.ChecklistForm: "checklist_form",
    }
    name = names[type(form)]
    return {name: form, "faulty": name}


def events_of(incident: Incident) -> QuerySet[Event]:
    """Its events, the newest first."""
    return incident.events.order_by("-at", "-id")


def history_of(incident: Incident) -> list[Told]:
    """Steps and notes, the newest first."""
    steps = [
        Told(
            at=step.at,
            exact=step.by is not None,
            by=step.by,
            before=step.before,
            after=step.after,
            text=step.reason,
            details=sorted(step.details.items()),
        )
        for step in incident.transitions.select_related("by")
    ]
    notes = [
        Told(at=note.at, exact=note.by is not None, by=note.by, kind=note.kind, text=note.text)
        for note in incident.notes.select_related("by")
    ]
    return sorted(steps + notes, key=lambda told: told.at, reverse=True)

"""
What is done with an incident: each deed is a POST, checked and written in one transaction, and
recorded; then the page is shown anew.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localtime
from django.views.decorators.http import require_POST

from console.accounts import audit
from console.accounts.access import account_of, needs
from console.accounts.roles import Right, Role
from console.desk import forms
from console.desk.incident import MARKED, marks_of, may_correct_awareness, shown
from console.desk.language import desk_language
from console.desk.page import desk_texts
from console.desk.templatetags.desk import called
from console.records import checklist
from console.records.models import Incident, Note
from console.records.moving import move
from console.records.states import State
from console.records.steps import Problem, TransitionError

type Make[F: forms.DeskForm] = Callable[[Mapping[str, Any], str, Incident], F]


@require_POST
@needs(Right.DECIDE)
def step(request: HttpRequest, number: str) -> HttpResponse:
    """Take it to another state."""
    incident = get_object_or_404(Incident, number=number)
    account = account_of(request)
    try:
        after, seen = State(request.POST["after"]), State(request.POST["seen"])
    except (KeyError, ValueError):
        return HttpResponse(status=400)
    if seen != incident.state:
        return _someone_was_first(request, number)
    form = forms.StepForm(
        _words(request),
        desk_language(request),
        incident=incident,
        after=after,
        role=Role(account.role),
        data=request.POST,
    )
    if not form.is_valid():
        return shown(request, incident, form)
    try:
        move(number, form.wanted, account, now=timezone.now(), seen=seen, request=request)
    except TransitionError as wrong:
        return _refused(request, incident, form, wrong)
    return _done(request, number)


@require_POST
@needs(Right.DECIDE)
def severity(request: HttpRequest, number: str) -> HttpResponse:
    """The DPO's own factors in the place of the suggestion."""

    def write(incident: Incident, given: Mapping[str, Any]) -> str:
        incident.own_dpc, incident.own_ei, incident.own_cb = (given[n] for n in forms.FACTORS)
        incident.severity_reason = given["reason"]
        factors = ", ".join(f"{name.upper()} {given[name]:g}" for name in forms.FACTORS)
        return f"{factors}: {given['reason']}"

    return _change(request, number, "severity", forms.SeverityForm, write)


@require_POST
@needs(Right.DECIDE)
def scope(request: HttpRequest, number: str) -> HttpResponse:
    """Whom it is about, and how many."""

    def write(incident: Incident, given: Mapping[str, Any]) -> str:
        for name in MARKED["scope"]:
            setattr(incident, name, given[name])
        told = (given["est_subjects"], given["est_records"])
        return " / ".join("?" if number is None else str(number) for number in told)

    return _change(request, number, "scope", forms.ScopeForm, write)


@require_POST
@needs(Right.DECIDE)
def awareness(request: HttpRequest, number: str) -> HttpResponse:
    """Another moment at which the DPO became aware: the history keeps both, and why."""
    role = Role(account_of(request).role)

    def write(incident: Incident, given: Mapping[str, Any]) -> str:
        if not may_correct_awareness(incident, role):
            raise PermissionDenied
        before, incident.aware_at = incident.aware_at, given["aware_at"]
        return f"{_local(before)} → {_local(incident.aware_at)}: {given['reason']}"

    return _change(request, number, "awareness", forms.AwarenessForm, write)


@require_POST
@needs(Right.DECIDE)
def assign(request: HttpRequest, number: str) -> HttpResponse:
    """Who works on it."""

    def write(incident: Incident, given: Mapping[str, Any]) -> str:
        incident.assignee = given["assignee"]
        return called(incident.assignee)

    return _change(request, number, "assign", forms.AssignForm, write, note="assigned")


@require_POST
@needs(Right.DECIDE)
def tick(request: HttpRequest, number: str) -> HttpResponse:
    """What of the checklist is done."""

    def made(
        words: Mapping[str, Any], language: str, *, incident: Incident, data: Any
    ) -> forms.ChecklistForm:
        items = checklist.items_for(incident, checklist.states_of(incident))
        done = checklist.ticked(incident)
        return forms.ChecklistForm(words, language, items=items, done=done, data=data)

    def write(incident: Incident, given: Mapping[str, Any]) -> str:
        del incident
        return ",".join(given["items"])

    return _change(request, number, "checklist", made, write)


@require_POST
@needs(Right.DECIDE)
def note(request: HttpRequest, number: str) -> HttpResponse:
    """Something that was done beside the states."""
    incident = get_object_or_404(Incident, number=number)
    form = forms.NoteForm(_words(request), desk_language(request), data=request.POST)
    if not form.is_valid():
        return shown(request, incident, form)
    account, kind = account_of(request), form.cleaned_data["kind"]
    with transaction.atomic():
        audit.note(account, f"note-{kind}", number, request=request)
        Note.objects.create(
            incident=incident,
            at=timezone.now(),
            by=account,
            kind=kind,
            text=form.cleaned_data["text"],
        )
    return _done(request, number)


def _change(
    request: HttpRequest,
    number: str,
    name: str,
    made: Callable[..., forms.DeskForm],
    write: Callable[[Incident, Mapping[str, Any]], str],
    *,
    note: str = "",
) -> HttpResponse:
    """
    Change the fields of one form, unless somebody else did since the page was made. `write`
    sets them and returns the text of the note about it.
    """
    account = account_of(request)
    with transaction.atomic():
        locked = Incident.objects.select_for_update(of=("self",))
        incident = get_object_or_404(locked, number=number)
        if request.POST.get("mark") != marks_of(incident)[name]:
            return _someone_was_first(request, number)
        form = made(_words(request), desk_language(request), incident=incident, data=request.POST)
        if form.is_valid():
            text = write(incident, form.cleaned_data)
            changed = [f.removesuffix("_id") for f in MARKED.get(name, ())]
            if name == "scope":
                incident.scope_is_own = True
                changed.append("scope_is_own")
            incident.save(update_fields=changed)
            kind = note or name
            Note.objects.create(
                incident=incident, at=timezone.now(), by=account, kind=kind, text=text
            )
            audit.note(account, f"incident-{kind}", number, request=request)
            return _done(request, number)
    return shown(request, incident, form)


def _local(at: datetime | None) -> str:
    return f"{localtime(at):%Y-%m-%d %H:%M}" if at else "?"


def _refused(
    request: HttpRequest, incident: Incident, form: forms.StepForm, wrong: TransitionError
) -> HttpResponse:
    if wrong.problem is Problem.CHANGED:
        return _someone_was_first(request, incident.number)
    known = wrong.field if wrong.field in form.fields else None
    form.add_error(known, _words(request)["problem"][wrong.problem])
    return shown(request, incident, form)


def _someone_was_first(request: HttpRequest, number: str) -> HttpResponse:
    messages.warning(request, _words(request)["problem"][Problem.CHANGED])
    return HttpResponseRedirect(reverse("incident", args=[number]))


def _done(request: HttpRequest, number: str) -> HttpResponse:
    messages.success(request, _words(request)["saved"])
    return HttpResponseRedirect(reverse("incident", args=[number]))


def _words(request: HttpRequest) -> Mapping[str, Any]:
    words: Mapping[str, Any] = desk_texts(request)["incident"]
    return words

"""
The pages about the file of one breach.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from console.accounts.access import account_of, needs
from console.accounts.audit import note
from console.accounts.roles import Right
from console.desk.language import desk_language
from console.desk.page import page, texts_in
from console.dossier.around import organisation, surroundings
from console.dossier.breach_file import (
    ConflictError,
    IncompleteError,
    Opened,
    Sending,
    freeze,
    opened,
    save,
)
from console.dossier.breach_pdf import breach_pdf
from console.dossier.fields import BY_NAME, FIELDS, GROUPS, Kind
from console.dossier.forms import answers_of, file_form, freeze_form
from console.dossier.forms_of_authorities import SECTIONS
from console.dossier.models import BreachVersion, Phase
from console.dossier.prefill import LANGUAGE, TEXTS
from console.dossier.shown import shown
from console.records.models import Incident
from console.records.states import LEAKS, State

_CONFLICT, _INVALID = 409, 422


def room_texts(request: HttpRequest) -> Mapping[str, Any]:
    """The texts of this room in the reader's language."""
    return texts_in(TEXTS, desk_language(request))


def incident_or_404(number: str) -> Incident:
    found = Incident.objects.filter(number=number).first()
    if found is None:
        raise Http404
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.INCIDENTS)
def file_page(request: HttpRequest, number: str) -> HttpResponse:
    """The file with all its fields; a POST keeps them."""
    incident = incident_or_404(number)
    file = opened(incident, surroundings(request, incident))
    texts = room_texts(request)
    if request.method == "POST":
        return _saved(request, incident, texts)
    return _file_page(request, incident, file, file_form(texts, file.answers))


@needs(Right.DECIDE)
def _saved(request: HttpRequest, incident: Incident, texts: Mapping[str, Any]) -> HttpResponse:
    around = surroundings(request, incident)
    file = opened(incident, around)
    form = file_form(texts, file.answers, request.POST)
    if not form.is_valid():
        messages.error(request, texts["file"]["wrong"])
        return _file_page(request, incident, file, form, status=_INVALID)
    try:
        changed = save(
            incident,
            around,
            answers_of(form, file.answers),
            by=account_of(request),
            seen=request.POST.get("seen", ""),
            now=timezone.now(),
            request=request,
        )
    except ConflictError:
        messages.error(request, texts["file"]["changed_elsewhere"])
        return _file_page(request, incident, file, form, status=_CONFLICT)
    messages.success(request, texts["file"]["saved" if changed else "unchanged"])
    return redirect("dossier", number=incident.number)


def _file_page(
    request: HttpRequest, incident: Incident, file: Opened, form: forms.Form, status: int = 200
) -> HttpResponse:
    """Also with a form that was rejected: what it shows is the same."""
    note(account_of(request), "breach-file-viewed", incident.number, request=request)
    texts = room_texts(request)
    authorities = organisation().authorities_of(incident.controller)
    names = {slug: authority.name for slug, authority in authorities.items()}
    more = {
        "incident": incident,
        "file": file,
        "groups": _groups(file, form, texts),
        "missing": [texts["fields"][name] for name in file.missing],
        "is_breach": State(incident.state) in LEAKS | {State.CLOSED},
        "versions": _versions(file, texts, names),
        "authorities": authorities,
        "freeze": freeze_form(texts, names),
        "may_decide": account_of(request).may(Right.DECIDE),
        "may_export": account_of(request).may(Right.EXPORT),
    }
    words = {**texts["file"], "title": f"{texts['file']['title']} {incident.number}"}
    return page(request, "dossier/file.html", words, more, status=status)


def _groups(
    file: Opened, form: forms.Form, texts: Mapping[str, Any]
) -> list[tuple[int, str, list[dict[str, Any]]]]:
    return [
        (
            number,
            texts["groups"][number],
            [
                {
                    "box": form[field.name],
                    "must": field.must,
                    "wide": field.kind is Kind.TEXT,
                    "own": field.name in file.file.answers,
                    "proposed": bool(file.proposed.get(field.name)),
                }
                for field in FIELDS
                if field.group == number and field.name != "phase"
            ],
        )
        for number in GROUPS
    ]


def _versions(
    file: Opened, texts: Mapping[str, Any], names: Mapping[str, str]
) -> list[dict[str, Any]]:
    return [
        {
            "it": version,
            "phase": texts["phases"][version.phase],
            "authority": names.get(version.authority, version.authority),
        }
        for version in BreachVersion.objects.filter(file__incident_id=file.file.incident_id)
    ]


@require_POST
@needs(Right.DECIDE)
def freeze_version(request: HttpRequest, number: str) -> HttpResponse:
    """Keep the file as it goes out."""
    incident, texts = incident_or_404(number), room_texts(request)
    names = {
        slug: each.name for slug, each in organisation().authorities_of(incident.controller).items()
    }
    form = freeze_form(texts, names, request.POST)
    if not form.is_valid():
        messages.error(request, texts["file"]["wrong"])
        return redirect("dossier", number=number)
    sending = Sending(
        phase=Phase(form.cleaned_data["phase"]),
        authority=form.cleaned_data["authority"],
        reference=form.cleaned_data["reference"],
        sent_on=form.cleaned_data["sent_on"],
    )
    try:
        freeze(
            incident,
            surroundings(request, incident),
            sending,
            by=account_of(request),
            now=timezone.now(),
            request=request,
        )
    except IncompleteError:
        messages.error(request, texts["errors"]["complete"])
    else:
        messages.success(request, texts["file"]["frozen"])
    return redirect("dossier", number=number)


@require_safe
@needs(Right.INCIDENTS)
def copy_page(request: HttpRequest, number: str, authority: str) -> HttpResponse:
    """Every field with a button, in the order of the authority's own form."""
    incident, texts = incident_or_404(number), room_texts(request)
    ours = organisation().authorities_of(incident.controller)
    if authority not in ours:
        raise Http404
    answers = opened(incident, surroundings(request, incident)).answers
    note(account_of(request), "breach-file-copied", number, reason=authority, request=request)
    # Labels as the authority reads them, whatever the reader's own language.
    dutch = texts_in(TEXTS, LANGUAGE)
    sections = [
        (
            dutch["sections"][word],
            [
                (name, dutch["fields"][name], shown(BY_NAME[name], answers[name], LANGUAGE))
                for name in names
            ],
        )
        for word, names in SECTIONS[ours[authority].form]
    ]
    words = {**texts["copy"], "title": f"{texts['file']['copy']} {ours[authority].name}"}
    others = [each for slug, each in ours.items() if slug != authority]
    more = {
        "incident": incident, "authority": ours[authority], "others": others, "sections": sections
    }  # fmt: skip
    return page(request, "dossier/copy.html", words, more)


@require_safe
@needs(Right.INCIDENTS)
def version_page(request: HttpRequest, number: str, version: int) -> HttpResponse:
    """What went out, as it went out."""
    frozen, texts = _version_or_404(number, version), room_texts(request)
    note(account_of(request), "breach-version-viewed", number, reason=str(version), request=request)
    groups = [
        (
            texts["groups"][group],
            [
                (texts["fields"][f.name], shown(f, frozen.answers.get(f.name, ""), LANGUAGE))
                for f in FIELDS
                if f.group == group
            ],
        )
        for group in GROUPS
    ]
    more = {
        "number": number,
        "version": frozen,
        "phase": texts["phases"][frozen.phase],
        "groups": groups,
        "file_words": texts["file"],
        "may_export": account_of(request).may(Right.EXPORT),
    }
    words = {**texts["version"], "title": f"{texts['version']['title']} {version}: {number}"}
    return page(request, "dossier/version.html", words, more)


@require_safe
@needs(Right.EXPORT)
def file_pdf(request: HttpRequest, number: str) -> HttpResponse:
    """The file as it stands now, on paper."""
    incident = incident_or_404(number)
    answers = opened(incident, surroundings(request, incident)).answers
    return _pdf(request, number, answers, None)


@require_safe
@needs(Right.EXPORT)
def version_pdf(request: HttpRequest, number: str, version: int) -> HttpResponse:
    """A frozen version on paper."""
    frozen = _version_or_404(number, version)
    return _pdf(request, number, frozen.answers, frozen)


def _version_or_404(number: str, version: int) -> BreachVersion:
    found = BreachVersion.objects.filter(file__incident__number=number, number=version).first()
    if found is None:
        raise Http404
    return found


def _pdf(
    request: HttpRequest, number: str, answers: Mapping[str, str], version: BreachVersion | None
) -> HttpResponse:
    account, now = account_of(request), timezone.now()
    which = f"version {version.number}" if version else "draft"
    note(account, "breach-file-exported", number, reason=f"pdf, {which}", request=request)
    requester = account.get_full_name() or account.username
    content = breach_pdf(number, answers, requester=requester, now=now, version=version)
    suffix = f"-v{version.number}" if version else ""
    return download(content, "application/pdf", f"lek-{number}{suffix}.pdf")


def download(content: bytes, kind: str, name: str) -> HttpResponse:
    """A file to keep; the browser runs nothing of it."""
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer

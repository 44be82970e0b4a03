"""
Pages for everybody, without a login and without a cookie: why something was stopped, report a
mistake, report something that you typed in yourself, ask for a tool.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

from django.db import DatabaseError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from console import pages
from console.desk.vocabulary import said
from console.form_guard import TOKEN, TRAP
from console.incident_codes import canonical_code
from console.languages import chosen, language_of, texts
from console.mail_links import Letter
from console.measures.forms import WordedForm, department_choices, service_choices
from console.measures.public_forms import ELSEWHERE, MistakeForm, OwnReportForm, ToolForm
from console.measures.reporting import report_mistake, report_own
from console.measures.state import now
from console.measures.telling import directory_of
from console.measures.tools import ask
from console.portal import Portal, portal_of
from console.records.models import Event
from console.text_look import LookError, personal
from policy.catalogue import CatalogueError

type Save = Callable[[WordedForm], str]
"""Keeps what a form says; returns the number to tell."""


@never_cache
@require_safe
def explanation(request: HttpRequest, code: str) -> HttpResponse:
    """Why something was stopped, for whoever follows the link of a notice (contract part 7)."""
    known = canonical_code(code)
    if known is None:
        return pages.not_found(request)
    if known != code:
        return HttpResponseRedirect(pages.address(request, "explanation", known))
    return pages.page(request, "explanation", {"code": known, "told": _outcome(request, known)})


@csrf_exempt  # there is no session to ride on; `console.form_guard` guards it
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def mistake(request: HttpRequest, code: str) -> HttpResponse:
    """The filter was wrong (R-305)."""
    known = canonical_code(code)
    if known is None:
        return pages.not_found(request)
    if known != code:
        return HttpResponseRedirect(pages.address(request, "mistake", known))

    def save(form: WordedForm) -> str:
        told = form.cleaned_data
        report_mistake(
            known,
            told["reasons"],
            told["sentence"],
            directory=directory_of(request),
            now=now(),
        )
        return known

    words = texts(language_of(request))["mistake"]
    form = MistakeForm(words, _data(request), auto_id="m-%s")
    more = {"code": known, "letter": _letter(request, words, code=known)}
    return _form_page(request, "mistake", form, save, more)


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def own_report(request: HttpRequest) -> HttpResponse:
    """Something sensitive was typed in after all (R-432, R-433)."""
    portal, words = portal_of(request), texts(language_of(request))["own_report"]
    form = OwnReportForm(words, _data(request), initial=_service(request), auto_id="r-%s")
    services = service_choices(portal.policy.catalogue, of=["allowed", "suspended"])
    form.choose("service", [("", words["choose"]), *services, (ELSEWHERE, words["elsewhere"])])
    form.choose("department", _departments(portal, words))

    def save(told: WordedForm) -> str:
        assert isinstance(told, OwnReportForm)  # noqa: S101 -- for the type checker
        return report_own(told.told(), directory=directory_of(request), now=now()).number

    return _form_page(request, "own_report", form, save)


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask_for_tool(request: HttpRequest) -> HttpResponse:
    """A tool that is not on the list (R-421)."""
    portal, words = portal_of(request), texts(language_of(request))["request"]
    name = _name(portal, request.GET.get("dienst", ""))
    form = ToolForm(words, _data(request), initial={"tool": name}, auto_id="t-%s")
    form.choose("department", _departments(portal, words))

    def save(told: WordedForm) -> str:
        assert isinstance(told, ToolForm)  # noqa: S101 -- for the type checker
        return ask(told.told(), directory=directory_of(request), now=now()).number

    letter = _letter(request, words, tool=name)
    return _form_page(request, "request", form, save, {"letter": letter})


def _outcome(request: HttpRequest, code: str) -> Mapping[str, object] | None:
    """
    What the filter did and which classes of data it saw: what the notice with that code said
    already. Nothing of who, where or what. A code has 40 random bits, so whoever guesses within
    the limit finds none; and the page is there without the store.
    """
    if not portal_of(request).limit.allows(request.META.get("REMOTE_ADDR", "")):
        return None
    try:
        event = Event.objects.filter(code=code, action__in=_NOTICED).first()
    except DatabaseError:
        return None
    if event is None:
        return None
    language = language_of(request)
    return {
        "action": said(event.action, "action", language),
        "classes": [said(each, "class", language) for each in event.classes],
    }


def _form_page(
    request: HttpRequest,
    name: str,
    form: WordedForm,
    save: Save,
    more: Mapping[str, object] | None = None,
) -> HttpResponse:
    """One address for all of it: the form, what is wrong with it, and that it was received."""
    with translation.override(language_of(request)):
        if request.method == "POST":
            answer = _sent(request, name, form, save, more or {})
        elif received := request.GET.get("ok"):
            answer = pages.page(request, f"{name}_done", {"number": _number(received)})
        else:
            portal_of(request).look.warm_up()
            answer = _shown(request, name, form, more or {})
    return answer


def _sent(
    request: HttpRequest, name: str, form: WordedForm, save: Save, more: Mapping[str, object]
) -> HttpResponse:
    guard = portal_of(request).forms
    if complaint := guard.complaint(request, name):
        status = _TOO_MANY if complaint == "often" else HTTPStatus.BAD_REQUEST
        return _shown(request, name, form, more, complaint=complaint, status=status)
    if before := guard.sent_before(request):
        return HttpResponseRedirect(before, status=HTTPStatus.SEE_OTHER)
    if not form.is_valid() or not _is_fit(request, form):
        return _shown(request, name, form, more, status=HTTPStatus.BAD_REQUEST)
    if not guard.is_machine(request) and not guard.has_room(name):
        return _shown(request, name, form, more, complaint="often", status=_TOO_MANY)
    try:
        # A machine hears what a person hears, and nothing is kept.
        number = "" if guard.is_machine(request) else _saved(form, save)
    except DatabaseError:
        return _shown(request, name, form, more, complaint="disk", status=_UNAVAILABLE)
    address = _received(request, number)
    guard.remember(request, address)
    return HttpResponseRedirect(address, status=HTTPStatus.SEE_OTHER)


_NOTICED = (
    "prompt-redacted", "prompt-rejected", "upload-rejected", "service-blocked",
    "service-unlisted", "not-inspectable", "unchecked",
)  # fmt: skip
"""What somebody gets a notice of; of the rest, such as a suspected leak, only the DPO hears."""
_LONGEST_NUMBER = 20
_TOO_MANY = HTTPStatus.TOO_MANY_REQUESTS
_UNAVAILABLE = HTTPStatus.SERVICE_UNAVAILABLE


def _saved(form: WordedForm, save: Save) -> str:
    with transaction.atomic():
        return save(form)


def _is_fit(request: HttpRequest, form: Any) -> bool:
    """
    Whether nothing personal stands in the free text. What nobody can look at is left out where
    the form is worth something without it; else it must be sent later.
    """
    words = texts(language_of(request))["forms"]
    told = form.cleaned_data
    fields = [name for name in form.checked if told.get(name)]
    if not fields:
        return True
    try:
        found = personal(portal_of(request).look.findings([told[name] for name in fields]))
    except LookError:
        for name in fields:
            if name in form.optional:
                told[name] = ""
            else:
                form.add_error(name, words["not_looked"])
        return not form.errors
    for part in {finding.part for finding in found}:
        form.add_error(fields[part], words["personal"])
    return not found


def _shown(
    request: HttpRequest,
    name: str,
    form: WordedForm,
    more: Mapping[str, object],
    *,
    complaint: str = "",
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    words = texts(language_of(request))["forms"]
    shown = {
        "form": form,
        "token_name": TOKEN,
        "token": portal_of(request).forms.token(name),
        "trap": TRAP,
        "trap_label": words["trap"],
        "complaint": words[complaint] if complaint else "",
        "faulty": words["faulty"] if form.is_bound and form.errors else "",
    }
    return pages.page(request, name, {**shown, **more}, status=status)


def _received(request: HttpRequest, number: str) -> str:
    language = f"&lang={asked}" if (asked := chosen(request)) else ""
    return f"{request.path}?ok={number or '-'}{language}"


def _number(received: str) -> str:
    """Only what looks like one of our numbers: an address must not become our text."""
    fits = (
        len(received) <= _LONGEST_NUMBER
        and received.replace("-", "").isalnum()
        and received.isascii()
    )
    return received if fits and received != "-" else ""


def _data(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _departments(portal: Portal, words: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [("", words["choose"]), *department_choices(portal.policy.departments)]


def _letter(request: HttpRequest, words: Mapping[str, Any], **known: str) -> Letter:
    portal = portal_of(request)
    blank = words.get("subject_blank", "")
    subject = {field: value or blank for field, value in known.items()}
    return Letter(
        to=(portal.ict_email, portal.dpo_email),
        subject=words["subject"].format(**subject),
        lines=[line.format(**known) for line in words["lines"]],
    )


def _service(request: HttpRequest) -> dict[str, str]:
    return {"service": request.GET.get("dienst", "")}


def _name(portal: Portal, slug: str) -> str:
    """Only a name from the catalogue: what stands in an address must not become our text."""
    try:
        return portal.policy.catalogue.named(slug).name
    except CatalogueError:
        return ""

"""
The page on which somebody states that a document is public, so that it may be uploaded.

No login and no cookies: whoever has the address was given it by the filter, and nobody can guess
it. Another site can neither know that address nor send the form, for a browser tells where a
form was sent from.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import translation
from django.utils.csp import CSP
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.views.decorators.cache import never_cache
from django.views.decorators.csp import csp_override
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from console.form_guard import from_elsewhere
from console.languages import language_of, texts
from console.pages import page
from console.portal import portal_of
from policy.confirmation import LIFETIME, Question

_CSP = {
    "default-src": [CSP.NONE],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
}
_MAX_FORM = 8 * 1024
"""Bytes; a tick and an address."""
_MAX_LOCATION = 2_000
_FORM = "application/x-www-form-urlencoded"


@csrf_exempt  # there is no session to ride on; `from_elsewhere` and the token guard it
@never_cache
@csp_override(_CSP)
@require_http_methods(["GET", "HEAD", "POST"])
def public_document(request: HttpRequest, token: str) -> HttpResponse:
    """Ask, and after the answer say what to do next: one address, whatever state it is in."""
    answer = _answer(request, token)
    # The address holds the token: it goes to no other site. With "no-referrer" a browser would
    # not say where the form was sent from (Fetch, "append a request `Origin` header").
    answer["Referrer-Policy"] = "same-origin"
    return answer


def _answer(request: HttpRequest, token: str) -> HttpResponse:
    portal = portal_of(request)
    if not portal.limit.allows(request.META.get("REMOTE_ADDR", "")):
        return page(request, "public_wait", template="not_found", status=429)
    question = portal.confirmations.question(token)
    if question is None:
        return page(request, "public_gone", template="not_found", status=404)
    return (
        _answered(request, token, question)
        if request.method == "POST"
        else _shown(request, question)
    )


def _answered(request: HttpRequest, token: str, question: Question) -> HttpResponse:
    if from_elsewhere(request):
        return _shown(request, question, "elsewhere", HTTPStatus.FORBIDDEN)
    if complaint := _complaint(request):
        return _shown(request, question, complaint, HTTPStatus.BAD_REQUEST)
    try:
        portal_of(request).confirmations.state(token, located=bool(_location(request)))
    except OSError:
        return _shown(request, question, "disk", HTTPStatus.SERVICE_UNAVAILABLE)
    # To the same page, which now says "stated": a reload does not send the form again.
    return HttpResponseRedirect(request.get_full_path(), status=HTTPStatus.SEE_OTHER)


def _shown(
    request: HttpRequest,
    question: Question,
    complaint: str = "",
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    language = language_of(request)
    if question.stated:
        until = _time(question.stated + LIFETIME, language)
        line = texts(language)["public_stated"]["until"].format(time=until)
        return page(request, "public_stated", {"until_line": line})
    words = texts(language)["public"]
    more = {
        "documents": _documents(question, words),
        "complaint": words["complaints"][complaint] if complaint else "",
        "asked_line": words["asked"].format(time=_time(question.asked, language)),
    }
    return page(request, "public", more, status=status)


def _documents(question: Question, words: Mapping[str, Any]) -> list[str]:
    """What the files are: "Word-document", or "PDF-document (2)"."""
    counts = Counter(file.format for file in question.files)
    names = words["formats"]
    return [
        f"{names[name]} ({count})" if count > 1 else names[name]
        for name, count in counts.items()
        if name in names
    ]


def _time(moment: Any, language: str) -> str:
    with translation.override(language):
        return date_format(localtime(moment), "H:i")


def _complaint(request: HttpRequest) -> str:
    """What is wrong with the form, as the texts name it; empty if nothing is."""
    if request.content_type != _FORM or _length(request) > _MAX_FORM:
        return "form"
    if request.POST.get("public") != "yes":
        return "unticked"
    location = _location(request)
    if location and not _is_address(location):
        return "location"
    return ""


def _length(request: HttpRequest) -> int:
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return _MAX_FORM + 1


def _location(request: HttpRequest) -> str:
    """Where it is published, as somebody typed it. It is looked at and kept nowhere."""
    return str(request.POST.get("location", "")).strip()


def _is_address(typed: str) -> bool:
    try:
        parts = urlsplit(typed)
    except ValueError:
        return False
    is_web = parts.scheme in {"http", "https"} and "." in (parts.hostname or "")
    return is_web and len(typed) <= _MAX_LOCATION and not any(c.isspace() for c in typed)

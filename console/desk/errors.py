"""
Pages for what goes wrong: in the desk's style below `/console/`, in the portal's elsewhere.
"""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from console import pages
from console.accounts.models import Account
from console.desk.page import desk_texts, page, texts_of_desk
from console.languages import language_of
from console.problems import API, problem

_DESK: Final = "/console/"
_FAILED = "desk/failed.html"


def bad(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """What no browser sends. Nothing is looked up for it."""
    del exception
    if request.path.startswith(API):
        return problem(400, "This is not a request that anything here understands.")
    return HttpResponse("Bad request\n", status=400, content_type="text/plain; charset=utf-8")


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """No such page."""
    if request.path.startswith(_DESK) and _signed_in(request):
        return _told(request, "not_found", 404)
    return pages.not_found(request, exception)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Somebody else's page: which role has it is nobody's secret, what is on it is."""
    del exception
    if not _signed_in(request):
        return _bare(request, "forbidden", 403)
    return _told(request, "forbidden", 403)


def stale(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was not sent from a page of ours, or from one that is too old (CSRF)."""
    del reason
    if not _signed_in(request):
        return _bare(request, "stale", 403)
    return _told(request, "stale", 403)


def failed(request: HttpRequest) -> HttpResponse:
    """A fault of ours. It may be the store's, so this page asks nothing of it."""
    if request.path.startswith(API):
        return problem(500, "A fault of ours. It is in our log.")
    return _bare(request, "failed", 500)


def _told(request: HttpRequest, word: str, status: int) -> HttpResponse:
    return page(request, _FAILED, desk_texts(request)["errors"][word], status=status)


def _bare(request: HttpRequest, word: str, status: int) -> HttpResponse:
    """Without session, account and menu."""
    language = language_of(request)
    texts = texts_of_desk(language)
    context = {"language": language, "site": texts["site"], "page": texts["errors"][word]}
    return render(request, _FAILED, context, status=status)


def _signed_in(request: HttpRequest) -> bool:
    return isinstance(getattr(request, "user", None), Account)

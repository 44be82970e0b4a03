"""
Requested tools: the list, and one of them with what each person does about it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from config.errors import ConfigError
from config.own_codecs import OWN_CODECS
from console.accounts.access import account_of, needs
from console.accounts.roles import Right
from console.desk.page import page
from console.measures import tools
from console.measures.forms import WordedForm
from console.measures.granting import ChangedError
from console.measures.models import ToolRequest, ToolState
from console.measures.scopes import Scopes
from console.measures.state import now, state_dir
from console.measures.tool_forms import AdviceForm, CheckForm, DecisionForm
from console.measures.words import words_of
from console.portal import portal_of

SEEN: Final = "seen"
"""Field with the mark of what the reader of a form has before them."""
_RIGHTS = (Right.CHECK_TOOL, Right.ADVISE, Right.DECIDE_TOOL)


@require_safe
@never_cache
@login_required
def tool_list(request: HttpRequest) -> HttpResponse:
    """What waits for somebody, then what was decided."""
    _some(request)
    scopes = Scopes.of(request)

    def told(row: ToolRequest) -> tuple[ToolRequest, str]:
        return row, scopes.place(row.department)

    more = {
        "waiting": [told(row) for row in tools.waiting()],
        "decided": [told(row) for row in tools.decided()],
        "past": [told(row) for row in tools.past()[:100]],
    }
    return page(request, "measures/tools.html", words_of(request, "tools"), more)


@require_safe
@never_cache
@login_required
def tool(request: HttpRequest, number: str) -> HttpResponse:
    """Everything about one request, and the form for who is next."""
    _some(request)
    return _shown(request, _row(number))


@require_POST
@needs(Right.CHECK_TOOL)
def check_tool(request: HttpRequest, number: str) -> HttpResponse:
    """ICT's part."""
    row, who = _row(number), account_of(request)
    catalogue = portal_of(request).policy.catalogue
    form = CheckForm(words_of(request, "tool"), catalogue, request.POST, auto_id="c-%s")
    return _carried_out(
        request,
        row,
        form,
        lambda: tools.check(
            number, form.told(), who, catalogue=catalogue, now=now(), request=request
        ),
    )


@require_POST
@needs(Right.ADVISE)
def advise_tool(request: HttpRequest, number: str) -> HttpResponse:
    """The DPO's part."""
    row, who = _row(number), account_of(request)
    form = AdviceForm(words_of(request, "tool"), request.POST, auto_id="a-%s")

    def deed() -> ToolRequest:
        told = form.cleaned_data
        return tools.advise(
            number,
            told["advice"],
            told["advice_text"],
            who,
            seen=_seen(request),
            now=now(),
            request=request,
        )

    return _carried_out(request, row, form, deed)


@require_POST
@needs(Right.DECIDE_TOOL)
def decide_tool(request: HttpRequest, number: str) -> HttpResponse:
    """The decision: the list follows at once."""
    row, who, folder = _row(number), account_of(request), state_dir(request)
    form = DecisionForm(words_of(request, "tool"), request.POST, auto_id="d-%s")
    return _carried_out(
        request,
        row,
        form,
        lambda: tools.decide(
            number,
            ToolState(form.cleaned_data["outcome"]),
            form.told(),
            who,
            seen=_seen(request),
            state_dir=folder,
            now=now(),
            request=request,
        ),
    )


@require_POST
@needs(Right.DECIDE_TOOL)
def withdraw_tool(request: HttpRequest, number: str) -> HttpResponse:
    """A decision that no longer holds; with a reason."""
    words, row, who = words_of(request, "tool"), _row(number), account_of(request)
    because = request.POST.get("because", "").strip()[:500]
    if not because:
        messages.error(request, words["because_missing"])
        return redirect("tool", row.number)
    folder = state_dir(request)
    return _done(
        request,
        row,
        lambda: tools.withdraw(number, because, who, state_dir=folder, now=now(), request=request),
    )


def _seen(request: HttpRequest) -> str:
    return request.POST.get(SEEN, "")


def _carried_out(
    request: HttpRequest, row: ToolRequest, form: WordedForm, deed: Callable[[], object]
) -> HttpResponse:
    if not form.is_valid():
        return _shown(request, row, form, status=400)
    return _done(request, row, deed)


def _done(request: HttpRequest, row: ToolRequest, deed: Callable[[], object]) -> HttpResponse:
    words = words_of(request, "tool")
    try:
        deed()
    except ChangedError:
        messages.error(request, words["changed"])
    except tools.NotAServiceError:
        messages.error(request, words["no_service"])
    except ConfigError:
        messages.error(request, words["not_written"])
    else:
        messages.success(request, words["done"])
    return redirect("tool", row.number)


def _shown(
    request: HttpRequest, row: ToolRequest, faulty: WordedForm | None = None, status: int = 200
) -> HttpResponse:
    words, scopes, who = words_of(request, "tool"), Scopes.of(request), account_of(request)
    own = {type(faulty): faulty}
    is_open, may = row.state in tools.OPEN, who.may
    more: dict[str, Any] = {
        "row": row,
        "seen": (SEEN, tools.mark_of(row)),
        "state": words["states"][row.state],
        "department": scopes.place(row.department),
        "service": scopes.services.get(row.service, row.name or row.service),
        "register": _register(row, words),
        "has_codec": row.service in OWN_CODECS,
        "advice": words["advices"].get(row.advice, ""),
        "may_withdraw": may(Right.DECIDE_TOOL) and row.state != ToolState.WITHDRAWN,
    }
    if is_open and may(Right.CHECK_TOOL):
        more["check_form"] = own.get(CheckForm) or _check_form(request, row, words)
    if row.state in (ToolState.CHECKED, ToolState.ADVISED) and may(Right.ADVISE):
        known = {"advice": row.advice, "advice_text": row.advice_text}
        more["advice_form"] = own.get(AdviceForm) or AdviceForm(
            words, initial=known, auto_id="a-%s"
        )
    if row.state == ToolState.ADVISED and may(Right.DECIDE_TOOL):
        more["decision_form"] = own.get(DecisionForm) or DecisionForm(words, auto_id="d-%s")
    return page(request, "measures/tool.html", words, more, status=status)


def _check_form(request: HttpRequest, row: ToolRequest, words: Mapping[str, Any]) -> CheckForm:
    known = {
        "service": "" if row.hosts else row.service,
        "name": row.name or row.tool,
        "vendor": row.vendor or row.supplier,
        "hosts": "\n".join(row.hosts),
        "check_text": row.check_text,
        **row.register,
    }
    catalogue = portal_of(request).policy.catalogue
    return CheckForm(words, catalogue, initial=known, auto_id="c-%s")


def _register(row: ToolRequest, words: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The register's fields in words."""
    return [
        (_label(words["fields"][field]), words["register"][field].get(value, value))
        for field, value in row.register.items()
        if field in words["register"]
    ]


def _label(said: Any) -> str:
    return said if isinstance(said, str) else str(said["label"])


def _row(number: str) -> ToolRequest:
    try:
        return ToolRequest.objects.select_related(
            "checked_by", "advised_by", "decided_by", "withdrawn_by"
        ).get(number=number)
    except ToolRequest.DoesNotExist:
        raise Http404 from None


def _some(request: HttpRequest) -> None:
    if not any(account_of(request).may(right) for right in _RIGHTS):
        raise PermissionDenied

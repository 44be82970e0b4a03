"""
The text about a change of the list, to copy into Infomail, the intranet and Smartschool (R-103).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from console import installation
from console.accounts.access import account_of
from console.accounts.roles import Right
from console.desk.page import page
from console.languages import LANGUAGES
from console.measures.models import Stop, ToolRequest, ToolState
from console.measures.scopes import Scopes
from console.measures.state import now
from console.measures.tools import DECIDED
from console.measures.words import words_in, words_of
from console.pages import version_line
from console.portal import portal_of
from console.records.clock import BRUSSELS
from console.tools_list import ToolsList

_RIGHTS = (Right.CHECK_TOOL, Right.ADVISE, Right.DECIDE_TOOL, Right.SUSPEND)
_SPANS: Final = (7, 30, 90)
"""Days that a notice may look back."""


@require_safe
@never_cache
@login_required
def list_notice(request: HttpRequest) -> HttpResponse:
    """`?days=30`: how far back; each language has a text of its own."""
    who = account_of(request)
    if not any(who.may(right) for right in _RIGHTS):
        raise PermissionDenied
    asked = request.GET.get("days", "")
    days = int(asked) if asked in map(str, _SPANS) else _SPANS[1]
    since = now() - timedelta(days=days)
    more = {
        "texts": [(code, _text(request, code, since)) for code in LANGUAGES],
        "days": days,
        "spans": _SPANS,
    }
    return page(request, "measures/list_notice.html", words_of(request, "list_notice"), more)


def _text(request: HttpRequest, language: str, since: datetime) -> str:
    words, scopes = words_in(language, "list_notice"), Scopes.of(request)
    tools = ToolsList.of(portal_of(request).policy.catalogue)
    with translation.override(language):
        version = version_line(request, tools, language)
    lines = [words["subject"], "", words["opening"], ""]
    changes = [*_decisions(since, words, scopes), *_stops(since, words, scopes)]
    lines += [f"- {change}" for change in changes] or [words["no_change"]]
    lines += ["", words["allowed"], *(f"- {t.name}" for t in tools.allowed)]
    address = installation.public_address("/lijst", request.get_host())
    lines += ["", words["full"].format(address=address), version, "", words["rule"]]
    return "\n".join(lines)


def _decisions(since: datetime, words: Mapping[str, Any], scopes: Scopes) -> list[str]:
    rows = ToolRequest.objects.filter(state__in=DECIDED, decided_at__gte=since)
    told = []
    for row in rows.order_by("decided_at", "id"):
        name = scopes.services.get(row.service, row.name or row.tool)
        if row.state == ToolState.ALLOWED:
            told.append(words["now_allowed"].format(tool=name, conditions=row.conditions))
        else:
            told.append(words["now_excluded"].format(tool=name, reason=row.reason))
    return told


def _stops(since: datetime, words: Mapping[str, Any], scopes: Scopes) -> list[str]:
    told = []
    for row in Stop.objects.filter(stopped_at__gte=since, department="").order_by("stopped_at"):
        name, day = scopes.services.get(row.service, row.service), _day(row.stopped_at)
        if row.reopened_at:
            until = _day(row.reopened_at)
            told.append(words["was_stopped"].format(tool=name, since=day, until=until))
        else:
            told.append(words["now_stopped"].format(tool=name, since=day, reason=row.reason))
    return told


def _day(moment: datetime) -> str:
    return f"{moment.astimezone(BRUSSELS):%d/%m/%Y}"

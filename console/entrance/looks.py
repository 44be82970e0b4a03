"""
The record of who looked at what: its lines, whether its chain holds, and a month of it as a file.
"""

from __future__ import annotations

import hashlib
import re
from typing import Final

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from console.accounts import audit
from console.accounts.access import account_of, needs
from console.accounts.checking import MOST_TOLD, faults_among, faults_found, last_check
from console.accounts.extract import extract, is_genuine
from console.accounts.models import Look
from console.accounts.roles import Right
from console.desk.page import page
from console.entrance.words import words

_PAGE: Final = 100
_MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")
_LARGEST: Final = 50_000_000
"""Bytes of an extract that is checked: some hundred thousand lines."""


@require_safe
@needs(Right.AUDIT)
def looks(request: HttpRequest) -> HttpResponse:
    """The newest lines, or those about one incident; `voor` goes back in time."""
    texts = words(request)
    subject = request.GET.get("nummer", "").strip()[:64]
    found = _found(subject, request.GET.get("voor", ""))
    check = last_check(timezone.now())
    rows = list(found.select_related("account")[:_PAGE])
    faults = sorted({*faults_found(check), *faults_among(rows, have_gaps=bool(subject))})
    more = {
        "words": texts,
        "rows": [(look, texts["roles"].get(look.role, "")) for look in rows],
        "count": Look.objects.count(),
        "sound": not faults,
        "faults": faults[:MOST_TOLD],
        "checked_at": check.at,
        "subject": subject,
        "older": rows[-1].pk if len(rows) == _PAGE else None,
        "is_newest": "voor" not in request.GET,
    }
    return page(request, "entrance/looks.html", texts["looks"], more)


@require_safe
@needs(Right.AUDIT_EXTRACT)
def extracts(request: HttpRequest) -> HttpResponse:
    """The page from which a month is taken out, or checked."""
    texts = words(request)
    this_month = timezone.localdate().strftime("%Y-%m")
    return page(
        request,
        "entrance/extracts.html",
        texts["looks"] | {"title": texts["looks"]["extract"]},
        {"this_month": this_month},
    )


@require_POST
@needs(Right.AUDIT_EXTRACT)
def take_extract(request: HttpRequest) -> HttpResponse:
    """A month as a file. That it was taken out, and its SHA-256, stand in the record."""
    month = _MONTH.fullmatch(request.POST.get("maand", ""))
    if not month:
        raise Http404
    content = extract(int(month[1]), int(month[2]))
    digest = hashlib.sha256(content).hexdigest()
    audit.note(
        account_of(request), "audit-extracted", month[0], reason=f"sha256 {digest}", request=request
    )
    answer = HttpResponse(content, content_type="application/x-ndjson")
    answer["Content-Disposition"] = f'attachment; filename="promptwacht-inzage-{month[0]}.jsonl"'
    return answer


@require_POST
@needs(Right.AUDIT_EXTRACT)
def check_extract(request: HttpRequest) -> HttpResponse:
    """Whether an extract that somebody was given is one of ours, unchanged."""
    texts = words(request)["looks"]
    file = request.FILES.get("bestand")
    genuine = file is not None and (file.size or 0) <= _LARGEST and is_genuine(file.read())
    note = messages.success if genuine else messages.error
    note(request, texts["genuine" if genuine else "forged"])
    return redirect("audit-extracts")


def _found(subject: str, before: str) -> QuerySet[Look]:
    found = Look.objects.order_by("-id")
    if subject:
        found = found.filter(subject__iexact=subject)
    if before.isascii() and before.isdigit() and len(before) < len(str(2**62)):
        found = found.filter(id__lt=int(before))
    return found

"""
The page of terms and certificates, and the legal hold of an incident.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

import config
from config.errors import ConfigError
from config.retention import Retention, load_retention
from console import installation
from console.accounts.access import account_of, needs
from console.accounts.audit import note
from console.accounts.models import Look
from console.accounts.roles import Right
from console.desk.language import desk_language
from console.desk.page import page
from console.desk.vocabulary import texts_in
from console.records.models import Incident
from console.records.states import State
from console.retention.job import STORE, sealed_words
from console.retention.models import DeletionCertificate, RetentionRun
from policy.span import Span

TEXTS: Final = Path(__file__).resolve().parent / "texts"
_SHIPPED: Final = Path(config.__file__).resolve().parent
_PAGE, _RUNS = 50, 8
_UNITS: Final = {
    "nl": (("dag", "dagen"), ("maand", "maanden"), ("jaar", "jaar")),
    "fr": (("jour", "jours"), ("mois", "mois"), ("an", "ans")),
    "en": (("day", "days"), ("month", "months"), ("year", "years")),
}
_LONGEST = 400


@require_safe
@needs(Right.HEALTH)
def retention_page(request: HttpRequest) -> HttpResponse:
    """What is kept how long, when it was last deleted, and the certificates."""
    language = desk_language(request)
    texts = texts_in(TEXTS, language)
    rules = _rules()
    found = _certificates(request)
    more = {
        "terms": _terms(rules, texts, language) if rules else [],
        "version": rules.version if rules else "",
        "runs": [_run(run, texts) for run in RetentionRun.objects.all()[:_RUNS]],
        "open": Incident.objects.exclude(state=State.CLOSED).count(),
        "on_hold": Incident.objects.filter(legal_hold=True).count(),
        "certificates": [_certificate(each, texts, language) for each in found[:_PAGE]],
        "older": found[_PAGE - 1].pk if len(found) > _PAGE else None,
    }
    return page(request, "retention/page.html", texts["retention"], more)


def _rules() -> Retention | None:
    settings = installation.current()
    try:
        return load_retention(settings.policy_dir if settings else _SHIPPED)
    except ConfigError:
        return None


def _terms(rules: Retention, texts: Mapping[str, Any], language: str) -> list[tuple[str, str, str]]:
    return [
        (texts["tables"][word], in_words(getattr(rules, word), language), texts["reasons"][word])
        for word in texts["tables"]
    ]


def in_words(span: Span, language: str) -> str:
    """`6 months` in the reader's language."""
    number, unit = str(span).split()
    which = ("day", "month", "year").index(unit.removesuffix("s"))
    return f"{number} {_UNITS[language][which][number != '1']}"


def _certificates(request: HttpRequest) -> list[DeletionCertificate]:
    before = request.GET.get("voor", "")
    found = DeletionCertificate.objects.all()
    if before.isascii() and before.isdecimal() and len(before) < 19:  # noqa: PLR2004 -- 64 bits
        found = found.filter(pk__lt=int(before))
    return list(found[: _PAGE + 1])


def _run(run: RetentionRun, texts: Mapping[str, Any]) -> dict[str, object]:
    failed = ", ".join(texts["tables"].get(word, word) for word in run.failed)
    return {"it": run, "place": _place(run.place, texts), "failed": failed}


def _certificate(
    each: DeletionCertificate, texts: Mapping[str, Any], language: str
) -> dict[str, object]:
    line = Look.objects.filter(hash=each.chain_hash).first()
    word = "gone" if line is None else "sound" if line.reason == sealed_words(each) else "unsound"
    return {
        "it": each,
        "table": texts["tables"].get(each.table, each.table),
        "rule": _rule(each.rule, language),
        "place": _place(each.place, texts),
        "proof": texts["retention"][word],
    }


def _rule(rule: str, language: str) -> str:
    """`6 months (2026-11-28)` in the reader's language."""
    said, _, version = rule.partition(" (")
    try:
        return f"{in_words(Span.said(said), language)} ({version}"
    except ValueError:
        return rule


def _place(place: str, texts: Mapping[str, Any]) -> str:
    return str(texts["retention"]["store"]) if place == STORE else place


@require_POST
@needs(Right.DECIDE)
def hold(request: HttpRequest, number: str) -> HttpResponse:
    """Keep an incident and all that belongs to it, or stop doing so; with a reason."""
    texts = texts_in(TEXTS, desk_language(request))["hold"]
    reason = request.POST.get("reason", "").strip()[:_LONGEST]
    with transaction.atomic():
        incident = Incident.objects.select_for_update().filter(number=number).first()
        if incident is None:
            raise Http404
        if not reason:
            messages.error(request, texts["wrong"])
            return redirect("incident", number=number)
        incident.legal_hold = request.POST.get("hold") == "yes"
        incident.save(update_fields=["legal_hold"])
        deed = "hold-set" if incident.legal_hold else "hold-lifted"
        note(account_of(request), deed, number, reason=reason, request=request)
    messages.success(request, texts["done"])
    return redirect("incident", number=number)

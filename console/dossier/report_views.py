"""
The page of reports, their PDF and CSV, and what the DPO writes in them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from console.accounts.access import account_of, needs
from console.accounts.audit import note
from console.accounts.roles import Right
from console.desk.figures import SERIES
from console.desk.language import desk_language
from console.desk.page import page
from console.desk.vocabulary import said
from console.dossier.periods import Period, month_of
from console.dossier.register import watermark_of
from console.dossier.report import Report, report
from console.dossier.report_pdf import report_pdf
from console.dossier.report_words import (
    LateError,
    cell,
    figure,
    named,
    parts_of,
    report_texts,
    save_words,
    words_for,
)
from console.dossier.suppression import K_PUBLISHED, K
from console.dossier.views import download
from console.portal import portal_of
from policy.incident_export import csv_cell, csv_row

_MONTHS_BACK: Final = 18
_LONGEST: Final = 10_000
_CHART: Final = {"width": 640, "height": 170, "left": 44, "base": 148}


@require_safe
@needs(Right.REPORTS)
def report_page(request: HttpRequest) -> HttpResponse:
    """One report, with a choice of others."""
    period, k = _asked(request)
    texts = report_texts(desk_language(request))
    found = _report(request, period, k)
    more = {
        **_for_page(found, texts, desk_language(request)),
        "texts": texts,
        "period": str(period),
        "k": k,
        "periods": period_choices(desk_language(request)),
        "lead": texts["page"]["lead"].format(k=k, less=k - 1),
        "words": [(part, texts["parts"][part], text) for part, text in words_for(period).items()],
        "may_write": account_of(request).may(Right.DECIDE),
        "query": f"?periode={period}&voor={k}",
    }
    kind = texts["page"]["month" if period.month else "year"]
    title = f"{kind}: {named(period, desk_language(request))}"
    return page(request, "dossier/report.html", {**texts["page"], "title": title}, more)


@require_safe
@needs(Right.REPORTS)
def report_as_pdf(request: HttpRequest) -> HttpResponse:
    """The same on paper."""
    period, k = _asked(request)
    account, now = account_of(request), timezone.now()
    note(account, "report-exported", str(period), reason=f"pdf, k {k}", request=request)
    content = report_pdf(
        _report(request, period, k),
        words_for(period),
        language=desk_language(request),
        requester=account.get_full_name() or account.username,
        now=now,
    )
    return download(content, "application/pdf", f"rapport-{period}.pdf")


@require_safe
@needs(Right.REPORTS)
def report_as_csv(request: HttpRequest) -> HttpResponse:
    """The figures for a spreadsheet: section, row, column, figure."""
    period, k = _asked(request)
    language, account = desk_language(request), account_of(request)
    note(account, "report-exported", str(period), reason=f"csv, k {k}", request=request)
    shown = _for_page(_report(request, period, k), report_texts(language), language)
    requester = account.get_full_name() or account.username
    rows = [*_csv_rows(shown), (watermark_of(requester, timezone.now(), language),)]
    text = "\ufeff" + "".join(csv_row(csv_cell(each) for each in row) for row in rows)
    return download(text.encode(), "text/csv; charset=utf-8", f"rapport-{period}.csv")


def _csv_rows(shown: Mapping[str, Any]) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = [(str(shown["named"]),)]
    rows += [("volume", *row) for row in shown["totals"]]
    rows += [("trend", label, *counts) for label, counts in shown["months"]]
    rows += [("kinds", *map(str, row)) for row in shown["kinds"]]
    rows += [("groups", name, *counts) for name, counts in shown["groups"]]
    rows += [("counts", *map(str, row)) for row in shown["counts"]]
    return rows


@require_POST
@needs(Right.DECIDE)
def report_words(request: HttpRequest) -> HttpResponse:
    """Keep what the DPO wrote in one part of a report."""
    period = Period.said(request.POST.get("periode", ""))
    part = request.POST.get("part", "")
    if period is None or part not in parts_of(period):
        raise BadRequest
    texts = report_texts(desk_language(request))["page"]
    try:
        save_words(
            period,
            part,
            _plain(request.POST.get("text", "")),
            seen=_plain(request.POST.get("seen", "")),
            by=account_of(request),
            now=timezone.now(),
            request=request,
        )
    except LateError:
        messages.error(request, texts["changed_elsewhere"])
    else:
        messages.success(request, texts["saved"])
    return redirect(f"{reverse('reports')}?periode={period}")


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").strip()[:_LONGEST]


def _asked(request: HttpRequest) -> tuple[Period, int]:
    """What the address asks for; else last month, for readers inside."""
    period = Period.said(request.GET.get("periode", ""))
    k = K_PUBLISHED if request.GET.get("voor") == str(K_PUBLISHED) else K
    return period or month_of(timezone.now()).earlier(), k


def _report(request: HttpRequest, period: Period, k: int) -> Report:
    departments = portal_of(request).policy.departments.all
    reads_incidents = account_of(request).may(Right.INCIDENTS)
    return report(period, departments, k, reads_incidents=reads_incidents)


def period_choices(language: str) -> list[tuple[str, str]]:
    """Months and years to choose from, the newest first."""
    this = month_of(timezone.now())
    months = [this.earlier(count) for count in range(_MONTHS_BACK)]
    years = [Period(year=this.year - count) for count in range(3)]
    return [(str(each), named(each, language)) for each in (*months, *years)]


def _for_page(found: Report, texts: Mapping[str, Any], language: str) -> dict[str, Any]:
    k = found.k
    return {
        "named": named(found.period, language),
        "totals": [
            (texts["series"][name], figure(now, k, texts), figure(before, k, texts))
            for name, (now, before) in found.totals.items()
        ],
        "legend": [(name, texts["series"][name]) for name in SERIES],
        "series": [texts["series"][name] for name in SERIES],
        "months": [
            (named(month, language), [figure(count, k, texts) for count in counts.values()])
            for month, counts in found.trend
        ],
        "chart": _chart(found),
        "kinds": [(said(kind, "kind", language), count) for kind, count in found.kinds],
        "groups": _group_rows(found, texts),
        "rules": found.rules,
        "counts": [(texts["counts"][name], count) for name, count in found.counts.items()],
        "breaches": found.breaches,
        "is_year": found.period.month is None,
    }


def _group_rows(found: Report, texts: Mapping[str, Any]) -> list[tuple[str, list[str]]]:
    groups = found.groups
    rows = [(name, [cell(count, texts) for count in counts]) for name, counts in groups.rows]
    if not rows:
        return []
    return [
        *rows,
        (texts["rest"], [cell(count, texts) for count in groups.rest]),
        (texts["total"], [figure(count, found.k, texts) for count in groups.totals]),
    ]


def _chart(found: Report) -> dict[str, Any]:
    """Stacked bars, in units of the drawing; a figure that may not be shown has no block."""
    highest = max((sum(n or 0 for n in c.values()) for _, c in found.trend), default=0)
    unit = (_CHART["base"] - 10) / (highest or 1)
    slot = (_CHART["width"] - _CHART["left"]) / len(found.trend)
    blocks, labels = [], []
    for index, (month, counts) in enumerate(found.trend):
        x, y = _CHART["left"] + (index + 0.2) * slot, float(_CHART["base"])
        for name, count in counts.items():
            height = (count or 0) * unit
            y -= height
            blocks.append(
                {
                    "series": name,
                    "x": f"{x:.1f}",
                    "y": f"{y:.1f}",
                    "width": f"{slot * 0.6:.1f}",
                    "height": f"{height:.1f}",
                }
            )
        labels.append({"x": f"{x + slot * 0.3:.1f}", "text": f"{month.month}/{month.year % 100}"})
    shown = [block for block in blocks if block["height"] != "0.0"]
    return {**_CHART, "blocks": shown, "labels": labels, "highest": highest}

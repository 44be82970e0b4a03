"""
The page and the PDF of the report about one group.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe
from reportlab.platypus import Flowable

from console.accounts.access import account_of, needs
from console.accounts.audit import note
from console.accounts.roles import Right
from console.desk.figures import SERIES
from console.desk.language import desk_language
from console.desk.page import page
from console.desk.vocabulary import said
from console.dossier.group_report import GroupReport, group_report, groups_with_report
from console.dossier.paper import Cover, document, grid, words
from console.dossier.periods import Period, month_of
from console.dossier.report_views import period_choices
from console.dossier.report_words import named, report_texts
from console.dossier.shown import moment
from console.dossier.views import download
from console.portal import portal_of


@require_safe
@needs(Right.REPORTS)
def group_page(request: HttpRequest) -> HttpResponse:
    """One group; the first where nobody chose."""
    language = desk_language(request)
    texts = report_texts(language)
    groups = groups_with_report(portal_of(request).policy.departments.all)
    found = _asked(request, groups)
    more = {
        "texts": texts,
        "groups": groups.items(),
        "group": _slug(request, groups),
        "period": str(found.period) if found else "",
        "periods": period_choices(language),
        "tables": _tables(found, texts, language) if found else [],
    }
    title = f"{texts['group_report']['title']}: {found.name}" if found else ""
    shown = {**texts["page"], **texts["group_report"]}
    return page(
        request,
        "dossier/group_report.html",
        {**shown, "title": title or texts["group_report"]["title"]},
        more,
    )


@require_safe
@needs(Right.REPORTS)
def group_pdf(request: HttpRequest) -> HttpResponse:
    """The same on paper."""
    language, account, now = desk_language(request), account_of(request), timezone.now()
    texts = report_texts(language)
    found = _asked(request, groups_with_report(portal_of(request).policy.departments.all))
    if found is None:
        raise Http404
    note(account, "report-exported", str(found.period), reason="pdf, group", request=request)
    title = f"{texts['group_report']['pdf_title']}: {found.name}, {named(found.period, language)}"
    cover = Cover(
        title=title,
        subject=texts["pdf"]["subject"],
        language=language,
        watermark=f"{account.get_full_name() or account.username}, {moment(now, language)}",
        page=texts["pdf"]["page"],
        made_at=now,
    )
    story: list[Flowable] = [words(title, "title"), words(texts["group_report"]["lead"], "small")]
    for heading, head, rows in _tables(found, texts, language):
        story += [words(heading, "heading"), grid(head, rows)]
    return download(document(cover, story), "application/pdf", f"rapport-{found.period}-groep.pdf")


type _Table = tuple[str, list[str], list[list[str]]]
"""Heading, head and rows."""


def _tables(found: GroupReport, texts: Mapping[str, Any], language: str) -> list[_Table]:
    series = [texts["series"][name] for name in SERIES]
    hidden = texts["group_report"]["hidden"]

    def cell(count: int | None) -> str:
        return hidden if count is None else str(count)

    volume = [
        [texts["series"][name], cell(now), cell(before)]
        for name, (now, before) in found.totals.items()
    ]
    trend = [
        [named(month, language), *(cell(count) for count in counts.values())]
        for month, counts in found.trend
    ]
    kinds = [[said(kind, "kind", language), str(count)] for kind, count in found.kinds]
    return [
        (texts["volume"], [texts["what"], texts["now"], texts["before"]], volume),
        (texts["trend"], [texts["month"], *series], trend),
        *([(texts["kinds"], [texts["kind"], texts["count"]], kinds)] if kinds else []),
        (
            texts["breaches"],
            [texts["what"], texts["count"]],
            [[texts["group_report"]["breaches"], cell(found.breaches)]],
        ),
    ]


def _slug(request: HttpRequest, groups: Mapping[str, str]) -> str:
    asked = request.GET.get("groep", "")
    return asked or next(iter(groups), "")


def _asked(request: HttpRequest, groups: Mapping[str, str]) -> GroupReport | None:
    """None where no group is large enough. Raises `Http404` for one that has no report."""
    period = Period.said(request.GET.get("periode", "")) or month_of(timezone.now()).earlier()
    slug = _slug(request, groups)
    if not slug:
        return None
    if slug not in groups:
        raise Http404
    return group_report(period, portal_of(request).policy.departments.all, slug)

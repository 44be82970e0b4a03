"""
The pages and files of the register of breaches.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from console.accounts.access import account_of, needs
from console.accounts.audit import note
from console.accounts.roles import Right
from console.desk.language import desk_language
from console.desk.page import page
from console.dossier import register
from console.dossier.views import download, room_texts

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FOUR_DIGITS = 4
_LAST_YEAR = "2199"
"""So that the year after it is one, too."""


@require_safe
@needs(Right.INCIDENTS)
def register_page(request: HttpRequest) -> HttpResponse:
    """Every breach, the notified ones and the others."""
    year, texts = _year(request), room_texts(request)
    found = register.lines(request, register.breaches(year), desk_language(request))
    note(account_of(request), "register-viewed", str(year or ""), request=request)
    for_page = [
        {
            "number": line.number,
            "shown": [
                (texts["columns"][name], line.cells[name], name in register.WIDE)
                for name in register.COLUMNS
                if name != "number"
            ],
        }
        for line in found
    ]
    more = {
        "lines": for_page,
        "notified": sum(line.is_notified for line in found),
        "years": register.years(),
        "year": year,
        "query": f"?jaar={year}" if year else "",
        "may_export": account_of(request).may(Right.EXPORT),
    }
    return page(request, "dossier/register.html", texts["register"], more)


@require_safe
@needs(Right.EXPORT)
def register_csv(request: HttpRequest) -> HttpResponse:
    """The register for a spreadsheet, or for a program."""
    text = register.as_csv(*_export(request, "csv"))
    return download(text.encode(), "text/csv; charset=utf-8", f"{_name(request)}.csv")


@require_safe
@needs(Right.EXPORT)
def register_xlsx(request: HttpRequest) -> HttpResponse:
    """The register as a workbook."""
    return download(register.as_xlsx(*_export(request, "xlsx")), _XLSX, f"{_name(request)}.xlsx")


def _export(request: HttpRequest, kind: str) -> tuple[list[register.Line], str, str]:
    account, language = account_of(request), desk_language(request)
    year = _year(request)
    note(account, "register-exported", str(year or ""), reason=kind, request=request)
    requester = account.get_full_name() or account.username
    watermark = register.watermark_of(requester, timezone.now(), language)
    return register.lines(request, register.breaches(year), language), language, watermark


def _year(request: HttpRequest) -> int | None:
    asked = request.GET.get("jaar", "")
    is_year = asked.isascii() and asked.isdecimal() and len(asked) == _FOUR_DIGITS
    return int(asked) if is_year and "1970" <= asked <= _LAST_YEAR else None


def _name(request: HttpRequest) -> str:
    year = _year(request)
    return f"register-lekken-{year}" if year else "register-lekken"

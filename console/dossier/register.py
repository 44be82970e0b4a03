"""
The register of breaches (GDPR art. 33(5)): every confirmed one, with its facts, effects and
measures, and why it was not notified where it was not.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import xlsxwriter
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from console.desk.vocabulary import said, texts_in
from console.dossier.around import organisation, surroundings
from console.dossier.breach_file import opened
from console.dossier.fields import BY_NAME
from console.dossier.models import TellingDecision
from console.dossier.prefill import TEXTS
from console.dossier.shown import day, moment, shown
from console.records.clock import BRUSSELS
from console.records.models import Incident, Transition
from console.records.states import LEAKS, State
from policy.incident_export import csv_cell, csv_row

COLUMNS: Final = (
    "number", "controller", "state", "detected", "aware", "facts", "service", "data", "people",
    "people_number", "records_number", "severity", "effects", "measures", "notified",
    "notified_on", "authority", "reference", "reasoning", "decided_by", "told", "told_how",
    "closed",
)  # fmt: skip
WIDE: Final = frozenset({"facts", "data", "effects", "measures", "reasoning", "told_how"})
"""Columns of sentences."""
_NUMBERS: Final = frozenset({"people_number", "records_number"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One breach."""

    number: str
    is_notified: bool
    cells: dict[str, str]
    """Word of a column to its text."""


def breaches(year: int | None = None) -> QuerySet[Incident]:
    """
    Every incident that is or was a confirmed breach, whatever came after; of the year in which
    it was detected, in local time.
    """
    confirmed = Q(state__in=LEAKS - {State.SUSPECTED}) | Q(transitions__after=State.CONFIRMED)
    found = Incident.objects.filter(confirmed).distinct().order_by("detected_at", "id")
    if year is None:
        return found
    start, end = (datetime(y, 1, 1, tzinfo=BRUSSELS) for y in (year, year + 1))
    return found.filter(detected_at__gte=start, detected_at__lt=end)


def years() -> list[int]:
    """Those in which there were breaches, the newest first."""
    found = breaches().values_list("detected_at", flat=True)
    return sorted({at.astimezone(BRUSSELS).year for at in found}, reverse=True)


def lines(request: HttpRequest, found: Iterable[Incident], language: str) -> list[Line]:
    """The register's lines."""
    return [_line(request, incident, language) for incident in found]


def _line(request: HttpRequest, incident: Incident, language: str) -> Line:
    answers = opened(incident, surroundings(request, incident)).answers
    steps = list(incident.transitions.all())
    notified, left_out = _last(steps, State.NOTIFIED), _last(steps, State.NOT_NOTIFIED)
    choices = texts_in(TEXTS, language)["choices"]
    decided = notified or left_out
    told, how = _told(incident, steps, language)

    def answer(name: str) -> str:
        return shown(BY_NAME[name], answers[name], language)

    return Line(
        number=incident.number,
        is_notified=notified is not None,
        cells={
            "number": incident.number,
            "controller": organisation().controller(incident.controller).name,
            "state": said(incident.state, "state", language),
            "detected": answer("detected_at"),
            "aware": answer("aware_at"),
            "facts": answer("description"),
            "service": answer("service"),
            "data": answer("data_categories"),
            "people": answer("subject_categories"),
            "people_number": answer("subjects_number"),
            "records_number": answer("records_number"),
            "severity": " · ".join(
                filter(None, map(answer, ("severity_level", "severity_reason")))
            ),
            "effects": answer("consequences"),
            "measures": " ".join(filter(None, map(answer, ("measures_taken", "measures_planned")))),
            "notified": choices["yes" if notified else "no"],
            "notified_on": _detail(notified, "date"),
            "authority": _authority(_detail(notified, "authority")),
            "reference": _detail(notified, "reference"),
            "reasoning": "" if notified or left_out is None else left_out.reason,
            "decided_by": _detail(decided, "decided_by"),
            "told": told,
            "told_how": how,
            "closed": day(incident.closed_at, language) if incident.closed_at else "",
        },
    )


def _last(steps: Sequence[Transition], after: State) -> Transition | None:
    return next((step for step in reversed(steps) if step.after == after), None)


def _detail(step: Transition | None, name: str) -> str:
    return str(step.details.get(name, "")) if step else ""


def _authority(word: str) -> str:
    known = organisation().authorities.get(word)
    return known.name if known else word


def _told(incident: Incident, steps: Sequence[Transition], language: str) -> tuple[str, str]:
    texts = texts_in(TEXTS, language)
    informed = _last(steps, State.SUBJECTS_INFORMED)
    if informed is not None:
        details = (_detail(informed, name) for name in ("date", "channel", "number"))
        return texts["choices"]["yes"], ", ".join(filter(None, details))
    decision = TellingDecision.objects.filter(incident=incident).last()
    if decision is None:
        return "", ""
    if decision.inform:
        return texts["choices"]["no"], texts["telling"]["inform_yes"]
    return texts["choices"]["no"], f"{texts['grounds'][decision.ground]}. {decision.reasoning}"


def as_csv(found: Sequence[Line], language: str, watermark: str) -> str:
    """RFC 4180 with a mark for spreadsheets that it is UTF-8; no cell is a formula."""
    heads = texts_in(TEXTS, language)["columns"]
    rows = [csv_row(csv_cell(heads[name]) for name in COLUMNS)]
    rows += [csv_row(csv_cell(line.cells[name]) for name in COLUMNS) for line in found]
    return "\ufeff" + "".join([*rows, csv_row([csv_cell(watermark)])])


def as_xlsx(found: Sequence[Line], language: str, watermark: str) -> bytes:
    """A workbook; every text is text, whatever it starts with."""
    texts = texts_in(TEXTS, language)
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties({"title": texts["register"]["title"], "comments": watermark})
        sheet = book.add_worksheet(texts["register"]["title"][:31])
        head = book.add_format({"bold": True, "text_wrap": True, "bottom": 1, "valign": "top"})
        body = book.add_format({"text_wrap": True, "valign": "top"})
        for column, name in enumerate(COLUMNS):
            sheet.set_column(column, column, 42 if name in WIDE else 16)
            sheet.write_string(0, column, texts["columns"][name], head)
        for row, line in enumerate(found, start=1):
            for column, name in enumerate(COLUMNS):
                text = line.cells[name]
                if name in _NUMBERS and text.isdecimal():
                    sheet.write_number(row, column, int(text), body)
                else:
                    sheet.write_string(row, column, text, body)
        sheet.freeze_panes(1, 1)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        sheet.set_footer(f"&L{watermark.replace('&', '&&')}&R&P / &N")
        sheet.write_string(len(found) + 2, 0, watermark)
    return out.getvalue()


def watermark_of(requester: str, now: datetime, language: str) -> str:
    """Who took it out and when."""
    made_for = texts_in(TEXTS, language)["pdf"]["made_for"]
    return str(made_for).format(who=requester, when=moment(now, language))

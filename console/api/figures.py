"""
Counts of a month by day and by department, in which nobody can be found
(`console.dossier.month_figures`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from console.api.asking import Answer, Asked, Parameter, bad
from console.desk.fields import COUNT, MAYBE_COUNT, TEXT, Schema
from console.desk.figures import SERIES
from console.dossier.month_figures import SHOWN, MonthFigures, month_figures, this_month
from console.dossier.periods import Period


def figures(asked: Asked) -> Answer:
    """Of the organisation; for the director of a school, of that school."""
    month = _month(asked)
    found = month_figures(asked.request, asked.by, month)
    return Answer(body=_body(found), question=f"month={month}")


def _month(asked: Asked) -> Period:
    text = asked.request.GET.get("month")
    if text is None:
        return this_month()
    month = Period.said(text)
    if month is None or month.month is None:
        raise bad("month")
    return month


def _body(found: MonthFigures) -> dict[str, Any]:
    return {
        "month": str(found.month),
        "k": found.k,
        "totals": dict(found.totals),
        "days": [{"day": str(day), **cells} for day, cells in found.days],
        "kinds": [{"kind": kind, "count": count} for kind, count in found.kinds],
        "departments": [{"department": slug, **cells} for slug, cells in found.departments],
        "rest": dict(found.rest),
    }


PARAMETERS: Final = (
    Parameter(
        name="month",
        schema={"type": "string", "pattern": r"^20[0-9]{2}-(0[1-9]|1[0-2])$"},
        about="Such as 2026-11; the month that is running, unless asked otherwise.",
    ),
)


def _row(first: Mapping[str, Schema], names: tuple[str, ...]) -> Schema:
    properties = {**first, **dict.fromkeys(names, MAYBE_COUNT)}
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


_SERIES: Final = tuple(SERIES)
SCHEMA: Final[Schema] = {
    "type": "object",
    "description": "A count is null where it is from 1 to k - 1, or would give such a one away.",
    "properties": {
        "month": TEXT,
        "k": {**COUNT, "description": "The smallest count that is told."},
        "totals": _row({}, SHOWN),
        "days": {
            "type": "array",
            "items": _row({"day": {"type": "string", "format": "date"}}, SHOWN),
        },
        "kinds": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"kind": TEXT, "count": COUNT},
                "required": ["kind", "count"],
                "additionalProperties": False,
            },
        },
        "departments": {"type": "array", "items": _row({"department": TEXT}, _SERIES)},
        "rest": _row({}, _SERIES),
    },
    "required": ["month", "k", "totals", "days", "kinds", "departments", "rest"],
    "additionalProperties": False,
}

"""
Everything that a program can ask for. Addresses and the description are made from this list.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from console.accounts.roles import Right
from console.api import cases, figures, health
from console.api.asking import PAGING, Operation, Parameter, paged_schema
from console.desk.filters import ALL, CLOCK, LEAK, ME, NOBODY
from console.records.models import IncidentKind
from console.records.states import State
from policy.catalogue import Status
from policy.finding import Kind
from policy.incident import EventAction, Forwarded


def _one_of(name: str, words: Iterable[Any], about: str) -> Parameter:
    return Parameter(name=name, schema={"enum": [str(word) for word in words]}, about=about)


def _text(name: str, longest: int, about: str) -> Parameter:
    return Parameter(name=name, schema={"type": "string", "maxLength": longest}, about=about)


def _day(name: str, about: str) -> Parameter:
    return Parameter(name=name, schema={"type": "string", "format": "date"}, about=about)


_SEVERITY: Final = _one_of("severity", range(1, 5), "This severe or more.")
_SERVICE: Final = _text("service", 64, "Slug of a service on the list.")
_DEPARTMENT: Final = _text(
    "department", 64, "Slug of a department, or `other` for those with too few members."
)

OPERATIONS: Final = (
    Operation(
        id="listIncidents",
        path="incidents",
        summary="The queue of incidents",
        about="Open incidents, the most urgent first, unless asked otherwise: the page"
        " 'Incidents' of the console with its filters.",
        right=Right.INCIDENTS,
        deed="incidents-read-by-program",
        parameters=(
            _text("q", 40, "Number of an incident, or its end; or a code that somebody saw."),
            _one_of("state", [CLOCK, LEAK, ALL, *State], "Open ones where it is left out."),
            _one_of("kind", IncidentKind, "Why it was opened."),
            _one_of("forwarded", Forwarded, "Whether text left."),
            _SEVERITY,
            _DEPARTMENT,
            _SERVICE,
            _one_of("assignee", [ME, NOBODY], "The owner of the token, or nobody."),
            _one_of("sort", ["newest"], "The most urgent first where it is left out."),
            *PAGING,
        ),
        schema=paged_schema(cases.INCIDENT),
        is_paged=True,
        answer=cases.incidents,
    ),
    Operation(
        id="readIncident",
        path="incidents/{code}",
        summary="One incident",
        about="Its facts, clocks, history and newest events. To read it here is recorded, and"
        " does not begin the work on it.",
        right=Right.INCIDENTS,
        deed="incident-read-by-program",
        schema=cases.WHOLE_INCIDENT,
        is_found=True,
        answer=cases.incident,
    ),
    Operation(
        id="listEvents",
        path="events",
        summary="Decisions of the filter",
        about="The newest first, by their metadata; ICT gets the technical fields alone. To read"
        " along, ask for `previous` of the last answer again.",
        right=Right.TECHNICAL,
        deed="events-read-by-program",
        parameters=(
            _text("q", 40, "The code that somebody saw."),
            _one_of("action", EventAction, "What the filter did."),
            _SERVICE,
            _one_of("list_status", Status, "What the published list said of it then."),
            _one_of("forwarded", Forwarded, "Whether text left. Only for some roles."),
            _SEVERITY,
            _DEPARTMENT,
            _one_of("kind", Kind, "A kind that was found. Only for some roles."),
            _text("rule", 64, "The rule that decided."),
            _day("since", "First day, Europe/Brussels; from 2000 to 2199."),
            _day("until", "Last day, Europe/Brussels; from 2000 to 2199."),
            *PAGING,
        ),
        schema=paged_schema(cases.EVENT),
        is_paged=True,
        answer=cases.events,
    ),
    Operation(
        id="readFigures",
        path="figures",
        summary="Counts of a month",
        about="By day and by department, in which nobody can be found. The director of a school"
        " gets those of that school.",
        right=Right.FIGURES,
        deed="figures-read-by-program",
        parameters=figures.PARAMETERS,
        schema=figures.SCHEMA,
        answer=figures.figures,
    ),
    Operation(
        id="readHealth",
        path="health",
        summary="Whether the filter lives",
        about="Alarms, logs, certificate and mail: the page 'Health' of the console.",
        right=Right.HEALTH,
        deed="health-read-by-program",
        schema=health.HEALTH,
        answer=health.health,
    ),
    Operation(
        id="listTools",
        path="tools",
        summary="The published list of AI tools",
        about="What is allowed, suspended and excluded. Everybody may read it, without a token.",
        right=None,
        schema=health.TOOLS,
        answer=health.tools,
    ),
)

"""
Filters in the address of a page: what somebody chose can be bookmarked, sent on and exported.

A value that is not on offer is told and left out; it never becomes a query of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from urllib.parse import urlencode

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils.timezone import make_aware

from console.accounts.access import account_of
from console.accounts.models import Account
from console.desk import vocabulary
from console.desk.groups import Groups, groups_of, service_names
from console.desk.language import desk_language
from console.desk.page import desk_texts
from console.incident_codes import canonical_code
from console.records.models import Event, Incident, IncidentKind
from console.records.running import RUNNING
from console.records.states import LEAKS, State
from policy.catalogue import Status
from policy.finding import Kind
from policy.incident import EventAction, Forwarded

OPEN, ALL, CLOCK, LEAK = "open", "all", "clock", "leak"
ME, NOBODY = "me", "none"
_NUMBER: Final = re.compile(r"[0-9A-Za-z-]{1,20}")
_TYPED: Final = frozenset({"q", "rule"})
"""Fields in which anything can be typed."""
_LOWEST_OPEN: Final = 1
_FIRST_DAY, _LAST_DAY = date(2000, 1, 1), date(2199, 12, 31)

type Choices = Iterable[tuple[str, str]]


class Filter(forms.Form):
    """Any filter: the fields that were filled in soundly count."""

    def __init__(self, request: HttpRequest, words: Mapping[str, Any]) -> None:
        super().__init__(request.GET, label_suffix="")
        self.language = desk_language(request)
        self.words = words
        self.groups: Groups = groups_of(request)

    @property
    def chosen(self) -> dict[str, str]:
        """What was chosen, for an address."""
        self.is_valid()
        said = ((name, self.cleaned_data.get(name)) for name in self.fields)
        return {name: str(value) for name, value in said if value not in (None, "")}

    @property
    def query(self) -> str:
        """The same as the query of an address, without its question mark."""
        return urlencode(self.chosen)

    @property
    def question(self) -> str:
        """The same for the record of looking, which is for ever: of what was typed only codes."""
        typed = dict.fromkeys(_TYPED & self.chosen.keys(), "?")
        if (code := canonical_code(self.chosen.get("q", ""))) is not None:
            typed["q"] = code
        return urlencode(self.chosen | typed)

    def choice(self, name: str, choices: Choices, *, unsaid: str = "") -> None:
        """Offer `choices` in the field `name`, and no choice at all, which is called `unsaid`."""
        self.fields[name] = forms.ChoiceField(
            choices=[("", unsaid or self.words["any"]), *choices],
            label=self.words["filter"][name],
            required=False,
            # Without the value: what stands in an address does not become our text.
            error_messages={"invalid_choice": self.words["unknown"]},
        )

    def coded(self, name: str, codes: Iterable[str], group: str) -> None:
        """As `choice`, for codes that the vocabulary has words for."""
        named = [(c, vocabulary.said(c, group, self.language)) for c in map(str, codes)]
        self.choice(name, named)

    def text(self, name: str, length: int) -> None:
        """A line of text."""
        self.fields[name] = forms.CharField(
            label=self.words["filter"][name], required=False, max_length=length
        )

    def day(self, name: str) -> None:
        """A day of the calendar."""
        self.fields[name] = forms.DateField(
            label=self.words["filter"][name],
            required=False,
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            input_formats=["%Y-%m-%d"],
            # The calendar ends where a day more, or the same moment in UTC, would not be a date.
            validators=[MinValueValidator(_FIRST_DAY), MaxValueValidator(_LAST_DAY)],
        )

    def department_is(self, choice: str) -> Q:
        """The departments of `choice`; never a small one alone."""
        return self.groups.are(choice)

    def days(self, field: str) -> Q:
        """From `since` up to and including `until`, as local days."""
        found = Q()
        if since := self.cleaned_data.get("since"):
            found &= Q(**{f"{field}__gte": make_aware(datetime.combine(since, time()))})
        if until := self.cleaned_data.get("until"):
            after = datetime.combine(until + timedelta(days=1), time())
            found &= Q(**{f"{field}__lt": make_aware(after)})
        return found


class QueueFilter(Filter):
    """Of incidents."""

    def __init__(self, request: HttpRequest) -> None:
        words = desk_texts(request)["queue"]
        super().__init__(request, words)
        self._account: Account = account_of(request)
        self.text("q", 40)
        states = [(name, words["states"][name]) for name in (CLOCK, LEAK, ALL)]
        each = [(str(s), vocabulary.said(s, "state", self.language)) for s in State]
        self.choice("state", [*states, *each], unsaid=words["states"][OPEN])
        self.coded("kind", IncidentKind, "incident")
        self.coded("forwarded", Forwarded, "forwarded")
        self.coded("severity", ("1", "2", "3", "4"), "severity")
        self.choice("department", self.groups.choices())
        self.choice("service", service_names(request).items())
        self.choice("assignee", [(name, words["assignees"][name]) for name in (ME, NOBODY)])
        self.choice("sort", [("newest", words["newest"])], unsaid=words["urgent"])

    @property
    def keys(self) -> tuple[str, ...]:
        """The order that was chosen."""
        if self.chosen.get("sort") == "newest":
            return ("-detected_at", "-id")
        return ("-urgency", "detected_at", "id")

    def apply(self, rows: QuerySet[Incident]) -> QuerySet[Incident]:
        """The incidents that are meant."""
        chosen = self.chosen
        for name in ("kind", "forwarded", "service"):
            if name in chosen:
                rows = rows.filter(**{name: chosen[name]})
        if "severity" in chosen:
            rows = rows.filter(severity__gte=int(chosen["severity"]))
        if "department" in chosen:
            rows = rows.filter(self.department_is(chosen["department"]))
        if "q" in chosen:
            rows = rows.filter(_named(chosen["q"]))
        return rows.filter(_in_state(chosen.get("state", OPEN)) & self._of(chosen))

    def _of(self, chosen: Mapping[str, str]) -> Q:
        match chosen.get("assignee"):
            case "me":
                return Q(assignee=self._account)
            case "none":
                return Q(assignee=None)
            case _:
                return Q()


class EventFilter(Filter):
    """Of events; `complete` offers what only those may ask who see all of their metadata."""

    def __init__(self, request: HttpRequest, *, complete: bool) -> None:
        super().__init__(request, desk_texts(request)["events"])
        self.text("q", 40)
        self.coded("action", EventAction, "action")
        self.choice("service", service_names(request).items())
        self.coded("list_status", Status, "list_status")
        if complete:
            self.coded("forwarded", Forwarded, "forwarded")
            self.coded("severity", ("1", "2", "3", "4"), "severity")
            self.choice("department", self.groups.choices())
            self.coded("kind", Kind, "kind")
        self.text("rule", 64)
        self.day("since")
        self.day("until")

    def apply(self, rows: QuerySet[Event]) -> QuerySet[Event]:
        """The events that are meant."""
        chosen = self.chosen
        for name in ("action", "forwarded", "list_status", "service", "rule"):
            if name in chosen:
                rows = rows.filter(**{name: chosen[name]})
        if "severity" in chosen:
            rows = rows.filter(severity__gte=int(chosen["severity"]))
        if "department" in chosen:
            rows = rows.filter(self.department_is(chosen["department"]))
        if "kind" in chosen:
            # The list is stored as JSON; a kind is a word of ours, so this finds no other.
            rows = rows.filter(findings__icontains=f'"{chosen["kind"]}"')
        if "q" in chosen:
            rows = rows.filter(code=canonical_code(chosen["q"]) or "")
        return rows.filter(self.days("at"))


def _in_state(choice: str) -> Q:
    match choice:
        case "open":
            return Q(urgency__gte=_LOWEST_OPEN)
        case "all":
            return Q()
        case "clock":
            return RUNNING
        case "leak":
            return Q(state__in=LEAKS)
        case _:
            return Q(state=choice)


def _named(typed: str) -> Q:
    """By (the end of) its number, or by the code that the person saw."""
    text = typed.strip().upper()
    if not _NUMBER.fullmatch(text):
        return Q(pk=None)
    by_number = Q(number__endswith=text)
    if (code := canonical_code(text)) is None:
        return by_number
    return by_number | Q(Exists(Event.objects.filter(incident=OuterRef("pk"), code=code)))

"""
What a person fills in on the page of an incident. Labels come from the texts; what is missing or
wrong is told beside its field.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any, Final

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.timezone import localtime

from console.accounts.models import Account
from console.accounts.roles import RIGHTS, Right, Role
from console.desk import vocabulary
from console.desk.templatetags.desk import called
from console.records.checklist import Item
from console.records.models import Incident
from console.records.moving import proposed_aware_at
from console.records.states import State
from console.records.steps import Step, details_for, needs_reason

NOTE_KINDS: Final = ("remark", "ask-advice", "ask-erasure", "training-point")
SUBJECTS: Final = ("citizen", "pupil", "employee", "partner")
INFORM_CHANNELS: Final = ("letter", "mail", "phone", "in-person", "public")
_REASON, _TEXT, _LINE = 500, 4000, 80
_MOST_PEOPLE: Final = 10_000_000
_MINUTE: Final = "%Y-%m-%dT%H:%M"

_FIRST, _LAST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2199, 12, 31, tzinfo=UTC)
"""Moments outside are slips, and near the ends of the calendar none in another zone."""


class DeskForm(forms.Form):
    """A form with labels and hints from the texts of its page, and ids of its own."""

    def __init__(
        self, words: Mapping[str, Any], language: str, *, name: str, data: Any = None
    ) -> None:
        super().__init__(data, auto_id=f"{name}-%s", label_suffix="")
        self.words = words
        self.language = language

    def add(self, name: str, field: forms.Field, *, label: str = "") -> None:
        """Put `field` on the form under `name`, with its label and hint."""
        field.label = label or self.words["field"][name]
        field.help_text = self.words["hint"].get(name, "")
        self.fields[name] = field

    def coded(self, codes: tuple[str, ...], group: str) -> list[tuple[str, str]]:
        """Choices with the words of the vocabulary."""
        return [(code, vocabulary.said(code, group, self.language)) for code in codes]


class StepForm(DeskForm):
    """One step from the state of `incident` to `after`."""

    def __init__(
        self,
        words: Mapping[str, Any],
        language: str,
        *,
        incident: Incident,
        after: State,
        role: Role,
        data: Any = None,
    ) -> None:
        super().__init__(words, language, name=after, data=data)
        self.after = after
        self._incident = incident
        before = State(incident.state)
        for detail in details_for(before, after):
            self.add(detail, self._detail(detail))
        if after is State.NOTIFIED:
            self.add("preliminary", forms.BooleanField(required=False))
        needed = needs_reason(before, after, role=role, forwarded=incident.forwarded)
        self.add("reason", _lines(_REASON, required=needed))

    @property
    def wanted(self) -> Step:
        """The step, of a form that is valid."""
        details = {k: _as_json(v) for k, v in self.cleaned_data.items() if k != "reason"}
        return Step(after=self.after, reason=self.cleaned_data["reason"], details=details)

    def _detail(self, name: str) -> forms.Field:
        proposed = proposed_aware_at(self._incident)
        channels = [("", "–"), *self.coded(INFORM_CHANNELS, "inform")]  # noqa: RUF001
        fields: dict[str, forms.Field] = {
            "aware_at": _minute(localtime(proposed) if proposed else None),
            "date": _day(latest=localtime().date()),
            "decided_on": _day(latest=localtime().date()),
            "due_on": _day(),
            "number": forms.IntegerField(min_value=1, max_value=_MOST_PEOPLE),
            "channel": forms.ChoiceField(choices=channels),
            "text": _lines(_TEXT),
            # A list of those that are configured; another one may be typed.
            "authority": forms.CharField(
                max_length=_LINE, widget=forms.TextInput(attrs={"list": "authorities"})
            ),
        }
        return fields.get(name) or forms.CharField(max_length=_LINE)


class SeverityForm(DeskForm):
    """The DPO's own three factors (ENISA), with the reason why."""

    def __init__(
        self, words: Mapping[str, Any], language: str, *, incident: Incident, data: Any = None
    ) -> None:
        super().__init__(words, language, name="severity", data=data)
        for name, steps in FACTORS.items():
            field = forms.TypedChoiceField(
                coerce=float,
                choices=[(s, f"{s} – {words[name][s]}") for s in steps],  # noqa: RUF001
            )
            field.initial = _step(held(incident, name))
            self.add(name, field)
        self.add("reason", _lines(_REASON))


FACTORS: Final[Mapping[str, tuple[str, ...]]] = {
    "dpc": ("1", "2", "3", "4"),
    "ei": ("0.25", "0.5", "0.75", "1"),
    "cb": ("0", "0.25", "0.5", "0.75", "1", "1.5", "2"),
}
"""Data processing context, ease of identification, circumstances; see domain rules 2.10."""


def held(incident: Incident, factor: str) -> float | None:
    """The factor that holds: the DPO's own, else the one suggested."""
    own: float | None = getattr(incident, f"own_{factor}")
    suggested: float | None = getattr(incident, f"enisa_{factor}")
    return suggested if own is None else own


class ScopeForm(DeskForm):
    """Whom it is about, and how many."""

    def __init__(
        self, words: Mapping[str, Any], language: str, *, incident: Incident, data: Any = None
    ) -> None:
        super().__init__(words, language, name="scope", data=data)
        self.initial = {
            "subjects": incident.subjects,
            "minors": incident.minors,
            "est_subjects": incident.est_subjects,
            "est_records": incident.est_records,
        }
        self.add(
            "subjects",
            forms.MultipleChoiceField(
                choices=self.coded(SUBJECTS, "subject"),
                required=False,
                widget=forms.CheckboxSelectMultiple,
            ),
        )
        self.add("minors", forms.BooleanField(required=False))
        for name in ("est_subjects", "est_records"):
            number = forms.IntegerField(required=False, min_value=0, max_value=_MOST_PEOPLE)
            self.add(name, number)


class NoteForm(DeskForm):
    """Something that was done beside the states."""

    def __init__(self, words: Mapping[str, Any], language: str, *, data: Any = None) -> None:
        super().__init__(words, language, name="note", data=data)
        self.add("kind", forms.ChoiceField(choices=self.coded(NOTE_KINDS, "note_ask")))
        self.add("text", _lines(_TEXT), label=words["field"]["note"])


class PeopleField(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic when it runs
    """A choice of accounts, by what colleagues call them."""

    def label_from_instance(self, obj: Account) -> str:
        return called(obj)


class AssignForm(DeskForm):
    """Who works on it."""

    def __init__(
        self, words: Mapping[str, Any], language: str, *, incident: Incident, data: Any = None
    ) -> None:
        super().__init__(words, language, name="assign", data=data)
        deciding = [role for role, rights in RIGHTS.items() if Right.DECIDE in rights]
        people = Account.objects.filter(is_active=True, role__in=deciding).order_by("username")
        field = PeopleField(people, required=False, empty_label=words["nobody"])
        field.initial = incident.assignee_id
        self.add("assignee", field)


class ChecklistForm(DeskForm):
    """What is done already."""

    def __init__(
        self,
        words: Mapping[str, Any],
        language: str,
        *,
        items: tuple[Item, ...],
        done: frozenset[Item],
        data: Any = None,
    ) -> None:
        super().__init__(words, language, name="checklist", data=data)
        field = forms.MultipleChoiceField(
            choices=self.coded(items, "check"),
            required=False,
            widget=forms.CheckboxSelectMultiple,
            initial=[item for item in items if item in done],
        )
        self.add("items", field)


def mark_of(*values: object) -> str:
    """What a form was made from, to see in time that somebody else changed it."""
    return hashlib.sha256(repr(values).encode()).hexdigest()[:16]


def _lines(length: int, *, required: bool = True) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(max_length=length, required=required, widget=widget)


def _minute(initial: datetime | None) -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=_MINUTE)
    bounds = [MinValueValidator(_FIRST), MaxValueValidator(_LAST)]
    return forms.DateTimeField(
        initial=initial, widget=widget, input_formats=[_MINUTE], validators=bounds
    )


def _day(latest: date | None = None) -> forms.DateField:
    attributes = {"type": "date"} | ({"max": latest.isoformat()} if latest else {})
    widget = forms.DateInput(attrs=attributes, format="%Y-%m-%d")
    bounds = [MinValueValidator(_FIRST.date()), MaxValueValidator(_LAST.date())]
    return forms.DateField(widget=widget, input_formats=["%Y-%m-%d"], validators=bounds)


def _as_json(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value.isoformat() if isinstance(value, date) else value


def _step(value: float | None) -> str | None:
    return None if value is None else f"{value:g}"

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
from django.core.exceptions import ValidationError
from django.utils.timezone import localtime, now

from console.accounts.models import Account
from console.accounts.roles import RIGHTS, Right, Role
from console.desk import vocabulary
from console.desk.moments import day_field, minute_field
from console.desk.rules import notify_rules
from console.desk.templatetags.desk import called
from console.records.checklist import Item
from console.records.clock import deadlines
from console.records.models import Incident
from console.records.moving import check_aware_at, proposed_aware_at
from console.records.states import State
from console.records.steps import Step, TransitionError, details_for, needs_reason

NOTE_KINDS: Final = ("remark", "ask-advice", "ask-erasure", "training-point")
SUBJECTS: Final = ("citizen", "pupil", "employee", "partner")
INFORM_CHANNELS: Final = ("letter", "mail", "phone", "in-person", "public")
_REASON, _TEXT, _LINE = 500, 4000, 80
_MOST_PEOPLE: Final = 10_000_000


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
        self._may_be_late = after is State.NOTIFIED and before is not State.SUPPLEMENT

    def clean(self) -> dict[str, Any]:
        """A notification after the term tells why (GDPR art. 33(1))."""
        given: dict[str, Any] = self.cleaned_data
        is_late = self._may_be_late and self._is_late(given.get("date"))
        if is_late and not given.get("reason", "").strip():
            self.add_error("reason", self.words["problem"]["late"])
        return given

    def _is_late(self, notified_on: date | None) -> bool:
        """Of a notification only the day is known: that of the term is in time while it runs."""
        hours = notify_rules().deadline.notify_hours
        term = deadlines(self._incident.detected_at, self._incident.aware_at, hours).formal
        if term is None or notified_on is None or now() <= term:
            return False
        return notified_on >= localtime(term).date()

    @property
    def wanted(self) -> Step:
        """The step, of a form that is valid."""
        details = {k: _as_json(v) for k, v in self.cleaned_data.items() if k != "reason"}
        return Step(after=self.after, reason=self.cleaned_data["reason"], details=details)

    def _detail(self, name: str) -> forms.Field:
        proposed = proposed_aware_at(self._incident)
        channels = [("", "–"), *self.coded(INFORM_CHANNELS, "inform")]  # noqa: RUF001
        fields: dict[str, forms.Field] = {
            "aware_at": minute_field(localtime(proposed) if proposed else None),
            "date": day_field(latest=localtime().date()),
            "decided_on": day_field(latest=localtime().date()),
            "due_on": day_field(),
            "number": forms.IntegerField(min_value=1, max_value=_MOST_PEOPLE),
            "channel": forms.ChoiceField(choices=channels),
            "text": _lines(_TEXT),
            # A list of those that are configured; another one may be typed.
            "authority": forms.CharField(
                max_length=_LINE, widget=forms.TextInput(attrs={"list": "authorities"})
            ),
        }
        return fields.get(name) or forms.CharField(max_length=_LINE)


class AwarenessForm(DeskForm):
    """Another moment at which the DPO became aware, with the reason why (domain rules 2.10)."""

    def __init__(
        self, words: Mapping[str, Any], language: str, *, incident: Incident, data: Any = None
    ) -> None:
        super().__init__(words, language, name="awareness", data=data)
        self._incident = incident
        self.add(
            "aware_at", minute_field(localtime(incident.aware_at) if incident.aware_at else None)
        )
        self.add("reason", _lines(_REASON))

    def clean_aware_at(self) -> datetime:
        """Not in the future, and not before it happened."""
        aware: datetime = self.cleaned_data["aware_at"]
        try:
            check_aware_at(self._incident, aware, now())
        except TransitionError as wrong:
            raise ValidationError(self.words["problem"][wrong.problem]) from None
        return aware


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


def _as_json(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value.isoformat() if isinstance(value, date) else value


def _step(value: float | None) -> str | None:
    return None if value is None else f"{value:g}"

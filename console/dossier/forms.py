"""
The fields of the file as a form, and the forms for freezing and for telling people.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from django import forms
from django.utils.timezone import localdate

from console.desk.moments import MomentField, day_field
from console.dossier.fields import BY_NAME, FIELDS, Field, Kind
from console.dossier.models import Ground, Phase
from console.records.clock import BRUSSELS

_LOCAL: Final = "%Y-%m-%dT%H:%M"
_LINE, _TEXT = 500, 8000
_MANY = 10_000_000


def file_form(
    texts: Mapping[str, Any], answers: Mapping[str, str], data: Mapping[str, Any] | None = None
) -> forms.Form:
    """Every field, filled with `answers`, or with what somebody just posted."""
    made = {field.name: _input(field, texts) for field in FIELDS}
    form_class = type("FileForm", (forms.Form,), made)
    initial = {name: _typed(BY_NAME[name], answer) for name, answer in answers.items()}
    form: forms.Form = form_class(data=data, initial=initial, label_suffix="")
    for name, field in form.fields.items():
        field.widget.attrs["aria-describedby"] = f"{name}-note"
    return form


def answers_of(form: forms.Form, before: Mapping[str, str]) -> dict[str, str]:
    """
    What the valid `form` says, as text. A time that nobody touched keeps its seconds, of which
    the form shows none.
    """
    return {
        field.name: _kept(field, form.cleaned_data[field.name], before.get(field.name, ""))
        for field in FIELDS
    }


def _input(field: Field, texts: Mapping[str, Any]) -> forms.Field:
    common: dict[str, Any] = {"required": False, "label": texts["fields"][field.name]}
    match field.kind:
        case Kind.CHOICE | Kind.YES_NO:
            named = [(choice, texts["choices"][choice]) for choice in field.choices]
            return forms.ChoiceField(choices=[("", texts["file"]["choose"]), *named], **common)
        case Kind.MOMENT | Kind.HOUR:
            widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=_LOCAL)
            return MomentField(widget=widget, input_formats=[_LOCAL, "%Y-%m-%dT%H:%M:%S"], **common)
        case Kind.NUMBER:
            return forms.IntegerField(min_value=0, max_value=_MANY, **common)
        case Kind.TEXT:
            area = forms.Textarea(attrs={"rows": 3})
            return forms.CharField(max_length=_TEXT, widget=area, **common)
        case Kind.LINE:
            return forms.CharField(max_length=_LINE, **common)


def _typed(field: Field, answer: str) -> Any:
    if field.kind not in {Kind.MOMENT, Kind.HOUR} or not answer:
        return answer
    return _local(field, answer)


def _local(field: Field, answer: str) -> datetime:
    """What the form shows of a moment: without seconds, and of an event without minutes."""
    local = datetime.fromisoformat(answer).astimezone(BRUSSELS)
    rounded = local.replace(second=0, microsecond=0)
    return rounded.replace(minute=0) if field.kind is Kind.HOUR else rounded


def _kept(field: Field, value: Any, before: str) -> str:
    if isinstance(value, datetime):
        if before and _local(field, before) == value:
            return before
        return value.astimezone(UTC).isoformat(timespec="seconds")
    return "" if value is None else str(value).replace("\r\n", "\n").strip()


def freeze_form(
    texts: Mapping[str, Any], authorities: Mapping[str, str], data: Mapping[str, Any] | None = None
) -> forms.Form:
    """Which phase goes out, to whom, under which reference, on which day."""
    words = texts["file"]
    made = {
        "phase": forms.ChoiceField(
            label=words["phase"], choices=[(p.value, texts["phases"][p.value]) for p in Phase]
        ),
        "authority": forms.ChoiceField(label=words["authority"], choices=list(authorities.items())),
        "reference": forms.CharField(
            label=words["reference"], required=False, max_length=100,
            help_text=words["reference_help"],
        ),
        "sent_on": day_field(localdate(), label=words["sent_on"], required=False),
    }  # fmt: skip
    form_class = type("FreezeForm", (forms.Form,), made)
    form: forms.Form = form_class(data=data, label_suffix="", prefix="freeze")
    return form


def telling_form(texts: Mapping[str, Any], data: Mapping[str, Any] | None = None) -> forms.Form:
    """Whether people are told, why not, who decided; each part of GDPR art. 34 in its own field."""
    words = texts["telling"]
    area = {"rows": 4}
    yes_no = [("yes", words["inform_yes"]), ("no", words["inform_no"])]
    grounds = [("", texts["file"]["choose"])]
    grounds += [(g.value, texts["grounds"][g.value]) for g in Ground]
    made = {
        "inform": forms.ChoiceField(
            label=words["inform"], choices=yes_no, widget=forms.RadioSelect
        ),
        "ground": forms.ChoiceField(
            label=words["ground"], choices=grounds, required=False, help_text=words["ground_help"]
        ),
        "reasoning": forms.CharField(
            label=words["reasoning"], max_length=_TEXT, widget=forms.Textarea(attrs=area)
        ),
        "dpo_advice": forms.CharField(
            label=words["dpo_advice"], max_length=_TEXT, required=False,
            widget=forms.Textarea(attrs=area),
        ),
        "decided_by": forms.CharField(label=words["decided_by"], max_length=100),
        "decided_on": day_field(localdate(), label=words["decided_on"]),
    }  # fmt: skip
    form_class = type("TellingForm", (forms.Form,), made)
    form: forms.Form = form_class(data=data, label_suffix="")
    if data is not None and form.is_valid():
        _check_ground(form, texts["errors"])
    return form


def _check_ground(form: forms.Form, errors: Mapping[str, str]) -> None:
    informs, ground = form.cleaned_data["inform"] == "yes", form.cleaned_data["ground"]
    if not informs and not ground:
        form.add_error("ground", errors["ground"])
    if informs and ground:
        form.add_error("ground", errors["no_ground"])

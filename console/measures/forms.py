"""
Forms whose words come from the texts of this room.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

from console.desk.vocabulary import words as vocabulary
from console.records.clock import BRUSSELS
from policy.catalogue import Catalogue
from policy.department import Departments
from policy.finding import DataClass, Kind
from policy.rulebook import Rulebook

EVERYWHERE = "*"
"""Chosen on purpose: what is left empty must not mean everywhere."""

type Choices = list[tuple[str, Any]]


class WordedForm(forms.Form):
    """A form of which `words` says the labels and the hints, by field name."""

    template_name_div = "measures/fields.html"

    def __init__(self, words: Mapping[str, Any], *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.label_suffix = ""
        for name, field in self.fields.items():
            said = words[name]
            field.label = said if isinstance(said, str) else said["label"]
            field.help_text = "" if isinstance(said, str) else said.get("hint", "")

    def choose(self, field: str, choices: Iterable[tuple[str, Any]]) -> None:
        """What may be chosen in `field`."""
        chosen = self.fields[field]
        assert isinstance(chosen, forms.ChoiceField)  # noqa: S101 -- for the type checker
        chosen.choices = list(choices)


FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2199, 12, 31)


def long_text(*, rows: int = 3, most: int = 2000, required: bool = True) -> forms.CharField:
    """A text of some sentences."""
    widget = forms.Textarea(attrs={"rows": rows, "cols": 60})
    return forms.CharField(max_length=most, required=required, widget=widget)


def day_field(*, required: bool = True) -> forms.DateField:
    """A day, in the form that browsers send; of a year in which it is a moment in every zone."""
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(
        required=required,
        widget=widget,
        input_formats=["%Y-%m-%d"],
        validators=[MinValueValidator(FIRST_DAY), MaxValueValidator(LAST_DAY)],
    )


def ticks(*, required: bool = True) -> forms.MultipleChoiceField:
    """Several of a list."""
    return forms.MultipleChoiceField(required=required, widget=forms.CheckboxSelectMultiple)


def start_of(day: date) -> datetime:
    """The first moment of a local day."""
    return datetime.combine(day, time.min, BRUSSELS)


def end_of(day: date) -> datetime:
    """The first moment after a local day."""
    return start_of(day + timedelta(days=1))


def named(values: Sequence[str]) -> list[str]:
    """Slugs of a scope; none where everywhere was chosen."""
    return [] if EVERYWHERE in values else sorted(values)


def department_choices(departments: Departments) -> Choices:
    """By the name that people know."""
    return sorted(((d.slug, d.name) for d in departments.all), key=lambda pair: pair[1].casefold())


def service_choices(catalogue: Catalogue, *, of: Iterable[str] | None = None) -> Choices:
    """By name; `of` keeps those with one of these statuses."""
    wanted = None if of is None else set(of)
    found = ((s.slug, s.name) for s in catalogue.services if wanted is None or s.status in wanted)
    return sorted(found, key=lambda pair: pair[1].casefold())


def rule_choices(rulebook: Rulebook) -> Choices:
    """By id: that is how events and reports call them."""
    return sorted((rule.id, rule.id) for rule in rulebook.rules if not rule.on_trial)


def kind_choices(language: str) -> Choices:
    """Kinds that may be exempted, by class; security information is not among them."""
    names, classes = vocabulary(language, "kind"), vocabulary(language, "class")
    return [
        (
            classes[data_class.value],
            [(k.value, names[k.value]) for k in Kind if k.data_class is data_class],
        )
        for data_class in DataClass
        if data_class is not DataClass.SECURITY
    ]

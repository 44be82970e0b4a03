"""
The forms that everybody may send, without a login: what they ask.
"""

from __future__ import annotations

from typing import Any

from django import forms

from console.measures.forms import WordedForm, day_field, long_text, ticks
from console.measures.reporting import DAYS_AGO, REASONS, SORTS, SUBJECTS

ELSEWHERE = "-"
"""Another service than those of the list."""
CHANNELS = {"text": "prompt", "file": "upload"}
"""How it was typed in, and the word that incidents use."""


def _pairs(values: Any, words: Any) -> list[tuple[str, str]]:
    return [(value, words[value]) for value in values]


class MistakeForm(WordedForm):
    """Domain rules 5.8."""

    checked = ("sentence",)
    """Fields in which nobody may put personal data."""
    optional = ("sentence",)
    """Of those, what is left out where nobody can look at it."""

    reasons = ticks()
    sentence = long_text(rows=2, most=400, required=False)

    def __init__(self, words: Any, *arguments: Any, **named: Any) -> None:
        super().__init__(words["fields"], *arguments, **named)
        self.choose("reasons", _pairs(REASONS, words["reasons"]))


class OwnReportForm(WordedForm):
    """Domain rules 5.9: how bad it may be, and never the data themselves."""

    checked = ("about", "service_text")
    optional = checked

    service = forms.ChoiceField()
    service_text = forms.CharField(max_length=120, required=False)
    when = forms.ChoiceField(widget=forms.RadioSelect)
    channel = forms.ChoiceField(widget=forms.RadioSelect)
    department = forms.ChoiceField()
    subjects = ticks()
    sorts = ticks()
    deleted = forms.ChoiceField(widget=forms.RadioSelect)
    about = long_text(rows=2, most=400, required=False)
    contact = forms.EmailField(max_length=254, required=False)

    def __init__(self, words: Any, *arguments: Any, **named: Any) -> None:
        super().__init__(words["fields"], *arguments, **named)
        self.choose("when", _pairs(DAYS_AGO, words["when"]))
        self.choose("channel", _pairs(CHANNELS, words["channels"]))
        self.choose("subjects", _pairs(SUBJECTS, words["subjects"]))
        self.choose("sorts", _pairs(SORTS, words["sorts"]))
        self.choose("deleted", _pairs(("yes", "no", "unknown"), words["deleted"]))

    def told(self) -> dict[str, Any]:
        """What `reporting.report_own` asks for."""
        told = dict(self.cleaned_data)
        told["channel"] = CHANNELS[told["channel"]]
        told["service"] = "" if told["service"] == ELSEWHERE else told["service"]
        return told


class ToolForm(WordedForm):
    """R-421 and R-423."""

    checked = ("purpose", "supplier")
    optional = ("supplier",)

    tool = forms.CharField(max_length=120)
    address = forms.CharField(max_length=300, required=False)
    department = forms.ChoiceField()
    purpose = long_text(rows=4, most=1500)
    sort_of_data = forms.ChoiceField(widget=forms.RadioSelect)
    licence = forms.ChoiceField(widget=forms.RadioSelect)
    wanted_by = day_field(required=False)
    supplier = forms.CharField(max_length=300, required=False)
    answer_to = forms.EmailField(max_length=254, required=False)

    def __init__(self, words: Any, *arguments: Any, **named: Any) -> None:
        super().__init__(words["fields"], *arguments, **named)
        self.choose("sort_of_data", _pairs(("public", "internal", "personal"), words["data"]))
        self.choose("licence", _pairs(("free", "paid", "unknown"), words["licence"]))

    def told(self) -> dict[str, Any]:
        """The fields of a `ToolRequest`."""
        told = dict(self.cleaned_data)
        told["data"] = told.pop("sort_of_data")
        return told

"""
The form of the first key.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from console.disclosure.models import Reason, What
from console.disclosure.two_keys import Wish
from console.records.models import Incident


class AskForm(forms.Form):
    """What to open, and why."""

    wanted = forms.ChoiceField(choices=[])
    reason = forms.ChoiceField(choices=[])
    reason_text = forms.CharField(max_length=300, required=False)

    def __init__(
        self, words: Mapping[str, Any], choices: Sequence[tuple[str, str]], data: Any = None
    ) -> None:
        super().__init__(data, auto_id="key_%s")
        reasons = [(r.value, words["reasons"][r.value]) for r in Reason]
        self.fields["wanted"] = forms.ChoiceField(label=words["wanted"], choices=choices)
        self.fields["reason"] = forms.ChoiceField(label=words["reason"], choices=reasons)
        self.fields["reason_text"].label = words["reason_text"]

    def wish(self, incident: Incident) -> Wish:
        """What was asked for, once the form is sound."""
        what, _, subject = self.cleaned_data["wanted"].partition(" ")
        return Wish(
            incident=incident,
            what=What(what),
            subject=subject,
            reason=Reason(self.cleaned_data["reason"]),
            reason_text=self.cleaned_data["reason_text"],
        )

"""
The three forms of a requested tool: ICT's check, the DPO's advice, the decision.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any, Final

from django import forms
from pydantic import ValidationError

from config.policy_entries import HostEntry
from console.measures.forms import WordedForm, day_field, end_of, long_text, service_choices
from console.measures.models import ToolState
from policy.catalogue import Catalogue, HostMatch

REGISTER: Final[Mapping[str, tuple[str, ...]]] = {
    "role": ("processor", "controller", "joint", "unknown"),
    "agreement": ("yes", "no", "not_needed"),
    "transfer": ("none", "adequate", "safeguards", "unknown"),
    "dpia": ("done", "not_needed", "missing"),
    "ai_act": ("minimal", "limited", "high", "unknown"),
}
"""Fields of the register of tools that must be known before a decision (R-201, R-601)."""
ADVICES: Final = ("positive", "conditional", "negative")
_MOST_HOSTS = 20
_SPLIT = re.compile(r"[\s,;]+")


class CheckForm(WordedForm):
    """Which service it is, and what it would take."""

    service = forms.ChoiceField(required=False)
    name = forms.CharField(max_length=120, required=False)
    vendor = forms.CharField(max_length=120, required=False)
    hosts = long_text(rows=3, most=1000, required=False)
    role = forms.ChoiceField()
    agreement = forms.ChoiceField()
    transfer = forms.ChoiceField()
    dpia = forms.ChoiceField()
    ai_act = forms.ChoiceField()
    check_text = long_text()

    def __init__(
        self, words: Mapping[str, Any], catalogue: Catalogue, *arguments: Any, **named: Any
    ) -> None:
        super().__init__(words["fields"], *arguments, **named)
        self._words, self._catalogue = words["complaints"], catalogue
        self.choose("service", [("", words["new_service"]), *service_choices(catalogue)])
        for field, values in REGISTER.items():
            choices = [(value, words["register"][field][value]) for value in values]
            self.choose(field, [("", words["choose"]), *choices])

    def clean_hosts(self) -> list[str]:
        """Hosts as `services.yaml` writes them, none of which the catalogue knows."""
        typed = [host.lower() for host in _SPLIT.split(self.cleaned_data["hosts"]) if host]
        if len(typed) > _MOST_HOSTS:
            raise forms.ValidationError(self._words["hosts"].format(host=len(typed)))
        for host in typed:
            self._check_host(host)
        return typed

    def _check_host(self, typed: str) -> None:
        try:
            host = HostEntry(host=typed).as_host()
        except ValidationError:
            raise forms.ValidationError(self._words["hosts"].format(host=typed)) from None
        if host.match is HostMatch.PATTERN:
            raise forms.ValidationError(self._words["hosts"].format(host=typed))
        if known := self._catalogue.find(host.domain, "/"):
            complaint = self._words["taken"].format(host=typed, service=known.name)
            raise forms.ValidationError(complaint)

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if not told.get("service"):
            for field in ("name", "hosts"):
                if not told.get(field) and field not in self.errors:
                    self.add_error(field, self._words["needed"])
        return told

    def told(self) -> dict[str, Any]:
        """What `tools.check` asks for."""
        told = self.cleaned_data
        is_known = bool(told["service"])
        return {
            "service": told["service"] or slug_of(told["name"], self._catalogue),
            "name": "" if is_known else told["name"],
            "vendor": "" if is_known else told["vendor"],
            "hosts": [] if is_known else told["hosts"],
            "check_text": told["check_text"],
            "register": {field: told[field] for field in REGISTER},
        }


def slug_of(name: str, catalogue: Catalogue) -> str:
    """A slug for a new service that no other has."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    base = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:50] or "dienst"
    taken = {service.slug for service in catalogue.services}
    slugs = (base if n == 1 else f"{base}-{n}" for n in range(1, len(taken) + 2))
    return next(slug for slug in slugs if slug not in taken)


class AdviceForm(WordedForm):
    """The DPO's advice, apart from the decision."""

    advice = forms.ChoiceField(widget=forms.RadioSelect)
    advice_text = long_text()

    def __init__(self, words: Mapping[str, Any], *arguments: Any, **named: Any) -> None:
        super().__init__(words["fields"], *arguments, **named)
        self.choose("advice", [(value, words["advices"][value]) for value in ADVICES])


class DecisionForm(WordedForm):
    """Allowed under conditions until a day, or excluded for a reason."""

    outcome = forms.ChoiceField(widget=forms.RadioSelect)
    conditions = long_text(rows=2, most=500, required=False)
    ends = day_field(required=False)
    reason = long_text(rows=2, most=500, required=False)

    def __init__(self, words: Mapping[str, Any], *arguments: Any, **named: Any) -> None:
        super().__init__(words["fields"], *arguments, **named)
        self._words = words["complaints"]
        outcomes = (ToolState.ALLOWED, ToolState.EXCLUDED)
        self.choose("outcome", [(str(value), words["outcomes"][value]) for value in outcomes])

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        allowed = told.get("outcome") == ToolState.ALLOWED
        for field in ("conditions", "ends") if allowed else ("reason",):
            if not told.get(field) and field not in self.errors:
                self.add_error(field, self._words["needed"])
        return told

    def told(self) -> dict[str, Any]:
        """What `tools.decide` asks for."""
        told = self.cleaned_data
        allowed = told["outcome"] == ToolState.ALLOWED
        return {
            "conditions": told["conditions"] if allowed else "",
            "reason": "" if allowed else told["reason"],
            "ends_at": end_of(told["ends"]) if told["ends"] else None,
        }

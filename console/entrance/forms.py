"""
The forms of this room. Labels come from the texts; complaints come from Django, in three languages.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from console.accounts.models import Account
from console.accounts.roles import Role
from console.languages import LANGUAGES

_FIRST_ROLES = (Role.DPO, Role.ICT)
_OWN = {
    "username": "username",
    "first_name": "given-name",
    "last_name": "family-name",
    "email": "email",
}
"""What a browser may fill in about the person before it (WCAG 2.1, 1.3.5)."""
_NAME = r"^[\w.@+-]+$"


class DetailsForm(forms.Form):
    """Who an account is for."""

    username = forms.RegexField(_NAME, max_length=150)
    first_name = forms.CharField(max_length=150)
    last_name = forms.CharField(max_length=150)
    email = forms.EmailField(max_length=254)
    language = forms.ChoiceField(choices=[])
    role = forms.ChoiceField(choices=[])
    department = forms.SlugField(max_length=64, required=False)

    roles: tuple[Role, ...] = tuple(Role)

    def __init__(self, words: Mapping[str, Any], data: Any = None) -> None:
        super().__init__(data)
        _label(self, words)
        self.fields["language"] = forms.ChoiceField(
            label=words["fields"]["language"],
            choices=[(c, words["languages"][c]) for c in LANGUAGES],
        )
        self.fields["role"] = forms.ChoiceField(
            label=words["fields"]["role"],
            choices=[(r.value, words["roles"][r.value]) for r in self.roles],
        )
        # Somebody else's: the browser knows nothing about them.
        for field in _OWN:
            self.fields[field].widget.attrs["autocomplete"] = "off"

    def clean(self) -> dict[str, Any]:
        """A school director has a school, and nobody else has one."""
        cleaned = super().clean() or self.cleaned_data
        is_director = cleaned.get("role") == Role.SCHOOL_DIRECTOR
        if is_director and not cleaned.get("department"):
            self.add_error("department", self.fields["department"].error_messages["required"])
        if not is_director:
            cleaned["department"] = ""
        return cleaned

    def account(self) -> Account:
        """The account that was described; not in the store yet."""
        names = ("username", "first_name", "last_name", "email", "language", "role", "department")
        return Account(**{name: self.cleaned_data[name] for name in names})


class PasswordForm(forms.Form):
    """A new password, typed twice, for an account that exists."""

    password = forms.CharField(
        max_length=1000, strip=False, widget=forms.PasswordInput({"autocomplete": "new-password"})
    )
    again = forms.CharField(
        max_length=1000, strip=False, widget=forms.PasswordInput({"autocomplete": "new-password"})
    )

    def __init__(self, words: Mapping[str, Any], account: Account | None, data: Any = None) -> None:
        super().__init__(data)
        self._account = account
        self._words = words
        _label(self, words)

    def clean(self) -> dict[str, Any]:
        """Equal, and good enough for Django's validators."""
        cleaned = super().clean() or self.cleaned_data
        password = cleaned.get("password")
        if not password:
            return cleaned
        if password != cleaned.get("again"):
            self.add_error("again", self._words["problems"]["unequal"])
        try:
            validate_password(password, self._account)
        except ValidationError as weak:
            self.add_error("password", weak)
        return cleaned


class FirstDetailsForm(DetailsForm):
    """The first account is the DPO's, or that of ICT, who then makes the DPO's."""

    roles = _FIRST_ROLES

    def __init__(self, words: Mapping[str, Any], data: Any = None) -> None:
        super().__init__(words, data)
        del self.fields["department"]
        for field, what in _OWN.items():
            self.fields[field].widget.attrs["autocomplete"] = what

    def clean(self) -> dict[str, Any]:
        return super().clean() | {"department": ""}


class LanguageForm(forms.Form):
    """The language of one's own pages."""

    language = forms.ChoiceField(choices=[])

    def __init__(self, words: Mapping[str, Any], data: Any = None, **more: Any) -> None:
        super().__init__(data, **more)
        self.fields["language"] = forms.ChoiceField(
            label=words["fields"]["language"],
            choices=[(c, words["languages"][c]) for c in LANGUAGES],
        )


def _label(form: forms.Form, words: Mapping[str, Any]) -> None:
    for name, field in form.fields.items():
        field.label = words["fields"][name]
        field.help_text = words["hints"].get(name, "")

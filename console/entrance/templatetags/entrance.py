"""
Labels of the login library's forms in our own words: it has not all of them in Dutch.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.forms import BoundField

register = template.Library()


@register.filter
def label_in(field: BoundField, words: Mapping[str, Any]) -> str:
    """Our word for a field of the library; for our own forms the label that they have."""
    if not type(field.form).__module__.startswith("allauth."):
        return str(field.label)
    return str(words["library"].get(field.name, field.label))


@register.filter
def deed_in(deed: str, words: Mapping[str, Any]) -> str:
    """What was done, in the reader's language; a deed of another room stays as it is."""
    return str(words["deeds"].get(deed, deed))

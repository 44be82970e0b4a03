"""
Filters for the templates of the measures.
"""

from __future__ import annotations

from collections.abc import Mapping

from django import template

register = template.Library()


@register.filter
def item(words: Mapping[str, object], key: object) -> object:
    """`{{ page.states|item:row.state }}`; what has no word stays as it is."""
    return words.get(str(key), key)
